"""The table of links by field as in the plan, and whom it suggests."""

import pytest
from django.urls import reverse

from collaboration.actions.routes import route_write
from collaboration.models import FieldRoute, Party
from collaboration.rules.routing import suggestions
from collaboration.states import PartyRole
from collaboration.tables.routes import route_rows
from park_portal.accounts.states import OrganizationKind
from park_portal.demo import collaboration, register
from tests.factories import FieldRouteFactory, OpinionFactory, OrganizationFactory, centre_staff, officer

from .people import cast, collected, fresh, refused

pytestmark = pytest.mark.django_db

PLAN = {
    "청소년/교육": (3, 5), "청년/경제": (5, 4), "여성(가족)": (4, 3), "어르신": (1, 2), "지역주민": (3, 2),
    "혁신기술": (2, 1), "교통/문화": (2, 1),
}  # fmt: skip


def test_the_seven_rows_come_out_as_in_the_plan(client_of):
    """Teams and bodies a row (seeds/002); the park side of 교통/문화 is empty, so the centre stands there."""
    register.load_bodies()
    assert collaboration.load_routes() == 7
    rows = route_rows()
    assert {row.route.name: (len(row.teams), len(row.bodies)) for row in rows} == PLAN
    assert [row.route.name for row in rows] == list(PLAN)
    assert [row.route.name for row in rows if row.by_centre] == ["교통/문화"]
    assert rows[-1].bodies[0].kind == OrganizationKind.PARK_OPERATOR
    page = client_of(officer()).get(reverse("collaboration:route-list")).content.decode()
    assert "보행자전거팀, 문화예술팀" in " ".join(page.split())
    assert page.split("<tbody>")[1].split("</tbody>")[0].count("혁신파크 운영센터") == 7


def test_a_coordinator_asks_a_suggested_team_with_its_reasons(client_of):
    who = cast()
    busy, team = (OrganizationFactory(kind=OrganizationKind.DISTRICT_TEAM, parent=who.department) for _ in range(2))
    FieldRouteFactory(field="environment").teams.set([busy, team])
    for _ in range(3):
        OpinionFactory(organization=busy)
    proposal = collected(who)
    found = suggestions(proposal)
    assert [row.organization for row in found] == [team, busy]
    assert [code for code, _fact in found[0].reasons] == ["field", "free"]
    assert [code for code, _fact in found[1].reasons] == ["field"]
    client = client_of(who.planner)
    assert team.title in client.get(proposal.get_absolute_url()).content.decode()
    client.post(reverse("collaboration:suggestion-ask", args=[proposal.pk]), {"organization": team.pk})
    party = Party.objects.get(proposal=proposal, organization=team)
    assert (party.role, party.reasons[0]) == (PartyRole.RECEIVER, ["field", "환경"])
    assert fresh(proposal).receiver == team


def test_only_coordinators_keep_the_table(client_of):
    route = FieldRouteFactory()
    team = OrganizationFactory(kind=OrganizationKind.DISTRICT_TEAM)
    with refused("not_coordinator"):
        route_write(by=officer(), route=route, teams=[team], bodies=[])
    url = reverse("collaboration:route-edit", args=[route.field])
    assert client_of(centre_staff()).post(url, {"teams": [team.pk]}).status_code == 302
    assert list(FieldRoute.objects.get(pk=route.pk).teams.all()) == [team]
