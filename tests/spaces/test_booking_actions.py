"""The verbs of a booking: states, slots, trail, messages, and what they refuse."""

from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from park_portal.audit.models import AuditEvent
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied
from park_portal.notifications.models import InboxMessage, OutboxMessage
from spaces import actions
from spaces.models import Booking, Claim, Slot
from spaces.rules import Wish
from spaces.states import MOVES, BookingMode, BookingState, UserClass
from tests.factories import (
    BookingFactory,
    ClosureFactory,
    EntitlementFactory,
    OrganizationFactory,
    PersonFactory,
    SpaceFactory,
    centre_staff,
    member_of,
    span,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)  # a Wednesday


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def person():
    return PersonFactory(neighbourhood="녹번동")


@pytest.fixture
def staff():
    return centre_staff()


def day(n: int, clock_time: str = "14:00") -> datetime:
    hours, minutes = map(int, clock_time.split(":"))
    return NOW.replace(hour=0) + timedelta(days=n, hours=hours, minutes=minutes)


def wish(person, space, start=None, end=None, *, attendees=3, organization=None) -> Wish:
    start = start or day(1)
    return Wish(person, space, start, end or start + timedelta(hours=2), attendees, organization)


def request(wished, by=None, **facts) -> Booking:
    return actions.booking_request(by=by or wished.person, wish=wished, purpose="주민 모임", **facts)


def everything() -> tuple[int, ...]:
    tables = (Booking, Claim, Slot, AuditEvent, OutboxMessage, InboxMessage)
    return tuple(table.objects.count() for table in tables)


@contextmanager
def refused(reason: str):
    """Expect a refusal with this reason, and nothing written at all."""
    before = everything()
    with pytest.raises(ActionDenied) as error:
        yield
    assert error.value.reason == reason
    assert everything() == before


def trail(booking) -> list[tuple]:
    rows = AuditEvent.objects.filter(subject_type="spaces.booking", subject_id=str(booking.pk)).order_by("pk")
    return list(rows.values_list("verb", "actor_id", "organization_id"))


def told(kind: str, person) -> bool:
    """One message of the kind, in the inbox and by mail, to this person and to nobody else."""
    kind = f"spaces.booking_{kind}"
    inbox = list(InboxMessage.objects.filter(kind=kind).values_list("recipient", flat=True))
    mail = list(OutboxMessage.objects.filter(kind=kind).values_list("address", flat=True))
    return (inbox, mail) == ([person.pk], [person.email])


def asked(person, **facts) -> Booking:
    return request(wish(person, SpaceFactory(mode=BookingMode.APPROVAL), **facts))


# ── request ───────────────────────────────────────────────────────────────────


def test_booking_request_instant_waits_for_nothing_but_its_payment(person):
    organization = OrganizationFactory()
    member = member_of(organization)
    space = SpaceFactory(price=5000, buffer_after=30)
    booking = request(wish(member, space, end=day(1, "15:30"), organization=organization))
    booking.refresh_from_db()
    assert (booking.state, booking.decide_by, booking.override) == ("awaiting_payment", None, "")
    assert (booking.person, booking.organization, booking.attendees) == (member, organization, 3)
    assert (booking.starts_at, booking.ends_at, booking.requested_at) == (day(1), day(1, "15:30"), NOW)
    assert (booking.user_class, booking.price_krw) == ("outsider", 7500), "the buffer is not paid"
    assert booking.claim.slots.get().during.upper == day(1, "16:00")
    assert (booking.claim.kind, booking.claim.person, booking.claim.organization) == ("booking", member, organization)
    assert trail(booking) == [("booking.request", member.pk, organization.pk)]
    assert told("made", member)


def test_booking_request_waits_for_approval_and_holds_its_place(person):
    booking = asked(person)
    assert (booking.state, booking.decide_by) == ("requested", day(1)), "never past the use"
    assert booking.claim.slots.exists()
    assert asked(person, start=day(20)).decide_by == day(6, "0:00"), "the end of the third working day"
    with refused("slot_taken"):
        request(wish(PersonFactory(), booking.space))


