"""Each rule of a booking: refused on one side of its border, allowed on the other, and what would make it possible."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override as language

from park_portal.accounts.states import OrganizationKind, Role
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied
from spaces import rules
from spaces.models import Booking
from spaces.states import MOVES, Audience, BookingState, UserClass
from tests.factories import (
    BookingFactory,
    BuildingFactory,
    ClosureFactory,
    EntitlementFactory,
    LeafFactory,
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
def the_clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def person():
    return PersonFactory(neighbourhood="녹번동")


def day(n: int, clock_time: str = "14:00") -> datetime:
    hours, minutes = map(int, clock_time.split(":"))
    return NOW.replace(hour=0) + timedelta(days=n, hours=hours, minutes=minutes)


def wish(person, space, start=None, end=None, *, attendees=1, organization=None) -> rules.Wish:
    start = start or day(1)
    return rules.Wish(person, space, start, end or start + timedelta(hours=2), attendees, organization)


def refusal(wished: rules.Wish) -> tuple[str, str]:
    """Reason and English sentence of what stands against it; two empty words when nothing does."""
    with language("en"):
        try:
            rules.check_booking_wish(wished)
        except ActionDenied as error:
            return error.reason, str(error)
    return "", ""


# ── classes ───────────────────────────────────────────────────────────────────


def test_user_class_of_persons_and_organisations(person):
    association = OrganizationFactory()
    district = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    tenant = EntitlementFactory().organization
    assert rules.user_class_of(person, None) == UserClass.RESIDENT
    assert rules.user_class_of(PersonFactory(neighbourhood=""), None) == UserClass.OUTSIDER
    assert rules.user_class_of(person, association) == UserClass.OUTSIDER
    assert rules.user_class_of(person, district) == UserClass.PUBLIC
    assert rules.user_class_of(person, tenant) == UserClass.TENANT


@pytest.mark.parametrize(
    ("since", "until", "entitled"), [(0, None, True), (1, None, False), (-5, 1, True), (-5, 0, False)]
)
def test_entitlement_counts_within_its_days(person, since, until, entitled):
    until = None if until is None else day(until).date()
    organization = EntitlementFactory(since=day(since).date(), until=until).organization
    assert (rules.user_class_of(person, organization) == UserClass.TENANT) is entitled


# ── rules ─────────────────────────────────────────────────────────────────────


def test_not_bookable(person):
    assert refusal(wish(person, SpaceFactory(bookable=False)))[0] == "not_bookable"
    assert refusal(wish(person, SpaceFactory()))[0] == ""


def test_not_member(person):
    organization = OrganizationFactory()
    assert refusal(wish(person, SpaceFactory(), organization=organization))[0] == "not_member"
    assert refusal(wish(member_of(organization), SpaceFactory(), organization=organization))[0] == ""


@pytest.mark.parametrize(
    ("start", "end", "reason", "says"),
    [
        ("14:00", "14:00", "reversed", "after"),
        ("14:00", "13:00", "reversed", "after"),
        ("14:00", "14:30", "too_short", "1 hour"),
        ("14:00", "15:00", "", ""),
        ("14:00", "17:30", "", ""),
        ("14:00", "18:00", "too_long", "3 hours 30 minutes"),
        ("14:15", "16:15", "off_step", "30 minutes"),
        ("14:00", "16:10", "off_step", "30 minutes"),
        ("14:30", "16:30", "", ""),
    ],
)
def test_length_and_step(person, start, end, reason, says):
    space = SpaceFactory(min_minutes=60, max_minutes=210, step_minutes=30)
    found, sentence = refusal(wish(person, space, day(1, start), day(1, end)))
    assert (found, says in sentence) == (reason, True)


@pytest.mark.parametrize(
    ("start", "lead", "reason", "says"),
    [
        (day(-1), 0, "past", "passed"),
        (day(0, "10:00"), 0, "past", "passed"),
        (day(0, "10:30"), 0, "", ""),
        (day(0, "10:30"), 30, "", ""),
        (day(0, "11:00"), 90, "too_late", "1 hour 30 minutes"),
        (day(0, "11:30"), 90, "", ""),
        (day(1, "14:00"), 2880, "too_late", "2 days"),
    ],
)
def test_past_and_too_late(person, start, lead, reason, says):
    found, sentence = refusal(wish(person, SpaceFactory(lead_min_minutes=lead), start))
    assert (found, says in sentence) == (reason, True)


def test_too_early_says_from_which_day(person):
    space = SpaceFactory(lead_max_days=7)
    assert refusal(wish(person, space, day(7, "20:00")))[0] == ""
    reason, sentence = refusal(wish(person, space, day(8, "9:00")))
    assert reason == "too_early"
    assert "Thu 4 Mar" in sentence


@pytest.mark.parametrize(
    "facts", [{"lead_max_days": 7}, {"audience": Audience.RESIDENTS_FIRST, "residents_first_days": 7}]
)
def test_the_day_named_is_the_day_in_seoul(facts):
    """08:00 on 11 March here is still 10 March in UTC, in which the API may well speak."""
    stranger = PersonFactory()
    start = day(8, "8:00").astimezone(UTC)
    assert start.date() != day(8).date()
    reason, sentence = refusal(wish(stranger, SpaceFactory(**facts), start))
    assert reason in {"too_early", "residents_first"}
    assert "Thu 4 Mar" in sentence


def test_too_many_people_names_the_limit(person):
    space = SpaceFactory(capacity=20)
    assert refusal(wish(person, space, attendees=20))[0] == ""
    reason, sentence = refusal(wish(person, space, attendees=21))
    assert (reason, "20 people" in sentence) == ("too_many_people", True)


def test_tenants_only(person):
    space = SpaceFactory(audience=Audience.TENANTS)
    organization = EntitlementFactory().organization
    assert refusal(wish(person, space))[0] == "tenants_only"
    assert refusal(wish(member_of(organization), space))[0] == "tenants_only", "in her own name she is no tenant"
    assert refusal(wish(member_of(organization), space, organization=organization))[0] == ""


def test_residents_first_says_when_it_opens(person):
    space = SpaceFactory(audience=Audience.RESIDENTS_FIRST, residents_first_days=7)
    stranger = PersonFactory()
    assert refusal(wish(person, space, day(8)))[0] == ""
    assert refusal(wish(stranger, space, day(7)))[0] == ""
    reason, sentence = refusal(wish(stranger, space, day(8)))
    assert (reason, "Thu 4 Mar" in sentence) == ("residents_first", True)


def price(wished):
    return rules.price_of(wished, rules.book_of(wished)).total_krw


def test_no_price(person):
    space = SpaceFactory(price=5000)
    assert price(wish(person, space)) == 10000
    space.tariffs.filter(user_class=UserClass.OUTSIDER).delete()
    with pytest.raises(rules.RuleRefused) as error:
        price(replace(wish(person, space), user_class=UserClass.OUTSIDER))
    assert error.value.reason == "no_price"


@pytest.mark.parametrize(
    ("since", "until", "priced"), [(0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False)]
)
def test_price_is_the_tariff_of_today(since, until, priced):
    space = SpaceFactory(price=5000)
    until = None if until is None else day(until).date()
    space.tariffs.update(since=day(since).date(), until=until)
    book = rules.price_book([space], UserClass.RESIDENT)
    assert book.hourly == ({space.pk: (5000, "included")} if priced else {})


# ── quotas ────────────────────────────────────────────────────────────────────


def quota(wished) -> str:
    with language("en"):
        try:
            rules.check_quota(wished)
        except ActionDenied as error:
            return f"{error.reason}: {error}"
    return ""


def test_quota_of_a_person_counts_her_month_everywhere(person):
    space = SpaceFactory(monthly_hours_person=5)
    BookingFactory(person=person, starts_at=day(2))
    assert quota(wish(person, space, day(3), day(3, "17:00"))) == ""
    sentence = quota(wish(person, space, day(3), day(3, "17:30")))
    assert sentence.startswith("quota_person:")
    assert "5 hours a month" in sentence
    assert "3 hours are left" in sentence


@pytest.mark.parametrize("state", BookingState)
def test_quota_counts_what_is_held_or_used(person, state):
    BookingFactory(person=person, state=state, starts_at=day(2), decide_by=day(2))
    counts = state not in {"rejected", "cancelled", "expired", "no_show", "disrupted"}
    assert (quota(wish(person, SpaceFactory(monthly_hours_person=3))) != "") is counts


def test_quota_does_not_count_others_other_months_or_organisations(person):
    organization = OrganizationFactory()
    BookingFactory(starts_at=day(2))
    BookingFactory(person=person, organization=organization, starts_at=day(2))
    april = datetime(2027, 4, 1, 0, 0, tzinfo=SEOUL)
    BookingFactory(person=person, starts_at=april)
    space = SpaceFactory(monthly_hours_person=2)
    assert quota(wish(person, space)) == ""
    assert quota(wish(person, space, april - timedelta(minutes=30))) == "", "the month of the beginning"
    assert quota(wish(person, space, april + timedelta(days=9))).startswith("quota_person")


def test_quota_of_an_organisation_counts_all_who_book_for_it():
    organization = OrganizationFactory()
    BookingFactory(organization=organization, starts_at=day(2))
    space = SpaceFactory(monthly_hours_organization=3, monthly_hours_person=0)
    someone = member_of(organization)
    assert quota(wish(someone, space, day(3), day(3, "15:00"), organization=organization)) == ""
    sentence = quota(wish(someone, space, day(3), day(3, "15:30"), organization=organization))
    assert sentence.startswith("quota_organization:")
    assert "1 hour are left" in sentence or "1 hour is left" in sentence


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (90, "1 hour 30 minutes"), (1440, "1 day"), (1500, "25 hours")],
)
def test_minutes_are_spoken(minutes, words):
    with language("en"):
        assert rules.say_minutes(minutes) == words


# ── alternatives ──────────────────────────────────────────────────────────────


def named(wished, **options) -> list[tuple]:
    return [(found.space, found.starts_at, found.ends_at) for found in rules.alternatives(wished, **options)]


def test_alternatives_are_an_hour_around_then_elsewhere(person):
    room, small = SpaceFactory(capacity=20), SpaceFactory(capacity=4)
    larger, largest = SpaceFactory(capacity=30), SpaceFactory(capacity=90)
    SpaceFactory(kind="hall", capacity=20)
    SpaceFactory(bookable=False, capacity=20)
    BookingFactory(space=room, starts_at=day(1))
    wished = wish(person, room, day(1, "15:00"), day(1, "17:00"), attendees=5)
    assert small.capacity < wished.attendees
    assert named(wished) == [
        (room, day(1, "16:00"), day(1, "18:00")),
        (larger, day(1, "15:00"), day(1, "17:00")),
        (largest, day(1, "15:00"), day(1, "17:00")),
    ]
    assert len(named(wished, limit=2)) == 2


def test_alternatives_keep_the_step_and_the_hour(person):
    room = SpaceFactory(step_minutes=60)
    BookingFactory(space=room, starts_at=day(1), ends_at=day(1, "15:00"))
    assert named(wish(person, room, day(1), day(1, "15:00"))) == [
        (room, day(1, "13:00"), day(1, "14:00")),
        (room, day(1, "15:00"), day(1, "16:00")),
    ]


def refused_ones(person) -> dict[str, object]:
    """Spaces that look alike but would refuse the wish."""
    building = BuildingFactory()
    leaf = LeafFactory(building=building)
    unpriced = SpaceFactory()
    unpriced.tariffs.all().delete()
    taken = SpaceFactory(building=building, leaves=[leaf])
    BookingFactory(space=taken, starts_at=day(1))
    shut = SpaceFactory()
    ClosureFactory(leaves=shut.leaves.all(), during=span(day(1), day(1, "16:00")))
    return {
        "taken": taken,
        "half": SpaceFactory(building=building, leaves=[leaf, LeafFactory(building=building)]),
        "closure": shut,
        "closed": SpaceFactory(hours=[(540, 600)]),
        "too_short": SpaceFactory(min_minutes=180),
        "too_late": SpaceFactory(lead_min_minutes=2880),
        "tenants": SpaceFactory(audience=Audience.TENANTS),
        "no_price": unpriced,
        "quota": SpaceFactory(monthly_hours_person=1),
    }


@pytest.mark.parametrize(
    "kind", ["taken", "half", "closure", "closed", "too_short", "too_late", "tenants", "no_price", "quota"]
)
def test_alternatives_name_nothing_that_would_be_refused(person, kind):
    bad = refused_ones(person)[kind]
    full = SpaceFactory(hours=[(840, 960)])
    BookingFactory(space=full, starts_at=day(1))
    assert bad not in [found.space for found in rules.alternatives(wish(person, full), limit=20)]


# ── deeds ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("to", BookingState)
@pytest.mark.parametrize("was", BookingState)
def test_the_whole_table_of_moves(was, to):
    booking = Booking(state=was)
    legal = to in MOVES[BookingState][was]
    assert rules.cannot_move(booking, to) is not legal
    if legal:
        rules.check_booking_move(booking, to)
    else:
        with pytest.raises(ActionDenied) as error:
            rules.check_booking_move(booking, to)
        assert error.value.reason == "booking_state"


def test_moves_say_what_blocks_them(person):
    booking = BookingFactory(person=person, state=BookingState.REQUESTED, starts_at=day(1))
    assert {deed: bool(said) for deed, said in rules.booking_moves(person, booking).items()} == {
        "cancel": False,
        "change": False,
        "decide": True,
    }
    assert set(rules.booking_moves(centre_staff(), booking).values()) == {""}
    assert all(rules.booking_moves(PersonFactory(), booking).values())


@pytest.mark.parametrize(("role", "may"), [(Role.OWNER, True), (Role.MANAGER, True), (Role.MEMBER, False)])
def test_who_may_cancel_for_an_organisation(role, may):
    organization = OrganizationFactory()
    booking = BookingFactory(organization=organization, starts_at=day(1))
    assert (rules.booking_moves(member_of(organization, role), booking)["cancel"] == "") is may
    assert rules.booking_moves(member_of(OrganizationFactory(), role), booking)["cancel"]
