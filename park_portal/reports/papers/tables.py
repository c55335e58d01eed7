"""Tables and charts of the monthly report: numbers stay numbers, so that a sheet can go on counting."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, pgettext

from park_portal.core.spoken import voice
from park_portal.documents.content import Block, Chart, Column, Series, Table, Text
from park_portal.payments.states import Method
from park_portal.reports.models import MonthlyReport
from park_portal.reports.reckoning import month_before, permille, year_before
from park_portal.reports.rules import say_month
from spaces.states import SpaceKind, UserClass

from .lines import LINES, MONEY, Row, figure, hours, hours_of, name_of, percent, ratio, unit_word


def headline_table(report: MonthlyReport, codes: Iterable[str], caption: str = "", section: str = "halls") -> Table:
    """Key figures: the month, the one before, the same of last year, and the change since the month before."""
    month = report.month
    months = (month, month_before(month), year_before(month))
    known = {line["code"]: line for line in report.figures["sections"][section]["headlines"]}
    columns = (
        Column(gettext("Figure"), weight=2),
        Column(gettext("Unit"), weight=0.7),
        *(Column(say_month(month), "decimal") for month in months),
        Column(pgettext("figure", "Change"), "decimal"),
    )
    rows = [_headline(known[code]) for code in codes if code in known]
    return Table(columns, tuple(rows), caption=caption)


def _headline(line: Row) -> tuple[Any, ...]:
    unit, now, was = line["unit"], line["value"], line["last_month"]
    change = None if now is None or was is None else now - was
    values = [figure(value, unit) for value in (now, was, line["last_year"], change)]
    return (str(LINES[line["code"]].label), unit_word(unit, line["code"]), *values)


def corrections(report: MonthlyReport) -> list[Block]:
    columns = (
        Column(gettext("Figure"), weight=2),
        Column(gettext("Unit"), weight=0.7),
        Column(gettext("Reported"), "decimal"),
        Column(gettext("Corrected"), "decimal"),
    )
    rows = [
        (
            str(LINES[row["code"]].label),
            unit_word(row["unit"], row["code"]),
            figure(row["was"], row["unit"]),
            figure(row["now"], row["unit"]),
        )
        for row in report.figures["corrections"]
        if row["code"] in LINES
    ]
    return [Table(columns, tuple(rows), caption=gettext("Corrections"))] if rows else []


def outside(halls: Row) -> list[Block]:
    minutes = halls["total"]["outside_minutes"]
    if not minutes:
        return []
    sentence = gettext(
        "%(hours)s of the hours booked lay outside opening hours or in a closure. They are in the hours booked and not "
        "in the utilisation."
    )
    return [Text(sentence % {"hours": hours(minutes)})]


# ------------------------------------------------------------------------------ rentals

COUNTS = ("bookings", "people", "hours")
OPENING = (*COUNTS, "open", "utilisation")


def counted(*codes: str) -> tuple[Column, ...]:
    """Columns of numbers, as ``numbers`` fills them."""
    columns = {
        "bookings": Column(gettext("Uses"), "integer"),
        "people": Column(gettext("People"), "integer"),
        "hours": Column(gettext("Hours booked"), "decimal"),
        "open": Column(gettext("Hours open"), "decimal"),
        "utilisation": Column(gettext("Utilisation"), "percent"),
        "priced": Column(gettext("Before reductions (won)"), "integer"),
        "reduced": Column(gettext("Reductions (won)"), "integer"),
        "income": Column(gettext("Income (won)"), "integer"),
    }
    return tuple(columns[code] for code in codes)


def numbers(row: Row, *codes: str) -> tuple[Any, ...]:
    """The numbers of a frozen row; what its method did not count yet is None."""
    reduced = row.get("reduced_krw")
    found = {
        "bookings": row["bookings"],
        "people": row["people"],
        "hours": hours_of(row["minutes"]),
        "open": hours_of(row.get("open_minutes")),
        "utilisation": ratio(row.get("utilisation")),
        "priced": None if reduced is None else row["income_krw"] + reduced,
        "reduced": reduced,
        "income": row["income_krw"],
    }
    return tuple(found[code] for code in codes)


def summed(rows: Iterable[Row], *names: str) -> Row:
    rows = list(rows)
    return {name: sum(row[name] for row in rows) for name in names}


def space_table(halls: Row) -> Table:
    """A row a space under the sum of its building, whose parts of divisible halls count once."""
    codes = (*OPENING, "income")
    columns = (Column(gettext("Building"), weight=1.2), Column(gettext("Space"), weight=1.4), *counted(*codes))
    rows = []
    for building in halls["buildings"]:
        if len(building["spaces"]) > 1:
            rows.append((name_of(building), gettext("Subtotal"), *numbers(building, *codes)))
        rows += [(name_of(building), name_of(row), *numbers(row, *codes)) for row in building["spaces"]]
    total = (gettext("Total"), None, *numbers(halls["total"], *codes))
    return Table(columns, tuple(rows), total=total, caption=gettext("Rentals by space, grouped by building"))


def kind_table(halls: Row) -> Table:
    codes = (*OPENING, "income")
    rows = [(label(SpaceKind, row), *numbers(row, *codes)) for row in halls["kinds"]]
    total = (gettext("Total"), *numbers(halls["total"], *codes))
    caption = gettext("Rentals by kind of space")
    return Table((Column(gettext("Kind")), *counted(*codes)), tuple(rows), total=total, caption=caption)


def class_table(halls: Row) -> Table:
    codes = (*COUNTS, "income")
    rows = [(label(UserClass, row), *numbers(row, *codes)) for row in halls["classes"]]
    total = (gettext("Total"), *numbers(halls["total"], *codes))
    caption = gettext("Rentals by user")
    return Table((Column(gettext("User")), *counted(*codes)), tuple(rows), total=total, caption=caption)


def department_table(halls: Row) -> Table:
    """Hall use of the district's departments (대관실적)."""
    codes = (*COUNTS, "income")
    names = {row["code"]: name_of(row) for building in halls["buildings"] for row in building["spaces"]}
    columns = (Column(gettext("Department"), weight=1.3), *counted(*codes), Column(gettext("Spaces"), weight=2))
    rows = [
        (department(row), *numbers(row, *codes), ", ".join(names[code] for code in row["spaces"]))
        for row in halls["departments"]
    ]
    sums = summed(halls["departments"], "bookings", "people", "minutes", "income_krw")
    total = (gettext("Total"), *numbers(sums, *codes), None)
    return Table(columns, tuple(rows), total=total, caption=gettext("Use by the district"))


