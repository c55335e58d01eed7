"""Another time for a booking: what is asked again, what it costs, who may, and that a refusal changes nothing."""

from datetime import timedelta

import pytest

from park_portal.notifications.models import InboxMessage
from park_portal.notifications.reminders import tick
from spaces import actions
from spaces.forms.bookings import ChangeForm
from spaces.models import Booking, Slot
from spaces.querysets.availability import free_between
from spaces.rules import Wish
from spaces.states import BookingMode, BookingState, SpaceKind
from tests.factories import (
    LeafFactory,
    PersonFactory,
    SpaceFactory,
    TariffFactory,
    centre_staff,
    director,
    member_of,
)
from tests.factories.accounts import OrganizationFactory

from .test_booking_actions import NOW, asked, day, refused, request, told, wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def person():
    return PersonFactory(neighbourhood="녹번동")


@pytest.fixture
def staff():
    return centre_staff()


def change(booking, by, start=None, end=None, *, space=None, attendees=3, **facts) -> Booking:
    start = start or booking.starts_at
    wished = Wish(booking.person, space or booking.space, start, end or booking.ends_at, attendees)
    return actions.booking_change(by=by, booking=booking, wish=wished, **facts)


def slots(booking) -> list[tuple]:
    return [(slot.leaf_id, slot.during.lower, slot.during.upper) for slot in Slot.objects.filter(claim=booking.claim)]


def test_booking_change_moves_the_claim_and_frees_the_old_time(person):
    booking = request(wish(person, SpaceFactory(buffer_after=30)))
    (leaf, _start, _end) = slots(booking)[0]
    moved = change(booking, person, day(2), day(2, "15:00"))
    assert (moved.starts_at, moved.ends_at, moved.changes) == (day(2), day(2, "15:00"), 1)
    assert slots(moved) == [(leaf, day(2), day(2, "15:30"))]
    assert free_between([moved.space], day(1), day(1, "16:00"))[moved.space.pk].free
    assert told("changed", person)


def test_booking_change_may_overlap_its_own_old_time(person):
    booking = request(wish(person, SpaceFactory()))
    moved = change(booking, person, day(1, "15:00"), day(1, "17:00"))
    assert moved.starts_at == day(1, "15:00")


def test_booking_change_costs_the_price_of_its_day_of_booking(person, time_machine):
    space, tomorrow = SpaceFactory(price=10_000), NOW.date() + timedelta(1)
    space.tariffs.update(until=tomorrow)
    TariffFactory(space=space, user_class="resident", hourly_krw=90_000, since=tomorrow, until=None)
    booking = request(wish(person, space, day(5)))
    time_machine.move_to(day(2), tick=False)
    assert change(booking, person, day(5), day(5, "17:00")).price_krw == 30_000


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [("14:00", "15:00", BookingState.CONFIRMED), ("14:00", "17:00", BookingState.REQUESTED)],
)
def test_a_shortened_booking_needs_no_new_approval(person, staff, start, end, state):
    booking = asked(person)
    booking = actions.booking_approve(by=staff, booking=booking)
    moved = change(booking, person, day(1, start), day(1, end))
    assert moved.state == state
    assert (moved.decide_by is None, moved.decided_by) == (
        (False, staff) if state == BookingState.CONFIRMED else (False, None)
    )


def test_a_shortened_booking_may_be_late_but_not_past(person, time_machine):
    booking = request(wish(person, SpaceFactory(lead_min_minutes=1440), day(2)))
    time_machine.move_to(day(2, "13:00"), tick=False)
    with refused("too_late"):
        change(booking, person, day(2, "15:00"), day(2, "17:00"))
    assert change(booking, person, day(2), day(2, "15:00")).ends_at == day(2, "15:00")


def test_the_centre_moves_a_booking_with_a_reason_and_without_asking_again(person, staff):
    booking = actions.booking_approve(by=staff, booking=asked(person))
    other = SpaceFactory(mode=BookingMode.APPROVAL)
    with refused("no_reason"):
        change(booking, staff, space=other)
    moved = change(booking, staff, space=other, reason="누수 공사를 합니다.")
    assert (moved.space, moved.state) == (other, BookingState.CONFIRMED)
    assert {leaf for leaf, *_time in slots(moved)} == set(other.leaves.values_list("pk", flat=True))
    assert "누수 공사를 합니다." in InboxMessage.objects.get(kind="spaces.booking_changed").text


