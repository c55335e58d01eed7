"""Every format read back by another library, and compared with the same words."""

import io
import json
import re
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from django.utils import translation
from hwp_hwpx_parser import Reader
from pypdf import PdfReader

from park_portal.core.clock import SEOUL
from park_portal.documents import charts, fonts, pdf, words
from park_portal.documents.content import Column, Fact, Heading, Item, Items, Paper, Series, Table, Text
from park_portal.documents.hwpx import paper_hwpx
from park_portal.documents.pdf import MissingGlyph, TooLong, paper_pdf, paper_png, typeset
from park_portal.documents.xlsx import Sheet, paper_xlsx, workbook

from .samples import CHART, FORMULAS, HOSTILE, SAID, TABLE, report


def pdf_text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def hwpx_reader(content: bytes, tmp_path) -> Reader:
    path = tmp_path / "paper.hwpx"
    path.write_bytes(content)
    return Reader(str(path))


def sheets(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def all_words(paper: Paper) -> list[str]:
    """Every text of the spoken paper; not the chart's own option."""
    found: list[str] = []

    def walk(value, key=""):
        if isinstance(value, str) and key not in {"language", "kind", "label"}:
            found.extend(line.strip() for line in value.split("\n") if line.strip())
        elif isinstance(value, dict):
            for name, part in value.items():
                walk(part, name) if name != "twin" else None
        elif isinstance(value, list | tuple):
            for part in value:
                walk(part)

    walk(words.page(paper))
    return found


# --------------------------------------------------------------------------------- PDF


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pdf_says_every_word(language):
    paper = report(language=language)
    said = pdf_text(paper_pdf(paper)).replace(" ", "")
    missing = [text for text in all_words(paper) if text.replace(" ", "") not in said]
    assert missing == []
    assert "120" in said  # the chart's figures are text, not outlines


def test_pdf_is_tagged_titled_and_in_its_language():
    root = PdfReader(io.BytesIO(paper_pdf(report())))
    catalogue = root.trailer["/Root"]
    assert root.metadata.title == "9월 운영보고"
    assert str(catalogue["/Lang"]).startswith("ko")
    assert catalogue["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()


def test_the_same_paper_gives_the_same_bytes():
    assert paper_pdf(report()) == paper_pdf(Paper.from_json(report().as_json()))
    assert paper_pdf(report()) != paper_pdf(report(note="다릅니다."))
    assert paper_xlsx(report()) == paper_xlsx(report())


def test_a_missing_glyph_raises():
    page = pdf.drawable(report())
    page["title"] = "행복 😀"
    with pytest.raises(MissingGlyph, match="could not be displayed"):
        typeset(page, format="pdf", pdf_standards="ua-1")


def test_a_missing_font_raises(settings, tmp_path):
    settings.NPM_ROOT = tmp_path
    (tmp_path / "@embedpdf" / "fonts-kr" / "fonts").mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match="make setup"):
        fonts.faces.__wrapped__()
    with pytest.raises(FileNotFoundError, match="make setup"):
        fonts.letters.__wrapped__()


def test_what_no_font_has_is_marked():
    family = "👨\u200d👩\u200d👧\ufe0f"
    assert fonts.printable("가나 ㎡ ▲ 金 ₩ ①") == "가나 ㎡ ▲ 金 ₩ ①"
    assert fonts.printable(f"회의{family} 끝 👍🏽!") == "회의〓 끝 〓!"
    assert fonts.printable("가\u200b나\u00ad다") == "가나다"
    paper = report(title=f"행복{family}", blocks=(Text("ᚠ 룬"), replace(CHART, title="🏠 집", summary="🏠")))
    assert "행복〓" in pdf_text(paper_pdf(paper))
    assert "〓 룬" in pdf_text(paper_pdf(paper))


LONG_WORD = "가나다라마바사" * 60


def test_hostile_words_are_only_words(tmp_path):
    """Markup of typst, HTML, XML and templates, control characters, a word wider than the page: all of it is text."""
    mean = (*HOSTILE, "널\x00문자\x0b", "탭\t사이")
    table = Table((Column(LONG_WORD[:40]), Column("값")), tuple((text, LONG_WORD) for text in mean), caption=HOSTILE[2])
    paper = report(
        title=HOSTILE[0],
        facts=(Fact(HOSTILE[1], HOSTILE[2]),),
        blocks=(Heading(HOSTILE[3]), Text("\n".join(mean)), Items((Item(HOSTILE[1]),)), Text(LONG_WORD), table,
                replace(CHART, title=HOSTILE[0], categories=("{a|b}", "<b>")),),
    )  # fmt: skip
    said = pdf_text(paper_pdf(paper)).replace(" ", "")
    with hwpx_reader(paper_hwpx(paper), tmp_path) as reader:
        hangul = "".join(reader.text.split())
    cells = [str(cell.value) for sheet in sheets(paper_xlsx(paper)) for row in sheet.iter_rows() for cell in row]
    for text in mean:
        plain = re.sub(r"[\x00\x0b]", "", text)
        assert plain.replace(" ", "").replace("\t", "") in said
        assert plain.replace(" ", "").replace("\t", "") in hangul
        assert plain in cells
    assert said.count("가나다라마바사") >= 60
    assert paper_png(paper, ppi=30)


def test_a_long_table_is_sent_to_the_sheet():
    table = Table((Column("번호", "integer"),), tuple((n,) for n in range(501)))
    paper = report(blocks=(table,))
    for renderer in (paper_pdf, paper_hwpx, paper_png):
        with pytest.raises(TooLong, match="501"):
            renderer(paper)
    assert sheets(paper_xlsx(paper)).worksheets[1].max_row == 502
    fitting = report(blocks=(replace(table, rows=table.rows[:500]),))
    head = [page.extract_text() for page in PdfReader(io.BytesIO(paper_pdf(fitting))).pages]
    assert len(head) > 5
    assert all("번호" in text for text in head[:-1])  # the header comes again on every page


@pytest.mark.parametrize("given", [{"blocks": ()}, {"facts": (), "box": None, "recipient": "", "attachments": ()}])
def test_a_bare_paper_can_be_drawn(given, tmp_path):
    paper = report(**given)
    assert paper.title in pdf_text(paper_pdf(paper))
    with hwpx_reader(paper_hwpx(paper), tmp_path) as reader:
        assert paper.title in reader.text
    assert sheets(paper_xlsx(paper)).worksheets[0]["A1"].value == paper.title


# --------------------------------------------------------------------------------- HWPX


@pytest.mark.parametrize("language", ["ko", "en"])
def test_hwpx_says_every_word(language, tmp_path):
    paper = report(language=language)
    with hwpx_reader(paper_hwpx(paper), tmp_path) as reader:
        said = "".join(reader.text.split())
        tables = [table.rows for table in reader.get_tables()]
        images = reader.get_images()
    assert [text for text in all_words(paper) if "".join(text.split()) not in said] == []
    assert len(images) == 1
    assert len(tables) == 4  # approval box, facts, table, facts
    if language == "ko":
        assert tables[2][1:] == SAID


def test_hwpx_tables_repeat_their_head(tmp_path):
    import zipfile

    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(paper_hwpx(report()))) as archive:
        section = etree.fromstring(archive.read("Contents/section0.xml"))
    space = {"hp": "http://www.hancom.co.kr/hwpml/2011/paragraph"}
    tables = section.findall(".//hp:tbl", space)
    assert [table.get("repeatHeader") for table in tables] == ["0", "0", "1", "0"]
    heads = tables[2].findall("hp:tr", space)[0].findall("hp:tc", space)
    assert {cell.get("header") for cell in heads} == {"1"}
    for table in tables:
        rows = [int(row.find("hp:tc/hp:cellSz", space).get("height")) for row in table.findall("hp:tr", space)]
        assert int(table.find("hp:sz", space).get("height")) >= max(rows)
    assert section.find(".//hp:pageNum", space).get("pos") == "BOTTOM_CENTER"


