"""Who may make a monthly report, of which month, and which months have none."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted

from .figures import first_month
from .models import MonthlyReport
from .reckoning import month_after, month_before, month_of, months


def say_month(month: date) -> str:
    """``2026년 10월``, ``October 2026``."""
    return date_format(month, "YEAR_MONTH_FORMAT")


def missing_months() -> list[date]:
    """Months that are over, of which the portal has data and no report; the oldest first."""
    first = first_month()
    if first is None:
        return []
    made = set(MonthlyReport.objects.values_list("month", flat=True))
    return [month for month in months(first, month_before(month_of(clock.today()))) if month not in made]


def check_monthly_report_make(user: Any) -> None:
    """``user`` None is the clock."""
    if user is not None and not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff may make a monthly report."), reason="staff_only")


def check_month(month: date) -> None:
    """A month is reported when it is over, and when there is something to report."""
    if month_after(month) > clock.today():
        raise ActionDenied(
            _("%(month)s is not over yet. Its report can be made from the first day of the next month.")
            % {"month": say_month(month)},
            reason="month_not_over",
        )
    first = first_month()
    if first is None:
        raise ActionDenied(_("There are no bookings yet, so there is nothing to report."), reason="no_data")
    if month < first:
        raise ActionDenied(
            _("The portal knows nothing of %(month)s. Its first bookings are of %(first)s.")
            % {"month": say_month(month), "first": say_month(first)},
            reason="no_data",
        )
