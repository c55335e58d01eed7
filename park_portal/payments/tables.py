"""How the money desk looks: counters, suggestions, the day, the accountants' sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from park_portal.core import clock
from park_portal.documents.content import Column
from park_portal.documents.xlsx import Sheet

from .actions.bank import Known, clear_match, open_receivables
from .actions.days import cash_of, day_totals
from .models import BankLine, DayClose, GatewayAttempt, LedgerEntry, Payment, Receivable, Refund
from .reckoning import BankFile, Transfer, depositor_core, depositor_number
from .states import Method

SUGGESTIONS = 3
SEARCHED = 20


@dataclass(frozen=True)
class Counters:
    """What waits on the desk, in numbers and won."""

    due: int
    due_krw: int
    late: int
    late_krw: int
    transfers: int
    refunds: int
    refunds_krw: int
    over: int
    puzzling: int

    @classmethod
    def now(cls) -> "Counters":
        rows = Receivable.objects.open().order_by().with_balance().values_list("due_at", "due_krw")
        dues = [(at < clock.now(), amount) for at, amount in rows]
        refunds = Refund.objects.requested()
        return cls(
            due=len(dues),
            due_krw=sum(amount for _late, amount in dues),
            late=sum(late for late, _amount in dues),
            late_krw=sum(amount for late, amount in dues if late),
            transfers=BankLine.objects.waiting().count(),
            refunds=refunds.count(),
            refunds_krw=refunds.aggregate(total=Sum("amount_krw"))["total"] or 0,
            over=Payment.objects.with_unallocated().count(),
            puzzling=GatewayAttempt.objects.puzzling().count(),
        )


def suggested(lines: Sequence[Any]) -> list[tuple[Any, list[Receivable]]]:
    """Each transfer (or payment with a rest) with the receivables that it may pay, best first; one query for all."""
    known = open_receivables()
    return [(line, _best(line, known)[:SUGGESTIONS]) for line in lines]


def _best(line: Any, known: Known) -> list[Receivable]:
    """The named number first, then name and sum, name, the beginning of the name, and the sum alone."""
    number, core = depositor_number(line.depositor), depositor_core(line.depositor)
    ranked = []
    for row, cores in known:
        same_sum = row.due_krw == line.amount_krw
        same_name = core in cores
        alike = len(core) > 1 and any(name.startswith(core) or core.startswith(name) for name in cores)
        score = 16 * (row.pk == number) + 4 * same_name + 2 * alike + 3 * same_sum
        if score:
            ranked.append((-score, row.due_at, row.pk, row))
    return [row for *_rank, row in sorted(ranked, key=lambda rank: rank[:3])]


def candidates(line: Any, query: str) -> list[Receivable]:
    """What a transfer or payment may pay: what was searched for, else the suggestions."""
    if not query:
        return _best(line, open_receivables())[:SEARCHED]
    found = Q(name__icontains=query) | Q(payer_person__name__icontains=query)
    found |= Q(payer_organization__name__icontains=query)
    if number := depositor_number(query):
        found |= Q(pk=number)
    return list(Receivable.objects.open().with_list_columns().filter(found)[:SEARCHED])


@dataclass(frozen=True)
class Previewed:
    """A transfer of a statement before it is taken in."""

    transfer: Transfer
    known: bool
    match: Receivable | None


def previewed(file: BankFile, account: str) -> list[Previewed]:
    """What an import would do with each transfer."""
    prints = {transfer.fingerprint(account): transfer for transfer in file.transfers}
    have = set(BankLine.objects.filter(fingerprint__in=prints).values_list("fingerprint", flat=True))
    due, rows = open_receivables(), []
    for mark, transfer in prints.items():
        match = None if mark in have else clear_match(transfer.depositor, transfer.amount_krw, due)
        due = [row for row in due if row[0] != match]
        rows.append(Previewed(transfer, mark in have, match))
    return rows


@dataclass(frozen=True)
class Day:
    """A day's takings by method, frozen where it is closed."""

    day: date
    close: DayClose | None
    rows: list[tuple[str, int, int, int, int]]  # method, count and won in, count and won out
    total_in: int
    total_out: int
    cash_krw: int

    @classmethod
    def of(cls, day: date) -> "Day":
        close = DayClose.objects.filter(day=day).select_related("by").first()
        totals = close.totals if close else day_totals(day)
        rows = [
            (str(method.label), *totals["in"].get(method, (0, 0)), *totals["out"].get(method, (0, 0)))
            for method in Method
        ]
        return cls(day, close, rows, sum(row[2] for row in rows), sum(row[4] for row in rows), cash_of(totals))


def entry_sheet(since: date, until: date) -> Sheet:
    """Every movement of the ledger in the period, for the accountants."""
    rows = LedgerEntry.objects.between(since, until).select_related(
        "receivable__payer_person", "receivable__payer_organization", "payment", "by"
    )
    columns = [
        Column(_("Entry"), "integer"),
        Column(pgettext("money", "Time"), "datetime"),
        Column(_("Receivable")),
        Column(_("Kind")),
    ]
    columns += [Column(_("Payer")), Column(_("For")), Column(_("Movement")), Column(_("Amount"), "money")]
    columns += [Column(_("of which VAT"), "money"), Column(_("Payment")), Column(_("By")), Column(_("Reason"))]
    return Sheet(pgettext("money", "Ledger"), columns, [_entry(row) for row in rows])


def _entry(row: LedgerEntry) -> list[Any]:
    receivable = row.receivable
    return [
        row.pk,
        row.at,
        receivable.number,
        receivable.get_kind_display(),
        receivable.payer_name,
        receivable.title,
        row.get_kind_display(),
        row.amount_krw,
        receivable.vat_krw(row.amount_krw),
        row.payment.number if row.payment else "",
        str(row.by or ""),
        row.reason,
    ]


def payment_sheet(since: date, until: date) -> Sheet:
    """Every payment received in the period, with what of it is not allocated yet."""
    rows = list(Payment.objects.filter(received_at__date__gte=since, received_at__date__lte=until).with_rest())
    columns = [Column(_("Payment")), Column(_("Received at"), "datetime"), Column(_("Method")), Column(_("Depositor"))]
    columns += [Column(_("Amount"), "money"), Column(_("Not allocated"), "money"), Column(_("Reference"))]
    facts = [
        [
            row.number,
            row.received_at,
            row.get_method_display(),
            row.depositor,
            row.amount_krw,
            row.rest_krw,
            row.reference,
        ]
        for row in sorted(rows, key=lambda row: (row.received_at, row.pk))
    ]
    total = ["", None, "", _("Total"), sum(row.amount_krw for row in rows), sum(row.rest_krw for row in rows), ""]
    return Sheet(_("Payments"), columns, facts, total)
