"""Hall rentals of a month (대관): hours, utilisation, users, income, and what did not take place.

How it is counted (domain/spaces.md; the page says the same in its notes):

* A *use* is a booking that is confirmed, in use or completed. Its minutes are those booked and paid, cut at the
  month's midnights in Seoul; the operator's buffers are not in it. Number, people and price count once, in the month
  in which the use begins.
* *Open* is opening hours minus closures, inside the life of space and building. Opening hours are today's pattern:
  the portal keeps no older ones.
* A space of several parts is open while all are; a desk zone counts each desk by itself (desk-minutes). Sums over
  spaces (building, kind, park, heat map) count each smallest part once: a divisible hall and its halves are not
  counted double, and a use of the whole hall uses all its parts.
* The price of a use is its income; what was taken off it and what of it is paid: halls_money.py.
* Utilisation is use inside opening, divided by open; what lies outside (a rule set aside by staff, a closure that came
  later) is told apart, so that the share never passes 100 %.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Min, QuerySet

from park_portal.accounts.states import DISTRICT_KINDS
from park_portal.core.clock import SEOUL
from park_portal.reports.reckoning import (
    Stretch,
    Window,
    by_hour,
    common,
    length,
    mean,
    merged,
    minus,
    office_minutes,
    permille,
)
from spaces.models import Booking, Closure, Space
from spaces.querysets.availability import days_of
from spaces.states import BookingState

from . import halls_money

VERSION = 2  # 2: with reductions and what was paid
USED = (BookingState.CONFIRMED, BookingState.IN_USE, BookingState.COMPLETED)
# What was asked for and did not take place, by the state in which it ended.
OUTCOMES = (
    BookingState.CANCELLED,
    BookingState.NO_SHOW,
    BookingState.REJECTED,
    BookingState.EXPIRED,
    BookingState.DISRUPTED,
)
MONEY = ("income_paid", "charged", "credited", "received", "refunded", "due")
Row = dict[str, Any]
Units = dict[int, list[Stretch]]  # open minutes of each thing that can be used


@dataclass(frozen=True)
class Use:
    """One booking as far as it lies in the month; ``begins`` says whether it is counted here."""

    booking: Booking
    stretch: Stretch
    begins: bool
    leaves: tuple[int, ...]


@dataclass
class Place:
    """One space in the month, with the open minutes of the whole and of each smallest part."""

    space: Space
    opening: list[Stretch]
    closed: dict[int, list[Stretch]]  # of each leaf
    uses: list[Use] = field(default_factory=list)

    @cached_property
    def leaves(self) -> Units:
        return {leaf: minus(self.opening, closed) for leaf, closed in self.closed.items()}

    @cached_property
    def units(self) -> Units:
        """What one use takes one of: a desk, or the whole space."""
        if self.space.takes_any_leaf:
            return self.leaves
        return {0: minus(self.opening, merged(one for closed in self.closed.values() for one in closed))}

    def keys(self, use: Use) -> tuple[int, ...]:
        return use.leaves if self.space.takes_any_leaf else (0,)


def first_day() -> date | None:
    """The day of the first booking of all, whatever became of it."""
    first = Booking.objects.aggregate(first=Min("starts_at"))["first"]
    return first.astimezone(SEOUL).date() if first else None


def compute(window: Window) -> Row:
    """The section for one month, in ten SQL statements whatever the number of bookings."""
    places, outcomes, decided = _places(window), _outcomes(window), _decided(window)
    total, money = _sum(places), halls_money.compute(window, _begun(window))
    return {
        "headlines": [*_headlines(total, outcomes, decided), *_money_lines(total, money)],
        "total": total,
        "buildings": _by_building(places),
        "kinds": _by(places, lambda place: place.space.kind),
        "classes": _split(places, lambda booking: booking.user_class),
        "departments": _departments(places),
        "heat": _heat(places, window.month.weekday()),
        "outcomes": outcomes,
        "money": money,
        "decisions": {"count": len(decided), "mean_office_minutes": mean(decided)},
    }


def _headlines(total: Row, outcomes: Row, decided: list[int]) -> list[Row]:
    lines = [
        ("bookings", "count", total["bookings"]),
        ("hours", "minutes", total["minutes"]),
        ("utilisation", "permille", total["utilisation"]),
        ("attendees", "people", total["people"]),
        ("income", "krw", total["income_krw"]),
        *((state.value, "count", len(outcomes[state.value])) for state in OUTCOMES),
        ("decision_time", "minutes", mean(decided)),
    ]
    return [{"code": code, "unit": unit, "value": value} for code, unit, value in lines]


def _money_lines(total: Row, money: Row) -> list[Row]:
    won = {
        "priced": total["income_krw"] + total["reduced_krw"],
        "reduced": total["reduced_krw"],
        **{code: money[f"{code}_krw"] for code in MONEY},
    }
    return [{"code": code, "unit": "krw", "value": value} for code, value in won.items()]


# ------------------------------------------------------------------------------ reading


def _places(window: Window) -> list[Place]:
    """Spaces that could be booked in the month or were used in it, in the order of the plan."""
    uses = _uses(window)
    spaces = list(Space.objects.select_related("building").order_by("building_id", "floor", "pk"))
    spaces = [space for space in spaces if space.bookable or space.pk in uses]
    lives = {space.pk: _life(space, window) for space in spaces}
    spaces = [space for space in spaces if lives[space.pk] or space.pk in uses]
    days, closed = days_of(spaces, window.start, window.end), _closed(spaces, window)
    places = []
    for space in spaces:
        opening = merged(window.stretch(*span) for span in days[space.pk]["open"])
        place = Place(space, common(opening, lives[space.pk]), closed[space.pk])
        place.uses = [_use(booking, place, window) for booking in uses[space.pk]]
        places.append(place)
    return places


def _life(space: Space, window: Window) -> list[Stretch]:
    """A closed building closes its spaces."""
    building = space.building
    return common(window.days(space.opened_on, space.closed_on), window.days(building.opened_on, building.closed_on))


def _uses(window: Window) -> dict[int, list[Booking]]:
    """Used bookings by space, each with one leaf of its claim as ``leaf`` (the desk, in a desk zone)."""
    rows = Booking.objects.between(window.start, window.end).filter(state__in=USED)
    rows = rows.select_related("organization__parent").annotate(leaf=Min("claim__slots__leaf"))
    found = defaultdict(list)
    for booking in rows.order_by("starts_at", "pk"):
        found[booking.space_id].append(booking)
    return found


def _begun(window: Window) -> QuerySet[Booking]:
    """Uses that count in this month."""
    return Booking.objects.filter(state__in=USED, starts_at__gte=window.start, starts_at__lt=window.end)


def _use(booking: Booking, place: Place, window: Window) -> Use:
    desk = booking.leaf if booking.leaf in place.closed else next(iter(place.closed), 0)
    leaves = (desk,) if place.space.takes_any_leaf else tuple(place.closed)
    stretch = window.stretch(booking.starts_at, booking.ends_at)
    return Use(booking, stretch, booking.starts_at >= window.start, leaves)


def _closed(spaces: list[Space], window: Window) -> dict[int, dict[int, list[Stretch]]]:
    """``{space: {leaf: closures}}`` with every leaf of each space, closed or not."""
    through = Space.leaves.through.objects.filter(space__in=spaces).order_by("leaf_id")
    found: dict[int, dict[int, list[Stretch]]] = defaultdict(dict)
    closures = defaultdict(list)
    rows = Closure.objects.between(window.start, window.end).filter(leaves__isnull=False)
    for leaf, during in rows.values_list("leaves", "during"):
        closures[leaf].append(window.stretch(during.lower, during.upper))
    for space, leaf in through.values_list("space_id", "leaf_id"):
        found[space][leaf] = merged(closures[leaf])
    return found


def _outcomes(window: Window) -> dict[str, list[int]]:
    """Bookings of uses due to begin in the month that did not take place, by how they ended."""
    rows = Booking.objects.filter(state__in=OUTCOMES, starts_at__gte=window.start, starts_at__lt=window.end)
    found: dict[str, list[int]] = {state.value: [] for state in OUTCOMES}
    for state, pk in rows.order_by("pk").values_list("state", "pk"):
        found[state].append(pk)
    return found


def _decided(window: Window) -> list[int]:
    """Office minutes from request to decision, of decisions made in the month."""
    rows = Booking.objects.filter(decided_at__gte=window.start, decided_at__lt=window.end)
    return [office_minutes(*moments) for moments in rows.values_list("requested_at", "decided_at")]


# ------------------------------------------------------------------------------ adding up


def _counts(uses: Iterable[Use]) -> Row:
    uses = list(uses)
    begun = [use.booking for use in uses if use.begins]
    return {
        "bookings": len(begun),
        "people": sum(booking.attendees for booking in begun),
        "minutes": length(use.stretch for use in uses),
        "income_krw": sum(booking.price_krw for booking in begun),
        "reduced_krw": halls_money.reduced_krw(begun),
    }


def _row(uses: list[Use], units: Units, taken: Iterable[tuple[Use, tuple[int, ...]]], outside: int) -> Row:
    """Counts with open and used minutes of ``units``; ``taken`` says which units each use took."""
    used = sum(length(common([use.stretch], units.get(key, []))) for use, keys in taken for key in keys)
    opened = sum(map(length, units.values()))
    return _counts(uses) | {
        "outside_minutes": outside,
        "open_minutes": opened,
        "used_minutes": used,
        "utilisation": permille(used, opened),
    }


def _outside(place: Place) -> int:
    """Booked minutes outside opening hours or inside a closure."""
    units = place.units
    return sum(
        length([use.stretch]) - length(common([use.stretch], units.get(place.keys(use)[0], []))) for use in place.uses
    )


def _sum(places: list[Place]) -> Row:
    """Several spaces together, by their smallest parts, each counted once."""
    uses = [use for place in places for use in place.uses]
    return _row(uses, _parts(places), ((use, use.leaves) for use in uses), sum(map(_outside, places)))


def _parts(places: list[Place]) -> Units:
    opened: dict[int, list[Stretch]] = defaultdict(list)
    for place in places:
        for leaf, stretches in place.leaves.items():
            opened[leaf] += stretches
    return {leaf: merged(stretches) for leaf, stretches in opened.items()}


def _by_building(places: list[Place]) -> list[Row]:
    found = []
    for building, group in groupby(places, key=lambda place: place.space.building):
        own = list(group)
        found.append(_named(building) | _sum(own) | {"spaces": [_space(place) for place in own]})
    return found


def _space(place: Place) -> Row:
    facts = {"kind": place.space.kind, "desks": len(place.closed) if place.space.takes_any_leaf else 0}
    taken = ((use, place.keys(use)) for use in place.uses)
    return _named(place.space) | facts | _row(place.uses, place.units, taken, _outside(place))


def _named(thing: Any) -> Row:
    """Names are frozen as they stood."""
    return {"code": thing.code, "name": thing.name, "name_en": thing.name_en}


def _by(places: list[Place], key: Any) -> list[Row]:
    groups = defaultdict(list)
    for place in places:
        groups[key(place)].append(place)
    return [{"code": code} | _sum(group) for code, group in sorted(groups.items())]


def _split(places: list[Place], key: Any) -> list[Row]:
    groups = defaultdict(list)
    for place in places:
        for use in place.uses:
            groups[key(use.booking)].append(use)
    return [{"code": code} | _counts(uses) for code, uses in sorted(groups.items())]


def _departments(places: list[Place]) -> list[Row]:
    """What the district's departments, teams and neighbourhood offices used; most hours first."""
    groups = defaultdict(list)
    for place in places:
        for use in place.uses:
            body = use.booking.organization
            if body is not None and body.kind in DISTRICT_KINDS:
                groups[body].append((use, place.space))
    rows = []
    for body, taken in groups.items():
        facts = {"id": body.pk, "kind": body.kind, "name": body.name, "name_en": body.name_en}
        parent = {"parent": body.parent.name, "parent_en": body.parent.name_en} if body.parent else {}
        spaces = {"spaces": sorted({space.code for _use, space in taken})}
        rows.append(facts | parent | _counts(use for use, _space in taken) | spaces)
    return sorted(rows, key=lambda row: (-row["minutes"], row["name"], row["id"]))


def _heat(places: list[Place], first_weekday: int) -> Row:
    """Open and used minutes of the smallest parts: seven weekdays from Monday, twenty-four hours each."""
    parts = _parts(places)
    opened: Counter[tuple[int, int]] = Counter()
    used: Counter[tuple[int, int]] = Counter()
    for stretches in parts.values():
        opened += by_hour(stretches, first_weekday)
    for place in places:
        for use in place.uses:
            for leaf in use.leaves:
                used += by_hour(common([use.stretch], parts.get(leaf, [])), first_weekday)
    return {
        name: [[cells[day, hour] for hour in range(24)] for day in range(7)]
        for name, cells in (("open", opened), ("used", used))
    }
