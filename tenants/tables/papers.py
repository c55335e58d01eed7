"""How papers with an end look as a sheet."""

from typing import Any

from django.utils.translation import gettext as _

from park_portal.documents.content import Column
from park_portal.documents.xlsx import Sheet


def paper_sheet(rows: Any) -> Sheet:
    """The list as a workbook sheet: which organisation, which paper, its last day; not the papers themselves."""
    columns = [
        Column(_("Organisation")),
        Column(_("Kind")),
        Column(_("Name")),
        Column(_("Valid until (last day)"), "date"),
        Column(_("Handed in at"), "datetime"),
        Column(_("Handed in by")),
    ]
    facts = [
        [
            paper.organization.title,
            str(paper.get_kind_display()),
            paper.name,
            paper.valid_until,
            paper.handed_in_at,
            paper.handed_in_by.name,
        ]
        for paper in rows
    ]
    return Sheet(_("Papers"), columns, facts)
