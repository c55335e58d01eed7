"""Korean bank statements: which row says what, and why a row cannot be read.

Banks differ in the order and the names of columns, so the header row is found by the words of ``data/bank_words.csv``.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from python_calamine import CalamineError, CalamineWorkbook

from park_portal.core.clock import SEOUL
from park_portal.documents.uploads import check_zip

HEADER_ROWS = 30  # above the table stand the bank's own lines: account, period, who printed it
ROWS_MAX = 20_000
AMOUNT_MAX = 10**12  # a typing error or a number of an account, not a transfer
TEXT_MAX = 60
EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX, and the XLS that some banks still give
TOO_LONG = gettext_lazy("This file has too many rows. Please export a shorter period.")


def _words() -> dict[str, list[str]]:
    """Header words by role, in order of preference."""
    found: dict[str, list[str]] = {}
    path = Path(__file__).resolve().parent.parent / "data" / "bank_words.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["role"], []).append(row["word"])
    return found


WORDS = _words()
LEGAL_FORMS = WORDS.pop("legal")


class Unreadable(ValueError):
    """The file or the row cannot be read; the text says why, for people."""


@dataclass(frozen=True)
class Transfer:
    """Money that came in, as the bank says it. ``nth`` numbers lines that are alike in everything else."""

    row: int
    at: datetime
    amount_krw: int
    depositor: str
    balance_krw: int | None
    memo: str = ""
    nth: int = 1

    def fingerprint(self, account: str) -> str:
        """What makes the line the same line in every export of the account."""
        facts = (account, self.at.isoformat(), self.amount_krw, self.depositor, self.balance_krw, self.nth)
        return sha256("|".join(map(str, facts)).encode()).hexdigest()


@dataclass(frozen=True)
class BadRow:
    """A row that stays out, and why; ``row`` counts from 1 as the sheet does."""

    row: int
    why: str


@dataclass(frozen=True)
class BankFile:
    """What a statement holds: money in, rows that stay out, and how many rows told of money going out."""

    transfers: list[Transfer] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    outgoing: int = 0


def bank_read(name: str, data: bytes) -> BankFile:
    """Read an export (CSV in UTF-8 or CP949, or XLSX). Raises Unreadable when it is none."""
    rows = _sheet(data) if data[:4] in EXCEL else _csv(data)
    if len(rows) > ROWS_MAX:
        raise Unreadable(str(TOO_LONG))
    top, columns = _header(rows)
    good, bad, outgoing = [], [], 0
    for number, cells in enumerate(rows[top + 1 :], start=top + 2):
        if not any(_text(cell) for cell in cells):
            continue
        try:
            transfer = _transfer(number, _named(cells, columns))
        except Unreadable as error:
            bad.append(BadRow(number, str(error)))
            continue
        outgoing += transfer is None
        good += [transfer] if transfer else []
    return BankFile(_numbered(good), bad, outgoing)


def _csv(data: bytes) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        first = next((line for line in text.splitlines() if line.count(",") + line.count("\t") > 1), "")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","))
    raise Unreadable(_("This is neither a CSV file nor an Excel file."))


def _sheet(data: bytes) -> list[list[Any]]:
    try:
        if data[:2] == b"PK":
            check_zip(data)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        if sheet.total_height > ROWS_MAX or sheet.total_width > 200:  # before they become objects
            raise Unreadable(str(TOO_LONG))
        return sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError, ValidationError) as error:
        raise Unreadable(_("This Excel file cannot be opened.")) from error


def _header(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """The row of column names, and which column plays which role."""
    for number, cells in enumerate(rows[:HEADER_ROWS]):
        names = [re.sub(r"\s+|\([^)]*\)", "", _text(cell)) for cell in cells]
        columns = {
            role: names.index(word)
            for role, words in WORDS.items()
            for word in reversed(words)  # the first of the list wins
            if word in names
        }
        if {"at", "in", "who"} <= columns.keys():
            return number, columns
    raise Unreadable(_("No row with the column names was found: day, amount received and depositor are needed."))


def _named(cells: Sequence[Any], columns: dict[str, int]) -> dict[str, Any]:
    if len(cells) <= max(columns["at"], columns["in"]):
        raise Unreadable(_("The row is too short."))
    return {role: cells[at] if at < len(cells) else "" for role, at in columns.items()}


def _transfer(number: int, cells: dict[str, Any]) -> Transfer | None:
    """One row: money in, or None where money went out."""
    received = _won(cells["in"], _("amount received"))
    paid_out = _won(cells.get("out", ""), _("amount paid out"))
    at = _moment(cells["at"], cells.get("time", ""))
    if received and paid_out:
        raise Unreadable(_("The row has both an amount received and an amount paid out."))
    if not received:
        if not paid_out:
            raise Unreadable(_("The row has no amount."))
        return None
    after = _text(cells.get("after", ""))
    return Transfer(
        row=number,
        at=at,
        amount_krw=received,
        depositor=_name(cells["who"]),
        balance_krw=_won(cells["after"], _("balance"), signed=True) if after else None,
        memo=_name(cells.get("memo", "")),
    )


def _text(cell: Any) -> str:
    return unicodedata.normalize("NFC", str("" if cell is None else cell)).strip()


def _name(cell: Any) -> str:
    text = " ".join(_text(cell).split())
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} or letter == "\ufffd" for letter in text):
        raise Unreadable(_("The depositor has letters that cannot be read."))
    if len(text) > TEXT_MAX:
        raise Unreadable(_("The depositor is too long."))
    return text


def _won(cell: Any, what: str, *, signed: bool = False) -> int:
    """Whole won of '1,250,000', '₩50,000', 50000.0 or nothing (0)."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        text = f"{cell:.2f}".removesuffix(".00")
    else:
        text = re.sub(r"[,\s₩￦원]|KRW", "", _text(cell)).removesuffix(".00").removesuffix(".0")
    if text in {"", "-"}:
        return 0
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise Unreadable(_("The %(what)s is not a number: %(text)s") % {"what": what, "text": text[:20]})
    amount = int(text)
    if amount < 0 and not signed:
        raise Unreadable(_("The %(what)s is negative.") % {"what": what})
    if abs(amount) > AMOUNT_MAX:
        raise Unreadable(_("The %(what)s is too large.") % {"what": what})
    return amount


