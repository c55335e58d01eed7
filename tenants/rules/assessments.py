"""Who asks, reports and assesses whether an agreement is extended."""

from datetime import date

from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from tenants.models import Agreement, Assessment
from tenants.states import MOVES, AssessmentState

from .agreements import check_agreements_keep, check_in_force


def check_assessment_ask(user: Person, agreement: Agreement) -> None:
    """Once an agreement, while it is in force."""
    check_agreements_keep(user)
    check_in_force(agreement)
    if Assessment.objects.filter(agreement=agreement).exists():
        raise ActionDenied(_("The report has been asked for already."), reason="asked")


def check_report_by(agreement: Agreement, day: date) -> None:
    if not clock.today() <= day < agreement.ends:
        raise ActionDenied(_("The report is due today or later, before the agreement ends."), reason="report_day")


def check_assessment_move(assessment: Assessment, to: AssessmentState) -> None:
    if to not in MOVES[AssessmentState][AssessmentState(assessment.state)]:
        raise ActionDenied(
            _("This assessment is at: %(state)s.") % {"state": assessment.get_state_display()},
            reason="assessment_state",
        )


def check_assessment_report(user: Person, assessment: Assessment) -> None:
    """The people of the organisation that lives there, or that signed."""
    agreement = assessment.agreement
    mine = {hat.organization_id for hat in user.current_memberships}
    if not mine & {agreement.party_id, agreement.occupant_id}:
        raise NotPermitted(_("The organisation itself writes the report."), reason="not_party")
    check_assessment_move(assessment, AssessmentState.REPORTED)


def check_assessment_assess(user: Person, assessment: Assessment) -> None:
    """After the report, or without it once its day is past."""
    check_agreements_keep(user)
    check_assessment_move(assessment, AssessmentState.ASSESSED)
    if assessment.state == AssessmentState.ASKED and assessment.report_by >= clock.today():
        raise ActionDenied(_("The organisation still has time to hand in its report."), reason="report_open")


def check_scores(scores: list[tuple[str, int, int]]) -> None:
    """Each criterion has between 0 and its most points."""
    if any(not 0 <= points <= most for _name, points, most in scores):
        raise ActionDenied(_("Points lie between 0 and the most of their criterion."), reason="scores")


def assessment_moves(user: Person, agreement: Agreement) -> dict[str, str]:
    """Each deed with the sentence that blocks it (empty: allowed)."""
    assessment = getattr(agreement, "assessment", None)
    if assessment is None:
        return {"ask": blocked_by(check_assessment_ask, user, agreement)}
    return {
        "report": blocked_by(check_assessment_report, user, assessment),
        "assess": blocked_by(check_assessment_assess, user, assessment),
    }
