"""How the table of links by field looks, and the words for a suggestion's reasons."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from collaboration.models import FieldRoute
from collaboration.rules.routing import Reason, centres
from park_portal.accounts.models import Organization


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
    rows = FieldRoute.objects.prefetch_related("teams", "bodies")
    return [
        RouteRow(route, list(route.teams.all()), list(route.bodies.all()) or centre, not route.bodies.all())
        for route in rows
    ]


def say_reason(reason: Reason) -> str:
    """A reason in words, as coordinators read it."""
    code, fact = reason
    words: dict[str, Any] = {
        "field": _("looks after %(fact)s"),
        "past": _("worked together before: %(fact)s"),
        "place": _("same building: %(fact)s"),
        "free": _("opinions it owes now: %(fact)s"),
    }
    return words[code] % {"fact": fact}
