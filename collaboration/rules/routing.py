"""Whom the table of links by field (분야별 협업연계, seeds/002) and past work suggest for a proposal, and why."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from collaboration.models import FieldRoute, Opinion, Party, Proposal
from collaboration.querysets.proposals import coordinates
from collaboration.states import CONFIRMED_ON, PartyRole, PartyState, Proposer
from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import OrganizationKind
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from tenants.models import Allocation

from .people import check_coordinates, fits_as_receiver

FREE = 3  # a body that owes fewer opinions than this has room for one more
MOST = 5  # suggestions shown for each part
WEIGHTS = {"field": 4, "past": 3, "place": 2, "free": 1}

Reason = tuple[str, Any]


@dataclass
class Suggestion:
    """A body, the part it would take, and its reasons: ``("field", the route's name)``, ``("past", works done
    together)``, ``("place", a building that the proposal names or both sit in)``, ``("free", opinions it owes)``."""

    organization: Organization
    role: PartyRole
    reasons: list[Reason] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[code] for code, _fact in self.reasons)


def suggestions(proposal: Proposal) -> list[Suggestion]:
    """The best matches that have no part in the proposal yet, the one with most reasons first.

    To be in charge, while nobody is asked for that: teams of the district for a proposal of the park, the centre for
    a department's. To take part as concerned, all the time: the bodies of the park that work in the field.
    """
    taken = set(proposal.parties.values_list("organization", flat=True))
    routes = FieldRoute.objects.current().filter(field__in=proposal.fields).prefetch_related("teams", "bodies")
    found: dict[int, Suggestion] = {}
    for route in routes:
        for body in candidates(route, proposal):
            role = PartyRole.RECEIVER if receives_for(proposal, body) else PartyRole.CONCERNED
            settled = role == PartyRole.RECEIVER and proposal.receiver_id
            if settled or body.pk in taken or body.closed_on:
                continue
            suggestion = found.setdefault(body.pk, Suggestion(body, role))
            suggestion.reasons.append(("field", route.title))
    add_facts(proposal, found)
    ranked = sorted(found.values(), key=lambda row: (-row.weight, row.organization.pk))
    return [
        row
        for role in (PartyRole.RECEIVER, PartyRole.CONCERNED)
        for row in [one for one in ranked if one.role == role][:MOST]
    ]


def candidates(route: FieldRoute, proposal: Proposal) -> list[Organization]:
    """The other side's bodies of the route, and for a proposal of the park its neighbours there, too.

    An empty park side means the centre (교통/문화) to a department; an organisation of the park knows the centre.
    """
    if proposal.proposer != Proposer.TENANT:
        return park_side(route)
    neighbours = [body for body in route.bodies.all() if body.kind != OrganizationKind.PARK_OPERATOR]
    return [*route.teams.all(), *neighbours]


def park_side(route: FieldRoute) -> list[Organization]:
    """The bodies of the park, or the centre where the plan names nobody."""
    return list(route.bodies.all()) or list(centres())


def centres() -> Iterable[Organization]:
    return Organization.objects.filter(kind=OrganizationKind.PARK_OPERATOR, parent=None, closed_on=None).order_by("pk")[
        :1
    ]


def receives_for(proposal: Proposal, body: Organization) -> bool:
    """Whether the body may be in charge: any team of the district, but of the park only the centre."""
    return fits_as_receiver(proposal, body)


def add_facts(proposal: Proposal, found: dict[int, Suggestion]) -> None:
    """Past work, the same building, room for one more: one query each for all bodies together."""
    together, houses, owed = past_work(proposal, found), buildings([proposal.lead_id, *found]), debts(found)
    own, place = houses.get(proposal.lead_id, {}), proposal.place
    for pk, suggestion in found.items():
        if together[pk]:
            suggestion.reasons.append(("past", together[pk]))
        mine = houses.get(pk, {})
        if shared := [name for name in mine if name in own] + [name for name in mine if lies_in(place, mine[name])]:
            suggestion.reasons.append(("place", shared[-1]))
        if owed.get(pk, 0) < FREE:
            suggestion.reasons.append(("free", owed.get(pk, 0)))


def past_work(proposal: Proposal, bodies: Collection[int]) -> Counter[int]:
    """How many confirmed proposals each body shared with the one that proposes now."""
    of_lead = Party.objects.filter(organization=proposal.lead_id, state=PartyState.ACCEPTED).values("proposal")
    rows = Party.objects.filter(
        organization__in=bodies,
        state=PartyState.ACCEPTED,
        proposal__in=of_lead,
        proposal__state__in=CONFIRMED_ON,
    )
    return Counter(dict(rows.values_list("organization").annotate(n=Count("proposal", distinct=True))))


def lies_in(place: str, words: Iterable[str]) -> bool:
    """Whether the place as typed names the building or its address; blanks do not count."""
    typed = "".join(place.split())
    return any("".join(word.split()) in typed for word in words if word.strip())


def buildings(bodies: Collection[int]) -> dict[int, dict[str, tuple[str, str]]]:
    """In which buildings each body has its rooms today: by name, the words for it (name and address)."""
    today = clock.today()
    rows = Allocation.objects.filter(
        agreement__occupant__in=bodies, since__lte=today, until__gt=today, claim__isnull=False
    )
    found: dict[int, dict[str, tuple[str, str]]] = {}
    columns = ("agreement__occupant", "space__building__name", "space__building__address")
    for pk, name, address in rows.values_list(*columns).order_by("space__building__name"):
        found.setdefault(pk, {})[name] = (name, address)
    return found


def debts(bodies: Collection[int]) -> dict[int, int]:
    """Opinions that each body owes now."""
    rows = Opinion.objects.asked().filter(organization__in=bodies)
    return dict(rows.values_list("organization").annotate(n=Count("pk")))


def check_route_write(user: Person) -> None:
    """The planning division and the centre keep the table."""
    check_coordinates(user)


def check_route_add(user: Person, field: str) -> None:
    """A field has one row at a time."""
    check_coordinates(user)
    if FieldRoute.objects.current().filter(field=field).exists():
        raise ActionDenied(_("This field has its row in the table already."), reason="route_exists")


def check_route_followed(route: FieldRoute) -> None:
    if route.ended_on:
        raise ActionDenied(_("This row of the table has ended."), reason="route_ended")


def writes_routes(user: Any) -> bool:
    return user.is_authenticated and (user.is_centre_staff or coordinates(user))


def bodies_for(side: str) -> Q:
    """Which organisations stand on a side of the table: ``teams`` of the district, ``bodies`` of the park."""
    district = Q(kind__in=[OrganizationKind.DISTRICT_TEAM, OrganizationKind.DISTRICT_DEPARTMENT])
    return district if side == "teams" else ~district
