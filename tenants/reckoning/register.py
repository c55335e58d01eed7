"""The register of residents as a sheet: its columns, and what a cell says. Pure; no database.

A cell that cannot be read raises Unclear with the sentence that names the mend.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from park_portal.accounts.reckoning import business_number_clean, phone_clean
from park_portal.accounts.states import Field, OrganizationKind
from tenants.states import AgreementKind, FeeRule

MOST_KRW = 2_000_000_000
MOST_PEOPLE = 32_767
DAY = timedelta(days=1)


class Unclear(Exception):
    """A cell does not say what its column needs: ``code`` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class ColumnOf:
    """A column of the sheet. ``longest``: letters of a text; ``kind``: as in documents.content.Column."""

    code: str
    label: str | Promise
    needed: bool = False
    longest: int = 0
    kind: str = "text"


COLUMNS = (
    ColumnOf("number", pgettext_lazy("register", "Agreement number"), longest=30),
    ColumnOf("name", pgettext_lazy("register", "Name"), needed=True, longest=100),
    ColumnOf("name_en", pgettext_lazy("register", "Name in English"), longest=150),
    ColumnOf("kind", pgettext_lazy("register", "Kind of organisation"), needed=True),
    ColumnOf("business_number", pgettext_lazy("register", "Business number")),
    ColumnOf("field", pgettext_lazy("register", "Field")),
    ColumnOf("agreement_kind", pgettext_lazy("register", "Kind of agreement"), needed=True),
    ColumnOf("host", pgettext_lazy("register", "Host"), longest=100),
    ColumnOf("building", pgettext_lazy("register", "Building"), needed=True),
    ColumnOf("places", pgettext_lazy("register", "Rooms and desks")),
    ColumnOf("signed_on", pgettext_lazy("register", "Signed on"), kind="date"),
    ColumnOf("since", pgettext_lazy("register", "First day"), needed=True, kind="date"),
    ColumnOf("until", pgettext_lazy("register", "Last day"), needed=True, kind="date"),
    ColumnOf("headcount", pgettext_lazy("register", "People"), needed=True, kind="integer"),
    ColumnOf("fee_rule", pgettext_lazy("register", "Rent"), needed=True),
    ColumnOf("flat_krw", pgettext_lazy("register", "Fixed rent a month (won)"), kind="integer"),
    ColumnOf("deposit_krw", pgettext_lazy("register", "Deposit (won)"), kind="integer"),
    ColumnOf("hours_a_month", pgettext_lazy("register", "Free hours a month"), kind="integer"),
    ColumnOf("email", pgettext_lazy("register", "E-mail")),
    ColumnOf("phone", pgettext_lazy("register", "Telephone")),
)
BY_CODE = {column.code: column for column in COLUMNS}
CHOICES: Mapping[str, type[TextChoices]] = {
    "kind": OrganizationKind,
    "field": Field,
    "agreement_kind": AgreementKind,
    "fee_rule": FeeRule,
}
MOST = {"headcount": MOST_PEOPLE, "hours_a_month": 744, "flat_krw": MOST_KRW, "deposit_krw": MOST_KRW}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: its number in the sheet, the column, a code, and the sentence with the mend."""

    row: int
    column: str
    code: str
    sentence: str

    @property
    def label(self) -> str:
        return str(BY_CODE[self.column].label)


@dataclass
class Entry:
    """A row of the sheet as read: ``facts`` by column, empty ones None; and its faults so far."""

    row: int
    facts: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, column: str, code: str, sentence: str) -> None:
        """Note a fault; of a cell the first one counts, as mending it may mend the rest."""
        if all(fault.column != column for fault in self.faults):
            self.faults.append(Fault(self.row, column, code, sentence))

    def __getattr__(self, name: str) -> Any:
        if name in BY_CODE:
            return self.facts.get(name)
        raise AttributeError(name)

    @property
    def until_open(self) -> date | None:
        """The first day without; the sheet names the last day with."""
        return self.until + DAY if self.until else None


# ------------------------------------------------------------------------------ the head


@cache
def spellings() -> dict[str, str]:
    """What a head may say for each column, in every language of the portal; its code, too."""
    found = {plain(column.code): column.code for column in COLUMNS}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {plain(str(column.label)): column.code for column in COLUMNS}
    return found


def plain(text: Any) -> str:
    """Letters and digits only, small: how words are compared."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", str(text))).casefold()


