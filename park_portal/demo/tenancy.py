"""Who lives in the demo park: 233 agreements in force on the figures of the plan (seeds/002), what went before them,
and what comes next.

Agreements of past years are written in bulk, past the actions, as they stand for years of work; places, claims, slots
and entitlements fit together as the actions would have left them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from psycopg2.extras import DateTimeTZRange

from park_portal.accounts.models import Organization, Person
from spaces.models import Claim, Entitlement, Leaf, Slot, Space
from spaces.reckoning import midnight
from spaces.states import ClaimKind, UserClass
from tenants.models import Agreement, Allocation, Assessment
from tenants.states import AgreementKind, AgreementState, AssessmentResult, AssessmentState, EndReason, FeeRule

from .tables import rows
from .units import DESKS, RENT_KRW, Rooms, load_rates, load_units

KINDS = {
    "miraecheong_private": AgreementKind.PRIVATE,
    "sangsangcheong_private": AgreementKind.PRIVATE,
    "sangsangcheong_desks": AgreementKind.COWORKING,
    "small_buildings": AgreementKind.PRIVATE,
    "hosted": AgreementKind.HOSTED,
    "other": AgreementKind.OTHER,
}
MONTHS = {"private": 24, "coworking": 12, "hosted": 24, "other": 36}  # a term
HOURS = {"private": 10, "coworking": 4, "hosted": 4, "other": 6}  # free hours of halls a month
FEES = {"private": FeeRule.AREA, "coworking": FeeRule.DESK, "hosted": FeeRule.FREE, "other": FeeRule.FREE}
ENDING = {  # days from the anchor: what reminders, the desk and the floor plans have to show
    "org-004": 90, "org-012": 60, "org-017": 30, "org-063": 7, "org-075": 7, "org-090": 30, "org-106": 90,
    "org-131": 30,
}  # fmt: skip
GIVEN_UP = ("org-021", 45)  # gave notice for this day
TWO_DESKS = 4  # organisations that have a second desk
FLAT_KRW, DESK_DEPOSIT_KRW = 450_000, 300_000


@dataclass
class Plan:
    """An agreement to be written with the rooms or desks it holds."""

    agreement: Agreement
    places: list[tuple[Space, Leaf]] = field(default_factory=list)
    key: str = ""


def load(anchor: date, bodies: dict[str, Organization]) -> dict[str, int]:
    """Units, rates, agreements with their places and entitlements; gives counts."""
    units = load_units()
    load_rates(anchor)
    free, plans = Rooms(units), []
    for row in sorted(rows("organizations"), key=lambda row: (-int(row["headcount"]), row["key"])):
        plans.append(current(row, anchor, bodies, free))
    plans.sort(key=lambda plan: plan.key)
    earlier = [before(plan, anchor, row) for plan, row in zip(plans, by_key("organizations"), strict=True)]
    gone = [former(row, anchor, bodies, free) for row in rows("former")]
    coming = upcoming(anchor, bodies, free)
    write([*filter(None, earlier), *gone], plans, coming)
    load_wishes(anchor, bodies, free)
    return {"agreements": len(plans), "units": len(units)}


def by_key(name: str) -> list[dict[str, str]]:
    return sorted(rows(name), key=lambda row: row["key"])


# ------------------------------------------------------------------------------ agreements


def months_on(day: date, months: int) -> date:
    """The first day of the month so many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def moved_in(row: dict[str, str], anchor: date) -> date:
    """The day in the file; a park that is shown earlier than the file was written has moved in all the same."""
    return min(date.fromisoformat(row["since"]), anchor - timedelta(days=30))


