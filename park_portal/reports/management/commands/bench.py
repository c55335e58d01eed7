"""Measure the portal on this machine: a table on the terminal, and ``bench.json``."""

import gc
import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from park_portal.reports.bench import over_http, overlap, workloads, world
from park_portal.reports.bench.figures import Figure
from park_portal.reports.bench.over_http import Peers
from park_portal.reports.bench.web import web

PEERS = {20_000: Peers(78, 54, 21), 200_000: Peers(174, 148, 10), 1_000_000: Peers(156, 318, 15)}
SMALLEST = 2000


class Command(BaseCommand):
    help = "Measure availability, bookings and the overlap search. Empties the database it runs on."
    needs_servers = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sizes", default="20000,200000,1000000", help="bookings, comma-separated")
        parser.add_argument("--proposals", type=int, default=20_000, help="proposals that the overlap search compares")
        parser.add_argument("--out", type=Path, default=Path("bench.json"))
        parser.add_argument("--count", type=int, default=20, help="how often each is asked")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PARK_MODE == "production":
            raise CommandError("The benchmark empties its database: not on a production portal.")
        sizes = [int(size) for size in options["sizes"].split(",")]
        if min(sizes) < SMALLEST:
            raise CommandError(f"At least {SMALLEST} bookings, so that every window has some.")
        begun, rows, count = time.monotonic(), [], options["count"]
        for size in sizes:
            rows += self.measure(size, count)
        rows += self.written(overlap.figures(options["proposals"], count), options["proposals"], "proposals")
        options["out"].write_text(json.dumps({"workloads": rows}, indent=1) + "\n", encoding="utf-8")
        missed = [row["name"] for row in rows if row["met"] is False]
        self.stdout.write(f"\n{time.monotonic() - begun:.0f} s in all; {options['out']} written.")
        self.stdout.write(f"Goals not met: {', '.join(missed)}" if missed else "All goals met.")

    def measure(self, size: int, count: int) -> list[dict[str, Any]]:
        begun = time.monotonic()
        place = world.build(size)
        gc.collect()
        gc.freeze()  # as wsgi.py does: else walks of the collector, a tenth of a second each, fall on some batch
        self.stdout.write(f"\nloaded in {time.monotonic() - begun:.0f} s; load {load():.1f}")
        return self.written(figures(place, PEERS.get(size, PEERS[20_000]), count), size, "bookings")

    def written(self, found: Iterable[Figure], size: int, rows_of: str) -> list[dict[str, Any]]:
        """Print the table as it comes; gives its rows for the file."""
        title = f"{size:,} {rows_of}"
        self.stdout.write(
            f"\n{title:24}{'value':>10} {'':3}{'floor':>10}{'ratio':>8}  {'met':4} goal | best peer | more"
        )
        rows = []
        for figure in found:
            rows.append({**figure.as_dict(size), "load": load()})
            self.stdout.write(line(figure))
        return rows


def figures(place: world.World, peers: Peers, count: int) -> Iterator[Figure]:
    """All workloads of one size, cheapest first."""
    yield from workloads.availability(place, count)
    floor = workloads.floor_rate(place, count)
    yield from workloads.booking(place, floor, count)
    yield from over_server(place, peers, floor, count)


def over_server(place: world.World, peers: Peers, floor: float, count: int) -> Iterator[Figure]:
    """Those that ask a real web server on the loopback, which is ended afterwards."""
    with web() as port:
        yield from over_http.questions(place, port, peers, count)
        yield from over_http.bookings(place, port, peers, floor, count)
        yield from over_http.contention(place, port, max(count // 6, 1))


def load() -> float:
    """Of the last minute: what else the machine was doing."""
    return round(os.getloadavg()[0], 1)


def line(figure: Figure) -> str:
    floor = f"{figure.floor:.2f}" if figure.floor else ""
    ratio = f"{figure.ratio:.2f}" if figure.ratio else ""
    met = {None: "", True: "yes", False: "NO"}[figure.met]
    more = ", ".join(f"{name} {value}" for name, value in figure.more.items())
    peer = f"{figure.peer:g} {figure.unit}" if figure.peer else ""
    notes = " | ".join(filter(None, [figure.goal, peer, more]))
    return f"{figure.name:24}{figure.value:>10.2f} {figure.unit:3}{floor:>10}{ratio:>8}  {met:4} {notes}"
