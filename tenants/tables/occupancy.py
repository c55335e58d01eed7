"""Occupancy as read: tables that the page, the workbook and the chart share."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from park_portal.accounts.states import Field
from park_portal.core.spoken import won
from park_portal.documents import words
from park_portal.documents.content import Chart, Column, Series, Table
from park_portal.documents.web import chart_figure, lined
from park_portal.documents.xlsx import Sheet
from spaces.models import Building, Space
from tenants.models import Agreement
from tenants.querysets.agreements import Occupant
from tenants.reckoning.occupancy import ROWS, SECTOR_QUOTA, YEARS, Share, months_after, row_of, table, tenure_class
from tenants.rules import occupancy as read
from tenants.rules.occupancy import Filled

SOON_MONTHS = (3, 6)
YEARS_SHOWN = 5


def row_label(code: str) -> str:
    """What a column of the plan's table is called."""
    labels = {
        "total": gettext("Grand total"),
        "centre": gettext("Managed by the centre, sum"),
        "miraecheong_private": gettext("Miraecheong, rooms"),
        "sangsangcheong": gettext("Sangsangcheong, sum"),
        "sangsangcheong_private": gettext("Sangsangcheong, rooms"),
        "sangsangcheong_desks": gettext("Sangsangcheong, co-working"),
        "small_buildings": gettext("Small buildings"),
        "hosted": gettext("Inside intermediaries"),
        "other": gettext("Other residents"),
    }
    return labels[code]


def say_percent(share: Share) -> str:
    return "–" if share.permille is None else f"{share.permille / 10:.1f}%"


@dataclass(frozen=True)
class Soon:
    """Agreements that end within so many months."""

    months: int
    until: date
    count: int


