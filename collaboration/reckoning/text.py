"""What a text says, how it differs from another, and what it shares with others.

Hangul needs care: two-syllable words cannot use a trigram index (research h6), so likeness is counted in bigrams.
A bigram is kept as a number, because PostgreSQL compares arrays of numbers far faster (decision 0005).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from string import ascii_lowercase, digits

DATA = Path(__file__).parents[1] / "data"
WORD = re.compile(r"[0-9a-z가-힣]+")
LETTERS = {
    letter: n for n, letter in enumerate([*digits, *ascii_lowercase, *map(chr, range(ord("가"), ord("힣") + 1))])
}
# Words that every proposal has say nothing about likeness.
COMMON = frozenset((DATA / "common_words.txt").read_text(encoding="utf-8").split())

# How offices head the parts of a proposal: a section's code, then the words that stand for it, without blanks.
HEADINGS = {
    word: code
    for code, *words in map(str.split, (DATA / "section_headings.txt").read_text(encoding="utf-8").splitlines())
    for word in words
}
# What stands before a heading: Roman or Arabic numbers, letters of a list, boxes and dots.
MARK = re.compile(r"^(?:[\u2160-\u217f]+|[IVX]+(?=[.\s])|\d{1,2}|[가-하](?=[.)]))?[^0-9A-Za-z가-힣]*")


def tidy(text: str) -> str:
    """One form for one text: composed Hangul (NFC), Unix line ends, no trailing blanks."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def digest(text: str, rows: Iterable[Sequence[object]] = ()) -> str:
    """The fingerprint of a section: of its text, and of the rows of its budget."""
    parts = [tidy(text), *("\x1f".join(str(cell) for cell in row) for row in rows)]
    return sha256("\x1e".join(parts).encode()).hexdigest()


def bigrams(*texts: str) -> list[int]:
    """The pairs of letters in the words of the texts as numbers, sorted, each once; words of all proposals left out."""
    found: set[str] = set()
    for text in texts:
        for word in WORD.findall(unicodedata.normalize("NFC", text).lower()):
            found |= {word[n : n + 2] for n in range(len(word) - 1)} - COMMON
    return sorted(LETTERS[one] * len(LETTERS) + LETTERS[other] for one, other in found)


def dice(one: Sequence[int], other: Sequence[int]) -> int:
    """How alike two texts are: the share of bigrams that they have in common, in whole percent."""
    many = len(one) + len(other)
    return 200 * len(set(one) & set(other)) // many if many else 0


@dataclass(frozen=True)
class Piece:
    """A stretch of a comparison: ``kind`` is ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """What became of a text, word by word, in reading order; blanks go with the word before them."""
    before, after = (re.findall(r"\S+\s*|\s+", tidy(text)) for text in (old, new))
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(before[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(after[c:d])))
    return pieces


def sections_of(lines: Iterable[str], rest: str) -> dict[str, str]:
    """Sort the lines of a paper under the sections whose headings they follow; gives texts by section code.

    What stands before the first known heading goes into ``rest``. Only a line that is a heading and nothing else is
    taken away; every other line is kept, in its order.
    """
    found: dict[str, list[str]] = {}
    here = rest
    for line in lines:
        code = HEADINGS.get(re.sub(r"[\s:：]+", "", MARK.sub("", line.strip(), count=1)))
        if code:
            here = code
        else:
            found.setdefault(here, []).append(line)
    return {code: tidy("\n".join(said)) for code, said in found.items()}
