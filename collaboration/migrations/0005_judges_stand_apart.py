"""What no code path may do, whoever writes: go back to an older version, be judged by those who propose, change the
files or take away the points of an opinion that was given.
"""

from django.db import migrations

CONFIRM = """
CREATE OR REPLACE FUNCTION collaboration_confirm_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the_opinion bigint; receiver_kind text; receiver_parent bigint;
BEGIN
    IF NEW.confirmed_id IS NULL OR (TG_OP = 'UPDATE' AND NEW.confirmed_id IS NOT DISTINCT FROM OLD.confirmed_id) THEN
        RETURN NEW;
    END IF;
    SELECT id INTO the_opinion FROM collaboration_opinion
        WHERE proposal_id = NEW.id AND version_id = NEW.confirmed_id AND organization_id = NEW.receiver_id
          AND state = 'issued' AND verdict IN ('agree', 'conditional')
        FOR SHARE;
    SELECT kind, parent_id INTO receiver_kind, receiver_parent FROM accounts_organization WHERE id = NEW.receiver_id;
    IF (NEW.proposer = 'tenant' AND receiver_kind NOT LIKE 'district%' AND receiver_kind <> 'dong_office')
       OR (NEW.proposer = 'district' AND receiver_kind <> 'park_operator') THEN
        RAISE EXCEPTION 'proposal % is judged by its own side', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_confirmed_by_other_side';
    END IF;
    PERFORM 1 FROM collaboration_party WHERE proposal_id = NEW.id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM accounts_organization author
        WHERE (author.id = NEW.lead_id OR author.id IN (
                  SELECT organization_id FROM collaboration_party
                  WHERE proposal_id = NEW.id AND role IN ('lead', 'joint') AND state IN ('asked', 'accepted')))
          AND (author.id = NEW.receiver_id OR author.id = receiver_parent OR author.parent_id = NEW.receiver_id)
    ) THEN
        RAISE EXCEPTION 'proposal % is judged by one of those who propose it', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_confirmed_by_other_side';
    END IF;
    IF the_opinion IS NULL OR NEW.confirmed_id IS DISTINCT FROM NEW.current_id OR NEW.confirmed_id IS DISTINCT FROM (
        SELECT id FROM collaboration_proposalversion
        WHERE proposal_id = NEW.id AND sealed_at IS NOT NULL ORDER BY number DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'proposal % has no agreeing opinion on its current version', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_confirmed_with_opinion';
    END IF;
    PERFORM 1 FROM collaboration_opinionpoint WHERE opinion_id = the_opinion FOR SHARE;
    IF EXISTS (SELECT 1 FROM collaboration_opinionpoint WHERE opinion_id = the_opinion AND state <> 'closed') THEN
        RAISE EXCEPTION 'proposal % has open points', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_confirmed_with_closed_points';
    END IF;
    RETURN NEW;
END $$;
"""

FORWARD = """
CREATE FUNCTION collaboration_current_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM collaboration_proposalversion newer
        JOIN collaboration_proposalversion now ON now.id = NEW.current_id
        WHERE newer.proposal_id = NEW.id AND newer.sealed_at IS NOT NULL AND newer.number > now.number
    ) THEN
        RAISE EXCEPTION 'proposal % goes back to an older version', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_current_is_newest';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER collaboration_current_guard BEFORE UPDATE OF current_id ON collaboration_proposal
    FOR EACH ROW WHEN (NEW.current_id IS DISTINCT FROM OLD.current_id)
    EXECUTE FUNCTION collaboration_current_guard();

CREATE FUNCTION collaboration_point_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM collaboration_opinion WHERE id = OLD.opinion_id AND issued_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the points of opinion % were given with it', OLD.opinion_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'point_of_given_stays';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER collaboration_point_stays BEFORE DELETE ON collaboration_opinionpoint
    FOR EACH ROW EXECUTE FUNCTION collaboration_point_stays();
CREATE TRIGGER collaboration_point_moves BEFORE UPDATE OF opinion_id ON collaboration_opinionpoint
    FOR EACH ROW WHEN (NEW.opinion_id <> OLD.opinion_id) EXECUTE FUNCTION collaboration_point_stays();

CREATE FUNCTION collaboration_files_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the_proposal bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.proposal_id ELSE OLD.proposal_id END;
BEGIN
    -- Waits for a request or a confirmation that is being made at this moment, and then sees it.
    PERFORM 1 FROM collaboration_proposal WHERE id = the_proposal FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM collaboration_proposal WHERE id = the_proposal
          AND (coalesce(nullif(held_from, ''), state) IN ('opinion_requested', 'opinion_issued')
               OR TG_OP <> 'INSERT' AND confirmed_id IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'the opinion on proposal % speaks of its files', the_proposal
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attachment_fixed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER collaboration_files_guard BEFORE INSERT OR DELETE ON collaboration_attachment
    FOR EACH ROW EXECUTE FUNCTION collaboration_files_guard();
CREATE TRIGGER collaboration_files_swap BEFORE UPDATE OF file_id, proposal_id ON collaboration_attachment
    FOR EACH ROW WHEN (NEW.file_id <> OLD.file_id OR NEW.proposal_id <> OLD.proposal_id)
    EXECUTE FUNCTION collaboration_files_guard();
"""

BACKWARD = """
DROP TRIGGER collaboration_files_swap ON collaboration_attachment;
DROP TRIGGER collaboration_files_guard ON collaboration_attachment;
DROP FUNCTION collaboration_files_guard;
DROP TRIGGER collaboration_point_moves ON collaboration_opinionpoint;
DROP TRIGGER collaboration_point_stays ON collaboration_opinionpoint;
DROP FUNCTION collaboration_point_stays;
DROP TRIGGER collaboration_current_guard ON collaboration_proposal;
DROP FUNCTION collaboration_current_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("collaboration", "0004_versions_say_it_all")]
    operations = [
        migrations.RunSQL(CONFIRM, migrations.RunSQL.noop),  # the stricter guard stays: nothing depends on the other
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
