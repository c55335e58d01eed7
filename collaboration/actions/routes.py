"""Keeping the table of links by field."""

from collections.abc import Iterable

from django.db import transaction

from collaboration.models import FieldRoute, Party, Proposal
from collaboration.rules.people import check_coordinates
from collaboration.rules.routing import check_route_write, suggestions
from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record

from .proposals import party_ask


@transaction.atomic
def route_write(
    *, by: Person, route: FieldRoute, teams: Iterable[Organization], bodies: Iterable[Organization]
) -> FieldRoute:
    """Say who looks after the field on either side. No bodies of the park: the centre is named."""
    check_route_write(by)
    route = FieldRoute.objects.select_for_update().get(pk=route.pk)
    route.teams.set(teams)
    route.bodies.set(bodies)
    record("route.write", by=by, subject=route, fields=["teams", "bodies"])
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
