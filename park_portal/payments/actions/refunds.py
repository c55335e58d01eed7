"""Money that goes back."""

from datetime import timedelta

from django.db import transaction

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.payments import notifications, rules
from park_portal.payments.models import GatewayAttempt, Payment, Receivable, Refund
from park_portal.payments.reckoning import account_seal
from park_portal.payments.signals import refund_made
from park_portal.payments.states import EntryKind, Method, RefundState

from .documents import refund_notice_issue
from .payments import payment_lock
from .receivables import entry_write, receivable_lock, state_follow

ACCOUNT_LIFE = timedelta(days=60)  # a refund that nobody makes must not keep an account for ever


@transaction.atomic
def refund_request(
    *,
    by: Person | None,
    amount_krw: int,
    reason: str,
    receivable: Receivable | None = None,
    payment: Payment | None = None,
) -> Refund:
    """Ask for money to go back: from a receivable's credit balance or a payment's unallocated rest.

    Callers have checked the right to do so. What was paid online goes back the same way, else to an account that the
    payer gives on her own page. Raises ActionDenied for more than there is.
    """
    rules.check_reason(reason)
    refund = Refund(amount_krw=amount_krw, reason=reason[:300], requested_at=clock.now(), requested_by=by)
    if receivable is not None:
        refund.receivable = receivable_lock(receivable.pk)
        rules.check_amount(amount_krw, refundable(refund.receivable))
        refund.payer_person = refund.receivable.payer_person
        refund.payer_organization = refund.receivable.payer_organization
        refund.attempt = _online(refund.receivable, amount_krw)
    elif payment is not None:
        refund.payment = payment_lock(payment.pk)
        rules.check_amount(amount_krw, Payment.objects.with_rest().get(pk=payment.pk).rest_krw)
        refund.attempt = GatewayAttempt.objects.refundable().filter(payment=payment, left_krw__gte=amount_krw).first()
    refund.method = Method.GATEWAY if refund.attempt else Method.BANK
    refund.save(force_insert=True)
    record("refund.request", by=by, subject=refund, amount_krw=amount_krw, method=refund.method)
    notifications.refund_requested(refund)
    return refund


def refundable(receivable: Receivable) -> int:
    """The credit balance less what is waiting to be refunded already."""
    waiting = receivable.refunds.filter(state=RefundState.REQUESTED).values_list("amount_krw", flat=True)
    return max(receivable.entries.balance().credit - sum(waiting), 0)


def _online(receivable: Receivable, amount_krw: int) -> GatewayAttempt | None:
    """The online payment of this receivable that can give back the amount."""
    paid = receivable.entries.allocations().filter(payment__attempt__isnull=False).values("payment")
    return GatewayAttempt.objects.refundable().filter(payment__in=paid, left_krw__gte=amount_krw).first()


@transaction.atomic
def refund_account_set(*, by: Person, refund: Refund, bank: str, number: str, holder: str) -> Refund:
    """Say where the money goes; kept encrypted until the refund is made or cancelled."""
    refund = _lock(refund)
    rules.check_refund_account_set(by, refund)
    refund.account_sealed = account_seal({"bank": bank, "number": number, "holder": holder})
    refund.account_set_at, refund.method, refund.account_purged_at = clock.now(), Method.BANK, None
    refund.save(update_fields=["account_sealed", "account_set_at", "account_purged_at", "method"])
    record("refund.account_set", by=by, subject=refund, fields=["account"])
    return refund


@transaction.atomic
def refund_make(*, by: Person | None, refund: Refund, method: str) -> Refund:
    """The money has gone back by ``method``; the account is erased."""
    refund = _lock(refund)
    rules.check_refund_make(by, refund, method)
    receivable = receivable_lock(refund.receivable_id) if refund.receivable_id else None
    if receivable:
        entry_write(receivable, EntryKind.REFUND, refund.amount_krw, by=by, refund=refund, reason=refund.reason)
        state_follow(receivable, by=by)
    refund.method, refund.made_at, refund.made_by = method, clock.now(), by
    _close(refund, RefundState.MADE)
    record("refund.make", by=by, subject=refund, fields=["state"], method=method, amount_krw=refund.amount_krw)
    refund_notice_issue(refund, by)
    notifications.refund_made(refund)
    refund_made.send(
        sender=Refund,
        refund_id=refund.pk,
        amount_krw=refund.amount_krw,
        receivable_id=refund.receivable_id,
        subject_type=receivable.subject_type if receivable else "",
        subject_id=receivable.subject_id if receivable else "",
    )
    return refund


@transaction.atomic
def refund_cancel(*, by: Person | None, refund: Refund, reason: str) -> Refund:
    """Not refunded after all; the money stays where it was."""
    refund = _lock(refund)
    rules.check_refund_cancel(by, refund)
    rules.check_reason(reason)
    refund.reason = f"{refund.reason} / {reason}"[:300]
    _close(refund, RefundState.CANCELLED)
    record("refund.cancel", by=by, subject=refund, fields=["state"])
    return refund


def refund_accounts_purge() -> int:
    """Erase accounts that wait too long; the nightly deed, safe to run twice. The payer is asked again."""
    old = Refund.objects.requested().exclude(account_sealed="").filter(account_set_at__lt=clock.now() - ACCOUNT_LIFE)
    return sum(_purge(pk) for pk in list(old.values_list("pk", flat=True)))


@transaction.atomic
def _purge(pk: int) -> int:
    refund = _lock(Refund(pk=pk))
    if not refund.account_sealed:
        return 0
    _erase(refund)
    refund.save(update_fields=["account_sealed", "account_purged_at"])
    record("refund.account_purge", by=None, subject=refund, fields=["account"])
    return 1


def _lock(refund: Refund) -> Refund:
    rows = Refund.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("receivable", "payment", "attempt", "payer_person", "payer_organization").get(
        pk=refund.pk
    )


def _close(refund: Refund, to: RefundState) -> None:
    refund.state = to
    _erase(refund)
    refund.save()


def _erase(refund: Refund) -> None:
    if refund.account_sealed:
        refund.account_sealed, refund.account_purged_at = "", clock.now()
