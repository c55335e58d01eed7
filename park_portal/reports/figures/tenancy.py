"""Residents of a month (입주): who lives here at its end, moves, what ends soon, arrears, occupancy.

How it is counted (domain/tenants.md; the page says the same in its notes):

* Residents are organisations with an agreement in force on the month's last day, each once, in the columns of the
  plan's table (seeds/002). People are those that the agreements name.
* Moved in and moved out are the stays that began and ended in the month; a renewal is neither.
* Ending are agreements that run on the last day, end within three or six months of it and have no renewal.
* Arrears are rent, fees, deposits and interest due before the month's end and open then. Only sums are kept:
  districts read the report, and who owes is between the park and the organisation.
* Occupancy is area let times days, divided by area to let times days, of the whole month.
"""

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from park_portal.accounts.models import Organization
from park_portal.reports.reckoning import Window, month_after
from spaces.models import Building
from tenants.models import Agreement
from tenants.querysets.agreements import Occupant
from tenants.reckoning.occupancy import Share, months_after, row_of, table
from tenants.rules import occupancy as read

VERSION = 1
SOON_MONTHS = (3, 6)
Row = dict[str, Any]


def first_day() -> date | None:
    """None: agreements reach back long before the portal, so the reports begin with the bookings."""
    return None


def compute(window: Window) -> Row:
    """The section for one month, in nine SQL statements whatever the number of agreements."""
    start, end = window.month, month_after(window.month)
    last = end - timedelta(days=1)
    occupants = Agreement.objects.occupants(last)
    people: Counter[str] = Counter()
    for row in occupants:
        people[row_of(row.kind, row.building)] += row.headcount
    residents = table(Counter(row_of(row.kind, row.building) for row in occupants))
    into, out = read.moves(read.terms_by_occupant(end), start, end)
    ending = read.expiring(last, months_after(end, max(SOON_MONTHS)))
    debts = read.arrears(end)
    places, held = read.places(), read.held_during(start, end)
    filled = read.filled(places, held, start, end)
    counts = {
        "residents": ("count", residents["total"]),
        "residents_people": ("people", sum(people.values())),
        "area_occupancy": ("permille", filled.area.permille),
        "moved_in": ("count", len(into)),
        "moved_out": ("count", len(out)),
        **{
            f"ending_{months}": ("count", sum(row.last < months_after(end, months) for row in ending))
            for months in SOON_MONTHS
        },
        "tenancy_arrears": ("krw", sum(debt.total_krw for debt in debts)),
    }
    return {
        "headlines": [{"code": code, "unit": unit, "value": value} for code, (unit, value) in counts.items()],
        "residents": residents,
        "people": table(people),
        "shares": {name: _share(getattr(filled, name)) for name in ("area", "rooms", "desks")},
        "buildings": _buildings(occupants, places, held, (start, end)),
        "moves": {"into": _named(into), "out": _named(out)},
        "arrears": {"organizations": len(debts), "items": sum(debt.count for debt in debts)},
    }


def _share(share: Share) -> Row:
    """Whole m² × days, rooms × days, desks × days."""
    part, whole = (int(number.quantize(Decimal(1), ROUND_HALF_UP)) for number in (share.part, share.whole))
    return {"part": part, "whole": whole, "permille": share.permille}


def _buildings(occupants: list[Occupant], places: Any, held: Any, days: tuple[date, date]) -> list[Row]:
    """Buildings in which somebody lives or something is to let, with names as they stood."""
    found = []
    for building in Building.objects.order_by("pk"):
        here = [row for row in occupants if row.building == building.code]
        spaces = [space for space in places if space.building_id == building.pk]
        if here or spaces:
            names = {name: getattr(building, name) for name in ("code", "name", "name_en")}
            counts = {"organizations": len(here), "people": sum(row.headcount for row in here)}
            found.append(names | counts | _share(read.filled(spaces, held, *days).area))
    return found


def _named(ids: list[int]) -> list[Row]:
    """Names are frozen as they stood."""
    return list(Organization.objects.filter(pk__in=ids).order_by("name").values("name", "name_en"))
