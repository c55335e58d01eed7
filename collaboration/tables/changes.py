"""What became of a proposal from one version to another."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from collaboration.models import ProposalVersion
from collaboration.reckoning.text import Piece, differences
from collaboration.states import SectionCode


@dataclass(frozen=True)
class Changed:
    """A section that says something else than before."""

    label: str
    pieces: list[Piece]
    before: list[Any]
    after: list[Any]
    code: str = ""  # of the section; empty for a part of the outline


def changes(old: ProposalVersion, new: ProposalVersion) -> list[Changed]:
    """What became of the outline, the text and the budget, part by part; parts that say the same are left out."""
    was = {section.code: section for section in old.sections.all()}
    outlines = zip(outline_of(old), outline_of(new), strict=True)
    found = [
        Changed(label, differences(said, says), [], []) for (label, said), (_label, says) in outlines if said != says
    ]
    for section in new.sections.all():
        before = was.get(section.code)
        if before is None or before.digest == section.digest:
            continue
        money = section.code == SectionCode.BUDGET
        found.append(
            Changed(
                str(section.get_code_display()),
                differences(before.text, section.text),
                rows_of(old) if money else [],
                rows_of(new) if money else [],
                section.code,
            )
        )
    return found


def outline_of(version: ProposalVersion) -> list[tuple[str, str]]:
    """What a version is in short: what it is called, and how it is said."""
    days = [date_format(day) if day else "" for day in (version.since, version.last_day)]
    return [
        (_("Title"), version.title),
        (_("In two sentences"), version.summary),
        (_("Fields of work"), ", ".join(version.field_labels)),
        (_("Where"), version.place),
        (_("When"), " – ".join(days) if any(days) else ""),
    ]


def rows_of(version: ProposalVersion) -> list[Any]:
    return list(version.budget.select_related("item"))
