"""The monthly report's money, papers, charts and messages; every file read back by another library."""

import io
import json
import re
from datetime import date, datetime

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override
from hwp_hwpx_parser import Reader
from playwright.sync_api import expect
from pypdf import PdfReader

from park_portal.accounts.states import Duty, OrganizationKind
from park_portal.documents import words
from park_portal.documents.actions import document_mark
from park_portal.documents.content import ApprovalBox, BoxCell, Chart, Heading, Table
from park_portal.documents.models import Document
from park_portal.notifications.models import InboxMessage, OutboxMessage
from park_portal.reports import actions, notifications, papers, tasks
from park_portal.reports.figures import halls
from park_portal.reports.models import MonthlyReport
from park_portal.reports.reckoning import Window, canonical, digest
from spaces.models import Booking
from spaces.states import BookingState, SpaceKind, UserClass
from tests.factories import (
    LedgerEntryFactory,
    MonthlyReportFactory,
    OrganizationFactory,
    PaymentFactory,
    PersonFactory,
    ReceivableFactory,
    RefundFactory,
    SpaceFactory,
    centre_staff,
    director,
    member_of,
    officer,
)
from tests.factories.reports import empty_figures
from tests.journeys.test_people import DESK, PHONE, visit, wrong_on  # noqa: F401 - visit is a fixture

from .test_monthly import OCTOBER, english, november, october, on, used, values  # noqa: F401 - november is a fixture

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:monthly-report", args=[OCTOBER])
FILES = {ending: reverse("reports:monthly-report-file", args=[OCTOBER, ending]) for ending in papers.FORMATS}


# ── money ─────────────────────────────────────────────────────────────────────


def owes(booking: Booking, state: str = "open", **facts):
    facts = {"subject_type": "spaces.booking", "subject_id": str(booking.pk), **facts}
    return ReceivableFactory(state=state, **facts)


def entry(receivable, kind: str, amount_krw: int, at: datetime, **facts):
    return LedgerEntryFactory(receivable=receivable, kind=kind, amount_krw=amount_krw, at=at, **facts)


def paid(receivable, amount_krw: int, at: datetime, method: str = "bank"):
    return entry(receivable, "payment", amount_krw, at, payment=PaymentFactory(method=method, amount_krw=amount_krw))


def line(kind: str, amount_krw: int) -> dict:
    return {"kind": kind, "label": "줄", "label_en": "", "quantity": 1, "unit_krw": None, "amount_krw": amount_krw}


@pytest.fixture
def money():
    """Paid at once; paid in November; cancelled and partly refunded; of September, its payment taken off again."""
    space = SpaceFactory()
    lines = [line("fee", 100_000), line("reduction", -20_000)]
    facts = {"user_class": UserClass.RESIDENT}
    at_once = used(space, on(7), price_krw=80_000, price_lines=lines, **facts)
    late = used(space, on(8), price_krw=50_000, user_class=UserClass.TENANT)
    gone = used(space, on(9), price_krw=30_000, state=BookingState.CANCELLED, **facts)
    before = used(space, on(9, month=9), price_krw=40_000, **facts)
    first, second, third = owes(at_once, "settled"), owes(late, "settled"), owes(gone, "settled")
    fourth, other = owes(before), owes(before, subject_type="tests.thing")
    for receivable, amount in ((first, 80_000), (second, 50_000), (third, 30_000), (other, 7_000)):
        entry(receivable, "charge", amount, on(1))
    entry(fourth, "charge", 40_000, on(1, month=9))
    paid(first, 80_000, on(2))
    paid(second, 50_000, on(1, "00:00", month=11), "onsite_card")
    paid(third, 30_000, on(1), "onsite_cash")
    paid(other, 7_000, on(3))
    entry(third, "credit", 20_000, on(5))
    entry(third, "refund", 20_000, on(31, "23:59"), refund=RefundFactory(payment=None, receivable=third))
    wrong = paid(fourth, 40_000, on(3))
    entry(fourth, "release", 40_000, on(4), payment=wrong.payment, undoes=wrong)