def department(row: Row) -> str:
    return " ".join(filter(None, [name_of(row, "parent"), name_of(row)]))


def label(choices: Any, row: Row) -> str:
    """The word of a frozen code; a code that no longer exists speaks for itself."""
    return str(dict(choices.choices).get(row["code"], row["code"]))


# ------------------------------------------------------------------------------ money


def money_tables(report: MonthlyReport) -> list[Table]:
    """Income with reductions, what was paid, and by which way; empty where the method did not count money yet."""
    halls = report.figures["sections"]["halls"]
    if "money" not in halls:
        return []
    return [
        headline_table(report, MONEY, caption=gettext("Income and payments by month")),
        _reductions(halls),
        _methods(halls["money"]["methods"]),
    ]


def _reductions(halls: Row) -> Table:
    codes = ("bookings", "priced", "reduced", "income")
    rows = [(label(UserClass, row), *numbers(row, *codes)) for row in halls["classes"]]
    total = (gettext("Total"), *numbers(halls["total"], *codes))
    caption = gettext("Reductions by user")
    return Table((Column(gettext("User")), *counted(*codes)), tuple(rows), total=total, caption=caption)


def _methods(ways: list[Row]) -> Table:
    columns = (
        Column(gettext("Method")),
        Column(gettext("Received (won)"), "integer"),
        Column(gettext("Refunded (won)"), "integer"),
    )
    rows = [(label(Method, way), way["received_krw"], way["refunded_krw"]) for way in ways]
    sums = summed(ways, "received_krw", "refunded_krw")
    total = (gettext("Total"), sums["received_krw"], sums["refunded_krw"])
    return Table(columns, tuple(rows), total=total, caption=gettext("Received and refunded by method"))


# ------------------------------------------------------------------------------ charts


def kinds_chart(halls: Row) -> list[Chart]:
    """Utilisation by kind of space, in percent; nothing to draw where nothing could be booked."""
    rows = [row for row in halls["kinds"] if row["utilisation"] is not None]
    names, values = [label(SpaceKind, row) for row in rows], [row["utilisation"] / 10 for row in rows]
    return _bars(
        gettext("Utilisation by kind of space"), "%", names, values, [percent(row["utilisation"]) for row in rows]
    )


def classes_chart(halls: Row) -> list[Chart]:
    """Hours booked by user class."""
    rows = halls["classes"]
    names, values = [label(UserClass, row) for row in rows], [hours_of(row["minutes"]) for row in rows]
    told = [gettext("%(hours)s hours") % {"hours": hours(row["minutes"])} for row in rows]
    return _bars(gettext("Hours booked by user"), unit_word("minutes"), names, values, told)


def _bars(title: str, unit: str, names: list[str], values: list[Any], told: list[str]) -> list[Chart]:
    """``told``: the values in words, of which the summary names the highest."""
    if not names:
        return []
    most = max(range(len(values)), key=values.__getitem__)
    summary = gettext("Highest: %(name)s, %(value)s.") % {"name": names[most], "value": told[most]}
    return [Chart("bar", title, tuple(names), (Series(title, tuple(values)),), unit=unit, summary=summary)]


def heat_hours(halls: Row) -> list[int]:
    """Hours of the day in which anything was open."""
    return [hour for hour in range(24) if any(day[hour] for day in halls["heat"]["open"])]


def heat_shares(halls: Row, hour: int) -> list[int | None]:
    """Tenths of a percent of the time open, from Monday; None: not open."""
    opened, used = halls["heat"]["open"], halls["heat"]["used"]
    return [permille(used[day][hour], opened[day][hour]) for day in range(7)]


def heat_chart(halls: Row) -> list[Chart]:
    """Weekdays by hours, in whole percent."""
    shares = {hour: heat_shares(halls, hour) for hour in heat_hours(halls)}
    rows = [
        Series(day, tuple(None if share[at] is None else (share[at] + 5) // 10 for share in shares.values()))
        for at, day in enumerate(voice().weekdays)
    ]
    title = gettext("Utilisation by weekday and hour")
    summary = gettext("Percent of the time open; the darker, the more. Empty: not open.")
    categories = tuple(f"{hour}:00" for hour in shares)
    return [Chart("heatmap", title, categories, tuple(rows), unit="%", summary=summary)] if categories else []


def heat_table(halls: Row) -> Table:
    columns = (Column(gettext("Hour")), *(Column(day, "percent") for day in voice().weekdays))
    rows = [(f"{hour}:00", *map(ratio, heat_shares(halls, hour))) for hour in heat_hours(halls)]
    return Table(columns, tuple(rows), caption=gettext("Utilisation by weekday and hour, in percent"))
