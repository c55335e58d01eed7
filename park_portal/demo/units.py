"""What is let in the demo park: rooms, the zone of named desks, and the rates that a month of them costs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from spaces.models import Building, Leaf, Space
from spaces.states import SpaceKind
from tenants.models import InterestRate, MaintenanceRate, MeterRate, RentRate
from tenants.states import FeeRule

from .tables import many, rows

DESKS, ZONE = 40, "cowork-named"
RENT_KRW, DESK_KRW, UPKEEP_KRW = (5_800, 6_200), (90_000, 99_000), (2_900, 3_300)  # before the anchor's year, and in it
FIRST_RATE = date(2018, 1, 1)
EMPTY_EVERY = 9  # of the rooms of a building, one in nine is not let


def load_units() -> list[Space]:
    """Rooms that are let by agreement, each its own smallest part, and the zone of named desks."""
    buildings = {building.code: building for building in Building.objects.all()}
    made = [
        unit(row, buildings[row["building"]], int(row["first"]) + place, Decimal(area))
        for row in rows("units")
        for place, area in enumerate(many(row["areas"]))
    ]
    zone = Space(
        building=buildings["sangsangcheong"],
        code=ZONE,
        floor=3,
        name="코워킹 지정석",
        name_en="Named Desks",
        kind=SpaceKind.DESK_ZONE,
        capacity=DESKS,
        area_m2=Decimal("208.0"),
        summary="입주협약으로 자리를 정해 쓰는 마흔 자리입니다.",
        summary_en="Forty desks, each given to an organisation by agreement.",
        step_free=True,
        bookable=False,
    )
    spaces = Space.objects.bulk_create([*made, zone])
    codes = [(space, code) for space in spaces for code in parts(space)]
    leaves = Leaf.objects.bulk_create(Leaf(code=code, building=space.building) for space, code in codes)
    through = Space.leaves.through
    through.objects.bulk_create(
        through(space=space, leaf=leaf) for (space, _code), leaf in zip(codes, leaves, strict=True)
    )
    return spaces


def unit(row: dict[str, str], building: Building, number: int, area: Decimal) -> Space:
    return Space(
        building=building,
        code=f"{building.code}-{number}",
        floor=int(row["floor"]),
        name=f"{number}호",
        name_en=f"Room {number}",
        kind=SpaceKind.OFFICE,
        capacity=max(int(area / 4), 2),
        area_m2=area,
        step_free=row["step_free"] == "yes",
        bookable=False,
    )


def parts(space: Space) -> list[str]:
    return [f"{ZONE}-{number}" for number in range(1, DESKS + 1)] if space.takes_any_leaf else [space.code]


def load_rates(anchor: date) -> None:
    """Rent, upkeep, electricity and interest: those of the years before, and those of the anchor's year."""
    year = anchor.replace(month=1, day=1)
    for at, (since, until) in enumerate(((FIRST_RATE, year), (year, None))):
        time = {"since": since, "until": until}
        RentRate.objects.create(rule=FeeRule.AREA, unit_krw=RENT_KRW[at], **time)
        RentRate.objects.create(rule=FeeRule.DESK, unit_krw=DESK_KRW[at], **time)
        MaintenanceRate.objects.create(unit_krw=UPKEEP_KRW[at], **time)
    workshop = Building.objects.get(code="mokgongdong")
    RentRate.objects.create(rule=FeeRule.AREA, building=workshop, unit_krw=5_000, since=FIRST_RATE)
    MeterRate.objects.create(kind="electricity", unit_krw=Decimal("165.00"), since=FIRST_RATE)
    InterestRate.objects.create(percent_a_year=Decimal("6.00"), since=FIRST_RATE)


class Rooms:
    """Rooms to give, by building the largest first, and desks in their order; every ninth room stays empty."""

    def __init__(self, units: Sequence[Space]) -> None:
        through = Space.leaves.through.objects.filter(space__in=units).select_related("leaf").order_by("leaf")
        self.buildings = {building.code: building for building in Building.objects.all()}
        self.leaves: dict[int, list[Leaf]] = defaultdict(list)
        for link in through:
            self.leaves[link.space_id].append(link.leaf)
        self.rooms: dict[str, list[Space]] = defaultdict(list)
        self.empty: list[Space] = []
        (self.zone,) = (space for space in units if space.takes_any_leaf)
        self.desks = list(self.leaves[self.zone.pk])
        offices: dict[str, list[Space]] = defaultdict(list)
        for space in units:
            if not space.takes_any_leaf:
                offices[space.building.code].append(space)
        for code, own in offices.items():
            vacant = own[EMPTY_EVERY // 2 :: EMPTY_EVERY]
            self.empty += vacant
            self.rooms[code] = sorted((s for s in own if s not in vacant), key=lambda s: (-s.area_m2, s.code))

    def room(self, building: str) -> list[tuple[Space, Leaf]]:
        return self.of(self.rooms[building].pop(0))

    def desk(self) -> tuple[Space, Leaf]:
        return self.zone, self.desks.pop(0)

    def of(self, space: Space) -> list[tuple[Space, Leaf]]:
        return [(space, self.leaves[space.pk][0])]
