"""What a month costs each agreement: the facts from the tables, reckoned. Nothing is written here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.payments.models import LedgerEntry, Receivable
from park_portal.payments.states import EntryKind
from tenants.models import (
    Agreement,
    Allocation,
    Charge,
    InterestAccrual,
    InterestRate,
    MaintenanceRate,
    Meter,
    MeterRate,
    RentRate,
)
from tenants.reckoning.charges import (
    ChargeLine,
    Days,
    Delay,
    Place,
    Rate,
    both,
    delays,
    interest_line,
    maintenance_lines,
    meter_line,
    month_after,
    month_days,
    rate_on,
    rent_lines,
    running,
)
from tenants.states import ChargeItem, MeterKind


@dataclass(frozen=True)
class Accrual:
    """Interest that a line of the bill asks for, and the charge that was late."""

    overdue_id: int
    delay: Delay


@dataclass
class Bill:
    """One agreement's month: its lines, and the sentences that keep it from being billed."""

    agreement: Agreement
    days: Days
    lines: list[ChargeLine] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    accruals: list[Accrual] = field(default_factory=list)
    charge: Charge | None = None

    @property
    def total_krw(self) -> int:
        return self.charge.total_krw if self.charge else sum(line.amount_krw for line in self.lines)

    @property
    def is_wanted(self) -> bool:
        """To be billed: it runs in the month or something is left over from before, and no charge was made yet."""
        return self.charge is None and bool(len(self.days) or self.lines)

    @property
    def is_new(self) -> bool:
        return self.is_wanted and not self.problems

    def sum_of(self, *items: str) -> int:
        if self.charge:
            return self.charge.sum_of(*items)
        return sum(line.amount_krw for line in self.lines if line.item in items)

    @property
    def rent_krw(self) -> int:
        return self.sum_of(ChargeItem.RENT)

    @property
    def maintenance_krw(self) -> int:
        return self.sum_of(ChargeItem.MAINTENANCE)

    @property
    def other_krw(self) -> int:
        return self.sum_of(ChargeItem.METER, ChargeItem.INTEREST)


def candidates(month: date) -> Any:
    """Agreements that run in the month or ran in the one before (their meters), or that are late with a charge."""
    near = Agreement.objects.during(month_after(month, -1), month_after(month)).values("pk")
    late = Charge.objects.overdue().filter(month__lt=month).values("agreement")
    rows = Agreement.objects.concluded().filter(Q(pk__in=near) | Q(pk__in=late))
    return rows.select_related("party", "occupant").order_by("pk")


def bills(month: date, agreements: Iterable[Agreement]) -> list[Bill]:
    """The month of each agreement, in a fixed number of statements. Those without anything to bill are left out."""
    facts = Facts.of(month, list(agreements))
    found = [facts.bill(agreement) for agreement in facts.agreements]
    return [bill for bill in found if bill.charge or bill.is_wanted or bill.problems]


@dataclass
class Facts:
    """Everything that bears on a month, read once for many agreements."""

    month: date
    agreements: list[Agreement]
    charges: dict[int, Charge]
    places: dict[int, list[Allocation]]
    meters: dict[int, list[Meter]]
    rents: dict[str, list[Rate]]
    upkeep: list[Rate]
    metered: dict[str, list[Rate]]
    interest: list[Rate]
    late: dict[int, list["Late"]]

    @classmethod
    def of(cls, month: date, agreements: list[Agreement]) -> "Facts":
        days = Days(month_after(month, -1), month_after(month))
        rents: dict[str, list[Rate]] = {}
        for row in RentRate.objects.during(days.since, days.until):
            rents.setdefault(row.rule, []).append(rate_of(row, row.unit_krw))
        metered: dict[str, list[Rate]] = {}
        for row in MeterRate.objects.during(days.since, days.until):
            metered.setdefault(row.kind, []).append(rate_of(row, row.unit_krw))
        places = _places(agreements)
        return cls(
            month=month,
            agreements=agreements,
            charges={row.agreement_id: row for row in Charge.objects.filter(month=month, agreement__in=agreements)},
            places=places,
            meters=_meters(days, places),
            rents=rents,
            upkeep=[rate_of(row, row.unit_krw) for row in MaintenanceRate.objects.during(days.since, days.until)],
            metered=metered,
            interest=[rate_of(row, row.percent_a_year) for row in InterestRate.objects.all()],
            late=_late(month, agreements),
        )

    def bill(self, agreement: Agreement) -> Bill:
        days = running(self.month, agreement.since, agreement.ends)
        bill = Bill(agreement, days, charge=self.charges.get(agreement.pk))
        if bill.charge:
            return bill
        for item, reckoned in self.monthly(agreement, days).items():
            bill.lines += reckoned.lines
            bill.problems += [_no_rate(ChargeItem(item), gap) for gap in reckoned.gaps]
        self._meter(bill)
        self._interest(bill)
        return bill

    def monthly(self, agreement: Agreement, days: Days) -> dict[str, Any]:
        """Rent and maintenance for some days of the month."""
        places = [place_of(row) for row in self.places.get(agreement.pk, [])]
        rates = self.rents.get(agreement.fee_rule, [])
        rent = rent_lines(self.month, agreement.fee_rule, days, places, rates, flat_krw=agreement.flat_krw or 0)
        upkeep = maintenance_lines(self.month, days, places, self.upkeep)
        return {ChargeItem.RENT: rent, ChargeItem.MAINTENANCE: upkeep}

    def _meter(self, bill: Bill) -> None:
        """What the meters of its rooms counted in the month before."""
        past = month_after(self.month, -1)
        span = running(past, bill.agreement.since, bill.agreement.ends)
        for row in self.places.get(bill.agreement.pk, []):
            held = Days(row.since, row.until).within(span)
            if not len(held) or row.is_desk:
                continue
            for meter in self.meters.get(row.space_id, []):
                self._meter_line(bill, meter, past, len(held))

    def _meter_line(self, bill: Bill, meter: Meter, past: date, days: int) -> None:
        values = {reading.month: reading.value for reading in meter.readings.all()}
        first = meter.start_value if meter.put_in_on >= past else values.get(month_after(past, -1))
        last, rate = values.get(past), rate_on(self.metered.get(meter.kind, []), past, None)
        if first is None or last is None:
            bill.problems.append(
                _("The reading of meter %(serial)s for %(month)s is missing.")
                % {"serial": meter.serial, "month": date_format(past, "YEAR_MONTH_FORMAT")}
            )
        elif rate is None:
            bill.problems.append(_no_rate(ChargeItem.METER, month_days(past)))
        else:
            names = both(lambda: str(MeterKind(meter.kind).label))
            line = meter_line(past, names, last - first, Decimal(rate), days)
            bill.lines += [line] if line.amount_krw else []

    def _interest(self, bill: Bill) -> None:
        """Days of delay of earlier charges that no charge has asked for yet, until yesterday."""
        for late in self.late.get(bill.agreement.pk, []):
            for delay in delays(Days(late.since, clock.today()), late.net_krw, late.paid, self.interest):
                bill.lines.append(interest_line(late.month, delay))
                bill.accruals.append(Accrual(late.receivable_id, delay))