def test_money_of_a_month(money):
    section = october()
    found = {code: values(section)[code] for code in ("priced", "reduced", "income", *halls.MONEY)}
    assert found == {
        "priced": 150_000,
        "reduced": 20_000,
        "income": 130_000,
        "income_paid": 80_000,  # the other use was paid in November
        "charged": 160_000,
        "credited": 20_000,
        "received": 110_000,
        "refunded": 20_000,
        "due": 90_000,  # 50,000 then, and 40,000 of September
    }
    assert section["money"]["methods"] == [
        {"code": "bank", "received_krw": 80_000, "refunded_krw": 20_000},
        {"code": "onsite_cash", "received_krw": 30_000, "refunded_krw": 0},
    ]
    assert {row["code"]: row["reduced_krw"] for row in section["classes"]} == {"resident": 20_000, "tenant": 0}


def test_money_of_the_months_around(money):
    september = values(halls.compute(Window(date(2026, 9, 1))))
    assert (september["charged"], september["received"], september["due"]) == (40_000, 0, 40_000)
    assert (september["income"], september["income_paid"]) == (40_000, 0)
    later = values(halls.compute(Window(date(2026, 11, 1))))
    assert (later["charged"], later["received"], later["due"]) == (0, 50_000, 40_000)


# ── the paper and its files ───────────────────────────────────────────────────


