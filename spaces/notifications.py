"""Messages about bookings, and the reminders before use."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Person
from park_portal.accounts.states import Duty, OrganizationKind
from park_portal.notifications.actions import message_queue
from park_portal.notifications.reminders import Due, Reminder, register

from .models import Booking, ReductionProof
from .states import BookingState

SEE = _("See the booking")


def _tell(kind: str, booking: Booking, key: str, **facts: Any) -> None:
    message_queue(
        kind=kind,
        to=booking.person,
        key=f"{booking.pk}:{key}",
        context={"booking": booking, "space": booking.space, **facts},
        link=booking.get_absolute_url(),
        deed=SEE,
    )


def booking_made(booking: Booking) -> None:
    """Confirmed, or received and waiting for the centre."""
    _tell("spaces.booking_made", booking, "made")


def booking_decided(booking: Booking) -> None:
    _tell("spaces.booking_decided", booking, "decided")


def booking_changed(booking: Booking, was: dict[str, Any], reason: str) -> None:
    """Another time or place; ``was`` holds the old ones as the trail keeps them."""
    message_queue(
        kind="spaces.booking_changed",
        to=booking.person,
        key=f"{booking.pk}:changed:{booking.changes}",
        context={
            "booking": booking,
            "space": booking.space,
            "reason": reason,
            "moved": was["space"] != booking.space_id,
            "was_start": datetime.fromisoformat(was["starts_at"]),
            "was_end": datetime.fromisoformat(was["ends_at"]),
        },
        link=booking.get_absolute_url(),
        deed=SEE,
    )


def booking_cancelled(booking: Booking, by: Any, back_krw: int = 0) -> None:
    """Given back; ``back_krw``: what is refunded."""
    _tell("spaces.booking_cancelled", booking, "cancelled", back_krw=back_krw)


def booking_expired(booking: Booking, unpaid: bool = False) -> None:
    """Not decided in time, with an apology; or not paid in time."""
    _tell("spaces.booking_expired", booking, "expired", unpaid=unpaid)


def booking_paid(booking: Booking) -> None:
    _tell("spaces.booking_paid", booking, "paid")


def booking_disrupted(booking: Booking) -> None:
    """Called off by the park, with its apology."""
    _tell("spaces.booking_disrupted", booking, "disrupted")


def proof_decided(proof: ReductionProof) -> None:
    """Accepted with its end, or refused with its reason; the paper is deleted either way."""
    message_queue(
        kind="spaces.proof_decided",
        to=proof.person,
        key=f"{proof.pk}:decided",
        context={"proof": proof, "reduction": proof.reduction, "organization": proof.organization},
        link=reverse("spaces:proof-submit"),
        deed=_("See my reductions"),
    )


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


def requests_due(start: datetime, end: datetime) -> Iterable[Due]:
    """Requests whose time to decide ends in the interval: whoever looks after hall rentals is reminded."""
    rows = Booking.objects.filter(state=BookingState.REQUESTED, decide_by__gte=start, decide_by__lt=end)
    requests = list(rows.select_related("person", "space__building"))
    desk = list(Person.objects.who_look_after(Duty.RENTALS, OrganizationKind.PARK_OPERATOR)) if requests else []
    for booking in requests:
        yield Due(
            subject=booking,
            at=booking.decide_by,
            people=desk,
            context={"booking": booking, "space": booking.space},
            link=reverse("spaces:booking-queue-open", args=[booking.pk]),
            deed=_("Decide on the request"),
        )


def register_reminders() -> None:
    register(
        Reminder(
            code="spaces.decision_due",
            kind="spaces.decision_due",
            offsets=(timedelta(days=1), timedelta(hours=3)),
            between=requests_due,
        )
    )
    register(
        Reminder(
            code="spaces.booking_soon",
            kind="spaces.booking_soon",
            offsets=(timedelta(days=1), timedelta(hours=2)),
            between=bookings_beginning,
        )
    )
