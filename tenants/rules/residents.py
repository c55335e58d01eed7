"""Who lives here, and which places are whose."""

from typing import Any

from django.db.models import Q

from park_portal.accounts.models import Membership, Organization, Person
from spaces.models import Space
from tenants.models import Agreement


def is_resident(organization: Organization) -> bool:
    """Whether it holds an agreement that runs or is signed, as occupant or as the host that signs for others."""
    own = Q(occupant=organization) | Q(party=organization)
    return Agreement.objects.holding().filter(own).exists()


def resident_hats(user: Person) -> list[Membership]:
    """The memberships of the person in organisations that live here."""
    mine = [hat.organization_id for hat in user.current_memberships]
    pairs = (
        Agreement.objects.holding().filter(Q(occupant__in=mine) | Q(party__in=mine)).values_list("occupant", "party")
    )
    living = {pk for pair in pairs for pk in pair}
    return [hat for hat in user.current_memberships if hat.organization_id in living]


def rooms_of(organization: Organization) -> Any:
    """The rooms and desk zones that its agreements hold."""
    agreements = Agreement.objects.holding().filter(Q(occupant=organization) | Q(party=organization))
    rows = Space.objects.filter(allocations__agreement__in=agreements).distinct()
    return rows.select_related("building").order_by("building_id", "pk")
