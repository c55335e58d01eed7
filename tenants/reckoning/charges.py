"""Months, days, rates and won of a charge; pure computation.

Days are half-open ranges. An amount is reckoned exactly and floored to 10 won once, at its line (DESIGN, grammar).
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from park_portal.core.spoken import won
from park_portal.payments.reckoning import Line
from park_portal.payments.states import LineKind
from tenants.states import ChargeItem, FeeRule

BUCKETS = ((1, 30), (31, 60), (61, 90), (91, None))  # days past the day to pay by, both ends included


@dataclass(frozen=True)
class Days:
    """``[since, until)``."""

    since: date
    until: date

    def __len__(self) -> int:
        return max((self.until - self.since).days, 0)

    def within(self, other: "Days") -> "Days":
        """The days that both have; empty ones have no length."""
        return Days(max(self.since, other.since), min(self.until, other.until))


@dataclass(frozen=True)
class Rate:
    """What holds from ``since`` until the day before ``until`` (None: open), in a building (None: everywhere)."""

    since: date
    until: date | None
    unit: int | Decimal
    building_id: int | None = None

    def holds(self, day: date, building_id: int | None) -> bool:
        dated = self.since <= day and (self.until is None or day < self.until)
        return dated and self.building_id in {None, building_id}


@dataclass(frozen=True)
class Place:
    """What an agreement holds somewhere: so many m² or, of desks, how many."""

    building_id: int
    building: tuple[str, str]  # its name in Korean and English
    days: Days
    area_m2: Decimal
    desks: int = 0


@dataclass(frozen=True)
class ChargeLine:
    """A line of the receivable, and what it is for."""

    item: str
    line: Line

    @property
    def amount_krw(self) -> int:
        return self.line.amount_krw

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self.line), "item": str(self.item)}


@dataclass(frozen=True)
class Reckoned:
    """Lines, and the days for which something that should cost has no rate."""

    lines: tuple[ChargeLine, ...] = ()
    gaps: tuple[Days, ...] = ()


# ------------------------------------------------------------------------------ days


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """The first day of the month ``count`` months later (or earlier)."""
    years, months = divmod(month.month - 1 + count, 12)
    return date(month.year + years, months + 1, 1)


def month_days(month: date) -> Days:
    return Days(month, month_after(month))


def running(month: date, since: date, ends: date) -> Days:
    """The days of the month in which an agreement runs; empty when it does not."""
    return Days(since, ends).within(month_days(month))


def prorated(whole: Fraction | int, days: int, of: int) -> int:
    """So many days' share of a month's amount, floored to 10 won."""
    return floor_to_ten(Fraction(whole) * days / of)


def floor_to_ten(amount: Fraction | int) -> int:
    return int(amount // 10) * 10


# ------------------------------------------------------------------------------ rates


def rate_on(rates: Iterable[Rate], day: date, building_id: int | None) -> int | Decimal | None:
    """The rate of a day: the building's own before the park's; None where there is none."""
    holding = [rate for rate in rates if rate.holds(day, building_id)]
    own = [rate for rate in holding if rate.building_id is not None]
    return next((rate.unit for rate in [*own, *holding]), None)


def by_rate(days: Days, rates: Sequence[Rate], building_id: int | None) -> list[tuple[Days, int | Decimal | None]]:
    """The days cut where the rate changes, each piece with its rate."""
    dates = [days.since + timedelta(days=n) for n in range(len(days))]
    pieces = []
    for rate, group in groupby(dates, key=lambda day: rate_on(rates, day, building_id)):
        cut = list(group)
        pieces.append((Days(cut[0], cut[-1] + timedelta(days=1)), rate))
    return pieces


# ------------------------------------------------------------------------------ lines of a month


def rent_lines(
    month: date, rule: str, days: Days, places: Sequence[Place], rates: Sequence[Rate], *, flat_krw: int = 0
) -> Reckoned:
    """Rent (사용료) for the days of a month: by area, by desk, a fixed amount, or nothing.

    ``rates`` are those of the rule. A rate that changes inside the month cuts it by days.
    """
    if not len(days) or rule == FeeRule.FREE:
        return Reckoned()
    if rule == FeeRule.FLAT:
        amount = prorated(flat_krw, len(days), monthrange(month.year, month.month)[1])
        words = both(lambda: _("Rent for %(month)s: %(unit)s%(days)s") % _facts(month, days, flat_krw))
        return _reckoned([_line(ChargeItem.RENT, words, amount)], [])
    places = _joined(places, days)
    if rule == FeeRule.DESK:
        return _placed(month, ChargeItem.RENT, places, rates, words=_desk_words, of="desks")
    return _placed(month, ChargeItem.RENT, places, rates, words=_rent_words, of="area_m2")


def maintenance_lines(month: date, days: Days, places: Sequence[Place], rates: Sequence[Rate]) -> Reckoned:
    """Upkeep (관리비) by area. A desk's price includes it."""
    rooms = [place for place in places if not place.desks]
    return _placed(month, ChargeItem.MAINTENANCE, _joined(rooms, days), rates, words=_upkeep_words, of="area_m2")


