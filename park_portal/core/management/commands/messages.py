"""Keep the Korean catalogue in step with the code, without a gettext package on the machine.

``manage.py messages``            collect strings into the catalogue, keep translations, drop the unused
``manage.py messages --check``    fail when a string is missing, fuzzy, unused or the Korean is empty
``manage.py messages --compile``  write the .mo files (needed once after checkout)
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import template as django_template

SOURCES = ("park_portal", "tenants", "spaces", "projects", "collaboration", "templates")
KEYWORDS = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CATALOGUE = settings.LOCALE_PATHS[0] / "ko" / "LC_MESSAGES" / "django.po"
# Strings of libraries whose own Korean is missing or poor: kept in the catalogue by hand under this mark.
LIBRARY_MARK = "library"


class Command(BaseCommand):
    help = "Collect, check or compile the Korean catalogue."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, fail when something is missing")
        parser.add_argument("--compile", action="store_true", help="write the .mo file only")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            compile_catalogue()
            return
        wanted, have = collected(), read_catalogue()
        if options["check"]:
            if problems := shortcomings(wanted, have):
                raise CommandError("\n".join(["The Korean catalogue is not complete:", *problems]))
            self.stdout.write(f"{len(wanted)} messages, all in Korean.")
            return
        merged = merge(wanted, have)
        with CATALOGUE.open("wb") as file:
            write_po(file, merged, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
        compile_catalogue()
        self.stdout.write(f"{len(merged)} messages written to {CATALOGUE.name}.")


def read_catalogue() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="ko", charset="utf-8")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ko", charset="utf-8")


def compile_catalogue() -> None:
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, read_catalogue(), use_fuzzy=False)


def collected() -> Catalog:
    """All translatable strings of the tree; msgids are English."""
    catalogue = Catalog(locale="ko", charset="utf-8")
    for path in source_files():
        for line, message, comments, context in strings_in(path):
            catalogue.add(message, context=context, auto_comments=comments, locations=[(path.name, line)])
    return catalogue


def source_files() -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def strings_in(path: Path) -> Iterator[Any]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into Python-like calls; indentation is noise to the tokenizer.
        text = re.sub(r"^[ \t]+", "", django_template.templatize(text, origin=str(path)), flags=re.MULTILINE)
    yield from extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))


def from_library(message: Any) -> bool:
    return LIBRARY_MARK in message.user_comments


def merge(wanted: Catalog, have: Catalog) -> Catalog:
    """Strings of the code with the Korean already written, plus the marked library strings."""
    merged = Catalog(locale="ko", charset="utf-8", project="Park Portal", fuzzy=False)
    for message in wanted:
        if message.id:
            old = have.get(message.id if isinstance(message.id, str) else message.id[0], context=message.context)
            merged.add(message.id, old.string if old else "", context=message.context, flags=message.flags)
    for message in have:
        if message.id and from_library(message) and not merged.get(message.id, context=message.context):
            merged.add(message.id, message.string, context=message.context, user_comments=[LIBRARY_MARK])
    return merged


def shortcomings(wanted: Catalog, have: Catalog) -> list[str]:
    """One line for each string that has no Korean, or Korean that no string asks for."""
    key = lambda message: (message.context, message.id if isinstance(message.id, str) else message.id[0])  # noqa: E731
    asked = {key(message) for message in wanted if message.id}
    written = {key(message): message for message in have if message.id}
    missing = [f"  missing: {name[1]!r}" for name in sorted(asked, key=str) if not complete(written.get(name))]
    unused = [f"  unused: {name[1]!r}" for name, m in written.items() if name not in asked and not from_library(m)]
    return missing + unused


def complete(message: Any) -> bool:
    if message is None or message.fuzzy:
        return False
    parts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(parts) and all(parts)
