"""Duties of the departments: asked for when the plan is approved, reported done, reported anew."""

from django.db import transaction

from collaboration.models import DutyReport, LinkagePlan
from collaboration.notifications import plans as messages
from collaboration.rules.progress import check_duty_report
from collaboration.states import DutyState
from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import OrganizationKind
from park_portal.audit.actions import record
from park_portal.core import clock

from .rows import write

# "All departments" in the plan are these: 전 부서(동).
EVERYONE = (OrganizationKind.DISTRICT_DEPARTMENT, OrganizationKind.DONG_OFFICE)


def duties_ask(plan: LinkagePlan) -> None:
    """Open a report for each department of each duty that has none yet, and tell those departments."""
    everyone = list(Organization.objects.filter(kind__in=EVERYONE, closed_on=None).order_by("pk"))
    asked: dict[Organization, list[DutyReport]] = {}
    for duty in plan.duties.select_related("organization"):
        have = set(duty.reports.values_list("organization", flat=True))
        for body in [duty.organization] if duty.organization else everyone:
            if body.pk not in have:
                asked.setdefault(body, []).append(DutyReport(duty=duty, organization=body))
    DutyReport.objects.bulk_create(report for reports in asked.values() for report in reports)
    for body, reports in asked.items():
        messages.duties_given(plan, body, [report.duty for report in reports])


@transaction.atomic
def duty_report(*, by: Person, report: DutyReport, to: str, note: str = "") -> DutyReport:
    """Report a duty done, with how; or open it again, where it was reported too early."""
    rows = DutyReport.objects.select_for_update(of=("self",), no_key=True)
    report = rows.select_related("organization", "duty__plan__department").get(pk=report.pk)
    check_duty_report(by, report, to)
    was = report.note
    if to == DutyState.DONE:
        write(report, state=DutyState.DONE, note=note.strip()[:500], reported_by=by, reported_at=clock.now())
    else:
        write(report, state=DutyState.OPEN, note="", reported_by=None, reported_at=None)
    record(
        f"duty.{report.state}", by=by, subject=report.duty.plan, organization=report.organization,
        duty=report.duty_id, note=report.note, was=was,
    )  # fmt: skip
    return report
