"""What the database refuses, each time with the neighbour it allows."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from park_portal.core import clock
from spaces.models import Claim
from spaces.states import BookingState, UserClass
from tests.factories import (
    BookingFactory,
    BuildingFactory,
    ClaimFactory,
    ClosureFactory,
    DatedHoursFactory,
    EntitlementFactory,
    LeafFactory,
    OrganizationFactory,
    PersonFactory,
    SlotFactory,
    SpaceFactory,
    TariffFactory,
    WeeklyHoursFactory,
    at,
    span,
)

pytestmark = pytest.mark.django_db
D1, D2, D3 = date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 3)


@contextmanager
def struck(name: str):
    """Expect this very constraint, not just any."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    assert error.value.__cause__.diag.constraint_name == name


# ── the land ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("factory", "name"),
    [(BuildingFactory, "building_closed_after_opened"), (SpaceFactory, "space_closed_after_opened")],
)
def test_nothing_closes_before_it_opens(factory, name):
    factory(opened_on=D1, closed_on=D2)
    factory(opened_on=D2)
    factory(closed_on=D1)
    for closed in (D1, D2):
        with struck(name):
            factory(opened_on=D2, closed_on=closed)


def test_building_has_a_storey():
    BuildingFactory(storeys=1)
    with struck("building_has_storey"):
        BuildingFactory(storeys=0)


def test_space_name_is_once_in_a_building():
    one = SpaceFactory(name="다목적홀")
    SpaceFactory(name="다목적홀")
    SpaceFactory(name="소회의실", building=one.building)
    with struck("space_name_in_building"):
        SpaceFactory(name="다목적홀", building=one.building)


def test_space_has_capacity():
    SpaceFactory(capacity=1)
    with struck("space_has_capacity"):
        SpaceFactory(capacity=0)


def test_space_minutes_are_in_order():
    SpaceFactory(step_minutes=5, min_minutes=5, max_minutes=5)
    for facts in (
        {"step_minutes": 4},
        {"min_minutes": 4},
        {"step_minutes": 0},
        {"min_minutes": 60, "max_minutes": 59},
    ):
        with struck("space_minutes_in_order"):
            SpaceFactory(**facts)


@pytest.mark.parametrize(
    ("factory", "name"),
    [(WeeklyHoursFactory, "weekly_hours_in_order"), (DatedHoursFactory, "dated_hours_in_order")],
)
def test_hours_are_in_order_and_end_by_the_next_midnight(factory, name):
    for opens, closes in [(0, 1), (2879, 2880), (0, 2880), (1500, 1560)]:
        factory(opens=opens, closes=closes, building=BuildingFactory())
    for opens, closes in [(540, 540), (600, 540), (0, 2881)]:
        with struck(name):
            factory(opens=opens, closes=closes, building=BuildingFactory())


def test_dated_hours_are_both_or_neither():
    DatedHoursFactory(opens=None, closes=None, building=BuildingFactory())
    for facts in ({"opens": 540, "closes": None}, {"opens": None, "closes": 540}):
        with struck("dated_hours_in_order"):
            DatedHoursFactory(**facts)


@pytest.mark.parametrize(
    ("factory", "facts", "name"),
    [
        (WeeklyHoursFactory, {}, "weekly_hours_one_scope"),
        (DatedHoursFactory, {"opens": 540, "closes": 600}, "dated_hours_one_scope"),
    ],
)
def test_hours_belong_to_space_or_building_or_the_park(factory, facts, name):
    space = SpaceFactory(hours=())
    factory(**facts)
    factory(space=space, **facts)
    factory(building=space.building, **facts)
    with struck(name):
        factory(space=space, building=space.building, **facts)


def scopes() -> list[dict]:
    return [{}, {"building": BuildingFactory()}, {"space": SpaceFactory(hours=())}]


def test_weekly_hours_do_not_overlap_within_a_scope():
    for scope in scopes():
        WeeklyHoursFactory(**scope, weekday=1, opens=540, closes=720)
        WeeklyHoursFactory(**scope, weekday=1, opens=720, closes=800)  # touches
        WeeklyHoursFactory(**scope, weekday=2, opens=540, closes=720)
        with struck("weekly_hours_no_overlap"):
            WeeklyHoursFactory(**scope, weekday=1, opens=719, closes=721)
    for scope in scopes()[1:]:  # another building, another space
        WeeklyHoursFactory(**scope, weekday=1, opens=540, closes=720)


def test_dated_hours_once():
    for scope in scopes():
        DatedHoursFactory(**scope, day=D1)
        DatedHoursFactory(**scope, day=D2)
        DatedHoursFactory(**scope, day=D1, opens=540, closes=600)
        for opens, closes in [(None, None), (540, 660)]:
            with struck("dated_hours_once"):
                DatedHoursFactory(**scope, day=D1, opens=opens, closes=closes)


