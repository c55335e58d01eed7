"""The ledger can be added to and read; its sums stay within bounds whoever writes.

Deleting is for the retention purge alone, which says so for its own transaction: ``SET LOCAL park.retention = 'on'``.
The guards lock the receivable and the payment themselves, so that they hold without the actions' locks.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION payments_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('park.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION payments_within_payment(the_payment bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE whole bigint; used bigint; back bigint;
BEGIN
    SELECT amount_krw INTO whole FROM payments_payment WHERE id = the_payment FOR NO KEY UPDATE;
    SELECT coalesce(sum(CASE kind WHEN 'payment' THEN amount_krw ELSE -amount_krw END), 0) INTO used
        FROM payments_ledgerentry WHERE payment_id = the_payment;
    SELECT coalesce(sum(amount_krw), 0) INTO back
        FROM payments_refund WHERE payment_id = the_payment AND state <> 'cancelled';
    IF used + back > whole THEN
        RAISE EXCEPTION 'payment % is used beyond its amount', the_payment
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_within_amount';
    END IF;
END $$;

CREATE FUNCTION payments_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE charged bigint; credited bigint; paid bigint; refunded bigint; undone payments_ledgerentry;
BEGIN
    PERFORM 1 FROM payments_receivable WHERE id = NEW.receivable_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount_krw) FILTER (WHERE kind = 'charge'), 0),
           coalesce(sum(amount_krw) FILTER (WHERE kind = 'credit'), 0),
           coalesce(sum(CASE kind WHEN 'payment' THEN amount_krw WHEN 'release' THEN -amount_krw ELSE 0 END), 0),
           coalesce(sum(amount_krw) FILTER (WHERE kind = 'refund'), 0)
        INTO charged, credited, paid, refunded
        FROM payments_ledgerentry WHERE receivable_id = NEW.receivable_id;
    IF credited > charged OR paid < refunded
            OR (NEW.kind = 'payment' AND paid - refunded > charged - credited)
            OR (NEW.kind = 'refund' AND paid - refunded < charged - credited) THEN
        RAISE EXCEPTION 'receivable % would go out of bounds', NEW.receivable_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_within_bounds';
    END IF;
    IF NEW.kind = 'release' THEN
        SELECT * INTO undone FROM payments_ledgerentry WHERE id = NEW.undoes_id;
        IF undone.kind <> 'payment' OR undone.receivable_id <> NEW.receivable_id
                OR undone.payment_id <> NEW.payment_id OR undone.amount_krw <> NEW.amount_krw THEN
            RAISE EXCEPTION 'a release takes off one whole payment entry'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_release_is_whole';
        END IF;
    END IF;
    IF NEW.payment_id IS NOT NULL THEN
        PERFORM payments_within_payment(NEW.payment_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION payments_refund_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.payment_id IS NOT NULL THEN
        PERFORM payments_within_payment(NEW.payment_id);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON payments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION payments_append_only();
CREATE TRIGGER payment_append_only BEFORE UPDATE OR DELETE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_append_only();
CREATE TRIGGER line_append_only BEFORE UPDATE OR DELETE ON payments_receivableline
    FOR EACH ROW EXECUTE FUNCTION payments_append_only();
CREATE TRIGGER day_close_append_only BEFORE UPDATE OR DELETE ON payments_dayclose
    FOR EACH ROW EXECUTE FUNCTION payments_append_only();
CREATE TRIGGER entry_guard AFTER INSERT ON payments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION payments_entry_guard();
CREATE TRIGGER refund_guard AFTER INSERT OR UPDATE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_refund_guard();
"""
BACKWARD = """
DROP TRIGGER refund_guard ON payments_refund;
DROP TRIGGER entry_guard ON payments_ledgerentry;
DROP TRIGGER day_close_append_only ON payments_dayclose;
DROP TRIGGER line_append_only ON payments_receivableline;
DROP TRIGGER payment_append_only ON payments_payment;
DROP TRIGGER entry_append_only ON payments_ledgerentry;
DROP FUNCTION payments_refund_guard();
DROP FUNCTION payments_entry_guard();
DROP FUNCTION payments_within_payment(bigint);
DROP FUNCTION payments_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
