"""What is free: tables of cases first, then random small worlds against a model in plain Python."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from spaces.querysets.availability import WHY, days_of, first_gaps, free_between, why
from spaces.reckoning import midnight
from tests.factories import (
    BuildingFactory,
    ClaimFactory,
    ClosureFactory,
    DatedHoursFactory,
    LeafFactory,
    PersonFactory,
    SlotFactory,
    SpaceFactory,
    WeeklyHoursFactory,
    span,
)

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2027, 3, 3)


def when(clock_time: str, day: int = 0) -> datetime:
    """A time on Wednesday 3 March 2027, or ``day`` days later; the clock may pass 24:00."""
    hours, minutes = map(int, clock_time.split(":"))
    return midnight(WEDNESDAY + timedelta(days=day)) + timedelta(hours=hours, minutes=minutes)


def verdict(space, begins: str, ends: str, day: int = 0) -> str:
    return free_between([space], when(begins, day), when(ends, day))[space.pk].why


def taken(leaf, begins: str, ends: str, day: int = 0) -> None:
    SlotFactory(leaf=leaf, during=span(when(begins, day), when(ends, day)))


def closed(leaves, begins: str, ends: str, day: int = 0) -> None:
    ClosureFactory(leaves=leaves, during=span(when(begins, day), when(ends, day)))


def gap(space, minutes: int, begins: str = "0:00", ends: str = "24:00") -> datetime | None:
    found = first_gaps([space], when(begins), when(ends), minutes)
    return dict(found).get(space.pk)


def stretches(space, kind: str, begins: str = "0:00", ends: str = "24:00") -> list[tuple[str, str]]:
    """Open or busy stretches of Wednesday as clock times from its midnight."""
    say = lambda moment: f"{(moment - when('0:00')) // timedelta(minutes=1) / 60:g}"  # noqa: E731
    found = days_of([space], when(begins), when(ends))[space.pk][kind]
    return [(say(start), say(end)) for start, end in found]


def every_weekday(opens: int, closes: int, **scope) -> None:
    for weekday in range(7):
        WeeklyHoursFactory(weekday=weekday, opens=opens, closes=closes, **scope)


@pytest.fixture
def room():
    return SpaceFactory(hours=[(540, 1320)])


@pytest.fixture
def bare():
    """A space without hours of its own."""
    return SpaceFactory(hours=())


def hall_of_two():
    building = BuildingFactory()
    left, right = LeafFactory(building=building), LeafFactory(building=building)
    return (
        SpaceFactory(building=building, kind="hall", leaves=[left, right]),
        SpaceFactory(building=building, kind="hall", leaves=[left]),
        SpaceFactory(building=building, kind="hall", leaves=[right]),
    )


def desks(count: int = 3):
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in range(count)]
    return SpaceFactory(building=building, kind="desk_zone", leaves=leaves), leaves


# ── hours ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("begins", "ends", "answer"),
    [
        ("9:00", "22:00", ""),
        ("8:59", "10:00", "closed"),
        ("21:00", "22:01", "closed"),
        ("7:00", "8:00", "closed"),
        ("8:00", "9:00", "closed"),
        ("22:00", "23:00", "closed"),
        ("8:00", "23:00", "closed"),
    ],
)
def test_inside_the_hours(room, begins, ends, answer):
    assert verdict(room, begins, ends) == answer


def test_without_any_hours_it_is_closed(bare):
    assert verdict(bare, "10:00", "11:00") == "closed"
    assert gap(bare, 30) is None
    assert stretches(bare, "open") == []


def test_space_before_building_before_park(bare):
    every_weekday(600, 660)  # the park 10-11
    assert stretches(bare, "open") == [("10", "11")]
    every_weekday(720, 780, building=BuildingFactory())  # another building says nothing here
    every_weekday(720, 780, space=SpaceFactory(hours=(), building=bare.building))  # nor another space
    assert stretches(bare, "open") == [("10", "11")]
    every_weekday(840, 900, building=bare.building)
    assert stretches(bare, "open") == [("14", "15")]
    every_weekday(960, 1020, space=bare)
    assert stretches(bare, "open") == [("16", "17")]
    assert verdict(bare, "16:00", "17:00") == ""
    assert [verdict(bare, f"{h}:00", f"{h + 1}:00") for h in (10, 12, 14)] == ["closed"] * 3


@pytest.mark.parametrize("scope", ["space", "building"])
def test_a_missing_weekday_is_a_closing_day(bare, scope):
    every_weekday(600, 660)
    WeeklyHoursFactory(weekday=3, opens=540, closes=600, **{scope: bare if scope == "space" else bare.building})
    assert verdict(bare, "10:00", "11:00") == "closed", "Wednesday is missing: the park's hours do not fill in"
    assert verdict(bare, "9:00", "10:00", day=1) == ""


def test_two_stretches_a_day_leave_a_break():
    room = SpaceFactory(hours=[(540, 720), (780, 1080)])
    assert stretches(room, "open") == [("9", "12"), ("13", "18")]
    assert verdict(room, "11:00", "14:00") == "closed"


def test_stretches_that_touch_are_one():
    room = SpaceFactory(hours=[(540, 720), (720, 1080)])
    assert verdict(room, "11:00", "14:00") == ""


def test_dated_hours_stand_before_weekly_ones(room):
    DatedHoursFactory(day=WEDNESDAY, opens=600, closes=660)
    assert stretches(room, "open") == [("10", "11")]
    assert verdict(room, "11:00", "12:00") == "closed"
    assert verdict(room, "11:00", "12:00", day=1) == ""


def test_a_dated_closing_day_of_the_park_closes_a_space_with_hours_of_its_own(room):
    DatedHoursFactory(day=WEDNESDAY)
    assert verdict(room, "10:00", "11:00") == "closed"
    assert stretches(room, "open") == []


def test_dated_space_before_dated_building_before_dated_park(room):
    DatedHoursFactory(day=WEDNESDAY)
    DatedHoursFactory(day=WEDNESDAY, opens=1, closes=2, building=BuildingFactory())
    DatedHoursFactory(day=WEDNESDAY, opens=600, closes=660, building=room.building)
    assert stretches(room, "open") == [("10", "11")]
    DatedHoursFactory(day=WEDNESDAY, space=room)
    assert stretches(room, "open") == []
    DatedHoursFactory(day=WEDNESDAY, opens=720, closes=780, space=room)
    assert stretches(room, "open") == [("12", "13")]


def test_half_given_dated_hours_never_open_the_space_for_ever(room):
    """The table must not keep such a row; if it does, availability must not read it as an end that never comes."""
    with suppress(Exception), transaction.atomic():
        DatedHoursFactory(day=WEDNESDAY, opens=540, closes=None)
    assert verdict(room, "23:00", "25:00") == "closed"


def test_hours_past_midnight(bare):
    """Friday-night hours: 22:00 to 01:00 are 1320-1500 of Wednesday; Thursday itself is closed."""
    WeeklyHoursFactory(space=bare, weekday=2, opens=1320, closes=1500)
    assert verdict(bare, "22:00", "25:00") == ""
    assert verdict(bare, "24:00", "25:00") == ""
    assert verdict(bare, "24:30", "25:30") == "closed"
    assert verdict(bare, "0:00", "1:00") == "closed", "last night was Tuesday's"
    assert stretches(bare, "open", "24:00", "48:00") == [("24", "25")], "asked for Thursday alone"
    assert gap(bare, 60, "24:00", "48:00") == when("24:00")


def test_a_stretch_may_lie_on_the_next_day_altogether_and_last_to_its_end(bare):
    WeeklyHoursFactory(space=bare, weekday=2, opens=1500, closes=2880)
    assert stretches(bare, "open", "0:00", "72:00") == [("25", "48")]
    assert verdict(bare, "25:00", "48:00") == ""
    assert verdict(bare, "1:00", "24:00") == "closed"


def test_around_the_clock_is_one_stretch():
    room = SpaceFactory(hours=[(0, 1440)])
    assert verdict(room, "20:00", "30:00") == ""
    assert stretches(room, "open", "0:00", "48:00") == [("0", "48")]


def test_a_dated_closing_day_keeps_the_night_before(bare):
    every_weekday(1320, 1500, space=bare)
    DatedHoursFactory(day=WEDNESDAY)
    assert stretches(bare, "open") == [("0", "1")]


@pytest.mark.parametrize(
    ("opened", "closed_", "answers"),
    [
        (None, None, ["", "", ""]),
        (0, None, ["closed", "", ""]),
        (1, None, ["closed", "closed", ""]),
        (None, 1, ["", "", "closed"]),
        (None, 0, ["", "closed", "closed"]),
        (0, 1, ["closed", "", "closed"]),
    ],
)
def test_opened_on_is_the_first_day_and_closed_on_the_first_without(opened, closed_, answers):
    day = lambda n: None if n is None else WEDNESDAY + timedelta(days=n)  # noqa: E731
    room = SpaceFactory(opened_on=day(opened), closed_on=day(closed_))
    assert [verdict(room, "10:00", "11:00", day=n) for n in (-1, 0, 1)] == answers


# ── slots, closures, buffers ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("begins", "ends", "answer"),
    [
        ("12:00", "14:00", ""),
        ("16:00", "18:00", ""),
        ("12:00", "14:01", "taken"),
        ("15:59", "18:00", "taken"),
        ("14:30", "15:00", "taken"),
        ("13:00", "17:00", "taken"),
    ],
)
def test_a_taken_time_and_its_neighbours(room, begins, ends, answer):
    taken(room.leaves.get(), "14:00", "16:00")
    taken(LeafFactory(), "9:00", "22:00")
    assert verdict(room, begins, ends) == answer


@pytest.mark.parametrize(
    ("begins", "ends", "answer"), [("12:00", "14:00", ""), ("13:00", "14:30", "closure"), ("16:00", "17:00", "")]
)
def test_a_closure_and_its_neighbours(room, begins, ends, answer):
    closed(room.leaves.all(), "14:00", "16:00")
    assert verdict(room, begins, ends) == answer
    assert gap(room, 180, "13:00") == when("16:00")
    assert stretches(room, "busy") == [("14", "16")]


def test_what_stands_against_it_is_named_in_order(room):
    closed(room.leaves.all(), "8:00", "16:00")
    taken(room.leaves.get(), "8:00", "16:00")
    assert verdict(room, "8:00", "10:00") == "closed"
    assert verdict(room, "10:00", "11:00") == "closure"


@pytest.mark.parametrize(
    ("begins", "ends", "answer"),
    [("16:30", "17:00", ""), ("16:15", "17:00", "taken"), ("12:00", "13:00", ""), ("12:00", "13:15", "taken")],
)
def test_buffers_of_the_new_booking_keep_their_distance_to_slots(begins, ends, answer):
    """30 minutes before, an hour after; the slot 14-16 has its own already."""
    room = SpaceFactory(buffer_before=30, buffer_after=60)
    taken(room.leaves.get(), "14:00", "16:00")
    assert verdict(room, begins, ends) == answer


def test_buffers_may_lie_outside_the_hours_and_inside_closures():
    """Staff clean when the public is out (domain/spaces.md: buffers are the operator's)."""
    room = SpaceFactory(buffer_before=30, buffer_after=30)
    assert verdict(room, "9:00", "22:00") == ""
    closed(room.leaves.all(), "14:00", "16:00")
    assert verdict(room, "12:00", "14:00") == ""
    assert verdict(room, "16:00", "17:00") == ""


# ── halls and desks ───────────────────────────────────────────────────────────


def test_a_taken_half_takes_the_whole_but_not_the_other_half():
    whole, left, right = hall_of_two()
    taken(left.leaves.get(), "14:00", "16:00")
    assert [verdict(space, "14:00", "15:00") for space in (whole, left, right)] == ["taken", "taken", ""]
    assert stretches(whole, "busy") == [("14", "16")]
    assert stretches(right, "busy") == []


def test_a_taken_whole_takes_both_halves():
    whole, left, right = hall_of_two()
    for leaf in whole.leaves.all():
        taken(leaf, "14:00", "16:00")
    assert [verdict(space, "14:00", "15:00") for space in (whole, left, right)] == ["taken"] * 3


def test_a_closed_half_closes_the_whole():
    whole, left, right = hall_of_two()
    closed(left.leaves.all(), "14:00", "16:00")
    assert [verdict(space, "14:00", "15:00") for space in (whole, left, right)] == ["closure", "closure", ""]


def test_a_hall_is_busy_whenever_a_part_is():
    whole, left, right = hall_of_two()
    taken(left.leaves.get(), "10:00", "12:00")
    taken(right.leaves.get(), "11:00", "13:00")
    assert stretches(whole, "busy") == [("10", "13")]
    assert gap(whole, 120, "9:00") == when("13:00")


def test_a_desk_zone_is_free_while_any_desk_is():
    zone, (one, two, three) = desks()
    taken(one, "14:00", "16:00")
    closed([two], "14:00", "16:00")
    assert verdict(zone, "14:00", "15:00") == ""
    assert stretches(zone, "busy") == []
    taken(three, "15:00", "16:00")
    assert verdict(zone, "14:00", "15:00") == ""
    assert verdict(zone, "14:00", "15:30") == "taken"
    assert stretches(zone, "busy") == [("15", "16")]


def test_a_desk_zone_closed_altogether_says_so():
    zone, leaves = desks()
    closed(leaves, "14:00", "16:00")
    taken(leaves[0], "14:00", "16:00")
    assert verdict(zone, "14:00", "15:00") == "closure"


def test_changing_desks_half_way_is_not_a_free_desk():
    """One desk free 9-10, the other 10-11: two hours can be had from nobody."""
    zone, (one, two) = desks(2)
    taken(one, "10:00", "22:00")
    taken(two, "9:00", "10:00")
    taken(two, "11:00", "22:00")
    assert verdict(zone, "9:00", "11:00") == "taken"
    assert gap(zone, 60, "9:00") == when("9:00")
    assert gap(zone, 120, "9:00") is None


@pytest.mark.parametrize(
    ("leaves", "any_leaf", "answer"),
    [
        (["", ""], False, ""),
        (["taken", ""], False, "taken"),
        (["taken", "closure"], False, "closure"),
        (["taken", ""], True, ""),
        (["taken", "closure"], True, "taken"),
        (["closure", "closure"], True, "closure"),
        (["closed", "closed"], True, "closed"),
        (["closed", "closed"], False, "closed"),
        ([], False, "closed"),
    ],
)
def test_why(leaves, any_leaf, answer):
    assert why([WHY.index(leaf) for leaf in leaves], any_leaf) == answer


# ── first gaps ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("step", "busy_until", "begins"),
    [
        (30, "10:00", "10:00"),
        (30, "10:01", "10:30"),
        (30, "10:30", "10:30"),
        (60, "10:30", "11:00"),
        (90, "10:00", "10:30"),
        (120, "9:01", "10:00"),
        (50, "9:10", "9:10"),
    ],
)
def test_first_gap_lies_on_the_step(step, busy_until, begins):
    room = SpaceFactory(step_minutes=step)
    taken(room.leaves.get(), "9:00", busy_until)
    assert gap(room, 60) == when(begins)


