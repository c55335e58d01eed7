"""Floor plans drawn from areas: rows of rooms as wide as they are large. Lengths in units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from django.utils.translation import gettext as _

WIDTH, ROW, CORRIDOR = 960, 96, 24
MOST_IN_A_ROW = 9
LETTER = 12  # width of a Korean letter in the drawing


@dataclass(frozen=True)
class Cell:
    """A rectangle of the plan."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def letters(self) -> int:
        """How many Korean letters fit in one line."""
        return int((self.width - 8) / LETTER)


def cells(areas: Sequence[float]) -> list[Cell]:
    """A rectangle for each area, in rows along a corridor, all on one scale: twice the area is twice the paper.

    Rows hold about the same area each, so that the floor is about as wide everywhere.
    """
    if not areas:
        return []
    lines = rows(areas)
    # One scale for the floor: the widest row fills the drawing at the usual height.
    largest = max(sum(line) for line in lines)
    scale = WIDTH * ROW / largest
    found, y = [], 0.0
    for line in lines:
        x = 0.0
        for area in line:
            width = area * scale / ROW
            found.append(Cell(round(x, 1), round(y, 1), round(width, 1), ROW))
            x += width
        y += ROW + CORRIDOR
    return found


def rows(areas: Sequence[float]) -> list[list[float]]:
    """The areas in their order, cut into rows of about the same sum."""
    count = max(ceil(len(areas) / MOST_IN_A_ROW), round(sqrt(len(areas)) / 2), 1)
    goal, lines, total = sum(areas) / count, [[]], 0.0
    for area in areas:
        if lines[-1] and len(lines) < count and total + area / 2 > goal * len(lines):
            lines.append([])
        lines[-1].append(area)
        total += area
    return lines


def height(found: Sequence[Cell]) -> float:
    return max((cell.y + cell.height for cell in found), default=0)


def say_floor(floor: int) -> str:
    """A floor as people say it; basements are negative."""
    if floor < 0:
        return _("Basement %(floor)s") % {"floor": -floor}
    return _("Floor %(floor)s") % {"floor": floor}
