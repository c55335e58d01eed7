"""The staff desk: today, requests, the week, the ledger of a space, bookings on the telephone."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from park_portal.audit.models import AccessEvent, AuditEvent
from park_portal.core import clock
from park_portal.notifications.models import OutboxMessage
from spaces import actions
from spaces.models import Booking, Space
from spaces.reckoning import midnight
from spaces.states import BookingState, SpaceKind
from tests.factories import (
    BookingFactory,
    BuildingFactory,
    ClaimFactory,
    ClosureFactory,
    OrganizationFactory,
    PersonFactory,
    SlotFactory,
    SpaceFactory,
    at,
    centre_staff,
    director,
    member_of,
    officer,
    span,
)

pytestmark = pytest.mark.django_db
TODAY, QUEUE = reverse("spaces:desk-today"), reverse("spaces:booking-queue")
WEEK, BOOK = reverse("spaces:desk-timeline"), reverse("spaces:desk-book")


@pytest.fixture(autouse=True)
def noon():
    """A Wednesday at noon in Seoul: nothing depends on the hour at which the tests run."""
    with time_machine.travel(midnight(clock.today().replace(year=2026, month=11, day=25)) + timedelta(hours=12)):
        yield


@pytest.fixture
def staff(client_of, noon):
    client = client_of(centre_staff())
    client.cookies["language"] = "en"
    return client


def page(response) -> str:
    return response.content.decode()


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def requested(**facts) -> Booking:
    return BookingFactory(state=BookingState.REQUESTED, **facts)


def opened(booking: Booking) -> str:
    return reverse("spaces:booking-queue-open", args=[booking.pk])


def approve(client, booking):
    return client.post(reverse("spaces:booking-approve", args=[booking.pk]))


def reject(client, booking, **data):
    return client.post(reverse("spaces:booking-reject", args=[booking.pk]), data)


def state(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.state


# ── whose desk it is ──────────────────────────────────────────────────────────


def test_desk_exists_for_staff_only(client_of):
    booking = requested()
    others = (PersonFactory(), member_of(OrganizationFactory()), officer(), booking.person)
    gets = (TODAY, QUEUE, WEEK, BOOK, opened(booking), reverse("spaces:space-ledger", args=[booking.space.code]))
    for person in others:
        client = client_of(person)
        assert {client.get(url).status_code for url in gets} == {404}
        assert client.post(BOOK, {}).status_code == 404
        assert approve(client, booking).status_code == 404
        assert reject(client, booking, usual="purpose").status_code == 404
    assert state(booking) == BookingState.REQUESTED
    assert Client().get(TODAY).status_code == 302
    for url in gets:
        assert client_of(director()).get(url).status_code == 200, url


def test_menu_shows_the_desk_to_staff(staff, client_of):
    assert f'href="{TODAY}"' in page(staff.get(reverse("accounts:me")))
    assert f'href="{TODAY}"' not in page(client_of(PersonFactory()).get(reverse("accounts:me")))


# ── today ─────────────────────────────────────────────────────────────────────


def test_desk_today_counts_what_is_now_and_what_comes(staff):
    space = SpaceFactory()
    BookingFactory(space=space, starts_at=at(0, "11:00"), ends_at=at(0, "13:00"), state=BookingState.IN_USE)
    BookingFactory(space=space, starts_at=at(0, "13:30"), ends_at=at(0, "15:00"))
    BookingFactory(space=space, starts_at=at(0, "16:00"), ends_at=at(0, "17:00"))
    BookingFactory(starts_at=at(0, "13:00"), state=BookingState.CANCELLED)
    requested(space=space, starts_at=at(3))
    response = staff.get(TODAY)
    counted = response.context["counters"]
    assert [counted[name] for name in ("requests", "in_use", "arriving", "today")] == [1, 1, 1, 3]
    assert [len(staff.get(TODAY, {"show": show}).context["rows"]) for show in ("now", "soon")] == [1, 1]
    assert "B-" not in page(response), "numbers are for telephones, names and times for the desk"


def test_desk_today_draws_each_booking_where_it_is_and_lists_it(staff):
    organization = OrganizationFactory(name="극단 물음표")
    booking = BookingFactory(
        starts_at=at(0, "14:00"), ends_at=at(0, "15:30"), purpose="연극 연습", organization=organization
    )
    waiting = requested(starts_at=at(0, "18:00"))
    response = staff.get(TODAY)
    (lane,) = [
        rows[0][0] for _building, rows in response.context["plan"].buildings if rows[0][0].space == booking.space
    ]
    (block,) = lane.blocks
    assert (block.x, block.width) == ("38.462%", "11.538%"), "9 to 22 o'clock"
    words = page(response)
    assert words.count(reverse("spaces:booking-detail", args=[booking.pk])) == 2, "once drawn, once listed"
    assert words.count(opened(waiting)) == 2, "a request leads to its decision"
    assert "극단 물음표" in words and response.context["plan"].now_x == "23.077%"


def test_desk_today_shows_closures_other_claims_and_other_days(staff):
    space = SpaceFactory()
    ClosureFactory(leaves=list(space.leaves.all()), during=span(at(1, "09:00"), at(1, "12:00")), reason="조명 점검")
    SlotFactory(claim=ClaimFactory(kind="hold"), leaf=space.leaves.get(), during=span(at(1, "15:00"), at(1, "16:00")))
    BookingFactory(space=space, starts_at=at(0), ends_at=at(0, "16:00"), purpose="오늘 모임")
    words = page(staff.get(TODAY, {"day": at(1).date().isoformat()}))
    assert "조명 점검" in words and "오늘 모임" not in words and '<rect class="busy"' in words
    assert "조명 점검" not in page(staff.get(TODAY))


def test_a_booking_over_midnight_and_a_space_open_by_night_are_drawn(staff):
    space = SpaceFactory(hours=[(0, 1440)])
    BookingFactory(space=space, starts_at=at(-1, "22:00"), ends_at=at(0, "02:00"))
    response = staff.get(TODAY)
    (block,) = response.context["plan"].buildings[0][1][0][0].blocks
    assert (block.x, block.width) == ("0.000%", "8.333%")


@pytest.mark.parametrize("day", ["", "yesterday", "0001-01-01", "9999-12-31", "\x00", "2026-02-30", "😀" * 200])
def test_desk_bears_nonsense(day, staff):
    BookingFactory()
    for url in (TODAY, WEEK, reverse("spaces:space-ledger", args=[Space.objects.get().code])):
        for name in ("day", "week", "since", "until", "building", "page", "show"):
            assert staff.get(url, {name: day}).status_code == 200, (url, name)
    assert staff.get(QUEUE, {"page": day}).status_code == 200
    assert staff.get(BOOK, {"space": day, "day": day}).status_code == 200


def test_words_of_bookers_are_escaped(staff):
    booking = requested(purpose="<script>alert(1)</script>", starts_at=at(0, "14:00"))
    booking.claim.title = booking.purpose
    booking.claim.save()
    for url in (TODAY, QUEUE, reverse("spaces:space-ledger", args=[booking.space.code])):
        assert "<script>alert(" not in page(staff.get(url))


# ── requests ──────────────────────────────────────────────────────────────────


def test_queue_opens_the_oldest_deadline(staff):
    late = requested(starts_at=at(5))
    first = requested(starts_at=at(2))
    response = staff.get(QUEUE)
    assert [row.pk for row in response.context["page"]] == [first.pk, late.pk]
    assert response.context["case"].booking == first
    assert staff.get(opened(late)).context["case"].booking == late


def test_queue_without_requests_says_so(staff):
    assert "No request waits" in page(staff.get(QUEUE))


def test_request_shows_what_bears_on_it(staff):
    person = PersonFactory(phone="+821055501234")
    space = SpaceFactory(capacity=10, price=5000)
    BookingFactory(person=person, starts_at=at(-9), state=BookingState.COMPLETED)
    BookingFactory(person=person, starts_at=at(-8), state=BookingState.CANCELLED)
    BookingFactory(space=space, starts_at=at(2, "10:00"), purpose="아침 모임", claim__title="아침 모임")
    booking = requested(space=space, person=person, starts_at=at(2), attendees=11, price_krw=10000)
    ClosureFactory(leaves=list(space.leaves.all()), during=span(at(2, "15:00"), at(2, "17:00")), reason="바닥 공사")
    response = staff.get(opened(booking))
    words, history = page(response), response.context["case"].history
    assert (history["all"], history["completed"], history["cancelled"], history["no_show"]) == (2, 1, 1, 0)
    for expected in (
        "010-5550-1234",
        "아침 모임",
        "바닥 공사",
        "₩10,000",
        "holds 10 people at most",
        "11 of 10 people",
    ):
        assert expected in words, expected
    assert 'class="mine"' in words


def test_lead_time_is_judged_when_the_request_is_made(staff):
    booking = requested(space=SpaceFactory(lead_min_minutes=2880), starts_at=at(1))
    assert staff.get(opened(booking)).context["case"].refusal is None


def test_booking_approve_opens_the_next(staff):
    first, second, third = (requested(starts_at=at(day)) for day in (1, 2, 3))
    response = approve(staff, second)
    assert (response.status_code, response.url) == (302, opened(third))
    assert told(response) == [f"{second.number} is approved."]
    assert state(second) == BookingState.CONFIRMED
    assert approve(staff, third).url == opened(first), "after the last the first"
    assert approve(staff, first).url == QUEUE
    assert OutboxMessage.objects.filter(kind="spaces.booking_decided").count() == 3


def test_booking_reject_tells_the_reason_in_the_persons_language(staff):
    booking, other = requested(starts_at=at(1)), requested(starts_at=at(2))
    response = reject(staff, booking, usual="sales", words="시장 부스는 어렵습니다.")
    assert (response.status_code, response.url) == (302, opened(other))
    assert state(booking) == BookingState.REJECTED
    with translation.override("ko"):
        usual = translation.gettext("Sales and commercial events are not possible here.")
    assert booking.reason == f"{usual} 시장 부스는 어렵습니다."
    assert not booking.claim.slots.exists(), "the place is free at once"


@pytest.mark.parametrize("data", [{}, {"words": "   "}, {"usual": "nonsense"}, {"usual": "\x00"}, {"words": "x" * 201}])
def test_booking_reject_needs_a_reason_and_keeps_what_was_typed(data, staff):
    booking = requested()
    response = reject(staff, booking, **data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert data.get("words", "") in page(response)
    assert state(booking) == BookingState.REQUESTED


@pytest.mark.parametrize(
    "deed", [approve, lambda client, booking: reject(client, booking, usual="park", words="다음에")]
)
def test_a_decision_on_a_decided_request_is_refused_with_a_sentence(deed, staff):
    booking, other = requested(), requested(starts_at=at(4))
    actions.booking_reject(by=centre_staff(), booking=booking, reason="정원 초과")
    response = deed(staff, booking)
    assert response.status_code == 409
    words = page(response)
    assert "has been decided already" in words and '<form class="pp-decide"' not in words
    assert opened(other) in words, "the others stay in reach"
    assert state(booking) == BookingState.REJECTED and booking.reason == "정원 초과"


def test_a_decided_booking_opens_without_buttons(staff):
    booking = BookingFactory()
    words = page(staff.get(opened(booking)))
    assert "has been decided already" in words and "data-key=" not in words
    assert staff.get(reverse("spaces:booking-queue-open", args=[999999])).status_code == 404
    assert approve(staff, Booking(pk=999999)).status_code == 404


# ── the week, the ledger ──────────────────────────────────────────────────────


def test_desk_timeline_counts_bookings_of_space_and_day(staff):
    space, other = SpaceFactory(), SpaceFactory()
    BookingFactory(space=space, starts_at=at(0, "14:00"))
    BookingFactory(space=space, starts_at=at(0, "18:00"), ends_at=at(0, "18:30"))
    BookingFactory(space=space, starts_at=at(7))
    response = staff.get(WEEK)
    lanes = {rows[0][0].space: rows[0] for _building, rows in response.context["plan"].buildings}
    assert [len(lane.bookings) for lane in lanes[space]] == [0, 0, 2, 0, 0, 0, 0]
    assert "2 hours 30 minutes" in page(response) and "2 bookings" in page(response)
    assert not AccessEvent.objects.exists(), "nobody is named"
    narrowed = staff.get(WEEK, {"week": at(8).date().isoformat(), "building": other.building.code})
    (group,) = narrowed.context["plan"].buildings
    assert group[0] == other.building and narrowed.context["plan"].monday == at(5).date()


def test_desk_timeline_draws_each_day_by_itself(staff):
    space = SpaceFactory(hours=[(0, 1440)])
    BookingFactory(space=space, starts_at=at(-3, "22:00"), ends_at=at(-2, "02:00"), state=BookingState.COMPLETED)
    BookingFactory(space=space, starts_at=at(-1, "22:00"), ends_at=at(1, "02:00"))
    ClosureFactory(leaves=list(space.leaves.all()), during=span(at(3, "00:00"), at(4, "12:00")), reason="바닥 공사")
    response = staff.get(WEEK)
    (lanes,) = response.context["plan"].buildings[0][1]
    assert [[stretch for stretch, _booking in lane.bookings] for lane in lanes] == [
        [(0, 120)],
        [(1320, 1440)],
        [(0, 1440)],
        [(0, 120)],
        [],
        [],
        [],
    ], "what began on Sunday, and what lasts three days"
    assert [lane.closed for lane in lanes[4:]] == [[], [((0, 1440), "바닥 공사")], [((0, 720), "바닥 공사")]]
    words = page(response)
    assert '<rect class="body is-completed" x="0.000%" width="8.333%" height="100%"/>' in words
    assert '<rect class="stop" x="0.000%" width="50.000%" height="100%"/>' in words
    assert "바닥 공사" in words and "1 day" in words and "Wed 25 Nov</span>" in words


def test_desk_timeline_of_an_empty_building_is_a_page(staff):
    assert staff.get(WEEK, {"building": BuildingFactory().code}).status_code == 200


def test_space_ledger_tells_who_holds_what(staff):
    hall = SpaceFactory(kind="hall")
    half = SpaceFactory(building=hall.building, leaves=list(hall.leaves.all()), name_en="Half", hours=())
    booking = BookingFactory(space=half)
    tenancy = ClaimFactory(kind="allocation", title="입주 배정", person=None, organization=OrganizationFactory())
    SlotFactory(claim=tenancy, leaf=hall.leaves.get(), during=span(at(10), at(20)))
    ClosureFactory(leaves=list(hall.leaves.all()), during=span(at(3), at(4)), reason="바닥 공사")
    url = reverse("spaces:space-ledger", args=[hall.code])
    words = page(staff.get(url))
    for expected in (booking.number, "Half", "입주 배정", tenancy.organization.title, "바닥 공사"):
        assert expected in words
    far = at(100).date().isoformat()
    assert booking.number not in page(staff.get(url, {"since": far, "until": far}))
    assert staff.get(reverse("spaces:space-ledger", args=["no-such"])).status_code == 404


def test_space_ledger_has_pages(staff, monkeypatch):
    monkeypatch.setattr("spaces.views.desk.LEDGER_SIZE", 2)
    space = SpaceFactory()
    for day in (1, 2, 3):
        BookingFactory(space=space, starts_at=at(day))
    url = reverse("spaces:space-ledger", args=[space.code])
    assert [len(staff.get(url, {"page": number}).context["page"]) for number in (1, 2)] == [2, 1]


# ── on the telephone ──────────────────────────────────────────────────────────


def typed(space, **facts) -> dict[str, object]:
    day = facts.pop("day", at(2).date())
    usual = {"start": "14:00", "end": "16:00", "attendees": "5", "purpose": "주민 모임", "override": ""}
    return {"space": space.code, "day": day.isoformat(), **usual, **facts}


def test_desk_book_books_for_the_caller(staff):
    person, space = PersonFactory(email="caller@example.org"), SpaceFactory(mode="approval")
    response = staff.post(BOOK, typed(space, caller="Caller@Example.org", idempotency_key="one"))
    booking = Booking.objects.get()
    assert (response.status_code, response.url) == (302, f"{TODAY}?day={at(2).date()}")
    assert (booking.person, booking.state, booking.starts_at) == (person, BookingState.CONFIRMED, at(2))
    assert booking.override == ""
    event = AuditEvent.objects.get(verb="booking.request")
    assert event.actor_id not in {None, person.pk}, "the trail names the colleague"
    staff.post(BOOK, typed(space, caller="caller@example.org", idempotency_key="one"))
    assert Booking.objects.count() == 1, "a second click books nothing"


def test_desk_book_until_midnight(staff):
    PersonFactory(email="caller@example.org")
    space = SpaceFactory(hours=[(540, 1440)])
    staff.post(BOOK, typed(space, caller="caller@example.org", start="22:00", end="00:00"))
    assert Booking.objects.get().ends_at == at(3, "00:00")


@pytest.mark.parametrize("said", ["Caller@Example.org", "010-5550-4321", "+82 10 5550 4321", "한솔  새봄"])
def test_the_caller_is_found_by_address_telephone_or_name(staff, said):
    person = PersonFactory(email="caller@example.org", phone="+821055504321", name="한솔 새봄")
    PersonFactory(name="한솔 새봄", is_active=False)
    staff.post(BOOK, typed(SpaceFactory(hours=[(0, 1440)]), caller=said))
    assert Booking.objects.get().person == person


def test_several_of_one_name_are_told_apart(staff):
    people = PersonFactory.create_batch(2, name="한솔 새봄")
    answer = page(staff.post(BOOK, typed(SpaceFactory(hours=[(0, 1440)]), caller="한솔 새봄")))
    assert all(person.email in answer for person in people)
    looked = AccessEvent.objects.get(what="desk.caller")
    assert sorted(looked.subject_ids) == sorted(person.pk for person in people)
    assert not Booking.objects.exists()


def test_desk_book_needs_somebody_who_has_signed_up(staff):
    response = staff.post(BOOK, typed(SpaceFactory(), caller="nobody@example.org"))
    assert response.status_code == 200
    words = page(response)
    assert "Nobody has signed up so" in words and 'value="주민 모임"' in words
    PersonFactory(email="gone@example.org", is_active=False)
    assert staff.post(BOOK, typed(SpaceFactory(), caller="gone@example.org")).status_code == 200
    assert not Booking.objects.exists()


def test_desk_book_keeps_the_rules_unless_they_are_set_aside_in_writing(staff):
    PersonFactory(email="caller@example.org")
    space = SpaceFactory(max_minutes=60)
    response = staff.post(BOOK, typed(space, caller="caller@example.org"))
    assert "longest booking here is 1 hour" in page(response) and 'value="주민 모임"' in page(response)
    assert not Booking.objects.exists()
    staff.post(BOOK, typed(space, caller="caller@example.org", override="구청 행사, 센터장 승인"))
    booking = Booking.objects.get()
    assert booking.override == "구청 행사, 센터장 승인"
    event = AuditEvent.objects.get(verb="booking.request", subject_id=str(booking.pk))
    assert event.facts["override"] is True, "that rules were set aside, not the words"


def test_desk_book_never_sets_another_booking_aside_and_names_what_is_free(staff):
    PersonFactory(email="caller@example.org")
    taken = BookingFactory(starts_at=at(2), space=SpaceFactory(hours=[(540, 1320)]))
    response = staff.post(BOOK, typed(taken.space, caller="caller@example.org", override="급한 행사"))
    assert response.status_code == 200 and "just been taken" in page(response)
    other = SpaceFactory()
    data = typed(taken.space, caller="caller@example.org")
    instead = staff.post(BOOK, data).context["instead"]
    assert other in [alternative.space for alternative in instead]
    chosen = f"{other.code}|{at(2).date()}|14:00|16:00"
    assert f'value="{chosen}"' in page(staff.post(BOOK, data))
    assert staff.post(BOOK, data | {"instead": chosen}).status_code == 302
    assert Booking.objects.get(space=other).starts_at == at(2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "9999-12-31", "end": "00:00"},
        {"day": "0001-01-01"},
        {"start": "\x00"},
        {"start": "16:00", "end": "14:00", "override": "왜"},
        {"attendees": "-1"},
        {"attendees": "9" * 30},
        {"space": "\x00"},
        {"space": "no-such"},
        {"purpose": "x" * 121},
        {"purpose": "\x00"},
        {"caller": "\x00"},
        {"caller": "nobody at all"},
        {"instead": "a|b|c|d"},
        {"instead": "||||||"},
        {"idempotency_key": "x" * 81},
    ],
)
def test_desk_book_bears_nonsense(wrong, staff):
    PersonFactory(email="caller@example.org")
    data = typed(SpaceFactory(hours=[(0, 1440)]), caller="caller@example.org") | wrong
    response = staff.post(BOOK, data)
    assert response.status_code == (302 if wrong == {"instead": "||||||"} else 200)


def test_desk_book_in_a_desk_zone_takes_the_next_desk(staff):
    PersonFactory(email="caller@example.org")
    hall = SpaceFactory()
    zone = SpaceFactory(kind=SpaceKind.DESK_ZONE, leaves=[*hall.leaves.all(), *SpaceFactory().leaves.all()])
    for key in ("one", "two", "three"):
        staff.post(BOOK, typed(zone, caller="caller@example.org", idempotency_key=key))
    assert Booking.objects.count() == 2


# ── who looked at whom; how much is asked ─────────────────────────────────────


def test_every_page_with_bookers_writes_the_access_log(staff):
    booking = requested(starts_at=at(0, "15:00"))
    for url, what in (
        (TODAY, "desk.today"),
        (QUEUE, "desk.requests"),
        (opened(booking), "desk.requests"),
        (reverse("spaces:space-ledger", args=[booking.space.code]), "desk.ledger"),
    ):
        staff.get(url)
        row = AccessEvent.objects.order_by("pk").last()
        assert (row.what, row.subject_type, row.subject_ids) == (what, "spaces.booking", [booking.pk])
    assert AccessEvent.objects.count() == 4


@pytest.mark.parametrize("name", ["desk-today", "booking-queue", "desk-timeline", "space-ledger"])
def test_desk_pages_ask_the_same_for_one_booking_and_three(name, staff):
    space, person = SpaceFactory(), PersonFactory()
    url = reverse(f"spaces:{name}", args=[space.code] if name == "space-ledger" else [])

    def queries() -> int:
        staff.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(url).status_code == 200
        return len(asked)

    def book(hour: str, **facts) -> None:
        booking = requested(space=space, starts_at=at(0, hour), ends_at=at(0, hour) + timedelta(hours=1), **facts)
        booking.claim.person = booking.person
        booking.claim.save()

    book("14:00", person=person, organization=OrganizationFactory())
    one = queries()
    book("16:00", organization=OrganizationFactory())
    book("18:00", organization=OrganizationFactory())
    requested(starts_at=at(0, "13:00"), person=person, organization=OrganizationFactory())
    assert queries() == one
