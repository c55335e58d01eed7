"""One factory per model; ``tests/test_house.py`` fails when a model has none."""

from .accounts import (
    ConsentFactory,
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    centre_staff,
    director,
    member_of,
    officer,
)
from .audit import AccessEventFactory, AuditEventFactory
from .demo import DemoLoadFactory
from .notifications import InboxMessageFactory, OutboxMessageFactory, ReminderPlanFactory
from .spaces import (
    BookingFactory,
    BuildingFactory,
    ClaimFactory,
    ClosureFactory,
    DatedHoursFactory,
    EntitlementFactory,
    EquipmentFactory,
    LeafFactory,
    SlotFactory,
    SpaceFactory,
    TariffFactory,
    WeeklyHoursFactory,
    at,
    span,
)

__all__ = [
    "AccessEventFactory",
    "AuditEventFactory",
    "BookingFactory",
    "BuildingFactory",
    "ClaimFactory",
    "ClosureFactory",
    "ConsentFactory",
    "DatedHoursFactory",
    "DemoLoadFactory",
    "EntitlementFactory",
    "EquipmentFactory",
    "InboxMessageFactory",
    "InvitationFactory",
    "LeafFactory",
    "MembershipFactory",
    "OrganizationFactory",
    "OutboxMessageFactory",
    "PersonFactory",
    "ReminderPlanFactory",
    "SlotFactory",
    "SpaceFactory",
    "TariffFactory",
    "WeeklyHoursFactory",
    "at",
    "centre_staff",
    "director",
    "member_of",
    "officer",
    "span",
]
