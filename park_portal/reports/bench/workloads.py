"""What is measured, each beside its floor: the least that raw SQL can do for the same answer, in the same run."""

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction

from spaces import actions
from spaces.models import Booking
from spaces.querysets.availability import days_of, first_gaps, free_between
from spaces.rules import Wish

from .web import Browser, web
from .world import World

INTERVAL_FLOOR = """
SELECT s.id FROM spaces_space s JOIN spaces_space_leaves l ON l.space_id = s.id
WHERE NOT EXISTS (SELECT 1 FROM spaces_slot t WHERE t.leaf_id = l.leaf_id AND t.during && tstzrange(%(start)s, %(end)s))
"""
GAPS_FLOOR = """
WITH open AS (
    SELECT range_agg(tstzrange((d + interval '9 hours') AT TIME ZONE 'Asia/Seoul',
                               (d + interval '22 hours') AT TIME ZONE 'Asia/Seoul')) AS open
    FROM generate_series(%(start)s::timestamptz AT TIME ZONE 'Asia/Seoul',
                         %(end)s::timestamptz AT TIME ZONE 'Asia/Seoul' - interval '1 day', interval '1 day') d
), busy AS (
    SELECT leaf_id, range_agg(during) AS busy FROM spaces_slot WHERE during && tstzrange(%(start)s, %(end)s)
      AND leaf_id = ANY(%(leaves)s) GROUP BY leaf_id
)
SELECT leaf_id, (SELECT min(lower(r)) FROM unnest(open.open - busy.busy) r
                 WHERE upper(r) - lower(r) >= interval '2 hours')
FROM open, busy
"""
WEEK_FLOOR = """
SELECT leaf_id, lower(during), upper(during) FROM spaces_slot
WHERE leaf_id = ANY(%(leaves)s) AND during && tstzrange(%(start)s, %(end)s)
"""


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``ratio`` is always cost over floor; ``value`` and ``floor`` are milliseconds."""

    name: str
    value: float
    floor: float | None
    goal: str
    peers: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        ratio = round(self.value / self.floor, 2) if self.floor else None
        return {
            "name": self.name,
            "value": round(self.value, 2),
            "floor": round(self.floor, 2) if self.floor else None,
            "ratio": ratio,
            "goal": self.goal,
            "peers": self.peers,
            **self.more,
        }


def median_ms(deed: Callable[[int], Any], count: int = 30) -> float:
    """Median milliseconds of ``deed(n)``, after a few to warm up."""
    for n in range(3):
        deed(count + n)
    times = []
    for n in range(count):
        begun = time.perf_counter()
        deed(n)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def asked(sql: str, world: World, days: int) -> Callable[[int], Any]:
    """Run a floor statement for a window that begins on another day each time."""
    leaves = [space.leaves.all()[0].pk for space in world.spaces]

    def run(n: int) -> list[Any]:
        start = world.at(n % 20, 14 if days == 0 else 0)
        end = start + (timedelta(hours=2) if days == 0 else timedelta(days=days))
        with connection.cursor() as cursor:
            cursor.execute(sql, {"start": start, "end": end, "leaves": leaves})
            return cursor.fetchall()

    return run


def availability(world: World) -> Iterator[Figure]:
    """The three questions, in Python with everything around them."""
    goal = "<= 2x floor"
    interval = median_ms(lambda n: free_between(world.spaces, world.at(n % 20, 14), world.at(n % 20, 16)))
    yield Figure("interval", interval, median_ms(asked(INTERVAL_FLOOR, world, 0)), goal)
    for days in (7, 60):
        value = median_ms(lambda n, d=days: first_gaps(world.spaces, world.at(n, 0), world.at(n + d, 0), 120), 15)
        yield Figure(f"first-free-{days}d", value, median_ms(asked(GAPS_FLOOR, world, days), 15), goal)
    week = median_ms(lambda n: days_of(world.spaces, world.at(n % 20, 0), world.at(n % 20 + 7, 0)))
    yield Figure("week", week, median_ms(asked(WEEK_FLOOR, world, 7)), goal)


def booking(world: World) -> Iterator[Figure]:
    """Bookings one after the other by the action; the floor is one insert and commit on the ledger."""

    def book(n: int) -> Booking:
        start = world.at(world.empty + n // 20, 9 + n % 10)
        space, person = world.spaces[n % 60], world.people[n % len(world.people)]
        wish = Wish(person, space, start, start + timedelta(hours=1), 5)
        return actions.booking_request(by=person, wish=wish, purpose="bench")

    def insert(n: int) -> None:
        start = world.at(world.empty + 100 + n // 20, 9 + n % 10)
        leaf = world.spaces[n % 60].leaves.all()[0].pk
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO spaces_slot (claim_id, leaf_id, during)"
                " VALUES ((SELECT min(id) FROM spaces_claim), %s, tstzrange(%s, %s))",
                [leaf, start, start + timedelta(hours=1)],
            )

    value = median_ms(book, 100)
    yield Figure("book-action", value, median_ms(insert, 100), "", more={"per_second": round(1000 / value)})


def over_http(world: World, peers: dict[str, float]) -> Iterator[Figure]:
    """The same over real HTTP: session, rules, audit, messages and all."""
    with web() as port:
        browser = Browser(port, world.sessions[0])

        def free_rooms(n: int) -> None:
            window = {"start": world.at(n % 20, 14).isoformat(), "end": world.at(n % 20, 16).isoformat()}
            expect(browser.get(f"/api/v1/availability/?{urlencode(window)}"), 200)

        def book(n: int) -> None:
            expect(browser.post("/api/v1/bookings/", wanted(world, n)), 201)

        free = median_ms(free_rooms)
        yield Figure("http-free-rooms", free, None, f"<= {peers['free'] / 5:.0f} ms", f"{peers['free']:.0f} ms")
        value, goal = median_ms(book, 100), f">= {5 * peers['book']:.0f}/s"
        rate = {"per_second": round(1000 / value)}
        yield Figure("http-book", value, None, goal, f"{peers['book']:.0f}/s", rate)
        yield contention(world, port)


def wanted(world: World, n: int) -> dict[str, Any]:
    """The ``n``-th booking over HTTP: always an hour that nobody has."""
    day, hour = world.empty + 200 + n // 20, 9 + n % 10
    return {
        "space": world.spaces[n % 60].pk,
        "start": world.at(day, hour).isoformat(),
        "end": world.at(day, hour + 1).isoformat(),
        "purpose": "bench",
        "attendees": 5,
    }


def expect(answer: tuple[int, Any], status: int) -> None:
    if answer[0] != status:
        raise RuntimeError(f"{answer[0]} instead of {status}: {str(answer[1])[:300]}")


def contention(world: World, port: int) -> Figure:
    """32 people on one slot at once: one 201, 31 times 409 with alternatives, nothing else, none over 3 s."""
    start, barrier = world.at(world.empty + 300, 14), Barrier(32)
    facts = {"space": world.spaces[0].pk, "start": start.isoformat(), "purpose": "bench", "attendees": 5}
    facts["end"] = (start + timedelta(hours=2)).isoformat()

    def race(session: str) -> tuple[int, int, float]:
        browser = Browser(port, session)
        browser.get("/healthz/")
        barrier.wait()
        begun = time.perf_counter()
        status, body = browser.post("/api/v1/bookings/", facts)
        return status, len(body.get("alternatives", [])), (time.perf_counter() - begun) * 1000

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(race, world.sessions[:32]))
    counts = {str(code): sum(status == code for status, *_rest in answers) for code in sorted({a[0] for a in answers})}
    with_alternatives = sum(status == 409 and bool(others) for status, others, _ms in answers)
    more = {"answers": counts, "with_alternatives": with_alternatives}
    return Figure("http-32-on-one", max(ms for *_rest, ms in answers), None, "one 201, 31 x 409, <= 3000 ms", more=more)
