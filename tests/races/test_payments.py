"""Two at the same money at the same moment. Each guard has a control: with it off, money is counted twice."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from park_portal.core.errors import ActionDenied
from park_portal.payments import actions
from park_portal.payments.models import BankLine, GatewayAttempt, LedgerEntry, Payment, Receivable
from park_portal.payments.reckoning import Reading
from tests import factories

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

WINDOW = 0.3  # seconds between reading and writing in the controls


def together(deeds):
    """Do the deeds at once, each on its own connection; counts "", refusals and what the database refused."""
    start = Barrier(len(deeds))

    def do(deed):
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            deed()
        except ActionDenied as refusal:
            return refusal.reason
        except IntegrityError:
            return "database"
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(future.result(timeout=60) for future in [pool.submit(do, deed) for deed in deeds])


@contextmanager
def without(*triggers):
    """Take the database's own guards away for a control."""
    tables = {"entry_guard": "payments_ledgerentry", "refund_guard": "payments_refund"}
    with connection.cursor() as cursor:
        for name in triggers:
            cursor.execute(f"ALTER TABLE {tables[name]} DISABLE TRIGGER {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name in triggers:
                cursor.execute(f"ALTER TABLE {tables[name]} ENABLE TRIGGER {name}")


def without_locks(monkeypatch):
    """Rows are read as if nobody else were there, and time passes before anything is written."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self._chain())
    real = LedgerEntry.save

    def save(self, **options):
        time.sleep(WINDOW)
        real(self, **options)

    monkeypatch.setattr(LedgerEntry, "save", save)


@pytest.fixture
def staff():
    return [factories.centre_staff() for _ in range(4)]


def matching(staff, line, things):
    return [
        lambda by=by, thing=thing: actions.bank_line_match(
            by=by, line=BankLine.objects.get(pk=line.pk), shares=[(Receivable.objects.get(pk=thing.pk), 50_000)]
        )
        for by, thing in zip(staff, things, strict=True)
    ]


@pytest.mark.parametrize("_round", range(3))
def test_two_staff_match_one_transfer_and_it_pays_once(staff, _round):
    line, things = factories.BankLineFactory(amount_krw=50_000), [factories.receivable() for _ in "12"]
    assert together(matching(staff[:2], line, things)) == {"": 1, "bank_line_state": 1}
    assert Payment.objects.count() == 1
    assert sum(thing.balance.paid for thing in things) == 50_000


@pytest.mark.parametrize("_round", range(3))
def test_two_payments_of_one_receivable_do_not_pay_it_twice(_round):
    thing = factories.receivable(50_000)
    deeds = [
        lambda: actions.payment_receive(
            by=None, method="bank", amount_krw=50_000, receivable=Receivable.objects.get(pk=thing.pk)
        )
        for _ in range(4)
    ]
    assert together(deeds) == {"": 4}
    assert thing.balance.paid == 50_000
    assert Payment.objects.with_unallocated().count() == 3


def allocating(staff, payment, things):
    return [
        lambda by=by, thing=thing: actions.payment_allocate(
            by=by, payment=payment, shares=[(Receivable.objects.get(pk=thing.pk), 50_000)]
        )
        for by, thing in zip(staff, things, strict=True)
    ]


def one_payment_two_receivables(staff):
    payment = factories.PaymentFactory(amount_krw=50_000)
    things = [factories.receivable() for _ in "12"]
    answers = together(allocating(staff[:2], payment, things))
    return answers, sum(thing.balance.paid for thing in things)


def test_one_payment_is_given_out_once(staff):
    assert one_payment_two_receivables(staff) == ({"": 1, "amount": 1}, 50_000)


def test_control_without_locks_the_trigger_still_holds(staff, monkeypatch):
    without_locks(monkeypatch)
    answers, paid = one_payment_two_receivables(staff)
    assert (answers[""], paid) == (1, 50_000)
    assert answers["database"] + answers["amount"] == 1


def test_control_without_locks_and_trigger_the_payment_is_given_out_twice(staff, monkeypatch):
    without_locks(monkeypatch)
    with without("entry_guard"):
        answers, paid = one_payment_two_receivables(staff)
    assert (answers, paid) == ({"": 2}, 100_000)


def confirming(attempt, ids):
    reading = Reading("paid", 50_000, 0, "KRW", "store-test")
    return [
        lambda webhook_id=webhook_id: actions.gateway_confirm(
            attempt=GatewayAttempt.objects.get(pk=attempt.pk), reading=reading, webhook_id=webhook_id
        )
        for webhook_id in ids
    ]


@pytest.fixture
def attempt(settings):
    settings.PORTONE = {**settings.PORTONE, "store_id": "store-test"}
    return factories.GatewayAttemptFactory(receivable=factories.receivable(50_000))


@pytest.mark.parametrize("ids", [["a", "a", "a"], ["a", "b", "c"], ["", "", "a"]])
def test_webhooks_at_once_credit_once(attempt, ids):
    assert together(confirming(attempt, ids)) == {"": 3}
    assert attempt.receivable.balance.paid == 50_000
    assert Payment.objects.count() == 1


def test_control_without_lock_and_keys_two_webhooks_credit_twice(attempt, monkeypatch):
    """The row lock, the key of the payment and the ledger's guard: with all three off the sum is there twice."""
    from park_portal.payments.actions import gateway

    without_locks(monkeypatch)
    real, turn = gateway.payment_receive, threading.Lock()
    count = iter(range(10))

    def unkeyed(**facts):
        with turn:
            facts["key"] = f"spoilt-{next(count)}"
        return real(**facts)

    monkeypatch.setattr(gateway, "payment_receive", unkeyed)
    with without("entry_guard"):
        together(confirming(attempt, ["a", "b"]))
    assert attempt.receivable.balance.paid == 100_000
