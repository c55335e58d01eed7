"""Vacancy and floor plans as read."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.core.spoken import say_day
from park_portal.documents.content import Column
from park_portal.documents.xlsx import Sheet
from spaces.models import Building, Space
from tenants.reckoning.floors import Cell, cells, height, say_floor
from tenants.rules.occupancy import places
from tenants.rules.vacancy import Unit, units
from tenants.states import UnitState

FREEING = (UnitState.AVAILABLE, UnitState.RESERVED, UnitState.LEAVING, UnitState.SOON)


def say_unit(unit: Unit) -> str:
    """Its state in a sentence, as the plan is read aloud."""
    today = clock.today()
    name = unit.held.agreement.occupant.title if unit.held else ""
    match unit.state:
        case UnitState.RESERVED:
            facts = {"name": unit.coming.agreement.occupant.title, "day": say_day(unit.coming.since, today)}
            return gettext("promised to %(name)s from %(day)s") % facts
        case UnitState.OCCUPIED | UnitState.SOON | UnitState.LEAVING:
            return gettext("%(name)s, free from %(day)s") % {"name": name, "day": say_day(unit.free_from, today)}
    return str(unit.state.label)


# ------------------------------------------------------------------------------ vacancy


@dataclass(frozen=True)
class Group:
    """Places in one state, with their area."""

    state: UnitState
    units: list[Unit]

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def area_m2(self) -> float:
        return round(sum(unit.area_m2 for unit in self.units), 1)


def vacancy(on: date, building: str = "") -> list[Group]:
    """What is free, promised, being vacated or ends within three months; the soonest first."""
    spaces = [space for space in places() if building in {"", space.building.code}]
    found = defaultdict(list)
    for unit in units(on, spaces):
        found[unit.state].append(unit)
    return [Group(state, sorted(found[state], key=lambda unit: unit.free_from or on)) for state in FREEING]


def vacancy_sheet(groups: Iterable[Group]) -> Sheet:
    columns = [
        Column(gettext("State")),
        Column(gettext("Building")),
        Column(gettext("Floor"), "integer"),
        Column(gettext("Room or desk")),
        Column(gettext("Area (m²)"), "decimal"),
        Column(gettext("Now")),
        Column(gettext("Free from"), "date"),
        Column(gettext("Promised to")),
        Column(gettext("Promised from"), "date"),
    ]
    rows = [
        (
            group.label,
            unit.space.building.title,
            unit.space.floor,
            unit.name,
            round(unit.area_m2, 1),
            unit.held.agreement.occupant.title if unit.held else None,
            unit.free_from,
            unit.coming.agreement.occupant.title if unit.coming else None,
            unit.coming.since if unit.coming else None,
        )
        for group in groups
        for unit in group.units
    ]
    return Sheet(gettext("Vacancy"), columns, rows)


# ------------------------------------------------------------------------------ floors


@dataclass(frozen=True)
class Drawn:
    """A room of the plan: where it is drawn, how it stands, what its label says."""

    space: Space
    cell: Cell
    state: UnitState
    units: list[Unit]

    @property
    def told(self) -> str:
        """The room with its state in words."""
        return f"{self.space.title}: {self.sentence}"

    @property
    def sentence(self) -> str:
        if self.state == UnitState.COMMON:
            return str(self.state.label)
        if not self.space.takes_any_leaf:
            return say_unit(self.units[0])
        free = sum(unit.state == UnitState.AVAILABLE for unit in self.units)
        return gettext("%(free)s of %(count)s desks are free") % {"free": free, "count": len(self.units)}

    @property
    def occupants(self) -> list[Organization]:
        """Who is in it, each once."""
        held = [unit.held.agreement.occupant for unit in self.units if unit.held]
        return list({occupant.pk: occupant for occupant in held}.values())

    @property
    def lines(self) -> list[str]:
        """What fits into the drawing: the name, who is there, the area."""
        name = self.units[0].held.agreement.occupant.title if self._single and self.units[0].held else ""
        said = [self.space.title, name or self._short, f"{self.space.area_m2:g}㎡"]
        return [fitted(line, self.cell.letters) for line in said if line]

    @property
    def _single(self) -> bool:
        return bool(self.units) and not self.space.takes_any_leaf

    @property
    def _short(self) -> str:
        if self.space.takes_any_leaf and self.units:
            taken = sum(unit.held is not None for unit in self.units)
            return f"{taken}/{len(self.units)}"
        return str(self.state.label)


def fitted(text: str, letters: int) -> str:
    """Cut with … to so many Korean letters; a Latin one is half as wide."""
    width, found = 0.0, ""
    for letter in text:
        width += 1 if ord(letter) > 0x2E7F else 0.55
        if width > max(letters, 2):
            return found[:-1] + "…" if len(found) > 1 else found
        found += letter
    return found


@dataclass(frozen=True)
class Floor:
    """A floor with its rooms."""

    number: int
    rooms: list[Drawn]

    @property
    def label(self) -> str:
        return str(say_floor(self.number))

    @property
    def height(self) -> float:
        return height([room.cell for room in self.rooms])


class BuildingPlan:
    """A building's floors on a day, from the top down."""

    def __init__(self, building: Building, on: date) -> None:
        self.building, self.on = building, on

    @cached_property
    def places(self) -> list[Space]:
        return [space for space in places() if space.building_id == self.building.pk]

    @cached_property
    def common(self) -> list[Space]:
        """Spaces that can be booked; a divisible hall is drawn by its parts."""
        rows = Space.objects.filter(building=self.building, bookable=True).prefetch_related("leaves").order_by("pk")
        parts = Counter(leaf.pk for space in rows for leaf in space.leaves.all())
        return [space for space in rows if all(parts[leaf.pk] == 1 or len(space.leaves.all()) == 1
                                               for leaf in space.leaves.all())]  # fmt: skip

    @cached_property
    def units(self) -> dict[int, list[Unit]]:
        found = defaultdict(list)
        for unit in units(self.on, self.places):
            found[unit.space.pk].append(unit)
        return found

    @property
    def numbers(self) -> list[int]:
        return sorted({space.floor for space in [*self.places, *self.common]}, reverse=True)

    def floors(self, chosen: int | None = None) -> list[Floor]:
        return [self._floor(number) for number in self.numbers if chosen in {None, number}]

    def _floor(self, number: int) -> Floor:
        spaces = [space for space in [*self.places, *self.common] if space.floor == number]
        drawn = zip(spaces, cells([float(space.area_m2) for space in spaces]), strict=True)
        return Floor(number, [Drawn(s, cell, self._state(s), self.units.get(s.pk, [])) for s, cell in drawn])

    def _state(self, space: Space) -> UnitState:
        """A zone is free while one of its desks is."""
        if space.bookable:
            return UnitState.COMMON
        states = [unit.state for unit in self.units[space.pk]]
        return UnitState.AVAILABLE if UnitState.AVAILABLE in states else states[0]

    @property
    def counts(self) -> list[dict[str, Any]]:
        """The legend: each state that occurs, with its number of rooms and desks."""
        counted = Counter(unit.state for own in self.units.values() for unit in own)
        counted[UnitState.COMMON] = len(self.common)
        return [{"state": state, "count": counted[state]} for state in UnitState if counted[state]]
