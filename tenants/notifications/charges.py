"""The reminder that a month is not billed. Day to pay, soon and late, is told by payments for every receivable."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import Duty, OrganizationKind
from park_portal.core.clock import SEOUL
from park_portal.notifications.reminders import Due, Reminder, register
from tenants.models import Agreement, ChargeRun
from tenants.reckoning.charges import month_after, month_of

# The engine looks ahead only: told from the third at nine until the tenth at nine, as long as nothing is billed.
TOLD_UNTIL = time(9)
LAST_DAY = 10
AHEAD = timedelta(days=7)


def billers() -> QuerySet[Person]:
    """Who looks after tenancy at the centre."""
    return Person.objects.who_look_after(Duty.TENANCY, OrganizationKind.PARK_OPERATOR)


def months_not_billed(start: datetime, end: datetime) -> Iterable[Due]:
    month = month_of(start.astimezone(SEOUL).date())
    while (at := told_until(month)) < end:
        if at >= start and not ChargeRun.objects.filter(month=month).exists() and _any(month):
            yield Due(
                subject=Organization.objects.filter(kind=OrganizationKind.PARK_OPERATOR).earliest("pk"),
                at=at,
                people=billers(),
                context={"month": month},
                link=reverse("tenants:charge-run", args=[month]),
                deed=_("Bill the month"),
            )
        month = month_after(month)


def told_until(month: date) -> datetime:
    return datetime.combine(month.replace(day=LAST_DAY), TOLD_UNTIL, tzinfo=SEOUL)


def _any(month: date) -> bool:
    return Agreement.objects.during(month, month_after(month)).exists()


def register_reminders() -> None:
    register(
        Reminder(
            code="tenants.month_not_billed",
            kind="tenants.month_not_billed",
            offsets=(AHEAD,),
            between=months_not_billed,
        )
    )
