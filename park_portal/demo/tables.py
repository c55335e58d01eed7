"""Reading the demo's tables in ``data/*.csv``: comma-separated, UTF-8, lists joined by ``;``."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of ``data/<name>.csv`` as text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def many(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
