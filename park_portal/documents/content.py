"""The one content model of every paper: frozen, JSON-serialisable, without a word about how it looks.

Upper apps describe their papers with these classes (in their ``papers.py``); PDF, HWPX, XLSX and the web page are
drawn from the same description. Text is cleaned on the way in: composed Hangul (NFC), no control characters and no
marks that turn the direction of reading, so that no renderer can be hurt by what people typed.
"""

import hashlib
import json
import math
import re
import unicodedata
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Self

Cell = str | int | float | Decimal | date | datetime | None
KINDS = ("text", "integer", "money", "date", "datetime", "percent", "decimal")
CHART_KINDS = ("bar", "line", "pie", "heatmap")
NUMBERS = frozenset({"integer", "money", "percent", "decimal"})

# Control characters except tab and line break, halves of letters, and marks that reverse the direction of reading.
UNSPEAKABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return text that every format can carry: NFC, line breaks as ``\\n``, nothing invisible that harms."""
    return UNSPEAKABLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))


def tidy(value: Any) -> Any:
    """Clean texts, turn lists into tuples, and refuse what no paper can show (ValueError)."""
    if isinstance(value, str):
        return clean(str(value))
    if isinstance(value, (list, tuple)):
        return tuple(tidy(part) for part in value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a moment in a paper must be aware")
    if isinstance(value, (float, Decimal)) and not math.isfinite(value):
        raise ValueError("a number in a paper must be finite")
    if value is None or isinstance(value, (bool, int, float, Decimal, date)) or is_dataclass(value):
        return value
    return clean(str(value))  # a lazy translation


class Part:
    """What all parts share: they are clean from the start."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            object.__setattr__(self, field.name, tidy(getattr(self, field.name)))


def known(kind: str, kinds: tuple[str, ...]) -> None:
    if kind not in kinds:
        raise ValueError(f"{kind!r} is none of {', '.join(kinds)}")


@dataclass(frozen=True)
class Fact(Part):
    """One line of "label: value". ``kind`` says how a number is spoken ("money"); empty: by its type."""

    label: str
    value: Cell
    kind: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        known(self.kind, ("", *KINDS))


@dataclass(frozen=True)
class Heading(Part):
    text: str
    level: int = 1  # 1 to 3


@dataclass(frozen=True)
class Text(Part):
    """Plain text; a line break begins a new paragraph."""

    text: str


@dataclass(frozen=True)
class Item(Part):
    text: str
    items: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Items(Part):
    """A numbered list, marked as offices mark it: 1. 가. 1) 가) in Korean, 1. a. 1) a) in English."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Facts(Part):
    rows: tuple[Fact, ...]


@dataclass(frozen=True)
class Column(Part):
    """``kind`` types the cells: percent is a ratio (0.25 is 25 %), money whole won. ``weight``: share of the width."""

    label: str
    kind: str = "text"
    weight: float = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        known(self.kind, KINDS)


@dataclass(frozen=True)
class Table(Part):
    """Rows of typed cells; text may stand in any column. ``total`` is one more row, drawn apart."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    caption: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns")


@dataclass(frozen=True)
class Series(Part):
    name: str
    values: tuple[int | float | Decimal | None, ...]


@dataclass(frozen=True)
class Chart(Part):
    """Figures as a picture; its table twin and ``summary`` (one sentence) say the same in words.

    A heatmap has its columns in ``categories`` and one series a row. A pie has one series.
    """

    kind: str
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    summary: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        known(self.kind, CHART_KINDS)
        if any(len(series.values) != len(self.categories) for series in self.series):
            raise ValueError(f"chart {self.title!r}: every series needs one value a category")

    def twin(self) -> Table:
        """The same figures as a table: a row a category, a column a series."""
        label = f"{{}} ({self.unit})" if self.unit else "{}"
        columns = [Column(""), *(Column(label.format(series.name), "decimal") for series in self.series)]
        values = zip(self.categories, *(series.values for series in self.series), strict=True)
        return Table(tuple(columns), tuple(values), caption=self.title)


Block = Heading | Text | Items | Facts | Table | Chart


@dataclass(frozen=True)
class BoxCell(Part):
    """One place of the approval box (결재란): who, in which role, with which mark, on which day."""

    role: str
    name: str = ""
    mark: str = ""
    day: date | None = None


@dataclass(frozen=True)
class ApprovalBox(Part):
    cells: tuple[BoxCell, ...]
    number: str = ""
    disclosure: str = ""


@dataclass(frozen=True)
class Paper(Part):
    """A whole paper. ``attachments`` are names of what is enclosed, one copy each; ``ending`` closes it with "끝."."""

    kind: str
    title: str
    issued_on: date
    issuer: str
    number: str = ""
    language: str = "ko"
    recipient: str = ""
    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    box: ApprovalBox | None = None
    attachments: tuple[str, ...] = ()
    ending: bool = False
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The paper as plain JSON values; ``Paper.from_json`` gives an equal paper back."""
        return pack(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what ``as_json`` wrote; anything else is a ValueError."""
        paper = unpack(data)
        if not isinstance(paper, cls):
            raise ValueError("this is not a paper")
        return paper


PARTS = {part.__name__: part for part in (
    Paper, Fact, Heading, Text, Item, Items, Facts, Column, Table, Series, Chart, BoxCell, ApprovalBox,
)}  # fmt: skip


def pack(value: Any) -> Any:
    """Return a part or a cell as JSON; what JSON does not know carries its type: {"date": "2026-10-05"}."""
    if is_dataclass(value):
        return {"part": type(value).__name__, **{f.name: pack(getattr(value, f.name)) for f in fields(value)}}
    if isinstance(value, tuple):
        return [pack(part) for part in value]
    if isinstance(value, datetime):
        return {"datetime": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def unpack(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(unpack(part) for part in value)
    if not isinstance(value, dict):
        return value
    if "part" in value:
        if value["part"] not in PARTS:
            raise ValueError(f"unknown part {value['part']!r}")
        return PARTS[value["part"]](**{name: unpack(part) for name, part in value.items() if name != "part"})
    readers = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "decimal": Decimal}
    if len(value) != 1 or not value.keys() <= readers.keys():
        raise ValueError(f"unknown value {sorted(value)}")
    return next(readers[name](text) for name, text in value.items())


def digest(paper: Paper) -> str:
    """SHA-256 (hex) of what the paper says, over canonical JSON.

    The approval box, the document number and the ending are NOT part of it: an approval fills the box, gives the
    number and closes the paper, and must not change the very content it approves.
    """
    said = {name: value for name, value in paper.as_json().items() if name not in {"box", "number", "ending"}}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
