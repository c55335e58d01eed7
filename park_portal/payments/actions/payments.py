"""Money that comes in, and which receivable it pays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.payments import notifications, rules
from park_portal.payments.models import BankLine, LedgerEntry, Payment, Receivable
from park_portal.payments.states import EntryKind, Method, RefundState

from .receivables import entry_write, receivable_lock, state_follow

Shares = Sequence[tuple[Receivable, int]]


@transaction.atomic
def payment_receive(
    *,
    by: Person | None,
    method: str,
    amount_krw: int,
    receivable: Receivable | None = None,
    received_at: datetime | None = None,
    depositor: str = "",
    reference: str = "",
    bank_line: BankLine | None = None,
    key: str | None = None,
) -> Payment:
    """Enter money received; as much of it as is due pays ``receivable``, the rest waits on the desk.

    The same ``key`` (a form sent twice, a webhook delivered twice) gives the payment of before.
    """
    if key and (known := Payment.objects.filter(key=key).first()):
        return known
    receivable = receivable_lock(receivable.pk) if receivable else None
    rules.check_money_desk(by, receivable)
    rules.check_amount(amount_krw, 10**12)
    if method in {Method.CASH, Method.CARD}:
        rules.check_payment_receive(by, receivable, method)
    payment = Payment(
        method=method,
        amount_krw=amount_krw,
        received_at=received_at or clock.now(),
        depositor=depositor,
        reference=reference,
        bank_line=bank_line,
        by=by,
        key=key,
    )
    if not _insert_once(payment):
        return Payment.objects.get(key=key)
    record("payment.receive", by=by, subject=payment, method=method, amount_krw=amount_krw)
    if receivable and (share := min(amount_krw, receivable.entries.balance().due)):
        _allocate(payment, receivable, share, by=by)
    return payment


def _insert_once(payment: Payment) -> bool:
    """Insert it; False when its key is there already."""
    try:
        with transaction.atomic():
            payment.save(force_insert=True)
    except IntegrityError:
        if payment.key and Payment.objects.filter(key=payment.key).exists():
            return False
        raise
    return True


@transaction.atomic
def payment_allocate(*, by: Person | None, payment: Payment, shares: Shares) -> Payment:
    """Let (parts of) a payment pay one or several receivables: ``[(receivable, won)]``."""
    payment = payment_lock(payment.pk)
    rest = Payment.objects.with_rest().get(pk=payment.pk).rest_krw
    rules.check_payment_allocate(by, payment, rest, sum(amount for _receivable, amount in shares))
    for receivable, amount in sorted(shares, key=lambda share: share[0].pk):  # one order, so nobody waits in a circle
        locked = receivable_lock(receivable.pk)
        rules.check_open(locked)
        rules.check_amount(amount, locked.entries.balance().due)
        _allocate(payment, locked, amount, by=by)
    return payment


def payment_lock(pk: int) -> Payment:
    return Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def _allocate(payment: Payment, receivable: Receivable, amount_krw: int, *, by: Any) -> None:
    entry = entry_write(receivable, EntryKind.PAYMENT, amount_krw, by=by, payment=payment)
    record("payment.allocate", by=by, subject=payment, receivable=receivable.pk, amount_krw=amount_krw)
    state_follow(receivable, by=by)
    notifications.payment_received(receivable, entry)


@transaction.atomic
def payment_release(*, by: Person, entry: LedgerEntry, reason: str) -> LedgerEntry:
    """Take a wrongly matched payment off its receivable; the money waits on the desk again."""
    rules.check_reason(reason)
    payment = payment_lock(entry.payment_id)
    receivable = receivable_lock(entry.receivable_id)
    entry = LedgerEntry.objects.select_related("receivable").get(pk=entry.pk)
    waiting = receivable.refunds.filter(state=RefundState.REQUESTED).values_list("amount_krw", flat=True)
    rules.check_payment_release(by, entry, receivable.entries.balance(), sum(waiting))
    release = entry_write(
        receivable, EntryKind.RELEASE, entry.amount_krw, by=by, payment=payment, undoes=entry, reason=reason[:300]
    )
    record("payment.release", by=by, subject=payment, receivable=receivable.pk, amount_krw=entry.amount_krw)
    state_follow(receivable, by=by)
    return release
