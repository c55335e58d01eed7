"""The verbs of money."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from park_portal.notifications.models import InboxMessage
from park_portal.payments import actions, signals
from park_portal.payments.models import LedgerEntry, Payment, Receivable, Refund
from park_portal.payments.reckoning import Line
from tests import factories
from tests.factories import PersonFactory, receivable

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return factories.centre_staff()


@pytest.fixture
def news():
    """What the floors above hear."""
    heard = []

    def listen(name):
        def hear(sender, **facts):
            heard.append((name, facts["subject_type"], facts["subject_id"]))

        return hear

    receivers = []
    for name in ("receivable_settled", "receivable_reopened", "refund_made"):
        receivers.append((getattr(signals, name), listen(name)))
        receivers[-1][0].connect(receivers[-1][1])
    yield heard
    for signal, receiver in receivers:
        signal.disconnect(receiver)


def pay(thing, amount, **facts):
    return actions.payment_receive(by=None, method="bank", amount_krw=amount, receivable=thing, **facts)


def state_of(thing):
    return Receivable.objects.get(pk=thing.pk).state


def refused(code, deed, /, **facts):
    with pytest.raises(ActionDenied) as refusal:
        deed(**facts)
    assert refusal.value.reason == code


# ------------------------------------------------------------------------------ issuing


def test_issue_writes_lines_charge_audit_and_message():
    person = PersonFactory()
    lines = [Line("fee", "사용료", 60_000, "Fee", 2, 30_000), Line("reduction", "감면", -10_000, "Reduction")]
    thing = receivable(payer_person=person, lines=lines)
    assert thing.number == f"R-{thing.pk:06d}"
    assert [line.amount_krw for line in thing.lines.all()] == [60_000, -10_000]
    assert thing.balance.due == 50_000
    assert AuditEvent.objects.filter(verb="receivable.issue", subject_id=str(thing.pk)).count() == 1
    message = InboxMessage.objects.get(recipient=person, kind="payments.payment_due")
    assert "50,000" in message.text
    assert thing.number.replace("-", "") in message.text


def test_issue_with_vat_added_has_a_line_of_its_own():
    thing = receivable(100_000, vat_mode="added")
    assert thing.balance.charged == 110_000
    assert thing.lines.last().kind == "vat"
    assert thing.vat_krw(110_000) == 10_000


def test_issue_twice_with_one_key_is_one_receivable():
    assert receivable(key="rent:7:2026-11") == receivable(key="rent:7:2026-11")
    assert LedgerEntry.objects.count() == 1


def test_issue_of_nothing_is_settled_at_once(news):
    thing = receivable(0)
    assert state_of(thing) == "settled"
    assert news == [("receivable_settled", "tests.thing", "1")]
    assert not InboxMessage.objects.filter(kind="payments.payment_due").exists()


def test_reductions_beyond_the_charge_are_refused():
    refused("amount", receivable, amount_krw=-1)


def test_organisation_pays_and_its_managers_are_told():
    organization = factories.OrganizationFactory()
    boss = factories.member_of(organization, role="owner")
    keeper = factories.member_of(organization, duties=["finance"])
    factories.member_of(organization)
    receivable(payer_organization=organization)
    told = InboxMessage.objects.filter(kind="payments.payment_due").values_list("recipient", flat=True)
    assert set(told) == {boss.pk, keeper.pk}


# ------------------------------------------------------------------------------ paying


def test_part_then_rest_settles(news):
    thing = receivable(50_000)
    pay(thing, 20_000)
    assert (state_of(thing), thing.balance.due) == ("open", 30_000)
    pay(thing, 30_000)
    assert (state_of(thing), news) == ("settled", [("receivable_settled", "tests.thing", "1")])
    assert InboxMessage.objects.filter(kind="payments.payment_received").count() == 2


def test_over_payment_waits_and_pays_another(staff):
    thing, other = receivable(50_000), receivable(30_000)
    payment = pay(thing, 80_000)
    assert Payment.objects.with_unallocated().get().rest_krw == 30_000
    actions.payment_allocate(by=staff, payment=payment, shares=[(other, 30_000)])
    assert state_of(other) == "settled"
    assert not Payment.objects.with_unallocated().exists()


def test_allocation_keeps_within_payment_and_due(staff):
    thing, other = receivable(50_000), receivable(30_000)
    payment = actions.payment_receive(by=staff, method="bank", amount_krw=60_000)
    refused("amount", actions.payment_allocate, by=staff, payment=payment, shares=[(thing, 40_000), (other, 30_000)])
    refused("amount", actions.payment_allocate, by=staff, payment=payment, shares=[(other, 30_001)])
    actions.payment_allocate(by=staff, payment=payment, shares=[(thing, 50_000), (other, 10_000)])
    assert other.balance.due == 20_000
    refused("not_due", actions.payment_receive, by=staff, method="onsite_card", amount_krw=1, receivable=thing)


def test_one_key_is_one_payment():
    thing = receivable()
    assert pay(thing, 50_000, key="form-1") == pay(thing, 50_000, key="form-1")
    assert thing.balance.paid == 50_000


def test_staff_only_and_not_for_oneself(staff):
    own = receivable(payer_person=staff)
    for by, reason, thing in [(PersonFactory(), "staff_only", receivable()), (staff, "own_money", own)]:
        refused(reason, actions.payment_receive, by=by, method="onsite_cash", amount_krw=1, receivable=thing)
        refused(reason, actions.credit_grant, by=by, receivable=thing, amount_krw=1, reason="-")
        refused(reason, actions.due_change, by=by, receivable=thing, due_at=clock.now(), reason="-")


def test_release_opens_again_and_leaves_the_trail(staff, news):
    thing = receivable()
    payment = pay(thing, 50_000)
    entry = thing.entries.get(kind="payment")
    refused("no_reason", actions.payment_release, by=staff, entry=entry, reason=" ")
    actions.payment_release(by=staff, entry=entry, reason="동명이인")
    assert (state_of(thing), thing.balance.due) == ("open", 50_000)
    assert [name for name, *_ in news] == ["receivable_settled", "receivable_reopened"]
    assert Payment.objects.with_rest().get(pk=payment.pk).rest_krw == 50_000
    refused("released", actions.payment_release, by=staff, entry=entry, reason="-")
    assert thing.entries.count() == 3


def test_release_is_refused_while_its_money_goes_back(staff):
    thing = receivable()
    pay(thing, 50_000)
    actions.receivable_credit(by=staff, receivable=thing, amount_krw=20_000, reason="-")
    refund = actions.refund_request(by=staff, receivable=thing, amount_krw=20_000, reason="-")
    entry = thing.entries.get(kind="payment")
    refused("refunded", actions.payment_release, by=staff, entry=entry, reason="-")
    actions.refund_make(by=staff, refund=refund, method="onsite_cash")
    refused("refunded", actions.payment_release, by=staff, entry=entry, reason="-")


def test_due_change(staff):
    thing = receivable()
    later = clock.now() + timedelta(days=30)
    actions.due_change(by=staff, receivable=thing, due_at=later, reason="지원금 지급 지연")
    assert Receivable.objects.get(pk=thing.pk).due_at == later
    refused("no_reason", actions.due_change, by=staff, receivable=thing, due_at=later, reason="")


# ------------------------------------------------------------------------------ crediting and refunding


def test_credit_gives_what_can_be_refunded(staff):
    thing = receivable()
    pay(thing, 50_000)
    assert actions.receivable_credit(by=None, receivable=thing, amount_krw=40_000, reason="80 %") == 40_000
    assert state_of(thing) == "settled"
    refused("amount", actions.receivable_credit, by=None, receivable=thing, amount_krw=10_001, reason="-")


def test_cancel_unpaid_and_paid(staff):
    thing = receivable()
    assert actions.receivable_cancel(by=None, receivable=thing, reason="-") == 0
    assert state_of(thing) == "cancelled"
    assert actions.receivable_cancel(by=None, receivable=thing, reason="-") == 0  # twice does nothing
    paid = receivable()
    pay(paid, 50_000)
    assert actions.receivable_cancel(by=None, receivable=paid, reason="-") == 50_000
    assert state_of(paid) == "cancelled"


def test_refund_life(staff, news):
    thing = receivable()
    pay(thing, 50_000)
    actions.receivable_credit(by=None, receivable=thing, amount_krw=40_000, reason="-")
    refused("amount", actions.refund_request, by=None, receivable=thing, amount_krw=40_001, reason="-")
    refund = actions.refund_request(by=None, receivable=thing, amount_krw=40_000, reason="대관 취소")
    assert refund.payer_person == thing.payer_person
    refused("amount", actions.refund_request, by=None, receivable=thing, amount_krw=1, reason="-")  # reserved
    refused("no_account", actions.refund_make, by=staff, refund=refund, method="bank")
    actions.refund_account_set(by=thing.payer_person, refund=refund, bank="해담은행", number="110-222", holder="김")
    actions.refund_make(by=staff, refund=refund, method="bank")
    assert thing.balance.refunded == 40_000
    assert thing.balance.due == thing.balance.credit == 0
    assert news[-1] == ("refund_made", "tests.thing", "1")
    refused("refund_state", actions.refund_make, by=staff, refund=refund, method="bank")
    assert InboxMessage.objects.filter(kind="payments.refund_made").count() == 1


def test_refund_cancelled_frees_the_sum(staff):
    thing = receivable()
    pay(thing, 50_000)
    actions.receivable_credit(by=None, receivable=thing, amount_krw=40_000, reason="-")
    refund = actions.refund_request(by=None, receivable=thing, amount_krw=40_000, reason="-")
    actions.refund_cancel(by=staff, refund=refund, reason="다시 사용")
    assert actions.refund_request(by=None, receivable=thing, amount_krw=40_000, reason="-").state == "requested"


def test_refund_of_a_payments_rest(staff):
    payment = actions.payment_receive(by=staff, method="bank", amount_krw=50_000)
    refund = actions.refund_request(by=staff, payment=payment, amount_krw=50_000, reason="착오 송금")
    assert not Payment.objects.with_unallocated().exists()
    refused("amount", actions.payment_allocate, by=staff, payment=payment, shares=[(receivable(), 1)])
    actions.refund_make(by=staff, refund=refund, method="onsite_cash")
    assert Payment.objects.with_rest().get().rest_krw == 0


def raw(refund):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(payments_refund)::text FROM payments_refund WHERE id = %s", [refund.pk])
        return cursor.fetchone()[0]


def test_account_is_sealed_and_erased(staff):
    facts = {"bank": "해담은행", "number": "110-222-333333", "holder": "김하나"}
    stranger = PersonFactory()
    refused("not_payer", actions.refund_account_set, by=stranger, refund=factories.RefundFactory(), **facts)
    for make in (
        lambda refund: actions.refund_make(by=staff, refund=refund, method="bank"),
        lambda refund: actions.refund_cancel(by=staff, refund=refund, reason="-"),
    ):
        refund = factories.RefundFactory()
        payer = refund.payer_person
        actions.refund_account_set(by=payer, refund=refund, **facts)
        assert not any(word in raw(refund) for word in ("333333", "해담은행", "김하나"))
        make(refund)
        row = Refund.objects.get(pk=refund.pk)
        assert (row.account_sealed, row.account_purged_at is not None) == ("", True)
    trail = str(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert "333333" not in trail


def test_database_refuses_an_account_after_the_refund():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.RefundFactory(state="cancelled", account_sealed="x")


def test_old_accounts_are_purged_at_night(staff, time_machine):
    old, new = factories.RefundFactory(), factories.RefundFactory()
    facts = {"bank": "b", "number": "110-222", "holder": "h"}
    actions.refund_account_set(by=staff, refund=old, **facts)
    time_machine.move_to(clock.now() + timedelta(days=61))
    actions.refund_account_set(by=staff, refund=new, **facts)
    assert actions.refund_accounts_purge() == 1
    assert actions.refund_accounts_purge() == 0
    old.refresh_from_db()
    assert (old.asks_account, old.account_purged_at is not None) == (True, True)


# ------------------------------------------------------------------------------ what the database refuses


def test_the_ledger_cannot_be_changed_or_deleted():
    thing = receivable()
    payment = pay(thing, 1_000)
    for spoil in (
        lambda: thing.entries.update(amount_krw=1),
        lambda: thing.entries.all()._raw_delete("default"),
        lambda: Payment.objects.filter(pk=payment.pk).update(amount_krw=1),
        lambda: thing.lines.update(amount_krw=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()


def entry(thing, kind, amount, **facts):
    return LedgerEntry.objects.create(receivable=thing, kind=kind, amount_krw=amount, at=clock.now(), **facts)


def test_sums_are_guarded_below_the_actions():
    thing, payment = receivable(50_000), factories.PaymentFactory(amount_krw=60_000)
    refund = factories.RefundFactory(receivable=thing, payment=None)
    for spoil in (
        lambda: entry(thing, "credit", 50_001),
        lambda: entry(thing, "payment", 50_001, payment=payment),
        lambda: entry(thing, "refund", 1, refund=refund),
        lambda: entry(thing, "charge", 1),
        lambda: entry(thing, "payment", 0, payment=payment),
        lambda: entry(thing, "payment", 100),
        lambda: factories.RefundFactory(payment=payment, amount_krw=60_001),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()
    first = entry(thing, "payment", 40_000, payment=payment)
    other = receivable(50_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(other, "payment", 20_001, payment=payment)  # 60,001 of 60,000
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(thing, "release", 1, payment=payment, undoes=first)  # a part of an entry
    entry(other, "payment", 20_000, payment=payment)


# ------------------------------------------------------------------------------ days


def test_day_close_freezes_and_explains(staff):
    actions.payment_receive(by=staff, method="onsite_cash", amount_krw=30_000, receivable=receivable())
    actions.payment_receive(by=staff, method="onsite_card", amount_krw=20_000, receivable=receivable())
    refused("no_reason", actions.day_close, by=staff, day=clock.today(), counted_krw=29_000)
    close = actions.day_close(by=staff, day=clock.today(), counted_krw=29_000, note="거스름 실수")
    assert (close.cash_krw, close.difference_krw) == (30_000, -1_000)
    assert close.totals["in"]["onsite_card"] == (1, 20_000)
    refused("day_closed", actions.day_close, by=staff, day=clock.today(), counted_krw=30_000)
    refused(
        "day_closed", actions.payment_receive, by=staff, method="onsite_cash", amount_krw=1, receivable=receivable()
    )
    refused("future", actions.day_close, by=staff, day=clock.today() + timedelta(days=1), counted_krw=0)
    with pytest.raises(NotPermitted):
        actions.day_close(by=PersonFactory(), day=clock.today(), counted_krw=0)