def test_steps_count_from_every_midnight():
    """50 does not divide a day: the second day's steps begin again at 0:00 (``reckoning.on_step``)."""
    room = SpaceFactory(step_minutes=50)
    taken(room.leaves.get(), "9:00", "22:00")
    assert gap(room, 60, "0:00", "48:00") == when("33:10"), "09:10 is a step, 09:20 is none"


def test_first_gap_begins_where_the_question_begins(room):
    assert gap(room, 60, "10:10") == when("10:30")
    assert gap(room, 60, "10:30") == when("10:30")


def test_first_gap_is_long_enough_and_ends_inside_the_question(room):
    taken(room.leaves.get(), "10:00", "11:00")
    assert gap(room, 60) == when("9:00")
    assert gap(room, 90) == when("11:00")
    assert gap(room, 90, "9:00", "12:00") is None
    assert gap(room, 60, "9:30", "12:00") == when("11:00")


def test_first_gaps_come_earliest_first_and_leave_out_full_spaces(room):
    later, full = SpaceFactory(), SpaceFactory()
    taken(later.leaves.get(), "9:00", "12:00")
    taken(full.leaves.get(), "9:00", "22:00")
    found = first_gaps([later, full, room], when("0:00"), when("24:00"), 60)
    assert found == [(room.pk, when("9:00")), (later.pk, when("12:00"))]


