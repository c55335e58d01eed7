"""What the figures of the monthly report are called, how they are counted, and in which unit they are told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Row = dict[str, Any]
DASH = "–"


@dataclass(frozen=True)
class Line:
    """How a headline is called, counted, and whether more of it is welcome (1), unwelcome (-1) or neither (0)."""

    label: str | Promise
    method: str | Promise
    welcome: int
    section: str = "halls"
    counted: str | Promise = ""  # what a count of it counts; empty: bookings


ORGANIZATIONS, AGREEMENTS = pgettext_lazy("unit", "organisations"), pgettext_lazy("unit", "agreements")
LINES: Mapping[str, Line] = {
    "bookings": Line(
        _("Uses"),
        _("Uses are bookings that were confirmed and took place. A use belongs to the month in which it begins."),
        1,
    ),
    "hours": Line(
        _("Hours booked"),
        _(
            "Hours booked are the time booked, with the hirer's own preparation. They are cut at midnight of the first "
            "and last day; the centre's cleaning between bookings is not in them."
        ),
        1,
    ),
    "utilisation": Line(
        _("Utilisation"),
        _(
            "Utilisation is the time used within opening hours, divided by the time open. Closures and closing days "
            "are not time open. A desk zone counts each desk. In sums a divisible hall counts by its parts, each once."
        ),
        1,
    ),
    "attendees": Line(_("People"), _("People are as many as were announced with the bookings."), 1),
    "income": Line(
        _("Income from rentals"),
        _("Income is the price of the uses that began in the month, whether paid in it or not."),
        1,
    ),
    "priced": Line(_("Income before reductions"), "", 0),
    "reduced": Line(
        _("Reductions"),
        _(
            "Reductions are what was taken off the prices of the uses that began in the month. Free hours of an "
            "agreement are not a reduction."
        ),
        0,
    ),
    "income_paid": Line(
        _("Paid of the income"),
        _("Paid of the income is what had come in for these uses, and was not refunded, when the month ended."),
        0,
    ),
    "charged": Line(
        pgettext_lazy("money of a month", "Charged"),
        _(
            "Charged, credited, received and refunded are the entries of the month in the ledger for all bookings, "
            "also for uses of other months. Money that is not matched yet is not in them."
        ),
        0,
    ),
    "credited": Line(pgettext_lazy("money of a month", "Credited"), "", 0),
    "received": Line(pgettext_lazy("money of a month", "Received"), "", 0),
    "refunded": Line(pgettext_lazy("money of a month", "Refunded"), "", 0),
    "due": Line(
        _("Still to be paid"),
        _("Still to be paid is what was open on all bookings when the month ended, whether due by then or not."),
        0,
    ),
    "cancelled": Line(
        _("Cancelled"),
        _(
            "Cancelled, no-show, not approved, expired and called off count bookings that should have begun in the "
            "month. They are not in the hours."
        ),
        -1,
    ),
    "no_show": Line(_("No-show"), "", -1),
    "rejected": Line(_("Not approved"), "", 0),
    "expired": Line(_("Not decided in time"), "", -1),
    "disrupted": Line(_("Called off by the park"), "", -1),
    "decision_time": Line(
        _("Time to a decision"),
        _(
            "The time to a decision is the mean from request to decision in office hours (working days 09:00–18:00), "
            "of decisions made in the month."
        ),
        -1,
    ),
    "proposals_submitted": Line(
        _("Proposals handed in"),
        _(
            "Proposals handed in, confirmed and declined are those of which this was done in the month. One that was "
            "sent back and handed in again counts once."
        ),
        1,
        "collaboration",
    ),
    "proposals_confirmed": Line(_("Proposals confirmed"), "", 1, "collaboration"),
    "proposals_declined": Line(_("Proposals declined"), "", 0, "collaboration"),
    "proposals_under_way": Line(
        _("Proposals on their road"),
        _("Proposals on their road had been handed in and were neither confirmed nor over when the month ended."),
        0,
        "collaboration",
    ),
    "opinions_in_time": Line(
        _("Opinions given in time"),
        _(
            "An opinion is in time when it was given by its due day, ten working days after it was asked for. Overdue "
            "opinions were still waited for when the month ended, their due day past."
        ),
        1,
        "collaboration",
    ),
    "opinions_late": Line(_("Opinions given late"), "", -1, "collaboration"),
    "opinions_overdue": Line(_("Opinions overdue"), "", -1, "collaboration"),
    "opinions_punctual": Line(_("Share of opinions in time"), "", 1, "collaboration"),
    "residents": Line(
        _("Resident organisations"),
        _(
            "Residents are organisations with an agreement in force on the last day of the month, each counted once. "
            "People are as many as the agreements name."
        ),
        0,
        "tenancy",
        ORGANIZATIONS,
    ),
    "residents_people": Line(_("People who work here"), "", 0, "tenancy"),
    "area_occupancy": Line(
        _("Occupancy by area"),
        _(
            "Occupancy is the area let times the days on which it was let, divided by the area to let times the days "
            "on which it could be let. A desk counts with its share of the zone."
        ),
        1,
        "tenancy",
    ),
    "moved_in": Line(
        _("Moved in"),
        _("Moved in and moved out are stays that began and ended in the month. A renewal is neither."),
        0,
        "tenancy",
        ORGANIZATIONS,
    ),
    "moved_out": Line(_("Moved out"), "", 0, "tenancy", ORGANIZATIONS),
    "ending_3": Line(
        _("Ending within three months"),
        _("Ending are agreements that end within three or six months of the month and have no renewal yet."),
        0,
        "tenancy",
        AGREEMENTS,
    ),
    "ending_6": Line(_("Ending within six months"), "", 0, "tenancy", AGREEMENTS),
    "tenancy_arrears": Line(
        _("Arrears of residents"),
        _("Arrears are rent, fees, deposits and interest that were due before the month ended and still open then."),
        -1,
        "tenancy",
    ),
}
RESIDENTS = tuple(code for code, line in LINES.items() if line.section == "tenancy")
MAIN = ("bookings", "hours", "utilisation", "attendees", "income", "decision_time")
MONEY = ("priced", "reduced", "income", "income_paid", "charged", "credited", "received", "refunded", "due")
JOINT = (
    "proposals_submitted", "proposals_confirmed", "proposals_declined", "proposals_under_way", "opinions_in_time",
    "opinions_late", "opinions_overdue", "opinions_punctual",
)  # fmt: skip


def methods(sections: Collection[str]) -> list[str | Promise]:
    """How the figures of these sections are counted."""
    return [line.method for line in LINES.values() if line.method and line.section in sections]


def name_of(row: Row, field: str = "name") -> str:
    """A frozen name in the reader's language."""
    english = get_language() == "en" and row.get(f"{field}_en")
    return english or row.get(field, "")


