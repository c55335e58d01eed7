"""Tables of the land, the ledger and bookings; one file per noun."""

from .bookings import Booking
from .land import Building, DatedHours, Equipment, Leaf, Space, WeeklyHours
from .ledger import Claim, Closure, Slot
from .prices import (
    BookingItem,
    Entitlement,
    EntitlementUse,
    Reduction,
    ReductionProof,
    RefundRule,
    RentalItem,
    Surcharge,
    Tariff,
)

__all__ = [
    "Booking",
    "BookingItem",
    "Building",
    "Claim",
    "Closure",
    "DatedHours",
    "Entitlement",
    "EntitlementUse",
    "Equipment",
    "Leaf",
    "Reduction",
    "ReductionProof",
    "RefundRule",
    "RentalItem",
    "Slot",
    "Space",
    "Surcharge",
    "Tariff",
    "WeeklyHours",
]
