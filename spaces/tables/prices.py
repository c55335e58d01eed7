"""Prices as their keepers see them: what holds today, what comes, what a typical use would cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from park_portal.core import clock, spoken
from park_portal.core.workdays import public_holidays
from spaces.models import Building, Entitlement, EntitlementUse, Reduction, RefundRule, Space, Surcharge, Tariff
from spaces.reckoning import midnight
from spaces.reckoning.prices import RefundTable
from spaces.rules import price_book
from spaces.rules.land import say_stretches
from spaces.states import DEFAULT_REFUNDS, UserClass, Weekday

WEDNESDAY, SATURDAY = 2, 5
CLASSES = {
    UserClass.RESIDENT: pgettext_lazy("column", "Resident"),
    UserClass.OUTSIDER: pgettext_lazy("column", "Elsewhere"),
    UserClass.TENANT: pgettext_lazy("column", "Park"),
    UserClass.PUBLIC: pgettext_lazy("column", "Public"),
    UserClass.NONPROFIT: pgettext_lazy("column", "Non-profit"),
}  # short, for a table that has a column for each

# ------------------------------------------------------------------------------ prices at a glance


@dataclass(frozen=True)
class Change:
    """What a class pays an hour from a day on; ``hourly_krw`` None: no price any more."""

    day: date
    label: str
    hourly_krw: int | None


@dataclass(frozen=True)
class PriceRow:
    """A space with its price an hour for each class today (None: none), and the changes to come."""

    space: Space
    prices: list[tuple[Any, int | None]]
    vat_mode: str
    changes: list[Change]


def price_rows(buildings: Sequence[Building]) -> list[tuple[Building, list[PriceRow]]]:
    """Spaces of some buildings with their prices, in two statements however many there are."""
    spaces = list(Space.objects.not_let().filter(building__in=buildings).order_by("building_id", "floor", "pk"))
    rows = Tariff.objects.filter(space__in=spaces).exclude(until__lte=clock.today()).order_by("since", "pk")
    found: dict[int, list[Tariff]] = {}
    for row in rows:
        found.setdefault(row.space_id, []).append(row)
    return [
        (building, [price_row(space, found.get(space.pk, [])) for space in spaces if space.building_id == building.pk])
        for building in buildings
    ]


def price_row(space: Space, tariffs: Iterable[Tariff]) -> PriceRow:
    """``tariffs``: those of the space that have not ended, by ``since``."""
    tariffs = list(tariffs)
    today = clock.today()
    now = {row.user_class: row for row in tariffs if row.since <= today}
    modes = {row.get_vat_mode_display() for row in now.values()}
    prices = [(CLASSES[kind], now[kind].hourly_krw if kind in now else None) for kind in UserClass]
    return PriceRow(space, prices, ", ".join(sorted(modes)), changes_of(tariffs))


def changes_of(tariffs: list[Tariff]) -> list[Change]:
    """What begins after today, and what ends without another beginning."""
    today = clock.today()
    coming = [Change(row.since, str(CLASSES[row.user_class]), row.hourly_krw) for row in tariffs]
    coming = [change for change in coming if change.day > today]
    begins = {(row.user_class, row.since) for row in tariffs}
    ends = [row for row in tariffs if row.until and (row.user_class, row.until) not in begins]
    coming += [Change(row.until, str(CLASSES[row.user_class]), None) for row in ends]
    return sorted(coming, key=lambda change: change.day)


# ------------------------------------------------------------------------------ typical uses


def typical_uses(since: date) -> list[tuple[datetime, datetime]]:
    """Two hours on a weekday afternoon and on a Saturday evening, on days that are no public holidays."""
    return [
        (midnight(day) + timedelta(hours=hour), midnight(day) + timedelta(hours=hour + 2))
        for day, hour in ((plain_day(since, WEDNESDAY), 14), (plain_day(since, SATURDAY), 18))
    ]


def plain_day(since: date, weekday: int) -> date:
    """The first day of that weekday from ``since`` on that is no public holiday."""
    day = since + timedelta(days=(weekday - since.weekday()) % 7)
    while day in public_holidays(day.year):
        day += timedelta(days=7)
    return day


def typical_costs(space: Space, since: date, vat_mode: str, hourly: Mapping[UserClass, int | None]) -> dict[str, Any]:
    """``uses`` and, for each class with a price, ``rows`` (class, won an hour, [won for each use])."""
    uses, rows = typical_uses(since), []
    for kind, hourly_krw in hourly.items():
        if hourly_krw is None:
            rows.append((kind.label, None, [None] * len(uses)))
            continue
        book = replace(price_book([space], kind, on=since), hourly={space.pk: (hourly_krw, vat_mode)})
        totals = [book.price(space, start, end).total_krw for start, end in uses]
        rows.append((kind.label, hourly_krw, totals))
    return {"uses": uses, "rows": rows}


# ------------------------------------------------------------------------------ dated rows


def phase_of(row: Surcharge | Reduction | Entitlement | Tariff) -> str:
    """``now``, ``coming`` or ``over``."""
    today = clock.today()
    if row.until and row.until <= today:
        return "over"
    return "coming" if row.since > today else "now"


def by_phase(rows: QuerySet, show: str) -> QuerySet:
    """Those that are over, last first; else those that hold or come, in order."""
    if show == "past":
        return rows.filter(until__lte=clock.today()).order_by("-until", "-pk")
    return rows.exclude(until__lte=clock.today()).order_by("since", "pk")


@dataclass(frozen=True)
class DatedRow:
    """A dated row with when it is, and its conditions in words."""

    row: Any
    phase: str
    words: list[str]


def surcharge_rows(rows: Iterable[Surcharge]) -> list[DatedRow]:
    return [DatedRow(row, phase_of(row), surcharge_words(row)) for row in rows]


def surcharge_words(row: Surcharge) -> list[str]:
    """When it holds: ``["Sat, Sun, public holidays", "18:00–24:00", "December, January"]``."""
    days = [spoken.voice().weekdays[day] for day in sorted(row.weekdays)]
    if row.on_holidays and len(days) < len(Weekday):
        days = [*days, _("public holidays")] if days else []
    hours = (row.first_minute, row.last_minute)
    words = [
        ", ".join(days) or _("every day"),
        _("all day") if hours == (0, 1440) else say_stretches([hours]),
        ", ".join(str(MONTHS[month]) for month in row.months),
    ]
    return [word for word in words if word]


def reduction_rows(rows: Iterable[Reduction]) -> list[DatedRow]:
    return [DatedRow(row, phase_of(row), [str(UserClass(kind).label) for kind in row.user_classes]) for row in rows]


# ------------------------------------------------------------------------------ refunds


@dataclass(frozen=True)
class RefundSteps:
    """A whole refund table: from which day (None: the usual one), its steps, when it is."""

    since: date | None
    steps: list[tuple[int, int]]
    phase: str


def refund_tables() -> list[RefundSteps]:
    """All tables, the newest first; the usual one stands in where none has begun."""
    found: dict[date, list[tuple[int, int]]] = {}
    for since, days, percent in RefundRule.objects.values_list("since", "days_before", "percent"):
        found.setdefault(since, []).append((days, percent))
    today = clock.today()
    now = max((since for since in found if since <= today), default=None)
    tables = []
    for since, steps in found.items():
        tables.append(RefundSteps(since, steps, "coming" if since > today else "now" if since == now else "over"))
    return tables if now else [*tables, RefundSteps(None, list(DEFAULT_REFUNDS), "now")]


def refunds_now(tables: Iterable[RefundSteps]) -> RefundTable:
    return next(table.steps for table in tables if table.phase == "now")


# ------------------------------------------------------------------------------ entitlements


@dataclass(frozen=True)
class EntitlementRow:
    """An entitlement, the minutes drawn this month, and when it is."""

    row: Entitlement
    used_minutes: int
    phase: str

    @property
    def used_hours(self) -> str:
        return f"{self.used_minutes / 60:g}"


def entitlement_rows(rows: Sequence[Entitlement]) -> list[EntitlementRow]:
    """With the hours used this month, in one statement."""
    month = clock.today().replace(day=1)
    uses = EntitlementUse.objects.filter(entitlement__in=rows, month=month).values("entitlement")
    drawn = {
        use["entitlement"]: use["drawn"] - use["back"]
        for use in uses.annotate(drawn=Sum("minutes"), back=Sum("returned_minutes")).order_by()
    }
    return [EntitlementRow(row, drawn.get(row.pk, 0), phase_of(row)) for row in rows]
