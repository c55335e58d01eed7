"""Reading words of bookings."""

from datetime import datetime
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import Count, F, Q, Sum

from spaces.reckoning import UNPAID_GRACE
from spaces.states import HOLDING, BookingState

COUNTED = (*HOLDING, BookingState.COMPLETED)


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

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__lt=end, ends_at__gt=start)

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

    def standing(self, month: tuple[datetime, datetime], overlap: Q, lost_since: datetime) -> "Standing":
        """What these bookings count for: minutes beginning in the month, unpaid ones, and those lost unpaid."""
        counted = Q(state__in=COUNTED, starts_at__gte=month[0], starts_at__lt=month[1])
        lost = Q(state=BookingState.EXPIRED, pay_by__isnull=False, ended_at__gt=lost_since)
        found = self.filter(counted | Q(state=BookingState.AWAITING_PAYMENT) | lost).aggregate(
            time=Sum(F("ends_at") - F("starts_at"), filter=counted),
            unpaid=Count("pk", filter=Q(state=BookingState.AWAITING_PAYMENT)),
            lost=Count("pk", filter=lost & overlap),
        )
        minutes = int(found["time"].total_seconds() // 60) if found["time"] else 0
        return Standing(minutes, found["unpaid"], found["lost"])

    def used_minutes(self, start: datetime, end: datetime) -> int:
        """Minutes that count against a quota, of bookings beginning in ``[start, end)``."""
        return self.standing((start, end), Q(), lost_since=end).minutes


class Standing(NamedTuple):
    """What a holder has already: minutes of a month, bookings that wait for payment, and those lost unpaid."""

    minutes: int
    unpaid: int
    lost: int
