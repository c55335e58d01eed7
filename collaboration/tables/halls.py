"""The hall of a meeting: what its caller has booked for that time already, and what becomes of a booking."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from collaboration.models import Meeting
from collaboration.querysets.proposals import bodies_of
from collaboration.rules.meetings import check_meeting_change
from collaboration.states import MeetingState
from park_portal.core.errors import blocked_by
from spaces.models import Booking
from spaces.rules import check_booking_cancel
from spaces.states import HOLDING


@dataclass(frozen=True)
class Hall:
    """The hall of a meeting as one person sees it."""

    meeting: Meeting
    user: Any

    @property
    def holds(self) -> bool:
        return self.meeting.booking is not None and self.meeting.booking.state in HOLDING

    @property
    def lost(self) -> bool:
        """It had one, and the booking was cancelled or has run out."""
        return self.meeting.booking is not None and not self.holds and self.meeting.state == MeetingState.PLANNED

    @property
    def is_sought(self) -> bool:
        return not self.holds and not blocked_by(check_meeting_change, self.user, self.meeting, self.meeting.starts_at)

    @cached_property
    def booked(self) -> list[Booking]:
        """Her bookings that cover the time and serve no meeting yet, the closest fit first."""
        if not self.is_sought:
            return []
        mine = Q(person=self.user) | Q(organization__in=bodies_of(self.user))
        begins, ends = self.meeting.starts_at, self.meeting.ends_at
        rows = Booking.objects.holding().between(begins, ends).filter(mine, meeting=None)
        rows = rows.filter(starts_at__lte=begins, ends_at__gte=ends).with_list_columns()
        return list(rows.order_by("-starts_at", "ends_at", "pk")[:5])

    @property
    def is_left_over(self) -> bool:
        """Called off, and the booking still holds."""
        return self.holds and self.meeting.state == MeetingState.CANCELLED

    @property
    def may_give_back(self) -> bool:
        return self.holds and not blocked_by(check_booking_cancel, self.user, self.meeting.booking)
