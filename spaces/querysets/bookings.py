"""Reading words of bookings."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q, Sum

from spaces.states import HOLDING, BookingState


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

    def used_minutes(self, start: datetime, end: datetime) -> int:
        """Minutes that count against a quota: held or used, beginning in ``[start, end)``."""
        counted = self.filter(state__in=(*HOLDING, BookingState.COMPLETED), starts_at__gte=start, starts_at__lt=end)
        total = counted.aggregate(time=Sum(F("ends_at") - F("starts_at")))["time"]
        return int(total.total_seconds() // 60) if total else 0