@pytest.fixture
def report() -> MonthlyReport:
    """A hall of many hours, a room lent to a department, something lost, something corrected."""
    culture = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT, name="문화과", name_en="Culture")
    hall = SpaceFactory(name="이야기홀", name_en="Story Hall", kind=SpaceKind.HALL)
    room = SpaceFactory(name="모임방", name_en="Meeting Room")
    lines = [line("fee", 1_500_000), line("reduction", -265_500)]
    used(hall, on(7, "20:00"), 3.5, price_krw=1_234_500, price_lines=lines, override="행사", attendees=77)
    used(room, on(8), 2, organization=culture, user_class=UserClass.PUBLIC)
    used(room, on(9), state=BookingState.NO_SHOW)
    wrong = used(room, on(9, month=9), price_krw=9_000)
    actions.monthly_report_make(by=None, month=date(2026, 9, 1))
    Booking.objects.filter(pk=wrong.pk).update(state=BookingState.NO_SHOW)
    return actions.monthly_report_make(by=None, month=OCTOBER)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pdf_text(content: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def hwpx_tables(content: bytes, path) -> list[list[list[str]]]:
    path.write_bytes(content)
    with Reader(str(path)) as reader:
        return [table.rows for table in reader.get_tables()]


def tables_of(paper) -> list[Table]:
    return [part for part in paper.blocks if isinstance(part, Table)]


def said(table: Table, language: str) -> list[list[str]]:
    """Head, rows and total in words."""
    with override(language):
        spoken = words.table(table)
    rows = [[column["label"] for column in spoken["columns"]], *spoken["rows"]]
    return [*rows, spoken["total"]] if spoken["total"] else rows


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_file_tells_the_figures_of_the_page(language, report, client_of, tmp_path):
    client = client_of(officer())
    client.cookies["language"] = language
    page = squeezed(client.get(PAGE).content.decode())
    files = {ending: client.get(url).content for ending, url in FILES.items()}
    with override(language):
        tables = tables_of(papers.monthly_paper(report))
    assert len(tables) == 14  # the month, five of rentals, three of money, three of joint work … corrections
    pdf, sheets = pdf_text(files["pdf"]), hwpx_tables(files["hwpx"], tmp_path / "a.hwpx")
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    assert len(book.worksheets) == 1 + len(tables)
    for table, sheet in zip(tables, book.worksheets[1:], strict=True):
        rows = said(table, language)
        assert rows in sheets
        assert [cell for row in rows for cell in row if squeezed(cell) not in pdf] == []
        typed = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert typed == [list(row) for row in (*table.rows, *([table.total] if table.total else []))]
    story = "이야기홀" if language == "ko" else "Story Hall"
    for words_told in ("1,234,500", "265,500", "1,500,000", "3.5", story, "문화과" if language == "ko" else "Culture"):
        assert squeezed(words_told) in page and squeezed(words_told) in pdf, words_told


def test_rows_of_the_page_are_the_rows_of_the_paper(report, client_of):
    """Kinds, users and departments: the same words in the same order."""
    page = english(client_of(officer())).get(PAGE).content.decode()
    with override("en"):
        tables = {table.caption: table for table in tables_of(papers.monthly_paper(report))}
    for name, title in (("kinds", "Rentals by kind of space"), ("classes", "Rentals by user")):
        section = page.split(f'aria-labelledby="{name}"')[1].split("</section>")[0].split("<tbody>")[1]
        shown = re.findall(r">([^<>]+?)\s*<", section.replace("\n", ""))
        shown = [re.sub(r"\.0(%?)$", r"\1", words_told.strip()) for words_told in shown if words_told.strip()]
        told = [re.sub(r"\.0(%?)$", r"\1", cell) for row in said(tables[title], "en")[1:] for cell in row]
        assert shown == told


def test_numbers_in_sheets_are_numbers(report):
    with override("ko"):
        book = openpyxl.load_workbook(io.BytesIO(papers.monthly_file(report, "xlsx")))
    spaces = book.worksheets[2]  # after the cover and the key figures
    hall = next(row for row in spaces.iter_rows(values_only=True) if row[1] == "이야기홀")
    assert hall[2:] == (1, 77, 3.5, 403, pytest.approx(0.005), 1_234_500)
    formats = [cell.number_format for cell in spaces[3]]
    assert formats[2:] == ["#,##0", "#,##0", "#,##0.########", "#,##0.########", "0.0%", "#,##0"]


def test_sections_are_numbered_without_gaps(report):
    with override("en"):
        paper = papers.monthly_paper(report)
    titles = [part.text for part in paper.blocks if isinstance(part, Heading)]
    assert [title.split(".")[0] for title in titles] == [str(n) for n in range(1, 12)]
    assert [part.kind for part in paper.blocks if isinstance(part, Chart)] == ["bar", "bar", "heatmap"]
    assert {fact.label: fact.value for fact in paper.facts}["Check sum"] == report.digest[:12]


def test_an_empty_month_has_its_papers():
    used(SpaceFactory(), on(7, month=9))
    report = actions.monthly_report_make(by=None, month=OCTOBER)
    SpaceFactory._meta.model.objects.update(bookable=False)
    bare = MonthlyReportFactory()
    for made in (report, bare):
        for ending in papers.FORMATS:
            assert len(papers.monthly_file(made, ending)) > 2000


def old_figures() -> dict:
    """As the first method froze them: without money."""
    figures = json.loads(json.dumps(empty_figures(OCTOBER)))
    section = figures["sections"]["halls"]
    del section["money"], section["total"]["reduced_krw"]
    money = {"priced", "reduced", *halls.MONEY}
    section["headlines"] = [line for line in section["headlines"] if line["code"] not in money]
    for row in (*section["classes"], *section["kinds"], *section["buildings"]):
        del row["reduced_krw"]
    return figures | {"sections": {"halls": section | {"version": 1}}}


def test_a_report_of_the_first_method_is_still_read(client_of):
    used(SpaceFactory(), on(7), price_krw=5000)
    figures = old_figures()
    MonthlyReportFactory(month=OCTOBER, figures=figures, digest=digest(canonical(figures)))
    client = english(client_of(officer()))
    assert "were not counted yet" in client.get(PAGE).content.decode()
    assert "Incomeandpayments" not in pdf_text(client.get(FILES["pdf"]).content)


def test_the_paper_is_issued_once_and_the_bytes_stay(report, client_of):
    data = report.data
    document = Document.objects.of(papers.SUBJECT, report.pk).get()
    assert (document.kind, document.language, document.version) == (papers.KIND, "ko", 1)
    for url in FILES.values():
        client_of(officer()).get(url)
    actions.monthly_report_make(by=centre_staff(), month=OCTOBER)
    report.refresh_from_db()
    assert report.data == data and digest(data) == report.digest
    assert Document.objects.of(papers.SUBJECT, report.pk).count() == 1
    with override("ko"):
        assert papers.monthly_paper(report) == document.paper


def test_what_an_approval_adds_stands_in_every_language(report):
    document = Document.objects.of(papers.SUBJECT, report.pk).get()
    box = ApprovalBox((BoxCell("센터장", "김하나", "전결", date(2026, 11, 2)),))
    document_mark(by=None, document=document, number="운영-12", box=box)
    for language in ("ko", "en"):
        with override(language):
            text = pdf_text(papers.monthly_file(report, "pdf"))
        assert "운영-12" in text and "김하나" in text


def test_readers_of_the_report_read_its_paper(report, client_of):
    url = Document.objects.of(papers.SUBJECT, report.pk).get().get_absolute_url()
    for person, wanted in ((PersonFactory(), 404), (officer(), 200), (centre_staff(), 200)):
        assert {client_of(person).get(door).status_code for door in (url, *FILES.values())} == {wanted}
    assert client_of(officer()).get(FILES["pdf"].replace("pdf", "docx")).status_code == 404


def test_files_say_what_they_are(report, client_of):
    for ending, url in FILES.items():
        answer = client_of(officer()).get(url)
        assert answer["Content-Disposition"] == f'attachment; filename="monthly-2026-10.{ending}"'
        assert ending in answer["Content-Type"] or "sheet" in answer["Content-Type"] or "hwp" in answer["Content-Type"]


def test_command_writes_four_files_in_korean(report, tmp_path):
    with override("en"):
        call_command("monthly_report", "2026-10", out=tmp_path, stdout=io.StringIO())
    found = {path.suffix: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(found) == {".pdf", ".xlsx", ".hwpx", ".json"}
    assert found[".json"] == report.data
    assert "2026년10월" in pdf_text(found[".pdf"])
    assert "2026년 10월" in openpyxl.load_workbook(io.BytesIO(found[".xlsx"])).worksheets[0]["A1"].value
    assert any("이야기홀" in row for table in hwpx_tables(found[".hwpx"], tmp_path / "b.hwpx") for row in table)


def test_command_writes_nothing_when_a_table_is_too_long(report, tmp_path, monkeypatch):
    monkeypatch.setattr("park_portal.documents.pdf.LONGEST_TABLE", 3)
    with pytest.raises(CommandError, match="XLSX"):
        call_command("monthly_report", "2026-10", out=tmp_path, stdout=io.StringIO())
    assert list(tmp_path.iterdir()) == []


# ── who hears of it ───────────────────────────────────────────────────────────


def test_director_and_coordinator_hear_once():
    used(SpaceFactory(), on(7))
    head, clerk = director(), centre_staff()
    team = OrganizationFactory(kind=OrganizationKind.DISTRICT_TEAM)
    abroad = member_of(team, duties=[Duty.COORDINATION], person__language="en")
    tenant = member_of(OrganizationFactory(), duties=[Duty.COORDINATION])
    plain = officer()
    assert tasks.monthly_reports_make_missing() == 1
    assert tasks.monthly_reports_make_missing() == 0
    notifications.monthly_made(MonthlyReport.objects.get())
    told = {row.recipient: row for row in OutboxMessage.objects.filter(kind="reports.monthly_made")}
    assert set(told) == {head, abroad} and not set(told) & {clerk, tenant, plain}
    assert OutboxMessage.objects.count() == InboxMessage.objects.count() == 2
    assert told[abroad].subject == "The monthly report of October 2026 is here"
    assert PAGE in told[abroad].text and PAGE in told[head].html
    assert "2026년 10월" in told[head].subject


def test_who_makes_it_needs_no_message():
    used(SpaceFactory(), on(7))
    head, other = director(), director()
    actions.monthly_report_make(by=head, month=OCTOBER)
    assert [row.recipient for row in OutboxMessage.objects.all()] == [other]


# ── charts ────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_charts_are_drawn_beside_their_tables(size, visit, report):  # noqa: F811
    page = visit(officer(), size)
    assert wrong_on(page, PAGE, Axe()) == []
    expect(page.locator("[data-chart] svg")).to_have_count(3)
    for name in ("kinds", "classes"):
        section = page.locator(f'section[aria-labelledby="{name}"]')
        expect(section.locator("table")).to_have_count(1)
        expect(section.locator("table")).to_be_visible()
    heat = page.locator('section[aria-labelledby="heat"]')
    expect(heat.locator("figure table")).to_be_hidden()
    heat.locator("figure summary").click()
    expect(heat.locator("figure table")).to_be_visible()
