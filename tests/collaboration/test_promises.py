"""What was agreed on the page of its proposal, and what is promised between two meetings."""

from datetime import timedelta

import pytest
from django.urls import reverse

from collaboration.actions import meetings, proposals
from collaboration.models import Commitment, Proposal
from collaboration.states import PartyRole, SectionCode
from collaboration.tables.agreed import Agreed
from park_portal.core import clock
from park_portal.notifications.models import InboxMessage
from tests.factories import CommitmentFactory, OrganizationFactory, member_of

from .people import approved, cast, draft, kicked_off, matched, meet, refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def who():
    return cast()


def make(client, proposal, **facts):
    return client.post(reverse("collaboration:commitment-make", args=[proposal.pk]), facts)


def test_decisions_and_commitments_of_approved_minutes_stand_on_the_page(who, client_of):
    proposal = matched(who)
    decided = [meetings.Decided("세척은 상인회가 맡는다.", SectionCode.ROLES)]
    promise = [meetings.Promised(who.tenant, "일정을 맞춘다.", clock.today() + DAY)]
    meeting, address = meet(who, proposal), proposal.get_absolute_url()
    approved(meeting, who, decisions=decided, promises=promise)
    late = CommitmentFactory(proposal=proposal, owner=who.department, due_on=clock.today() - DAY)
    ended = {"state": "done", "done_at": clock.now(), "done_by": who.proposer}
    done = CommitmentFactory(proposal=proposal, owner=who.tenant, due_on=clock.today() - 2 * DAY, **ended)
    held = meet(who, Proposal.objects.get(), kind="working")
    meetings.minutes_write(by=who.clerk, meeting=held, minutes="-", came=[], promises=promise)
    rows = Agreed(proposal, who.clerk).commitments
    assert [row.pk for row in rows] == [late.pk, meeting.commitments.get().pk, done.pk], "open first, approved only"
    page = client_of(who.proposer).get(address).content.decode()
    for words in ("세척은 상인회가 맡는다.", "일정을 맞춘다.", "pp-mine__late"):
        assert words in page
    end = reverse("collaboration:commitment-end", args=[late.pk])
    assert client_of(who.clerk).post(end, {"to": "done", "proposal": ""}).url == f"{address}#agreed"
    late.refresh_from_db()
    assert late.state == "done"


def test_a_concerned_body_that_accepted_reads_meetings_and_what_was_agreed(who, client_of):
    proposal, body = kicked_off(who), OrganizationFactory()
    guest = member_of(body, role="owner")
    party = proposals.party_ask(by=who.planner, proposal=proposal, organization=body, role=PartyRole.CONCERNED)
    address, meeting = proposal.get_absolute_url(), proposal.meetings.get()
    assert 'id="agreed"' not in client_of(guest).get(address).content.decode()
    proposals.party_answer(by=guest, party=party, accepts=True)
    page = client_of(guest).get(address).content.decode()
    assert meeting.get_absolute_url() in page
    assert 'id="agreed"' in page


def test_who_works_on_it_promises_between_two_meetings_and_the_body_is_told(who, client_of):
    proposal, client = kicked_off(who), client_of(who.proposer)
    due = clock.today()
    sent = {"owner": who.department.pk, "text": "상점을 모은다.", "due_on": due.isoformat()}
    assert make(client, proposal, **sent).status_code == 302
    commitment = Commitment.objects.get()
    assert (commitment.owner, commitment.due_on, commitment.meeting) == (who.department, due, None)
    letter = InboxMessage.objects.get(kind="collaboration.commitment_made", recipient=who.clerk)
    assert "상점을 모은다." in letter.text
    response = make(client, proposal, **sent | {"due_on": (due - DAY).isoformat()})
    assert (response.status_code, set(response.context["commitment_form"].errors)) == (422, {"due_on"})


def test_promises_are_refused_with_a_reason(who):
    proposal, today = kicked_off(who), clock.today()
    make_ = meetings.commitment_make
    with refused("not_proposer"):
        outsider = member_of(OrganizationFactory())
        make_(by=outsider, proposal=proposal, promised=meetings.Promised(who.tenant, "-", today))
    with refused("no_part"):
        make_(by=who.clerk, proposal=proposal, promised=meetings.Promised(OrganizationFactory(), "-", today))
    with refused("due_before"):
        make_(by=who.clerk, proposal=proposal, promised=meetings.Promised(who.tenant, "-", today - DAY))
    with refused("proposal_state"):
        unsent = draft(who, title="초안")
        make_(by=who.proposer, proposal=unsent, promised=meetings.Promised(who.tenant, "-", today))


def test_minutes_promise_nothing_for_a_day_before_the_meeting(who, client_of):
    meeting = meet(who, matched(who))
    early = clock.today() - 2 * DAY
    with refused("due_before"):
        promises = [meetings.Promised(who.tenant, "-", early)]
        meetings.minutes_write(by=who.clerk, meeting=meeting, minutes="-", came=[], promises=promises)
    typed = {"minutes": "-", "came": [meeting.attendances.first().pk], "owner_0": who.tenant.pk, "promise_0": "-"}
    address = reverse("collaboration:minutes-write", args=[meeting.pk])
    response = client_of(who.clerk).post(address, typed | {"due_0": early.isoformat()})
    assert set(response.context["form"].errors) == {"due_0"}
