"""The same over real HTTP: server, session, rules, audit, messages and all."""

import statistics
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from spaces.models import Space

from . import floors, workloads
from .figures import Figure, at_most, times_ms
from .web import Browser, timed
from .workloads import PRICED
from .world import CROWD, QUOTA, World

BOOKINGS = "/api/v1/bookings/"
# The best peer's page of a week that draws as many bookings (1,200) as ours does at every size: 60 rooms, ms.
PEERS_PAGE = 148
MOST_STATEMENTS = 14
CLIENTS = 4
WARM_UP, BATCHES = 24, 10
PATIENCE_MS = 3000


@dataclass(frozen=True)
class Peers:
    """The best figures of the peers at one size (research h2): ms, ms, bookings a second."""

    free: float
    week: float
    book: float


def questions(world: World, port: int, peers: Peers, count: int) -> Iterator[Figure]:
    """Free rooms, and the week of all spaces: as data, and as the page of the staff."""
    browser, staff = Browser(port, world.sessions[0]), Browser(port, world.staff)
    ids, page = [space.pk for space in world.spaces], reverse("spaces:desk-timeline")

    def free(n: int) -> None:
        expect(browser.get(f"/api/v1/availability/?{window(*workloads.two_hours(world, n))}"), 200)

    def week(n: int) -> None:
        expect(browser.get(f"/api/v1/spaces/busy/?{window(*workloads.some_days(world, n, 7))}"), 200)

    def week_page(n: int) -> None:
        expect(staff.get(f"{page}?week={world.at(n % workloads.DAYS, 0).date()}"), 200)

    def interval_floor(n: int) -> Any:
        return floors.ask(floors.INTERVAL, ids, *workloads.two_hours(world, n))

    def week_floor(n: int) -> Any:
        return floors.ask(floors.DAYS, ids, *workloads.some_days(world, n, 7))

    for name, deed, floor, goal, peer in (
        ("http-free-rooms", free, interval_floor, peers.free / 5, peers.free),
        ("http-week", week, week_floor, peers.week / 3, peers.week),
        ("http-week-page", week_page, week_floor, PEERS_PAGE / 3, PEERS_PAGE),
    ):
        times, below = times_ms(deed, count, floor)
        yield at_most(name, times, round(goal, 1), peer, floor=statistics.median(below))


