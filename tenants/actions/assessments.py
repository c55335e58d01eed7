"""The verbs of the extension assessment (연장평가): asked for, reported, assessed."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from tenants.models import Agreement, Assessment
from tenants.notifications import agreements as notifications
from tenants.rules import assessments as rules
from tenants.states import AssessmentResult, AssessmentState


def _row(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("agreement__party", "agreement__occupant").get(pk=assessment.pk)


@transaction.atomic
def assessment_ask(*, by: Person, agreement: Agreement, report_by: date) -> Assessment:
    """Ask the organisation to report, by a day, on what it did, before its agreement is extended."""
    agreement = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    rules.check_assessment_ask(by, agreement)
    rules.check_report_by(agreement, report_by)
    assessment = Assessment.objects.create(agreement=agreement, asked_at=clock.now(), report_by=report_by)
    facts = {"agreement": agreement.pk, "report_by": report_by.isoformat()}
    record("assessment.ask", by=by, subject=assessment, organization=agreement.party, **facts)
    notifications.report_asked(assessment)
    return assessment


@transaction.atomic
def assessment_report(*, by: Person, assessment: Assessment, report: str) -> Assessment:
    """The organisation hands in its report; the centre is told."""
    assessment = _row(assessment)
    rules.check_assessment_report(by, assessment)
    assessment.state, assessment.report, assessment.reported_at = AssessmentState.REPORTED, report, clock.now()
    assessment.save(update_fields=["state", "report", "reported_at"])
    body = assessment.agreement.occupant
    record("assessment.reported", by=by, subject=assessment, organization=body, fields=["state", "report"])
    notifications.report_handed_in(assessment)
    return assessment


@transaction.atomic
def assessment_assess(
    *,
    by: Person,
    assessment: Assessment,
    result: AssessmentResult,
    comment: str,
    scores: Sequence[tuple[str, int, int]] = (),
) -> Assessment:
    """Say whether to extend; ``scores``: criterion, points, most points. The organisation reads all of it."""
    assessment = _row(assessment)
    rules.check_assessment_assess(by, assessment)
    rules.check_scores(list(scores))
    assessment.state, assessment.result, assessment.comment = AssessmentState.ASSESSED, result, comment
    assessment.scores = [list(score) for score in scores]
    assessment.assessed_at, assessment.assessed_by = clock.now(), by
    assessment.save(update_fields=["state", "result", "comment", "scores", "assessed_at", "assessed_by"])
    body = assessment.agreement.occupant
    record("assessment.assessed", by=by, subject=assessment, organization=body, fields=["state"], result=str(result))
    notifications.assessment_told(assessment)
    return assessment
