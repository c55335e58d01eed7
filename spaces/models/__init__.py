"""Tables of the land, the ledger and bookings; one file per noun."""

from .bookings import Booking, Entitlement, Tariff
from .land import Building, DatedHours, Equipment, Leaf, Space, WeeklyHours
from .ledger import Claim, Closure, Slot

__all__ = [
    "Booking",
    "Building",
    "Claim",
    "Closure",
    "DatedHours",
    "Entitlement",
    "Equipment",
    "Leaf",
    "Slot",
    "Space",
    "Tariff",
    "WeeklyHours",
]
