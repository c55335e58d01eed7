"""Keeping the table of links by field."""

from collections.abc import Iterable

from django.db import transaction

from collaboration.models import FieldRoute, Party, Proposal
from collaboration.rules.people import check_coordinates
from collaboration.rules.routing import check_route_add, check_route_followed, check_route_write, suggestions
from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock

from .proposals import party_ask
from .rows import write


@transaction.atomic
def route_write(
    *, by: Person, route: FieldRoute, teams: Iterable[Organization], bodies: Iterable[Organization]
) -> FieldRoute:
    """Say who looks after the field on either side. No bodies of the park: the centre is named."""
    check_route_write(by)
    route = FieldRoute.objects.select_for_update().get(pk=route.pk)
    check_route_followed(route)
    route.teams.set(teams)
    route.bodies.set(bodies)
    record("route.write", by=by, subject=route, fields=["teams", "bodies"])
    return route


@transaction.atomic
def route_add(
    *,
    by: Person,
    field: str,
    name: str,
    name_en: str = "",
    teams: Iterable[Organization] = (),
    bodies: Iterable[Organization] = (),
) -> FieldRoute:
    """A new row at the end of the table, for a field that has none."""
    check_route_add(by, field)
    last = FieldRoute.objects.current().order_by("-position").values_list("position", flat=True).first() or 0
    route = FieldRoute.objects.create(field=field, position=last + 1, name=name, name_en=name_en)
    record("route.add", by=by, subject=route, field=field)
    return route_write(by=by, route=route, teams=teams, bodies=bodies)


@transaction.atomic
def route_end(*, by: Person, route: FieldRoute) -> FieldRoute:
    """The row is followed no longer; suggestions made by it stay where they are."""
    check_route_write(by)
    route = FieldRoute.objects.select_for_update().get(pk=route.pk)
    check_route_followed(route)
    write(route, ended_on=clock.today())
    record("route.end", by=by, subject=route, fields=["ended_on"])
    return route


@transaction.atomic
def suggestion_ask(*, by: Person, proposal: Proposal, organization: Organization) -> Party | None:
    """Ask a body that was suggested; its reasons are kept with the question. None where it is suggested no longer."""
    check_coordinates(by)
    for row in suggestions(proposal):
        if row.organization == organization:
            reasons = [list(reason) for reason in row.reasons]
            return party_ask(by=by, proposal=proposal, organization=organization, role=row.role, reasons=reasons)
    return None