def places_of(head: Sequence[Any]) -> dict[str, int]:
    """Where each column stands in the head; unknown columns are passed over."""
    known = spellings()
    return {known[plain(cell)]: place for place, cell in reversed(list(enumerate(head))) if plain(cell) in known}


def missing(head: Sequence[Any]) -> list[str]:
    """Labels of needed columns that the head lacks."""
    found = places_of(head)
    return [str(column.label) for column in COLUMNS if column.needed and column.code not in found]


def entries(rows: Sequence[Sequence[Any]]) -> list[Entry]:
    """The rows below the head as entries; blank ones are passed over and keep their number."""
    places, found = places_of(rows[0]), []
    for number, cells in enumerate(rows[1:], start=2):
        given = {code: cells[at] if at < len(cells) else None for code, at in places.items()}
        if any(tidy(value) for value in given.values()):
            found.append(entry(number, given))
    return found


def entry(number: int, given: Mapping[str, Any]) -> Entry:
    made = Entry(number)
    for column in COLUMNS:
        value = given.get(column.code)
        try:
            made.facts[column.code] = cell(column, value)
        except Unclear as error:
            made.facts[column.code] = None
            made.refuse(column.code, error.code, str(error))
    return made


# ------------------------------------------------------------------------------ cells


def tidy(value: Any) -> str:
    """A cell as text: trimmed, one blank between words."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(value))).strip() if value is not None else ""


def cell(column: ColumnOf, value: Any) -> Any:
    """What the cell says; None when it is empty. Raises Unclear."""
    text = tidy(value)
    if not text:
        if column.needed:
            raise Unclear("missing", _("This is missing. Please fill it in."))
        return None
    if column.kind == "date":
        return day(value)
    if column.kind == "integer":
        return whole(text, MOST[column.code])
    if column.code in CHOICES:
        return choice(CHOICES[column.code], text)
    if column.longest and len(text) > column.longest:
        facts = {"length": len(text), "most": column.longest}
        raise Unclear("too_long", _("This has %(length)s letters; shorten it to %(most)s.") % facts)
    return READERS.get(column.code, str)(text)


def day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    numbers = re.fullmatch(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?", tidy(value))
    try:
        year, month, number = map(int, numbers.groups()) if numbers else (0, 0, 0)
        return date(year, month, number)
    except ValueError:
        raise Unclear("date", _("This is not a day. Write it as 2026-03-01.")) from None


def whole(text: str, most: int) -> int:
    digits = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\d{1,15}", digits):
        raise Unclear("not_number", _("This is not a whole number. Write digits only."))
    if int(digits) > most:
        raise Unclear("too_much", _("This is more than %(most)s. Please check it.") % {"most": f"{most:,}"})
    return int(digits)


@cache
def words_of(choices: type[TextChoices]) -> dict[str, str]:
    """Each choice by its code and by its label in every language."""
    found = {plain(value): value for value in choices.values}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {plain(str(choice.label)): choice.value for choice in choices}
    return found


def choice(choices: type[TextChoices], text: str) -> str:
    if (found := words_of(choices).get(plain(text))) is None:
        possible = ", ".join(str(label) for label in choices.labels)
        raise Unclear("unknown", _("“%(text)s” is not known. Possible are: %(possible)s.") % {
            "text": text[:40], "possible": possible,
        })  # fmt: skip
    return found


def number_of_business(text: str) -> str:
    try:
        return business_number_clean(text)
    except ValidationError as error:
        raise Unclear("business_number", error.messages[0]) from None


def telephone(text: str) -> str:
    try:
        return phone_clean(text)
    except ValidationError as error:
        raise Unclear("phone", error.messages[0]) from None


def address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Unclear("email", _("This is not an e-mail address.")) from None
    return text


def names(text: str) -> list[str]:
    """Rooms, one after another: ``401호; 402호``."""
    return [part for part in (tidy(piece) for piece in re.split(r"[;,\n]", text)) if part]


READERS = {"business_number": number_of_business, "phone": telephone, "email": address, "places": names}
