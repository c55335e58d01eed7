"""A week of one space as a grid, and the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from park_portal.core import clock
from park_portal.core.spoken import local, say_moment, voice
from spaces import rules
from spaces.models import Booking, Space
from spaces.querysets.availability import Span, Verdict, days_of
from spaces.reckoning import midnight

from .land import DAY, Asker, cut


@dataclass
class Cell:
    """A stretch of a day in the grid; ``rows`` it covers. Only ``free`` ones with ``starts_at`` can be chosen."""

    state: str
    rows: int = 1
    starts_at: datetime | None = None
    at: str = ""
    words: str = ""
    booking: Booking | None = None

    @property
    def spoken(self) -> str:
        return say_moment(local(self.starts_at), clock.today()) if self.starts_at else ""


@dataclass(frozen=True)
class Row:
    """One line of the grid: when it begins, and the cells that begin in it."""

    begins: timedelta
    cells: list[Cell]

    @property
    def on_hour(self) -> bool:
        return not self.begins % timedelta(hours=1)

    @property
    def clock(self) -> str:
        hours, rest = divmod(int(self.begins.total_seconds()), 3600)
        return f"{hours:02d}:{rest // 60:02d}"


@dataclass(frozen=True)
class Week:
    """Seven days of one space from ``first`` on, in rows of ``step`` minutes."""

    space: Space
    asker: Asker
    first: date
    own: Sequence[Booking] = ()

    @cached_property
    def days(self) -> list[date]:
        return [self.first + n * DAY for n in range(7)]

    @property
    def heads(self) -> list[tuple[date, str]]:
        return [(day, voice().weekdays[day.weekday()]) for day in self.days]

    @cached_property
    def spans(self) -> dict[str, list[Span]]:
        return days_of([self.space], midnight(self.first), midnight(self.first + 7 * DAY))[self.space.pk]

    @cached_property
    def step(self) -> timedelta:
        return timedelta(minutes=60 if self.space.step_minutes % 60 == 0 else 30)

    @cached_property
    def times(self) -> list[timedelta]:
        """Beginnings of the rows since midnight: 9 to 22, wider where the space is open longer."""
        first, last = timedelta(hours=9), timedelta(hours=22)
        for day in self.days:
            for start, end in cut(self.spans["open"], midnight(day), midnight(day + DAY)):
                first, last = min(first, start - midnight(day)), max(last, end - midnight(day))
        first -= first % timedelta(hours=1)
        return [first + n * self.step for n in range(-(-(last - first) // self.step))]

    @cached_property
    def free_verdict(self) -> Verdict:
        return Verdict(self.space.pk, "")

    def state(self, start: datetime) -> Cell:
        """One half hour alone."""
        end, space = start + self.step, self.space
        before, after = timedelta(minutes=space.buffer_before), timedelta(minutes=space.buffer_after)
        for booking in self.own:
            if booking.starts_at < end and booking.ends_at > start:
                return Cell("own", booking=booking)
        if not any(a <= start and b >= end for a, b in self.spans["open"]):
            return Cell("closed", words=_("Closed"))
        if start <= clock.now():
            return Cell("past", words=pgettext("time", "Past"))
        if cut(self.spans["busy"], start, end):
            return Cell("taken", words=_("Taken"))
        if cut(self.spans["busy"], start - before, end + after):
            return Cell("prep", words=_("Cleaning"))
        return self.offered(start)

    def offered(self, start: datetime) -> Cell:
        """A half hour that nobody has: free, or held back by a rule."""
        least = timedelta(minutes=self.space.min_minutes)
        refusal = rules.refusal_of(self.asker.wish(self.space, start, start + least), self.free_verdict)
        if refusal is None:
            return Cell("free", starts_at=start)
        if refusal.reason == "off_step":
            return Cell("free")
        return Cell("rule", words=str(refusal))

    @cached_property
    def columns(self) -> list[list[Cell]]:
        """The cells of each day, one a row; a beginning too near to the next booking is not offered."""
        columns = []
        for col, day in enumerate(self.days):
            cells = [self.state(midnight(day) + time) for time in self.times]
            need = -(-timedelta(minutes=self.space.min_minutes) // self.step)
            for row, cell in enumerate(cells):
                run = cells[row : row + need]
                if cell.starts_at and (len(run) < need or any(other.state != "free" for other in run)):
                    cell.starts_at = None
                cell.at = f"{col},{row}"
            columns.append(cells)
        return columns

    @property
    def rows(self) -> list[Row]:
        """The table row by row; equal neighbours that cannot be chosen are one tall cell."""
        table: list[list[Cell]] = [[] for _time in self.times]
        for cells in self.columns:
            above: Cell | None = None
            for row, cell in enumerate(cells):
                if above and cell.state != "free" and alike(above, cell):
                    above.rows += 1
                    continue
                above = replace(cell)
                table[row].append(above)
        return [Row(begins, cells) for begins, cells in zip(self.times, table, strict=True)]

    @property
    def free_days(self) -> list[tuple[date, list[Span]]]:
        """The same in words: each day with the stretches that are free."""
        return [(day, self.free_spans(day, cells)) for day, cells in zip(self.days, self.columns, strict=True)]

    def free_spans(self, day: date, cells: Sequence[Cell]) -> list[Span]:
        spans: list[Span] = []
        for time, cell in zip(self.times, cells, strict=True):
            start = midnight(day) + time
            if cell.state != "free":
                continue
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], start + self.step)
            else:
                spans.append((start, start + self.step))
        return spans

    @property
    def sentences(self) -> list[str]:
        """The rules that hold times of this week back, each once."""
        return list(dict.fromkeys(cell.words for cells in self.columns for cell in cells if cell.state == "rule"))


def alike(one: Cell, other: Cell) -> bool:
    return (one.state, one.booking, one.words) == (other.state, other.booking, other.words)
