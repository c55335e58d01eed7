"""The life of a deposit (보증금): asked for, returned, kept for what is owed. The money itself stands in payments."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.payments import actions as money
from park_portal.payments.models import LedgerEntry, Payment, Receivable, Refund
from park_portal.payments.reckoning import Line
from park_portal.payments.states import LineKind, ReceivableKind
from tenants.models import Agreement, DepositRecovery
from tenants.reckoning.charges import both
from tenants.rules import charges as rules
from tenants.rules.deposits import SUBJECT, deposit_of, deposit_receivable
from tenants.states import RecoveryKind

from .charges import end_of

DAYS_TO_PAY = 7


@transaction.atomic
def deposit_issue(*, agreement: Agreement, by: Person | None = None) -> Receivable | None:
    """Ask for the deposit of a signed agreement, to be paid by the first day; None where there is none. Once only."""
    if not agreement.deposit_krw:
        return None
    names = both(lambda: _("Deposit of agreement %(number)s") % {"number": agreement.label})
    due_on = max(agreement.since, clock.today() + timedelta(days=DAYS_TO_PAY))
    return money.receivable_issue(
        by=by,
        kind=ReceivableKind.DEPOSIT,
        name=names[0],
        name_en=names[1],
        lines=[Line(str(LineKind.FEE), names[0], agreement.deposit_krw, names[1])],
        due_at=end_of(due_on),
        subject_type=SUBJECT,
        subject_id=agreement.pk,
        payer_organization=agreement.party,
        link=reverse("tenants:deposit-mine", args=[agreement.pk]),
        key=f"tenants.deposit:{agreement.pk}",
    )


@transaction.atomic
def deposit_return(*, by: Person, agreement: Agreement, amount_krw: int, reason: str) -> Refund:
    """Give (a part of) the deposit back: it is credited, and a refund is asked for at the money desk.

    Raises NotPermitted, ActionDenied (the agreement runs, more than is held, no reason).
    """
    agreement = _lock(agreement)
    rules.check_deposit_return(by, agreement)
    rules.check_deposit(by, deposit_of(agreement), amount_krw, reason)
    receivable = deposit_receivable(agreement)
    _let_go(receivable, by)
    money.receivable_credit(by=by, receivable=receivable, amount_krw=amount_krw, reason=reason)
    refund = money.refund_request(by=by, receivable=receivable, amount_krw=amount_krw, reason=reason)
    record("deposit.return", by=by, subject=agreement, organization=agreement.party, amount_krw=amount_krw)
    return refund


@transaction.atomic
def deposit_keep(
    *, by: Person, agreement: Agreement, kind: str, amount_krw: int, reason: str, target: Receivable | None = None
) -> DepositRecovery:
    """Pay ``target`` (for a repair: a new receivable of the amount) with money of the deposit, to the won.

    The payments of the deposit are taken off it, and what is not kept is put back at once.
    Raises NotPermitted, ActionDenied (more than is held or due, another payer, no reason, a refund waits).
    """
    agreement = _lock(agreement)
    rules.check_deposit(by, deposit_of(agreement), amount_krw, reason)
    if kind == RecoveryKind.REPAIR or target is None:
        target = _repair(agreement, amount_krw, reason, by)
    else:
        rules.check_target(agreement, target, target.entries.balance().due, amount_krw)
    receivable = deposit_receivable(agreement)
    _move(receivable, target, amount_krw, reason, by)
    recovery = DepositRecovery.objects.create(
        agreement=agreement, kind=kind, target=target, amount_krw=amount_krw, reason=reason, at=clock.now(), by=by
    )
    record("deposit.keep", by=by, subject=recovery, organization=agreement.party, kind=kind, amount_krw=amount_krw)
    return recovery


def _lock(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("party").get(pk=agreement.pk)


def _let_go(receivable: Receivable, by: Person) -> None:
    """A part that was never paid is not asked for any more, once the deposit goes back."""
    if due := receivable.entries.balance().due:
        reason = both(lambda: _("The agreement has ended; the rest of the deposit is not asked for."))[0]
        money.receivable_credit(by=by, receivable=receivable, amount_krw=due, reason=reason)


def _repair(agreement: Agreement, amount_krw: int, reason: str, by: Person) -> Receivable:
    names = both(lambda: _("Repair, paid with the deposit of %(number)s") % {"number": agreement.label})
    return money.receivable_issue(
        by=by,
        kind=ReceivableKind.OTHER,
        name=names[0],
        name_en=names[1],
        lines=[Line(str(LineKind.FEE), reason[:120], amount_krw)],
        due_at=end_of(clock.today()),
        subject_type=SUBJECT,
        subject_id=agreement.pk,
        payer_organization=agreement.party,
    )


def _move(receivable: Receivable, target: Receivable, amount_krw: int, reason: str, by: Person) -> None:
    """Take payments off the deposit, newest first, until the amount is free; credit it; pay both with the money."""
    shares = list(_shares(receivable, amount_krw))
    payments = sorted(entry.payment_id for entry, _part in shares)
    list(Payment.objects.select_for_update(no_key=True).filter(pk__in=payments).order_by("pk"))  # before receivables
    for entry, _part in shares:
        money.payment_release(by=by, entry=entry, reason=reason)
    money.receivable_credit(by=by, receivable=receivable, amount_krw=amount_krw, reason=reason)
    for entry, part in shares:
        rest = entry.amount_krw - part
        both_ways = [(target, part), *([(receivable, rest)] if rest else [])]
        money.payment_allocate(by=by, payment=entry.payment, shares=both_ways)


def _shares(receivable: Receivable, amount_krw: int) -> Iterable[tuple[LedgerEntry, int]]:
    """Which payments give how much."""
    for entry in receivable.entries.allocations().select_related("payment").order_by("-pk"):
        part = min(entry.amount_krw, amount_krw)
        if not part:
            return
        amount_krw -= part
        yield entry, part
