"""Two workers at one month. The run's lock is the guard; without it the database still refuses a second charge."""

import time
from datetime import timedelta

import pytest
from django.db.models import QuerySet

from park_portal.core import clock
from park_portal.payments.models import Receivable
from tenants.actions import charges as actions
from tenants.models import Charge, ChargeRun
from tests.races.test_payments import together
from tests.tenants.billing import rates, tenancy

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def run():
    """Twelve agreements to be billed for this month."""
    rates()
    today = clock.today()
    for _ in range(12):
        tenancy(since=today.replace(day=1), until=today + timedelta(days=90))
    return actions.charge_run(by=None, month=today.replace(day=1), due_on=today + timedelta(days=9))


def work(run):
    def deed():
        mine = ChargeRun.objects.get(pk=run.pk)
        while actions.charges_bill(run=mine, limit=5):
            pass

    return deed


def sums():
    charged = sum(Receivable.objects.with_balance().values_list("charged_krw", flat=True))
    return (
        Charge.objects.count(),
        Receivable.objects.count(),
        charged == sum(Charge.objects.values_list("total_krw", flat=True)),
    )


def test_two_workers_bill_each_agreement_once(run):
    assert together([work(run), work(run), work(run)]) == {"": 3}
    assert sums() == (12, 12, True)


def test_without_the_lock_the_database_refuses_the_second(run, monkeypatch):
    """The control: two would bill the same agreement, and only the constraint holds."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self._chain())
    real = actions.bills

    def slowly(*args):
        found = real(*args)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(actions, "bills", slowly)
    done = together([work(run), work(run)])
    assert done["database"] >= 1
    counted = sums()
    assert counted[0] == counted[1] and counted[2]
