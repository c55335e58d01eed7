"""Who lives where, read for pages, reports and open figures: in a fixed number of SQL statements each."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from park_portal.accounts.models import Organization
from park_portal.payments.models import Receivable
from park_portal.payments.states import EntryKind, ReceivableKind
from spaces.models import Space
from spaces.reckoning import midnight
from tenants.models import Agreement, Allocation
from tenants.reckoning.occupancy import Held, Share, area_days, days_within, stays, tenure_days
from tenants.states import CONCLUDED

TENANCY_MONEY = (ReceivableKind.RENT, ReceivableKind.MAINTENANCE, ReceivableKind.DEPOSIT, ReceivableKind.INTEREST)
OWED = (EntryKind.CHARGE, EntryKind.REFUND, EntryKind.RELEASE)  # entries that raise what is owed; the others lower it


# ------------------------------------------------------------------------------ places


@dataclass(frozen=True)
class Filled:
    """How full a set of places was: by area and days, and by number and days of rooms and of desks."""

    area: Share
    rooms: Share
    desks: Share


def places() -> list[Space]:
    """Rooms and desk zones that are let, with ``parts`` (a zone's desks), in the order of the plan."""
    rows = Space.objects.let().select_related("building").annotate(parts=Count("leaves"))
    return list(rows.order_by("building_id", "floor", "name", "pk"))


def filled(spaces: Iterable[Space], held: dict[int, list[Held]], start: date, end: date) -> Filled:
    """Occupancy of ``[start, end)``: m² let times days, divided by m² lettable times days.

    Lettable is a place from the day on which it and its building open until the day before they close. Places that
    are let stand with the area of their allocation; a desk's is its share of the zone.
    """
    sums: Counter[str] = Counter()
    for space in spaces:
        kind, building = ("desks" if space.takes_any_leaf else "rooms"), space.building
        opened = max(filter(None, [space.opened_on, building.opened_on]), default=None)
        closed = min(filter(None, [space.closed_on, building.closed_on]), default=None)
        days = days_within(opened, closed, start, end)
        sums["area", "whole"] += space.area_m2 * days
        sums[kind, "whole"] += days * (space.parts if space.takes_any_leaf else 1)
        sums["area", "part"] += area_days(held.get(space.pk, ()), start, end)
        sums[kind, "part"] += sum(days_within(row.since, row.until, start, end) for row in held.get(space.pk, ()))
    shares = (Share(Decimal(sums[kind, "part"]), Decimal(sums[kind, "whole"])) for kind in ("area", "rooms", "desks"))
    return Filled(*shares)


def held_during(start: date, end: date) -> dict[int, list[Held]]:
    """Allocations on the ledger in ``[start, end)`` by space."""
    found: dict[int, list[Held]] = defaultdict(list)
    rows = Allocation.objects.during(start, end).values_list("space", "since", "until", "area_m2")
    for space, since, until, area in rows:
        found[space].append(Held(since, until, area))
    return found


# ------------------------------------------------------------------------------ people and terms


def expiring(on: date, until: date) -> list[Agreement]:
    """Agreements that run on the day, end before ``until`` and are not followed by a concluded one; soonest first."""
    rows = Agreement.objects.in_force(on).filter(last__lt=until).exclude(renewal__state__in=CONCLUDED)
    return list(rows.with_list_columns().order_by("last", "pk"))


def terms_by_occupant(until: date) -> dict[int, list[tuple[date, date]]]:
    """Concluded terms that begin before ``until``, by organisation."""
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    rows = Agreement.objects.concluded().filter(since__lt=until).annotate(last=Coalesce("ended_on", "until"))
    for occupant, since, last in rows.filter(last__gt=F("since")).values_list("occupant", "since", "last"):
        found[occupant].append((since, last))
    return found


def tenures(terms: dict[int, list[tuple[date, date]]], on: date) -> list[int]:
    """Days for which each organisation that lives here on the day has done so without a break."""
    here = [rows for rows in terms.values() if any(since <= on < until for since, until in rows)]
    return [tenure_days(rows, on) for rows in here]


def moves(terms: dict[int, list[tuple[date, date]]], start: date, end: date) -> tuple[list[int], list[int]]:
    """Organisations (ids) that moved in and that moved out in ``[start, end)``; renewals are neither."""
    into, out = [], []
    for organization, rows in terms.items():
        for since, until in stays(rows):
            if start <= since < end:
                into.append(organization)
            if start <= until < end:
                out.append(organization)
    return into, out


# ------------------------------------------------------------------------------ arrears


@dataclass(frozen=True)
class Debt:
    """What an organisation owes past its day."""

    organization: Organization
    count: int
    total_krw: int
    oldest: date


def arrears(on: date) -> list[Debt]:
    """Rent, upkeep, deposits and interest due before the day and not settled by then, by organisation, most first.

    From the entries of the payments' ledger up to the midnight with which the day begins.
    """
    moment = midnight(on)
    sign = Case(When(entries__kind__in=OWED, then=F("entries__amount_krw")), default=-F("entries__amount_krw"))
    rows = Receivable.objects.filter(
        kind__in=TENANCY_MONEY, payer_organization__isnull=False, due_at__lt=moment
    ).annotate(owed=Coalesce(Sum(sign, filter=Q(entries__at__lt=moment)), Value(0)))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(owed__gt=0).select_related("payer_organization").order_by("due_at", "pk"):
        found[row.payer_organization_id].append(row)
    debts = [
        Debt(own[0].payer_organization, len(own), sum(row.owed for row in own), own[0].due_at.date())
        for own in found.values()
    ]
    return sorted(debts, key=lambda debt: -debt.total_krw)
