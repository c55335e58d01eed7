"""The seventeen buildings of the plan (seeds/002: sixteen named, one added)."""

from decimal import Decimal

from spaces.models import Building

from .tables import day, rows

SAME = (
    "code", "name", "name_en", "category", "storeys", "basement_storeys",
    "address", "step_free", "step_free_en", "summary", "summary_en",
)  # fmt: skip


def load() -> int:
    """Write the buildings; gives how many."""
    return len(
        Building.objects.bulk_create(
            Building(
                **{key: row[key] for key in SAME}, opened_on=day(row["opened_on"]), outline=outline(row["outline"])
            )
            for row in rows("buildings")
        )
    )


def outline(text: str) -> list[list[Decimal]]:
    """``"10,20 30.5,20"`` as ``[[10, 20], [30.5, 20]]``, in metres."""
    return [[Decimal(number) for number in point.split(",")] for point in text.split()]
