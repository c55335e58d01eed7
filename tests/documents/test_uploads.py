"""What may come in, what is sent back, and that no road goes round the examination."""

import io
import unicodedata
import zipfile

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from park_portal.documents.content import Column
from park_portal.documents.forms import UploadField
from park_portal.documents.hwpx import paper_hwpx
from park_portal.documents.pdf import paper_pdf
from park_portal.documents.uploads import CheckedUpload, examine, tidy_name
from park_portal.documents.xlsx import Sheet, read_rows, workbook

from .samples import report


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#c00").save(out, form, **options)
    return out.getvalue()


XLSX = workbook([Sheet("표", [Column("이름"), Column("금액", "money")], [("가", 1000), ("나", 2500)])])


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return paper_pdf(report(blocks=()))


# --------------------------------------------------------------------------------- what is welcome


def test_good_files_come_in(pdf):
    good = {
        "계약서.pdf": pdf,
        "계약서.hwpx": paper_hwpx(report(blocks=())),
        "옛 문서.hwp": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + b"HWP Document File" + b"\0" * 500,
        "a.docx": docx(),
        "b.pptx": archive(**{"[Content_Types].xml": b"<T/>", "ppt/presentation.xml": b"<p/>"}),
        "표.xlsx": XLSX,
        "표.csv": "이름,금액\n가,1000\n".encode("cp949"),
        "사진.jpg": picture(),
        "사진.PNG": picture("PNG"),
        "사진.webp": picture("WEBP"),
    }
    for name, content in good.items():
        taken = examine(upload(name, content))
        assert isinstance(taken, CheckedUpload)
        assert taken.name == name.replace(".PNG", ".png")
        if not taken.content_type.startswith("image/"):
            assert taken.read() == content


def test_pictures_lose_their_metadata_and_stand_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010E] = "secret place"
    raw = picture(exif=exif, comment=b"secret words") + b"PK\x03\x04 appended"
    taken = examine(upload("사진.jpeg", raw))
    content = taken.read()
    with Image.open(io.BytesIO(content)) as drawn:
        assert drawn.size == (20, 40)
        assert not drawn.getexif()
        assert "comment" not in drawn.info
    assert b"secret" not in content
    assert b"PK\x03\x04" not in content
    assert taken.name == "사진.jpg"


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "CMYK", "1", "I;16"])
def test_pictures_of_every_mode_can_be_redrawn(mode):
    out = io.BytesIO()
    form = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (8, 8)).save(out, form)
    assert examine(upload(f"a.{'jpg' if form == 'JPEG' else 'png'}", out.getvalue())).read()


# --------------------------------------------------------------------------------- what is sent back


def refused(name: str, content: bytes, **rules) -> str:
    with pytest.raises(ValidationError) as refusal:
        examine(upload(name, content), **rules)
    assert refusal.value.message.strip()
    return refusal.value.code


