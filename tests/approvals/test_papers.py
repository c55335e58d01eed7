"""The approval box on the page, in the PDF and in the HWPX, read back by other libraries."""

import io
from datetime import datetime

import pytest
import time_machine
from hwp_hwpx_parser import Reader
from pypdf import PdfReader

from park_portal.approvals.papers import approval_box, with_box
from park_portal.core.clock import SEOUL
from park_portal.documents.actions import document_mark
from park_portal.documents.content import BoxCell, digest
from park_portal.documents.hwpx import paper_hwpx
from park_portal.documents.models import Document
from park_portal.documents.pdf import paper_pdf
from park_portal.documents.web import paper_page
from tests.factories import DeputyFactory, DocumentFactory, PersonFactory, approval_line, centre_staff, member_of
from tests.factories.accounts import operator
from tests.factories.documents import paper

from .people import again, pending, sign, sign_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed():
    """Drafted, reviewed, decided by a deputy; partly public."""
    with time_machine.travel(datetime(2026, 10, 6, 10, tzinfo=SEOUL)):
        people = [member_of(operator(), person__name=name) for name in ("김검토", "이결재")]
        drafter = member_of(operator(), person__name="박기안")
        steps = list(zip(("review", "decide"), people, strict=True))
        line = approval_line(drafter=drafter, steps=steps, disclosure="partial", clauses=[6, 5])
        sign(pending(line)[0])
        deputy = DeputyFactory(person=people[1], deputy=member_of(operator(), person__name="최대결")).deputy
        sign(pending(line)[0], by=deputy)
    return again(line)


def test_the_box_of_a_running_line_has_empty_places():
    line = approval_line("review", "decide")
    cells = approval_box(line).cells
    assert [bool(cell.name) for cell in cells] == [True, False, False]
    assert approval_box(line).number == ""


def test_the_box_says_who_on_which_day_and_for_whom(signed):
    box = approval_box(signed)
    assert [(cell.name, cell.day.day) for cell in box.cells] == [("박기안", 6), ("김검토", 6), ("최대결", 6)]
    assert [bool(cell.mark) for cell in box.cells] == [False, False, True]
    assert (box.number, box.disclosure.endswith("(5, 6)")) == ("센터-2026-1", True)


def test_a_delegated_decision_strikes_the_places_behind_it():
    line = approval_line("review", "concur", "decide")
    sign(pending(line)[0], final=True)
    cells = approval_box(again(line)).cells
    assert [(cell.name, cell.mark) for cell in cells][2:] == [("", "–"), ("", "–")]
    assert cells[1].mark
    assert cells[1].day


def test_pdf_and_hwpx_show_the_box(signed, tmp_path):
    sheet = with_box(paper(), signed)
    assert digest(sheet) == digest(paper())
    pdf = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper_pdf(sheet))).pages)
    (tmp_path / "paper.hwpx").write_bytes(paper_hwpx(sheet))
    with Reader(str(tmp_path / "paper.hwpx")) as reader:
        cells = " ".join(cell for table in reader.tables for row in table.rows for cell in row)
        hwpx = reader.text
    box = sheet.box
    for words in ("박기안", "김검토", "최대결", "10. 6.", box.cells[2].mark, *(cell.role for cell in box.cells)):
        assert words in pdf
        assert words in cells
    for words in (box.number, box.disclosure):
        assert words in pdf
        assert words in hwpx


def test_the_page_shows_the_box_that_the_document_keeps(signed):
    kept = Document.objects.get(pk=signed.document.pk).paper
    assert kept.box == approval_box(signed)
    assert paper_page(kept)["box"]["cells"][2]["name"] == "최대결"


def test_an_english_paper_has_an_english_box():
    drafter = centre_staff()
    document = DocumentFactory(subject_id=drafter.pk, paper=paper(language="en", title="Note"))
    line = sign_all(approval_line("decide", drafter=drafter, document=document))
    assert [cell.role for cell in approval_box(line).cells] == ["Draft", "Decide"]
    assert approval_box(line).disclosure == "Public"


def test_a_number_that_the_paper_brought_stands_until_the_line_gives_its_own():
    line = approval_line("decide")
    document_mark(by=PersonFactory(), document=line.document, number="접수-7", box=None)
    assert with_box(again(line).document.paper, again(line)).number == "접수-7"
    assert with_box(again(line).document.paper, sign_all(line)).number != "접수-7"
    assert BoxCell("결재").day is None
