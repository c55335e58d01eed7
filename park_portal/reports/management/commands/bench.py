"""Measure the portal on this machine: a table on the terminal, and ``bench.json``."""

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from park_portal.reports.bench import workloads, world

# Best figures of the peers at each size: free rooms in ms, bookings a second (research h2).
PEERS = {
    20_000: {"free": 78.0, "book": 21.0},
    200_000: {"free": 174.0, "book": 10.0},
    1_000_000: {"free": 156.0, "book": 15.0},
}


class Command(BaseCommand):
    help = "Measure availability and bookings beside their raw-SQL floors. Empties the database it runs on."
    needs_servers = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sizes", default="20000,200000,1000000", help="bookings, comma-separated")
        parser.add_argument("--out", type=Path, default=Path("bench.json"))

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PARK_MODE == "production":
            raise CommandError("The benchmark empties its database: not on a production portal.")
        figures: list[dict[str, Any]] = []
        for size in map(int, options["sizes"].split(",")):
            figures += self.measure(size)
        options["out"].write_text(json.dumps({"workloads": figures}, indent=1), encoding="utf-8")

    def measure(self, size: int) -> list[dict[str, Any]]:
        begun = time.monotonic()
        place = world.build(size)
        self.stdout.write(f"\n{size:,} bookings, loaded in {time.monotonic() - begun:.0f} s")
        self.stdout.write(f"{'workload':22}{'ms':>10}{'floor':>10}{'ratio':>8}  goal / peers / more")
        found = []
        peers = PEERS.get(size, PEERS[20_000])
        for figure in (
            *workloads.availability(place), *workloads.booking(place), *workloads.over_http(place, peers),
        ):  # fmt: skip
            row = figure.as_dict()
            found.append({**row, "name": f"{row['name']}@{size}"})
            notes = " / ".join(
                filter(None, [row["goal"], row["peers"], json.dumps(figure.more) if figure.more else ""])
            )
            self.stdout.write(
                f"{row['name']:22}{row['value']:>10}{row['floor'] or '–':>10}{row['ratio'] or '–':>8}  {notes}"
            )
        return found
