"""The money of joint work: what a proposal takes from the plan, and the budget demand of the next year."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from collaboration.models import BudgetLine, Proposal
from collaboration.rules.budget import asked_of_plan
from collaboration.states import BudgetSource, ProposalState
from park_portal.documents.content import Column
from park_portal.documents.xlsx import Sheet

GOING = (ProposalState.CONFIRMED, ProposalState.RUNNING)
DEMANDED = (BudgetSource.NEXT_YEAR, BudgetSource.ASKED_NOW)


@dataclass(frozen=True)
class Asked:
    """A budget item in won: what the proposal takes from the plan, and what the plan has left before that."""

    item: Any
    asked: int
    left: int

    @property
    def lacking(self) -> int:
        return max(self.asked - self.left, 0)


def asked_rows(proposal: Proposal) -> list[Asked]:
    return [Asked(item, asked, left) for item, (asked, left) in asked_of_plan(proposal).items()]


@dataclass
class Demand:
    """What was confirmed in the year before and is going on: for the year's budget, and asked for at once.

    An item is known by its code, because a line may name it with the year of either budget.
    """

    year: int

    @cached_property
    def lines(self) -> list[BudgetLine]:
        rows = BudgetLine.objects.filter(
            version__proposal__confirmed=F("version"), version__proposal__state__in=GOING,
            version__proposal__confirmed_at__year=self.year - 1, source__in=DEMANDED,
        )  # fmt: skip
        rows = rows.select_related("item", "version__proposal__lead")
        return list(rows.order_by("item__code", "version__proposal", "position"))

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """By item: its code and name, won for the next year, won asked for now."""
        found: dict[str, dict[str, Any]] = {}
        for line in self.lines:
            row = found.setdefault(line.item.code, {"item": line.item, "next_year": 0, "asked_now": 0})
            row[line.source] += line.amount_krw
        return list(found.values())

    @property
    def next_year_krw(self) -> int:
        return sum(row["next_year"] for row in self.rows)

    @property
    def asked_now_krw(self) -> int:
        return sum(row["asked_now"] for row in self.rows)

    @property
    def sheets(self) -> list[Sheet]:
        """Sums by item, and every line behind them."""
        sums = (
            Column(_("Code")), Column(_("Budget item"), weight=2), Column(str(BudgetSource.NEXT_YEAR.label), "money"),
            Column(str(BudgetSource.ASKED_NOW.label), "money"),
        )  # fmt: skip
        total = (_("Total"), None, self.next_year_krw, self.asked_now_krw)
        lines = (
            Column(_("Code")), Column(_("Budget item"), weight=2), Column(_("Number")), Column(_("Title"), weight=3),
            Column(_("Proposed by"), weight=2), Column(_("For what"), weight=2), Column(_("Money from"), weight=2),
            Column(_("Amount"), "money"),
        )  # fmt: skip
        return [
            Sheet(_("By budget item"), sums, self.sums, total),
            Sheet(_("Budget in lines"), lines, self.cells),
        ]

    @property
    def sums(self) -> Iterable[tuple[Any, ...]]:
        return [(row["item"].code, row["item"].title, row["next_year"], row["asked_now"]) for row in self.rows]

    @property
    def cells(self) -> Iterable[tuple[Any, ...]]:
        for line in self.lines:
            proposal = line.version.proposal
            yield (
                line.item.code, line.item.title, proposal.number, line.version.title, proposal.lead.title,
                line.purpose, line.get_source_display(), line.amount_krw,
            )  # fmt: skip
