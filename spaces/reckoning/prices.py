"""What a use costs, and what is given back: lines in whole won, each floored to 10 won once (DESIGN.md, Grammar)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from park_portal.core.clock import SEOUL
from park_portal.core.workdays import public_holidays
from park_portal.payments.reckoning import Line, lines_with_vat

from .times import midnight

DAY = timedelta(days=1)


def floored(won: int) -> int:
    """Whole tens of won, towards zero."""
    return won // 10 * 10 if won >= 0 else -(-won // 10 * 10)


def price_krw(hourly_krw: int, minutes: int) -> int:
    """Won for ``minutes`` at a price an hour."""
    return floored(hourly_krw * minutes // 60)


@dataclass(frozen=True)
class Band:
    """When a surcharge holds: weekdays (empty: every day), also public holidays, minutes of the day, months."""

    label: str
    label_en: str
    percent: int | None = None
    hourly_krw: int | None = None
    weekdays: frozenset[int] = frozenset()
    on_holidays: bool = False
    first_minute: int = 0
    last_minute: int = 1440
    months: frozenset[int] = frozenset()

    def holds_on(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if not self.weekdays or day.weekday() in self.weekdays:
            return True
        return self.on_holidays and day in public_holidays(day.year)

    def minutes_in(self, start: datetime, end: datetime) -> int:
        """Minutes of ``[start, end)`` that lie in the band, day by day in Seoul."""
        total, day = timedelta(), start.astimezone(SEOUL).date()
        while midnight(day) < end:
            if self.holds_on(day):
                low = midnight(day) + timedelta(minutes=self.first_minute)
                high = midnight(day) + timedelta(minutes=self.last_minute)
                total += max(min(end, high) - max(start, low), timedelta())
            day += DAY
        return int(total.total_seconds() // 60)

    def amount(self, hourly_krw: int, minutes: int) -> int:
        """Won for the minutes in the band: a share of the price, or an amount an hour."""
        if self.percent is not None:
            return floored(hourly_krw * minutes * self.percent // 6000)
        return price_krw(self.hourly_krw or 0, minutes)


@dataclass(frozen=True)
class Item:
    """Equipment lent for money, by the use or by the hour."""

    label: str
    label_en: str
    quantity: int
    unit_krw: int
    by_hour: bool = False


@dataclass(frozen=True)
class Rate:
    """Everything that the price of one use depends on, as of the day of booking."""

    hourly_krw: int
    vat_mode: str = "included"
    bands: Sequence[Band] = ()
    free_minutes: int = 0  # hours of an entitlement still left in the month; they are drawn first
    reduction: tuple[str, str, int] | None = None  # label, label in English, percent: the single highest
    items: Sequence[Item] = ()


@dataclass(frozen=True)
class Price:
    """Lines, and what they come to; ``drawn_minutes`` were paid with an entitlement's hours."""

    lines: tuple[Line, ...]
    drawn_minutes: int
    total_krw: int
    hourly_krw: int
    vat_mode: str


def price_of_use(rate: Rate, start: datetime, end: datetime, fee: tuple[str, str], vat: tuple[str, str]) -> Price:
    """Price of ``[start, end)``: the entitlement's hours cover its beginning, the rest is paid with its surcharges.

    ``fee`` and ``vat``: what these lines are called, in both languages. The reduction is taken off fee and surcharges,
    not off equipment (domain/spaces.md, Money).
    """
    minutes = int((end - start).total_seconds() // 60)
    drawn = min(rate.free_minutes, minutes)
    paid_from = start + timedelta(minutes=drawn)
    amount = price_krw(rate.hourly_krw, minutes - drawn)
    lines = [Line("fee", fee[0], amount, fee[1], 1, amount)]
    for band in rate.bands:
        amount = band.amount(rate.hourly_krw, band.minutes_in(paid_from, end))
        lines.append(Line("surcharge", band.label, amount, band.label_en))
    if rate.reduction:
        label, label_en, percent = rate.reduction
        off = floored(sum(line.amount_krw for line in lines) * percent // 100)
        lines.append(Line("reduction", label, -off, label_en))
    for item in rate.items:
        amount = price_krw(item.unit_krw, minutes) if item.by_hour else floored(item.unit_krw)
        amount *= item.quantity
        lines.append(Line("equipment", item.label, amount, item.label_en, item.quantity, item.unit_krw))
    lines = [line for number, line in enumerate(lines) if line.amount_krw or (number == 0 and drawn < minutes)]
    lines = lines_with_vat(lines, rate.vat_mode, vat)
    return Price(tuple(lines), drawn, sum(line.amount_krw for line in lines), rate.hourly_krw, rate.vat_mode)


def changed_price(price: Price, was_krw: int, percent: int, kept: tuple[str, str]) -> Price:
    """The price of a paid booking that became cheaper: of the difference only ``percent`` is given back.

    ``kept``: what the line of the rest is called, in both languages.
    """
    less = was_krw - price.total_krw
    rest = less - refund_krw(less, percent)
    if less <= 0 or not rest:
        return price
    line = Line("adjustment", kept[0], rest, kept[1], 1, rest)
    return replace(price, lines=(*price.lines, line), total_krw=price.total_krw + rest)


RefundTable = Sequence[tuple[int, int]]  # (days before use, percent), most days first


def refund_percent(table: RefundTable, days_before: int) -> int:
    """The share given back when a booking is cancelled so many calendar days before use; below all steps nothing."""
    return next((percent for days, percent in table if days_before >= days), 0)


def refund_krw(paid_krw: int, percent: int) -> int:
    """Won given back of what was paid."""
    return paid_krw if percent == 100 else floored(paid_krw * percent // 100)
