"""How billing looks: months, a month's charges, arrears by age, deposits, the accountants' sheets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.documents.content import Column
from park_portal.documents.xlsx import Sheet
from park_portal.payments.models import Receivable
from tenants.actions.charges import charges_preview
from tenants.models import Agreement, Charge, ChargeRun
from tenants.reckoning.charges import BUCKETS, bucket_of, month_after, month_of
from tenants.rules.billing import Bill
from tenants.rules.charges import MONTHS_BACK
from tenants.rules.deposits import SUBJECT, deposits_of
from tenants.states import ChargeItem

USUAL_DUE_DAY = 25

# ------------------------------------------------------------------------------ months


@dataclass(frozen=True)
class MonthRow:
    """A month and, where it was billed, what came of it in won."""

    month: date
    run: ChargeRun | None
    count: int = 0
    net_krw: int = 0
    kept_krw: int = 0
    due_krw: int = 0


def month_rows() -> list[MonthRow]:
    """From the coming month back a year; older months only where they were billed."""
    this = month_of(clock.today())
    months = {month_after(this, n) for n in range(1, -MONTHS_BACK, -1)}
    runs = {run.month: run for run in ChargeRun.objects.all()}
    rows = Charge.objects.order_by().with_balance().values("month")
    sums = {
        row["month"]: (row["n"], row["net"], row["kept"], row["due"])
        for row in rows.annotate(n=Count("pk"), net=Sum("net_krw"), kept=Sum("kept_krw"), due=Sum("due_krw"))
    }
    return [
        MonthRow(month, runs.get(month), *sums.get(month, ())) for month in sorted(months | set(runs), reverse=True)
    ]


def usual_due(month: date) -> date:
    """The 25th of the month, but at least a week from today."""
    return max(month.replace(day=USUAL_DUE_DAY), clock.today() + timedelta(days=7))


@dataclass(frozen=True)
class Preview:
    """A month before it is billed: what is new, what was billed, what cannot be."""

    new: list[Bill]
    billed: list[Bill]
    wrong: list[Bill]

    @classmethod
    def of(cls, month: date) -> "Preview":
        rows = charges_preview(month)
        return cls(
            new=[row for row in rows if row.is_new],
            billed=[row for row in rows if row.charge],
            wrong=[row for row in rows if row.is_wanted and row.problems],
        )

    @property
    def new_krw(self) -> int:
        return sum(bill.total_krw for bill in self.new)

    @property
    def billed_krw(self) -> int:
        return sum(bill.total_krw for bill in self.billed)

    def rows(self, show: str) -> list[Bill]:
        return {"billed": self.billed, "wrong": self.wrong}.get(show, self.new)


def progress_of(run: ChargeRun) -> tuple[int, int]:
    """How many charges are made, of how many agreements that run in the month."""
    made = run.charges.count()
    return made, max(made, Agreement.objects.during(run.month, month_after(run.month)).count())


# ------------------------------------------------------------------------------ lines


def lines_of(charge: Charge | Bill) -> list[tuple[str, int]]:
    """The lines in the language of the page, each with its won."""
    if isinstance(charge, Bill) and not charge.charge:
        lines = [line.as_json() for line in charge.lines]
    else:
        lines = (charge.charge if isinstance(charge, Bill) else charge).lines
    return [(words(line), line["amount_krw"]) for line in lines]


def words(line: dict[str, Any]) -> str:
    """A stored line in the language of the page; Korean where English is empty."""
    english = get_language() == "en" and line["label_en"]
    return str(english or line["label"])


# ------------------------------------------------------------------------------ arrears


@dataclass
class ArrearsRow:
    """What an organisation owes past its day, by age."""

    organization: Organization
    oldest: date
    count: int = 0
    by_age: list[int] = field(default_factory=lambda: [0] * len(BUCKETS))

    @property
    def ages(self) -> list[tuple[str, int]]:
        return list(zip(bucket_names(), self.by_age, strict=True))

    @property
    def total_krw(self) -> int:
        return sum(self.by_age)


def arrears_rows() -> list[ArrearsRow]:
    """Rent, maintenance, repairs and deposits; the highest sum first. One statement."""
    rows = Receivable.objects.overdue().filter(subject_type=SUBJECT, payer_organization__isnull=False)
    found: dict[int, ArrearsRow] = {}
    for receivable in rows.select_related("payer_organization").with_balance().order_by("due_at", "pk"):
        due_on = receivable.due_at.astimezone(SEOUL).date()
        row = found.setdefault(receivable.payer_organization_id, ArrearsRow(receivable.payer_organization, due_on))
        row.count += 1
        row.by_age[bucket_of((clock.today() - due_on).days)] += receivable.due_krw
    return sorted(found.values(), key=lambda row: (-row.total_krw, row.organization.pk))


def bucket_names() -> list[str]:
    names = []
    for first, last in BUCKETS:
        words = _("%(first)s–%(last)s days") if last else _("over %(before)s days")
        names.append(words % {"first": first, "last": last, "before": first - 1})
    return names


def arrears_totals(rows: Sequence[ArrearsRow]) -> list[int]:
    """Of each age, then of all."""
    ages = [sum(row.by_age[n] for row in rows) for n in range(len(BUCKETS))]
    return [*ages, sum(ages)]


def arrears_sheet() -> Sheet:
    rows = arrears_rows()
    columns = [
        Column(_("Organisation")),
        Column(_("Receivables"), "integer"),
        Column(_("Oldest day to pay by"), "date"),
    ]
    columns += [Column(name, "money") for name in bucket_names()] + [Column(_("Total"), "money")]
    facts = [[row.organization.title, row.count, row.oldest, *row.by_age, row.total_krw] for row in rows]
    return Sheet(_("Arrears"), columns, facts, [_("Total"), None, None, *arrears_totals(rows)])


# ------------------------------------------------------------------------------ deposits


def deposit_rows(agreements: Iterable[Agreement]) -> list[tuple[Agreement, Any]]:
    """Each agreement with its deposit."""
    rows = list(agreements)
    found = deposits_of(rows)
    return [(agreement, found[agreement.pk]) for agreement in rows]


# ------------------------------------------------------------------------------ accounting


def charge_sheets(charges: QuerySet[Charge]) -> list[Sheet]:
    """A month for the accountants: a row for each charge, and a row for each line."""
    rows = list(charges.with_list_columns().with_balance().order_by("agreement__number"))
    return [_charge_sheet(rows), _line_sheet(rows)]


def _charge_sheet(rows: Sequence[Charge]) -> Sheet:
    columns = [Column(_("Agreement")), Column(_("Organisation")), Column(_("Number")), Column(_("Pay by"), "date")]
    columns += [Column(str(item.label), "money") for item in ChargeItem]
    columns += [Column(label, "money") for label in (_("Charged"), _("Credited"), pgettext("ledger", "Paid"), _("Due"))]
    facts = [_charge_row(row) for row in rows]
    sums = [sum(row[n] for row in facts) for n in range(4, 4 + len(ChargeItem) + 4)]
    title = ngettext("%(n)s charge", "%(n)s charges", len(rows)) % {"n": len(rows)}
    return Sheet(_("Charges"), columns, facts, [_("Total"), title, "", None, *sums])


def _charge_row(row: Charge) -> list[Any]:
    receivable = row.receivable
    return [
        row.agreement.label,
        row.agreement.party.title,
        receivable.number if receivable else "",
        receivable.due_at.astimezone(SEOUL).date() if receivable else None,
        *(row.sum_of(item) for item in ChargeItem),
        row.total_krw,
        row.total_krw - row.net_krw,
        row.kept_krw,
        row.due_krw,
    ]


def _line_sheet(rows: Sequence[Charge]) -> Sheet:
    columns = [Column(_("Agreement")), Column(_("Organisation")), Column(_("Kind")), Column(_("Line"), weight=3)]
    columns += [Column(_("Amount"), "money")]
    facts = [
        [
            row.agreement.label,
            row.agreement.party.title,
            ChargeItem(line["item"]).label,
            words(line),
            line["amount_krw"],
        ]
        for row in rows
        for line in row.lines
    ]
    return Sheet(_("Lines"), columns, facts, [_("Total"), "", "", "", sum(row[4] for row in facts)])
