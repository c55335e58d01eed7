"""Who hears of joint work."""

from collections.abc import Iterable

from django.db.models import Q

from collaboration.models import Proposal
from collaboration.querysets.proposals import department_of
from collaboration.rules.people import acts_for
from collaboration.states import PartyState
from park_portal.accounts.models import Membership, Organization, Person
from park_portal.accounts.states import DISTRICT_KINDS, Duty, OrganizationKind, Role

WORDS = (Duty.COLLABORATION, Duty.COORDINATION)


def people_of(organization: Organization | None) -> list[Person]:
    """Those of a body that look after joint work; its heads and managers where nobody does."""
    if organization is None:
        return []
    department = department_of(organization)
    bodies = [organization.pk] + ([department] if department else [])
    rows = Membership.objects.current().filter(organization=organization, person__is_active=True)
    dutiful = rows.filter(duties__overlap=list(WORDS))
    found = dutiful if dutiful.exists() else rows.filter(role__in=[Role.OWNER, Role.MANAGER])
    if not found.exists():
        found = Membership.objects.current().filter(organization__in=bodies, role__in=[Role.OWNER, Role.MANAGER])
    return [row.person for row in found.select_related("person").order_by("person")]


def coordinators() -> list[Person]:
    """The planning division of the district, and whoever looks after joint work at the centre."""
    planning = Q(duties__contains=[Duty.COORDINATION], organization__kind__in=DISTRICT_KINDS)
    centre = Q(duties__contains=[Duty.COLLABORATION], organization__kind=OrganizationKind.PARK_OPERATOR)
    rows = Membership.objects.current().filter(planning | centre, person__is_active=True)
    return unique(row.person for row in rows.select_related("person").order_by("person"))


def proposers(proposal: Proposal) -> list[Person]:
    """Its author while she acts for its body, and the people of all that propose together."""
    parties = proposal.parties.filter(role__in=["lead", "joint"], state=PartyState.ACCEPTED)
    found = [proposal.author] if acts_for(proposal.author, proposal.lead) else []
    for party in parties.select_related("organization"):
        found += people_of(party.organization)
    return unique(found)


def insiders(proposal: Proposal) -> list[Person]:
    """All that take part."""
    found = proposers(proposal)
    parties = proposal.parties.filter(role__in=["receiver", "concerned"], state=PartyState.ACCEPTED)
    for party in parties.select_related("organization"):
        found += people_of(party.organization)
    return unique(found)


def everyone(proposal: Proposal) -> list[Person]:
    """All that take part, and those who follow."""
    return unique([*insiders(proposal), *(row.person for row in proposal.followers.select_related("person"))])


def unique(people: Iterable[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())
