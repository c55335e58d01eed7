"""What the doors of billing need, for tests/test_doors.py."""

from typing import Any

from park_portal.core import clock
from park_portal.payments import actions as money
from tenants.actions.charges import charge_run
from tenants.actions.deposits import deposit_issue
from tenants.models import Charge
from tenants.rules.deposits import deposit_receivable
from tenants.tasks import charges_bill
from tests import factories

from .billing import rates


def charge_doors(organization: Any) -> tuple[dict[str, list], dict[str, dict[str, Any]]]:
    """``(args, data)``: the objects behind the doors, and what the deeds are sent."""
    rates()
    today = clock.today()
    agreement = factories.agreement(
        occupant=organization, deposit_krw=90_000, state="ended", ended_on=today, end_reason="notice"
    )
    factories.AllocationFactory(agreement=agreement)
    running = factories.agreement(occupant=organization)
    factories.AllocationFactory(agreement=running)
    deposit_issue(agreement=agreement)
    receivable = deposit_receivable(agreement)
    money.payment_receive(by=None, method="bank", amount_krw=90_000, receivable=receivable)
    run = charge_run(by=None, month=today.replace(day=1), due_on=today)
    charges_bill(run.pk)
    charge = Charge.objects.get(agreement=running)
    args = {
        **{f"tenants:charge-{name}": [run.month] for name in ("list", "run", "export")},
        "tenants:charge-detail": [running.pk, run.month],
        "tenants:charge-credit": [charge.pk],
        "tenants:rate-set": ["rent"],
        "tenants:meter-list": [run.month],
        "tenants:meter-replace": [factories.MeterFactory().pk],
        **{f"tenants:deposit-{name}": [agreement.pk] for name in ("detail", "return", "keep", "mine")},
    }
    data = {
        "tenants:deposit-return": {"amount_krw": "10000", "reason": "-"},
        "tenants:deposit-keep": {"kind": "repair", "amount_krw": "10000", "reason": "-"},
    }
    return args, data
