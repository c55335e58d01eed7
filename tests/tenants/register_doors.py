"""What stands behind the doors of occupancy and the register."""

from typing import Any

from tests import factories


def register_doors() -> dict[str, list[Any]]:
    """Arguments by door: a building with a room that is let."""
    room = factories.SpaceFactory(kind="office", bookable=False)
    return {"tenants:floor-plan": [room.building.code]}
