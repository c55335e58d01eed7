"""The list of proposals as a sheet, for whoever collects them (수합)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from collaboration.models import Proposal
from collaboration.reckoning.clock import days_per_side
from collaboration.states import BudgetSource
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.documents.content import Column
from park_portal.documents.xlsx import Sheet

from .proposals import SIDES

ASKED_FOR = (BudgetSource.ASKED_NOW, BudgetSource.NEXT_YEAR)


def proposal_sheet(rows: QuerySet[Proposal]) -> Sheet:
    """A row a proposal: working days with each side, and the money of its current version in won."""
    columns = [
        Column(_("Number")),
        Column(_("Title")),
        Column(_("Proposed by")),
        Column(pgettext("column", "In charge")),
        Column(_("Fields of work")),
        Column(_("State")),
        *(Column(_("Days with: %(side)s") % {"side": side.label}, "integer") for side in SIDES),
        *(Column(str(source.label), "money") for source in ASKED_FOR),
        Column(pgettext("proposal", "Handed in on"), "date"),
    ]
    found = rows.prefetch_related("turns", "current__budget")
    return Sheet(_("Joint proposals"), columns, [_row(row) for row in found])


def _row(row: Proposal) -> list[Any]:
    days = days_per_side([(turn.side, turn.since, turn.until) for turn in row.turns.all()], clock.now())
    lines = list(row.current.budget.all()) if row.current else []
    money = [sum(line.amount_krw for line in lines if line.source == source) for source in ASKED_FOR]
    return [
        row.number,
        row.title,
        row.lead.title,
        row.receiver.title if row.receiver else "",
        ", ".join(row.field_labels),
        row.public_state,
        *(days.get(side, 0) for side in SIDES),
        *money,
        row.submitted_at.astimezone(SEOUL).date() if row.submitted_at else None,
    ]
