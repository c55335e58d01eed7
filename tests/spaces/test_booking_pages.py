"""The resident's pages: finding a space, booking it, seeing and cancelling the booking."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from park_portal.audit.models import AccessEvent
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from spaces.models import Booking, Slot
from spaces.states import BookingState
from tests.factories import (
    BookingFactory,
    ClosureFactory,
    EntitlementFactory,
    EquipmentFactory,
    OrganizationFactory,
    PersonFactory,
    SpaceFactory,
    at,
    centre_staff,
    member_of,
)

pytestmark = pytest.mark.django_db
LIST, MINE = reverse("spaces:space-list"), reverse("spaces:booking-list")


def page(response) -> str:
    return response.content.decode().replace("&amp;", "&")


def day(days: int = 1) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def found(**asked):
    return Client().get(LIST, {"day": day(), "start": "14:00", "end": "16:00", "people": "1"} | asked)


def codes(response) -> list[str]:
    return [hit.space.code for hit in response.context["hits"]]


def book_url(space) -> str:
    return reverse("spaces:booking-request", args=[space.code])


def facts(**other) -> dict[str, str]:
    return {
        "day": day(),
        "start": "14:00",
        "end": "16:00",
        "organization": "",
        "purpose": "책 모임",
        "attendees": "5",
        "agreed": "on",
        "key": str(uuid4()),
    } | other


def queries(client, url, data=None) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url, data or {}).status_code == 200
    return len(caught)


# ── the search ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "2026-13-45"}, "day"),
        ({"day": "morgen"}, "day"),
        ({"day": "\x00"}, "day"),
        ({"day": "9" * 5000}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"day": "2020-01-01"}, "day"),
        ({"start": "25:00"}, "start"),
        ({"start": "14:10"}, "start"),
        ({"start": "\x00"}, "start"),
        ({"start": ""}, "start"),
        ({"start": "<script>"}, "start"),
        ({"end": "24:30"}, "end"),
        ({"end": "x" * 5000}, "end"),
        ({"start": "16:00", "end": "14:00"}, "end"),
        ({"start": "16:00", "end": "16:00"}, "end"),
        ({"people": "0"}, "people"),
        ({"people": "-3"}, "people"),
        ({"people": "many"}, "people"),
        ({"people": "9" * 6000}, "people"),
        ({"people": "1\x00"}, "people"),
        ({"kind": "castle"}, "kind"),
        ({"kind": "\x00"}, "kind"),
        ({"equipment": ["dragon"]}, "equipment"),
        ({"equipment": ["\x00"]}, "equipment"),
    ],
)
def test_search_says_what_is_wrong_beside_the_field(wrong, field):
    SpaceFactory()
    response = found(**wrong)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    words = page(response)
    assert f'id="id_{field}_error"' in words
    assert "<script>" not in words.split("<main")[1]
    assert "hits" not in response.context


def test_search_keeps_what_was_typed():
    words = page(found(start="25:00", people="many", end="17:30"))
    assert '<option value="25:00" selected' in words
    assert '<option value="17:30" selected' in words
    assert 'value="many"' in words


def test_search_refuses_what_has_passed_today(time_machine):
    time_machine.move_to(at(1, "15:10"), tick=False)
    response = found(day=day(0))
    assert list(response.context["form"].errors) == ["start"]


@pytest.mark.parametrize(("hour", "tomorrow"), [("08:00", False), ("12:59", False), ("13:00", True), ("23:30", True)])
def test_search_begins_today_or_tomorrow_when_late(time_machine, hour, tomorrow):
    time_machine.move_to(at(1, hour), tick=False)
    SpaceFactory(code="room")
    response = Client().get(LIST)
    assert response.context["form"].cleaned_data["day"] == clock.today() + timedelta(days=tomorrow)
    assert codes(response) == ["room"]


def test_search_until_midnight():
    SpaceFactory(code="late", hours=[(540, 1440)])
    response = found(start="22:00", end="24:00")
    assert [hit.free for hit in response.context["hits"]] == [True]
    assert "end=24:00" in page(response)


def test_search_shows_free_ones_first_and_reasons_below():
    taken = BookingFactory(starts_at=at(1, "15:00"), space__capacity=2).space
    closed = SpaceFactory(capacity=3, hours=[(540, 600)])
    mended = SpaceFactory(capacity=4)
    ClosureFactory(leaves=mended.leaves.all())
    tenants = SpaceFactory(capacity=5, audience="tenants")
    near = SpaceFactory(capacity=6, lead_min_minutes=60 * 24 * 7)
    free = SpaceFactory(capacity=50, price=5000)
    response = found()
    hits = response.context["hits"]
    assert [hit.space for hit in hits] == [free, taken, closed, mended, tenants, near]
    assert [hit.reason for hit in hits] == ["", "slot_taken", "closed", "closure", "tenants_only", "too_late"]
    words = page(response)
    for hit in hits[1:]:
        assert hit.refusal
        assert hit.refusal in words
    assert "10,000원" in words
    assert f"{book_url(free)}?day={day()}&start=14:00&end=16:00" in words
    assert book_url(taken) not in words


def test_search_narrows_by_needs():
    projector = EquipmentFactory(code="projector")
    whole = SpaceFactory(code="whole", capacity=30, kind="hall", step_free=True)
    whole.equipment.add(projector, EquipmentFactory(code="sound"))
    SpaceFactory(code="small", capacity=4)
    SpaceFactory(code="hidden", capacity=99, bookable=False)
    assert codes(found()) == ["small", "whole"]
    for needs in ({"people": "5"}, {"kind": "hall"}, {"equipment": ["projector", "sound"]}, {"step_free": "on"}):
        assert codes(found(**needs)) == ["whole"]


def test_search_shows_the_price_of_the_asker(client_of):
    space = SpaceFactory(price=5000)
    space.tariffs.filter(user_class="tenant").update(hourly_krw=0)
    organization = OrganizationFactory()
    EntitlementFactory(organization=organization)
    price = lambda client: client.get(LIST, {"people": "1"}).context["hits"][0].price  # noqa: E731
    assert price(Client()) == 10_000
    assert price(client_of(member_of(organization))) == 0


def test_search_without_a_price_says_so():
    space = SpaceFactory()
    space.tariffs.all().delete()
    (hit,) = found().context["hits"]
    assert (hit.free, hit.price, hit.reason) == (False, None, "no_price")


def test_search_names_what_is_near_when_nothing_fits():
    taken = BookingFactory(starts_at=at(1, "12:30"), space__capacity=20).space  # until 14:30
    smaller = SpaceFactory(capacity=12)
    response = found(people="15")
    instead = response.context["instead"]
    assert [(hit.space, hit.starts_at) for hit in instead] == [(taken, at(1, "14:30")), (smaller, at(1))]
    assert all(hit.note for hit in instead)
    assert not found(people="12").context["instead"], "something fits"


def test_search_in_an_empty_park_is_a_page():
    response = found()
    assert response.status_code == 200
    assert "pp-empty" in page(response)


@pytest.mark.parametrize("who", ["visitor", "resident", "member"])
def test_search_asks_as_often_for_three_as_for_one(who, client_of):
    person = {"visitor": None, "resident": PersonFactory(), "member": member_of(OrganizationFactory())}[who]
    client = client_of(person) if person else Client()
    asked = {"people": "1", "day": day(), "start": "14:00", "end": "16:00"}
    asked |= {"kind": "meeting"}
    more = lambda: (  # noqa: E731
        BookingFactory().space.equipment.add(EquipmentFactory()),
        SpaceFactory(kind="hall", audience="residents_first"),
    )
    more()
    none_free = queries(client, LIST, asked)
    more(), more()
    assert queries(client, LIST, asked) == none_free
    SpaceFactory()
    some_free = queries(client, LIST, asked)
    assert some_free < none_free
    SpaceFactory(), SpaceFactory(audience="residents_first")
    assert queries(client, LIST, asked) == some_free


def test_home_leads_to_the_search_and_to_what_is_free_soonest(time_machine):
    time_machine.move_to(at(1, "10:10"), tick=False)
    busy, free = SpaceFactory(name="바쁜방"), SpaceFactory(name="빈방")
    BookingFactory(space=busy, starts_at=at(0, "10:00"), ends_at=at(0, "15:00"))
    SpaceFactory(name="입주방", audience="tenants")
    response = Client().get(reverse("reports:home"))
    assert [hit.space for hit in response.context["soonest"]] == [free, busy]
    words = page(response)
    assert f'action="{LIST}"' in words
    assert "입주방" not in words
    one = queries(Client(), "/")
    SpaceFactory()
    assert queries(Client(), "/") == one


# ── a space ───────────────────────────────────────────────────────────────────


def cells(response) -> dict[str, str]:
    week = response.context["week"]
    return {
        f"{first:%a %H:%M}": cell.state
        for date, column in zip(week.days, week.columns, strict=True)
        for time, cell in zip(week.times, column, strict=True)
        for first in [at((date - clock.today()).days, "00:00").astimezone(SEOUL) + time]
    }


def test_space_detail_week_says_what_can_be_had(time_machine, client_of):
    time_machine.move_to(at(0, "11:10"), tick=False)
    person = PersonFactory()
    space = SpaceFactory(min_minutes=60, buffer_after=30, lead_max_days=5)
    BookingFactory(space=space, starts_at=at(1, "12:00"))
    BookingFactory(space=space, starts_at=at(2, "12:00"), person=person)
    response = client_of(person).get(space.get_absolute_url())
    states = [[cell.state for cell in column] for column in response.context["week"].columns]
    assert states[0][:6] == ["past"] * 5 + ["free"]
    assert states[1][5:11] == ["prep", "taken", "taken", "taken", "taken", "free"]
    assert states[2][6:10] == ["own"] * 4
    assert states[6] == ["rule"] * 26
    words = page(response)
    assert f'{book_url(space)}?day={day(1)}&start=09:00"' in words
    assert f"day={day(1)}&start=21:30" not in words, "no hour is left before closing"
    assert f"{book_url(space)}?day={day(1)}&start=11:00" not in words, "the cleaning would not fit in"
    assert "09:00–11:30" in words, "the same in words"


def test_space_detail_hides_whose_booking_it_is():
    booking = BookingFactory(purpose="비밀 모임")
    words = page(Client().get(booking.space.get_absolute_url()))
    assert "비밀 모임" not in words
    assert booking.person.name not in words


@pytest.mark.parametrize("week", ["x", "\x00", "2026-99-99", "0001-01-01", "9999-12-31", "9" * 400, ""])
def test_space_detail_bears_nonsense(week):
    space = SpaceFactory()
    response = Client().get(space.get_absolute_url(), {"week": week})
    assert response.status_code == 200
    first = response.context["week"].first
    assert clock.today() <= first <= clock.today() + timedelta(days=space.lead_max_days)


def test_space_detail_names_rules_prices_and_gaps():
    space = SpaceFactory(
        price=12345, rules="조용히 합니다.\n치웁니다.", step_free_note="경사로가 있습니다.", step_free=True
    )
    response = Client().get(space.get_absolute_url())
    words = page(response)
    for expected in ("조용히 합니다.", "치웁니다.", "경사로가 있습니다.", "12,345원"):
        assert expected in words
    gaps = [hit.starts_at for hit in response.context["gaps"]]
    assert len(gaps) == 3
    assert len({gap.astimezone(SEOUL).date() for gap in gaps}) == 3


def test_space_detail_asks_as_often_for_a_full_week(client_of):
    space, client = SpaceFactory(), client_of(PersonFactory())
    BookingFactory(space=space, starts_at=at(1, "10:00"))
    one = queries(client, space.get_absolute_url())
    for hour in ("13:00", "16:00", "19:00"):
        BookingFactory(space=space, starts_at=at(2, hour))
    assert queries(client, space.get_absolute_url()) == one


def test_space_that_cannot_be_booked_says_so(client_of):
    space = SpaceFactory(bookable=False)
    assert book_url(space) not in page(Client().get(space.get_absolute_url()))
    response = client_of(PersonFactory()).post(book_url(space), facts())
    assert response.context["form"].non_field_errors()
    assert not Booking.objects.exists()


def test_closed_space_is_404(client_of):
    space = SpaceFactory(closed_on=clock.today())
    for name in ("space-detail", "booking-request", "booking-price"):
        assert client_of(PersonFactory()).get(reverse(f"spaces:{name}", args=[space.code])).status_code == 404


def test_building_lists_its_spaces():
    space = SpaceFactory()
    assert space.get_absolute_url() in page(Client().get(space.building.get_absolute_url()))


# ── booking ───────────────────────────────────────────────────────────────────


def test_signing_in_leads_back_to_the_choice():
    space = SpaceFactory()
    url = f"{book_url(space)}?day={day()}&start=15:00&end=17:00&people=7"
    response = Client().get(url)
    assert response.status_code == 302
    assert "%3Fday%3D" in response.url and "start%3D15" in response.url


def test_booking_page_begins_with_the_choice(client_of):
    space = SpaceFactory(price=5000)
    words = page(client_of(PersonFactory()).get(book_url(space), {"day": day(3), "start": "15:00", "people": "7"}))
    assert f'value="{day(3)}"' in words
    assert words.count('<option value="15:00" selected') == 1
    assert words.count('<option value="17:00" selected') == 1
    assert 'value="7"' in words
    assert "10,000원" in words


@pytest.mark.parametrize("mode", ["instant", "approval"])
def test_booking_request_books(client_of, mode):
    person, space = PersonFactory(neighbourhood="해담1동"), SpaceFactory(mode=mode, price=5000)
    response = client_of(person).post(book_url(space), facts(day=day(3)), follow=True)
    booking = Booking.objects.get()
    assert response.redirect_chain == [(booking.get_absolute_url(), 302)]
    assert booking.state == {"instant": "awaiting_payment", "approval": "requested"}[mode]
    assert (booking.starts_at, booking.ends_at, booking.price_krw) == (at(3), at(3, "16:00"), 10_000)
    assert (booking.person, booking.organization, booking.purpose) == (person, None, "책 모임")
    words = page(response)
    for expected in (booking.number, "10,000원", "책 모임"):
        assert expected in words


def test_booking_request_for_an_organisation(client_of):
    organization, other = OrganizationFactory(name="해담모임"), OrganizationFactory()
    EntitlementFactory(organization=organization)
    space, client = SpaceFactory(price=5000), client_of(member_of(organization))
    space.tariffs.filter(user_class="tenant").update(hourly_krw=1000)
    words = page(client.get(book_url(space)))
    assert f'<option value="{organization.pk}" selected' in words, "in whose name she acts"
    assert "2,000원" in words
    assert client.post(book_url(space), facts(organization=str(other.pk))).status_code == 200
    client.post(book_url(space), facts(organization=str(organization.pk)))
    assert [(row.organization, row.price_krw) for row in Booking.objects.all()] == [(organization, 2000)]


def test_sent_twice_books_once(client_of):
    client, space, same = client_of(PersonFactory()), SpaceFactory(), facts()
    first, second = client.post(book_url(space), same), client.post(book_url(space), same)
    assert first.url == second.url == Booking.objects.get().get_absolute_url()
    client.post(book_url(space), same | {"start": "18:00", "end": "19:00"})
    assert Booking.objects.count() == 2, "gone back to book another time"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "2020-01-01"}, "day"),
        ({"day": "\x00"}, "day"),
        ({"start": "25:00"}, "start"),
        ({"start": "14:10"}, "start"),
        ({"end": "14:00"}, "end"),
        ({"end": "14:30"}, "end"),  # too short
        ({"end": "23:00"}, "end"),  # too long
        ({"attendees": "0"}, "attendees"),
        ({"attendees": "21"}, "attendees"),
        ({"attendees": "9" * 5000}, "attendees"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "\x00"}, "purpose"),
        ({"purpose": "가" * 121}, "purpose"),
        ({"agreed": ""}, "agreed"),
        ({"organization": "12345"}, "organization"),
        ({"organization": "\x00"}, "organization"),
        ({"key": "x"}, "key"),
        ({"day": (clock.today() + timedelta(days=200)).isoformat()}, "day"),
        ({"start": "20:30", "end": "22:30"}, "__all__"),  # closed
    ],
)
def test_booking_request_refuses_and_keeps_everything(client_of, wrong, field):
    space = SpaceFactory()
    sent = facts(purpose="겨울 책 나눔") | wrong
    response = client_of(PersonFactory()).post(book_url(space), sent)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    if field != "purpose":
        assert 'value="겨울 책 나눔"' in page(response)
    if "\x00" not in sent["start"]:
        assert f'<option value="{sent["start"]}" selected' in page(response)
    assert not Booking.objects.exists()


def test_quota_is_told_before_and_after(client_of):
    person, space = PersonFactory(), SpaceFactory(monthly_hours_person=1)
    client = client_of(person)
    assert client.get(book_url(space)).context["quote"].reason == "quota_person"
    assert client.post(book_url(space), facts()).context["form"].non_field_errors()


def test_lost_slot_shows_what_is_free_instead(client_of):
    space = SpaceFactory(name="첫째방")
    twin = SpaceFactory(name="둘째방")
    BookingFactory(space=space, starts_at=at(1, "15:30"))
    response = client_of(PersonFactory()).post(book_url(space), facts(purpose="겨울 책 나눔"))
    words = page(response)
    assert "겨울 책 나눔" in words
    assert response.context["form"].non_field_errors()
    earlier, there = f"{book_url(space)}?day={day()}&start=13:30&end=15:30", f"{book_url(twin)}?day={day()}&start=14:00"
    assert earlier in words and there in words
    again = client_of(PersonFactory()).get(re.search(rf'{re.escape(earlier)}[^"]*', words)[0])
    assert again.context["quote"].free


def test_price_fragment_is_the_page_s(client_of):
    space, client = SpaceFactory(price=5000), client_of(PersonFactory())
    chosen = {"day": day(2), "start": "10:00", "end": "13:00", "attendees": "5", "organization": ""}
    fragment = page(client.get(reverse("spaces:booking-price", args=[space.code]), chosen))
    words = page(client.get(book_url(space), chosen))
    assert "15,000원" in fragment
    parts = re.split(r'(?=<div[^>]* id="(?:day-of|quote|sum)")', fragment)[1:]
    assert len(parts) == 3
    for part in parts:
        assert part.strip() in words


@pytest.mark.parametrize("chosen", [{}, {"day": "x"}, {"day": "\x00", "start": "25:00"}, {"attendees": "9" * 5000}])
def test_price_fragment_bears_nonsense(client_of, chosen):
    space = SpaceFactory()
    response = client_of(PersonFactory()).get(reverse("spaces:booking-price", args=[space.code]), chosen)
    assert response.status_code == 200
    assert response.context["quote"] is None
    assert client_of(PersonFactory()).get(book_url(space), chosen).status_code == 200


# ── one's own bookings ────────────────────────────────────────────────────────


def test_booking_list_has_two_tabs(client_of):
    person = PersonFactory()
    later = BookingFactory(person=person, starts_at=at(5))
    sooner = BookingFactory(person=person, starts_at=at(2))
    over = BookingFactory(person=person, starts_at=at(-2), state="completed")
    gone = BookingFactory(person=person, starts_at=at(3), state="cancelled")
    foreign = BookingFactory(starts_at=at(2))
    client = client_of(person)
    assert list(client.get(MINE).context["page"]) == [sooner, later]
    assert list(client.get(MINE, {"tab": "past"}).context["page"]) == [gone, over]
    assert foreign.number not in page(client.get(MINE))
    assert client.get(MINE, {"tab": "\x00", "page": "\x00"}).status_code == 200


def test_booking_list_of_staff_is_their_own(client_of):
    BookingFactory()
    assert not list(client_of(centre_staff()).get(MINE).context["page"])


def test_booking_list_asks_as_often_for_three_as_for_one(client_of):
    person = PersonFactory()
    BookingFactory(person=person)
    one = queries(client_of(person), MINE)
    for _row in range(2):
        BookingFactory(person=person)
    assert queries(client_of(person), MINE) == one


@pytest.mark.parametrize("name", ["booking-detail", "booking-cancel", "booking-calendar"])
def test_foreign_booking_is_404(client_of, name):
    url = reverse(f"spaces:{name}", args=[BookingFactory().pk])
    assert client_of(PersonFactory()).get(url).status_code == 404
    if name == "booking-cancel":
        assert client_of(PersonFactory()).post(url).status_code == 404
        assert Booking.objects.get().state == "confirmed"


@pytest.mark.parametrize("state", BookingState)
def test_booking_detail_of_every_state_is_a_page(client_of, state):
    booking = BookingFactory(state=state, reason="다른 행사가 있습니다.", ended_at=clock.now())
    response = client_of(booking.person).get(booking.get_absolute_url())
    assert f'data-state="{state}"' in page(response)
    over = state in {"rejected", "cancelled", "expired", "no_show", "disrupted"}
    assert ("다른 행사가 있습니다." in page(response)) is over


def test_booking_detail_says_why_it_cannot_be_cancelled(client_of):
    booking = BookingFactory(starts_at=clock.now() - timedelta(minutes=10))
    response = client_of(booking.person).get(booking.get_absolute_url())
    url = reverse("spaces:booking-cancel", args=[booking.pk])
    assert response.context["moves"]["cancel"] in page(response)
    assert f'href="{url}"' not in page(response)
    assert "<form" not in page(client_of(booking.person).get(url)).split("<main")[1].split("</main")[0]
    assert client_of(booking.person).post(url).context["form"].non_field_errors()


def test_booking_cancel_frees_the_slot(client_of):
    booking = BookingFactory(price_krw=10_000)
    url, client = reverse("spaces:booking-cancel", args=[booking.pk]), client_of(booking.person)
    preview = page(client.get(url))
    assert "10,000원" in preview
    assert Slot.objects.exists(), "looking changes nothing"
    assert client.post(url, {"reason": "감기"}).url == booking.get_absolute_url()
    booking.refresh_from_db()
    assert (booking.state, booking.reason) == ("cancelled", "감기")
    assert not Slot.objects.exists()
    again = client_of(PersonFactory()).post(book_url(booking.space), facts())
    assert again.status_code == 302


@pytest.mark.parametrize("reason", ["가" * 301, "\x00"])
def test_booking_cancel_keeps_what_was_typed(client_of, reason):
    booking = BookingFactory()
    response = client_of(booking.person).post(reverse("spaces:booking-cancel", args=[booking.pk]), {"reason": reason})
    assert list(response.context["form"].errors) == ["reason"]
    booking.refresh_from_db()
    assert booking.state == "confirmed"


def test_reading_somebody_else_s_booking_is_noted(client_of):
    booking = BookingFactory()
    client_of(booking.person).get(booking.get_absolute_url())
    assert not AccessEvent.objects.exists()
    client_of(centre_staff()).get(booking.get_absolute_url())
    assert AccessEvent.objects.exists()


def calendar(client, booking) -> Calendar:
    response = client.get(reverse("spaces:booking-calendar", args=[booking.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content)


def test_calendar_file_reads_back(client_of):
    booking = BookingFactory(purpose="책, 모임; 겨울\n둘째 줄", space__name="이야기홀")
    client = client_of(booking.person)
    first = calendar(client, booking)
    (event,) = first.walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (booking.starts_at, booking.ends_at)
    assert event.decoded("dtstart").utcoffset() == timedelta(hours=9)
    assert "책, 모임; 겨울" in event["summary"] and "이야기홀" in event["location"]
    assert (first["method"], event["status"], event["sequence"]) == ("PUBLISH", "CONFIRMED", 0)
    assert [zone["tzid"] for zone in first.walk("VTIMEZONE")] == ["Asia/Seoul"]

    client.post(reverse("spaces:booking-cancel", args=[booking.pk]))
    second = calendar(client, booking)
    (gone,) = second.walk("VEVENT")
    assert gone["uid"] == event["uid"]
    assert (second["method"], gone["status"], gone["sequence"]) == ("CANCEL", "CANCELLED", 1)


def test_calendar_file_of_a_request_is_tentative(client_of):
    booking = BookingFactory(state="requested")
    (event,) = calendar(client_of(booking.person), booking).walk("VEVENT")
    assert event["status"] == "TENTATIVE"


def test_midnight_is_24_everywhere(client_of):
    space = SpaceFactory(hours=[(540, 1440)])
    person = PersonFactory()
    client_of(person).post(book_url(space), facts(start="22:00", end="24:00"))
    booking = Booking.objects.get()
    assert booking.ends_at == at(2, "00:00")
    assert "24:00" in page(client_of(person).get(booking.get_absolute_url()))
    words = page(Client().get(space.get_absolute_url(), {"week": day(2)}))
    assert "09:00–24:00" in words
