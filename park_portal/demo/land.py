"""The seventeen buildings of the plan (seeds/002: sixteen named, one added), their spaces, hours and prices."""

from datetime import date
from decimal import Decimal

from park_portal.core.workdays import public_holidays
from spaces.models import Building, DatedHours, Equipment, Leaf, Space, Tariff, WeeklyHours
from spaces.states import UserClass

from .tables import day, many, rows

BUILDING = (
    "code", "name", "name_en", "category", "storeys", "basement_storeys",
    "address", "step_free", "step_free_en", "summary", "summary_en",
)  # fmt: skip
SPACE_WORDS = (
    "code", "name", "name_en", "kind", "summary", "summary_en", "step_free_note", "step_free_note_en", "mode",
    "audience",
)  # fmt: skip
SPACE_NUMBERS = (
    "floor", "capacity", "residents_first_days", "min_minutes", "max_minutes", "step_minutes", "lead_min_minutes",
    "lead_max_days", "buffer_before", "buffer_after", "monthly_hours_person", "monthly_hours_organization",
)  # fmt: skip
PRICES_SINCE = date(2024, 1, 1)


def load(anchor: date) -> dict[str, int]:
    """Write the land; gives counts."""
    buildings = load_buildings()
    spaces = load_spaces(buildings)
    load_hours(buildings, spaces)
    load_holidays(anchor)
    return {"buildings": len(buildings), "spaces": len(spaces)}


def load_buildings() -> dict[str, Building]:
    made = Building.objects.bulk_create(
        Building(
            **{key: row[key] for key in BUILDING}, opened_on=day(row["opened_on"]), outline=outline(row["outline"])
        )
        for row in rows("buildings")
    )
    return {building.code: building for building in made}


def outline(text: str) -> list[list[Decimal]]:
    """``"10,20 30.5,20"`` as ``[[10, 20], [30.5, 20]]``, in metres."""
    return [[Decimal(number) for number in point.split(",")] for point in text.split()]


def load_spaces(buildings: dict[str, Building]) -> dict[str, Space]:
    """Spaces with their leaves, equipment and prices; a divisible hall and its halves share leaves."""
    equipment = Equipment.objects.bulk_create(
        Equipment(code=row["code"], name=row["name"], name_en=row["name_en"]) for row in rows("equipment")
    )
    fixed = {item.code: item for item in equipment}
    wanted = list(rows("spaces"))
    places = {code: buildings[row["building"]] for row in wanted for code in many(row["parts"])}
    leaves = {leaf.code: leaf for leaf in Leaf.objects.bulk_create(Leaf(code=c, building=b) for c, b in places.items())}
    made = Space.objects.bulk_create(space(row, buildings) for row in wanted)
    for row, place in zip(wanted, made, strict=True):
        place.leaves.set(leaves[code] for code in many(row["parts"]))
        place.equipment.set(fixed[code] for code in many(row["equipment"]))
    Tariff.objects.bulk_create(
        Tariff(space=place, user_class=kind, hourly_krw=int(row[f"price_{kind}"]), since=PRICES_SINCE)
        for row, place in zip(wanted, made, strict=True)
        for kind in UserClass
    )
    return {place.code: place for place in made}


def space(row: dict[str, str], buildings: dict[str, Building]) -> Space:
    return Space(
        **{key: row[key] for key in SPACE_WORDS},
        **{key: int(row[key]) for key in SPACE_NUMBERS},
        building=buildings[row["building"]],
        area_m2=Decimal(row["area_m2"]),
        step_free=row["step_free"] == "yes",
        rules="\n".join(many(row["rules"])),
        rules_en="\n".join(many(row["rules_en"])),
    )


def load_hours(buildings: dict[str, Building], spaces: dict[str, Space]) -> None:
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            building=buildings.get(row["scope"].removeprefix("building:")),
            space=spaces.get(row["scope"].removeprefix("space:")),
            weekday=int(row["weekday"]),
            opens=int(row["opens"]),
            closes=int(row["closes"]),
        )
        for row in rows("hours")
    )


def load_holidays(anchor: date) -> None:
    """The park is closed on 설날 and 추석 days, and open on the other public holidays with the usual hours."""
    for year in (anchor.year, anchor.year + 1):
        DatedHours.objects.bulk_create(
            DatedHours(day=on, reason=name[:80], reason_en="Public holiday", is_holiday=True)
            for on, name in public_holidays(year).items()
            if "설날" in name or "추석" in name
        )