def test_pdfs_that_are_more_than_a_pdf(pdf):
    assert refused("a.pdf", b"<html>" + pdf) in {"pdf_prefix", "mismatch"}
    assert refused("a.pdf", b"GIF89a" + pdf) in {"pdf_prefix", "mismatch"}
    assert refused("a.pdf", b"\n" + pdf) in {"pdf_prefix", "mismatch"}
    assert refused("a.pdf", pdf + docx()) == "pdf_suffix"
    assert refused("a.pdf", pdf + b"<script>alert(1)</script>") == "pdf_suffix"
    assert refused("a.pdf", pdf + pdf[: len(pdf) // 2]) == "pdf_suffix"
    hidden = pdf.replace(b"%%EOF", b"%" + docx() + b"\n%%EOF")
    assert refused("a.pdf", hidden) == "polyglot"
    page = pdf[:9] + b"%<script>alert(1)</script>\n" + pdf[9:]
    assert refused("a.pdf", page) == "polyglot"
    assert refused("a.pdf", b"%PDF-1.7\n no end") == "pdf_suffix"


def test_a_pdf_saved_in_steps_is_still_one_pdf(pdf):
    """Signing programs append an update with its own end mark; that is how PDF grows."""
    grown = pdf + b"\n9 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\r\n"
    assert examine(upload("a.pdf", grown)).read() == grown


def test_archives_that_are_not_what_they_say():
    assert refused("a.docx", b"MZ prefix" + docx()) in {"polyglot", "mismatch", "damaged"}
    assert refused("a.docx", docx() + docx()) == "polyglot"
    assert refused("a.docx", docx() + b"%PDF-1.7") == "polyglot"
    assert refused("a.docx", docx(**{"word/vbaProject.bin": b"x"})) == "macros"
    assert refused("a.docx", docx(**{"word/activeX/activeX1.bin": b"x"})) == "macros"
    assert refused("a.docx", docx(**{"../../etc/x": b"x"})) == "damaged"
    assert refused("a.docx", docx()[:-30]) == "damaged"
    assert refused("a.docx", XLSX) == "mismatch"
    assert refused("a.xlsx", docx()) == "mismatch"
    assert refused("a.hwpx", docx()) == "mismatch"
    assert refused("a.docx", b"plain text") == "mismatch"
    broken = bytearray(docx(**{"word/media.xml": b"A" * 400}))
    broken[broken.find(b"word/media.xml") + 16] ^= 0xFF
    assert refused("a.docx", bytes(broken)) == "damaged"


def test_bombs_are_not_unpacked(settings):
    assert refused("a.docx", docx(**{"word/big.xml": b"\0" * (60 * 1024 * 1024)})) == "bomb"
    settings.UPLOAD_MAX_UNPACKED = 1000
    assert refused("a.docx", docx(**{"word/big.xml": b"x" * 2000})) == "bomb"
    settings.UPLOAD_MAX_PIXELS = 100
    assert refused("a.png", picture("PNG")) == "pixels"


def test_names_that_lie(pdf):
    assert refused("a.png", picture("JPEG")) == "mismatch"
    assert refused("a.jpg", pdf) == "mismatch"
    assert refused("a.jpg", picture()[:300]) == "damaged"
    assert refused("a.hwp", pdf) == "mismatch"
    assert refused("a.csv", pdf) == "mismatch"
    assert refused("a.csv", picture()) == "mismatch"
    assert refused("a.csv", b"<html><script>1</script>") == "polyglot"
    for name in ("a.exe", "a.svg", "a.html", "a.docm", "a.xlsm", "a", "pdf", "a.pdf.exe", ""):
        assert refused_or_unnamed(name, pdf)


def refused_or_unnamed(name: str, content: bytes) -> bool:
    file = upload("x", content)
    file._name = name
    with pytest.raises(ValidationError) as refusal:
        examine(file)
    return refusal.value.code == "kind"


def test_kinds_and_sizes(pdf):
    assert refused("a.pdf", pdf, allowed=("image",)) == "kind"
    assert refused("a.pdf", pdf, limit=100) == "too_large"
    assert refused("a.pdf", b"") == "empty"


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\나\\계약서.PDF", "계약서.pdf"),
        (unicodedata.normalize("NFD", "한글 문서.hwp"), "한글 문서.hwp"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ('a"b\r\nX: y.pdf', "a_b X_ y.pdf"),
        ("\x00.pdf", "pdf"),
        ("..pdf", "pdf"),
        ("사진.JPEG", "사진.jpg"),
        ("가" * 300 + ".pdf", "가" * 110 + ".pdf"),
    ],
)
def test_names_are_tidied(name, tidy):
    assert tidy_name(name)[0] == tidy


@given(st.text(max_size=200))
def test_no_name_is_dangerous(name):
    tidy, _ending = tidy_name(name)
    assert tidy
    assert len(tidy) <= 150
    assert not set(tidy) & set('/\\"<>:|?*\r\n\0')
    assert tidy[0] not in " ."


# --------------------------------------------------------------------------------- the field


class PaperForm(forms.Form):
    file = UploadField(label="파일", allowed=("pdf", "image"), limit=1024 * 1024)
    more = UploadField(label="더", required=False)


def test_the_field_hands_out_checked_files(pdf):
    form = PaperForm({}, {"file": upload("계약서.pdf", pdf)})
    assert form.is_valid(), form.errors
    assert isinstance(form.cleaned_data["file"], CheckedUpload)
    assert not form.cleaned_data["more"]
    again = examine(form.cleaned_data["file"])
    assert again is form.cleaned_data["file"]  # a picture is not redrawn twice


def test_the_field_says_what_is_wrong(pdf):
    form = PaperForm({}, {"file": upload("계약서.pdf", pdf + docx())})
    assert not form.is_valid()
    assert list(form.errors) == ["file"]
    assert 'accept=".jpg,.png,.webp,.pdf"' in str(form["file"])
    assert "1MB" in form["file"].help_text


# --------------------------------------------------------------------------------- reading sheets


def test_sheets_are_read():
    assert read_rows(upload("표.xlsx", XLSX)) == [["이름", "금액"], ["가", 1000], ["나", 2500]]
    for encoding in ("utf-8", "utf-8-sig", "cp949"):
        rows = read_rows(upload("표.csv", '이름,금액\r\n\r\n"홍, 길동",=1+1\r\n'.encode(encoding)))
        assert rows == [["이름", "금액"], ["홍, 길동", "=1+1"]]
    assert read_rows(upload("표.csv", b"a\tb\n1\t2\n")) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (docx(), "unreadable"),
        (b"\xff\xfe\x00\x01\x80", "unreadable"),
        (b"a,b\x00\n", "unreadable"),
        (b"", "empty"),
        (b"\n,,\n", "empty"),
        (b"a,b\n" * 11, "rows"),
        (b"x" * 60_000, "too_large"),
        (workbook([Sheet("표", [Column("a")], [("x",)] * 11)]), "rows"),
    ],
)
def test_sheets_that_cannot_be_read(settings, content, code):
    settings.SHEET_MAX_ROWS = 10
    settings.UPLOAD_MAX_BYTES = 50_000
    with pytest.raises(ValidationError) as refusal:
        read_rows(upload("표", content))
    assert refusal.value.code == code
