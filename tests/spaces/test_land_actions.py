"""Keeping buildings, spaces, parts and hours: what is written, what is refused, whom a change would hit."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from park_portal.audit.models import AuditEvent
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied
from spaces import actions
from spaces.models import Booking, DatedHours, Leaf, Space, WeeklyHours
from spaces.querysets.availability import free_between
from spaces.rules.land import ClaimsHit, Parts, PartsWay, Scope, token_of
from tests.factories import (
    BookingFactory,
    BuildingFactory,
    ClaimFactory,
    DatedHoursFactory,
    EquipmentFactory,
    LeafFactory,
    PersonFactory,
    SlotFactory,
    SpaceFactory,
    WeeklyHoursFactory,
    centre_staff,
    span,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)  # a Wednesday
NINE_TO_SIX = [(540, 1080)]
OWN = Parts(PartsWay.OWN)
KEEP = Parts(PartsWay.KEEP)


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def staff():
    return centre_staff()


def day(n: int, clock_time: str = "14:00") -> datetime:
    hours, minutes = map(int, clock_time.split(":"))
    return NOW.replace(hour=0) + timedelta(days=n, hours=hours, minutes=minutes)


def booked(space, n=1, start="14:00", **facts) -> Booking:
    return BookingFactory(space=space, starts_at=day(n, start), **facts)


def why(space, n=1, start="14:00", end="16:00") -> str:
    """What stands against the space then: "" (free), "closed", "closure", "taken"."""
    return free_between([space], day(n, start), day(n, end))[space.pk].why


def trail(verb: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(verb=verb).order_by("pk"))


def facts(building, **more):
    return {
        "building": building,
        "code": "new-room",
        "name": "새 방",
        "kind": "meeting",
        "capacity": 8,
        "area_m2": Decimal(20),
        **more,
    }


def add(staff, building, parts=OWN, **more) -> Space:
    return actions.space_add(by=staff, parts=parts, **facts(building, **more))


def edit(staff, space, parts=KEEP, seen="", **more) -> Space:
    return actions.space_edit(by=staff, space=space, parts=parts, seen=seen, **more)


def everything() -> tuple:
    rows = (Space, Leaf, WeeklyHours, DatedHours, AuditEvent)
    return (*(row.objects.count() for row in rows), *Space.leaves.through.objects.values_list("space", "leaf"))


def refused(reason: str, deed) -> ActionDenied:
    before = everything()
    with pytest.raises(ActionDenied) as error:
        deed()
    assert error.value.reason == reason
    assert everything() == before
    return error.value


# ── who ───────────────────────────────────────────────────────────────────────


def test_only_centre_staff_keep_the_land():
    stranger, space = PersonFactory(), SpaceFactory()
    scope = Scope(space=space)
    deeds = [
        lambda: actions.building_edit(by=stranger, building=space.building, storeys=3),
        lambda: actions.space_add(by=stranger, parts=OWN, **facts(space.building)),
        lambda: edit(stranger, space, capacity=3),
        lambda: actions.hours_edit(by=stranger, scope=scope, week=None),
        lambda: actions.dated_set(by=stranger, scope=scope, day=day(1).date(), stretches=[], reason="청소"),
        lambda: actions.dated_remove(by=stranger, scope=scope, day=day(1).date()),
        lambda: actions.holidays_take(by=stranger, scope=scope, year=2027, closed=True),
    ]
    for deed in deeds:
        refused("staff_only", deed)


# ── buildings ─────────────────────────────────────────────────────────────────


def test_building_edit_names_what_changed(staff):
    building = BuildingFactory(storeys=1)
    actions.building_edit(by=staff, building=building, storeys=3, name=building.name, summary="벽돌집")
    building.refresh_from_db()
    assert (building.storeys, building.summary) == (3, "벽돌집")
    (event,) = trail("building.edit")
    assert (event.fields, event.actor_id, event.subject_id) == (["storeys", "summary"], staff.pk, str(building.pk))
    actions.building_edit(by=staff, building=building, storeys=3)
    assert len(trail("building.edit")) == 1, "nothing changed, nothing to tell"


def test_building_edit_closing_day_shows_the_bookings_after_it(staff):
    space = SpaceFactory()
    booked(space, 1)
    late = booked(space, 9)

    def close(seen=""):
        return actions.building_edit(by=staff, building=space.building, closed_on=day(5).date(), seen=seen)

    hit = refused("hits", close)
    assert [claim.booking for claim in hit.hits] == [late]
    assert close(hit.token).closed_on == day(5).date()
    late.refresh_from_db()
    assert late.state == "confirmed", "it stays until somebody deals with it"
    assert late.claim.slots.exists()


# ── spaces and their parts ────────────────────────────────────────────────────


def test_space_add_with_a_leaf_of_its_own(staff):
    building = BuildingFactory()
    space = add(staff, building)
    assert list(space.leaves.values_list("code", "building")) == [("new-room", building.pk)]
    (event,) = trail("space.add")
    assert (event.subject_id, event.facts) == (str(space.pk), {"building": building.pk, "parts": "own"})


def test_space_add_made_of_other_spaces_is_taken_with_them(staff):
    building = BuildingFactory()
    left, right = (SpaceFactory(building=building) for _ in "12")
    hall = add(staff, building, Parts(PartsWay.JOINED, (left, right)), kind="hall")
    WeeklyHoursFactory(space=hall, weekday=3)
    assert set(hall.leaves.all()) == {*left.leaves.all(), *right.leaves.all()}
    assert why(hall) == ""
    booked(left)
    assert (why(hall), why(right)) == ("taken", "")


def test_space_add_desks_are_leaves_with_codes_of_their_names(staff):
    zone = add(staff, BuildingFactory(), Parts(PartsWay.DESKS, desks=("A1", "Window 2")), kind="desk_zone", code="zone")
    assert set(zone.leaves.values_list("code", flat=True)) == {"zone-a1", "zone-window-2"}


@pytest.mark.parametrize(
    ("reason", "parts", "kind"),
    [
        ("parts_of_the_kind", OWN, "desk_zone"),
        ("parts_of_the_kind", Parts(PartsWay.DESKS, desks=("A1",)), "meeting"),
        ("no_desks", Parts(PartsWay.DESKS), "desk_zone"),
        ("desk_name", Parts(PartsWay.DESKS, desks=("창가",)), "desk_zone"),
        ("code_long", Parts(PartsWay.DESKS, desks=("a" * 60,)), "desk_zone"),
        ("no_parts", Parts(PartsWay.JOINED), "hall"),
        ("no_parts", KEEP, "hall"),
    ],
)
def test_space_add_refuses_odd_parts(staff, reason, parts, kind):
    building = BuildingFactory()
    refused(reason, lambda: add(staff, building, parts, kind=kind))


def test_space_add_parts_are_rooms_of_the_same_building(staff):
    building = BuildingFactory()
    here, zone, there = (
        SpaceFactory(building=building),
        SpaceFactory(building=building, kind="desk_zone"),
        SpaceFactory(),
    )
    for odd in (zone, there):
        parts = Parts(PartsWay.JOINED, (here, odd))
        assert odd.title in str(refused("odd_part", lambda parts=parts: add(staff, building, parts, kind="hall")))


def test_space_add_refuses_a_part_code_of_another_space(staff):
    building = BuildingFactory()
    SpaceFactory(building=building, leaves=[LeafFactory(building=building, code="new-room")])
    refused("code_taken", lambda: add(staff, building))


def test_space_edit_names_what_changed_equipment_included(staff):
    space, projector = SpaceFactory(), EquipmentFactory()
    edit(staff, space, capacity=33, equipment=[projector], name=space.name)
    assert trail("space.edit")[0].fields == ["capacity", "equipment"]
    assert list(space.equipment.all()) == [projector]
    edit(staff, space, capacity=33, equipment=[projector])
    assert len(trail("space.edit")) == 1


def test_space_edit_parts_while_nobody_comes(staff):
    building = BuildingFactory()
    left, right = (SpaceFactory(building=building) for _ in "12")
    hall = SpaceFactory(building=building, kind="hall")
    old = hall.leaves.get()
    booked(left)  # a booking of the half does not stand in the way
    edit(staff, hall, Parts(PartsWay.JOINED, (left, right)))
    assert set(hall.leaves.all()) == {left.leaves.get(), right.leaves.get()}
    assert not Leaf.objects.filter(pk=old.pk).exists(), "nobody needs the old one"
    assert trail("space.edit")[0].fields == ["leaves"]
    edit(staff, hall, OWN)
    assert list(hall.leaves.values_list("code", flat=True)) == [hall.code]
    assert left.leaves.count() == 1, "the halves keep theirs"


@pytest.mark.parametrize("what", ["booking", "allocation"])
def test_space_edit_parts_refused_with_the_list(staff, what):
    building = BuildingFactory()
    left, right, hall = (SpaceFactory(building=building) for _ in "123")
    booked(hall, -3)  # what is over does not matter
    if what == "booking":
        claim = booked(hall, 3).claim
        name = claim.booking.number
    else:
        claim = ClaimFactory(kind="allocation", title="입주 계약")
        SlotFactory(claim=claim, leaf=hall.leaves.get(), during=span(day(-2), day(99)))
        name = "입주 계약"
    deed = lambda: edit(staff, hall, Parts(PartsWay.JOINED, (left, right)))  # noqa: E731
    hit = refused("parts_claimed", deed)
    assert (hit.hits, hit.token) == ([claim], "")
    assert name in str(hit)


def zone_of(count: int) -> Space:
    building = BuildingFactory()
    leaves = [LeafFactory(building=building, code=f"zone-{n}") for n in range(1, count + 1)]
    return SpaceFactory(building=building, kind="desk_zone", code="zone", leaves=leaves)


def test_space_edit_desks_come_and_go(staff):
    zone = zone_of(3)
    claim = ClaimFactory()
    SlotFactory(claim=claim, leaf=Leaf.objects.get(code="zone-2"), during=span(day(1), day(1, "16:00")))
    edit(staff, zone, Parts(PartsWay.DESKS, desks=("1", "2", "4")))
    assert set(zone.leaves.values_list("code", flat=True)) == {"zone-1", "zone-2", "zone-4"}
    assert not Leaf.objects.filter(code="zone-3").exists()
    hit = refused("parts_claimed", lambda: edit(staff, zone, Parts(PartsWay.DESKS, desks=("1", "4"))))
    assert hit.hits == [claim]


def test_space_edit_desk_with_history_leaves_the_zone_but_not_the_books(staff):
    zone = zone_of(2)
    SlotFactory(leaf=Leaf.objects.get(code="zone-2"), during=span(day(-2), day(-2, "16:00")))
    edit(staff, zone, Parts(PartsWay.DESKS, desks=("1",)))
    assert list(zone.leaves.values_list("code", flat=True)) == ["zone-1"]
    assert Leaf.objects.filter(code="zone-2").exists()


def test_space_edit_desk_that_belongs_elsewhere_stays(staff):
    zone = zone_of(2)
    other = SpaceFactory(building=zone.building, leaves=[Leaf.objects.get(code="zone-2")])
    said = refused("desk_shared", lambda: edit(staff, zone, Parts(PartsWay.DESKS, desks=("1",))))
    assert other.title in str(said)


def test_space_edit_kind_and_parts_go_together(staff):
    space, zone = SpaceFactory(), zone_of(2)
    refused("parts_of_the_kind", lambda: edit(staff, space, kind="desk_zone"))
    refused("parts_of_the_kind", lambda: edit(staff, zone, kind="meeting"))
    edit(staff, space, Parts(PartsWay.DESKS, desks=("1",)), kind="desk_zone")
    assert space.leaves.get().code == f"{space.code}-1"


def test_space_edit_closing_day_shows_the_bookings_after_it(staff):
    space = SpaceFactory()
    late = booked(space, 9)
    hit = refused("hits", lambda: edit(staff, space, closed_on=day(9).date()))
    assert [claim.booking for claim in hit.hits] == [late]
    edit(staff, space, closed_on=day(10).date())


# ── hours ─────────────────────────────────────────────────────────────────────


def every_day(*stretches) -> dict:
    return {weekday: list(stretches) for weekday in range(7)}


def test_hours_edit_of_space_building_and_park_fall_back(staff):
    space = SpaceFactory(hours=())
    actions.hours_edit(by=staff, scope=Scope(), week=every_day((600, 1200)))
    assert (why(space, start="19:00", end="20:00"), why(space, start="9:00", end="10:00")) == ("", "closed")
    actions.hours_edit(by=staff, scope=Scope(building=space.building), week=every_day((480, 720), (780, 1500)))
    assert (why(space, start="8:00", end="12:00"), why(space, start="12:00", end="13:00")) == ("", "closed")
    assert why(space, start="23:00", end="24:30") == "", "25:00 is 01:00 the next day"
    actions.hours_edit(by=staff, scope=Scope(space=space), week={3: NINE_TO_SIX})
    assert (why(space, 1), why(space, 2)) == ("", "closed"), "a missing weekday is a closing day"
    actions.hours_edit(by=staff, scope=Scope(space=space), week=None)
    assert why(space, 2) == ""
    assert [event.fields for event in trail("hours.edit")][2:] == [["thursday"], ["thursday"]]
    subjects = [event.subject_type for event in trail("hours.edit")]
    assert subjects == ["accounts.organization", "spaces.building", "spaces.space", "spaces.space"]


@pytest.mark.parametrize(
    ("reason", "scope", "week"),
    [
        ("no_hours", "space", {}),
        ("no_hours", "space", {0: []}),
        ("no_hours", "park", None),
        ("hours_order", "space", {0: [(600, 600)]}),
        ("hours_order", "space", {0: [(600, 2881)]}),
        ("hours_order", "space", {0: [(1440, 1500)]}),
        ("hours_overlap", "space", {0: [(540, 720), (700, 800)]}),
        ("too_many_stretches", "space", {0: [(0, 1), (2, 3), (4, 5), (6, 7)]}),
    ],
)
def test_hours_edit_refused(staff, reason, scope, week):
    scope = Scope() if scope == "park" else Scope(space=SpaceFactory())
    refused(reason, lambda: actions.hours_edit(by=staff, scope=scope, week=week))


def test_hours_edit_shows_whom_it_hits_and_saves_when_seen(staff):
    space = SpaceFactory()
    late, early, over = booked(space, 1, "18:00"), booked(space, 1, "10:00"), booked(space, -7, "18:00")
    gone = booked(space, 1, "20:00", state="cancelled")

    def shorten(seen=""):
        actions.hours_edit(by=staff, scope=Scope(space=space), week=every_day((540, 1080)), seen=seen)

    hit = refused("hits", shorten)
    assert [claim.booking for claim in hit.hits] == [late]
    assert {early, over, gone}.isdisjoint(claim.booking for claim in hit.hits)
    assert WeeklyHours.objects.filter(space=space, closes=1320).count() == 7, "nothing is saved yet"
    shorten(hit.token)
    assert why(space, 2, "18:00", "19:00") == "closed"
    assert late.claim.slots.exists(), "the claim stands"


def test_hours_edit_with_an_old_list_shows_the_new_one(staff):
    space = SpaceFactory()
    first = booked(space, 1, "18:00")
    scope, week = Scope(space=space), every_day((540, 1080))
    token = refused("hits", lambda: actions.hours_edit(by=staff, scope=scope, week=week)).token
    second = booked(space, 2, "18:00")
    hit = refused("hits_changed", lambda: actions.hours_edit(by=staff, scope=scope, week=week, seen=token))
    assert [claim.booking for claim in hit.hits] == [first, second]
    assert hit.token == token_of([second.claim, first.claim]) != token
    actions.hours_edit(by=staff, scope=scope, week=week, seen=hit.token)


def test_hours_edit_does_not_name_what_lay_outside_before(staff):
    space = SpaceFactory()
    booked(space, 1, "22:00", override="구청 행사")
    actions.hours_edit(by=staff, scope=Scope(space=space), week=every_day((540, 1260)))
    assert why(space, 2, "20:00", "21:00") == ""


def test_hours_edit_of_the_park_hits_only_those_that_follow_it(staff):
    actions.hours_edit(by=staff, scope=Scope(), week=every_day((540, 1320)))
    own, follower = SpaceFactory(), SpaceFactory(hours=())
    booked(own, 1, "18:00")
    hit_one = booked(follower, 1, "18:00")
    week = every_day((540, 1080))
    hit = refused("hits", lambda: actions.hours_edit(by=staff, scope=Scope(), week=week))
    assert [claim.booking for claim in hit.hits] == [hit_one]


# ── single days ───────────────────────────────────────────────────────────────


def set_day(staff, scope, n=1, stretches=(), seen="", **words) -> None:
    words = {"reason": "정기 소독", **words}
    actions.dated_set(by=staff, scope=scope, day=day(n).date(), stretches=list(stretches), seen=seen, **words)


def test_dated_set_closes_changes_and_is_taken_back(staff):
    space = SpaceFactory()
    scope = Scope(building=space.building)
    set_day(staff, scope)
    assert (why(space), why(space, 2)) == ("closed", "")
    set_day(staff, scope, stretches=[(600, 720), (780, 1080)], reason_en="Open day")
    assert (why(space), why(space, start="12:00", end="13:00")) == ("", "closed")
    assert DatedHours.objects.count() == 2, "one entry of two stretches, in the place of the closed day"
    actions.dated_remove(by=staff, scope=scope, day=day(1).date())
    assert why(space, start="20:00", end="21:00") == ""
    assert [event.facts["closed"] for event in trail("dated.set")] == [True, False]
    assert len(trail("dated.remove")) == 1
    actions.dated_remove(by=staff, scope=scope, day=day(1).date())
    assert len(trail("dated.remove")) == 1, "there was nothing to take back"


def test_dated_set_shows_whom_it_hits(staff):
    space = SpaceFactory()
    booking = booked(space)
    hit = refused("hits", lambda: set_day(staff, Scope()))
    assert [claim.booking for claim in hit.hits] == [booking]
    set_day(staff, Scope(), seen=hit.token)
    assert why(space, start="10:00", end="11:00") == "closed"


def test_dated_remove_shows_whom_it_hits(staff):
    space = SpaceFactory()
    scope = Scope(space=space)
    set_day(staff, scope, stretches=[(0, 1440)])
    night = booked(space, 1, "06:00")
    deed = lambda seen="": actions.dated_remove(by=staff, scope=scope, day=day(1).date(), seen=seen)  # noqa: E731
    hit = refused("hits", deed)
    assert [claim.booking for claim in hit.hits] == [night]
    deed(hit.token)
    assert not DatedHours.objects.exists()


def test_dated_days_of_the_past_stand(staff):
    scope = Scope(space=SpaceFactory())
    DatedHoursFactory(space=scope.space, day=day(-1).date())
    refused("past", lambda: set_day(staff, scope, -1))
    refused("past", lambda: actions.dated_remove(by=staff, scope=scope, day=day(-1).date()))


# ── public holidays ───────────────────────────────────────────────────────────

CHILDREN = date(2027, 5, 5)  # a Wednesday


def test_holidays_take_as_closed_days_from_today_on(staff):
    space = SpaceFactory()
    count = actions.holidays_take(by=staff, scope=Scope(), year=2027, closed=True)
    days = set(DatedHours.objects.values_list("day", flat=True))
    assert len(days) == count > 8
    assert CHILDREN in days
    assert min(days) >= NOW.date(), "1 January and 1 March are past"
    row = DatedHours.objects.get(day=CHILDREN)
    assert (row.reason, row.reason_en, row.is_holiday, row.opens) == ("어린이날", "Children's Day", True, None)
    assert why(space, (CHILDREN - NOW.date()).days) == "closed"
    assert actions.holidays_take(by=staff, scope=Scope(), year=2027, closed=True) == count, "twice is once"


def test_holidays_take_leaves_own_entries_alone_and_usual_hours_take_entries_away(staff):
    DatedHoursFactory(day=CHILDREN, opens=600, closes=700, reason="어린이 잔치")
    actions.holidays_take(by=staff, scope=Scope(), year=2027, closed=True)
    assert DatedHours.objects.get(day=CHILDREN).opens == 600
    assert actions.holidays_take(by=staff, scope=Scope(), year=2027, closed=False) == 0
    assert list(DatedHours.objects.values_list("day", flat=True)) == [CHILDREN]


def test_holidays_take_with_usual_hours_opens_a_building_that_the_park_closes(staff):
    actions.hours_edit(by=staff, scope=Scope(), week={2: NINE_TO_SIX})
    space, other = SpaceFactory(hours=()), SpaceFactory(hours=())
    actions.holidays_take(by=staff, scope=Scope(), year=2027, closed=True)
    actions.holidays_take(by=staff, scope=Scope(building=space.building), year=2027, closed=False)
    n = (CHILDREN - NOW.date()).days
    assert (why(space, n), why(space, n, "19:00", "20:00"), why(other, n)) == ("", "closed", "closed")


def test_holidays_take_shows_whom_it_hits(staff):
    booking = booked(SpaceFactory(), (CHILDREN - NOW.date()).days)
    hit = refused("hits", lambda: actions.holidays_take(by=staff, scope=Scope(), year=2027, closed=True))
    assert isinstance(hit, ClaimsHit)
    assert [claim.booking for claim in hit.hits] == [booking]
    assert actions.holidays_take(by=staff, scope=Scope(), year=2027, closed=True, seen=hit.token) > 8
