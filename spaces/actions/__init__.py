"""The verbs of the land; the only room that writes."""

from .bookings import (
    booking_approve,
    booking_cancel,
    booking_reject,
    booking_request,
    bookings_advance,
    bookings_expire,
)
from .claims import claim_release, claim_take

__all__ = [
    "booking_approve",
    "booking_cancel",
    "booking_reject",
    "booking_request",
    "bookings_advance",
    "bookings_expire",
    "claim_release",
    "claim_take",
]
