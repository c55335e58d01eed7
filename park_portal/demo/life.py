"""What happens in the demo park around its anchor day, done through the same actions as real life."""

from park_portal.accounts import actions
from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import Duty, Role


def load() -> None:
    """Two invitations, so that the members' page and the inbox have something to answer."""
    tenant = Person.objects.get(email="tenant@demo.park")
    own = Organization.objects.get(pk=tenant.current_memberships[0].organization_id)
    actions.membership_invite(
        by=tenant, organization=own, email="resident@demo.park", role=Role.MEMBER, duties=[Duty.PROMOTION]
    )
    actions.membership_invite(by=tenant, organization=own, email="newcomer@example.org", role=Role.MEMBER, duties=[])