# ── the ledger ────────────────────────────────────────────────────────────────


def test_claim_has_a_holder():
    ClaimFactory(person=None, organization=OrganizationFactory())
    ClaimFactory(person=PersonFactory(), organization=None)
    with struck("claim_has_holder"):
        ClaimFactory(person=None, organization=None)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [("13:00", "14:01"), ("15:59", "17:00"), ("14:30", "15:00"), ("14:00", "16:00"), ("13:00", "17:00")],
)
def test_slots_of_a_leaf_never_overlap(begins, ends):
    leaf = LeafFactory()
    SlotFactory(leaf=leaf, during=span(at(1), at(1, "16:00")))
    SlotFactory(leaf=LeafFactory(), during=span(at(1, begins), at(1, ends)))
    with struck("slot_no_overlap"):
        SlotFactory(leaf=leaf, during=span(at(1, begins), at(1, ends)))


def test_slots_may_touch():
    leaf = LeafFactory()
    for begins, ends in [("14:00", "16:00"), ("12:00", "14:00"), ("16:00", "18:00")]:
        SlotFactory(leaf=leaf, during=span(at(1, begins), at(1, ends)))


@pytest.mark.parametrize(("factory", "name"), [(SlotFactory, "slot_has_time"), (ClosureFactory, "closure_has_time")])
def test_a_time_has_both_ends_and_something_between(factory, name):
    factory(during=span(at(1), at(1) + timedelta(microseconds=1)))
    for begins, ends in [(at(2), at(2)), (None, at(2)), (at(2), None), (None, None)]:
        with struck(name):
            factory(during=span(begins, ends))


# ── bookings and prices ───────────────────────────────────────────────────────


def test_booking_ends_after_start():
    BookingFactory(ends_at=at(1) + timedelta(minutes=1))
    claim, space = ClaimFactory(), SpaceFactory(leaves=[])
    for end in (at(1), at(1) - timedelta(minutes=1)):
        with struck("booking_ends_after_start"):
            BookingFactory(claim=claim, space=space, ends_at=end)


def test_booking_has_people():
    BookingFactory(attendees=1)
    with struck("booking_has_people"):
        BookingFactory(attendees=0)


def test_decider_has_a_time():
    BookingFactory(decided_at=clock.now(), decided_by=PersonFactory())
    with struck("booking_decider_has_time"):
        BookingFactory(decided_by=PersonFactory())


def test_request_has_a_deadline():
    BookingFactory(state=BookingState.REQUESTED, decide_by=at(1))
    BookingFactory(state=BookingState.CONFIRMED, decide_by=None)
    with struck("booking_request_has_deadline"):
        BookingFactory(state=BookingState.REQUESTED, decide_by=None)


def test_idempotency_key_is_once_for_a_person():
    one = BookingFactory(idempotency_key="a")
    BookingFactory(idempotency_key="a")
    BookingFactory(idempotency_key="b", person=one.person)
    BookingFactory(person=one.person)
    BookingFactory(person=one.person)  # any number without a key
    with struck("booking_idempotency"):
        BookingFactory(idempotency_key="a", person=one.person)


def test_one_claim_carries_one_booking_and_is_not_deleted_under_it():
    booking = BookingFactory()
    with struck("spaces_booking_claim_id_key"):
        BookingFactory(claim=booking.claim, space=SpaceFactory(leaves=[]))
    with pytest.raises(Exception, match="protected"), transaction.atomic():
        booking.claim.delete()
    assert Claim.objects.filter(pk=booking.claim_id).exists()


def test_prices_and_entitlements_do_not_overlap():
    space, organization = SpaceFactory(leaves=[]), OrganizationFactory()
    space.tariffs.all().delete()
    tariff = {"space": space, "user_class": UserClass.TENANT}
    for factory, facts, name in (
        (TariffFactory, tariff, "tariff"),
        (EntitlementFactory, {"organization": organization}, "entitlement"),
    ):
        factory(**facts, since=D1, until=D2)
        factory(**facts, since=D2, until=None)  # the day without is the next one's first
        for since, until in [(D1, D2), (D3, None), (date(2020, 1, 1), None)]:
            with struck(f"{name}_once_at_a_time"):
                factory(**facts, since=since, until=until)
        for until in (date(2020, 1, 1), date(2019, 1, 1)):
            with struck(f"{name}_until_after_since"):
                factory(**facts, since=date(2020, 1, 1), until=until)
    TariffFactory(**(tariff | {"user_class": UserClass.PUBLIC}), since=D1, until=D2)
    EntitlementFactory(organization=OrganizationFactory(), since=D1, until=D2)
