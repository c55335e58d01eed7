"""The life of a deposit: asked for, received, kept, returned; every won is somewhere."""

from datetime import timedelta

import pytest

from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from park_portal.payments import actions as money
from park_portal.payments.models import Payment, Receivable, Refund
from park_portal.payments.reckoning import Balance
from tenants.actions.deposits import deposit_issue, deposit_keep, deposit_return
from tenants.models import Agreement, DepositRecovery
from tenants.reckoning.deposits import Deposit
from tenants.rules.deposits import deposit_of, deposit_receivable
from tenants.signals import agreement_signed
from tenants.states import DepositState as State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return factories.centre_staff()


@pytest.fixture
def agreement():
    """Signed, with a deposit of a million; over since today."""
    found = factories.agreement(
        deposit_krw=1_000_000,
        until=clock.today() + timedelta(days=100),
        ended_on=clock.today(),
        end_reason="notice",
        state="terminated",
    )
    agreement_signed.send(sender=Agreement, agreement_id=found.pk)
    return found


def pay(agreement, *amounts):
    for amount in amounts:
        money.payment_receive(by=None, method="bank", amount_krw=amount, receivable=deposit_receivable(agreement))


def owed(agreement, amount):
    return factories.receivable(amount, payer_organization=agreement.party, payer_person=None)


def money_is_whole(agreement, received):
    """Counted apart from the deposit's own arithmetic: payments = what pays which receivable + what lies about."""
    deposit = deposit_of(agreement)
    assert sum(Payment.objects.values_list("amount_krw", flat=True)) == received == deposit.received_krw
    assert sum(Payment.objects.with_rest().values_list("rest_krw", flat=True)) == 0
    rows = Receivable.objects.with_balance()
    assert sum(row.paid_krw for row in rows) == received
    kept = sum(DepositRecovery.objects.values_list("amount_krw", flat=True))
    back = sum(Refund.objects.filter(state="made").values_list("amount_krw", flat=True))
    assert deposit.held_krw + deposit.returning_krw + back + kept == received
    return deposit


def test_it_is_asked_for_once_with_the_signature(agreement):
    agreement_signed.send(sender=Agreement, agreement_id=agreement.pk)
    receivable = Receivable.objects.get()
    assert (receivable.kind, receivable.balance.due) == ("deposit", 1_000_000)
    assert receivable.payer_organization == agreement.party
    assert deposit_of(agreement).state == State.DUE
    assert deposit_issue(agreement=factories.agreement()) is None


def test_received_in_parts_kept_for_rent_and_repair_and_returned(agreement, staff):
    pay(agreement, 400_000)
    assert money_is_whole(agreement, 400_000).state == State.PART
    pay(agreement, 600_000)
    assert money_is_whole(agreement, 1_000_000).state == State.RECEIVED
    rent = owed(agreement, 270_000)
    deposit_keep(by=staff, agreement=agreement, kind="rent", amount_krw=270_000, reason="9월 미납", target=rent)
    rent.refresh_from_db()
    assert rent.state == "settled"
    assert money_is_whole(agreement, 1_000_000).state == State.RETURNED_PART
    made = deposit_keep(by=staff, agreement=agreement, kind="repair", amount_krw=430_010, reason="벽 도장")
    assert made.target.balance == Balance(charged=430_010, paid=430_010)
    refund = deposit_return(by=staff, agreement=agreement, amount_krw=299_990, reason="퇴주 정산")
    assert money_is_whole(agreement, 1_000_000).returning_krw == 299_990
    money.refund_make(by=staff, refund=refund, method="onsite_cash")
    deposit = money_is_whole(agreement, 1_000_000)
    assert (deposit.state, deposit.held_krw, deposit.recovered_krw) == (State.RETURNED, 0, 700_010)


def test_kept_whole(agreement, staff):
    pay(agreement, 1_000_000)
    rent = owed(agreement, 1_500_000)
    deposit_keep(by=staff, agreement=agreement, kind="rent", amount_krw=1_000_000, reason="-", target=rent)
    assert money_is_whole(agreement, 1_000_000).state == State.RECOVERED
    assert rent.entries.balance().due == 500_000, "what is left stays owed"


