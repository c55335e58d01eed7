"""Spreadsheets: written so that text stays text, read so that a broken file ends in a sentence."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from python_calamine import CalamineError, CalamineWorkbook

from park_portal.core import clock

from . import words
from .content import NUMBERS, Cell, Chart, Column, Facts, Heading, Item, Items, Paper, Table, Text, clean
from .uploads import check_zip

FORMATS = {
    "integer": "#,##0",
    "money": "#,##0",
    "percent": "0.0%",
    "decimal": "#,##0.########",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
WIDTHS = {"date": 12, "datetime": 17}
CELL_LIMIT = 32_767  # letters in one cell, by Excel
EXACT = 2**53  # whole numbers above it would be rounded by Excel
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sheet:
    """One sheet: typed rows (as in ``content.Table``), streamed; ``total`` is one more row in bold."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    total: Sequence[Any] | None = None


def workbook(
    sheets: Sequence[Sheet], *, title: str = "", author: str = "", created: datetime | date | None = None
) -> bytes:
    """Return an XLSX file, written row by row in constant memory. The same input gives the same bytes.

    Numbers, dates and moments (in Seoul) are real ones; all text is written as text, so "=1+1" stays "=1+1".
    """
    out = io.BytesIO()
    made = datetime(created.year, created.month, created.day) if created else EPOCH.replace(tzinfo=None)
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": title, "author": author, "created": made})
        book.set_size(2400, 1600)
        for name, sheet in zip(legal_names([sheet.title for sheet in sheets]), sheets, strict=True):
            Writer(book, name, sheet).write()
    return out.getvalue()