def test_first_gap_keeps_the_buffers_distance_to_slots():
    room = SpaceFactory(buffer_before=30, buffer_after=60)
    taken(room.leaves.get(), "11:00", "13:00")
    assert gap(room, 60) == when("9:00")
    assert gap(room, 90) == when("13:30")


def test_first_gap_minds_the_buffer_to_slots_just_outside_the_question():
    room = SpaceFactory(buffer_before=30, buffer_after=60)
    taken(room.leaves.get(), "10:00", "12:00")
    assert verdict(room, "12:00", "13:00") == "taken"
    assert gap(room, 60, "12:00") == when("12:30")
    taken(room.leaves.get(), "14:00", "15:00")
    assert verdict(room, "12:30", "14:00") == "taken"
    assert gap(room, 90, "12:30", "14:00") is None


def test_first_gap_keeps_no_distance_to_closures():
    """As ``free_between``: cleaning may fall into a closure, so the first time after one can be booked."""
    room = SpaceFactory(buffer_before=30, buffer_after=30)
    closed(room.leaves.all(), "9:00", "12:00")
    assert verdict(room, "12:00", "13:00") == ""
    assert gap(room, 60) == when("12:00")


# ── days ──────────────────────────────────────────────────────────────────────


def test_days_are_cut_to_the_question(room):
    taken(room.leaves.get(), "9:00", "11:00")
    taken(room.leaves.get(), "21:00", "23:00")
    assert stretches(room, "open", "10:00", "21:30") == [("10", "21.5")]
    assert stretches(room, "busy", "10:00", "21:30") == [("10", "11"), ("21", "21.5")]


