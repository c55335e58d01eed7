"""The staff desk as drawn: a day and a week of the park, and its counters.

Positions are percentages of the drawn hours, written into SVG attributes (the Content-Security-Policy forbids styles).
Every plan asks a fixed number of statements, however many bookings there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import chain, groupby
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q
from django.utils.translation import ngettext

from park_portal.core import clock
from park_portal.core.spoken import say_day
from spaces import rules
from spaces.models import Booking, Building, Closure, Space
from spaces.querysets.availability import Span, days_of
from spaces.reckoning import midnight
from spaces.states import HOLDING, BookingState

DAY = 1440
MINUTE = timedelta(minutes=1)
SHOWN = (*HOLDING, BookingState.COMPLETED, BookingState.NO_SHOW)
COMING = (BookingState.CONFIRMED, BookingState.AWAITING_PAYMENT)
SOON = timedelta(hours=2)
Minutes = tuple[int, int]


def cut(spans: Iterable[Span], origin: datetime, days: int = 1) -> list[tuple[int, Minutes]]:
    """Stretches cut at midnights: the number of the day, counted from ``origin``, and the minutes of that day."""
    pieces = []
    for start, end in spans:
        low, high = (start - origin) // MINUTE, -((origin - end) // MINUTE)  # a minute that has begun counts
        for n in range(max(low // DAY, 0), min(-(-high // DAY), days)):
            pieces.append((n, (max(low - n * DAY, 0), min(high - n * DAY, DAY))))
    return pieces


def minutes_of(day: date, spans: Iterable[Span]) -> list[Minutes]:
    """What of the stretches lies on ``day``."""
    return [minutes for _n, minutes in cut(spans, midnight(day))]


@cache
def percent(part: int, whole: int) -> str:
    """Of minutes: whole hours come back thousands of times in a week."""
    return f"{100 * part / whole:.3f}%"


class Piece(NamedTuple):
    """A stretch of a lane: SVG attributes, and what it stands for."""

    x: str
    width: str
    css: str = ""
    label: str = ""
    booking: Any = None


@dataclass(frozen=True)
class Hours:
    """The hours that a drawing shows, in minutes; the same for all its lanes."""

    first: int
    last: int

    @classmethod
    def around(cls, stretches: Iterable[Minutes]) -> "Hours":
        """From 9 to 22, wider where something lies outside."""
        edges = [(low, high) for low, high in stretches if high > low]
        first = min([9 * 60, *(low for low, _high in edges)]) // 60 * 60
        return cls(first, -(-max([22 * 60, *(high for _low, high in edges)]) // 60) * 60)

    def share(self, minutes: int) -> str:
        return percent(minutes, self.last - self.first)

    def at(self, minute: int) -> str:
        return self.share(minute - self.first)

    def piece(self, stretch: Minutes, css: str, label: str = "", booking: Any = None) -> Piece:
        low, high = max(stretch[0], self.first), min(stretch[1], self.last)
        return Piece(self.at(low), self.share(max(high - low, 0)), css, label, booking)

    @property
    def marks(self) -> list[Piece]:
        """Where each hour stands, named on the first, then every second or third where there is little room."""
        step = 60 if self.last - self.first <= 15 * 60 else 120
        return [
            Piece(self.at(minute), "", label=f"{minute // 60:02d}:00" if (minute - self.first) % step == 0 else "")
            for minute in range(self.first, self.last, 60)
        ]


@dataclass
class Lane:
    """One day of one space. A booking, beside its minutes of the day, is a row with at least the time and ``state``."""

    space: Space
    day: date
    said: str = ""  # the day in words
    opened: list[Minutes] = field(default_factory=list)
    busy: list[Minutes] = field(default_factory=list)  # other claims on its leaves, buffers
    closed: list[tuple[Minutes, str]] = field(default_factory=list)
    bookings: list[tuple[Minutes, Any]] = field(default_factory=list)
    hours: Hours = Hours(0, DAY)

    def stretches(self) -> list[Minutes]:
        return [*self.opened, *(stretch for stretch, _booking in self.bookings)]

    @property
    def open_pieces(self) -> list[Piece]:
        return [self.hours.piece(stretch, "open") for stretch in self.opened]

    @property
    def busy_pieces(self) -> list[Piece]:
        return [self.hours.piece(stretch, "busy") for stretch in self.busy]

    @property
    def closed_pieces(self) -> list[Piece]:
        return [self.hours.piece(stretch, "stop", why) for stretch, why in self.closed]

    @property
    def blocks(self) -> list[Piece]:
        return [self.hours.piece(taken, f"body is-{row.state}", booking=row) for taken, row in self.bookings]

    @property
    def pieces(self) -> list[Piece]:
        """All of them, the lowest first."""
        return [*self.open_pieces, *self.busy_pieces, *self.closed_pieces, *self.blocks]

    @property
    def counted(self) -> str:
        """How many bookings there are, in words."""
        n = len(self.bookings)
        return ngettext("%(n)s booking", "%(n)s bookings", n) % {"n": n}

    @property
    def booked(self) -> str:
        """The booked time in words; empty when there is none."""
        total = sum(high - low for (low, high), _booking in self.bookings)
        return rules.say_minutes(total) if self.bookings else ""


def lanes(spaces: Sequence[Space], bookings: Iterable[Any], first: date, days: int) -> list[list[Lane]]:
    """A lane for every space and day; three statements for all. Bookings of other spaces are passed over."""
    start, end, today = midnight(first), midnight(first + timedelta(days=days)), clock.today()
    dates = [(day, say_day(day, today)) for day in (first + timedelta(days=count) for count in range(days))]
    origin = start.astimezone(UTC)  # as the database gives moments: within one zone they are subtracted much faster
    by_space = {space.pk: [Lane(space, day, said) for day, said in dates] for space in spaces}
    for pk, spans in (days_of(spaces, start, end) if spaces else {}).items():
        for n, stretch in cut(spans["open"], origin, days):
            by_space[pk][n].opened.append(stretch)
        for n, stretch in cut(spans["busy"], origin, days):
            by_space[pk][n].busy.append(stretch)
    closures = Closure.objects.between(start, end).filter(leaves__spaces__in=list(by_space))
    for pk, during, reason in closures.values_list("leaves__spaces", "during", "reason").distinct():
        for n, stretch in cut([(during.lower, during.upper)], origin, days):
            by_space[pk][n].closed.append((stretch, reason))
    for booking in bookings:
        if row := by_space.get(booking.space_id):
            for n, stretch in cut([(booking.starts_at, booking.ends_at)], origin, days):
                row[n].bookings.append((stretch, booking))
    rows = list(by_space.values())
    hours = Hours.around(stretch for row in rows for lane in row for stretch in lane.stretches())
    for lane in chain.from_iterable(rows):
        lane.hours = hours
    return rows


def by_building(rows: Iterable[list[Lane]]) -> list[tuple[Building, list[list[Lane]]]]:
    return [(building, list(group)) for building, group in groupby(rows, key=lambda row: row[0].space.building)]


def bookable_spaces() -> Any:
    return Space.objects.bookable().select_related("building").order_by("building_id", "floor", "pk")


@dataclass(frozen=True)
class DayPlan:
    """All bookable spaces on one day."""

    day: date
    bookings: list[Booking]
    buildings: list[tuple[Building, list[list[Lane]]]]
    hours: Hours
    space_count: int

    @classmethod
    def of(cls, day: date, bookings: Any) -> "DayPlan":
        """``bookings`` is what the person may see."""
        start, end = midnight(day), midnight(day + timedelta(days=1))
        rows = list(bookings.between(start, end).filter(state__in=SHOWN).order_by("starts_at", "pk"))
        drawn = lanes(list(bookable_spaces()), rows, day, 1)
        hours = drawn[0][0].hours if drawn else Hours.around([])
        return cls(day, rows, by_building(drawn), hours, len(drawn))

    @property
    def listed(self) -> list[Booking]:
        """Those that run or are still to come, then those that are over; by time."""
        return sorted(self.bookings, key=lambda booking: booking.state not in HOLDING)

    @property
    def previous(self) -> str:
        return (self.day - timedelta(days=1)).isoformat()

    @property
    def following(self) -> str:
        return (self.day + timedelta(days=1)).isoformat()

    @property
    def is_today(self) -> bool:
        return self.day == clock.today()

    @property
    def now_x(self) -> str:
        """Where the now-line stands; empty on other days and outside the drawn hours."""
        minute = int((clock.now() - midnight(self.day)).total_seconds() // 60)
        return self.hours.at(minute) if self.hours.first <= minute <= self.hours.last else ""


@dataclass(frozen=True)
class WeekPlan:
    """Bookable spaces of one building, or of all, in a week from Monday."""

    monday: date
    buildings: list[tuple[Building, list[list[Lane]]]]

    @classmethod
    def of(cls, monday: date, building: Building | None, bookings: Any) -> "WeekPlan":
        start, end = midnight(monday), midnight(monday + timedelta(days=7))
        spaces = bookable_spaces()
        if building is not None:
            spaces = spaces.filter(building=building)
        rows = bookings.between(start, end).filter(state__in=SHOWN).order_by("starts_at", "pk")
        rows = rows.values_list("space_id", "starts_at", "ends_at", "state", named=True)  # all that is drawn
        return cls(monday, by_building(lanes(list(spaces), rows, monday, 7)))

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=count) for count in range(7)]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def previous(self) -> str:
        return (self.monday - timedelta(days=7)).isoformat()

    @property
    def following(self) -> str:
        return (self.monday + timedelta(days=7)).isoformat()


# ------------------------------------------------------------------------------ counters


def in_use(bookings: Any) -> Any:
    """Bookings whose time it is."""
    now = clock.now()
    states = (BookingState.CONFIRMED, BookingState.IN_USE)
    return bookings.with_time().filter(during__contains=now, state__in=states)


def arriving(bookings: Any) -> Any:
    """Bookings that begin within two hours."""
    now = clock.now()
    return bookings.filter(starts_at__gt=now, starts_at__lte=now + SOON, state__in=COMING)


def counters(bookings: Any) -> dict[str, Any]:
    """What the top of the desk counts, in one statement."""
    now, today = clock.now(), clock.today()
    start, end = midnight(today), midnight(today + timedelta(days=1))
    near = Q(during__overlap=(start, max(end, now + SOON)))
    requested = Q(state=BookingState.REQUESTED)
    running = Q(starts_at__lte=now, ends_at__gt=now, state__in=(BookingState.CONFIRMED, BookingState.IN_USE))
    rows = bookings.with_time().filter(near | requested)
    return rows.aggregate(
        requests=Count("pk", filter=requested),
        deadline=Min("decide_by", filter=requested),
        in_use=Count("pk", filter=running),
        next_end=Min("ends_at", filter=running),
        arriving=Count("pk", filter=Q(starts_at__gt=now, starts_at__lte=now + SOON, state__in=COMING)),
        today=Count("pk", filter=Q(ends_at__gt=start, starts_at__lt=end, state__in=SHOWN)),
    )
