"""The verbs of reports."""

from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import override

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.documents.actions import document_issue

from . import figures, notifications, papers, rules
from .models import MonthlyReport
from .reckoning import canonical, digest, month_before


@transaction.atomic
def monthly_report_make(*, by: Person | None, month: date) -> MonthlyReport:
    """Freeze the figures of ``month`` (its first day), issue the paper, and tell who reads it; ``by`` None: the clock.

    A month that has its report gives that report, untouched. Raises NotPermitted, or ActionDenied for a month that is
    not over or lies before all data.
    """
    rules.check_monthly_report_make(by)
    if made := MonthlyReport.objects.filter(month=month).first():
        return made
    rules.check_month(month)
    before = MonthlyReport.objects.filter(month=month_before(month)).first()
    found = figures.compute(month, before and before.figures)
    report = MonthlyReport(month=month, made_at=clock.now(), made_by=by, figures=found, digest=digest(canonical(found)))
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:  # another worker was quicker; its figures stand
        return MonthlyReport.objects.get(month=month)
    record("monthly_report.make", by=by, subject=report, month=f"{month:%Y-%m}", digest=report.digest)
    _paper_issue(report, by)
    notifications.monthly_made(report)
    return report


def _paper_issue(report: MonthlyReport, by: Person | None) -> None:
    """The paper of the report, in the language of the park: an approval line can be bound to it."""
    with override(settings.LANGUAGE_CODE):
        paper = papers.monthly_paper(report)
    document_issue(by=by, subject_type=papers.SUBJECT, subject_id=report.pk, kind=papers.KIND, paper=paper)


def monthly_reports_make_missing() -> int:
    """Make the report of every past month that has none, each by itself; gives how many. Safe to run twice."""
    missing = rules.missing_months()
    for month in missing:  # the oldest first: each names the corrections of the one before
        monthly_report_make(by=None, month=month)
    return len(missing)