def test_days_of_a_space_without_anything_is_two_empty_lists(bare):
    assert days_of([bare], when("0:00"), when("24:00")) == {bare.pk: {"open": [], "busy": []}}


def test_busy_stretches_that_touch_are_one(room):
    leaf = room.leaves.get()
    taken(leaf, "10:00", "11:00")
    taken(leaf, "11:00", "12:00")
    closed([leaf], "11:30", "13:00")
    assert stretches(room, "busy") == [("10", "13")]


# ── random small worlds ───────────────────────────────────────────────────────

CELL = 30
PER_DAY = 1440 // CELL
LAST_DAY = 3  # worlds have the days 0, 1, 2 from Wednesday; cells are counted from its midnight
PLAIN, LEFT, RIGHT, DESK_1, DESK_2 = range(5)
LAYOUT = {"plain": [PLAIN], "whole": [LEFT, RIGHT], "left": [LEFT], "zone": [DESK_1, DESK_2]}


@dataclass
class Rules:
    """A space of a world; hours are cells of a day, up to two days."""

    weekly: dict[int, tuple[int, int]] = field(default_factory=dict)
    dated: dict[int, tuple[int, int] | None] = field(default_factory=dict)
    before: int = 0
    after: int = 0
    step: int = 1
    opened: int | None = None
    closed: int | None = None