def test_booking_request_floors_the_price_to_ten_won(person):
    space = SpaceFactory(price=3335, step_minutes=5, min_minutes=5)
    assert request(wish(person, space, end=day(1, "15:05"))).price_krw == 3610  # 3,612.9


def test_booking_request_takes_the_price_of_the_class(person):
    space = SpaceFactory(price=5000)
    space.tariffs.filter(user_class=UserClass.TENANT).update(hourly_krw=1000)
    tenant = EntitlementFactory().organization
    booking = request(wish(member_of(tenant), space, organization=tenant))
    assert (booking.user_class, booking.price_krw) == ("tenant", 2000)


def test_booking_request_by_staff_on_the_telephone(person, staff):
    space = SpaceFactory(mode=BookingMode.APPROVAL)
    booking = request(wish(person, space), by=staff)
    assert (booking.person, booking.state) == (person, "confirmed")
    assert trail(booking) == [("booking.request", staff.pk, None)]
    assert told("made", person)
    with refused("too_many_people"):  # the same rules
        request(wish(person, space, day(2), attendees=21), by=staff)


def test_booking_request_for_somebody_else_needs_staff(person):
    with refused("staff_only"):
        request(wish(person, SpaceFactory()), by=PersonFactory())


CASES = {
    "not_bookable": ({"bookable": False}, {}),
    "reversed": ({}, {"end": day(1, "13:00")}),
    "too_short": ({"min_minutes": 180}, {}),
    "too_long": ({"max_minutes": 60}, {}),
    "off_step": ({}, {"start": day(1, "14:10")}),
    "past": ({}, {"start": day(-1)}),
    "too_late": ({"lead_min_minutes": 2880}, {}),
    "too_early": ({"lead_max_days": 0}, {}),
    "too_many_people": ({}, {"attendees": 21}),
    "tenants_only": ({"audience": "tenants"}, {}),
    "quota_person": ({"monthly_hours_person": 1}, {}),
    "closed": ({}, {"start": day(1, "7:00")}),
}
OPEN_TO_NOBODY = {"reversed"}


@pytest.mark.parametrize("reason", CASES)
def test_booking_request_refused_by_rule_and_set_aside_by_staff(person, staff, reason):
    facts, wishes = CASES[reason]
    wished = wish(person, SpaceFactory(**facts), **wishes)
    with refused(reason):
        request(wished)
    with refused("staff_only"):
        request(wished, override="나도 하고 싶다")
    if reason in OPEN_TO_NOBODY:
        with refused(reason):
            request(wished, by=staff, override="구청장 지시")
    else:
        booking = request(wished, by=staff, override="구청장 지시")
        assert (booking.override, booking.state) == ("구청장 지시", "confirmed")
        assert booking.claim.slots.exists()


def test_booking_request_residents_first():
    with refused("residents_first"):
        request(wish(PersonFactory(), SpaceFactory(audience="residents_first")))


def test_booking_request_not_member(person):
    with refused("not_member"):
        request(wish(person, SpaceFactory(), organization=OrganizationFactory()))


def test_booking_request_quota_of_an_organisation():
    organization = OrganizationFactory()
    with refused("quota_organization"):
        request(wish(member_of(organization), SpaceFactory(monthly_hours_organization=1), organization=organization))


def test_booking_request_no_price(person, staff):
    space = SpaceFactory()
    space.tariffs.all().delete()
    with refused("no_price"):
        request(wish(person, space))
    with refused("no_price"):
        request(wish(person, space), by=staff, override="무료")


def test_booking_request_closure(person, staff):
    space = SpaceFactory()
    ClosureFactory(leaves=space.leaves.all(), during=span(day(1, "15:00"), day(1, "17:00")))
    with refused("closure"):
        request(wish(person, space))
    assert request(wish(person, space), by=staff, override="점검 때 참관").override == "점검 때 참관"


