"""Duties own the work, not persons (인수인계): one act moves what is open, and leaves a brief to print."""

from datetime import timedelta

import pytest
from django.urls import reverse

from collaboration.actions import meetings, opinions
from collaboration.states import CommitmentState, MeetingKind
from park_portal.accounts import actions
from park_portal.accounts.models import DutyHandover
from park_portal.accounts.states import Duty, Role
from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.notifications.models import InboxMessage
from tests.collaboration.people import asked, cast
from tests.factories import (
    BookingFactory,
    CommitmentFactory,
    OrganizationFactory,
    TicketFactory,
    centre_staff,
    member_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


def membership(person):
    return person.memberships.get()


def hand_over(by, giver, taker):
    return actions.duties_hand_over(by=by, membership=membership(giver), taker=membership(taker))


def called(who):
    start = clock.now() + timedelta(days=2)
    return meetings.meeting_call(
        by=who.clerk, kind=MeetingKind.WORKING, title="실무협의", starts_at=start, ends_at=start + timedelta(hours=1),
        proposal=who.proposal, place="회의실",
    )  # fmt: skip


def test_one_act_moves_what_is_open_and_leaves_a_brief(who, client_of):
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    who.proposal = opinion.proposal
    meeting, colleague = called(who), member_of(who.department)
    booking = BookingFactory(person=who.clerk, organization=who.department)
    own = BookingFactory(person=who.clerk, organization=None)
    promise = CommitmentFactory(owner=who.department, proposal=opinion.proposal)
    page = client_of(who.clerk).get(reverse("accounts:duties-hand-over", args=[membership(who.clerk).pk]))
    assert promise.text in page.content.decode() and booking.number in page.content.decode()
    address = reverse("accounts:duties-hand-over", args=[membership(who.clerk).pk])
    brief = client_of(who.clerk).post(address, {"taker": membership(colleague).pk}).url
    for row in (opinion, meeting, booking, own, promise):
        row.refresh_from_db()
    assert (opinion.assignee, meeting.called_by, booking.person) == (colleague, colleague, colleague)
    assert own.person == who.clerk, "what she booked for herself is hers"
    assert promise.state == CommitmentState.OPEN
    assert (membership(who.clerk).duties, membership(colleague).duties) == ([], [Duty.COLLABORATION])
    read = client_of(colleague).get(brief).content.decode()
    for words in (opinion.proposal.number, "실무협의", booking.number, promise.text):
        assert words in read
    assert InboxMessage.objects.filter(recipient=colleague, kind="accounts.duties_handed_over").count() == 1
    verbs = {"duties.hand_over", "opinion.assign", "meeting.assign", "booking.hand_over"}
    assert verbs <= set(AuditEvent.objects.values_list("verb", flat=True))


def test_the_centre_hands_its_tickets_over(client_of):
    giver = centre_staff()
    taker = member_of(membership(giver).organization)
    ticket, closed = (
        TicketFactory(assignee=giver),
        TicketFactory(assignee=giver, state="closed", resolved_at=clock.now()),
    )
    hand_over(giver, giver, taker)
    ticket.refresh_from_db()
    closed.refresh_from_db()
    assert (ticket.assignee, closed.assignee) == (taker, giver)


def test_only_whoever_leaves_or_runs_the_body_to_a_colleague(who, client_of):
    colleague, stranger = member_of(who.department), member_of(OrganizationFactory())
    for by, taker, reason in (
        (colleague, colleague, "not_manager"),
        (who.clerk, stranger, "not_colleague"),
        (who.clerk, who.clerk, "not_colleague"),
    ):
        with pytest.raises(ActionDenied) as refusal:
            hand_over(by, who.clerk, taker)
        assert refusal.value.reason == reason
    assert hand_over(who.head, who.clerk, colleague).by == who.head
    brief = reverse("accounts:duty-handover", args=[DutyHandover.objects.get().pk])
    assert [client_of(person).get(brief).status_code for person in (who.head, colleague, stranger, who.proposer)] == [
        200,
        200,
        404,
        404,
    ]


def test_direction_is_given_by_the_head_alone(who):
    deputy = member_of(who.department, role=Role.MANAGER, duties=[Duty.DIRECTION])
    colleague = member_of(who.department)
    with pytest.raises(ActionDenied) as refusal:
        hand_over(deputy, deputy, colleague)
    assert refusal.value.reason == "not_owner"