def test_the_centre_sets_rules_aside_but_never_another_booking(person, staff):
    space = SpaceFactory(max_minutes=120)
    booking, other = request(wish(person, space)), request(wish(PersonFactory(), space, day(1, "17:00")))
    with refused("too_long"):
        change(booking, staff, day(1, "13:00"), reason="행사")
    with refused("slot_taken"):
        change(booking, staff, day(1), other.ends_at, reason="행사", override=True)
    moved = change(booking, staff, day(1, "13:00"), reason="행사", override=True)
    assert (moved.minutes, moved.override) == (180, "행사")


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        ("no_change", {}),
        ("staff_only", {"space": "other"}),
        ("staff_only", {"override": True, "attendees": 4}),
        ("slot_taken", {"start": "18:00", "end": "20:00"}),
        ("closed", {"start": "22:00", "end": "23:00"}),
        ("too_many_people", {"attendees": 999}),
        ("too_short", {"end": "14:30"}),
        ("reversed", {"end": "13:00"}),
    ],
)
def test_booking_change_refused_leaves_all_as_it_was(person, reason, facts):
    booking = request(wish(person, SpaceFactory()))
    request(wish(PersonFactory(), booking.space, day(1, "18:00")))
    held = slots(booking)
    facts = {name: day(1, value) if name in {"start", "end"} else value for name, value in facts.items()}
    if facts.get("space"):
        facts["space"] = SpaceFactory()
    with refused(reason):
        change(booking, person, **facts)
    assert slots(booking) == held
    assert Booking.objects.get(pk=booking.pk).changes == 0


def test_booking_change_counts_its_own_hours_once(person):
    booking = request(wish(person, SpaceFactory(monthly_hours_person=3)))
    assert change(booking, person, day(1), day(1, "17:00")).minutes == 180
    with refused("quota_person"):
        change(booking, person, day(1), day(1, "18:00"))


def test_booking_change_is_for_holder_manager_and_centre(person):
    organization = OrganizationFactory()
    booking = request(wish(person, SpaceFactory()))
    Booking.objects.filter(pk=booking.pk).update(organization=organization)
    with refused("not_holder"):
        change(booking, member_of(organization, "member"), day(2))


@pytest.mark.parametrize("state", ["in_use", "completed", "cancelled", "expired", "rejected", "disrupted", "no_show"])
def test_booking_change_only_while_it_lies_ahead(person, state):
    booking = request(wish(person, SpaceFactory()))
    Booking.objects.filter(pk=booking.pk).update(state=state)
    with refused("booking_state"):
        change(booking, person, day(2), day(2, "15:00"))


def test_a_desk_keeps_its_desk_when_it_is_free(person):
    zone = SpaceFactory(kind=SpaceKind.DESK_ZONE, leaves=[LeafFactory() for _n in range(3)])
    first, second = request(wish(PersonFactory(), zone)), request(wish(person, zone))
    actions.booking_cancel(by=first.person, booking=first)
    mine = slots(second)[0][0]
    assert slots(change(second, person, day(1, "15:00"), day(1, "17:00")))[0][0] == mine


def test_consecutive_days_are_counted_for_the_holder(person):
    space = SpaceFactory(consecutive_days=2)
    first = request(wish(person, space, day(1)))
    request(wish(person, space, day(2)))
    with refused("too_many_days"):
        request(wish(person, space, day(3)))
    request(wish(person, space, day(4)))
    request(wish(PersonFactory(), space, day(3)))
    with refused("too_many_days"):
        change(first, person, day(3, "18:00"), day(3, "20:00"))


def test_the_desk_is_reminded_of_a_request_before_its_time_to_decide_ends(person, time_machine):
    desk, head = centre_staff(), director()
    booking = asked(person)
    time_machine.move_to(booking.decide_by - timedelta(hours=20), tick=False)
    tick()
    tick()
    assert InboxMessage.objects.filter(kind="spaces.decision_due", recipient=desk).count() == 1
    assert not InboxMessage.objects.filter(kind="spaces.decision_due", recipient=head).exists()