def test_it_goes_over_to_the_agreement_that_follows(agreement, staff):
    pay(agreement, 1_000_000)
    next_one = factories.agreement(
        occupant=agreement.party, previous=agreement, since=clock.today(), deposit_krw=1_000_000
    )
    target = deposit_issue(agreement=next_one)
    deposit_keep(by=staff, agreement=agreement, kind="renewal", amount_krw=1_000_000, reason="승계", target=target)
    assert deposit_of(next_one).state == State.RECEIVED
    assert deposit_of(agreement).state == State.RECOVERED


def test_a_part_that_was_never_paid_is_let_go_with_the_return(agreement, staff):
    pay(agreement, 400_000)
    deposit_return(by=staff, agreement=agreement, amount_krw=400_000, reason="-")
    assert deposit_receivable(agreement).balance.due == 0
    assert money_is_whole(agreement, 400_000).returning_krw == 400_000


def test_what_is_refused(agreement, staff):
    pay(agreement, 500_000)
    rent, strange = owed(agreement, 100_000), factories.receivable(100_000)
    keep = {"agreement": agreement, "kind": "rent", "reason": "-", "target": rent}
    refused = [
        (deposit_return, {"agreement": agreement, "amount_krw": 500_001, "reason": "-"}, "amount"),
        (deposit_return, {"agreement": agreement, "amount_krw": 1, "reason": " "}, "no_reason"),
        (deposit_keep, keep | {"amount_krw": 0}, "amount"),
        (deposit_keep, keep | {"amount_krw": 100_001}, "not_due"),
        (deposit_keep, keep | {"amount_krw": 1_000, "target": strange}, "other_payer"),
    ]
    for deed, facts, reason in refused:
        with pytest.raises(ActionDenied) as refusal:
            deed(by=staff, **facts)
        assert refusal.value.reason == reason, facts
    with pytest.raises(NotPermitted):
        deposit_keep(by=factories.member_of(agreement.party), amount_krw=1_000, **keep)
    assert money_is_whole(agreement, 500_000).held_krw == 500_000


def test_while_the_agreement_runs_it_is_not_returned(staff):
    running = factories.agreement(deposit_krw=100_000)
    deposit_issue(agreement=running)
    pay(running, 100_000)
    with pytest.raises(ActionDenied) as refusal:
        deposit_return(by=staff, agreement=running, amount_krw=100_000, reason="-")
    assert refusal.value.reason == "running"


def test_a_waiting_refund_is_not_paid_away(agreement, staff):
    pay(agreement, 1_000_000)
    deposit_return(by=staff, agreement=agreement, amount_krw=600_000, reason="-")
    rent = owed(agreement, 400_000)
    with pytest.raises(ActionDenied) as refusal:
        deposit_keep(by=staff, agreement=agreement, kind="rent", amount_krw=400_000, reason="-", target=rent)
    assert refusal.value.reason == "refunded"
    assert money_is_whole(agreement, 1_000_000).returning_krw == 600_000


@pytest.mark.parametrize(
    ("required", "balance", "recovered", "state"),
    [
        (0, None, 0, State.NOT_REQUIRED),
        (100, None, 0, State.DUE),
        (100, Balance(100), 0, State.DUE),
        (100, Balance(100, 100), 0, State.NOT_REQUIRED),
        (100, Balance(100, 0, 40), 0, State.PART),
        (100, Balance(100, 0, 100), 0, State.RECEIVED),
        (100, Balance(100, 30, 100), 0, State.RETURNED_PART),
        (100, Balance(100, 30, 100, 30), 0, State.RETURNED_PART),
        (100, Balance(100, 100, 100, 100), 0, State.RETURNED),
        (100, Balance(100, 100, 0), 100, State.RECOVERED),
        (100, Balance(100, 100, 60, 60), 40, State.RETURNED),
    ],
)
def test_states(required, balance, recovered, state):
    assert Deposit(required, balance, recovered).state == state
