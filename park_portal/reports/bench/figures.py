"""One line of the table, and how times are taken on a machine that others use, too."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """``value``, ``floor`` and ``peer`` are in ``unit``: ``ms``, or ``/s`` of a throughput."""

    name: str
    value: float
    floor: float | None = None
    unit: str = "ms"
    goal: str = ""
    met: bool | None = None
    peer: float | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Always cost over floor: a throughput is turned over."""
        if not self.floor:
            return None
        return self.value / self.floor if self.unit == "ms" else self.floor / self.value

    def as_dict(self, size: int) -> dict[str, Any]:
        rounded = lambda number: None if number is None else round(number, 2)  # noqa: E731
        return {
            "name": f"{self.name}@{size}",
            "value": rounded(self.value),
            "floor": rounded(self.floor),
            "ratio": rounded(self.ratio),
            "goal": self.goal,
            "peers": self.peer,
            "unit": self.unit,
            "met": self.met,
            **self.more,
        }


def at_most(name: str, times: list[float], goal_ms: float, peer: float | None = None, **facts: Any) -> Figure:
    """A latency that must not pass a budget, or a share of the best peer's."""
    value = statistics.median(times)
    more = {"min": round(min(times), 2), **facts.pop("more", {})}
    return Figure(name, value, goal=f"<= {goal_ms:g} ms", met=value <= goal_ms, peer=peer, more=more, **facts)


def beside_floor(name: str, times: list[float], floors: list[float], most: float = 2) -> Figure:
    """A statement beside its floor: medians are compared; on a busy machine the minima tell more."""
    value, floor = statistics.median(times), statistics.median(floors)
    more = {"min": round(min(times), 2), "floor_min": round(min(floors), 2)}
    return Figure(name, value, floor, goal=f"ratio <= {most:g}", met=value / floor <= most, more=more)


def times_ms(deed: Callable[[int], Any], count: int, floor: Callable[[int], Any] | None = None) -> list[list[float]]:
    """Milliseconds of ``deed(n)`` and ``floor(n)``, one after the other so that a busy moment meets both.

    Two of each go before, uncounted.
    """
    deeds = [deed] if floor is None else [deed, floor]
    found: list[list[float]] = [[] for _ in deeds]
    for n in range(-2, count):
        for one, times in zip(deeds, found, strict=True):
            begun = time.perf_counter()
            one(n)
            if n >= 0:
                times.append((time.perf_counter() - begun) * 1000)
    return found