@dataclass
class World:
    park: Rules
    house: Rules
    spaces: dict[str, Rules]
    taken: list[set[int]]  # cells of each leaf
    shut: list[set[int]]

    def open_cells(self, name: str) -> set[int]:
        own = self.spaces[name]
        chain = [own, self.house, self.park]
        weekly = next((scope.weekly for scope in chain if scope.weekly), {})
        cells: set[int] = set()
        for day in range(-1, LAST_DAY + 1):
            if (own.opened is not None and day < own.opened) or (own.closed is not None and day >= own.closed):
                continue
            dated = next((scope.dated for scope in chain if day in scope.dated), None)
            hours = dated[day] if dated is not None else weekly.get((2 + day) % 7)
            if hours:
                cells |= set(range(day * PER_DAY + hours[0], day * PER_DAY + hours[1]))
        return cells

    def judge(self, name: str, start: int, end: int) -> str:
        own, leaves = self.spaces[name], LAYOUT[name]
        inside, around = set(range(start, end)), set(range(start - own.before, end + own.after))
        if not inside <= self.open_cells(name):
            return "closed"
        is_taken = [bool(self.taken[leaf] & around) for leaf in leaves]
        is_shut = [bool(self.shut[leaf] & inside) for leaf in leaves]
        enough = any if name != "zone" else all
        if not enough(a or b for a, b in zip(is_taken, is_shut, strict=True)):
            return ""
        return "closure" if enough(is_shut) else "taken"

    def first(self, name: str, start: int, end: int, length: int) -> int | None:
        """The step is counted from each midnight, and all steps here divide a day."""
        steps = [cell for cell in range(start, end - length + 1) if cell % self.spaces[name].step == 0]
        return next((cell for cell in steps if not self.judge(name, cell, cell + length)), None)

    def busy(self, name: str, start: int, end: int) -> list[tuple[int, int]]:
        each = [self.taken[leaf] | self.shut[leaf] for leaf in LAYOUT[name]]
        cells = set.intersection(*each) if name == "zone" else set.union(*each)
        return runs(cells & set(range(start, end)))