# --------------------------------------------------------------------------------- XLSX


def test_xlsx_has_typed_cells():
    book = sheets(paper_xlsx(report()))
    assert book.properties.title == "9월 운영보고"
    table = book["공간별 이용"]
    assert [cell.value for cell in table[1]] == [column.label for column in TABLE.columns]
    assert [cell.value for cell in table[2]] == [
        "이야기홀", 12.5, 1200, 113_560, 0.634, datetime(2026, 9, 1), datetime(2026, 10, 1, 0, 30)
    ]  # fmt: skip
    assert [cell.number_format for cell in table[2]][3:] == ["#,##0", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert [cell.value for cell in table[4]] == ["합계", 9.5, 1200, 112_560, None, None, None]
    assert table.freeze_panes == "A2"
    assert [cell.value for cell in book["공간별 시간"][3]] == ["마당", 33.5, None]
    cover = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows()}
    assert cover["총 수입"] == 113_560
    assert cover["보고일"] == datetime(2026, 10, 5)


def test_formula_like_text_stays_text():
    rows = [(text, text) for text in FORMULAS]
    paper = report(blocks=(Table((Column("글"), Column("수", "money")), tuple(rows)),), title=FORMULAS[0])
    for content in (paper_xlsx(paper), workbook([Sheet("표", [Column("a"), Column("b")], rows)])):
        sheet = sheets(content).worksheets[-1]
        found = [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=2)]
        assert found == [(text, "s") for text in FORMULAS]


