"""Parts of the plan's paper that are read from elsewhere: the park as it stands, links by field, the procedure."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from collaboration.models import FieldRoute
from park_portal.documents.content import Column, Fact, Facts, Heading, Table
from spaces.models import Building
from spaces.states import BuildingCategory
from tenants.models import Agreement


def park(day: date) -> list[Any]:
    """The park as it stood on the day (현황): its buildings by category, the organisations that live in it."""
    rows = Building.objects.exclude(closed_on__lte=day).exclude(opened_on__gt=day).order_by("pk")
    by_category: dict[str, list[str]] = {}
    for building in rows:
        by_category.setdefault(building.category, []).append(building.title)
    if not by_category:
        return []
    counted = Agreement.objects.occupancy(day)
    facts = (
        Fact(_("As of"), day),
        Fact(_("Buildings"), _("%(n)s buildings") % {"n": sum(map(len, by_category.values()))}),
        Fact(_("Resident organisations"), _("%(n)s organisations") % {"n": counted["total"]}),
        Fact(_("With an agreement of the centre"), _("%(n)s organisations") % {"n": counted["centre"]}),
        Fact(_("Hosted by intermediaries"), _("%(n)s organisations") % {"n": counted["hosted"]}),
        Fact(_("Others"), _("%(n)s organisations") % {"n": counted["other"]}),
    )
    columns = (Column(_("Kind of building")), Column(_("Buildings"), weight=4))
    table = tuple(
        (category.label, ", ".join(by_category[category])) for category in BuildingCategory if category in by_category
    )
    return [Facts(facts), Table(columns, table)]


def links_by_field() -> list[Any]:
    """부서·분야별 협업연계: who works with whom; a field without a body of the park names the centre."""
    rows = tuple(
        (
            route.title,
            ", ".join(team.title for team in route.teams.all()) or "–",
            ", ".join(body.title for body in route.bodies.all()) or _("Centre of the park"),
        )
        for route in FieldRoute.objects.prefetch_related("teams", "bodies")
    )
    if not rows:
        return []
    columns = (Column(_("Field")), Column(_("Departments"), weight=3), Column(_("Bodies of the park"), weight=3))
    return [Heading(_("Links by department and field"), 3), Table(columns, rows)]


def procedure() -> list[Any]:
    """추진절차 in three steps, as the plan draws them (seeds/002)."""
    rows = (
        (
            _("Finding and proposing joint work"),
            _("Proposals are handed in jointly by the district and the park."),
            _("The planning division and the centre collect and share them."),
        ),
        (
            _("Talking it over and judging it"),
            _("Kickoff meeting, explanation and judgement of the proposal; opinion of the department in charge."),
            _("The planning division and the centre bring department and organisation together."),
        ),
        (
            _("Carrying it out"),
            _("The joint work is confirmed and carried out."),
            _("Departments and organisations share how it goes."),
        ),
    )
    columns = (Column(_("Step")), Column(_("What is done"), weight=2), Column(_("By whom"), weight=2))
    return [Heading(_("Procedure"), 3), Table(columns, rows)]
