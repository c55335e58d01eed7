"""The monthly report as read: frozen codes and numbers become words of the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext

from park_portal.core.spoken import voice, won
from park_portal.documents import words
from park_portal.documents.content import Chart
from park_portal.documents.web import chart_figure, lined
from park_portal.reports.models import MonthlyReport
from park_portal.reports.papers import joint, lines, tables
from park_portal.reports.papers.lines import DASH, LINES, MAIN, Row, hours, name_of, percent
from park_portal.reports.papers.monthly import told
from park_portal.reports.papers.residents import building_chart, resident_tables, section_of
from park_portal.reports.reckoning import month_after, month_before, year_before
from spaces.states import SpaceKind, UserClass

# ------------------------------------------------------------------------------ numbers as words


def say(value: int | None, unit: str, code: str = "") -> str:
    """A headline's value with its unit; what a count counts is said by its line."""
    if value is None:
        return DASH
    match unit:
        case "minutes":
            return gettext("%(hours)s hours") % {"hours": hours(value)}
        case "permille":
            return percent(value)
        case "krw":
            return won(value)
        case "people":
            return ngettext("%(count)s person", "%(count)s people", value) % {"count": f"{value:,}"}
    count = f"{value:,}"
    return count if code in lines.RESIDENTS else pgettext("number of bookings", "%(count)s") % {"count": count}