def test_booking_request_never_sets_another_booking_aside(person, staff):
    space = BookingFactory(starts_at=day(1)).space
    with refused("slot_taken"):
        request(wish(person, space))
    with refused("slot_taken"):
        request(wish(person, space), by=staff, override="급하다")


def test_booking_request_override_is_a_written_reason(person, staff):
    with refused("no_reason"):
        request(wish(person, SpaceFactory(bookable=False)), by=staff, override="   ")


def test_booking_request_without_people_is_refused_in_words(person):
    with refused("no_people"):
        request(wish(person, SpaceFactory(), attendees=0))


def test_booking_request_with_a_key_is_made_once(person):
    space = SpaceFactory()
    one = request(wish(person, space), idempotency_key="k1")
    before = everything()
    assert request(wish(person, space), idempotency_key="k1") == one
    assert everything() == before
    with refused("slot_taken"):
        request(wish(person, space), idempotency_key="k2")
    with refused("slot_taken"):
        request(wish(PersonFactory(), space), idempotency_key="k1")
    assert request(wish(person, space, day(2)), idempotency_key="k2") != one


def test_booking_request_key_does_not_show_a_stranger_the_booking(person):
    space = SpaceFactory()
    request(wish(person, space), idempotency_key="k1")
    with refused("staff_only"):
        request(wish(person, space), by=PersonFactory(), idempotency_key="k1")


# ── decide ────────────────────────────────────────────────────────────────────


def test_booking_approve(person, staff):
    booking = actions.booking_approve(by=staff, booking=asked(person))
    booking.refresh_from_db()
    assert (booking.state, booking.decided_by, booking.decided_at, booking.ended_at) == ("confirmed", staff, NOW, None)
    assert booking.claim.slots.exists()
    assert trail(booking)[1:] == [("booking.confirmed", staff.pk, None)]
    assert told("decided", person)


def test_booking_reject(person, staff):
    booking = actions.booking_reject(by=staff, booking=asked(person), reason="내부 행사")
    booking.refresh_from_db()
    assert (booking.state, booking.decided_by, booking.decided_at, booking.ended_at) == ("rejected", staff, NOW, NOW)
    assert booking.reason == "내부 행사"
    assert not booking.claim.slots.exists()
    assert trail(booking)[1:] == [("booking.rejected", staff.pk, None)]
    assert told("decided", person)
    assert "내부 행사" in InboxMessage.objects.get(kind="spaces.booking_decided").text
    request(wish(PersonFactory(), booking.space))


@pytest.mark.parametrize("reason", ["", "  "])
def test_booking_reject_needs_a_reason(person, staff, reason):
    booking = asked(person)
    with refused("no_reason"):
        actions.booking_reject(by=staff, booking=booking, reason=reason)
    booking.refresh_from_db()
    assert (booking.state, booking.decided_by) == ("requested", None)


def test_booking_decide_needs_staff(person):
    booking = asked(person)
    with refused("staff_only"):
        actions.booking_approve(by=person, booking=booking)
    with refused("staff_only"):
        actions.booking_reject(by=person, booking=booking, reason="그냥")


# ── cancel ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["person", "staff"])
def test_booking_cancel_frees_the_place(person, staff, who):
    booking, by = request(wish(person, SpaceFactory())), person if who == "person" else staff
    actions.booking_cancel(by=by, booking=booking, reason="비가 온다")
    booking.refresh_from_db()
    assert (booking.state, booking.ended_at, booking.reason) == ("cancelled", NOW, "비가 온다")
    assert not booking.claim.slots.exists()
    assert trail(booking)[1:] == [("booking.cancelled", by.pk, None)]
    assert told("cancelled", person)
    request(wish(person, booking.space))


def test_booking_cancel_is_for_holder_manager_and_staff():
    booking = request(wish(PersonFactory(), SpaceFactory()))
    with refused("not_holder"):
        actions.booking_cancel(by=PersonFactory(), booking=booking)