def meter_line(month: date, kind: tuple[str, str], use: Decimal, unit_krw: Decimal, days: int) -> ChargeLine:
    """Metered use of a past month; of a room held for a part of it only, that part by days.

    ``kind``: what is metered, in Korean and English.
    """
    of = len(month_days(month))
    amount = prorated(Fraction(use) * Fraction(unit_krw), days, of)
    words = tuple(
        said(language, lambda name=name: _meter_words(month, name, use, unit_krw, days))
        for language, name in zip(("ko", "en"), kind, strict=True)
    )
    return _line(ChargeItem.METER, words, amount)


def _placed(
    month: date, item: str, places: Sequence[Place], rates: Sequence[Rate], *, words: Callable[..., str], of: str
) -> Reckoned:
    """A line for each place and rate; ``of``: the field of a place that is multiplied."""
    lines, gaps = [], []
    several = len({place.building_id for place in places}) > 1
    for place in places:
        for days, rate in by_rate(place.days, rates, place.building_id):
            if rate is None:
                gaps.append(days)
                continue
            amount = prorated(Fraction(getattr(place, of)) * Fraction(rate), len(days), len(month_days(month)))
            facts = _facts_of(month, days, rate, place, several)
            lines.append(_line(item, tuple(said(code, lambda f=f: words(f())) for code, f in facts), amount))
    return _reckoned(lines, gaps)


def _joined(places: Iterable[Place], days: Days) -> list[Place]:
    """What is held in one building for the same days is one line; places without a day fall away."""
    found: dict[tuple[int, Days, bool], Place] = {}
    for place in places:
        held = place.days.within(days)
        if not len(held):
            continue
        key = (place.building_id, held, bool(place.desks))
        known = found.get(key, Place(place.building_id, place.building, held, Decimal(0)))
        found[key] = Place(
            place.building_id, place.building, held, known.area_m2 + place.area_m2, known.desks + place.desks
        )
    return list(found.values())


def _reckoned(lines: Iterable[ChargeLine], gaps: Iterable[Days]) -> Reckoned:
    return Reckoned(tuple(line for line in lines if line.amount_krw), tuple(gaps))


def _line(item: str, words: Sequence[str], amount_krw: int) -> ChargeLine:
    kind = LineKind.SURCHARGE if item == ChargeItem.INTEREST else LineKind.FEE
    return ChargeLine(item, Line(str(kind), words[0][:120], amount_krw, words[1][:120]))


# ------------------------------------------------------------------------------ words


def said(language: str, words: Callable[[], str]) -> str:
    with override(language):
        return words()


def both(words: Callable[[], str]) -> tuple[str, str]:
    """In Korean and in English."""
    return said("ko", words), said("en", words)


def month_name(month: date) -> str:
    return date_format(month, "F")


def _part(days: int, of: int) -> str:
    """The days behind a quantity, where they are not the whole month."""
    return "" if days == of else _(" (%(days)s of %(of)s days)") % {"days": days, "of": of}


