"""How the table of links by field looks, and why bodies said no."""

from dataclasses import dataclass

from collaboration.models import FieldRoute, Party, Proposal
from collaboration.rules.routing import centres
from collaboration.states import IN_PROGRESS, PartyState
from park_portal.accounts.models import Organization

MOST = 20  # refusals shown


@dataclass(frozen=True)
class RouteRow:
    """A field with its two sides; ``by_centre``: the plan names nobody of the park, so the centre stands there."""

    route: FieldRoute
    teams: list[Organization]
    bodies: list[Organization]
    by_centre: bool


def route_rows() -> list[RouteRow]:
    """All rows in the order of the plan, in four queries whatever their number."""
    centre = list(centres())
    rows = FieldRoute.objects.current().prefetch_related("teams", "bodies")
    return [
        RouteRow(route, list(route.teams.all()), list(route.bodies.all()) or centre, not route.bodies.all())
        for route in rows
    ]


def refusals(route: FieldRoute) -> list[Party]:
    """Bodies that said no to a proposal of the field, the last ones first: what the row might have to learn."""
    rows = Party.objects.filter(state=PartyState.DECLINED, proposal__fields__contains=[route.field])
    return list(rows.select_related("organization", "proposal").order_by("-answered_at", "-pk")[:MOST])


def waiting_in(route: FieldRoute) -> int:
    """How many proposals of the field are still looking for whoever takes charge."""
    rows = Proposal.objects.filter(state__in=IN_PROGRESS, receiver=None, fields__contains=[route.field])
    return rows.count()
