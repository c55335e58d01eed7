"""From a planned meeting to a hall and back; what becomes of the hall when the meeting is called off."""

from datetime import timedelta

import pytest
from django.urls import reverse

from collaboration.actions import meetings
from collaboration.models import Meeting
from collaboration.tables.halls import Hall
from park_portal.notifications.models import InboxMessage
from spaces.models import Booking
from tests.factories import BookingFactory, centre_staff

from .people import cast, refused
from .test_meetings import called, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


def booked(meeting, person, **facts):
    return BookingFactory(person=person, **{"starts_at": meeting.starts_at, "ends_at": meeting.ends_at} | facts)


def use(client, meeting, booking):
    return client.post(reverse("collaboration:meeting-hall", args=[meeting.pk]), {"booking": booking.pk})


def test_what_one_booked_is_used_with_one_button(who, client_of):
    meeting, client = called(who), client_of(who.planner)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert reverse("spaces:space-list") in page
    assert reverse("collaboration:meeting-hall", args=[meeting.pk]) not in page
    booking = booked(meeting, who.planner)
    booked(meeting, who.planner, starts_at=meeting.starts_at + timedelta(minutes=30))
    booked(meeting, who.proposer)
    assert Hall(meeting, who.planner).booked == [booking], "covers the time, and is hers"
    assert booking.space.title in client.get(meeting.get_absolute_url()).content.decode()
    assert use(client, meeting, booking).url == meeting.get_absolute_url()
    meeting = Meeting.objects.get()
    assert (meeting.booking, meeting.place) == (booking, booking.space.title)
    assert told(who.proposer, "meeting_moved") == 1
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert reverse("collaboration:meeting-hall", args=[meeting.pk]) not in page


def test_only_ones_own_booking_that_holds_and_fits(who, client_of):
    meeting = called(who)
    of_another = booked(meeting, who.proposer)
    assert use(client_of(who.planner), meeting, of_another).status_code == 404
    with refused("not_holder"):
        meetings.meeting_hall(by=who.planner, meeting=meeting, booking=of_another)
    with refused("not_caller"):
        meetings.meeting_hall(by=who.proposer, meeting=meeting, booking=of_another)
    for reason, facts in (("booking_time", {"ends_at": meeting.ends_at - timedelta(minutes=30)}),
                          ("booking_state", {"state": "rejected", "reason": "-"})):  # fmt: skip
        with refused(reason):
            meetings.meeting_hall(by=who.planner, meeting=meeting, booking=booked(meeting, who.planner, **facts))
    taken = booked(meeting, who.planner)
    meetings.meeting_hall(by=who.planner, meeting=meeting, booking=taken)
    with refused("booking_used"):
        meetings.meeting_hall(by=who.planner, meeting=called(who), booking=taken)


def test_the_hall_of_a_meeting_that_is_called_off_is_for_its_holder_to_cancel(who, client_of):
    meeting, staff = called(who), centre_staff()
    booking = booked(meeting, who.planner)
    meetings.meeting_hall(by=who.planner, meeting=meeting, booking=booking)
    cancel = reverse("spaces:booking-cancel", args=[booking.pk])
    client, address = client_of(who.planner), reverse("collaboration:meeting-cancel", args=[meeting.pk])
    assert booking.number in client.get(address).content.decode()
    client.post(address, {"reason": "눈이 많이 옵니다."})
    assert cancel in client.get(meeting.get_absolute_url()).content.decode()
    assert cancel not in client_of(who.proposer).get(meeting.get_absolute_url()).content.decode()
    letter = InboxMessage.objects.get(kind="collaboration.hall_left")
    assert (letter.recipient, letter.link) == (who.planner, cancel)
    told_off = InboxMessage.objects.get(kind="collaboration.meeting_cancelled", recipient=who.proposer)
    assert booking.number in told_off.text
    Booking.objects.update(state="cancelled", ended_at=meeting.starts_at)
    assert cancel not in client_of(staff).get(meeting.get_absolute_url()).content.decode()


def test_a_hall_that_was_lost_is_said_and_another_sought(who, client_of):
    meeting = called(who)
    booking = booked(meeting, who.planner)
    meetings.meeting_hall(by=who.planner, meeting=meeting, booking=booking)
    Booking.objects.update(state="cancelled", ended_at=meeting.starts_at)
    hall = Hall(Meeting.objects.select_related("booking").get(), who.planner)
    assert (hall.holds, hall.lost, hall.is_sought) == (False, True, True)
    assert booking.number in client_of(who.planner).get(meeting.get_absolute_url()).content.decode()
