"""The residents' part of the monthly report: tables and charts from its frozen figures."""

from typing import Any

from django.utils.translation import gettext

from park_portal.documents.content import Block, Chart, Column, Series, Table
from park_portal.reports.models import MonthlyReport
from tenants.reckoning.occupancy import ROWS
from tenants.tables.occupancy import row_label

from .lines import RESIDENTS, Row, name_of, percent, ratio
from .tables import headline_table


def section_of(report: MonthlyReport) -> Row | None:
    """The frozen section; None for a report of the time before it, or of a park where nobody lives."""
    section = report.figures["sections"].get("tenancy")
    return section if section and (section["residents"]["total"] or any(section["moves"].values())) else None


def resident_blocks(report: MonthlyReport) -> list[Block]:
    """All of the section; empty where there is none."""
    section = section_of(report)
    return [*building_chart(section), *resident_tables(report)] if section else []


def resident_tables(report: MonthlyReport) -> list[Table]:
    section = section_of(report)
    if section is None:
        return []
    return [
        headline_table(report, RESIDENTS, caption=gettext("Residents by month"), section="tenancy"),
        plan_table(section),
        building_table(section),
        share_table(section),
        *move_tables(section),
    ]


def plan_table(section: Row) -> Table:
    """The plan's table of residents, a row each of its columns."""
    columns = (
        Column(gettext("Residents"), weight=2),
        Column(gettext("Organisations"), "integer"),
        Column(gettext("People"), "integer"),
    )
    rows = [(row_label(code), section["residents"][code], section["people"][code]) for code in ROWS]
    return Table(columns, tuple(rows[1:]), total=rows[0], caption=gettext("Residents by kind of agreement"))


def building_table(section: Row) -> Table:
    columns = (
        Column(gettext("Building"), weight=1.4),
        Column(gettext("Organisations"), "integer"),
        Column(gettext("People"), "integer"),
        Column(gettext("Occupancy by area"), "percent"),
    )
    rows = [(name_of(r), r["organizations"], r["people"], ratio(r["permille"])) for r in section["buildings"]]
    sums = (section["residents"]["total"], section["people"]["total"], ratio(section["shares"]["area"]["permille"]))
    total = (gettext("Total"), *sums)
    return Table(columns, tuple(rows), total=total, caption=gettext("Residents by building"))


def share_table(section: Row) -> Table:
    """Numerator, denominator and unit of the occupancy."""
    columns = (
        Column(gettext("Occupancy rate"), weight=1.4),
        Column(gettext("Let"), "integer"),
        Column(gettext("To let"), "integer"),
        Column(gettext("Unit")),
        Column(gettext("Share"), "percent"),
    )
    labels = {
        "area": (gettext("By area"), gettext("m² × days")),
        "rooms": (gettext("By rooms"), gettext("rooms × days")),
        "desks": (gettext("By desks"), gettext("desks × days")),
    }
    rows = [
        (labels[code][0], share["part"], share["whole"], labels[code][1], ratio(share["permille"]))
        for code, share in section["shares"].items()
    ]
    return Table(columns, tuple(rows), caption=gettext("How the occupancy comes about"))


def move_tables(section: Row) -> list[Table]:
    """Who moved in and out; nothing in a month without moves."""
    labels = {"into": gettext("Moved in"), "out": gettext("Moved out")}
    rows: list[tuple[Any, ...]] = [
        (labels[way], name_of(row)) for way in ("into", "out") for row in section["moves"][way]
    ]
    columns = (Column(gettext("In or out")), Column(gettext("Organisation"), weight=3))
    return [Table(columns, tuple(rows), caption=gettext("Moves of the month"))] if rows else []


def building_chart(section: Row) -> list[Chart]:
    """Occupancy by building, in percent."""
    rows = [row for row in section["buildings"] if row["permille"] is not None]
    if not rows:
        return []
    most = max(rows, key=lambda row: row["permille"])
    title = gettext("Occupancy by building")
    facts = {"name": name_of(most), "value": percent(most["permille"])}
    summary = gettext("Highest: %(name)s, %(value)s.") % facts
    values = Series(title, tuple(row["permille"] / 10 for row in rows))
    return [Chart("bar", title, tuple(name_of(row) for row in rows), (values,), unit="%", summary=summary)]
