"""Tables of the monthly report on joint work: where proposals stand, and how long each side had its turn."""

from django.utils.translation import gettext

from collaboration.states import ProposalState, Side
from park_portal.documents.content import Column, Table
from park_portal.reports.models import MonthlyReport

from .lines import JOINT, Row
from .tables import headline_table, label, summed


def joint_tables(report: MonthlyReport) -> list[Table]:
    """Empty for a report of the time before joint work was counted."""
    joint = report.figures["sections"].get("collaboration")
    if joint is None:
        return []
    return [
        headline_table(report, JOINT, gettext("Proposals and opinions by month"), "collaboration"),
        _pipeline(joint["pipeline"]),
        _sides(joint["sides"]),
    ]


def _pipeline(rows: list[Row]) -> Table:
    """States in which nothing stood are left out."""
    columns = (Column(gettext("State")), Column(gettext("Proposals"), "integer"))
    said = [(label(ProposalState, row), row["proposals"]) for row in rows if row["proposals"]]
    total = (gettext("Total"), summed(rows, "proposals")["proposals"])
    return Table(columns, tuple(said), total=total, caption=gettext("Proposals by state when the month ended"))


def _sides(rows: list[Row]) -> Table:
    columns = (Column(gettext("Side")), Column(gettext("Working days"), "integer"))
    said = [(label(Side, row), row["days"]) for row in rows]
    total = (gettext("Total"), summed(rows, "days")["days"])
    return Table(columns, tuple(said), total=total, caption=gettext("Working days in which it was a side's turn"))