def _facts(month: date, days: Days, unit: Any) -> dict[str, str]:
    part = _part(len(days), len(month_days(month)))
    return {"month": month_name(month), "unit": say_rate(unit), "days": part}


def _facts_of(month: date, days: Days, rate: Any, place: Place, several: bool) -> Any:
    """For each language a function that gives the facts of the words, once that language is active."""
    for code, name in zip(("ko", "en"), place.building, strict=True):
        where = f"{name} " if several else ""
        yield (
            code,
            lambda where=where: {
                **_facts(month, days, rate),
                "where": where,
                "area": plain(place.area_m2),
                "desks": place.desks,
            },
        )


def _rent_words(facts: dict[str, Any]) -> str:
    return _("Rent for %(month)s: %(where)s%(area)s m² × %(unit)s%(days)s") % facts


def _desk_words(facts: dict[str, Any]) -> str:
    return _("Desks for %(month)s: %(where)s%(desks)s × %(unit)s%(days)s") % facts


def _upkeep_words(facts: dict[str, Any]) -> str:
    return _("Maintenance for %(month)s: %(where)s%(area)s m² × %(unit)s%(days)s") % facts


def _meter_words(month: date, kind: str, use: Decimal, unit_krw: Decimal, days: int) -> str:
    facts = {
        "month": month_name(month),
        "kind": kind,
        "use": plain(use),
        "unit": say_rate(unit_krw),
        "days": _part(days, len(month_days(month))),
    }
    return _("%(kind)s in %(month)s: %(use)s × %(unit)s%(days)s") % facts


def plain(number: Decimal) -> str:
    """A quantity without idle zeros: 32.50 -> '32.5', 1200 -> '1,200'."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def say_rate(unit: int | Decimal) -> str:
    """Won of a unit; a metered one may have a fraction."""
    whole = int(unit)
    return won(whole) if unit == whole else won(whole).replace(f"{whole:,}", plain(Decimal(unit)))


# ------------------------------------------------------------------------------ delay


@dataclass(frozen=True)
class Delay:
    """Days for which ``base_krw`` was late, at one rate."""

    days: Days
    base_krw: int
    percent: Decimal

    @property
    def amount_krw(self) -> int:
        """Percent a year, a 365th for each day, simple, floored to 10 won."""
        return floor_to_ten(Fraction(self.base_krw) * Fraction(self.percent) * len(self.days) / 36_500)


def delays(days: Days, net_krw: int, paid: Iterable[tuple[date, int]], rates: Sequence[Rate]) -> list[Delay]:
    """The pieces of a delay, cut where a payment came in or the rate changed.

    ``net_krw``: what was owed without interest; ``paid``: (day, won). The day of a payment itself still counts as late.
    Days without a rate bear no interest.
    """
    paid = sorted(paid)
    dates = [days.since + timedelta(days=n) for n in range(len(days))]

    def late_on(day: date) -> tuple[int, Any]:
        owed = net_krw - sum(amount for when, amount in paid if when < day)
        return max(owed, 0), rate_on(rates, day, None)

    found = []
    for (base, rate), group in groupby(dates, key=late_on):
        cut = list(group)
        if base and rate:
            found.append(Delay(Days(cut[0], cut[-1] + timedelta(days=1)), base, Decimal(rate)))
    return [delay for delay in found if delay.amount_krw]


def interest_line(month: date, delay: Delay) -> ChargeLine:
    """Interest (연체이자) for the late charge of ``month``."""

    def words() -> str:
        facts = {
            "month": date_format(month, "YEAR_MONTH_FORMAT"),
            "base": won(delay.base_krw),
            "percent": plain(delay.percent),
            "days": len(delay.days),
        }
        return _("Interest on %(month)s: %(base)s × %(percent)s %% a year × %(days)s days") % facts

    return _line(ChargeItem.INTEREST, both(words), delay.amount_krw)


def bucket_of(days_late: int) -> int:
    """Which of BUCKETS a delay belongs to, by position."""
    return next(n for n, (_first, last) in enumerate(BUCKETS) if last is None or days_late <= last)
