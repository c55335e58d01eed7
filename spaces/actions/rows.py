"""A booking's row: locked in the order of the house, written, moved."""

from typing import Any

from park_portal.audit.actions import record
from park_portal.core import clock
from spaces import rules
from spaces.models import Booking, Claim, Space
from spaces.states import BookingState

from .claims import claim_lock
from .money import receivables_of


def locked(pk: int, *, to: Space | None = None) -> Booking:
    """The booking under its leaves' locks, its receivables', then its own row's: in this order, always.

    ``to``: a space it may be moved to, whose locks are taken with its own.
    """
    claim_lock(Claim.objects.get(booking=pk), to=to)
    receivables_of(pk)
    return row(pk)


def row(pk: int) -> Booking:
    """The booking under its own lock alone, for whoever holds the others."""
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("claim", "space__building", "person", "organization").get(pk=pk)


def write(booking: Booking, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(booking, name, value)
    booking.save(update_fields=list(facts))


def move(booking: Booking, to: BookingState, *, by: Any, reason: str = "") -> None:
    """Change the state by the table of legal moves; ``by`` None is the clock."""
    rules.check_booking_move(booking, to)
    was, booking.state = booking.state, to
    if to in rules.ENDS:
        booking.ended_at = clock.now()
    booking.reason = reason[:300]
    booking.save(update_fields=["state", "ended_at", "reason"])
    record(f"booking.{to}", by=by, subject=booking, organization=booking.organization, fields=["state"], was=was)
