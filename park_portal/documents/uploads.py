"""What comes in from outside: one examination that every road takes.

A file must be what its name says, and only that: content is sniffed, its structure is checked, pictures are drawn
anew without metadata, and files that are two things at once (polyglots) are sent back with the way to mend them.
"""

import io
import re
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .content import clean

MEGABYTE = 1024 * 1024


class CheckedUpload(SimpleUploadedFile):
    """An upload that ``examine`` has let through; nothing else makes one."""


def refuse(sentence: str, code: str) -> ValidationError:
    return ValidationError(sentence, code=code)


# --------------------------------------------------------------------------------- by format


def check_pdf(data: bytes) -> bytes:
    """A PDF from its first byte to its last, and nothing else besides."""
    mend = _("Please open it, save it as PDF once more, and choose the new file.")
    if not data.startswith(b"%PDF-"):
        raise refuse(_("This PDF does not begin like one.") + " " + mend, "pdf_prefix")
    end = data.rfind(b"%%EOF")
    if end < 0 or data[end + 5 :].strip(b"\r\n\t \x00"):
        raise refuse(_("Something else is appended to this PDF.") + " " + mend, "pdf_suffix")
    if zipfile.is_zipfile(io.BytesIO(data)) or looks_like_page(data[:4096]):
        raise refuse(_("This file is a PDF and something else at once.") + " " + mend, "polyglot")
    return data


def looks_like_page(head: bytes) -> bool:
    """Whether a browser that guesses could take it for a web page."""
    return bool(re.search(rb"<\s*(!doctype\s+html|html|head|body|script|iframe|svg)\b", head, re.IGNORECASE))


