"""The table of links by field as in the plan, and whom it suggests."""

from datetime import date

import pytest
from django.urls import reverse

from collaboration.actions import handovers, proposals
from collaboration.actions.routes import route_add, route_write
from collaboration.models import FieldRoute, Party
from collaboration.rules.routing import suggestions
from collaboration.states import PartyRole
from collaboration.tables.routes import route_rows
from park_portal.accounts.models import Organization
from park_portal.accounts.states import OrganizationKind, Role
from park_portal.core import clock
from park_portal.demo import collaboration, register
from park_portal.notifications.models import InboxMessage
from tests.factories import (
    AllocationFactory,
    ClaimFactory,
    FieldRouteFactory,
    OpinionFactory,
    OrganizationFactory,
    centre_staff,
    member_of,
    officer,
)

from .people import cast, collected, fresh, refused, struck

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


def test_a_new_database_knows_the_seven_fields_without_names():
    """The migration's rows; teams and bodies are chosen by the coordinators."""
    rows = FieldRoute.objects.current()
    assert list(rows.values_list("name", flat=True)) == list(PLAN)
    assert not Organization.objects.filter(routes_as_team__in=rows).exists()


def test_a_field_is_added_once_and_its_row_ends(client_of):
    client, url = client_of(centre_staff()), reverse("collaboration:route-add")
    team = OrganizationFactory(kind=OrganizationKind.DISTRICT_TEAM)
    typed = {"field": "arts", "name": "예술", "name_en": "Arts", "teams": [team.pk]}
    assert client.post(url, typed).status_code == 302
    route = FieldRoute.objects.current().get(field="arts")
    assert (list(route.teams.all()), route.position) == ([team], len(PLAN) + 1)
    assert client.post(url, typed).status_code == 200
    with refused("route_exists"):
        route_add(by=centre_staff(), field="arts", name="예술")
    with struck("field_route_once"):
        FieldRoute.objects.create(field="arts", name="-")
    end = reverse("collaboration:route-end", args=["arts"])
    assert "예술" in client.get(end).content.decode()
    assert client.post(end).status_code == 302
    assert client.get(end).status_code == 404
    assert "예술" not in [row.route.name for row in route_rows()]
    with refused("route_ended"):
        route_write(by=centre_staff(), route=route, teams=[], bodies=[])
    assert client.post(url, typed).status_code == 302, "the field may have a new row"


def test_concerned_neighbours_are_suggested_all_the_time_with_the_place_as_a_reason(client_of):
    who = cast()
    team = OrganizationFactory(kind=OrganizationKind.DISTRICT_TEAM, parent=who.department)
    near, far = OrganizationFactory(), OrganizationFactory()
    route = FieldRouteFactory(field="environment")
    route.teams.set([team])
    route.bodies.set([far, near, who.tenant])
    claim = ClaimFactory(kind="allocation", organization=near, person=None)
    today = clock.today()
    rooms = AllocationFactory(agreement__occupant=near, claim=claim, since=today, until=date(2999, 1, 1))
    house = rooms.space.building
    proposal = collected(who, place=f"{house.name[:1]} {house.name[1:]} 앞마당")
    found = [(row.organization, row.role, [code for code, _fact in row.reasons]) for row in suggestions(proposal)]
    assert found == [
        (team, "receiver", ["field", "free"]),
        (near, "concerned", ["field", "place", "free"]),
        (far, "concerned", ["field", "free"]),
    ]
    proposals.party_ask(by=who.planner, proposal=proposal, organization=who.department, role=PartyRole.RECEIVER)
    assert [row.organization for row in suggestions(fresh(proposal))] == [near, far]
    member = member_of(near, role=Role.OWNER)
    client_of(who.planner).post(reverse("collaboration:suggestion-ask", args=[proposal.pk]), {"organization": near.pk})
    words = f"같은 장소: {house.name}"
    assert words in client_of(member).get(proposal.get_absolute_url()).content.decode()
    assert words in InboxMessage.objects.get(recipient=member, kind="collaboration.party_asked").text


def test_coordinators_read_why_bodies_said_no(client_of):
    who = cast()
    route = FieldRouteFactory(field="environment")
    party = proposals.party_ask(
        by=who.planner, proposal=collected(who), organization=who.department, role=PartyRole.RECEIVER
    )
    taker = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    handovers.party_pass_on(by=who.clerk, party=party, taker=taker, reason="자원순환과 소관입니다.")
    page = reverse("collaboration:route-edit", args=[route.field])
    assert "자원순환과 소관입니다." in client_of(who.staff).get(page).content.decode()
    assert "자원순환과 소관입니다." not in client_of(who.head).get(page).content.decode()
