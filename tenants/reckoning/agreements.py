"""Times of agreements: what they entitle to, how their numbers run on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Term:
    """An agreement's time ``[since, until)`` and the free hours a month that it grants."""

    since: date
    until: date
    hours: int
    number: str


def stretches(terms: Iterable[Term]) -> list[Term]:
    """Terms that share a day become one, with the hours of the most generous and the number of the first.

    One that begins on the day another ends (a renewal) stays apart. Empty terms fall away.
    """
    found: list[Term] = []
    for term in sorted((t for t in terms if t.since < t.until), key=lambda t: (t.since, t.number)):
        if found and term.since < found[-1].until:
            last = found[-1]
            hours = max(last.hours, term.hours)
            found[-1] = Term(last.since, max(last.until, term.until), hours, last.number)
        else:
            found.append(term)
    return found


def next_number(year: int, word: str, taken: Sequence[str]) -> str:
    """The number after the highest of the year: ``2026-입주-014``. Numbers of another form are passed over."""
    form = re.compile(rf"{year}-{re.escape(word)}-(\d+)")
    serials = [int(match[1]) for number in taken if (match := form.fullmatch(number))]
    return f"{year}-{word}-{max(serials, default=0) + 1:03d}"
