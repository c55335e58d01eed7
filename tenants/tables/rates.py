"""How rates and meters look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from park_portal.core import clock
from park_portal.core.spoken import won
from tenants.models import InterestRate, MaintenanceRate, Meter, MeterRate, MeterReading, RentRate
from tenants.reckoning.charges import month_after, plain, say_rate
from tenants.states import ChargeItem

SHOWN = 20  # of each kind; older ones have no bearing on any month that can still be billed


@dataclass(frozen=True)
class RateRow:
    """One rate in words, and when it is: now, coming or over."""

    what: str
    value: str
    row: Any
    phase: str


@dataclass(frozen=True)
class Series:
    """All rates of a kind; ``code`` names the form that sets one."""

    code: str
    name: str
    rows: list[RateRow]


def rate_series() -> list[Series]:
    park = _("All the park")
    return [
        _series(
            "rent", RentRate, lambda row: (f"{row.get_rule_display()} · {row.building or park}", won(row.unit_krw))
        ),
        _series("maintenance", MaintenanceRate, lambda row: (str(row.building or park), won(row.unit_krw))),
        _series("meter", MeterRate, lambda row: (row.get_kind_display(), say_rate(row.unit_krw))),
        _series("interest", InterestRate, lambda row: (_("A year"), f"{plain(row.percent_a_year)} %")),
    ]


def _series(code: str, model: type[Model], say: Any) -> Series:
    names = {"rent": ChargeItem.RENT, "maintenance": ChargeItem.MAINTENANCE, "meter": ChargeItem.METER}
    rows = model._default_manager.order_by("-since", "pk")
    if hasattr(model, "building"):
        rows = rows.select_related("building")
    found = [RateRow(*map(str, say(row)), row, phase_of(row)) for row in rows[:SHOWN]]
    return Series(code, str(names.get(code, ChargeItem.INTEREST).label), found)


def phase_of(row: Any) -> str:
    today = clock.today()
    if row.until and row.until <= today:
        return "over"
    return "coming" if row.since > today else "now"


def meters_of(month: date) -> QuerySet[Meter]:
    rows = Meter.objects.during(month, month_after(month)).select_related("space__building")
    return rows.order_by("space__building_id", "space__floor", "space_id", "kind", "pk")


def with_readings(meters: Iterable[Meter], month: date) -> list[Meter]:
    """The meters with ``now`` (the month's reading or None) and ``before`` (what it showed last); one statement."""
    rows = list(meters)
    found: dict[int, list[MeterReading]] = {}
    for reading in MeterReading.objects.filter(meter__in=rows, month__lte=month).order_by("month"):
        found.setdefault(reading.meter_id, []).append(reading)
    for meter in rows:
        readings = found.get(meter.pk, [])
        meter.now = next((reading for reading in readings if reading.month == month), None)
        past = [reading.value for reading in readings if reading.month < month]
        meter.before = past[-1] if past else meter.start_value
    return rows
