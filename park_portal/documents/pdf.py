"""PDF by typst: tagged (PDF/UA-1), with our own font, the same bytes for the same paper."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from park_portal.core.errors import ActionDenied

from . import charts, fonts, words
from .content import Paper, Table

LONGEST_TABLE = 500  # rows; a longer one takes typst seconds and nobody reads it on paper
REGIONS = {"ko": "KR", "en": "GB"}


class MissingGlyph(RuntimeError):
    """The font lacks a letter that was to be printed: a fault of ours, since ``fonts.printable`` marks them before."""


class TooLong(ActionDenied):
    """A table is too long for paper; the sheet has it."""


def check_length(paper: Paper) -> None:
    """Raise TooLong when a table has more than ``LONGEST_TABLE`` rows."""
    longest = max((len(part.rows) for part in paper.blocks if isinstance(part, Table)), default=0)
    if longest > LONGEST_TABLE:
        sentence = _("A table of %(rows)s rows is too long for paper. Please take the XLSX file.")
        raise TooLong(sentence % {"rows": f"{longest:,}"}, reason="too_long")


def paper_pdf(paper: Paper) -> bytes:
    """Return the paper as PDF. Raises TooLong; letters that the font lacks are printed as ``fonts.SIGN``."""
    check_length(paper)
    return typeset(drawable(paper), format="pdf", pdf_standards="ua-1", timestamp=midnight(paper))


def paper_png(paper: Paper, ppi: float = 144) -> list[bytes]:
    """Return the pages as pictures, for previews."""
    check_length(paper)
    pages = typeset(drawable(paper), format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def drawable(paper: Paper) -> dict[str, Any]:
    """The spoken paper with its charts drawn, in letters that the font has."""
    page = words.page(paper)
    for part in page["blocks"]:
        if chart := part.get("chart"):
            chart["svg"] = charts.svg(chart.pop("source"), paper.language)
    return printable({**page, "region": REGIONS.get(paper.language, "KR")})


def printable(value: Any) -> Any:
    if isinstance(value, str):
        return fonts.printable(value)
    if isinstance(value, dict):
        return {name: printable(part) for name, part in value.items()}
    return [printable(part) for part in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=1)
def source() -> bytes:
    return Path(__file__).with_name("paper.typ").read_bytes()


def typeset(page: dict[str, Any], **output: Any) -> Any:
    """Compile the template with this data. Raises MissingGlyph when the guard of PDF/UA finds a letter it lacks."""
    inputs = {"paper": json.dumps(page, ensure_ascii=False), "font": fonts.FAMILY}
    try:
        return typst.Compiler(source(), font_paths=fonts.faces(), sys_inputs=inputs).compile(**output)
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            raise MissingGlyph(str(error)) from error
        raise


def midnight(paper: Paper) -> datetime:
    """The fixed time in the file: the day of issue, so that bytes do not depend on when they were made."""
    return datetime(paper.issued_on.year, paper.issued_on.month, paper.issued_on.day, tzinfo=UTC)