def say_difference(now: int, was: int, unit: str) -> str:
    """How far apart: points of a share, a percentage of large numbers, the difference itself of small ones."""
    apart = abs(now - was)
    if unit == "permille":
        return gettext("%(points)s points") % {"points": f"{apart / 10:.1f}"}
    if unit in ("krw", "minutes", "people") and was:
        return percent((2000 * apart + was) // (2 * was))
    return say(apart, unit)


# ------------------------------------------------------------------------------ the page


@dataclass(frozen=True)
class Headline:
    """One key figure with its change."""

    code: str
    value: str
    change: str
    sign: str  # ▲, ▼ or nothing
    tone: str  # good, bad or nothing
    last_month: str
    last_year: str

    @property
    def label(self) -> str:
        return str(LINES[self.code].label)

    @classmethod
    def of(cls, line: Row) -> "Headline":
        value, was, unit = line["value"], line["last_month"], line["unit"]
        change, sign, tone = "", "", ""
        if was is None:
            change = gettext("No figure of the month before")
        elif value is None or value == was:
            change = gettext("As in the month before") if value == was else ""
        else:
            more, words = value > was, {"difference": say_difference(value, was, unit)}
            told = (
                gettext("%(difference)s more than the month before")
                if more
                else gettext("%(difference)s less than the month before")
            )
            change, sign = told % words, "▲" if more else "▼"
            tone = {1: "good", -1: "bad", 0: ""}[LINES[line["code"]].welcome * (1 if more else -1)]
        return cls(line["code"], say(value, unit), change, sign, tone, say(was, unit), say(line["last_year"], unit))


class MonthlyPage:
    """A frozen report laid out: what ``templates/reports/monthly_report.html`` reads."""

    def __init__(self, report: MonthlyReport) -> None:
        self.report = report
        self.halls = report.figures["sections"]["halls"]

    @property
    def last_day(self) -> Any:
        return month_after(self.report.month) - timedelta(days=1)

    @property
    def months(self) -> list[Any]:
        """The month, the one before, the same of last year: heads of the columns."""
        month = self.report.month
        return [month, month_before(month), year_before(month)]

    @cached_property
    def lines(self) -> list[Headline]:
        return [Headline.of(line) for line in self.halls["headlines"] if line["code"] in LINES]

    @property
    def main(self) -> list[Headline]:
        return [line for line in self.lines if line.code in MAIN]

    @property
    def methods(self) -> list[str | Promise]:
        return lines.methods(told(self.report))

    @property
    def total(self) -> Row:
        return shown(self.halls["total"])

    @property
    def buildings(self) -> list[Row]:
        return [
            shown(building) | {"name": name_of(building), "spaces": [self._space(row) for row in building["spaces"]]}
            for building in self.halls["buildings"]
        ]

    def _space(self, row: Row) -> Row:
        return shown(row) | {"name": name_of(row)}

    @property
    def kinds(self) -> list[Row]:
        return labelled(self.halls["kinds"], SpaceKind)

    @property
    def classes(self) -> list[Row]:
        return labelled(self.halls["classes"], UserClass)

    @property
    def departments(self) -> list[Row]:
        """District use, with the names of the spaces."""
        names = {row["code"]: name_of(row) for building in self.halls["buildings"] for row in building["spaces"]}
        return [
            shown(row)
            | {
                "name": tables.department(row),
                "spaces": ", ".join(names[code] for code in row["spaces"]),
                "space_count": len(row["spaces"]),
            }
            for row in self.halls["departments"]
        ]

    @property
    def departments_total(self) -> Row:
        rows = self.halls["departments"]
        return shown({key: sum(row[key] for row in rows) for key in ("bookings", "people", "minutes", "income_krw")})

    @property
    def outside(self) -> str:
        """Hours outside opening, empty when there were none."""
        minutes = self.halls["total"]["outside_minutes"]
        return hours(minutes) if minutes else ""

    @property
    def outcomes(self) -> list[Row]:
        """What did not take place: the headline with the bookings that it counts."""
        return [
            {"line": line, "bookings": [(pk, f"B-{pk:06d}") for pk in self.halls["outcomes"][line.code]]}
            for line in self.lines
            if line.code in self.halls["outcomes"]
        ]

    @property
    def corrections(self) -> list[Row]:
        return [
            {
                "label": LINES[row["code"]].label,
                "was": say(row["was"], row["unit"], row["code"]),
                "now": say(row["now"], row["unit"], row["code"]),
            }
            for row in self.report.figures["corrections"]
            if row["code"] in LINES
        ]

    @property
    def money(self) -> list[Row]:
        """Income, reductions and payments; empty for a report of the time before they were counted."""
        return [lined(words.table(table)) for table in tables.money_tables(self.report)]

    @cached_property
    def joint(self) -> list[Row]:
        """Joint work; empty for a report of the time before it was counted."""
        return [lined(words.table(table)) for table in joint.joint_tables(self.report)]

    @property
    def numbers(self) -> dict[str, int]:
        """Numbers of the last headings, of which some may be missing."""
        shown_ones = {
            "residents": self.residents,
            "joint": self.joint,
            "corrections": self.corrections,
            "methods": self.methods,
        }
        return {name: number for number, name in enumerate(filter(shown_ones.get, shown_ones), start=9)}

    @property
    def residents(self) -> list[Row]:
        """Who lives here; empty for a report of the time before it was counted, or of a park where nobody does."""
        return [lined(words.table(table)) for table in resident_tables(self.report)]

    @property
    def resident_chart(self) -> Row | None:
        section = section_of(self.report)
        return drawn(building_chart(section)) if section else None

    @property
    def resident_counts(self) -> dict[str, int] | None:
        section = section_of(self.report)
        return section["residents"] if section else None

    @property
    def kinds_chart(self) -> Row | None:
        return drawn(tables.kinds_chart(self.halls))

    @property
    def classes_chart(self) -> Row | None:
        return drawn(tables.classes_chart(self.halls))

    @property
    def heat_chart(self) -> Row | None:
        return drawn(tables.heat_chart(self.halls))

    @property
    def weekdays(self) -> tuple[str, ...]:
        return voice().weekdays

    @property
    def hours(self) -> list[tuple[str, list[str]]]:
        """Hours used of those open, a row an hour of the day, a cell a weekday."""
        opened, used = self.halls["heat"]["open"], self.halls["heat"]["used"]
        return [
            (f"{hour}:00", [_share(used[day][hour], opened[day][hour]) for day in range(7)])
            for hour in tables.heat_hours(self.halls)
        ]


def shown(row: Row) -> Row:
    """The numbers of a row as the tables say them."""
    said = {
        "code": row.get("code"),
        "bookings": f"{row['bookings']:,}",
        "people": f"{row['people']:,}",
        "hours": hours(row["minutes"]),
        "income": f"{row['income_krw']:,}",
    }
    if "open_minutes" in row:
        said |= {"open": hours(row["open_minutes"]), "utilisation": percent(row["utilisation"])}
        said |= {"bar": f"{(row['utilisation'] or 0) / 10:.1f}", "desks": row.get("desks")}
    return said


def labelled(rows: Iterable[Row], choices: Any) -> list[Row]:
    labels = dict(choices.choices)
    return [shown(row) | {"name": labels.get(row["code"], row["code"])} for row in rows]


def drawn(charts: list[Chart]) -> Row | None:
    """What components/chart.html reads; None where there is nothing to draw."""
    return chart_figure(charts[0], get_language() or "ko") if charts else None


def _share(used: int, opened: int) -> str:
    return f"{hours(used)} / {hours(opened)}" if opened else DASH


def summary(report: MonthlyReport) -> Row:
    """A row of the list of reports."""
    values = {
        line["code"]: say(line["value"], line["unit"]) for line in report.figures["sections"]["halls"]["headlines"]
    }
    return {"report": report, **values}