def test_booking_cancel_ends_when_the_use_begins(person, staff, time_machine):
    booking = request(wish(person, SpaceFactory()))
    time_machine.move_to(day(1), tick=False)
    for by in (person, staff):
        with refused("begun"):
            actions.booking_cancel(by=by, booking=booking)
    time_machine.move_to(day(1) - timedelta(seconds=1), tick=False)
    assert actions.booking_cancel(by=person, booking=booking).state == "cancelled"


# ── the clock ─────────────────────────────────────────────────────────────────


def test_bookings_expire_releases_what_nobody_decided(person, time_machine):
    due, later = asked(person), asked(person, start=day(20))
    time_machine.move_to(due.decide_by - timedelta(seconds=1), tick=False)
    assert actions.bookings_expire() == 0
    time_machine.move_to(due.decide_by, tick=False)
    assert (actions.bookings_expire(), actions.bookings_expire()) == (1, 0)
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, due.ended_at, later.state) == ("expired", due.decide_by, "requested")
    assert not due.claim.slots.exists()
    assert later.claim.slots.exists()
    assert trail(due)[1:] == [("booking.expired", None, None)]
    assert told("expired", person)


def test_bookings_advance_as_the_clock_goes(person, time_machine):
    booking = request(wish(person, SpaceFactory()))
    seen = []
    for moment in (day(1) - timedelta(seconds=1), day(1), day(1, "15:59"), day(1, "16:00"), day(9)):
        time_machine.move_to(moment, tick=False)
        seen.append((actions.bookings_advance(), Booking.objects.get(pk=booking.pk).state))
    assert seen == [(0, "confirmed"), (1, "in_use"), (0, "in_use"), (1, "completed"), (0, "completed")]
    booking.refresh_from_db()
    assert booking.ended_at == day(1, "16:00")
    assert booking.claim.slots.exists(), "what was used stays on the ledger"
    assert trail(booking)[1:] == [("booking.in_use", None, None), ("booking.completed", None, None)]


def test_bookings_advance_after_a_night_without_workers(person, time_machine):
    booking = request(wish(person, SpaceFactory()))
    time_machine.move_to(day(3), tick=False)
    assert actions.bookings_advance() == 2
    booking.refresh_from_db()
    assert booking.state == "completed"


@pytest.mark.parametrize("state", BookingState)
def test_every_illegal_move_is_refused_by_the_verbs(staff, state):
    facts = {"starts_at": day(1), "decide_by": day(1)}
    deeds = {
        BookingState.CONFIRMED: lambda b: actions.booking_approve(by=staff, booking=b),
        BookingState.REJECTED: lambda b: actions.booking_reject(by=staff, booking=b, reason="안 됨"),
        BookingState.CANCELLED: lambda b: actions.booking_cancel(by=staff, booking=b),
    }
    for to, deed in deeds.items():
        booking = BookingFactory(state=state, **facts)
        legal = to in MOVES[BookingState][state]
        if to in {BookingState.CONFIRMED, BookingState.REJECTED}:
            legal = state == BookingState.REQUESTED  # only requests are decided
        if legal:
            assert deed(booking).state == to
        else:
            with refused("booking_state"):
                deed(booking)
            booking.refresh_from_db()
            assert booking.state == state
            assert booking.claim.slots.exists()


@pytest.mark.parametrize("state", BookingState)
def test_the_clock_moves_only_what_it_may(state, time_machine):
    booking = BookingFactory(state=state, starts_at=day(1), decide_by=day(1))
    time_machine.move_to(day(5), tick=False)
    actions.bookings_advance()
    actions.bookings_expire()
    booking.refresh_from_db()
    ends = {
        "requested": "expired",
        "awaiting_payment": "expired",
        "confirmed": "completed",
        "in_use": "completed",
    }
    assert booking.state == ends.get(state, state)


def test_a_request_whose_time_has_come_cannot_be_approved_any_more(person, staff, time_machine):
    """Between the deadline and the next run of the clock nobody may say yes to a time that has begun."""
    booking = asked(person)
    time_machine.move_to(day(1, "15:00"), tick=False)
    with refused("begun"):
        actions.booking_approve(by=staff, booking=booking)
