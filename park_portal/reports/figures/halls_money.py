"""The money of hall rentals in a month: what uses cost, what was taken off, what came in, what is still to come.

Two questions that must not be mixed (the page says so in its notes):

* *Of the uses that began in the month*: the price before reductions, the reductions, the income, and how much of the
  income was paid by the month's last midnight.
* *In the month*, whichever use it was for: what was charged, credited, received and refunded on bookings, by the time
  of the entry in the ledger; and what was still to be paid when the month ended.

The ledger is append-only, so a month that is over gives the same sums whenever it is counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Greatest, Least

from park_portal.payments.models import LedgerEntry, Receivable
from park_portal.payments.states import EntryKind, Method, ReceivableState
from park_portal.reports.reckoning import Window
from spaces.models import Booking

SUBJECT = Booking._meta.label_lower
PLUS, MINUS, NONE = Value(1), Value(-1), Value(0)
# Which way an entry moves what is owed, and what of the money is kept.
OWED = {EntryKind.CHARGE: PLUS, EntryKind.CREDIT: MINUS}
KEPT = {EntryKind.PAYMENT: PLUS, EntryKind.RELEASE: MINUS, EntryKind.REFUND: MINUS}


def reduced_krw(bookings: Iterable[Booking]) -> int:
    """What the reductions took off these prices, in won; hours of an entitlement are free and not a reduction."""
    lines = (line for booking in bookings for line in booking.price_lines)
    return -sum(line["amount_krw"] for line in lines if line["kind"] == "reduction")


def compute(window: Window, uses: QuerySet[Booking]) -> dict[str, Any]:
    """Won of the month in three SQL statements; ``uses`` are those that began in it."""
    entries = LedgerEntry.objects.filter(receivable__subject_type=SUBJECT, at__lt=window.end).order_by()
    ids = uses.order_by().values_list(Cast("pk", Receivable._meta.get_field("subject_id")))
    of_uses = balances(entries.filter(receivable__subject_id__in=ids))
    later = LedgerEntry.objects.filter(at__gte=window.end).values("receivable")
    unsettled = Q(receivable__state=ReceivableState.OPEN) | Q(receivable__in=later)  # all others owed nothing then
    rest = balances(entries.filter(unsettled))
    return moved(entries.filter(at__gte=window.start)) | {
        "income_paid_krw": total(of_uses, Greatest(Least(F("owed"), F("kept")), NONE)),
        "due_krw": total(rest, Greatest(F("owed") - F("kept"), NONE)),
    }


def balances(entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    """One row a receivable: ``owed`` after credits, ``kept`` after refunds, in won."""
    return entries.values("receivable").annotate(owed=_signed(OWED), kept=_signed(KEPT))


def _signed(signs: dict[EntryKind, Value]) -> Sum:
    cases = [When(kind=kind, then=sign * F("amount_krw")) for kind, sign in signs.items()]
    return Sum(Case(*cases, default=NONE, output_field=BigIntegerField()))


def total(rows: QuerySet[LedgerEntry], amount: Any) -> int:
    return rows.aggregate(total=Sum(amount))["total"] or 0


def moved(entries: QuerySet[LedgerEntry]) -> dict[str, Any]:
    """What these entries charge, credit, receive and refund, and money in and out by method."""
    sums: Counter[str] = Counter()
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, came, went, amount in entries.values_list("kind", "payment__method", "refund__method").annotate(
        Sum("amount_krw")
    ):
        sums[kind] += amount
        if kind in KEPT:
            ways[came or went][kind] += amount
    return {
        "charged_krw": sums[EntryKind.CHARGE],
        "credited_krw": sums[EntryKind.CREDIT],
        "received_krw": sums[EntryKind.PAYMENT] - sums[EntryKind.RELEASE],
        "refunded_krw": sums[EntryKind.REFUND],
        "methods": [
            {
                "code": method.value,
                "received_krw": ways[method][EntryKind.PAYMENT] - ways[method][EntryKind.RELEASE],
                "refunded_krw": ways[method][EntryKind.REFUND],
            }
            for method in Method
            if method.value in ways
        ],
    }