# ------------------------------------------------------------------------------ pages


def test_booking_change_page_previews_without_writing_and_then_changes(person, client_of):
    booking = request(wish(person, SpaceFactory()))
    page, client = f"/me/bookings/{booking.pk}/change/", client_of(person)
    typed = {"day": f"{day(2):%Y-%m-%d}", "start": "14:00", "end": "17:00", "attendees": "3"}
    seen = client.get(page, typed)
    assert seen.context["quote"].free
    assert seen.context["quote"].price == booking.price_krw // 2 * 3
    answer = client.post(page, typed)
    assert answer.status_code == 302
    assert Booking.objects.get(pk=booking.pk).starts_at == day(2)


def test_booking_change_page_keeps_what_was_typed_and_says_why_not(person, client_of):
    booking = request(wish(person, SpaceFactory()))
    typed = {"day": "2027-03-04", "start": "21:30", "end": "22:30", "attendees": "3"}
    page = client_of(person).post(f"/me/bookings/{booking.pk}/change/", typed)
    assert page.context["form"].errors
    assert page.context["form"]["start"].value() == "21:30"
    assert Booking.objects.get(pk=booking.pk).changes == 0


def test_staff_choose_another_space_and_say_why(person, staff, client_of):
    booking, other = request(wish(person, SpaceFactory())), SpaceFactory()
    typed = {"day": "2027-03-04", "start": "14:00", "end": "16:00", "attendees": "3", "space": other.code}
    client, page = client_of(staff), f"/me/bookings/{booking.pk}/change/"
    assert "reason" in client.post(page, typed).context["form"].errors
    assert client.post(page, {**typed, "reason": "공사"}).status_code == 302
    assert Booking.objects.get(pk=booking.pk).space == other
    assert "space" not in client_of(person).get(page).context["form"].fields


def lodging(**facts):
    return SpaceFactory(
        kind=SpaceKind.LODGING, min_minutes=720, max_minutes=1200, step_minutes=60, hours=[(900, 2100)], **facts
    )


def test_a_night_is_booked_on_the_page_and_changed_to_another(person, client_of):
    space, client = lodging(), client_of(person)
    first = client.get(f"/spaces/{space.code}/book/").context["form"]
    assert first["last_day"].value() > first["day"].value()
    typed = {
        "day": "2027-03-05", "start": "15:00", "last_day": "2027-03-06", "end": "11:00",
        "attendees": "2", "purpose": "연수", "agreed": "on", "key": first["key"].value(),
    }  # fmt: skip
    assert client.post(f"/spaces/{space.code}/book/", typed).status_code == 302
    booking = Booking.objects.get()
    assert booking.minutes == 20 * 60
    assert ChangeForm.as_it_is(booking)["end"] == "11:00"
    moved = {**typed, "day": "2027-03-06", "last_day": "2027-03-07"}
    assert client.post(f"/me/bookings/{booking.pk}/change/", moved).status_code == 302


def test_the_search_takes_an_earlier_end_for_the_morning_after_a_night(client):
    asked_for = {"day": "2027-03-05", "start": "15:00", "end": "11:00", "people": "2"}
    lodging(code="night")
    page = client.get("/spaces/", {**asked_for, "kind": "lodging"})
    assert "last_day=2027-03-06" in page.content.decode()
    assert client.get("/spaces/", asked_for).context["form"].errors


def test_staff_book_on_the_telephone_for_an_organisation(staff, client_of):
    body = OrganizationFactory(name="푸른 마을")
    member, space = member_of(body), SpaceFactory()
    typed = {
        "caller": member.email, "organization": "푸른마을", "space": space.code, "day": "2027-03-05",
        "start": "14:00", "end": "16:00", "attendees": "3", "purpose": "회의",
    }  # fmt: skip
    page = client_of(staff).post("/desk/book/", {**typed, "organization": "모르는 곳"})
    assert body.name in str(page.context["form"].errors["organization"])
    assert client_of(staff).post("/desk/book/", typed).status_code == 302
    assert Booking.objects.get().organization == body
