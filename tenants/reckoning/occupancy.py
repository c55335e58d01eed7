"""Who lives where: the table of the plan, area-days, tenure. Days are whole, ranges half-open, areas in m²."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tenants.states import AgreementKind

MIRAECHEONG, SANGSANGCHEONG = "miraecheong", "sangsangcheong"  # the two large buildings of the plan's table

# The table "입주단체" of the linkage plan of 2021 (seeds/002): a code for each of its columns, those below it first.
ROWS = (
    "total", "centre", "miraecheong_private", "sangsangcheong", "sangsangcheong_private", "sangsangcheong_desks",
    "small_buildings", "hosted", "other",
)  # fmt: skip
# What the plan itself says for February 2021; the demo park is made on it.
PLAN = {
    "total": 233,
    "centre": 113,
    "miraecheong_private": 49,
    "sangsangcheong": 54,
    "sangsangcheong_private": 21,
    "sangsangcheong_desks": 33,
    "small_buildings": 10,
    "hosted": 105,
    "other": 15,
}
CENTRE_KINDS = (AgreementKind.PRIVATE, AgreementKind.COWORKING, AgreementKind.SHORT_TERM)
SECTOR_QUOTA = {"arts": 50}  # tenths of a percent: artists 5 % of the residents (seeds/000, proposal 3)


def row_of(kind: str, building: str | None) -> str:
    """The column of the plan's table in which an agreement counts, by its kind and the code of its building.

    The centre's own agreements outside the two large buildings are those of the small buildings (중소건물); desks
    outside 상상청 and rooms without a building count there, too, so that the parts always make up the whole.
    """
    if kind == AgreementKind.HOSTED:
        return "hosted"
    if kind not in CENTRE_KINDS:
        return "other"
    if building == SANGSANGCHEONG:
        return "sangsangcheong_desks" if kind == AgreementKind.COWORKING else "sangsangcheong_private"
    if building == MIRAECHEONG and kind != AgreementKind.COWORKING:
        return "miraecheong_private"
    return "small_buildings"


def table(counted: Counter[str]) -> dict[str, int]:
    """Every column of ROWS from the counts of the lowest ones; sums are sums."""
    found = dict.fromkeys(ROWS, 0) | dict(counted)
    found["sangsangcheong"] = found["sangsangcheong_private"] + found["sangsangcheong_desks"]
    found["centre"] = found["miraecheong_private"] + found["sangsangcheong"] + found["small_buildings"]
    found["total"] = found["centre"] + found["hosted"] + found["other"]
    return found


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# ------------------------------------------------------------------------------ area-days


@dataclass(frozen=True)
class Held:
    """A place held from ``since`` until the day before ``until``."""

    since: date
    until: date
    area_m2: Decimal


def days_within(since: date | None, until: date | None, start: date, end: date) -> int:
    """Days of ``[since, until)`` inside ``[start, end)``; an empty day does not limit."""
    return max((min(until or end, end) - max(since or start, start)).days, 0)


def area_days(held: Iterable[Held], start: date, end: date) -> Decimal:
    """m² times days."""
    return sum((row.area_m2 * days_within(row.since, row.until, start, end) for row in held), Decimal(0))


@dataclass(frozen=True)
class Share:
    """A share with what it is taken of."""

    part: Decimal
    whole: Decimal

    @property
    def permille(self) -> int | None:
        """Tenths of a percent, half rounded up; None of nothing."""
        return int((2000 * self.part + self.whole) // (2 * self.whole)) if self.whole else None

    @property
    def ratio(self) -> float | None:
        return float(self.part / self.whole) if self.whole else None


# ------------------------------------------------------------------------------ tenure

YEARS = (1, 3, 5, 7)  # bounds of the classes of tenure


def tenure_days(terms: Sequence[tuple[date, date]], on: date) -> int:
    """Days since the organisation last moved in, as of ``on``: terms that touch or overlap are one stay."""
    begun = None
    end = None
    for since, until in sorted(terms):
        if since > on:
            break
        begun = since if end is None or since > end else begun
        end = until if end is None else max(end, until)
    return (on - begun).days if begun and end and end > on else 0


def tenure_class(days: int) -> int:
    """The index of the class: under 1 year, 1 to 3, 3 to 5, 5 to 7, 7 and more."""
    return sum(days >= years * 365.25 for years in YEARS)


def stays(terms: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Terms that touch or overlap as one stay each, in order: a renewal is neither a move out nor one in."""
    found: list[tuple[date, date]] = []
    for since, until in sorted(terms):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((since, until))
    return found
