"""Messages about bookings, and the reminders before use."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from park_portal.notifications.actions import message_queue
from park_portal.notifications.reminders import Due, Reminder, register

from .models import Booking
from .states import BookingState

SEE = _("See the booking")


def _tell(kind: str, booking: Booking, key: str) -> None:
    message_queue(
        kind=kind,
        to=booking.person,
        key=f"{booking.pk}:{key}",
        context={"booking": booking, "space": booking.space},
        link=booking.get_absolute_url(),
        deed=SEE,
    )


def booking_made(booking: Booking) -> None:
    """Confirmed, or received and waiting for the centre."""
    _tell("spaces.booking_made", booking, "made")


def booking_decided(booking: Booking) -> None:
    _tell("spaces.booking_decided", booking, "decided")


def booking_cancelled(booking: Booking, by: Any) -> None:
    _tell("spaces.booking_cancelled", booking, "cancelled")


def booking_expired(booking: Booking) -> None:
    _tell("spaces.booking_expired", booking, "expired")


def bookings_beginning(start: datetime, end: datetime) -> Iterable[Due]:
    """Confirmed bookings that begin in the interval: who booked is reminded."""
    rows = Booking.objects.filter(state=BookingState.CONFIRMED, starts_at__gte=start, starts_at__lt=end)
    for booking in rows.select_related("person", "space__building"):
        yield Due(
            subject=booking,
            at=booking.starts_at,
            people=[booking.person],
            context={"booking": booking, "space": booking.space},
            link=booking.get_absolute_url(),
            deed=SEE,
        )


def register_reminders() -> None:
    register(
        Reminder(
            code="spaces.booking_soon",
            kind="spaces.booking_soon",
            offsets=(timedelta(days=1), timedelta(hours=2)),
            between=bookings_beginning,
        )
    )
