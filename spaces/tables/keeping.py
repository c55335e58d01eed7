"""The land as its keepers see it: hours in words, days with an entry, what a closure covers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _

from park_portal.core import clock, spoken
from spaces.models import Building, Closure, DatedHours, Leaf, Space, WeeklyHours
from spaces.rules.land import Stretch, Week, say_stretches

NAMED = 4  # spaces that a closure names before it counts


def say_week(week: Week) -> list[tuple[str, str]]:
    """Days with the same hours together: ``[("Mon–Fri", "09:00–22:00"), ("Sat–Sun", "closed")]``."""
    days = [(day, say_stretches(week.get(day, [])) or _("closed")) for day in range(7)]
    found: list[tuple[str, str]] = []
    for hours, run in groupby(days, key=lambda pair: pair[1]):
        numbers = [day for day, _hours in run]
        first, last = spoken.voice().weekdays[numbers[0]], spoken.voice().weekdays[numbers[-1]]
        found.append((first if len(numbers) == 1 else f"{first}–{last}", hours))
    return found


@dataclass(frozen=True)
class Hours:
    """Hours that hold for a place, in words, and whose they are: ``space``, ``building``, ``park``."""

    words: list[tuple[str, str]]
    whose: str


@dataclass(frozen=True)
class LandRow:
    """A building with its hours and its spaces, each with hours of its own or none."""

    building: Building
    hours: Hours
    spaces: list[tuple[Space, Hours | None]]

    @property
    def is_open(self) -> bool:
        return stands(self.building)

    @property
    def in_use(self) -> set[int]:
        """Spaces (ids) that are open in general."""
        return {space.pk for space, _hours in self.spaces if stands(space)}


def land_rows(buildings: Sequence[Building]) -> list[LandRow]:
    """Buildings and spaces at a glance, in three statements however many there are."""
    spaces = list(Space.objects.filter(building__in=buildings).order_by("building_id", "floor", "pk"))
    weeks = _weeks(buildings, spaces)
    park = Hours(say_week(weeks.get((None, None), {})), "park")
    rows = []
    for building in buildings:
        own = weeks.get((None, building.pk))
        inside = [
            (space, Hours(say_week(week), "space") if (week := weeks.get((space.pk, None))) else None)
            for space in spaces
            if space.building_id == building.pk
        ]
        rows.append(LandRow(building, Hours(say_week(own), "building") if own else park, inside))
    return rows


def stands(place: Building | Space) -> bool:
    """Whether a building or space is open for use in general today."""
    today = clock.today()
    return (place.opened_on or today) <= today and (place.closed_on is None or today < place.closed_on)


def _weeks(buildings: Sequence[Building], spaces: Sequence[Space]) -> dict[tuple[int | None, int | None], Week]:
    rows = WeeklyHours.objects.filter(Q(space__in=spaces) | Q(building__in=buildings) | Q(space=None, building=None))
    found: dict[tuple[int | None, int | None], Week] = {}
    for row in rows.order_by("weekday", "opens"):
        week = found.setdefault((row.space_id, row.building_id), {})
        week.setdefault(row.weekday, []).append((row.opens, row.closes))
    return found


# ------------------------------------------------------------------------------ dated hours


@dataclass(frozen=True)
class DatedDay:
    """One day with an entry: closed (no stretch), or its hours."""

    day: date
    stretches: list[Stretch]
    entry: DatedHours

    @property
    def hours(self) -> str:
        return say_stretches(self.stretches)


def dated_days(rows: Iterable[DatedHours]) -> list[DatedDay]:
    """Rows in order of day, one for each day."""
    found = []
    for day, group in groupby(rows, key=lambda row: row.day):
        entries = list(group)
        stretches = sorted((row.opens, row.closes) for row in entries if row.opens is not None)
        found.append(DatedDay(day, stretches, entries[0]))
    return found


# ------------------------------------------------------------------------------ closures


@dataclass(frozen=True)
class ClosureRow:
    """A closure, what it covers in words, and when it is: ``now``, ``coming``, ``over``."""

    closure: Closure
    places: list[str]
    more: int
    phase: str


def closure_rows(closures: Sequence[Closure]) -> list[ClosureRow]:
    """What each closure covers: buildings, else spaces closed as a whole, else single parts."""
    wanted = closures_with_leaves(closures)
    buildings = {leaf.building_id for leaves in wanted.values() for leaf in leaves}
    whole: dict[int, set[int]] = {}
    for pk, building in Leaf.objects.filter(building__in=buildings).values_list("pk", "building"):
        whole.setdefault(building, set()).add(pk)
    spaces = list(Space.objects.filter(building__in=buildings).prefetch_related("leaves").select_related("building"))
    return [_closure_row(closure, wanted[closure.pk], whole, spaces) for closure in closures]


def closures_with_leaves(closures: Sequence[Closure]) -> dict[int, list[Leaf]]:
    found: dict[int, list[Leaf]] = {closure.pk: [] for closure in closures}
    through = Closure.leaves.through.objects.filter(closure__in=closures).select_related("leaf__building")
    for row in through.order_by("leaf_id"):
        found[row.closure_id].append(row.leaf)
    return found


def _closure_row(closure: Closure, leaves: list[Leaf], whole: dict[int, set[int]], spaces: list[Space]) -> ClosureRow:
    closed, left = {leaf.pk for leaf in leaves}, {leaf.pk for leaf in leaves}
    places = []
    for building in {leaf.building_id: leaf.building for leaf in leaves}.values():
        if whole[building.pk] <= closed:
            places.append(building.title)
            left -= whole[building.pk]
    for space in sorted(spaces, key=lambda space: -len(space.leaves.all())):
        own = {leaf.pk for leaf in space.leaves.all()}
        if own and own <= closed and own & left:
            places.append(f"{space.building.title} {space.title}")
            left -= own
    places += [leaf.code for leaf in leaves if leaf.pk in left]
    return ClosureRow(closure, places[:NAMED], len(places[NAMED:]), phase_of(closure))


def phase_of(closure: Closure) -> str:
    now = clock.now()
    if closure.during.upper <= now:
        return "over"
    return "now" if closure.during.lower <= now else "coming"
