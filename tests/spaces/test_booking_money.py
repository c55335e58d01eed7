"""The money of a booking: what it costs, when it is paid, what goes back, and that the ledger agrees to the won."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from park_portal.core.clock import SEOUL
from park_portal.payments import actions as money
from park_portal.payments.models import Receivable, Refund
from park_portal.payments.states import Method
from spaces import actions, rules
from spaces.models import Booking, EntitlementUse
from spaces.reckoning import Band, Item, Rate, pay_deadline, peak, price_of_use, refund_krw, refund_percent
from spaces.rules import Wish
from spaces.states import DEFAULT_REFUNDS, BookingMode, BookingState, UserClass
from tests.factories import (
    EntitlementFactory,
    PersonFactory,
    ReductionFactory,
    ReductionProofFactory,
    RefundRuleFactory,
    RentalItemFactory,
    SpaceFactory,
    SurchargeFactory,
    centre_staff,
    member_of,
)

from .test_booking_actions import NOW, day, refused, request, told, wish

FEE, VAT = ("사용료", "Use"), ("부가세", "VAT")


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def person():
    return PersonFactory(neighbourhood="녹번동")


@pytest.fixture
def staff():
    return centre_staff()


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def amounts(rate, start, end):
    return [(line.kind, line.amount_krw) for line in price_of_use(rate, seoul(start), seoul(end), FEE, VAT).lines]


def receivables(booking):
    return list(Receivable.objects.for_subject("spaces.booking", booking.pk).order_by("pk"))


def pay(booking, staff, amount=None):
    for receivable in receivables(booking):
        if due := receivable.entries.balance().due:
            share = due if amount is None else amount
            money.payment_receive(by=staff, method=Method.CASH, amount_krw=share, receivable=receivable)
    booking.refresh_from_db()
    return booking


# ------------------------------------------------------------------------------ reckoning

EVENING = Band("야간", "Evening", percent=20, first_minute=18 * 60)
WEEKEND = Band("주말", "Weekend", percent=30, weekdays=frozenset({5, 6}), on_holidays=True)
HEATING = Band("난방", "Heating", hourly_krw=3_000, months=frozenset({12, 1, 2}))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2027-03-03T14:00", "2027-03-03T16:00", [("fee", 20_000)]),
        ("2027-03-03T17:00", "2027-03-03T19:30", [("fee", 25_000), ("surcharge", 3_000)]),
        ("2027-03-06T10:00", "2027-03-06T12:00", [("fee", 20_000), ("surcharge", 6_000)]),
        ("2027-03-01T10:00", "2027-03-01T11:00", [("fee", 10_000), ("surcharge", 3_000)]),  # 삼일절, a Monday
        ("2027-03-05T22:00", "2027-03-06T02:00", [("fee", 40_000), ("surcharge", 4_000), ("surcharge", 6_000)]),
        ("2027-01-04T10:00", "2027-01-04T12:00", [("fee", 20_000), ("surcharge", 6_000)]),
    ],
)
def test_surcharges_by_the_minute(start, end, expected):
    assert amounts(Rate(10_000, bands=(EVENING, WEEKEND, HEATING)), start, end) == expected


def test_each_line_is_floored_to_ten_won_once():
    rate = Rate(3_335, bands=(EVENING,), reduction=("감면", "Off", 33))
    assert amounts(rate, "2027-03-03T18:00", "2027-03-03T18:35") == [
        ("fee", 1_940),  # 1,945.4
        ("surcharge", 380),  # 389.08
        ("reduction", -760),  # 765.6 of 2,320
    ]


def test_the_reduction_is_not_taken_off_equipment_and_vat_comes_last():
    items = (Item("조명", "Lights", 2, 5_000), Item("기술자", "Technician", 1, 20_000, by_hour=True))
    rate = Rate(10_000, "added", reduction=("감면", "Off", 50), items=items)
    assert amounts(rate, "2027-03-03T14:00", "2027-03-03T16:00") == [
        ("fee", 20_000),
        ("reduction", -10_000),
        ("equipment", 10_000),
        ("equipment", 40_000),
        ("vat", 6_000),
    ]


@pytest.mark.parametrize(("free", "expected"), [(60, [("fee", 10_000), ("surcharge", 2_000)]), (600, [])])
def test_hours_of_an_entitlement_come_first(free, expected):
    rate = Rate(10_000, bands=(EVENING,), free_minutes=free)
    assert amounts(rate, "2027-03-03T17:00", "2027-03-03T19:00") == expected


@pytest.mark.parametrize(("days", "percent"), [(30, 100), (7, 100), (6, 90), (3, 90), (2, 80), (1, 80), (0, 0)])
def test_default_refund_table(days, percent):
    assert refund_percent(DEFAULT_REFUNDS, days) == percent


@pytest.mark.parametrize(
    ("paid", "percent", "back"), [(12_345, 100, 12_345), (12_345, 90, 11_110), (50, 80, 40), (0, 80, 0)]
)
def test_refunds_are_floored_to_ten_won_unless_all_goes_back(paid, percent, back):
    assert refund_krw(paid, percent) == back


def test_pay_deadline_is_three_days_but_a_day_before_use():
    assert pay_deadline(day(0), day(10)) == day(3)
    assert pay_deadline(day(0), day(2)) == day(1)
    assert pay_deadline(day(0), day(1)) is None


def test_peak_counts_what_is_given_back_before_what_is_taken():
    assert peak([(day(0), day(1), 2), (day(1), day(2), 2), (day(0), day(2), 1)]) == 3
    assert peak([]) == 0


# ------------------------------------------------------------------------------ which price

pytestmark = pytest.mark.django_db


def price(wished):
    return rules.price_of(wished, rules.book_of(wished))


def test_surcharges_of_the_park_and_of_the_space_in_force(person):
    space, other = SpaceFactory(price=10_000), SpaceFactory(price=10_000)
    SurchargeFactory(percent=10, first_minute=0)
    SurchargeFactory(percent=20, first_minute=0, space=space)
    SurchargeFactory(percent=90, first_minute=0, until=NOW.date())
    assert price(wish(person, space)).total_krw == 26_000
    assert price(wish(person, other)).total_krw == 22_000


def test_only_the_single_highest_reduction_counts(person):
    space = SpaceFactory(price=10_000)
    ReductionFactory(percent=10, proof="", user_classes=["resident"])
    ReductionFactory(percent=90, proof="", user_classes=["outsider"])
    ReductionFactory(percent=95, proof="", user_classes=["resident"], until=NOW.date())
    held = ReductionFactory(percent=50)
    assert price(wish(person, space)).total_krw == 18_000
    proof = ReductionProofFactory(reduction=held, person=person)
    assert price(wish(person, space)).total_krw == 18_000, "a proof counts once it is accepted"
    accept(proof)
    assert price(wish(person, space)).total_krw == 10_000
    assert price(wish(PersonFactory(neighbourhood="역촌동"), space)).total_krw == 18_000


def accept(proof, until=date(2028, 1, 1)):
    proof.state, proof.decided_at, proof.decided_by, proof.valid_until = "accepted", NOW, centre_staff(), until
    proof.save()


def test_a_proof_of_a_person_is_not_one_of_her_organisation(person):
    space, organization = SpaceFactory(price=10_000), EntitlementFactory().organization
    member = member_of(organization)
    held = ReductionFactory(percent=50)
    accept(ReductionProofFactory(reduction=held, person=member))
    mine, ours = wish(member, space), wish(member, space, organization=organization)
    assert (price(mine).total_krw, price(ours).total_krw) == (10_000, 20_000)
    accept(ReductionProofFactory(reduction=held, person=member, organization=organization))
    assert price(ours).total_krw == 10_000


def test_a_proof_that_has_run_out_does_not_count(person):
    space = SpaceFactory(price=10_000)
    proof = ReductionProofFactory(reduction=ReductionFactory(percent=50), person=person)
    accept(proof, until=NOW.date())
    assert price(wish(person, space)).total_krw == 20_000


def test_hours_are_drawn_month_by_month_and_given_back_like_money():
    entitlement = EntitlementFactory(hours_a_month=3)
    space, member = SpaceFactory(price=10_000), member_of(entitlement.organization)
    ask = lambda n: wish(member, space, day(n), organization=entitlement.organization)  # noqa: E731
    first = request(ask(4))
    assert (first.state, first.price_krw, first.drawn.minutes) == ("confirmed", 0, 120)
    second = request(ask(10))
    assert (second.price_krw, second.drawn.minutes) == (10_000, 60)
    april = request(ask(31))
    assert (april.price_krw, april.drawn.month) == (0, date(2027, 4, 1))
    actions.booking_cancel(by=member, booking=first)  # four days before: 90 percent
    assert EntitlementUse.objects.get(booking=first).returned_minutes == 108
    assert request(ask(11)).drawn.minutes == 108


def test_items_are_priced_kept_and_counted(person):
    space, item = SpaceFactory(price=10_000), RentalItemFactory(stock=3, unit_krw=5_000)
    take = lambda who, count, **facts: Wish(who, space, *times(**facts), items=((item, count),))  # noqa: E731
    booking = request(take(person, 2))
    assert booking.price_krw == 30_000
    assert booking.items.get().quantity == 2
    with refused("items_taken"):
        request(Wish(PersonFactory(), SpaceFactory(building=space.building), *times(), items=((item, 2),)))
    with refused("too_many_items"):
        request(take(PersonFactory(), 4, start=18))
    elsewhere = RentalItemFactory(building=SpaceFactory().building)
    with refused("item_elsewhere"):
        request(Wish(PersonFactory(), space, *times(start=18), items=((elsewhere, 1),)))


def times(start=14):
    return day(2, f"{start}:00"), day(2, f"{start + 2}:00")


# ------------------------------------------------------------------------------ paying


def test_a_priced_booking_waits_for_its_payment_and_is_confirmed_by_it(person, staff):
    booking = request(wish(person, SpaceFactory(price=10_000), day(9)))
    assert (booking.state, booking.pay_by) == ("awaiting_payment", NOW + timedelta(days=3))
    (receivable,) = receivables(booking)
    assert (receivable.due_at, receivable.payer_person, receivable.entries.balance().due) == (
        booking.pay_by,
        person,
        20_000,
    )
    assert [line.amount_krw for line in receivable.lines.all()] == [20_000]
    assert pay(booking, staff, 5_000).state == "awaiting_payment"
    assert pay(booking, staff).state == "confirmed"
    assert told("paid", person)


def test_inside_the_last_day_it_is_paid_at_the_desk(person, staff):
    booking = request(wish(person, SpaceFactory(price=10_000), day(1, "9:00")))
    assert (booking.state, booking.pay_by) == ("confirmed", None)
    assert receivables(booking)[0].due_at == booking.starts_at


def test_an_approved_booking_is_charged_when_it_is_approved(person, staff):
    booking = request(wish(person, SpaceFactory(price=10_000, mode=BookingMode.APPROVAL), day(9)))
    assert (booking.state, receivables(booking)) == ("requested", [])
    booking = actions.booking_approve(by=staff, booking=booking)
    assert (booking.state, booking.pay_by) == ("awaiting_payment", NOW + timedelta(days=3))
    assert len(receivables(booking)) == 1


def test_unpaid_bookings_are_released_after_their_time(person, staff, time_machine):
    booking = request(wish(person, SpaceFactory(price=10_000), day(9)))
    pay(booking, staff, 5_000)
    time_machine.move_to(booking.pay_by + timedelta(hours=11), tick=False)
    assert actions.bookings_expire() == 0, "a transfer of the last hours is still read in"
    time_machine.move_to(booking.pay_by + timedelta(hours=12), tick=False)
    assert (actions.bookings_expire(), actions.bookings_expire()) == (1, 0)
    booking.refresh_from_db()
    assert (booking.state, booking.claim.slots.exists()) == ("expired", False)
    assert Refund.objects.get().amount_krw == 5_000
    assert receivables(booking)[0].entries.balance().due == 0
    assert told("expired", person)
    with refused("lost_unpaid"):
        request(wish(person, booking.space, day(9)))
    request(wish(PersonFactory(), booking.space, day(9)))
    time_machine.move_to(booking.pay_by + timedelta(hours=37), tick=False)


def test_so_many_places_are_kept_unpaid(person, staff):
    space = SpaceFactory(price=10_000)
    made = [request(wish(person, space, day(n))) for n in (5, 6, 7)]
    with refused("too_many_unpaid"):
        request(wish(person, space, day(8)))
    pay(made[0], staff)
    request(wish(person, space, day(8)))


# ------------------------------------------------------------------------------ giving back


@pytest.mark.parametrize(("days", "back"), [(8, 20_000), (5, 18_000), (1, 16_000), (0, 0)])
def test_the_refund_that_is_shown_is_the_refund_that_is_made(person, staff, time_machine, days, back):
    booking = pay(request(wish(person, SpaceFactory(price=10_000), day(9, "20:00"))), staff)
    time_machine.move_to(day(9 - days, "9:00"), tick=False)
    assert rules.refund_preview(booking)[1] == back
    actions.booking_cancel(by=person, booking=booking)
    assert sum(Refund.objects.values_list("amount_krw", flat=True)) == back
    balance = receivables(booking)[0].entries.balance()
    assert (balance.due, balance.credit, balance.net) == (0, back, 20_000 - back)


def test_the_refund_table_is_that_of_the_day_of_booking(person, staff):
    RefundRuleFactory(since=date(2026, 1, 1), days_before=5, percent=70)
    RefundRuleFactory(since=date(2026, 1, 1), days_before=0, percent=10)
    booking = pay(request(wish(person, SpaceFactory(price=10_000), day(9))), staff)
    RefundRuleFactory(since=NOW.date(), days_before=0, percent=0)
    booking.refresh_from_db()
    assert rules.refund_preview(booking) == (70, 14_000)


def test_what_was_not_paid_is_not_asked_for_after_cancelling(person):
    booking = request(wish(person, SpaceFactory(price=10_000), day(1, "9:00")))
    actions.booking_cancel(by=person, booking=booking)
    balance = receivables(booking)[0].entries.balance()
    assert (balance.due, balance.net, Refund.objects.exists()) == (0, 0, False)


def test_the_park_gives_everything_back(person, staff, time_machine):
    booking = pay(request(wish(person, SpaceFactory(price=10_000), day(2))), staff)
    time_machine.move_to(day(2, "9:00"), tick=False)
    leaves = list(booking.space.leaves.values_list("pk", flat=True))
    actions.closure_add(
        by=staff,
        leaves=leaves,
        starts_at=day(2, "8:00"),
        ends_at=day(3),
        reason="누수",
        emergency=True,
        seen=token(leaves),
    )
    booking.refresh_from_db()
    assert booking.state == "disrupted"
    assert Refund.objects.get().amount_krw == 20_000


def token(leaves):
    from spaces.rules.land import closure_hits, token_of

    return token_of(closure_hits(leaves, day(2, "9:00"), day(3)))


# ------------------------------------------------------------------------------ changing


def test_a_longer_booking_is_charged_the_difference(person, staff):
    booking = pay(request(wish(person, SpaceFactory(price=10_000), day(9))), staff)
    booking = shift(booking, 3)
    assert (booking.state, booking.price_krw) == ("confirmed", 30_000)
    assert [receivable.entries.balance().due for receivable in receivables(booking)] == [0, 10_000]


def test_a_shorter_booking_gives_back_by_the_table(person, staff, time_machine):
    booking = pay(request(wish(person, SpaceFactory(price=10_000), day(9))), staff)
    time_machine.move_to(day(5), tick=False)
    booking = shift(booking, 1)
    assert booking.price_krw == 11_000, "the hour, and ten percent of the hour given back"
    assert Refund.objects.get().amount_krw == 9_000


def test_what_is_on_its_way_back_is_not_shared_by_the_table_again(person, staff, time_machine):
    booking = pay(request(wish(person, SpaceFactory(price=10_000), day(9))), staff)
    booking = shift(booking, 1)
    assert money_asked(booking) == 10_000, "made shorter in good time"
    time_machine.move_to(day(5), tick=False)
    assert rules.refund_preview(booking) == (90, 9_000)
    actions.booking_cancel(by=person, booking=booking)
    assert money_asked(booking) == 19_000


def test_an_unpaid_booking_that_becomes_shorter_costs_less(person, staff, time_machine):
    booking = request(wish(person, SpaceFactory(price=10_000), day(4)))
    booking = shift(booking, 1)
    assert (booking.state, booking.price_krw) == ("awaiting_payment", 10_000)
    assert pay(booking, staff).state == "confirmed"


def shift(booking, hours):
    ends = booking.starts_at + timedelta(hours=hours)
    wished = Wish(booking.person, booking.space, booking.starts_at, ends, booking.attendees)
    return actions.booking_change(by=booking.person, booking=booking, wish=wished)


# ------------------------------------------------------------------------------ whole lives

DEEDS = st.one_of(
    st.tuples(st.just("pay"), st.integers(1, 60) | st.just(0)),
    st.tuples(st.just("shift"), st.integers(1, 4)),
    st.tuples(st.just("move"), st.integers(1, 12)),
    st.tuples(st.just("wait"), st.integers(1, 80)),
    st.tuples(st.sampled_from(["cancel", "expire", "approve", "reject", "refund"]), st.just(0)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(DEEDS, min_size=1, max_size=9), approval=st.booleans(), hourly=st.sampled_from([0, 3_335, 10_000])
)
def test_whatever_happens_the_ledger_agrees_to_the_won(time_machine, deeds, approval, hourly):
    """Every deed that is allowed is done; after each one the money of the booking is right."""
    time_machine.move_to(NOW, tick=False)
    staff, person = centre_staff(), PersonFactory(neighbourhood="녹번동")
    mode = BookingMode.APPROVAL if approval else BookingMode.INSTANT
    space = SpaceFactory(price=hourly, mode=mode, monthly_hours_person=400)
    SurchargeFactory(space=space, percent=17, first_minute=15 * 60)
    booking = request(wish(person, space, day(12)))
    now = NOW
    for deed, number in deeds:
        if deed == "wait":
            now += timedelta(hours=number)
            time_machine.move_to(now, tick=False)
            continue
        shown = rules.refund_preview(booking)[1] if deed == "cancel" else None
        asked = money_asked(booking)
        done = live(booking, deed, number, staff)
        booking = Booking.objects.get(pk=booking.pk)
        if deed == "cancel" and done:
            assert money_asked(booking) - asked == shown
        check_ledger(booking)


def money_asked(booking):
    return sum(
        Refund.objects.filter(receivable__in=receivables(booking))
        .exclude(state="cancelled")
        .values_list("amount_krw", flat=True)
    )


def live(booking, deed, number, staff):
    from park_portal.core.errors import ActionDenied

    try:
        match deed:
            case "pay":
                pay(booking, staff, number * 500 or None)
            case "shift":
                shift(booking, number)
            case "move":
                start = booking.starts_at + timedelta(days=number)
                wished = Wish(booking.person, booking.space, start, start + (booking.ends_at - booking.starts_at), 3)
                actions.booking_change(by=staff, booking=booking, wish=wished, reason="옮김")
            case "cancel":
                actions.booking_cancel(by=booking.person, booking=booking)
            case "approve":
                actions.booking_approve(by=staff, booking=booking)
            case "reject":
                actions.booking_reject(by=staff, booking=booking, reason="안 됩니다")
            case "expire":
                actions.bookings_expire()
            case "refund":
                for refund in Refund.objects.requested().filter(receivable__in=receivables(booking)):
                    money.refund_make(by=staff, refund=refund, method=Method.CASH)
    except ActionDenied:
        return False
    return True


def check_ledger(booking):
    balances = [receivable.entries.balance() for receivable in receivables(booking)]
    for balance in balances:
        assert balance.paid - balance.refunded + balance.due - balance.credit == balance.charged - balance.credited
    net, due = sum(b.net for b in balances), sum(b.due for b in balances)
    waiting = sum(
        refund.amount_krw for refund in Refund.objects.requested().filter(receivable__in=receivables(booking))
    )
    assert sum(b.credit for b in balances) == waiting, "whatever is owed to the payer is on its way"
    if booking.state in {
        BookingState.AWAITING_PAYMENT,
        BookingState.CONFIRMED,
        BookingState.IN_USE,
        BookingState.COMPLETED,
    }:
        assert net == booking.price_krw
    if booking.state == BookingState.AWAITING_PAYMENT:
        assert due > 0
    if booking.state in {BookingState.CANCELLED, BookingState.EXPIRED, BookingState.REJECTED}:
        assert due == 0
    assert booking.user_class == UserClass.RESIDENT
