"""Minutes on paper (회의록), read back by other libraries; a meeting in a calendar."""

from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from collaboration.actions import meetings
from collaboration.models import Meeting
from collaboration.states import SectionCode
from park_portal.core import clock
from park_portal.notifications.models import InboxMessage
from tests.factories import OrganizationFactory, member_of

from .people import approved, cast, matched, meet
from .test_meetings import called, change
from .test_papers import hwpx_cells, pdf_text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def who():
    return cast()


def paper(client, meeting, fmt):
    return client.get(reverse("collaboration:minutes-paper", args=[meeting.pk, fmt]))


def kept(who):
    meeting = meet(who, matched(who))
    due = clock.today() + 7 * DAY
    more = {
        "decisions": [meetings.Decided("세척은 상인회가 맡는다.", SectionCode.ROLES)],
        "promises": [meetings.Promised(who.tenant, "상인회와 일정을 맞춘다.", due)],
        "also_came": [meetings.Guest(OrganizationFactory(name="시장상인회"), None, "회장 최상인")],
    }
    return approved(meeting, who, **more), due


def test_the_minutes_are_read_back_in_the_order_of_the_office(who, client_of, tmp_path):
    meeting, due = kept(who)
    client = client_of(who.proposer)
    said = pdf_text(paper(client, meeting, "pdf").content)
    words = [
        "회의록",
        "초동미팅",
        "미래청 회의실",
        "시장상인회",
        "제안 설명",
        "함께 하기로 했습니다.",
        "세척은 상인회가",
        "상인회와 일정",
    ]
    places = [said.index(word) for word in words]
    assert places == sorted(places)
    assert "아직 승인" not in said
    rows = hwpx_cells(paper(client, meeting, "hwpx").content, tmp_path)
    assert ["시장상인회", "회장 최상인"] in rows
    assert [who.tenant.title, who.proposer.name] in rows
    promise = next(row for row in rows if row[0] == who.tenant.title and len(row) == 3)
    assert promise[1] == "상인회와 일정을 맞춘다."
    assert str(due.year) in promise[2]


def test_minutes_on_paper_are_for_whoever_reads_the_meeting(who, client_of):
    meeting = meet(who, matched(who))
    assert paper(client_of(who.clerk), meeting, "pdf").status_code == 404, "nothing is written yet"
    meetings.minutes_write(by=who.clerk, meeting=meeting, minutes="논의함", came=[])
    client = client_of(who.clerk)
    assert "아직 승인" in pdf_text(paper(client, meeting, "pdf").content)
    assert paper(client, meeting, "docx").status_code == 404
    stranger = member_of(OrganizationFactory(), role="owner")
    assert paper(client_of(stranger), meeting, "pdf").status_code == 404
    assert (
        reverse("collaboration:minutes-paper", args=[meeting.pk, "hwpx"])
        in client.get(meeting.get_absolute_url()).content.decode()
    )


def event(client, meeting):
    response = client.get(reverse("collaboration:meeting-calendar", args=[meeting.pk]))
    calendar = Calendar.from_ical(response.content)
    return str(calendar["method"]), next(iter(calendar.walk("VEVENT")))


def test_a_meeting_goes_into_a_calendar_and_a_later_file_replaces_the_earlier(who, client_of):
    meeting, client = called(who), client_of(who.proposer)
    method, first = event(client, meeting)
    assert (method, first["dtstart"].dt, first["dtend"].dt) == ("PUBLISH", meeting.starts_at, meeting.ends_at)
    assert (str(first["summary"]), str(first["location"]), first["sequence"]) == ("협력회의", "미래청", 0)
    assert "상반기 실적" in first["description"]
    letter = InboxMessage.objects.get(recipient=who.proposer, kind="collaboration.meeting_called")
    assert f"/meetings/{meeting.pk}/calendar.ics" in letter.text
    change(client_of(who.planner), meeting, place="상상청")
    moved = event(client, meeting)[1]
    assert (moved["uid"], moved["sequence"], str(moved["location"])) == (first["uid"], 1, "상상청")
    meetings.meeting_cancel(by=who.planner, meeting=Meeting.objects.get(), reason="눈이 많이 옵니다.")
    method, over = event(client, meeting)
    assert (method, str(over["status"]), over["sequence"]) == ("CANCEL", "CANCELLED", 2)
