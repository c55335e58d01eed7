"""The money of living in the demo park: deposits and two billed months, as years of work have left them."""

from datetime import date, datetime, time, timedelta

from park_portal.accounts.models import Person
from park_portal.core.clock import SEOUL, standing_at
from park_portal.payments.models import LedgerEntry, Payment, Receivable, ReceivableLine
from park_portal.payments.states import EntryKind, LineKind, Method, ReceivableKind, ReceivableState
from spaces.reckoning import midnight
from tenants.actions import charges
from tenants.models import Agreement
from tenants.reckoning.charges import month_after, month_of

PAY_DAY = 25
# Bills not paid, of the last month and of this one; the latest of the last month belongs to one who owes both.
UNPAID = (2, 7)


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


def load_charges(now: datetime) -> int:
    """The last month and this one billed by the real run, and paid by nearly all; gives how many bills."""
    staff = Person.objects.get(email="staff@demo.park")
    this = month_of(now.date())
    return sum(
        load_month(staff, month, now, unpaid)
        for month, unpaid in zip((month_after(this, -1), this), UNPAID, strict=True)
    )


def load_month(staff: Person, month: date, now: datetime, unpaid: int) -> int:
    due_on = month.replace(day=PAY_DAY)
    made_at = min(datetime.combine(month, time(9, 30), tzinfo=SEOUL), now)
    with standing_at(made_at):
        run = charges.charge_run(by=staff, month=month, due_on=due_on)
        while charges.charges_bill(run=run, limit=500):
            pass
    bills = list(
        Receivable.objects.filter(charge__run=run).select_related("payer_organization").with_balance().order_by("pk")
    )
    paid_at = midnight(due_on) - timedelta(days=2) + timedelta(hours=11)
    if paid_at < now:
        pay(bills[: len(bills) - unpaid], paid_at)
    return len(bills)


def pay(bills: list[Receivable], at: datetime) -> None:
    """Each in full by bank transfer."""
    payments = Payment.objects.bulk_create(
        Payment(method=Method.BANK, amount_krw=r.due_krw, received_at=at, depositor=r.payer_organization.name[:60])
        for r in bills
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(receivable=r, kind=EntryKind.PAYMENT, amount_krw=p.amount_krw, at=at, payment=p)
        for r, p in zip(bills, payments, strict=True)
    )
    Receivable.objects.filter(pk__in=[r.pk for r in bills]).update(state=ReceivableState.SETTLED)


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
