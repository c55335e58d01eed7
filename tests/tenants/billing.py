"""A park that can be billed, for the tests of charges and deposits."""

from datetime import date, datetime
from typing import Any

from park_portal.core.clock import SEOUL
from tenants.actions.charges import charge_run
from tenants.models import Agreement, ChargeRun
from tenants.states import FeeRule
from tenants.tasks import charges_bill
from tests import factories

NOVEMBER = date(2026, 11, 1)
DUE = date(2026, 11, 25)


def moment(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SEOUL)


def rates(**facts: Any) -> None:
    """5,000 won of rent and 3,000 of upkeep a m² and month."""
    factories.RentRateFactory(**facts)
    factories.MaintenanceRateFactory(**facts)


def tenancy(area: str = "20.0", **facts: Any) -> Agreement:
    """A running agreement with one room, since long ago."""
    facts = {"since": date(2026, 1, 1), "until": date(2027, 1, 1), **facts}
    agreement = factories.agreement(**facts)
    factories.AllocationFactory(agreement=agreement, area_m2=area, until=agreement.ends)
    return agreement


def free(**facts: Any) -> Agreement:
    """One without a place and without rent."""
    return factories.agreement(**{"since": date(2026, 1, 1), "fee_rule": FeeRule.FREE, **facts})


def bill(month: date = NOVEMBER, due_on: date = DUE, by: Any = None) -> ChargeRun:
    """Ask for a month and do the worker's part."""
    run = charge_run(by=by, month=month, due_on=due_on)
    charges_bill(run.pk)
    return ChargeRun.objects.get(pk=run.pk)
