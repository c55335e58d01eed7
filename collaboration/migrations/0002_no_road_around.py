"""What no code path may do, whoever writes: confirm without a closed opinion, change what was handed in.

``collaboration_shared`` counts the bigrams that two texts share, for the overlap search.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION collaboration_shared(one varchar[], other varchar[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT count(*)::integer FROM (SELECT unnest(one) INTERSECT SELECT unnest(other)) both_have
$$;

CREATE FUNCTION collaboration_confirm_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the_opinion bigint; receiver_kind text;
BEGIN
    IF NEW.confirmed_id IS NULL OR (TG_OP = 'UPDATE' AND NEW.confirmed_id IS NOT DISTINCT FROM OLD.confirmed_id) THEN
        RETURN NEW;
    END IF;
    SELECT id INTO the_opinion FROM collaboration_opinion
        WHERE proposal_id = NEW.id AND version_id = NEW.confirmed_id AND organization_id = NEW.receiver_id
          AND state = 'issued' AND verdict IN ('agree', 'conditional')
        FOR SHARE;
    SELECT kind INTO receiver_kind FROM accounts_organization WHERE id = NEW.receiver_id;
    IF (NEW.proposer = 'tenant' AND receiver_kind NOT LIKE 'district%' AND receiver_kind <> 'dong_office')
       OR (NEW.proposer = 'district' AND receiver_kind <> 'park_operator') THEN
        RAISE EXCEPTION 'proposal % is judged by its own side', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_confirmed_by_other_side';
    END IF;
    IF the_opinion IS NULL OR NEW.confirmed_id IS DISTINCT FROM NEW.current_id THEN
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
CREATE TRIGGER collaboration_confirm_guard BEFORE INSERT OR UPDATE ON collaboration_proposal
    FOR EACH ROW EXECUTE FUNCTION collaboration_confirm_guard();

CREATE FUNCTION collaboration_point_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Waits for a confirmation that is being made at this moment, and then sees it.
    PERFORM 1 FROM collaboration_proposal p JOIN collaboration_opinion o ON o.proposal_id = p.id
        WHERE o.id = NEW.opinion_id FOR SHARE OF p;
    IF NEW.state <> 'closed' AND EXISTS (
        SELECT 1 FROM collaboration_opinion o JOIN collaboration_proposal p ON p.id = o.proposal_id
        WHERE o.id = NEW.opinion_id AND p.confirmed_id = o.version_id
    ) THEN
        RAISE EXCEPTION 'the opinion on a confirmed proposal is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'point_of_confirmed_is_closed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER collaboration_point_guard BEFORE INSERT OR UPDATE ON collaboration_opinionpoint
    FOR EACH ROW EXECUTE FUNCTION collaboration_point_guard();

CREATE FUNCTION collaboration_opinion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM collaboration_proposal WHERE id = OLD.proposal_id FOR SHARE;
    IF OLD.state = 'issued' AND EXISTS (
        SELECT 1 FROM collaboration_proposal WHERE id = OLD.proposal_id AND confirmed_id = OLD.version_id
    ) AND (TG_OP = 'DELETE' OR (NEW.state, NEW.verdict, NEW.version_id, NEW.organization_id)
           IS DISTINCT FROM (OLD.state, OLD.verdict, OLD.version_id, OLD.organization_id)) THEN
        RAISE EXCEPTION 'the opinion on a confirmed proposal stands'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'opinion_of_confirmed_stands';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER collaboration_opinion_guard BEFORE UPDATE OR DELETE ON collaboration_opinion
    FOR EACH ROW EXECUTE FUNCTION collaboration_opinion_guard();

CREATE FUNCTION collaboration_sealed_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sealed_at IS NOT NULL THEN
        RAISE EXCEPTION 'version % was handed in and does not change', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'version_sealed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER collaboration_sealed_version BEFORE UPDATE OR DELETE ON collaboration_proposalversion
    FOR EACH ROW EXECUTE FUNCTION collaboration_sealed_version();

CREATE FUNCTION collaboration_sealed_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the_version bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM collaboration_proposalversion WHERE id = the_version AND sealed_at IS NOT NULL)
       OR (TG_OP = 'UPDATE' AND OLD.version_id <> NEW.version_id) THEN
        RAISE EXCEPTION 'version % was handed in and does not change', the_version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'version_sealed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER collaboration_sealed_section BEFORE INSERT OR UPDATE OR DELETE ON collaboration_section
    FOR EACH ROW EXECUTE FUNCTION collaboration_sealed_part();
CREATE TRIGGER collaboration_sealed_budget BEFORE INSERT OR UPDATE OR DELETE ON collaboration_budgetline
    FOR EACH ROW EXECUTE FUNCTION collaboration_sealed_part();
"""

BACKWARD = """
DROP TRIGGER collaboration_sealed_budget ON collaboration_budgetline;
DROP TRIGGER collaboration_sealed_section ON collaboration_section;
DROP FUNCTION collaboration_sealed_part;
DROP TRIGGER collaboration_sealed_version ON collaboration_proposalversion;
DROP FUNCTION collaboration_sealed_version;
DROP TRIGGER collaboration_opinion_guard ON collaboration_opinion;
DROP FUNCTION collaboration_opinion_guard;
DROP TRIGGER collaboration_point_guard ON collaboration_opinionpoint;
DROP FUNCTION collaboration_point_guard;
DROP TRIGGER collaboration_confirm_guard ON collaboration_proposal;
DROP FUNCTION collaboration_confirm_guard;
DROP FUNCTION collaboration_shared;
"""


class Migration(migrations.Migration):
    dependencies = [("collaboration", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
