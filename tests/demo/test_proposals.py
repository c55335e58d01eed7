"""The demo's joint proposals: every state of the road, something on every desk, nothing in the future."""

import pytest
from django.core.management import call_command

from collaboration.models import Commitment, Meeting, Opinion, OpinionPoint, Proposal, Turn
from collaboration.states import ProposalState
from collaboration.tables.desk import Desk
from park_portal.accounts.models import Person
from park_portal.audit.models import AuditEvent
from park_portal.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def park():
    call_command("load_demo", verbosity=0)


def desk(name: str) -> Desk:
    return Desk(Person.objects.get(email=f"{name}@demo.park"))


def test_every_state_is_shown_and_every_desk_has_its_work(park):
    assert set(Proposal.objects.values_list("state", flat=True)) == set(ProposalState.values)
    assert Proposal.objects.filter(kind="resource_request").count() == 2
    assert set(
        OpinionPoint.objects.filter(opinion__proposal__state="opinion_issued").values_list("state", flat=True)
    ) == {"open", "answered", "closed"}
    tenant, officer, coordinator, staff = map(desk, ("tenant", "officer", "coordinator", "staff"))
    assert {row.state for row in tenant.turns} >= {"draft", "returned", "opinion_issued", "running"}
    assert tenant.points and any(row.is_late for row in tenant.commitments)
    assert len(officer.opinions) == 2 and officer.points and officer.parts and officer.meetings
    assert coordinator.to_acknowledge and coordinator.turns and coordinator.in_progress
    assert staff.to_acknowledge and staff.opinions and staff.others_opinions
    assert staff.meetings and any(row.state == "held" for row in staff.meetings)


def test_clocks_run_as_the_stories_say(park):
    today = clock.today()
    asked = Opinion.objects.asked()
    assert asked.filter(due_on__lt=today).count() == 1
    assert asked.filter(due_on__gte=today).count() == 2
    assert Meeting.objects.filter(state="planned", starts_at__gt=clock.now()).count() == 3
    assert Commitment.objects.open().filter(due_on__lt=today).count() == 1
    assert not Turn.objects.filter(since__gt=clock.now()).exists()
    assert not AuditEvent.objects.filter(at__gt=clock.now()).exists()
    assert clock.now() != Proposal.objects.earliest("created_at").created_at
