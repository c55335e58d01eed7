"""The figures of a month, one module a section; an app adds its own to SECTIONS.

A section has ``VERSION`` (raised when a method changes, so that a new method is not taken for a correction),
``first_day() -> date | None`` (since when it knows anything) and ``compute(Window) -> dict`` in a fixed number of SQL
statements. The dict holds codes, names as they stood, whole numbers and lists of these, and under ``headlines``
``[{"code", "unit", "value"}]`` with ``unit`` one of ``count`` (bookings), ``cases``, ``people``, ``minutes``,
``permille``, ``krw``.
"""

from datetime import date
from typing import Any

from park_portal.reports.reckoning import Window, month_before, month_of, year_before

from . import collaboration, halls, tenancy

SECTIONS = {"halls": halls, "tenancy": tenancy, "collaboration": collaboration}
Figures = dict[str, Any]


def first_month() -> date | None:
    """The first month of which the portal knows anything."""
    days = [day for section in SECTIONS.values() if (day := section.first_day())]
    return month_of(min(days)) if days else None


def compute(month: date, reported: Figures | None) -> Figures:
    """Everything that is frozen for ``month``.

    ``reported``: the frozen figures of the month before, with which today's count of that month is compared.
    """
    first = first_month() or month
    sections, corrections = {}, []
    for name, section in SECTIONS.items():
        found = section.compute(Window(month)) | {"version": section.VERSION}
        last = _headlines(section, month_before(month), first)
        year = _headlines(section, year_before(month), first)
        for line in found["headlines"]:
            line |= {"last_month": last.get(line["code"]), "last_year": year.get(line["code"])}
        sections[name] = found
        corrections += _corrections(name, section.VERSION, reported, last)
    return {"month": f"{month:%Y-%m}", "sections": sections, "corrections": corrections}


def _headlines(section: Any, month: date, first: date) -> dict[str, int | None]:
    """Values by code; nothing for a month before the portal knew anything."""
    if month < first:
        return {}
    return {line["code"]: line["value"] for line in section.compute(Window(month))["headlines"]}


def _corrections(name: str, version: int, reported: Figures | None, now: dict[str, int | None]) -> list[Figures]:
    """What the last report said and the same method no longer says."""
    said = (reported or {}).get("sections", {}).get(name, {})
    if said.get("version") != version:
        return []
    return [
        {"section": name, "code": line["code"], "unit": line["unit"], "was": line["value"], "now": now[line["code"]]}
        for line in said["headlines"]
        if line["code"] in now and now[line["code"]] != line["value"]
    ]
