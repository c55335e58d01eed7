"""What stands empty, what is promised, what comes free: the state of every place that is let, on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from spaces.models import Leaf, Space
from spaces.models.land import open_on
from tenants.models import Allocation
from tenants.reckoning.occupancy import months_after
from tenants.states import EndReason, UnitState

SOON_MONTHS = 3


@dataclass(frozen=True)
class Unit:
    """A room, or one desk of a zone, as it stands on a day.

    ``held``: who has it on the day; ``coming``: who has signed for it next. ``free_from``: the first day on which
    nobody has it; None while it is free already or where it is closed.
    """

    space: Space
    leaf: Leaf
    state: UnitState
    held: Allocation | None = None
    coming: Allocation | None = None
    free_from: date | None = None

    @property
    def name(self) -> str:
        """A room's name; a desk's, the zone's with the number of the desk."""
        number = self.leaf.code.rpartition("-")[2]
        return f"{self.space.title} {number}" if self.space.takes_any_leaf else self.space.title

    @property
    def code(self) -> str:
        return self.leaf.code

    @property
    def area_m2(self) -> float:
        return float(self.space.area_m2) / (self.space.parts if self.space.takes_any_leaf else 1)


def units(on: date, spaces: Iterable[Space]) -> list[Unit]:
    """The state of each room and desk of ``spaces`` (rules.occupancy.places) on the day, in two SQL statements."""
    spaces = list(spaces)
    links = Space.leaves.through.objects.filter(space__in=spaces).select_related("leaf").order_by("leaf")
    leaves: dict[int, list[Leaf]] = defaultdict(list)
    for link in links:
        leaves[link.space_id].append(link.leaf)
    rows = Allocation.objects.filter(claim__isnull=False, until__gt=on, space__in=spaces).with_list_columns()
    held: dict[tuple[int, int | None], list[Allocation]] = defaultdict(list)
    for row in rows.order_by("since", "pk"):
        held[row.space_id, row.leaf_id].append(row)
    return [
        _unit(space, leaf, held[space.pk, leaf.pk if space.takes_any_leaf else None], on)
        for space in spaces
        for leaf in leaves[space.pk]
    ]


def _unit(space: Space, leaf: Leaf, rows: list[Allocation], on: date) -> Unit:
    """``rows``: allocations that are not over on the day, in order."""
    building = space.building
    if not (open_on(on, space.opened_on, space.closed_on) and open_on(on, building.opened_on, building.closed_on)):
        return Unit(space, leaf, UnitState.CLOSED)
    if not rows:
        return Unit(space, leaf, UnitState.AVAILABLE)
    if rows[0].since > on:
        return Unit(space, leaf, UnitState.RESERVED, coming=rows[0])
    now, end = rows[0], rows[0].until
    coming = next((row for row in rows[1:] if row.agreement.occupant_id != now.agreement.occupant_id), None)
    for row in rows[1:]:  # a renewal goes on where the agreement before it ends
        if row.since == end and row.agreement.occupant_id == now.agreement.occupant_id:
            end = row.until
    state = UnitState.OCCUPIED
    if end < months_after(on, SOON_MONTHS):
        state = UnitState.SOON
    if _given_up(now) and end == now.until:
        state = UnitState.LEAVING
    return Unit(space, leaf, state, held=now, coming=coming, free_from=end)


def _given_up(row: Allocation) -> bool:
    """Its end is fixed, and no renewal follows."""
    agreement = row.agreement
    return agreement.ended_on is not None and agreement.end_reason != EndReason.RENEWED