def place_of(row: Allocation) -> Place:
    building = row.space.building
    name = (building.name, building.name_en or building.name)
    return Place(building.pk, name, Days(row.since, row.until), row.area_m2, int(row.is_desk))


def rate_of(row: Any, unit: Any) -> Rate:
    return Rate(row.since, row.until, unit, getattr(row, "building_id", None))


def _no_rate(item: ChargeItem, days: Days) -> str:
    last = days.until - timedelta(days=1)
    facts = {"item": item.label, "since": date_format(days.since, "m.d."), "until": date_format(last, "m.d.")}
    return _("No rate for %(item)s from %(since)s to %(until)s.") % facts


def _places(agreements: Sequence[Agreement]) -> dict[int, list[Allocation]]:
    found: dict[int, list[Allocation]] = {}
    for row in Allocation.objects.filter(agreement__in=agreements).select_related("space__building"):
        found.setdefault(row.agreement_id, []).append(row)
    return found


def _meters(days: Days, places: dict[int, list[Allocation]]) -> dict[int, list[Meter]]:
    """Meters by room, of the month before ``days.until``'s month, with their readings."""
    spaces = {row.space_id for rows in places.values() for row in rows}
    rows = Meter.objects.during(days.since, month_after(days.since)).filter(space__in=spaces)
    found: dict[int, list[Meter]] = {}
    for row in rows.prefetch_related("readings"):
        found.setdefault(row.space_id, []).append(row)
    return found


# ------------------------------------------------------------------------------ delay


@dataclass(frozen=True)
class Late:
    """An earlier charge whose day to pay by has passed: from which day on interest has not been asked for yet."""

    receivable_id: int
    month: date
    since: date
    net_krw: int
    paid: tuple[tuple[date, int], ...]


def _late(month: date, agreements: Sequence[Agreement]) -> dict[int, list[Late]]:
    """By agreement. What was owed leaves interest itself out: there is no interest on interest."""
    rows = Charge.objects.filter(agreement__in=agreements, month__lt=month, receivable__due_at__lt=clock.now())
    charges = list(rows.select_related("receivable").order_by("month"))
    entries = _entries([row.receivable_id for row in charges])
    asked = _asked([row.receivable_id for row in charges])
    found: dict[int, list[Late]] = {}
    for row in charges:
        receivable = row.receivable
        since = max(day_after(receivable), asked.get(receivable.pk, date.min))
        credited, paid = entries.get(receivable.pk, (0, ()))
        net = row.total_krw - row.sum_of(ChargeItem.INTEREST) - credited
        found.setdefault(row.agreement_id, []).append(Late(receivable.pk, row.month, since, net, tuple(paid)))
    return found


def day_after(receivable: Receivable) -> date:
    """The first day of delay."""
    return receivable.due_at.astimezone(SEOUL).date() + timedelta(days=1)


def _asked(receivables: Sequence[int | None]) -> dict[int, date]:
    """Until which day interest has been asked for."""
    found: dict[int, date] = {}
    for row in InterestAccrual.objects.filter(overdue__in=receivables):
        found[row.overdue_id] = max(row.until, found.get(row.overdue_id, row.until))
    return found


def _entries(receivables: Sequence[int | None]) -> dict[int, tuple[int, list[tuple[date, int]]]]:
    """Of each receivable what was credited, and what was paid when; payments that were taken off do not count."""
    rows = LedgerEntry.objects.filter(
        receivable__in=receivables, kind__in=[EntryKind.CREDIT, EntryKind.PAYMENT], undone_by=None
    )
    found: dict[int, tuple[int, list[tuple[date, int]]]] = {}
    for row in rows.select_related("payment"):
        credited, paid = found.setdefault(row.receivable_id, (0, []))
        if row.kind == EntryKind.CREDIT:
            found[row.receivable_id] = (credited + row.amount_krw, paid)
        else:
            paid.append((row.payment.received_at.astimezone(SEOUL).date(), row.amount_krw))
    return found
