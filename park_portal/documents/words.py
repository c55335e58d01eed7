"""Typed cells become words here, and only here, so that the web page, the PDF and the HWPX say the same.

``page(paper)`` is the spoken paper: plain dicts, lists and strings in the paper's own language, ready to be drawn.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from park_portal.core import spoken

from .content import (
    NUMBERS,
    ApprovalBox,
    Block,
    Cell,
    Chart,
    Column,
    Fact,
    Facts,
    Heading,
    Item,
    Items,
    Paper,
    Table,
    Text,
)

END = "  "  # two spaces stand before the word that ends a paper


def in_language(code: str) -> AbstractContextManager:
    """Speak this language inside the block, whoever reads it."""
    return translation.override(code)


def say(value: Cell, kind: str = "") -> str:
    """Return one cell in the active language; ``kind`` as in ``content.KINDS``, empty: by the type of the value."""
    if value is None:
        return "" if kind == "text" else "–"
    if isinstance(value, str):
        return value
    if isinstance(value, date | datetime):
        return spoken.say_paper_moment(value)
    if kind == "money":
        return spoken.won(int(value))
    if kind == "percent" or (not kind and isinstance(value, float)):
        return f"{value * 100:,.1f}%".replace("-", "−")
    return number(value)


def number(value: int | float | Decimal) -> str:
    """Return a number with its thousands apart and a true minus sign: -1234.5 -> '−1,234.5'."""
    said = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}".removesuffix(".0")
    return said.replace("-", "−")


def page(paper: Paper) -> dict[str, Any]:
    """The whole paper in words.

    Keys: title, kind, language, issuer, day, note; head, facts and closing ((label, words) pairs above and below the
    body); box; blocks, each a dict of one key, its type: {"table": {…}}.
    """
    with in_language(paper.language):
        blocks, closing = ended(paper)
        return {
            "language": paper.language,
            "kind": paper.kind,
            "title": paper.title,
            "head": head(paper),
            "facts": [fact(row) for row in paper.facts],
            "box": box(paper.box) if paper.box else None,
            "blocks": levelled([block(part) for part in blocks]),
            "closing": closing,
            "issuer": paper.issuer,
            "day": say(paper.issued_on),
            "note": paper.note,
        }


def head(paper: Paper) -> list[tuple[str, str]]:
    """The lines above the body, those that have something to say."""
    lines = [
        (pgettext("paper", "Number"), paper.number or (paper.box.number if paper.box else "")),
        (pgettext("paper", "To"), paper.recipient),
        (pgettext("paper", "Date"), say(paper.issued_on)),
        (pgettext("paper", "From"), paper.issuer),
    ]
    return [(label, words) for label, words in lines if words]


def fact(row: Fact) -> tuple[str, str]:
    return row.label, say(row.value, row.kind)


def box(given: ApprovalBox) -> dict[str, Any]:
    cells = [
        {"role": cell.role, "name": cell.name, "mark": cell.mark, "day": short_day(cell.day)} for cell in given.cells
    ]
    label = pgettext("paper", "Approval")
    return {"label": label, "upright": len(label) <= 4, "cells": cells, "disclosure": given.disclosure}


def short_day(day: date | None) -> str:
    """The day as it stands under a mark: 10. 5."""
    return f"{day.month}. {day.day}." if day else ""


def ended(paper: Paper) -> tuple[list[Block], list[tuple[str, str]]]:
    """The blocks, and the lines below them (label, words); the end mark stands after the very last words."""
    blocks, closing = list(paper.blocks), enclosures(paper.attachments)
    if paper.ending:
        word = pgettext("paper", "End.")
        if closing:
            closing[-1] = (closing[-1][0], closing[-1][1] + END + word)
        elif blocks and isinstance(blocks[-1], Text | Items):
            blocks[-1] = with_end(blocks[-1], word)
        else:
            closing = [("", END + word)]
    return blocks, closing


def with_end(last: Text | Items | Item, word: str) -> Any:
    """The same block with the end mark behind its last words."""
    if isinstance(last, Text):
        return Text(last.text.rstrip() + END + word)
    if last.items:
        items = (*last.items[:-1], with_end(last.items[-1], word))
        return Items(items) if isinstance(last, Items) else Item(last.text, items)
    return Item(last.text + END + word) if isinstance(last, Item) else last


def enclosures(names: Sequence[str]) -> list[tuple[str, str]]:
    """Lines that name what is enclosed, labelled once: 붙임 | 1. … 1부.; a single one has no number."""
    copies = [_("%(name)s, 1 copy.") % {"name": name} for name in names]
    if len(copies) > 1:
        copies = [f"{place}. {copy}" for place, copy in enumerate(copies, start=1)]
    label = pgettext("paper", "Attached:")
    return [(label if place == 0 else "", copy) for place, copy in enumerate(copies)]


def block(part: Block) -> dict[str, Any]:
    """One block in words."""
    if isinstance(part, Heading):
        return {"heading": {"text": part.text, "level": part.level}}
    if isinstance(part, Text):
        return {"text": [line for line in part.text.split("\n") if line.strip()]}
    if isinstance(part, Items):
        return {"listing": items(part.items)}
    if isinstance(part, Facts):
        return {"facts": [fact(row) for row in part.rows]}
    return {"chart": chart(part)} if isinstance(part, Chart) else {"table": table(part)}


def levelled(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same blocks with heading levels 1 to 3 that never skip one, as readers of screens need."""
    last = 0
    for part in blocks:
        if heading := part.get("heading"):
            heading["level"] = last = max(1, min(heading["level"], last + 1, 3))
    return blocks


def items(given: Iterable[Item], level: int = 1) -> list[dict[str, Any]]:
    return [
        {
            "mark": spoken.item_mark(level, place),
            "text": item.text,
            "level": level,
            "items": items(item.items, level + 1),
        }
        for place, item in enumerate(given, start=1)
    ]


def table(given: Table) -> dict[str, Any]:
    """Columns with label, weight and ``num`` (numbers stand right), rows and total in words."""
    return {
        "caption": given.caption,
        "columns": [
            {"label": c.label, "weight": c.weight, "num": c.kind in NUMBERS, "narrow": c.kind != "text"}
            for c in given.columns
        ],
        "rows": [row(given.columns, cells) for cells in given.rows],
        "total": total(given),
    }


def total(given: Table) -> list[str] | None:
    """The last row; what has no sum stays empty."""
    if not given.total:
        return None
    said = row(given.columns, given.total)
    return ["" if value is None else words for value, words in zip(given.total, said, strict=True)]


def row(columns: Sequence[Column], cells: Sequence[Cell]) -> list[str]:
    return [say(value, column.kind) for column, value in zip(columns, cells, strict=True)]


def chart(given: Chart) -> dict[str, Any]:
    """Title, summary and table twin in words, and the chart itself for whoever draws it."""
    twin = table(given.twin())
    return {"title": given.title, "summary": given.summary or given.title, "twin": twin, "source": given}
