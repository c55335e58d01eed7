"""Charging, crediting, and the state that follows from the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, gettext_noop, override

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.payments import notifications, rules
from park_portal.payments.models import LedgerEntry, Receivable, ReceivableLine
from park_portal.payments.reckoning import Balance, Line, lines_with_vat
from park_portal.payments.signals import receivable_reopened, receivable_settled
from park_portal.payments.states import EntryKind, ReceivableState, VatMode

from .documents import notice_issue, receipt_issue

VAT_LABEL = gettext_noop("VAT (10 %)")


@transaction.atomic
def receivable_issue(
    *,
    by: Person | None,
    kind: str,
    name: str,
    lines: Sequence[Line],
    due_at: datetime,
    subject_type: str,
    subject_id: Any,
    payer_person: Person | None = None,
    payer_organization: Organization | None = None,
    name_en: str = "",
    link: str = "",
    vat_mode: str = VatMode.EXEMPT,
    key: str | None = None,
) -> Receivable:
    """Charge somebody. Callers have checked the right to do so; ``by`` None is the clock.

    ``lines`` are whole won, signed, of a total of at least zero; with VAT added, its line is put below them. The same
    ``key`` gives the receivable of before. A total of zero is settled at once. Raises ActionDenied for a total below 0.
    """
    lines = lines_with_vat(lines, vat_mode, _both(VAT_LABEL))
    if sum(line.amount_krw for line in lines) < 0:
        raise ActionDenied(gettext("Reductions cannot exceed the charge."), reason="amount")
    receivable = Receivable(
        payer_person=payer_person,
        payer_organization=payer_organization,
        subject_type=subject_type,
        subject_id=str(subject_id),
        link=link,
        name=name,
        name_en=name_en,
        kind=kind,
        vat_mode=vat_mode,
        issued_at=clock.now(),
        due_at=due_at,
        key=key,
    )
    return _issue(by, receivable, lines) or Receivable.objects.get(key=key)


def _issue(by: Person | None, receivable: Receivable, lines: Sequence[Line]) -> Receivable | None:
    """Write it; None when its key was written before (the clock asked twice)."""
    try:
        with transaction.atomic():
            receivable.save(force_insert=True)
    except IntegrityError:
        if receivable.key and Receivable.objects.filter(key=receivable.key).exists():
            return None
        raise
    ReceivableLine.objects.bulk_create(
        ReceivableLine(receivable=receivable, position=position, **line.__dict__)
        for position, line in enumerate(lines, start=1)
    )
    total = sum(line.amount_krw for line in lines)
    record(
        "receivable.issue",
        by=by,
        subject=receivable,
        organization=receivable.payer_organization,
        kind=receivable.kind,
        amount_krw=total,
    )
    if total:
        entry_write(receivable, EntryKind.CHARGE, total, by=by)
        notice_issue(receivable, by)
        notifications.payment_due(receivable)
    state_follow(receivable, by=by)
    return receivable


def _both(msgid: str) -> tuple[str, str]:
    """A label in Korean and in English."""
    words = []
    for language in ("ko", "en"):
        with override(language):
            words.append(gettext(msgid))
    return words[0], words[1]


def receivable_lock(pk: int) -> Receivable:
    """The row under its lock: every deed on its money passes here, so that sums are read alone."""
    return Receivable.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def entry_write(receivable: Receivable, kind: EntryKind, amount_krw: int, *, by: Any, **facts: Any) -> LedgerEntry:
    """Add one movement. The caller holds the receivable's lock."""
    entry = LedgerEntry(receivable=receivable, kind=kind, amount_krw=amount_krw, at=clock.now(), by=by, **facts)
    entry.save(force_insert=True)
    return entry


def state_follow(receivable: Receivable, *, by: Any) -> Balance:
    """Let the state follow the ledger, and send the news of it; gives the balance."""
    balance = receivable.entries.balance()
    if balance.charged and not balance.net:
        to = ReceivableState.CANCELLED
    else:
        to = ReceivableState.OPEN if balance.due else ReceivableState.SETTLED
    if receivable.state in {to, ReceivableState.CANCELLED}:
        return balance
    rules.check_receivable_move(receivable, to)
    was, receivable.state = receivable.state, to
    receivable.save(update_fields=["state"])
    record(f"receivable.{to}", by=by, subject=receivable, fields=["state"], was=was)
    news = {ReceivableState.SETTLED: receivable_settled, ReceivableState.OPEN: receivable_reopened}.get(to)
    if to == ReceivableState.SETTLED and balance.kept:
        receipt_issue(receivable, by)
    if news:
        news.send(
            sender=Receivable,
            receivable_id=receivable.pk,
            subject_type=receivable.subject_type,
            subject_id=receivable.subject_id,
        )
    return balance


@transaction.atomic
def receivable_credit(*, by: Person | None, receivable: Receivable, amount_krw: int, reason: str) -> int:
    """Take a part (or all) of the charge back: a cancelled part, a reduction granted later, a deposit returned.

    Callers have checked the right to do so. Gives what can now be refunded, in won.
    """
    receivable = receivable_lock(receivable.pk)
    rules.check_receivable_credit(receivable.entries.balance(), amount_krw, reason)
    entry_write(receivable, EntryKind.CREDIT, amount_krw, by=by, reason=reason[:300])
    record("receivable.credit", by=by, subject=receivable, amount_krw=amount_krw)
    return state_follow(receivable, by=by).credit


@transaction.atomic
def credit_grant(*, by: Person, receivable: Receivable, amount_krw: int, reason: str) -> int:
    """A credit given at the desk, by staff and never to oneself."""
    rules.check_money_desk(by, receivable)
    return receivable_credit(by=by, receivable=receivable, amount_krw=amount_krw, reason=reason)


@transaction.atomic
def receivable_cancel(*, by: Person | None, receivable: Receivable, reason: str) -> int:
    """Credit all that is still charged. Callers have checked the right; gives what can now be refunded, in won."""
    receivable = receivable_lock(receivable.pk)
    balance = receivable.entries.balance()
    if not balance.net:
        return balance.credit
    return receivable_credit(by=by, receivable=receivable, amount_krw=balance.net, reason=reason)


@transaction.atomic
def due_change(*, by: Person, receivable: Receivable, due_at: datetime, reason: str) -> Receivable:
    """Give more (or less) time to pay, with a reason."""
    receivable = receivable_lock(receivable.pk)
    rules.check_due_change(by, receivable, reason)
    was, receivable.due_at = receivable.due_at, due_at
    receivable.save(update_fields=["due_at"])
    record("due.change", by=by, subject=receivable, fields=["due_at"], was=was.isoformat(), due_at=due_at.isoformat())
    return receivable
