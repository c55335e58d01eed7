"""Reminders of care: papers that lapse."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Membership, Person
from park_portal.accounts.states import Duty, Role
from park_portal.core.clock import SEOUL
from park_portal.notifications.reminders import Due, Reminder, register
from tenants.models import TenantPaper

DAY = timedelta(days=1)


def papers_lapsing(start: datetime, end: datetime) -> Iterable[Due]:
    """Papers whose last day ends in the interval: who runs the organisation, or looks after tenancy there, is told."""
    since, until = (moment.astimezone(SEOUL).date() - DAY for moment in (start, end))
    papers = list(TenantPaper.objects.lapsing(since, until + DAY).select_related("organization"))
    people = keepers([paper.organization_id for paper in papers])
    for paper in papers:
        at = datetime.combine(paper.valid_until + DAY, time.min, tzinfo=SEOUL)
        if start <= at < end:
            yield Due(
                subject=paper,
                at=at,
                people=people.get(paper.organization_id, []),
                context={"paper": paper, "organization": paper.organization},
                link=paper.get_absolute_url(),
                deed=_("Hand in the new paper"),
            )


def keepers(organizations: Iterable[int]) -> dict[int, list[Person]]:
    """Heads, managers and whoever has the duty of tenancy, by organisation."""
    rows = Membership.objects.current().filter(organization__in=organizations, person__is_active=True)
    found: dict[int, list[Person]] = {}
    for row in rows.select_related("person").order_by("pk"):
        if row.role != Role.MEMBER or Duty.TENANCY in row.duties:
            found.setdefault(row.organization_id, []).append(row.person)
    return found


def register_reminders() -> None:
    register(
        Reminder(
            code="tenants.paper_lapsing",
            kind="tenants.paper_lapsing",
            offsets=(timedelta(days=60), timedelta(days=30), timedelta(days=7)),
            between=papers_lapsing,
        )
    )