class OccupancyPage:
    """Everything the page of occupancy says, for a day and a period ``[start, end)``."""

    def __init__(self, on: date, start: date, end: date) -> None:
        self.on, self.start, self.end = on, start, end

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.end.toordinal() - 1)

    # -------------------------------------------------------------------------- reading, each once

    @cached_property
    def occupants(self) -> list[Occupant]:
        return Agreement.objects.occupants(self.on)

    @cached_property
    def places(self) -> list[Space]:
        return read.places()

    @cached_property
    def held(self) -> dict[int, Any]:
        return read.held_during(self.start, self.end)

    @cached_property
    def filled(self) -> Filled:
        return read.filled(self.places, self.held, self.start, self.end)

    @cached_property
    def terms(self) -> dict[int, Any]:
        return read.terms_by_occupant(date.fromordinal(self.on.toordinal() + 1))

    @cached_property
    def expiring(self) -> list[Agreement]:
        return read.expiring(self.on, months_after(self.on, max(SOON_MONTHS)))

    @cached_property
    def debts(self) -> list[read.Debt]:
        return read.arrears(self.on)

    @cached_property
    def buildings(self) -> list[Building]:
        return list(Building.objects.order_by("pk"))

    # -------------------------------------------------------------------------- numbers

    @cached_property
    def counts(self) -> dict[str, int]:
        """The plan's table, as the API says it."""
        return table(Counter(row_of(row.kind, row.building) for row in self.occupants))

    @property
    def headcount(self) -> int:
        return sum(row.headcount for row in self.occupants)

    @property
    def percent(self) -> str:
        return say_percent(self.filled.area)

    @property
    def soon(self) -> list[Soon]:
        found = []
        for months in SOON_MONTHS:
            until = months_after(self.on, months)
            found.append(Soon(months, until, sum(row.last < until for row in self.expiring)))
        return found

    @property
    def debt_total(self) -> str:
        return won(sum(debt.total_krw for debt in self.debts))

    # -------------------------------------------------------------------------- tables

    @property
    def plan_table(self) -> Table:
        """The plan's table, one row a column of it: for the workbook. The page draws it as it is printed."""
        columns = (
            Column(gettext("Residents"), weight=2),
            Column(gettext("Organisations"), "integer"),
            Column(gettext("People"), "integer"),
        )
        people: Counter[str] = Counter()
        for row in self.occupants:
            people[row_of(row.kind, row.building)] += row.headcount
        heads = table(people)
        rows = tuple((row_label(code), self.counts[code], heads[code]) for code in ROWS[1:])
        total = (row_label("total"), self.counts["total"], heads["total"])
        return Table(columns, rows, total=total, caption=gettext("Residents by kind of agreement"))

    @property
    def building_table(self) -> Table:
        """Residents and places by building; the share is that of the period."""
        columns = (
            Column(gettext("Building"), weight=1.4),
            Column(gettext("Organisations"), "integer"),
            Column(gettext("People"), "integer"),
            Column(gettext("Rooms and desks"), "integer"),
            Column(gettext("Area to let (m²)"), "decimal"),
            Column(gettext("Occupancy by area"), "percent"),
        )
        rows = [self._building(building) for building in self.buildings]
        rows = [row for row in rows if any(row[1:5])]
        nowhere = [row for row in self.occupants if row.building is None]
        if nowhere:
            people = sum(row.headcount for row in nowhere)
            rows.append((gettext("No building named"), len(nowhere), people, 0, 0, None))
        sums = [sum(row[place] for row in rows) for place in range(1, 5)]
        total = (gettext("Total"), *sums, self.filled.area.ratio)
        return Table(columns, tuple(rows), total=total, caption=gettext("Residents and places by building"))

    def _building(self, building: Building) -> tuple[Any, ...]:
        here = [row for row in self.occupants if row.building == building.code]
        spaces = [space for space in self.places if space.building_id == building.pk]
        return (
            building.title,
            len(here),
            sum(row.headcount for row in here),
            sum(space.parts if space.takes_any_leaf else 1 for space in spaces),
            sum(space.area_m2 for space in spaces),
            read.filled(spaces, self.held, self.start, self.end).area.ratio,
        )

    @property
    def share_table(self) -> Table:
        """Numerator, denominator and unit of each share."""
        columns = (
            Column(gettext("Occupancy rate"), weight=1.4),
            Column(gettext("Let"), "decimal"),
            Column(gettext("To let"), "decimal"),
            Column(gettext("Unit")),
            Column(gettext("Share"), "percent"),
        )
        shares = (
            (gettext("By area"), self.filled.area, gettext("m² × days")),
            (gettext("By rooms"), self.filled.rooms, gettext("rooms × days")),
            (gettext("By desks"), self.filled.desks, gettext("desks × days")),
        )
        rows = tuple((label, share.part, share.whole, unit, share.ratio) for label, share, unit in shares)
        return Table(columns, rows, caption=gettext("How the occupancy comes about"))

    @property
    def expiring_table(self) -> Table:
        columns = (
            Column(gettext("Organisation"), weight=1.5),
            Column(gettext("Agreement"), weight=1.2),
            Column(gettext("Places"), weight=1.5),
            Column(gettext("First day without"), "date"),
        )
        rows = [(r.occupant.title, r.label, say_places(r), r.last) for r in self.expiring]
        return Table(columns, tuple(rows), caption=gettext("Ending within six months, without a renewal"))

    @property
    def arrears_table(self) -> Table:
        columns = (
            Column(gettext("Organisation"), weight=1.5),
            Column(gettext("Items"), "integer"),
            Column(gettext("Late since"), "date"),
            Column(gettext("Arrears (won)"), "money"),
        )
        rows = [(debt.organization.title, debt.count, debt.oldest, debt.total_krw) for debt in self.debts]
        sums = (sum(debt.count for debt in self.debts), None, sum(debt.total_krw for debt in self.debts))
        return Table(columns, tuple(rows), total=(gettext("Total"), *sums), caption=gettext("Arrears by organisation"))

    @cached_property
    def tenures(self) -> list[int]:
        return read.tenures(self.terms, self.on)

    @property
    def mean_years(self) -> str:
        """The mean stay in years, with one decimal; empty where nobody lives here."""
        days = self.tenures
        return f"{sum(days) / len(days) / 365.25:.1f}" if days else ""

    @property
    def tenure_table(self) -> Table:
        counted = Counter(tenure_class(days) for days in self.tenures)
        labels = [
            gettext("Less than %(years)s year") % {"years": YEARS[0]},
            *(gettext("%(low)s to %(high)s years") % {"low": low, "high": high}
              for low, high in pairwise(YEARS)),
            gettext("%(years)s years and more") % {"years": YEARS[-1]},
        ]  # fmt: skip
        whole = len(self.tenures)
        rows = [(label, counted[at], counted[at] / whole if whole else None) for at, label in enumerate(labels)]
        columns = (
            Column(gettext("Living here for"), weight=1.4),
            Column(gettext("Organisations"), "integer"),
            Column(gettext("Share"), "percent"),
        )
        total = (gettext("Total"), whole, 1.0 if whole else None)
        return Table(columns, tuple(rows), total=total, caption=gettext("How long residents have lived here"))

    @property
    def churn_table(self) -> Table:
        """Moves in and out of each year; the rate is out of those who lived here when the year began."""
        columns = (
            Column(gettext("Year")),
            Column(gettext("On 1 January"), "integer"),
            Column(gettext("Moved in"), "integer"),
            Column(gettext("Moved out"), "integer"),
            Column(gettext("Share that left"), "percent"),
        )
        rows = [self._year(year) for year in range(self.on.year - YEARS_SHOWN + 1, self.on.year + 1)]
        return Table(columns, tuple(rows), caption=gettext("Moves in and out by year"))

    def _year(self, year: int) -> tuple[Any, ...]:
        start, end = date(year, 1, 1), min(date(year + 1, 1, 1), date.fromordinal(self.on.toordinal() + 1))
        into, out = read.moves(self.terms, start, end)
        began = len(read.tenures(self.terms, start))
        label = str(year) if end.year > year else gettext("%(year)s so far") % {"year": year}
        return (label, began, len(into), len(out), len(out) / began if began else None)

    @property
    def sector_table(self) -> Table:
        counted: Counter[str] = Counter(row.field for row in self.occupants)
        people: Counter[str] = Counter()
        for row in self.occupants:
            people[row.field] += row.headcount
        whole = len(self.occupants)
        names = [*Field.choices, *([("", gettext("No field named"))] if counted[""] else [])]
        rows = [
            (str(label), counted[code], people[code], counted[code] / whole if whole else None, quota(code))
            for code, label in names
        ]
        columns = (
            Column(gettext("Field"), weight=1.4),
            Column(gettext("Organisations"), "integer"),
            Column(gettext("People"), "integer"),
            Column(gettext("Share"), "percent"),
            Column(gettext("At least"), "percent"),
        )
        total = (gettext("Total"), whole, self.headcount, 1.0 if whole else None, None)
        return Table(columns, tuple(rows), total=total, caption=gettext("Residents by field"))

    @property
    def quota_note(self) -> str:
        """Whether artists are as many as was proposed (seeds/000)."""
        whole = len(self.occupants)
        artists = sum(row.field == Field.ARTS for row in self.occupants)
        share = f"{artists / whole * 100:.1f}%" if whole else "–"
        facts = {"share": share, "quota": f"{SECTOR_QUOTA['arts'] / 10:g}%"}
        if whole and artists * 1000 >= SECTOR_QUOTA["arts"] * whole:
            return gettext("Artists are %(share)s of the residents; the quota of %(quota)s is met.") % facts
        return gettext("Artists are %(share)s of the residents; the quota of %(quota)s is not met.") % facts

    # -------------------------------------------------------------------------- charts, and all of it

    @property
    def chart(self) -> dict[str, Any] | None:
        """Occupancy by building as bars."""
        rows = [row for row in self.building_table.rows if row[5] is not None]
        if not rows:
            return None
        most = max(rows, key=lambda row: row[5])
        facts = {"name": most[0], "value": f"{most[5] * 100:.1f}%"}
        title = gettext("Occupancy by building")
        values = Series(title, tuple(round(row[5] * 100, 1) for row in rows))
        chart = Chart(
            "bar", title, tuple(row[0] for row in rows), (values,), unit="%",
            summary=gettext("Highest: %(name)s, %(value)s.") % facts,
        )  # fmt: skip
        return chart_figure(chart, get_language() or "ko")

    @property
    def tables(self) -> dict[str, Table]:
        return {
            "plan": self.plan_table,
            "buildings": self.building_table,
            "shares": self.share_table,
            "expiring": self.expiring_table,
            "arrears": self.arrears_table,
            "tenure": self.tenure_table,
            "churn": self.churn_table,
            "sectors": self.sector_table,
        }

    @property
    def drawn(self) -> dict[str, dict[str, Any]]:
        """The tables as ``documents/table.html`` reads them."""
        return {name: lined(words.table(found)) for name, found in self.tables.items()}

    @property
    def sheets(self) -> list[Sheet]:
        return [Sheet(t.caption, t.columns, t.rows, t.total) for t in self.tables.values()]


def quota(code: str) -> float | None:
    return SECTOR_QUOTA[code] / 1000 if code in SECTOR_QUOTA else None


def say_places(agreement: Agreement) -> str:
    """Where an agreement sits: its rooms, its desks in numbers, else the building named on it."""
    rooms: dict[str, list[Space]] = defaultdict(list)
    for row in agreement.allocations.all():
        rooms[row.space.building.title].append(row.space)
    said = [say_rooms(building, spaces) for building, spaces in rooms.items()]
    return ", ".join(said) or (agreement.building.title if agreement.building else "–")


def say_rooms(building: str, spaces: Sequence[Space]) -> str:
    desks = [space for space in spaces if space.takes_any_leaf]
    names = [space.title for space in spaces if not space.takes_any_leaf]
    if desks:
        count = ngettext("%(count)s desk", "%(count)s desks", len(desks)) % {"count": len(desks)}
        names.append(f"{desks[0].title} {count}")
    return f"{building} {', '.join(names)}"
