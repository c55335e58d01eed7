"""The arithmetic behind the drawn components: states, day strips, the campus plan. Pure; no markup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple

from django.utils.translation import gettext

from . import spoken

Span = tuple[int, int]  # minutes since midnight in Seoul, half-open; the end may be 1440


class State(NamedTuple):
    """How a state looks: a KRDS tone, and a mark (open waits, full lives, end is over)."""

    tone: str
    mark: str


STATES: dict[str, State] = {
    # bookings
    "requested": State("secondary", "open"),
    "awaiting_payment": State("warning", "open"),
    "confirmed": State("success", "full"),
    "in_use": State("primary", "full"),
    "completed": State("gray", "end"),
    "offered": State("information", "full"),
    "waitlisted": State("information", "open"),
    "draw": State("warning", "open"),
    "cancelled": State("gray", "end"),
    "rejected": State("danger", "end"),
    "expired": State("gray", "end"),
    "no_show": State("danger", "end"),
    "disrupted": State("danger", "end"),
    # what the other apps share
    "draft": State("gray", "open"),
    "submitted": State("secondary", "open"),
    "in_review": State("information", "full"),
    "returned": State("warning", "open"),
    "approved": State("success", "full"),
    "selected": State("success", "full"),
    "active": State("primary", "full"),
    "paid": State("success", "end"),
    "overdue": State("danger", "open"),
    "sent": State("success", "end"),
    "failed": State("danger", "open"),
    "closed": State("gray", "end"),
    "ended": State("gray", "end"),
    "withdrawn": State("gray", "end"),
    "pending": State("warning", "open"),
    "open": State("secondary", "open"),
    "in_progress": State("information", "full"),
    "resolved": State("success", "full"),
    "accepted": State("success", "full"),
    "declined": State("danger", "end"),
    "revoked": State("gray", "end"),
    "dead": State("danger", "end"),
    # joint work: proposals, opinions and their points, parties, meetings, commitments
    "collected": State("information", "open"),
    "kickoff_held": State("information", "full"),
    "working": State("information", "full"),
    "opinion_requested": State("warning", "open"),
    "opinion_issued": State("information", "full"),
    "running": State("primary", "full"),
    "closing": State("primary", "open"),
    "on_hold": State("warning", "end"),
    "matched": State("success", "full"),
    "merged": State("gray", "end"),
    "issued": State("success", "full"),
    "passed_on": State("gray", "end"),
    "superseded": State("gray", "end"),
    "agree": State("success", "full"),
    "conditional": State("success", "open"),
    "supplement": State("warning", "open"),
    "not_feasible": State("danger", "end"),
    "answered": State("information", "full"),
    "suggested": State("gray", "open"),
    "asked": State("warning", "open"),
    "planned": State("secondary", "open"),
    "held": State("warning", "full"),
    "done": State("success", "end"),
    "dropped": State("gray", "end"),
}

# Building categories -> tint letters of drawings.css (b blue, g green, n navy, w warm)
TINTS = {"tenancy": "b", "specialised": "g", "generation": "n", "connecting": "w"}


def minute(moment: int | time | datetime) -> int:
    """Return minutes since midnight in Seoul of minutes, a clock time or an aware datetime."""
    if isinstance(moment, int):
        return moment
    clock = spoken.local(moment) if isinstance(moment, datetime) else moment
    return clock.hour * 60 + clock.minute  # type: ignore[union-attr]


def pairs(spans: Any) -> list[Span]:
    """Return spans as minutes; one pair, a list of pairs, database ranges or None. An end at midnight is 1440."""
    if not spans:
        return []
    if not hasattr(spans[0], "__len__") and not hasattr(spans[0], "lower"):
        spans = [spans]
    ends = [(span.lower, span.upper) if hasattr(span, "lower") else span for span in spans]
    return [(minute(start), minute(end) or 1440) for start, end in ends]


class Piece(NamedTuple):
    """A stretch of the bar, in half hours from its left edge."""

    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """One day of one space; widths are half hours, so an hour is two units."""

    first_hour: int
    last_hour: int
    open_spans: list[Span]
    taken_spans: list[Span]
    mine_spans: list[Span]

    @classmethod
    def between(cls, opened: list[Span], taken: list[Span], mine: list[Span]) -> "Bar":
        """Return the bar from 9 to 22, wider where the space opens earlier or closes later."""
        first = min([9 * 60, *(start for start, _ in opened)]) // 60
        last = -(-max([22 * 60, *(end for _, end in opened)]) // 60)
        return cls(first, last, opened, taken, mine)

    @property
    def units(self) -> int:
        """Width of the whole bar in half hours."""
        return (self.last_hour - self.first_hour) * 2

    @property
    def gaps(self) -> range:
        """Where the hour lines stand."""
        return range(2, self.units, 2)

    @property
    def labels(self) -> list[str]:
        """One label an hour, every third hour named."""
        hours = range(self.first_hour, self.last_hour)
        return [str(hour) if (hour - self.first_hour) % 3 == 0 else "" for hour in hours]

    def pieces(self, spans: Iterable[Span]) -> list[Piece]:
        """Return spans as stretches of the bar, cut at its edges."""
        low, high = self.first_hour * 60, self.last_hour * 60
        cut = [(max(start, low), min(end, high)) for start, end in spans]
        return [Piece((start - low) / 30, (end - start) / 30) for start, end in cut if end > start]

    @property
    def opened(self) -> list[Piece]:
        return self.pieces(self.open_spans)

    @property
    def taken(self) -> list[Piece]:
        return self.pieces(self.taken_spans)

    @property
    def mine(self) -> list[Piece]:
        return self.pieces(self.mine_spans)


def say_span(span: Span) -> str:
    """Return '09:00–22:00' of a span in minutes."""
    return "–".join(f"{edge // 60:02d}:{edge % 60:02d}" for edge in span)


def say_bar(bar: Bar, name: str = "", *, refused: bool = False) -> str:
    """Return what the bar shows, for those who listen to it."""
    parts = [name] if name else []
    hours = ", ".join(map(say_span, bar.open_spans))
    parts.append(gettext("Open %(hours)s.") % {"hours": hours} if hours else gettext("Closed."))
    if bar.open_spans:
        times = ", ".join(map(say_span, bar.taken_spans))
        parts.append(gettext("Taken %(hours)s.") % {"hours": times} if times else gettext("Nothing taken."))
    if bar.mine_spans:
        words = gettext("Not possible %(hours)s.") if refused else gettext("Your time %(hours)s.")
        parts.append(words % {"hours": ", ".join(map(say_span, bar.mine_spans))})
    return " ".join(parts)


MARGIN = 26  # units of ground round the outermost buildings
TWO_LINES = 36  # units of height that two lines need
SMALL = 0.8  # the smaller letters against the usual 13 units


def wide(lines: Sequence[str]) -> float:
    """Return the width of the longest line at the usual size: 13 units a Hangul letter, 7.2 a Latin one."""
    return max((sum(13 if ord(letter) > 0x2E7F else 7.2 for letter in line) for line in lines), default=0)


@dataclass(frozen=True)
class Footprint:
    """One building on the plan of the park."""

    number: int
    code: str
    name: str
    about: str
    url: str
    tint: str
    points: list[tuple[float, float]]

    @classmethod
    def of(cls, building: Any, number: int) -> "Footprint":
        """Read a building; its name in the page's language where it keeps both."""
        return cls(
            number=number,
            code=building.code,
            name=str(getattr(building, "title", "") or building.name),
            about=str(building.get_category_display()),
            url=building.get_absolute_url(),
            tint=TINTS.get(building.category, "b"),
            points=[(float(x), float(y)) for x, y in building.outline or ()],
        )

    @property
    def path(self) -> str:
        """The outline as an SVG points attribute."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the outline."""
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def x(self) -> float:
        """Middle of the outline, where its name stands."""
        return round((self.box[0] + self.box[2]) / 2, 1)

    @property
    def y(self) -> float:
        return round((self.box[1] + self.box[3]) / 2, 1)

    @property
    def lines(self) -> list[str]:
        """The name in one or two lines that fit the building; none where it must do with its number."""
        left, top, right, bottom = self.box
        words = self.name.split()
        choices = [[self.name]]
        if len(words) > 1 and bottom - top >= TWO_LINES:
            half = -(-len(words) // 2)
            choices.append([" ".join(words[:half]), " ".join(words[half:])])
        fitting = (lines for lines in choices if wide(lines) * SMALL <= right - left - 4)
        return next(fitting, [])

    @property
    def narrow(self) -> bool:
        """Whether the name fits only in the smaller letters."""
        return wide(self.lines) > self.box[2] - self.box[0] - 4


@dataclass(frozen=True)
class Frame:
    """The window on the plan, in the units of the outlines."""

    x: float
    y: float
    width: float
    height: float


def frame(shapes: Sequence[Footprint]) -> Frame:
    """Return the window that shows every building with a margin; 620 x 330 for an empty park."""
    if not shapes:
        return Frame(0, 0, 620, 330)
    boxes = [shape.box for shape in shapes]
    left, top = (
        min(box[0] for box in boxes) - MARGIN,
        min(box[1] for box in boxes) - MARGIN,
    )
    right, bottom = (
        max(box[2] for box in boxes) + MARGIN,
        max(box[3] for box in boxes) + MARGIN,
    )
    return Frame(left, top, right - left, bottom - top)


class Tree(NamedTuple):
    """A tree of the drawing: decoration only."""

    x: float
    y: float
    radius: float


def trees(shapes: Sequence[Footprint], count: int = 26) -> list[Tree]:
    """Return trees that stand clear of every building, always the same for the same park."""
    found: list[Tree] = []
    ground, seed = frame(shapes), 17
    for _ in range(count * 12):
        seed = (seed * 1103515245 + 12345) % 2**31  # a tiny fixed sequence: no randomness in pages
        x = ground.x + 10 + (seed >> 8) % 1000 / 1000 * (ground.width - 20)
        seed = (seed * 1103515245 + 12345) % 2**31
        y = ground.y + 10 + (seed >> 8) % 1000 / 1000 * (ground.height - 20)
        clear = all(x < b[0] - 11 or x > b[2] + 11 or y < b[1] - 11 or y > b[3] + 11 for b in (s.box for s in shapes))
        apart = all((x - tree.x) ** 2 + (y - tree.y) ** 2 > 400 for tree in found)
        if clear and apart:
            found.append(Tree(round(x, 1), round(y, 1), 5 + seed % 4))
        if len(found) == count:
            break
    return found