def bookings(world: World, port: int, peers: Peers, floor: float, size: int) -> Iterator[Figure]:
    """One client after the other as the peers were measured, then four at once; then with a price."""
    everybody = [Browser(port, session) for session in world.sessions]
    browsers = everybody[: 2 * CLIENTS]
    first = world.empty + 200

    def book(n: int) -> None:
        expect(browsers[n % len(browsers)].post(BOOKINGS, wanted(world, world.rooms, first, n)), 201)

    def book_priced(n: int) -> None:
        expect(everybody[n % len(everybody)].post(BOOKINGS, wanted(world, world.priced, first, n)), 201)

    def together(n: int) -> None:
        facts = [wanted(world, world.rooms, first + 100, n * CLIENTS + k) for k in range(CLIENTS)]
        for answer in pool.map(lambda k: browsers[k].post(BOOKINGS, facts[k]), range(CLIENTS)):
            expect(answer, 201)

    sent = statements(world, wanted(world, world.rooms, first + 200, 0))
    warm = workloads.rates(book, 1, WARM_UP)  # every thread of the server has made its first booking then
    found, goal = workloads.rates(lambda n: book(len(warm) * WARM_UP + n), BATCHES, size), 5 * peers.book
    value = statistics.median(found)
    more = {"best": round(max(found), 1), "statements": sent}
    goal_words = f">= {goal:g}/s, <= {MOST_STATEMENTS} statements"
    met = value >= goal and sent <= MOST_STATEMENTS
    yield Figure("http-book", value, floor, "/s", goal_words, met, peers.book, more)
    with ThreadPoolExecutor(CLIENTS) as pool:
        at_once = [CLIENTS * rate for rate in workloads.rates(together, 3, max(size // CLIENTS, 1))]
    yield Figure(f"http-book-{CLIENTS}-clients", statistics.median(at_once), floor, "/s", peer=peers.book)
    sent = statements(world, wanted(world, world.priced, first + 200, 0))
    yield Figure(
        "http-book-priced",
        statistics.median(workloads.rates(book_priced, 1, min(size, PRICED))),
        floor,
        "/s",
        more={"statements": sent},
    )


def wanted(world: World, spaces: list[Space], first: int, n: int) -> dict[str, Any]:
    """The ``n``-th booking: always an hour that nobody has."""
    day, hour = first + n // (10 * len(spaces)), 9 + n // len(spaces) % 10
    return request(spaces[n % len(spaces)], world, day, hour, 1)


def request(space: Space, world: World, day: int, hour: int, hours: int) -> dict[str, Any]:
    start = world.at(day, hour)
    end = start + timedelta(hours=hours)
    return {"space": space.pk, "start": start.isoformat(), "end": end.isoformat(), "purpose": "bench", "attendees": 5}


def statements(world: World, facts: dict[str, Any]) -> int:
    """How many statements one booking sends besides transaction control, session and sign-in included."""
    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = world.sessions[-1]  # who has not been asked to pay for three bookings yet
    return workloads.statements(lambda: client.post(BOOKINGS, facts, content_type="application/json"))


def window(start: Any, end: Any) -> str:
    return urlencode({"start": start.isoformat(), "end": end.isoformat()})


def expect(answer: tuple[int, Any], status: int) -> None:
    if answer[0] != status:
        raise RuntimeError(f"{answer[0]} instead of {status}: {str(answer[1])[:300]}")


# ------------------------------------------------------------------------------ contention

Answer = tuple[int, dict[str, Any], float]


def contention(world: World, port: int, rounds: int) -> Iterator[Figure]:
    """Many at once on one place, over real HTTP; ``value`` is the slowest answer of all rounds."""
    browsers = [Browser(port, session) for session in world.sessions]
    first, one = world.empty + 600, "one 201, the others 409 with alternatives"
    lost = {"201": rounds, "409": (CROWD - 1) * rounds}
    for name, spaces in (("http-32-on-one", world.rooms[:1]), ("http-half-against-whole", world.hall)):
        wishes = [[spaces[k % len(spaces)] for k in range(CROWD)]] * (rounds + 1)
        found = [
            race(browsers, [request(space, world, first + n, 14, 2) for space in each]) for n, each in enumerate(wishes)
        ]
        yield contested(name, found[1:], one, lost, claim_race(world, first + 100, rounds))  # the first warms up
        first += 200
    rooms, persons = world.narrow, world.sessions[:rounds]
    found = [
        race([Browser(port, person) for _ in rooms], [request(space, world, first + n, 14, 2) for space in rooms])
        for n, person in enumerate(persons)
    ]
    within = {"201": QUOTA // 2 * len(persons), "422": (len(rooms) - QUOTA // 2) * len(persons)}
    yield contested("http-8-rooms-one-person", found, f"201 for {QUOTA} hours a month, else 422", within, None)


def race(browsers: list[Browser], wishes: list[dict[str, Any]]) -> list[Answer]:
    """Send all wishes at the same moment, each on an open connection of its own."""
    barrier = Barrier(len(wishes))

    def run(browser: Browser, facts: dict[str, Any]) -> Answer:
        browser.get("/healthz/")
        barrier.wait(30)
        return timed(lambda: browser.post(BOOKINGS, facts))

    with ThreadPoolExecutor(len(wishes)) as pool:
        return list(pool.map(run, browsers, wishes))


def contested(name: str, rounds: list[list[Answer]], goal: str, expected: Any, floor: float | None) -> Figure:
    answers = [answer for each in rounds for answer in each]
    counts = Counter(str(status) for status, _body, _ms in answers)
    taken = [body for status, body, _ms in answers if status == 409]
    helped, slowest = sum(bool(body.get("alternatives")) for body in taken), max(ms for *_rest, ms in answers)
    met = counts == expected and helped == len(taken) and slowest <= PATIENCE_MS
    more = {"answers": dict(sorted(counts.items())), "with_alternatives": helped}
    return Figure(name, slowest, floor, "ms", f"{goal}, <= {PATIENCE_MS} ms", met, more=more)


def claim_race(world: World, day: int, rounds: int) -> float:
    """The floor: as many raw connections lock one leaf and insert one slot; the slowest of all rounds."""
    leaf = world.rooms[0].leaves.all()[0].pk
    return max(floors.claim_at_once(leaf, world.at(day + n, 14), world.at(day + n, 16), CROWD) for n in range(rounds))
