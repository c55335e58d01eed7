"""Who hears of a new monthly report."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Membership, Person
from park_portal.accounts.states import DISTRICT_KINDS, Duty, OrganizationKind
from park_portal.notifications.actions import message_queue

from .models import MonthlyReport


def monthly_readers() -> QuerySet[Person]:
    """Who directs the centre, and who coordinates joint work in the district."""
    directors = Person.objects.who_look_after(Duty.DIRECTION, OrganizationKind.PARK_OPERATOR)
    coordinating = Membership.objects.current().filter(
        organization__kind__in=DISTRICT_KINDS, duties__contains=[Duty.COORDINATION]
    )
    people = Person.objects.filter(is_active=True)
    return people.filter(Q(pk__in=directors.values("pk")) | Q(pk__in=coordinating.values("person"))).order_by("pk")


def monthly_made(report: MonthlyReport) -> None:
    """Once for each month and person, but not to the one who made it."""
    for person in monthly_readers().exclude(pk=report.made_by_id or 0):
        message_queue(
            kind="reports.monthly_made",
            to=person,
            key=str(report),
            context={"report": report},
            link=report.get_absolute_url(),
            deed=_("See the monthly report"),
        )
