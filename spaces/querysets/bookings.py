"""Reading words of bookings."""

from datetime import datetime
from typing import Any, NamedTuple, Self

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Sum

from park_portal.core import clock
from park_portal.core.functions import Function
from spaces.reckoning import UNPAID_GRACE
from spaces.states import HOLDING, BookingState

COUNTED = (*HOLDING, BookingState.COMPLETED)
DURING = Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField())


class BookingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, those of the organisations one acts for, and all for centre staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff:
            return self
        mine = [membership.organization_id for membership in user.current_memberships]
        return self.filter(Q(person=user) | Q(organization__in=mine))

    def holding(self) -> Self:
        return self.filter(state__in=HOLDING)

    def in_hands(self, person: Any, organization: Any) -> Self:
        """What a person booked for a body and is not over."""
        return self.holding().filter(person=person, organization=organization, ends_at__gt=clock.now())

    def with_time(self) -> Self:
        """``during``, the time as one range, which has an index: two comparisons would read half of all years."""
        return self.alias(during=DURING)

    def between(self, start: datetime, end: datetime) -> Self:
        return self.with_time().filter(during__overlap=(start, end))

    def with_list_columns(self) -> Self:
        return self.select_related("space__building", "person", "organization")

    def to_decide(self) -> Self:
        """Requests, the one whose deadline comes first on top."""
        return self.filter(state=BookingState.REQUESTED).order_by("decide_by", "pk")

    def overdue(self, now: datetime) -> Self:
        """Requests that nobody decided, and bookings that nobody paid, by their time."""
        unpaid = Q(state=BookingState.AWAITING_PAYMENT, pay_by__lte=now - UNPAID_GRACE)
        return self.filter(Q(state=BookingState.REQUESTED, decide_by__lte=now) | unpaid)

    def counted(self) -> Self:
        """Those that count against limits: held or used."""
        return self.filter(state__in=COUNTED)

    def used_minutes(self, start: datetime, end: datetime) -> int:
        """Minutes that count against a quota, of bookings beginning in ``[start, end)``."""
        rows = self.counted().filter(starts_at__gte=start, starts_at__lt=end)
        time = rows.aggregate(time=Sum(F("ends_at") - F("starts_at")))["time"]
        return int(time.total_seconds() // 60) if time else 0


class Standing(NamedTuple):
    """What a holder has already: minutes of a month, bookings that wait for payment, and those lost unpaid."""

    minutes: int
    unpaid: int
    lost: int


# What a holder has that counts against a wish: time of bookings that begin in the month, places kept unpaid, and
# places lost unpaid where the wish lies. Asked under locks for every booking: three reads by three indexes, since one
# read of all three would look at everything the holder ever booked.
STANDING = Function(
    "spaces_standing",
    takes={
        "person": "bigint", "organization": "bigint", "counted": "text[]", "first": "timestamptz",
        "next": "timestamptz", "space": "bigint", "start": "timestamptz", "end": "timestamptz",
        "lost_since": "timestamptz", "but": "bigint",
    },
    gives="minutes integer, unpaid bigint, lost bigint",
    select="""
WITH mine AS NOT MATERIALIZED (
    SELECT * FROM spaces_booking
    WHERE id IS DISTINCT FROM %(but)s
      AND (%(organization)s IS NULL AND organization_id IS NULL AND person_id = %(person)s
           OR organization_id = %(organization)s)
)
SELECT (SELECT coalesce(extract(epoch FROM sum(ends_at - starts_at)) / 60, 0)::int FROM mine
        WHERE state = ANY(%(counted)s) AND starts_at >= %(first)s AND starts_at < %(next)s),
       (SELECT count(*) FROM mine WHERE state = 'awaiting_payment'),
       (SELECT count(*) FROM mine
        WHERE state = 'expired' AND pay_by IS NOT NULL AND ended_at > %(lost_since)s
          AND space_id = %(space)s AND starts_at < %(end)s AND ends_at > %(start)s)
""",
)  # fmt: skip


def standing(
    *,
    person: int,
    organization: int | None,
    month: tuple[datetime, datetime],
    space: int,
    span: tuple[datetime, datetime],
    lost_since: datetime,
    but: int | None = None,
) -> Standing:
    """The standing of the organisation, or without one of the person for herself, in ``month`` and around ``span``.

    ``but``: a booking that does not count, because it would be changed.
    """
    [found] = STANDING.ask(
        person=person,
        organization=organization,
        counted=[str(state) for state in COUNTED],
        first=month[0],
        next=month[1],
        space=space,
        start=span[0],
        end=span[1],
        lost_since=lost_since,
        but=but,
    )
    return Standing(*found)