class Writer:
    """Writes one sheet, row after row, and remembers how wide its columns must be."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, sheet: Sheet) -> None:
        self.book, self.sheet, self.page = book, sheet, book.add_worksheet(name)
        self.pens: dict[tuple[str, bool], Any] = {}
        self.widths = [width_of(column.label) for column in sheet.columns]

    def write(self) -> None:
        page, columns = self.page, self.sheet.columns
        head = self.book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True})
        for place, column in enumerate(columns):
            page.write_string(0, place, column.label, head)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        line = 0
        for line, row in enumerate(self.sheet.rows, start=1):
            self.row(line, row)
        if self.sheet.total is not None:
            self.row(line + 1, self.sheet.total, bold=True)
        for place, (column, width) in enumerate(zip(columns, self.widths, strict=True)):
            page.set_column(place, place, min(max(width + 2, WIDTHS.get(column.kind, 8)), 60))

    def row(self, line: int, row: Sequence[Any], *, bold: bool = False) -> None:
        for place, (column, value) in enumerate(zip(self.sheet.columns, row, strict=True)):
            width = self.cell((line, place), value, column.kind, bold=bold)
            self.widths[place] = max(self.widths[place], width)

    def cell(self, at: tuple[int, int], value: Cell, kind: str, *, bold: bool) -> int:
        """Write one cell by the type of its value; return its width in letters."""
        if value is None:
            self.page.write_blank(*at, None, self.pen("text", bold=bold))
            return 0
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError("a moment in a sheet must be aware")
            local = value.astimezone(clock.SEOUL).replace(tzinfo=None)
            self.page.write_datetime(*at, local, self.pen("datetime", bold=bold))
            return WIDTHS["datetime"]
        if isinstance(value, date):
            self.page.write_datetime(*at, value, self.pen("date", bold=bold))
            return WIDTHS["date"]
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and abs(value) < EXACT:
            kind = kind if kind in NUMBERS else "integer" if isinstance(value, int) else "decimal"
            self.page.write_number(*at, float(value), self.pen(kind, bold=bold))
            return len(f"{value:,}")
        text = clean(str(value))
        text = text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"
        self.page.write_string(*at, text, self.pen("text", bold=bold))
        return width_of(text)

    def pen(self, kind: str, *, bold: bool) -> Any:
        """The format of a cell, made once."""
        if (kind, bold) not in self.pens:
            look = {"num_format": FORMATS[kind]} if kind in FORMATS else {}
            self.pens[kind, bold] = self.book.add_format(look | ({"bold": True, "top": 1} if bold else {}))
        return self.pens[kind, bold]


def width_of(text: str) -> int:
    """The width of the longest line in letters; a Hangul letter is as wide as two."""
    return max((sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in text[:200].split("\n")), default=0)


def legal_names(titles: Sequence[str]) -> list[str]:
    """Names that Excel accepts: at most 31 letters, none of []:*?/\\, no quote at the ends, no two alike."""
    names: list[str] = []
    for place, title in enumerate(titles, start=1):
        name = re.sub(r"[\[\]:*?/\\]", " ", clean(title)).replace("\n", " ").strip("' ")[:31].strip("' ")
        name = name if name and name.lower() != "history" else pgettext("spreadsheet", "Sheet") + f" {place}"
        if name.lower() in {known.lower() for known in names}:
            name = f"{name[: 31 - len(f' ({place})')]} ({place})"
        names.append(name)
    return names


# --------------------------------------------------------------------------------- papers


def paper_xlsx(paper: Paper) -> bytes:
    """Return the paper as a workbook: a cover sheet with its words, then one sheet for each table and chart."""
    with words.in_language(paper.language):
        sheets = [Sheet(paper.title, [Column(paper.title, weight=1), Column("")], cover(paper))]
        for part in paper.blocks:
            table = part.twin() if isinstance(part, Chart) else part
            if isinstance(table, Table):
                sheets.append(Sheet(table.caption or paper.title, table.columns, table.rows, table.total))
        return workbook(sheets, title=paper.title, author=paper.issuer, created=paper.issued_on)


def cover(paper: Paper) -> list[tuple[Cell, Cell]]:
    """Two columns: labels and typed values, then the words of the body."""
    rows: list[tuple[Cell, Cell]] = [*words.head(paper), *((fact.label, fact.value) for fact in paper.facts)]
    blocks, closing = words.ended(paper)
    for part in blocks:
        if isinstance(part, Heading | Text):
            rows += [(line, None) for line in part.text.split("\n")]
        elif isinstance(part, Items):
            rows += [(line, None) for line in item_lines(part.items)]
        elif isinstance(part, Facts):
            rows += [(fact.label, fact.value) for fact in part.rows]
        elif isinstance(part, Chart) and part.summary:
            rows.append((part.summary, None))
    return [*rows, *((" ".join(line).strip(), None) for line in closing), *([(paper.note, None)] if paper.note else [])]


def item_lines(given: Sequence[Item]) -> list[str]:
    lines: list[str] = []
    pending = words.items(given)
    while pending:
        item = pending.pop(0)
        lines.append("  " * (item["level"] - 1) + f"{item['mark']} {item['text']}")
        pending = item["items"] + pending
    return lines


# --------------------------------------------------------------------------------- reading


def read_rows(upload: Any, *, blank: bool = False) -> list[list[Any]]:
    """Rows of the first sheet of an uploaded XLSX or CSV (UTF-8 with or without BOM, CP949), empty ones left out.

    ``blank`` keeps the empty ones between others, so that a row's number is the one people see.

    Numbers and dates of an XLSX come typed, whole floats as int; cells of a CSV are text.
    Raises ValidationError with a sentence when the file cannot be read, has no rows, or is over the limits.
    """
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(_("The file is too large. Please split it."), code="too_large")
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    rows = read_xlsx(data) if data[:2] == b"PK" else read_csv(data)
    full = [row for row in rows if any(cell not in ("", None) for cell in row)]
    rows = rows if blank and full else full
    if not rows:
        raise ValidationError(_("There are no rows in this file."), code="empty")
    if len(rows) > settings.SHEET_MAX_ROWS:
        limit = f"{settings.SHEET_MAX_ROWS:,}"
        sentence = _("There are more than %(limit)s rows. Please split the file.")
        raise ValidationError(sentence % {"limit": limit}, code="rows")
    return rows


def read_xlsx(data: bytes) -> list[list[Any]]:
    check_zip(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height > settings.SHEET_MAX_ROWS * 5 or sheet.total_width > 1000:  # before they become objects
            raise ValidationError(_("The sheet is too large. Please split the file."), code="rows")
        rows = sheet.to_python(skip_empty_area=True)
    except (CalamineError, IndexError, OSError) as error:
        sentence = _("This spreadsheet cannot be read. Please save it as XLSX once more.")
        raise ValidationError(sentence, code="unreadable") from error
    return [[int(c) if isinstance(c, float) and c.is_integer() and abs(c) < EXACT else c for c in row] for row in rows]


def read_csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValidationError(_("This file is neither XLSX nor CSV. Please save it as XLSX."), code="unreadable")
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    try:
        if "\x00" in text:
            raise csv.Error("NUL")
        return [row[:1000] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise ValidationError(_("This CSV file cannot be read. Please save it as XLSX."), code="unreadable") from error