def term(row: dict[str, str], anchor: date) -> tuple[date, date]:
    """First day and first day without of the agreement that is in force at the anchor."""
    months, serial = MONTHS[KINDS[row["group"]]], int(row["key"].removeprefix("org-"))
    if days := ENDING.get(row["key"]):
        until = anchor + timedelta(days=days)
        since = until.replace(year=until.year - months // 12, day=min(until.day, 28))
    else:
        soonest = 4 if serial % 9 == 0 else 7
        until = months_on(anchor, soonest + serial * 5 % (months - soonest))
        since = months_on(until, -months)
    return max(since, moved_in(row, anchor)), until


def current(row: dict[str, str], anchor: date, bodies: dict[str, Organization], free: Rooms) -> Plan:
    """The agreement in force, with what it holds."""
    kind, occupant = KINDS[row["group"]], bodies[row["key"]]
    since, until = term(row, anchor)
    places = []
    if kind == AgreementKind.PRIVATE:
        places = free.room(row["building"])
    elif kind == AgreementKind.COWORKING:
        desks = 2 if int(row["headcount"]) >= 3 and len(free.desks) > DESKS - 2 * TWO_DESKS else 1
        places = [free.desk() for _desk in range(desks)]
    pays = kind == AgreementKind.OTHER and row["kind"] in {"shop", "facility_operator"}
    building = None if places else free.buildings[row["building"]]
    agreement = Agreement(
        kind=kind,
        party=bodies[row["hosted_by"]] if kind == AgreementKind.HOSTED else occupant,
        occupant=occupant,
        building=building,
        state=AgreementState.ACTIVE,
        since=since,
        until=until,
        headcount=int(row["headcount"]),
        purpose=row["intro"][:300],
        fee_rule=FeeRule.FLAT if pays else FEES[kind],
        flat_krw=FLAT_KRW if pays else None,
        deposit_krw=deposit(kind, places),
        hours_a_month=HOURS[kind],
        signed_on=since - timedelta(days=14),
        created_at=midnight(since - timedelta(days=40)),
    )
    if row["key"] == GIVEN_UP[0]:
        agreement.ended_on = min(anchor + timedelta(days=GIVEN_UP[1]), until)
        agreement.end_reason, agreement.end_note = EndReason.NOTICE, "더 넓은 곳으로 옮깁니다."
    return Plan(agreement, places, row["key"])


def deposit(kind: AgreementKind, places: Sequence[tuple[Space, Leaf]]) -> int:
    """Three months' rent of a room, to the ten thousand; a fixed sum for a desk; nothing else has one."""
    if kind == AgreementKind.COWORKING:
        return DESK_DEPOSIT_KRW * len(places)
    return sum(int(space.area_m2 * RENT_KRW[1] * 3) // 10_000 * 10_000 for space, _leaf in places)


def before(plan: Plan, anchor: date, row: dict[str, str]) -> Plan | None:
    """What the agreement follows: one for all the years before; None where it is the first."""
    now, since = plan.agreement, moved_in(row, anchor)
    if since >= now.since:
        return None
    past = over(now.occupant, since, now.since, EndReason.RENEWED, now.headcount)
    for name in ("kind", "party", "building", "fee_rule", "flat_krw", "deposit_krw", "hours_a_month"):
        setattr(past, name, getattr(now, name))
    now.previous = past
    return Plan(past, plan.places)


def over(occupant: Organization, since: date, until: date, reason: EndReason, headcount: int) -> Agreement:
    left = AgreementState.TERMINATED if reason == EndReason.ARREARS else AgreementState.ENDED
    return Agreement(
        kind=AgreementKind.PRIVATE,
        party=occupant,
        occupant=occupant,
        state=left,
        since=since,
        until=until,
        headcount=headcount,
        fee_rule=FeeRule.AREA,
        hours_a_month=HOURS[AgreementKind.PRIVATE],
        signed_on=since - timedelta(days=14),
        created_at=midnight(since - timedelta(days=40)),
        ended_on=until,
        end_reason=reason,
    )


def former(row: dict[str, str], anchor: date, bodies: dict[str, Organization], free: Rooms) -> Plan:
    """One that has moved out of a room that is empty now."""
    until = months_on(anchor, 1 - int(row["left_months"]))
    since = months_on(until, -int(row["stayed_months"]))
    agreement = over(bodies[row["key"]], since, until, EndReason(row["reason"]), int(row["headcount"]))
    space = free.empty[int(row["key"].removeprefix("past-")) % len(free.empty)]
    agreement.deposit_krw = deposit(AgreementKind.PRIVATE, free.of(space))
    return Plan(agreement, free.of(space))


def upcoming(anchor: date, bodies: dict[str, Organization], free: Rooms) -> list[Plan]:
    """Signed, and moving in three weeks from now: its room is reserved."""
    room, since = free.empty.pop(0), anchor + timedelta(days=20)
    agreement = Agreement(
        kind=AgreementKind.PRIVATE,
        party=bodies["out-003"],
        occupant=bodies["out-003"],
        state=AgreementState.SIGNED,
        since=since,
        until=months_on(since, 24),
        headcount=6,
        purpose="낭독회와 서점 꾸러미 준비",
        fee_rule=FeeRule.AREA,
        deposit_krw=deposit(AgreementKind.PRIVATE, free.of(room)),
        hours_a_month=HOURS[AgreementKind.PRIVATE],
        signed_on=anchor - timedelta(days=2),
        created_at=midnight(anchor - timedelta(days=25)),
    )
    return [Plan(agreement, free.of(room))]


def load_wishes(anchor: date, bodies: dict[str, Organization], free: Rooms) -> None:
    """What is not concluded yet: a draft, two offers (one of them a renewal), and two assessments."""
    staff = Person.objects.get(email="staff@demo.park")
    common = {"created_by": staff, "fee_rule": FeeRule.AREA, "hours_a_month": HOURS[AgreementKind.PRIVATE]}
    offered = {
        "state": AgreementState.OFFERED,
        "offered_at": midnight(anchor - timedelta(days=2)),
        "answer_by": anchor + timedelta(days=10),
    }
    ending = Agreement.objects.holding().get(occupant=bodies["org-017"])
    wishes = (
        (bodies["out-002"], months_on(anchor, 2), [free.empty[1]], {**offered, "headcount": 9}),
        (bodies["past-002"], months_on(anchor, 3), [free.empty[2]], {"headcount": 4}),
        (ending.occupant, ending.until, [a.space for a in ending.allocations.all()],
         {**offered, "headcount": ending.headcount, "previous": ending}),
    )  # fmt: skip
    for occupant, since, spaces, facts in wishes:
        agreement = Agreement.objects.create(
            kind=AgreementKind.PRIVATE, party=occupant, occupant=occupant, since=since, until=months_on(since, 24),
            deposit_krw=deposit(AgreementKind.PRIVATE, [(space, None) for space in spaces]), **common, **facts,
        )  # fmt: skip
        Allocation.objects.bulk_create(
            Allocation(agreement=agreement, space=s, since=since, until=agreement.until, area_m2=s.area_m2)
            for s in spaces
        )
    load_assessments(anchor, bodies, staff)


def load_assessments(anchor: date, bodies: dict[str, Organization], staff: Person) -> None:
    """The demo's tenant is asked for its report; another one has its result."""
    asked = midnight(anchor - timedelta(days=3))
    Assessment.objects.create(
        agreement=Agreement.objects.holding().get(occupant=bodies["org-004"]),
        asked_at=asked,
        report_by=anchor + timedelta(days=14),
    )
    Assessment.objects.create(
        agreement=Agreement.objects.holding().get(occupant=bodies["org-017"]),
        state=AssessmentState.ASSESSED,
        asked_at=asked - timedelta(days=40),
        report_by=anchor - timedelta(days=20),
        report="올해 동네 상인 열두 곳과 함께 수리 교실을 스물네 번 열었습니다.",
        reported_at=asked - timedelta(days=20),
        scores=[["지역 기여", 27, 30], ["협업", 18, 20], ["사업의 지속", 36, 40], ["공간 이용", 9, 10]],
        result=AssessmentResult.EXTEND,
        comment="지역 상인과 꾸준히 협업하였고 공간을 잘 쓰고 있습니다.",
        assessed_at=asked - timedelta(days=4),
        assessed_by=staff,
    )


# ------------------------------------------------------------------------------ writing


def write(past: list[Plan], now: list[Plan], coming: list[Plan]) -> None:
    """Numbers, agreements (those that are followed first), places on the ledger, entitlements."""
    plans = [*past, *now, *coming]
    give_numbers(plan.agreement for plan in plans)
    Agreement.objects.bulk_create(plan.agreement for plan in past)
    Agreement.objects.bulk_create(plan.agreement for plan in [*now, *coming])
    write_places(plans)
    write_entitlements([plan.agreement for plan in plans])


def give_numbers(agreements: Iterable[Agreement]) -> None:
    """As the register gives them: running on within the year of the signature."""
    serials: dict[int, int] = defaultdict(int)
    for agreement in sorted(agreements, key=lambda a: (a.signed_on, a.occupant_id)):
        year = agreement.signed_on.year
        serials[year] += 1
        agreement.number = f"{year}-입주-{serials[year]:03d}"


def write_places(plans: Iterable[Plan]) -> None:
    """A claim for every place, on the ledger from midnight to midnight."""
    held = [(plan.agreement, space, leaf) for plan in plans for space, leaf in plan.places]
    claims = Claim.objects.bulk_create(
        Claim(kind=ClaimKind.ALLOCATION, title=a.occupant.name, organization=a.occupant, created_at=midnight(a.since))
        for a, _space, _leaf in held
    )
    Slot.objects.bulk_create(
        Slot(claim=claim, leaf=leaf, during=DateTimeTZRange(midnight(a.since), midnight(a.ends), "[)"))
        for claim, (a, _space, leaf) in zip(claims, held, strict=True)
    )
    counted = dict(Space.objects.values_list("pk", "capacity"))
    Allocation.objects.bulk_create(
        Allocation(
            agreement=a,
            space=space,
            leaf=leaf if space.takes_any_leaf else None,
            claim=claim,
            since=a.since,
            until=a.ends,
            area_m2=(space.area_m2 / counted[space.pk]).quantize(Decimal("0.1"))
            if space.takes_any_leaf
            else space.area_m2,
        )
        for claim, (a, space, leaf) in zip(claims, held, strict=True)
    )


def write_entitlements(agreements: list[Agreement]) -> None:
    """Resident organisations book at the tenants' price, with the free hours of their agreement, as long as it runs."""
    made = Entitlement.objects.bulk_create(
        Entitlement(
            organization=a.occupant,
            user_class=UserClass.TENANT,
            since=a.since,
            until=a.ends,
            hours_a_month=a.hours_a_month,
            source=f"입주협약 {a.number}",
        )
        for a in agreements
    )
    through = Agreement.entitlements.through
    through.objects.bulk_create(
        through(agreement=agreement, entitlement=entitlement)
        for agreement, entitlement in zip(agreements, made, strict=True)
    )
