"""The money of living in the demo park: deposits, as years of work have left them."""

from datetime import datetime, timedelta

from park_portal.payments.models import LedgerEntry, Payment, Receivable, ReceivableLine
from park_portal.payments.states import EntryKind, LineKind, Method, ReceivableKind, ReceivableState
from spaces.reckoning import midnight
from tenants.models import Agreement


def load_deposits(now: datetime) -> int:
    """A deposit for every agreement in force that asks for one; the newest three are not paid yet. Gives how many."""
    agreements = list(Agreement.objects.holding().filter(deposit_krw__gt=0).select_related("party").order_by("pk"))
    waiting = {a.pk for a in sorted(agreements, key=lambda a: (a.since, a.pk))[-3:]}
    made = Receivable.objects.bulk_create(deposit_receivable(a, now, settled=a.pk not in waiting) for a in agreements)
    pairs = list(zip(agreements, made, strict=True))
    ReceivableLine.objects.bulk_create(
        ReceivableLine(
            receivable=r, position=1, kind=LineKind.FEE, label=r.name, label_en=r.name_en, amount_krw=a.deposit_krw
        )
        for a, r in pairs
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(receivable=r, kind=EntryKind.CHARGE, amount_krw=a.deposit_krw, at=r.issued_at) for a, r in pairs
    )
    paid = [(a, r) for a, r in pairs if a.pk not in waiting]
    payments = Payment.objects.bulk_create(
        Payment(method=Method.BANK, amount_krw=a.deposit_krw, received_at=r.due_at, depositor=a.party.name[:60])
        for a, r in paid
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(receivable=r, kind=EntryKind.PAYMENT, amount_krw=a.deposit_krw, at=p.received_at, payment=p)
        for (a, r), p in zip(paid, payments, strict=True)
    )
    return len(made)


def deposit_receivable(agreement: Agreement, now: datetime, *, settled: bool) -> Receivable:
    issued = min(midnight(agreement.signed_on), now)
    due = midnight(agreement.since) if settled else max(midnight(agreement.since), now + timedelta(days=5))
    return Receivable(
        payer_organization=agreement.party,
        subject_type=Agreement._meta.label_lower,
        subject_id=str(agreement.pk),
        link=agreement.get_absolute_url(),
        name=f"입주협약 {agreement.number} 보증금",
        name_en=f"Deposit of agreement {agreement.number}",
        kind=ReceivableKind.DEPOSIT,
        state=ReceivableState.SETTLED if settled else ReceivableState.OPEN,
        issued_at=issued,
        due_at=due,
        key=f"tenants.deposit:{agreement.pk}",
    )
