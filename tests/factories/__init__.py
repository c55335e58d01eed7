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
from .spaces import BuildingFactory

__all__ = [
    "AccessEventFactory",
    "AuditEventFactory",
    "BuildingFactory",
    "ConsentFactory",
    "DemoLoadFactory",
    "InboxMessageFactory",
    "InvitationFactory",
    "MembershipFactory",
    "OrganizationFactory",
    "OutboxMessageFactory",
    "PersonFactory",
    "ReminderPlanFactory",
    "centre_staff",
    "director",
    "member_of",
    "officer",
]