def _moment(day: Any, clock_time: Any) -> datetime:
    """An aware moment of '2026.11.23 14:05:11', '20261123', a date or a datetime, and a time column if there is one."""
    if isinstance(day, datetime):
        found = day
    elif isinstance(day, date):
        found = datetime.combine(day, time())
    else:
        found = _spelled(f"{_text(day)} {'' if isinstance(clock_time, time) else _text(clock_time)}")
    if isinstance(clock_time, time):
        found = datetime.combine(found.date(), clock_time)
    if not 2000 <= found.year <= 2100:
        raise Unreadable(_("The day is far off: %(day)s") % {"day": found.date().isoformat()})
    return found.replace(tzinfo=SEOUL)


def _spelled(text: str) -> datetime:
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if re.match(r"\s*\d{8}", text):  # 20261123, perhaps with the clock behind it: 20261123140511
        digits = "".join(re.findall(r"\d", text)).ljust(14, "0")[:14]
        numbers = [int(digits[:4]), *(int(digits[at : at + 2]) for at in range(4, 14, 2))]
    try:
        return datetime(*numbers[:6])
    except (TypeError, ValueError, OverflowError) as error:
        if not text.strip():
            raise Unreadable(_("The row has no day.")) from error
        raise Unreadable(_("The day cannot be read: %(day)s") % {"day": text.strip()[:30]}) from error


def _numbered(transfers: Iterable[Transfer]) -> list[Transfer]:
    """Number the lines that are alike, in the order of the file, so that each keeps a fingerprint of its own."""
    seen: Counter[tuple[Any, ...]] = Counter()
    numbered = []
    for transfer in transfers:
        alike = (transfer.at, transfer.amount_krw, transfer.depositor, transfer.balance_krw)
        seen[alike] += 1
        facts = {**transfer.__dict__, "nth": seen[alike]}
        numbered.append(Transfer(**facts))
    return numbered


def depositor_core(name: str) -> str:
    """A name as it is compared: NFC, no spaces, no legal form, small letters."""
    text = unicodedata.normalize("NFC", name)
    for form in LEGAL_FORMS:
        text = text.replace(form, "")
    return re.sub(r"\s+", "", text).casefold()


def depositor_number(name: str) -> int | None:
    """The receivable's number that somebody typed into the transfer: 'R000123 …' or 'r-123' -> 123."""
    found = re.search(r"(?<![A-Za-z])[Rr]\s?-?\s?0*(\d{1,9})(?!\d)", name)
    return int(found[1]) if found else None
