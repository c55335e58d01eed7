"""A planned meeting is moved, put into a hall, and asks others, too; what was promised there is kept or dropped."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from collaboration.actions import meetings
from collaboration.models import Commitment, Meeting
from collaboration.states import CommitmentState, MeetingKind
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.notifications.models import InboxMessage
from tests.factories import BookingFactory, OrganizationFactory, member_of

from .people import approved, cast, fresh, matched, meet, refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def who():
    return cast()


def called(who, **facts):
    start = datetime.combine(clock.today() + 3 * DAY, time(14), tzinfo=SEOUL)
    return meetings.meeting_call(
        by=who.planner, kind=MeetingKind.COUNCIL, title="협력회의", starts_at=start, ends_at=start + timedelta(hours=1),
        place="미래청", guests=[meetings.Guest(who.tenant, who.proposer)], agenda=["상반기 실적"], **facts,
    )  # fmt: skip


def typed(meeting, **more):
    begins, ends = meeting.starts_at.astimezone(SEOUL), meeting.ends_at.astimezone(SEOUL)
    rows = list(meeting.attendances.all())
    facts = {"title": meeting.title, "place": meeting.place, "agenda": "상반기 실적"}
    facts |= {"guests": [row.organization_id for row in rows]}
    for n, row in enumerate(row for row in rows if row.who):
        facts |= {f"body_{n}": row.organization_id, f"who_{n}": row.who}
    return facts | {"day": f"{begins:%Y-%m-%d}", "start": f"{begins:%H:%M}", "end": f"{ends:%H:%M}"} | more


def change(client, meeting, **more):
    return client.post(reverse("collaboration:meeting-change", args=[meeting.pk]), typed(meeting, **more))


def told(person, kind):
    return InboxMessage.objects.filter(recipient=person, kind=f"collaboration.{kind}").count()


def test_a_moved_meeting_tells_everybody_and_keeps_its_guests(who, client_of):
    meeting, client = called(who), client_of(who.planner)
    day = (meeting.starts_at + DAY).astimezone(SEOUL)
    assert change(client, meeting, day=f"{day:%Y-%m-%d}").status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.starts_at.astimezone(SEOUL).date() == day.date()
    assert meeting.attendances.get().person == who.proposer, "she stays asked by name"
    assert [item.text for item in meeting.agenda.all()] == ["상반기 실적"]
    assert (told(who.proposer, "meeting_called"), told(who.proposer, "meeting_moved")) == (1, 1)


def test_who_is_asked_later_is_invited_and_nobody_twice(who, client_of):
    meeting, other = called(who), OrganizationFactory()
    guest = member_of(other, role="owner")
    change(client_of(who.planner), meeting, guests=[who.tenant.pk, other.pk])
    assert (told(guest, "meeting_called"), told(who.proposer, "meeting_called")) == (1, 1)
    assert told(who.proposer, "meeting_moved") == 0
    change(client_of(who.planner), meeting, guests=[other.pk], who_0="", body_0="")
    assert meeting.attendances.get().organization == other


def test_a_hall_is_found_for_the_time_and_put_to_the_meeting(who, client_of):
    meeting, client = called(who), client_of(who.planner)
    page = client.get(meeting.get_absolute_url()).content.decode()
    begins = meeting.starts_at.astimezone(SEOUL)
    assert f"{reverse('spaces:space-list')}?day={begins:%Y-%m-%d}" in page
    hall = BookingFactory(person=who.planner, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    change(client, meeting, booking=hall.pk, place="")
    meeting = Meeting.objects.get()
    assert (meeting.booking, meeting.place) == (hall, hall.space.title)
    late = BookingFactory(person=who.planner, starts_at=meeting.starts_at + DAY, ends_at=meeting.ends_at + DAY)
    response = change(client, meeting, booking=late.pk)
    assert set(response.context["form"].errors) == {"booking"}


def test_only_a_planned_meeting_that_has_not_begun_is_changed_by_who_keeps_it(who, client_of):
    meeting = called(who)
    facts = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": "", "online_url": ""}
    with refused("not_caller"):
        meetings.meeting_change(by=who.proposer, meeting=meeting, facts=facts, guests=[], agenda=[])
    with refused("past"):
        past = facts | {"starts_at": clock.now() - DAY}
        meetings.meeting_change(by=who.planner, meeting=meeting, facts=past, guests=[], agenda=[])
    Meeting.objects.update(starts_at=clock.now() - timedelta(minutes=1))
    with refused("begun"):
        meetings.meeting_change(by=who.planner, meeting=meeting, facts=facts, guests=[], agenda=[])
    meetings.meeting_cancel(by=who.planner, meeting=meeting, reason="눈이 많이 옵니다.")
    with refused("meeting_state"):
        meetings.meeting_change(by=who.planner, meeting=meeting, facts=facts, guests=[], agenda=[])
    page = client_of(who.planner).get(reverse("collaboration:meeting-change", args=[meeting.pk])).content.decode()
    assert 'name="title"' not in page


# ------------------------------------------------------------------------------ commitments


def promised(who):
    return meetings.Promised(who.tenant, "상인회와 일정을 맞춘다.", clock.today() + 7 * DAY)


def test_a_promise_counts_once_its_minutes_are_approved(who):
    meeting = meet(who, matched(who))
    came = list(meeting.attendances.values_list("pk", flat=True))
    meetings.minutes_write(by=who.clerk, meeting=meeting, minutes="-", came=came, promises=[promised(who)])
    with refused("not_approved"):
        meetings.commitment_end(by=who.proposer, commitment=Commitment.objects.get(), to=CommitmentState.DONE)
    meetings.minutes_approve(by=who.proposer, meeting=meeting)
    done = meetings.commitment_end(by=who.proposer, commitment=Commitment.objects.get(), to=CommitmentState.DONE)
    assert (done.state, done.done_by) == ("done", who.proposer)


def test_a_promise_is_dropped_with_a_reason_and_taken_up_again_on_the_page_of_its_meeting(who, client_of):
    meeting = approved(meet(who, matched(who)), who, promises=[promised(who)])
    client, address = client_of(who.proposer), meeting.get_absolute_url()
    commitment = Commitment.objects.get()
    end = reverse("collaboration:commitment-end", args=[commitment.pk])
    assert end in client.get(address).content.decode()
    client.post(end, {"to": "dropped", "note": "상인회가 바뀌었습니다.", "meeting": ""})
    assert "상인회가 바뀌었습니다." in client.get(address).content.decode()
    assert client.post(end, {"to": "open", "meeting": ""}).url == address
    commitment.refresh_from_db()
    assert (commitment.state, commitment.done_by) == ("open", None)
    assert end not in client_of(who.clerk).get(address).content.decode(), "it is not the department's to keep"


def test_minutes_of_a_kickoff_move_the_proposal(who):
    proposal = matched(who)
    approved(meet(who, proposal), who)
    assert fresh(proposal).state == "kickoff_held"
