"""The font of papers: Noto Sans KR from the npm package, and what it can print."""

import re
import struct
from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings

SIGN = "〓"  # printed for what the font lacks (emoji, rare scripts); printers' old mark for a missing letter
# Joiners, selectors and tones of emoji say nothing by themselves; spaces of no width would be missing glyphs.
SILENT = re.compile("[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]")


FAMILY = "Noto Sans Korean"  # as the files call themselves


def files() -> list[Path]:
    """Regular and Bold. Raises FileNotFoundError when the npm packages are not installed."""
    found = [folder() / f"NotoSansKR-{weight}.otf" for weight in ("Regular", "Bold")]
    for path in found:
        if not path.is_file():
            raise FileNotFoundError(f"{path} is missing: run `make setup`")
    return found


def folder() -> Path:
    return settings.NPM_ROOT / "@embedpdf" / "fonts-kr" / "fonts"


@lru_cache(maxsize=1)
def faces() -> typst.Fonts:
    """The package's weights and nothing of the machine, so that every machine prints the same."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder())])
    if FAMILY not in found.families():  # typst itself would print blank pages without a word
        raise FileNotFoundError(f"no font {FAMILY!r} in {folder()}: run `make setup`")
    return found


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """Code points that both weights have, read from their character maps (OpenType ``cmap`` format 12)."""
    return frozenset.intersection(*(cmap(path.read_bytes()) for path in files()))


def cmap(font: bytes) -> frozenset[int]:
    count = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * place) for place in range(count))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    tables = struct.unpack_from(">H", font, start + 2)[0]
    found: set[int] = set()
    for place in range(tables):
        table = start + struct.unpack_from(">L", font, start + 4 + 8 * place + 4)[0]
        if struct.unpack_from(">H", font, table)[0] == 12:
            for group in range(struct.unpack_from(">L", font, table + 12)[0]):
                first, last, _glyph = struct.unpack_from(">LLL", font, table + 16 + 12 * group)
                found.update(range(first, last + 1))
    return frozenset(found)


def printable(text: str) -> str:
    """The text with ``SIGN`` for every run of letters the font lacks; joiners and selectors fall away."""
    known = letters()
    if all(ord(letter) in known or letter in "\n\t" for letter in text):
        return text
    marked = "".join(letter if ord(letter) in known or letter in "\n\t" else "\0" for letter in SILENT.sub("", text))
    return re.sub("\0+", SIGN, marked)
