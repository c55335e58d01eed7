"""The personal calendar feed, read back by the library that calendar programs' behaviour is modelled on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from park_portal.accounts import actions
from park_portal.core import clock
from spaces.models import Booking
from spaces.states import BookingState
from tests.factories import (
    BookingFactory,
    CalendarLinkFactory,
    OrganizationFactory,
    PersonFactory,
    SpaceFactory,
    at,
    centre_staff,
    member_of,
)

pytestmark = pytest.mark.django_db

SECRET = "f" * 43


def address(secret: str = SECRET) -> str:
    return reverse("spaces:calendar-feed", args=[secret])


def fetch(**headers):
    return Client().get(address(), headers=headers)


def events(response) -> dict[str, object]:
    """The events by UID."""
    assert response.status_code == 200
    calendar = Calendar.from_ical(response.content)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture
def person():
    return CalendarLinkFactory(secret=SECRET).person


def test_feed_needs_no_sign_in_and_reads_back(person):
    booking = BookingFactory(
        person=person, purpose="합창, 연습; 준비\\정리", starts_at=at(2, "14:00"), ends_at=at(2, "16:00")
    )
    response = fetch()
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response.headers["Cache-Control"]
    assert not response.cookies
    [event] = events(response).values()
    assert str(event["SUMMARY"]).endswith("합창, 연습; 준비\\정리")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (booking.starts_at, booking.ends_at)
    assert str(event["STATUS"]) == "CONFIRMED"
    assert booking.get_absolute_url() in str(event["URL"])


def test_feed_asks_to_be_fetched_again_every_hour(person):
    calendar = Calendar.from_ical(fetch().content)
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert str(calendar["NAME"]) == str(calendar["X-WR-CALNAME"]) != ""
    assert max(map(len, fetch().content.split(b"\r\n"))) <= 75


def test_feed_of_nothing_is_a_calendar_without_events(person):
    assert events(fetch()) == {}


def test_feed_holds_only_the_persons_own_bookings():
    """Neither those of the organisation she acts for nor, for staff, those of everybody."""
    organization = OrganizationFactory()
    member, staff = member_of(organization), centre_staff()
    BookingFactory(organization=organization)
    for n, someone in enumerate((member, staff)):
        CalendarLinkFactory(person=someone, secret=f"{n}")
        own = BookingFactory(person=someone)
        found = events(Client().get(address(f"{n}")))
        assert [uid.split("@")[0] for uid in found] == [f"booking-{own.pk}"]


def test_uid_is_that_of_the_bookings_own_file(person, client_of):
    booking = BookingFactory(person=person)
    single = Calendar.from_ical(client_of(person).get(reverse("spaces:booking-calendar", args=[booking.pk])).content)
    [event] = single.walk("VEVENT")
    assert list(events(fetch())) == [str(event["UID"])]
    assert events(fetch())[str(event["UID"])].to_ical() == event.to_ical()


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (BookingState.REQUESTED, "TENTATIVE"),
        (BookingState.CONFIRMED, "CONFIRMED"),
        (BookingState.CANCELLED, "CANCELLED"),
        (BookingState.REJECTED, "CANCELLED"),
        (BookingState.EXPIRED, "CANCELLED"),
        (BookingState.DISRUPTED, "CANCELLED"),
    ],
)
def test_status_tells_the_state(person, state, status):
    BookingFactory(person=person, state=state)
    [event] = events(fetch()).values()
    assert str(event["STATUS"]) == status


def test_window_is_90_days_back_and_400_ahead(person):
    now, hour = clock.now(), timedelta(hours=1)
    inside = [timedelta(days=-90) + hour, timedelta(days=400) - hour]
    outside = [timedelta(days=-90) - 3 * hour, timedelta(days=400) + hour]
    bookings = [BookingFactory(person=person, starts_at=now + d, ends_at=now + d + hour) for d in inside + outside]
    assert {uid.split("@")[0] for uid in events(fetch())} == {f"booking-{row.pk}" for row in bookings[:2]}


# ── who is let in ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("secret", ["g" * 43, SECRET.upper(), SECRET[:-1], "x", "기관", "a" * 5000, "%00", "..", "'--"])
def test_unknown_link_is_404_in_one_shape(person, secret):
    unknown = Client().get(address("e" * 43))
    answer = Client().get(f"/calendar/{secret}.ics")
    assert answer.status_code == unknown.status_code == 404
    assert answer.headers["Content-Type"] == unknown.headers["Content-Type"]


def test_renewed_ended_and_deactivated_links_are_404():
    person = PersonFactory()
    _link, first = actions.calendar_link_make(by=person)
    _link, second = actions.calendar_link_make(by=person)
    assert Client().get(address(first)).status_code == 404
    assert Client().get(address(second)).status_code == 200
    person.is_active = False
    person.save()
    assert Client().get(address(second)).status_code == 404
    person.is_active = True
    person.save()
    actions.calendar_link_end(by=person)
    assert Client().get(address(second)).status_code == 404


def test_feed_of_somebody_else_is_hers_whoever_is_signed_in(person, client_of):
    BookingFactory(person=person)
    visitor = PersonFactory()
    BookingFactory(person=visitor)
    assert client_of(visitor).get(address()).content == fetch().content


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_feed_is_for_reading(person, method):
    assert getattr(Client(), method)(address()).status_code == 405


# ── caching and cost ──────────────────────────────────────────────────────────


def test_etag_answers_304_until_something_changes(person):
    booking = BookingFactory(person=person, purpose="하나")
    first = fetch()
    assert first.headers["ETag"] == fetch().headers["ETag"]
    same = fetch(if_none_match=first.headers["ETag"])
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert "private" in same.headers["Cache-Control"]
    Booking.objects.filter(pk=booking.pk).update(purpose="둘")
    changed = fetch(if_none_match=first.headers["ETag"])
    assert changed.status_code == 200 and changed.headers["ETag"] != first.headers["ETag"]


def test_head_says_the_same_without_the_body(person):
    head = Client().head(address())
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", fetch().headers["ETag"])


@pytest.mark.parametrize("rows", [0, 1, 7])
def test_feed_costs_two_queries(person, rows):
    for n in range(rows):
        BookingFactory(person=person, space=SpaceFactory(), starts_at=at(n + 1), ends_at=at(n + 1, "17:00"))
    with CaptureQueriesContext(connection) as queries:
        assert len(events(fetch())) == rows
    assert len(queries) == 2


@pytest.mark.parametrize(("language", "room"), [("ko", "큰마당"), ("en", "Great Yard")])
def test_feed_speaks_the_owners_language(language, room):
    CalendarLinkFactory(secret=SECRET, person=PersonFactory(language=language))
    BookingFactory(
        person=PersonFactory._meta.model.objects.get(), space=SpaceFactory(name="큰마당", name_en="Great Yard")
    )
    response = fetch(accept_language="fr")
    [event] = events(response).values()
    assert str(event["SUMMARY"]).startswith(room)
    assert response.headers["Content-Language"] == language