def runs(cells: set[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for cell in sorted(cells):
        if found and found[-1][1] == cell:
            found[-1] = (found[-1][0], cell + 1)
        else:
            found.append((cell, cell + 1))
    return found


HOURS = st.tuples(st.integers(0, 70), st.integers(2, 96)).map(lambda t: (min(t[0], t[1] - 1), max(t[0] + 2, t[1])))
WEEK = st.one_of(
    st.just({}), HOURS.map(lambda h: dict.fromkeys(range(7), h)), st.dictionaries(st.integers(1, 5), HOURS, max_size=4)
)
DATES = st.dictionaries(st.integers(-1, 2), st.one_of(st.none(), HOURS), max_size=2)
CELLS = st.lists(st.tuples(st.integers(-20, 150), st.integers(1, 24)), max_size=4).map(
    lambda found: {cell for begin, length in found for cell in range(begin, begin + length)}
)
SCOPE = st.builds(Rules, weekly=WEEK, dated=DATES)
SPACE = st.builds(
    Rules,
    weekly=WEEK,
    dated=st.one_of(st.just({}), DATES),
    before=st.integers(0, 2),
    after=st.integers(0, 2),
    step=st.sampled_from([1, 2, 3]),
    opened=st.sampled_from([None, None, None, -1, 0, 1]),
    closed=st.sampled_from([None, None, None, 2, 3]),
)
WORLDS = st.builds(
    World,
    park=SCOPE,
    house=SCOPE,
    spaces=st.fixed_dictionaries(dict.fromkeys(LAYOUT, SPACE)),
    taken=st.lists(CELLS, min_size=5, max_size=5),
    shut=st.lists(st.one_of(st.just(set()), CELLS), min_size=5, max_size=5),
)


class Undo(Exception):
    pass


def moment(cell: int) -> datetime:
    return midnight(WEDNESDAY) + timedelta(minutes=CELL * cell)


def build(world: World) -> dict[str, object]:
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in range(5)]
    claim, person = ClaimFactory(), PersonFactory()
    made = {}
    for name, rules in world.spaces.items():
        day = lambda n: None if n is None else WEDNESDAY + timedelta(days=n)  # noqa: E731
        made[name] = SpaceFactory(
            building=building,
            kind="desk_zone" if name == "zone" else "hall",
            leaves=[leaves[n] for n in LAYOUT[name]],
            hours=(),
            step_minutes=rules.step * CELL,
            buffer_before=rules.before * CELL,
            buffer_after=rules.after * CELL,
            opened_on=day(rules.opened),
            closed_on=day(rules.closed),
        )
    scopes = [(world.park, {}), (world.house, {"building": building})]
    for rules, scope in [*scopes, *((world.spaces[name], {"space": made[name]}) for name in made)]:
        for weekday, (opens, closes) in rules.weekly.items():
            WeeklyHoursFactory(weekday=weekday, opens=opens * CELL, closes=closes * CELL, **scope)
        for n, hours in rules.dated.items():
            opens, closes = (hours[0] * CELL, hours[1] * CELL) if hours else (None, None)
            DatedHoursFactory(day=WEDNESDAY + timedelta(days=n), opens=opens, closes=closes, **scope)
    for leaf, taken_cells, shut_cells in zip(leaves, world.taken, world.shut, strict=True):
        for begin, end in runs(taken_cells):
            SlotFactory(claim=claim, leaf=leaf, during=span(moment(begin), moment(end)))
        for begin, end in runs(shut_cells):
            ClosureFactory(leaves=[leaf], created_by=person, during=span(moment(begin), moment(end)))
    return made


WINDOW = st.tuples(st.integers(0, 120), st.integers(1, 96)).map(lambda t: (t[0], min(t[0] + t[1], 144)))


def examples(count: int):
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    phases = [Phase.explicit, Phase.generate]  # shrinking a world of some hundred rows takes minutes
    return settings(max_examples=count, deadline=None, database=None, phases=phases, suppress_health_check=checks)


def in_world(world: World, ask) -> None:
    """Build, ask, undo: examples share the test's transaction."""
    with suppress(Undo), transaction.atomic():
        ask(build(world))
        raise Undo


@examples(35)
@given(world=WORLDS, wishes=st.lists(st.tuples(st.integers(0, 120), st.integers(1, 12)), min_size=8, max_size=8))
def test_free_between_agrees_with_the_model(world, wishes):
    def ask(made):
        for start, length in wishes:
            found = free_between(made.values(), moment(start), moment(start + length))
            answers = {name: found[space.pk].why for name, space in made.items()}
            assert answers == {name: world.judge(name, start, start + length) for name in made}

    in_world(world, ask)


@examples(35)
@given(world=WORLDS, window=WINDOW, lengths=st.lists(st.integers(1, 8), min_size=3, max_size=3))
def test_first_gaps_agree_with_the_model(world, window, lengths):
    def ask(made):
        for length in lengths:
            found = dict(first_gaps(made.values(), moment(window[0]), moment(window[1]), length * CELL))
            answers = {name: found.get(space.pk) for name, space in made.items()}
            cells = {name: world.first(name, *window, length) for name in made}
            assert answers == {name: None if cell is None else moment(cell) for name, cell in cells.items()}

    in_world(world, ask)


@examples(35)
@given(world=WORLDS, window=WINDOW)
def test_days_of_agree_with_the_model(world, window):
    def ask(made):
        found = days_of(made.values(), moment(window[0]), moment(window[1]))
        for name, space in made.items():
            spans = lambda pairs: [(moment(begin), moment(end)) for begin, end in pairs]  # noqa: E731
            expected = runs(world.open_cells(name) & set(range(*window)))
            assert (name, found[space.pk]["open"]) == (name, spans(expected))
            assert (name, found[space.pk]["busy"]) == (name, spans(world.busy(name, *window)))

    in_world(world, ask)
