"""Dated rates and meter readings."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from tenants.actions.rates import meter_add, meter_replace, rate_set, readings_enter
from tenants.models import InterestRate, MaintenanceRate, Meter, MeterReading, RentRate
from tenants.reckoning.charges import month_after, month_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return factories.centre_staff()


@pytest.fixture
def month():
    return month_after(month_of(clock.today()), -1)


def test_a_new_rate_ends_the_old_one_the_day_before(staff):
    next_month = month_after(month_of(clock.today()))
    old, desk = factories.RentRateFactory(), factories.RentRateFactory(rule="desk", unit_krw=80_000)
    new = rate_set(by=staff, model=RentRate, rule="area", building=None, unit_krw=5_500, since=next_month)
    old.refresh_from_db(), desk.refresh_from_db()
    assert (old.until, new.until, desk.until) == (next_month, None, None)
    again = rate_set(by=staff, model=RentRate, rule="area", building=None, unit_krw=5_000, since=next_month)
    old.refresh_from_db()
    assert again == old and old.until is None and RentRate.objects.count() == 2, "back to before: nothing changes"


def test_a_building_has_its_own(staff):
    factories.MaintenanceRateFactory()
    building = factories.BuildingFactory()
    rate_set(by=staff, model=MaintenanceRate, building=building, unit_krw=0, since=clock.today())
    assert set(MaintenanceRate.objects.values_list("building", "until")) == {(None, None), (building.pk, None)}


def test_rates_are_the_centres_and_not_of_the_past(staff):
    facts = {"model": InterestRate, "percent_a_year": Decimal(6), "since": month_of(clock.today())}
    with pytest.raises(NotPermitted):
        rate_set(by=factories.PersonFactory(), **facts)
    with pytest.raises(ActionDenied) as refusal:
        rate_set(by=staff, **facts | {"since": facts["since"] - timedelta(days=1)})
    assert refusal.value.reason == "since_past"
    with pytest.raises(ValidationError, match="0"):
        rate_set(by=staff, **facts | {"percent_a_year": Decimal(21)})


def test_readings_only_count_up(staff, month):
    meter = factories.MeterFactory(start_value=100)
    before = month_after(month, -1)
    assert readings_enter(by=staff, month=before, values={meter: Decimal(150)}) == 1
    assert readings_enter(by=staff, month=month, values={meter: Decimal(170)}) == 1
    assert readings_enter(by=staff, month=month, values={meter: Decimal(170)}) == 0
    for when, value, reason in [
        (month, 149, "lower"),
        (before, 99, "lower"),
        (before, 171, "higher"),
        (month_after(month, 2), 200, "future"),
        (date(2019, 12, 1), 100, "not_there"),
    ]:
        with pytest.raises(ActionDenied) as refusal:
            readings_enter(by=staff, month=when, values={meter: Decimal(value)})
        assert refusal.value.reason == reason, (when, value)
    assert set(MeterReading.objects.values_list("value", flat=True)) == {150, 170}


def test_a_reading_that_is_billed_stays(staff, month):
    place = factories.AllocationFactory(agreement=factories.agreement())
    meter = factories.MeterFactory(space=place.space)
    readings_enter(by=staff, month=month, values={meter: Decimal(10)})
    run = factories.ChargeRunFactory(month=month_after(month))
    factories.ChargeFactory(run=run, agreement=place.agreement)
    with pytest.raises(ActionDenied) as refusal:
        readings_enter(by=staff, month=month, values={meter: Decimal(11)})
    assert refusal.value.reason == "billed"


def test_a_replaced_meter_begins_anew(staff, month):
    old = meter_add(
        by=staff, space=factories.SpaceFactory(), kind="water", serial="W-1", put_in_on=month, start_value=Decimal(900)
    )
    day = month + timedelta(days=9)
    facts = {"by": staff, "meter": old, "day": day, "serial": "W-2", "start_value": Decimal(0)}
    with pytest.raises(ActionDenied):
        meter_replace(**facts, last_value=Decimal(899))
    new = meter_replace(**facts, last_value=Decimal(950))
    old.refresh_from_db()
    assert (old.removed_on, old.readings.get().value) == (day, 950)
    assert (new.put_in_on, new.space, new.kind) == (day, old.space, "water")
    readings_enter(by=staff, month=month, values={new: Decimal(12)})
    assert Meter.objects.during(month, month_after(month)).count() == 2