def test_sheet_names_are_made_legal():
    titles = ["가/나:다*[1]?", "가/나:다*[1]?", "'", "", "가" * 40, "가" * 40, "History"]
    names = sheets(workbook([Sheet(title, [Column("a")], []) for title in titles])).sheetnames
    assert len(set(names)) == 7
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[:2] == ["가 나 다  1", "가 나 다  1 (2)"]


def test_cells_excel_cannot_hold():
    rows = [(2**60, "긴" * 40_000, datetime(2026, 1, 1, 23, tzinfo=SEOUL))]
    sheet = sheets(workbook([Sheet("표", [Column("a", "integer"), Column("b"), Column("c")], rows)])).active
    assert sheet["A2"].value == str(2**60)
    assert len(sheet["B2"].value) == 32_767
    assert sheet["B2"].value.endswith("…")
    assert sheet["C2"].value == datetime(2026, 1, 1, 23)
    with pytest.raises(ValueError, match="aware"):
        workbook([Sheet("표", [Column("a")], [(datetime(2026, 1, 1),)])])


def test_rows_are_streamed():
    """A generator of rows is read once, and its memory is not the sheet's."""
    rows = ((n, f"행 {n}", date(2026, 1, 1)) for n in range(3000))
    sheet = sheets(workbook([Sheet("표", [Column("a", "integer"), Column("b"), Column("c", "date")], rows)])).active
    assert sheet.max_row == 3001
    assert next(rows, None) is None


# --------------------------------------------------------------------------------- charts

KINDS = [
    CHART,
    replace(CHART, kind="line"),
    replace(CHART, kind="pie", series=CHART.series[:1]),
    replace(CHART, kind="heatmap"),
    replace(CHART, categories=("이름이 아주 길고 긴 주민 자치 협의회 사무실", "마당")),
    replace(CHART, categories=(), series=(Series("없음", ()),)),
    replace(CHART, kind="heatmap", categories=("가",), series=(Series("나", (None,)),)),
]


@pytest.mark.parametrize("chart", KINDS, ids=lambda chart: chart.kind)
def test_charts_are_drawn_with_their_words(chart):
    option = charts.option(chart)
    assert json.loads(json.dumps(option, allow_nan=False)) == option  # no functions, no decimals
    assert option["aria"]["label"]["description"] == chart.summary
    assert option["tooltip"]["renderMode"] == "richText"
    drawing = charts.svg(chart)
    assert drawing.startswith("<svg")
    for name in chart.categories:
        assert name.split()[0] in drawing
    assert "NaN" not in drawing
    picture = charts.png(drawing)
    assert picture.startswith(b"\x89PNG")


def test_figures_on_charts_are_spoken():
    chart = replace(CHART, series=(Series("수입", (1_234_567, -0.5)),))
    drawing = charts.svg(chart)
    assert "1,234,567" in drawing
    assert "−0.5" in drawing


def test_threads_draw_their_own_charts():
    from concurrent.futures import ThreadPoolExecutor

    alone = normal(charts.svg(CHART))
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _n: normal(charts.svg(CHART)), range(12)))
    assert set(drawn) == {alone}


def normal(drawing: str) -> str:
    """Without the counters in echarts' class names and ids."""
    return re.sub(r"zr\d+-[a-z]+-?\d+", "zr", drawing)


def test_a_chart_that_never_ends_is_stopped(monkeypatch):
    import quickjs

    monkeypatch.setattr(charts, "DRAW", "function draw() { while (true) {} }")
    monkeypatch.setattr(charts, "SECONDS", 0.2)
    monkeypatch.setattr(charts, "_local", type("Local", (), {})())
    with pytest.raises(quickjs.JSException, match="interrupted"):
        charts.svg(CHART)
    assert not hasattr(charts._local, "context")


def test_the_twin_says_the_same_figures():
    with translation.override("ko"):
        twin = words.chart(CHART)["twin"]
    assert [column["label"] for column in twin["columns"]] == ["", "이번 달 (시간)", "지난달 (시간)"]
    assert twin["rows"] == [["이야기홀", "120", "99"], ["마당", "33.5", "–"]]