# ------------------------------------------------------------------------------ units


def unit_word(unit: str, code: str = "") -> str:
    """The word of a unit; what a count counts is said by its line."""
    match unit:
        case "minutes":
            return pgettext("unit", "hours")
        case "permille":
            return "%"
        case "krw":
            return pgettext("unit", "won")
        case "people":
            return pgettext("unit", "people")
        case "cases":
            return pgettext("unit", "cases")
    counted = LINES[code].counted if code in LINES else ""
    return str(counted) or pgettext("unit", "bookings")


def figure(value: int | None, unit: str) -> int | float | None:
    """A frozen number in the unit that ``unit_word`` names."""
    if value is None:
        return None
    return {"minutes": round(value / 60, 1), "permille": value / 10}.get(unit, value)


def hours_of(minutes: int | None) -> float | None:
    """Hours with one decimal."""
    return None if minutes is None else round(minutes / 60, 1)


def ratio(value: int | None) -> float | None:
    """Tenths of a percent as a ratio."""
    return None if value is None else value / 1000


def hours(minutes: int | None) -> str:
    """Minutes as hours with at most one decimal: 90 -> "1.5"."""
    if minutes is None:
        return DASH
    return f"{minutes / 60:,.1f}".removesuffix(".0")


def percent(value: int | None) -> str:
    """Tenths of a percent as "61.4%"."""
    return DASH if value is None else f"{value / 10:.1f}%"
