"""What is measured on one connection: the questions beside their floors, and bookings by action."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from spaces import actions
from spaces.models import Booking
from spaces.querysets.availability import days_of, first_gaps, free_between
from spaces.rules import Wish

from . import floors
from .figures import Figure, beside_floor, times_ms
from .world import World

CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
DAYS = 20  # windows begin on so many days in turn
BATCH = 40
PRICED = 30  # so many people book once each: nobody may have more than three unpaid
Window = tuple[datetime, datetime]


def two_hours(world: World, n: int) -> Window:
    return world.at(n % DAYS, 14), world.at(n % DAYS, 16)


def some_days(world: World, n: int, days: int) -> Window:
    return world.at(n % DAYS, 0), world.at(n % DAYS + days, 0)


def same(ours: Any, floor: Any) -> None:
    """A floor that answers something else is no floor."""
    if ours != floor:
        raise RuntimeError(f"the floor answers otherwise: {str(ours)[:200]} / {str(floor)[:200]}")


def availability(world: World, count: int = 30) -> Iterator[Figure]:
    """The three questions, in Python with everything around them, for all spaces at once."""
    ids = [space.pk for space in world.spaces]

    def compare(name: str, ours: Callable[[int], Any], floor: Callable[[int], Any], times: int) -> Figure:
        for n in range(3):
            same(ours(n), floor(n))
        return beside_floor(name, *times_ms(ours, times, floor))

    yield compare(
        "interval",
        lambda n: {pk: verdict.why for pk, verdict in free_between(world.spaces, *two_hours(world, n)).items()},
        lambda n: {pk: reason(*row) for pk, *row in floors.ask(floors.INTERVAL, ids, *two_hours(world, n))},
        count,
    )
    for days in (7, 60):
        yield compare(
            f"first-free-{days}d",
            lambda n, days=days: first_gaps(world.spaces, *some_days(world, n, days), 120),
            lambda n, days=days: floors.ask(floors.GAPS, ids, *some_days(world, n, days), 120),
            max(count // 2, 1),
        )
    yield compare(
        "week",
        lambda n: days_of(world.spaces, *some_days(world, n, 7)),
        lambda n: spans(ids, floors.ask(floors.DAYS, ids, *some_days(world, n, 7))),
        count,
    )


def reason(is_open: bool, taken: bool, closed: bool) -> str:
    """What ``Verdict.why`` says, of a space without desks."""
    if not is_open:
        return "closed"
    return "closure" if closed else "taken" if taken else ""


def spans(ids: list[int], rows: list[Any]) -> dict[int, dict[str, list[Window]]]:
    found: dict[int, dict[str, list[Window]]] = {pk: {"open": [], "busy": []} for pk in ids}
    for pk, kind, begins, ends in rows:
        found[pk][kind].append((begins, ends))
    return found


def rates(deed: Callable[[int], Any], batches: int, size: int = BATCH) -> list[float]:
    """How many a second, of each batch; ``n`` goes on counting."""
    found = []
    for batch in range(batches):
        begun = time.perf_counter()
        for n in range(size):
            deed(batch * size + n)
        found.append(size / (time.perf_counter() - begun))
    return found


def floor_rate(world: World, size: int = BATCH) -> float:
    """Claims a second by one raw insert and commit each."""
    leaves = [space.leaves.all()[0].pk for space in world.rooms]

    def claim(n: int) -> None:
        start = world.at(world.empty + 2000 + n // len(leaves), 12)
        floors.claim(leaves[n % len(leaves)], start, start + timedelta(hours=1))

    return statistics.median(rates(claim, 3, size))


def booking(world: World, floor: float, size: int = BATCH) -> Iterator[Figure]:
    """Bookings one after the other by the action: free of charge, then with a price and its receivable."""
    for name, spaces, days, batches, each in (
        ("book-action", world.rooms, 0, 3, size),
        ("book-action-priced", world.priced, 100, 1, min(size, PRICED)),
    ):

        def book(n: int, spaces: Any = spaces, days: int = days) -> Booking:
            start = world.at(world.empty + days + n // len(spaces), 9 + n % 10)
            person = world.people[n % len(world.people)]
            wish = Wish(person, spaces[n % len(spaces)], start, start + timedelta(hours=1), 5)
            return actions.booking_request(by=person, wish=wish, purpose="bench")

        found = rates(book, batches, each)
        more = {"best": round(max(found)), "statements": statements(lambda book=book, n=batches * each: book(n))}
        yield Figure(name, statistics.median(found), floor, "/s", more=more)


def statements(deed: Callable[[], Any]) -> int:
    """How many statements a deed sends besides transaction control."""
    with CaptureQueriesContext(connection) as sent:
        deed()
    return sum(not query["sql"].startswith(CONTROL) for query in sent)
