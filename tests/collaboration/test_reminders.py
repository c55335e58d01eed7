"""Reminders of joint work: sent once, to the right people, and not for what is over."""

from datetime import datetime, timedelta

import pytest

from collaboration.models import Handover, Meeting, Opinion, Party
from collaboration.states import HandoverState, MeetingState, PartyState
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.notifications.models import InboxMessage
from park_portal.notifications.reminders import tick
from tests.factories import CommitmentFactory, HandoverFactory, OrganizationFactory, PartyFactory, member_of

from .people import asked, cast, kicked_off
from .test_meetings import called

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 3, 8, 10, tzinfo=SEOUL)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(MONDAY)


@pytest.fixture
def who():
    return cast()


def told(kind):
    """Who was reminded, each as often as she was."""
    rows = InboxMessage.objects.filter(kind=f"collaboration.{kind}").order_by("pk")
    return [row.recipient for row in rows.select_related("recipient")]


def at(day, hour):
    return datetime(day.year, day.month, day.day, hour, tzinfo=SEOUL)


def test_an_opinion_is_reminded_five_days_before_and_on_its_day_once_each(who):
    opinion = asked(who)
    tick(at(opinion.due_on - 6 * DAY, 17))
    assert told("opinion_due") == []
    for _again in range(2):
        tick(at(opinion.due_on - 5 * DAY, 19))
    assert told("opinion_due") == [who.clerk]
    tick(at(opinion.due_on, 15))
    assert told("opinion_due") == [who.clerk] * 2


def test_an_opinion_that_is_no_longer_asked_for_is_not_reminded(who):
    opinion = asked(who)
    Opinion.objects.update(state="revoked")
    tick(at(opinion.due_on, 15))
    assert told("opinion_due") == []


def test_a_meeting_is_reminded_the_day_before_but_not_one_that_is_called_off(who):
    meeting = called(who)
    tick(meeting.starts_at - DAY - timedelta(minutes=1))
    assert told("meeting_soon") == []
    for _again in range(2):
        tick(meeting.starts_at - DAY)
    assert set(told("meeting_soon")) == {who.planner, who.proposer}
    assert len(told("meeting_soon")) == 2
    Meeting.objects.update(state=MeetingState.CANCELLED, reason="-", starts_at=meeting.starts_at - timedelta(hours=2))
    tick(meeting.starts_at - DAY)
    assert len(told("meeting_soon")) == 2


def test_a_commitment_is_reminded_once_its_minutes_are_approved(who):
    meeting, due = called(who), clock.today() + 10 * DAY
    promise = CommitmentFactory(meeting=meeting, proposal=None, owner=who.tenant, due_on=due)
    tick(at(due - 2 * DAY, 10))
    assert told("commitment_due") == [], "the minutes are not approved"
    facts = {"minutes": "-", "approved_at": clock.now(), "approved_by": who.planner}
    Meeting.objects.update(state=MeetingState.APPROVED, **facts)
    for _again in range(2):
        tick(at(due - 2 * DAY, 10))
    people = told("commitment_due")
    assert set(people) == {who.proposer, who.planner}
    assert len(people) == 2
    promise.state, promise.done_at, promise.done_by = "done", clock.now(), who.proposer
    promise.save()
    tick(at(due, 12))
    assert told("commitment_due") == people, "it is done"


def test_a_question_to_take_part_is_reminded_after_three_and_seven_working_days(who):
    body = OrganizationFactory()
    head, proposal = member_of(body, role="owner"), kicked_off(who)
    party = PartyFactory(proposal=proposal, organization=body, role="concerned", state="asked", asked_at=MONDAY)
    tick(at(MONDAY + 2 * DAY, 17))
    tick(at(MONDAY + 3 * DAY, 8))
    assert told("party_waiting") == []
    for _again in range(2):
        tick(at(MONDAY + 3 * DAY, 10))
    assert told("party_waiting") == [head], "Thursday"
    tick(at(MONDAY + 9 * DAY, 10))
    assert told("party_waiting") == [head, head], "Wednesday of the next week"
    tick(at(MONDAY + 20 * DAY, 10))
    Party.objects.filter(pk=party.pk).update(state=PartyState.ACCEPTED, asked_at=MONDAY + 7 * DAY)
    tick(at(MONDAY + 10 * DAY, 10))
    assert len(told("party_waiting")) == 2


def test_a_handover_is_reminded_until_it_is_answered(who):
    body = OrganizationFactory(kind="district_department")
    head = member_of(body, role="owner")
    HandoverFactory(proposal=kicked_off(who), giver=who.department, taker=body, at=MONDAY)
    tick(at(MONDAY + 3 * DAY, 10))
    assert told("handover_waiting") == [head]
    Handover.objects.update(state=HandoverState.DECLINED, answered_at=clock.now(), answered_by=head, answer="-")
    tick(at(MONDAY + 9 * DAY, 10))
    assert told("handover_waiting") == [head]