def check_zip(data: bytes) -> list[str]:
    """Names inside a ZIP-based office file, after proving that it is one archive, whole, small enough, no macros."""
    mend = _("Please open it, save it once more, and choose the new file.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            whole = data.startswith(b"PK\x03\x04") and min((e.header_offset for e in entries), default=1) == 0
            if not whole or archive.comment or len(data) - data.rfind(b"PK\x05\x06") != 22:
                raise refuse(_("This file is two files in one.") + " " + mend, "polyglot")
            check_bomb(entries, len(data))
            for entry in entries:
                check_entry(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise refuse(_("This file is damaged.") + " " + mend, "damaged") from error
    return [entry.filename for entry in entries]


def check_bomb(entries: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > 10_000 or total > settings.UPLOAD_MAX_UNPACKED or total > 10 * MEGABYTE + 200 * size:
        raise refuse(_("Unpacked, this file is far too large. Please make it smaller."), "bomb")


def check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """One part: readable to its end within its declared size, named like a part, no macro."""
    name = entry.filename.lower()
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or entry.flag_bits & 0x1:
        raise zipfile.BadZipFile(name)
    if name.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in f"/{name}":
        raise refuse(_("This file holds macros. Please save it without macros (.docx, .xlsx, .pptx)."), "macros")
    with archive.open(entry) as part:
        while part.read(MEGABYTE):  # reads no more than declared, and checks the sum
            pass


def office(*parts: str) -> Callable[[bytes], bytes]:
    """A check for a ZIP-based format that must hold these parts."""

    def check(data: bytes) -> bytes:
        names = set(check_zip(data))
        if not names.issuperset(parts):
            raise refuse(_("The content of this file does not fit its name."), "mismatch")
        return data

    return check


def check_hwp(data: bytes) -> bytes:
    """한글 5: an OLE file with a 한글 header."""
    if not data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") or b"HWP Document File" not in data:
        raise refuse(_("The content of this file does not fit its name."), "mismatch")
    return data


def check_csv(data: bytes) -> bytes:
    """Text that no browser takes for a page and that is not another format under a wrong name."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp949", errors="replace")
    if "\x00" in text or text.count("�") > 0 or data.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise refuse(_("This is not a CSV file. Please save it as CSV or XLSX."), "mismatch")
    if looks_like_page(data[:4096]):
        raise refuse(_("This file is a web page in disguise. Please open it and save it as XLSX."), "polyglot")
    return data


def redraw(form: str, **options: Any) -> Callable[[bytes], bytes]:
    """A check that draws a picture anew: turned as the camera held it, without metadata or anything appended."""

    def check(data: bytes) -> bytes:
        try:
            with Image.open(io.BytesIO(data), formats=[form]) as picture:
                if picture.width * picture.height > settings.UPLOAD_MAX_PIXELS:
                    raise refuse(_("This picture has too many pixels. Please make it smaller."), "pixels")
                upright = ImageOps.exif_transpose(picture)
                mode = "RGB" if form == "JPEG" or upright.mode not in {"L", "LA", "RGBA", "P"} else upright.mode
                mode = "RGBA" if mode in {"P", "LA"} else mode
                plain = Image.new(mode, upright.size)
                plain.paste(upright.convert(mode))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise refuse(
                _("This picture cannot be read. Please save it as JPEG or PNG once more."), "damaged"
            ) from error
        out = io.BytesIO()
        plain.save(out, form, **options)
        return out.getvalue()

    return check


# --------------------------------------------------------------------------------- kinds


@dataclass(frozen=True)
class Format:
    """One file format: the kind people choose from, its content type, what sniffing calls it, its check."""

    kind: str
    content_type: str
    sniffed: frozenset[str]
    check: Callable[[bytes], bytes]


OOXML = "application/vnd.openxmlformats-officedocument."
ZIPPED = frozenset({".zip", ".docx", ".xlsx", ".pptx", ".hwpx", ".odt", ".jar", ".apk", ".epub"})
PARTS = "[Content_Types].xml"
FORMATS = {
    ".jpg": Format("image", "image/jpeg", frozenset({".jpg", ".jpeg"}), redraw("JPEG", quality=88, optimize=True)),
    ".png": Format("image", "image/png", frozenset({".png"}), redraw("PNG", optimize=True)),
    ".webp": Format("image", "image/webp", frozenset({".webp"}), redraw("WEBP", quality=88)),
    ".pdf": Format("pdf", "application/pdf", frozenset({".pdf"}), check_pdf),
    ".hwp": Format("office", "application/x-hwp", frozenset(), check_hwp),
    ".hwpx": Format("office", "application/hwp+zip", ZIPPED, office("mimetype", "Contents/content.hpf")),
    ".docx": Format("office", OOXML + "wordprocessingml.document", ZIPPED, office(PARTS, "word/document.xml")),
    ".pptx": Format("office", OOXML + "presentationml.presentation", ZIPPED, office(PARTS, "ppt/presentation.xml")),
    ".xlsx": Format("sheet", OOXML + "spreadsheetml.sheet", ZIPPED, office(PARTS, "xl/workbook.xml")),
    ".csv": Format("sheet", "text/csv", frozenset(), check_csv),
}
ALIASES = {".jpeg": ".jpg", ".jpe": ".jpg"}
KINDS = ("image", "pdf", "office", "sheet")


def extensions(kinds: Collection[str]) -> list[str]:
    """File name endings of the kinds, for the ``accept`` of a file input."""
    return [ending for ending, form in FORMATS.items() if form.kind in kinds]


# --------------------------------------------------------------------------------- the examination


def examine(upload: UploadedFile, allowed: Collection[str] = KINDS, limit: int | None = None) -> CheckedUpload:
    """Return the upload as it may be kept: its name tidied, its content proven (pictures redrawn).

    ``allowed``: kinds of ``KINDS``; ``limit``: bytes, at most and by default ``settings.UPLOAD_MAX_BYTES``.
    Raises ValidationError with a sentence that says how to mend it.
    """
    limit = min(limit or settings.UPLOAD_MAX_BYTES, settings.UPLOAD_MAX_BYTES)
    if isinstance(upload, CheckedUpload):
        return upload
    name, ending = tidy_name(upload.name or "")
    form = FORMATS.get(ending)
    if form is None or form.kind not in allowed:
        endings = ", ".join(ending.lstrip(".") for ending in extensions(allowed))
        raise refuse(
            _("Files of this kind are not accepted. Please choose one of: %(endings)s.") % {"endings": endings}, "kind"
        )
    if (upload.size or 0) > limit:
        size = f"{limit / MEGABYTE:.0f}"
        raise refuse(_("The file is larger than %(size)s MB. Please make it smaller.") % {"size": size}, "too_large")
    upload.seek(0)
    data = upload.read(limit + 1)
    if not data:
        raise refuse(_("The file is empty."), "empty")
    check_sniffed(data, form)
    return CheckedUpload(name, form.check(data), content_type=form.content_type)


def check_sniffed(data: bytes, form: Format) -> None:
    """What the first bytes say must fit the ending. Sniffing is loose, so the format's own check has the last word."""
    try:
        found = {match.extension for match in puremagic.magic_string(data[: 64 * 1024])}
    except (puremagic.PureError, ValueError):
        found = set()
    if form.sniffed and not found & form.sniffed:
        raise refuse(_("The content of this file does not fit its name."), "mismatch")


def tidy_name(name: str) -> tuple[str, str]:
    """A file name without path, control characters or tricks, in composed Hangul; and its ending in small letters.

    At most 120 letters; the ending is the one of the format (".JPEG" -> ".jpg").
    """
    bare = re.sub(r"\s+", " ", clean(name).replace("\\", "/").rsplit("/", 1)[-1])
    bare = re.sub(r'[<>:"|?*\x00-\x1f]', "_", bare).strip(" .")
    path = PurePosixPath(bare)
    ending = ALIASES.get(path.suffix.lower(), path.suffix.lower())
    stem = (path.stem if path.suffix else bare).strip(" .") or "file"
    return stem[:110] + ending, ending
