"""HWPX, the format of Korean offices. The only module that knows python-hwpx, whose API changes every few months.

Lengths are HWPUNIT (1/7200 inch). Fonts are named, not embedded: the template's own (HCR), which every PC with the
word processor has. The program lays lines out when it opens the file, so heights here are lower bounds.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from hwpx import HwpxDocument
from lxml import etree
from PIL import Image

from . import charts, words
from .content import Paper
from .pdf import check_length

MM = 7200 / 25.4
MARGIN_MM = 22
WIDTH = int((210 - 2 * MARGIN_MM) * MM)
ROW = 2000  # height of a row of one line
PAD = 510  # left and right inside a cell
PART = re.compile(r"Contents/section(\d+)\.xml")
HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
WASH = "#EEF2F7"
INK, QUIET = "#1E2124", "#464C53"


def paper_hwpx(paper: Paper) -> bytes:
    """Return the paper as HWPX. Raises TooLong as the PDF does: long tables belong in the sheet."""
    check_length(paper)
    return Writer(words.page(paper)).write()


def wide(text: str, size: float) -> int:
    """Width of the longest line of text in units at ``size`` points."""
    lines = text.split("\n")
    return int(max(sum(1.0 if ord(c) > 0x2E7F else 0.56 for c in line) for line in lines) * size * 100)


def column_widths(table: dict[str, Any], size: float) -> list[int]:
    """Widths that fill the page: narrow columns as wide as their words, text columns share the rest by weight."""
    columns = table["columns"]
    rows = [[column["label"] for column in columns], *table["rows"], *([table["total"]] if table["total"] else [])]
    natural = [max(wide(row[place], size) for row in rows) + 2 * PAD + 200 for place in range(len(columns))]
    text = [place for place, column in enumerate(columns) if not column["narrow"]] or list(range(len(columns)))
    fixed = {place: min(natural[place], WIDTH // 3) for place in range(len(columns)) if place not in text}
    least = WIDTH // (len(columns) + 2)
    rest = max(WIDTH - sum(fixed.values()), least * len(text))
    weight = sum(columns[place]["weight"] for place in text)
    widths = [fixed.get(place) or int(rest * columns[place]["weight"] / weight) for place in range(len(columns))]
    return [int(width * WIDTH / sum(widths)) for width in widths]


class Writer:
    """Writes one spoken paper (``words.page``) into one document."""

    def __init__(self, page: dict[str, Any]) -> None:
        self.page, self.doc = page, HwpxDocument.new()
        self.shapes: dict[tuple, str] = {}
        self.doc.page.setup(
            paper_size="A4",
            margin_left_mm=MARGIN_MM,
            margin_right_mm=MARGIN_MM,
            margin_top_mm=15,
            margin_bottom_mm=15,
            header_margin_mm=8,
            footer_margin_mm=10,
        )
        edge = self.doc.styles.ensure_border_fill
        self.plain = edge(border_color="#8A949E", border_width="0.12 mm")
        self.filled = edge(border_color="#8A949E", border_width="0.12 mm", fill_color=WASH)

    def write(self) -> bytes:
        page = self.page
        first = self.doc.paragraphs[0]
        number = etree.SubElement(first.element.find(f"{HP}run"), f"{HP}ctrl")
        etree.SubElement(number, f"{HP}pageNum", pos="BOTTOM_CENTER", formatType="DIGIT", sideChar="-")
        if page["box"]:
            self.approval(page["box"])
        self.line(page["title"], size=18, bold=True, alignment="CENTER", spacing_before_pt=10, spacing_after_pt=14)
        for label, said in page["head"]:
            self.line(f"{label}  {said}")
        if page["facts"]:
            self.facts(page["facts"])
        for part in page["blocks"]:
            ((kind, content),) = part.items()
            getattr(self, kind)(content)
        self.closing(page["closing"])
        if page["note"]:
            self.line(page["note"], size=8.5, color=QUIET, spacing_before_pt=12)
        out = io.BytesIO()
        self.doc.save_to_stream(out)
        return out.getvalue()

    # ------------------------------------------------------------------------- letters and paragraphs

    def pen(self, size: float = 10.5, *, bold: bool = False, color: str = INK) -> str:
        return self.doc.styles.ensure_run(size=size, bold=bold, color=color)

    def shape(self, **form: Any) -> str:
        """The id of a paragraph format, made once on a scratch paragraph."""
        key = tuple(sorted(form.items()))
        if key not in self.shapes:
            scratch = self.doc.add_paragraph("", para_pr_id_ref="0", style_id_ref="0", inherit_style=False)
            self.doc.styles.apply_paragraph_format(paragraphs=[scratch], **form)
            self.shapes[key] = str(scratch.para_pr_id_ref)
            scratch.remove()
        return self.shapes[key]

    def line(self, text: str, *, size: float = 10.5, bold: bool = False, color: str = INK, **form: Any) -> None:
        form = {"line_spacing_percent": 160, "alignment": "LEFT"} | form
        self.doc.add_paragraph(
            text.replace("\t", " "),
            para_pr_id_ref=self.shape(**form),
            style_id_ref="0",
            char_pr_id_ref=self.pen(size, bold=bold, color=color),
            inherit_style=False,
        )

    def heading(self, heading: dict[str, Any]) -> None:
        size = (13, 11.5, 10.5)[heading["level"] - 1]
        self.line(heading["text"], size=size, bold=True, spacing_before_pt=12, spacing_after_pt=4, keep_with_next=True)

    def caption(self, said: str) -> None:
        self.line(said, size=10, bold=True, spacing_before_pt=8, spacing_after_pt=3, keep_with_next=True)

    def text(self, paragraphs: Sequence[str]) -> None:
        for said in paragraphs:
            self.line(said, spacing_after_pt=3)

    def listing(self, items: Sequence[dict[str, Any]]) -> None:
        for item in items:
            indent = (item["level"] - 1) * 5
            self.line(f"{item['mark']} {item['text']}".replace("\n", " "), indent_left_mm=indent)
            self.listing(item["items"])

    def closing(self, lines: Sequence[tuple[str, str]]) -> None:
        label = max((wide(label, 10.5) for label, _said in lines), default=0) / MM + 3
        for place, (name, said) in enumerate(lines):
            indent = label if not name and len(lines) > 1 else 0
            self.line(f"{name}  {said}" if name else said, indent_left_mm=indent, spacing_before_pt=0 if place else 14)

    # ------------------------------------------------------------------------- tables

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        label = min(max(wide(name, 9.5) for name, _said in rows) + 2 * PAD + 200, WIDTH // 2)
        grid = self.grid(len(rows), [label, WIDTH - label])
        for cells, (name, said) in zip(grid, rows, strict=True):
            self.cell(cells[0], name, bold=True, fill=True)
            self.cell(cells[1], said)
        self.line("", size=6)

    def table(self, table: dict[str, Any]) -> None:
        size = 8 if len(table["columns"]) > 7 else 9.5
        if table["caption"]:
            self.caption(table["caption"])
        total = [table["total"]] if table["total"] else []
        grid = self.grid(1 + len(table["rows"]) + len(total), column_widths(table, size), head=True)
        for cell, column in zip(grid[0], table["columns"], strict=True):
            cell.set("header", "1")
            self.cell(cell, column["label"], size=size, bold=True, fill=True, alignment="CENTER")
        sides = ["RIGHT" if column["num"] else "LEFT" for column in table["columns"]]
        for cells, row in zip(grid[1:], [*table["rows"], *total], strict=True):
            last = bool(total) and row is total[0]
            for cell, said, side in zip(cells, row, sides, strict=True):
                self.cell(cell, said, size=size, bold=last, fill=last, alignment=side)
        self.line("", size=6)

    def grid(self, rows: int, widths: Sequence[int], *, head: bool = False, row_height: int = ROW) -> list[list[Any]]:
        """A table that crosses pages, and its cells; one pass over the XML, since the library searches for each."""
        table = self.doc.add_table(
            rows,
            len(widths),
            width=sum(widths),
            height=rows * row_height,
            border_fill_id_ref=self.plain,
            para_pr_id_ref=self.shape(alignment="LEFT"),
            style_id_ref="0",
        )
        table.element.set("repeatHeader", "1" if head else "0")
        table.element.find(f"{HP}pos").set("treatAsChar", "0")
        grid = [tr.findall(f"{HP}tc") for tr in table.element.iterfind(f"{HP}tr")]
        for cells in grid:
            for cell, width in zip(cells, widths, strict=True):
                cell.find(f"{HP}cellSz").set("width", str(width))
                cell.find(f"{HP}cellSz").set("height", str(row_height))
        self.latest = table
        return grid

    def cell(self, cell: Any, text: str, *, size: float = 9.5, bold: bool = False, **look: Any) -> None:
        """Fill one cell; ``look``: fill (bool) and alignment. Every line of the text is a paragraph."""
        cell.set("borderFillIDRef", str(self.filled if look.get("fill") else self.plain))
        first = cell.find(f"{HP}subList/{HP}p")
        first.set("paraPrIDRef", self.shape(alignment=look.get("alignment", "LEFT"), line_spacing_percent=130))
        first.find(f"{HP}run").set("charPrIDRef", str(self.pen(size, bold=bold)))
        lines = text.replace("\t", " ").split("\n")
        for paragraph, line in zip([first, *(deepcopy(first) for _more in lines[1:])], lines, strict=True):
            paragraph.find(f"{HP}run/{HP}t").text = line
            first.getparent().append(paragraph)

    def approval(self, box: dict[str, Any]) -> None:
        """The approval box, right above the title: role, mark and name, day; its label down the left side."""
        cells, side = box["cells"], int(8 * MM)
        grid = self.grid(3, [side] + [int(20 * MM)] * len(cells))
        table = self.latest
        table.element.find(f"{HP}pos").set("treatAsChar", "1")  # stands in its line, which is aligned to the right
        table.paragraph.para_pr_id_ref = self.shape(alignment="RIGHT")
        heights = (1700, 4200, 1500)
        for height, row in zip(heights, grid, strict=True):
            for cell in row:
                cell.find(f"{HP}cellSz").set("height", str(height))
        table.element.find(f"{HP}sz").set("height", str(sum(heights)))
        label = "\n".join(box["label"]) if box["upright"] else box["label"]
        self.cell(grid[0][0], label, size=9, fill=True, alignment="CENTER")
        for place, given in enumerate(cells, start=1):
            marked = "\n".join(part for part in (given["mark"], given["name"]) if part)
            self.cell(grid[0][place], given["role"], size=9, fill=True, alignment="CENTER")
            self.cell(grid[1][place], marked, size=9, alignment="CENTER")
            self.cell(grid[2][place], given["day"], size=8, alignment="CENTER")
        self.doc.tables.merge_cells(table, "A1:A3")
        if box["disclosure"]:
            self.line(box["disclosure"], size=9, color=QUIET)

    # ------------------------------------------------------------------------- pictures

    def chart(self, chart: dict[str, Any]) -> None:
        picture = charts.png(charts.svg(chart["source"], self.page["language"]), ppi=144)
        width, height = Image.open(io.BytesIO(picture)).size
        self.caption(chart["title"])
        wide_mm = 210 - 2 * MARGIN_MM
        self.doc.add_picture(
            picture,
            "png",
            width_mm=wide_mm,
            height_mm=wide_mm * height / width,
            para_pr_id_ref=self.shape(alignment="CENTER"),
            style_id_ref="0",
        )
        if chart["summary"] != chart["title"]:
            self.line(chart["summary"], size=9, color=QUIET, spacing_after_pt=6)


def hwpx_lines(data: bytes) -> list[str]:
    """The text of an examined HWPX file: a line a paragraph, and a line a table row with its cells beside each other.

    Nothing that is text is left out; text boxes come with the paragraph they hang on. Raises ValueError where the
    file cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = sorted(filter(PART.fullmatch, archive.namelist()), key=lambda name: int(PART.fullmatch(name)[1]))
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            roots = [etree.fromstring(archive.read(name), parser) for name in names]
    except (zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise ValueError("not a readable HWPX file") from error
    return [line for root in roots for paragraph in root.findall(f"{HP}p") for line in paragraph_lines(paragraph)]


def paragraph_lines(paragraph: Any) -> Iterator[str]:
    own = [part for part in paragraph.iter(f"{HP}t") if next(part.iterancestors(f"{HP}tbl"), None) is None]
    if text := " ".join("".join("".join(part.itertext()) for part in own).split()):
        yield text
    for table in paragraph.iter(f"{HP}tbl"):
        if next(table.iterancestors(f"{HP}tbl"), None) is None:
            for row in table.findall(f"{HP}tr"):
                yield " | ".join(cell_text(cell) for cell in row.findall(f"{HP}tc"))


def cell_text(cell: Any) -> str:
    return " ".join(" ".join("".join(part.itertext()) for part in cell.iter(f"{HP}t")).split())
