"""Pure computation of reports: months, stretches of minutes, office hours, canonical bytes.

A stretch is ``(from, to)`` in whole minutes since the month's first midnight in Seoul, half-open. Lists of stretches
are sorted and do not touch unless a function says otherwise. Seoul keeps no summer time, so a day has 1440 minutes.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from park_portal.core.clock import SEOUL
from park_portal.core.workdays import is_workday
from spaces.reckoning import midnight

Stretch = tuple[int, int]
OFFICE = (9 * 60, 18 * 60)  # the centre's desk, Monday to Friday (footer of every page)


# ------------------------------------------------------------------------------ months


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    return month_of(month + timedelta(days=31))


def month_before(month: date) -> date:
    return month_of(month - timedelta(days=1))


def year_before(month: date) -> date:
    return month.replace(year=month.year - 1)


def months(first: date, last: date) -> list[date]:
    """Every month from ``first`` to ``last``, both included; empty when they are the wrong way round."""
    found = []
    while first <= last:
        found.append(first)
        first = month_after(first)
    return found


def month_named(text: str) -> date:
    """``"2026-10"`` as its first day; ValueError for anything else."""
    month = datetime.strptime(text, "%Y-%m").replace(tzinfo=SEOUL).date()
    if month.strftime("%Y-%m") != text:
        raise ValueError(text)
    return month


@dataclass(frozen=True)
class Window:
    """A month as a window of minutes."""

    month: date

    @property
    def start(self) -> datetime:
        return midnight(self.month)

    @property
    def end(self) -> datetime:
        return midnight(month_after(self.month))

    def minute(self, moment: datetime) -> int:
        """Whole minutes since the month's beginning, cut at its midnights."""
        inside = min(max(moment, self.start), self.end)
        return int((inside - self.start).total_seconds() // 60)

    def stretch(self, start: datetime, end: datetime) -> Stretch:
        return self.minute(start), self.minute(end)

    def days(self, since: date | None, until: date | None) -> list[Stretch]:
        """The life of a thing inside the month; an empty day does not limit, ``until`` is the first day without."""
        first = max(since or self.month, self.month)
        return merged([self.stretch(midnight(first), midnight(until) if until else self.end)])


# ------------------------------------------------------------------------------ stretches


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The union, whatever the order; empty and reversed stretches vanish."""
    found: list[Stretch] = []
    for low, high in sorted(one for one in stretches if one[1] > one[0]):
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return found


def common(ones: Iterable[Stretch], others: list[Stretch]) -> list[Stretch]:
    """What lies in both."""
    return merged((max(a, c), min(b, d)) for a, b in ones for c, d in others if c < b and a < d)


def minus(ones: list[Stretch], others: list[Stretch]) -> list[Stretch]:
    """What lies in the first and not in the second."""
    found = list(ones)
    for low, high in others:
        found = [piece for a, b in found for piece in ((a, min(b, low)), (max(a, high), b)) if piece[1] > piece[0]]
    return found


def length(stretches: Iterable[Stretch]) -> int:
    return sum(high - low for low, high in stretches)


def by_hour(stretches: Iterable[Stretch], first_weekday: int) -> Counter[tuple[int, int]]:
    """Minutes in each ``(weekday, hour)``; ``first_weekday`` is that of minute 0, Monday is 0."""
    found: Counter[tuple[int, int]] = Counter()
    for low, high in stretches:
        for hour in range(low // 60, -(-high // 60)):
            inside = min(high, hour * 60 + 60) - max(low, hour * 60)
            found[(first_weekday + hour // 24) % 7, hour % 24] += inside
    return found


# ------------------------------------------------------------------------------ numbers


def permille(part: int, whole: int) -> int | None:
    """Tenths of a percent, half rounded up; None of nothing."""
    return (2000 * part + whole) // (2 * whole) if whole else None


def mean(numbers: list[int]) -> int | None:
    """The mean in whole units, half rounded up; None of nothing."""
    return (2 * sum(numbers) + len(numbers)) // (2 * len(numbers)) if numbers else None


def office_minutes(start: datetime, end: datetime) -> int:
    """Minutes of the centre's office hours between two moments."""
    total, day = 0, start.astimezone(SEOUL).date()
    while day <= end.astimezone(SEOUL).date():
        if is_workday(day):
            opens, closes = (midnight(day) + timedelta(minutes=minute) for minute in OFFICE)
            total += max(int((min(end, closes) - max(start, opens)).total_seconds() // 60), 0)
        day += timedelta(days=1)
    return total


def canonical(figures: dict[str, Any]) -> bytes:
    """The one way to write figures: sorted keys, no spaces, UTF-8. Figures hold no fractions, so nothing can drift."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
