"""Dated rates, meters and their readings."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from spaces.models import Space
from tenants.models import InterestRate, MaintenanceRate, Meter, MeterRate, MeterReading, RentRate
from tenants.reckoning.charges import month_of
from tenants.rules import charges as rules

# What names a rate beside its days, and what it says.
RATES: Mapping[type[models.Model], tuple[tuple[str, ...], str]] = {
    RentRate: (("rule", "building"), "unit_krw"),
    MaintenanceRate: (("building",), "unit_krw"),
    MeterRate: (("kind",), "unit_krw"),
    InterestRate: ((), "percent_a_year"),
}


@transaction.atomic
def rate_set(*, by: Person, model: type[models.Model], since: date, **facts: Any) -> Any:
    """A rate from a day on: the one before ends the day before, later ones fall away; the same value changes nothing.

    ``facts``: what names the rate (rule, building, kind) and its value. Raises NotPermitted, ActionDenied (past day).
    """
    rules.check_charges_keep(by)
    rules.check_rate_since(since)
    names, value = RATES[model]
    series = {name: facts.get(name) for name in names}
    rows = model.objects.select_for_update(no_key=True).filter(**series)
    later = rows.filter(since__gte=since)
    dropped = [day.isoformat() for day in later.order_by("since").values_list("since", flat=True)]
    later.delete()
    before = rows.filter(models.Q(until=None) | models.Q(until__gte=since)).first()
    if before is not None:
        same = getattr(before, value) == facts[value]
        before.until = None if same else since
        before.save(update_fields=["until"])
        if same:
            return before
    rate = model(since=since, **facts)
    _saved(rate)
    record("rate.set", by=by, subject=rate, since=since.isoformat(), value=str(facts[value]), dropped=dropped)
    return rate


def _saved(row: models.Model) -> None:
    """Write a checked row; the constraint's sentence also when somebody was faster."""
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean()
        raise


# ------------------------------------------------------------------------------ meters


@transaction.atomic
def meter_add(*, by: Person, space: Space, kind: str, serial: str, put_in_on: date, start_value: Decimal) -> Meter:
    """A meter of a room, from the day it was put in."""
    rules.check_charges_keep(by)
    meter = Meter(space=space, kind=kind, serial=serial, put_in_on=put_in_on, start_value=start_value)
    _saved(meter)
    record("meter.add", by=by, subject=meter, space=space.pk, kind=kind)
    return meter


@transaction.atomic
def meter_replace(
    *, by: Person, meter: Meter, day: date, last_value: Decimal, serial: str, start_value: Decimal
) -> Meter:
    """The old meter's last reading and a new meter in its place, on one day."""
    rules.check_charges_keep(by)
    meter = _lock(meter)
    _read(meter, month_of(day), last_value, by)
    meter.removed_on = day
    _saved(meter)
    new = Meter(space=meter.space, kind=meter.kind, serial=serial, put_in_on=day, start_value=start_value)
    _saved(new)
    record("meter.replace", by=by, subject=new, replaces=meter.pk)
    return new


@transaction.atomic
def readings_enter(*, by: Person, month: date, values: Mapping[Meter, Decimal]) -> int:
    """The readings at the end of a month; gives how many are new or changed. All or none are written.

    Raises NotPermitted, ActionDenied (lower than before, not there, billed already).
    """
    rules.check_charges_keep(by)
    meters = sorted(values, key=lambda meter: meter.pk)
    return sum(_read(_lock(meter), month, values[meter], by) for meter in meters)


def _read(meter: Meter, month: date, value: Decimal, by: Person) -> bool:
    before = meter.readings.filter(month__lt=month).order_by("-month").first()
    after = meter.readings.filter(month__gt=month).order_by("month").first()
    rules.check_reading(meter, month)
    rules.check_reading_value(meter, before.value if before else meter.start_value, after and after.value, value)
    known = meter.readings.filter(month=month).first()
    if known and known.value == value:
        return False
    if known:
        rules.check_reading_free(meter, month)
    reading = known or MeterReading(meter=meter, month=month)
    reading.value, reading.by, reading.at = value, by, clock.now()
    _saved(reading)
    record("reading.enter", by=by, subject=reading, meter=meter.pk, month=month.isoformat())
    return True


def _lock(meter: Meter) -> Meter:
    return Meter.objects.select_for_update(of=("self",), no_key=True).select_related("space").get(pk=meter.pk)
