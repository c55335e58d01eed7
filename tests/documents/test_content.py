"""The content model: plain data that comes back equal, and a hash of what the paper says."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from park_portal.core import spoken
from park_portal.documents import words
from park_portal.documents.content import (
    ApprovalBox,
    BoxCell,
    Chart,
    Column,
    Fact,
    Heading,
    Item,
    Items,
    Paper,
    Series,
    Table,
    Text,
    clean,
    digest,
)

from .samples import SAID, TABLE, report


def test_a_paper_comes_back_equal_through_json():
    paper = report()
    again = Paper.from_json(json.loads(json.dumps(paper.as_json(), allow_nan=False)))
    assert again == paper
    assert digest(again) == digest(paper)


CELLS = st.one_of(
    st.text(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.none(), st.dates(),
    st.floats(allow_nan=False, allow_infinity=False), st.datetimes(timezones=st.just(timezone(timedelta(hours=9)))),
)  # fmt: skip


@given(CELLS)
def test_every_cell_survives_json(value):
    paper = report(facts=(Fact("a", value),), blocks=(Table((Column("a"),), ((value,),)),))
    again = Paper.from_json(json.loads(json.dumps(paper.as_json())))
    assert again == paper
    assert type(again.facts[0].value) is type(paper.facts[0].value)


def test_what_an_approval_adds_does_not_change_the_hash():
    paper = report()
    approved = replace(paper, number="X-1", box=ApprovalBox((BoxCell("결재", "박", "전결"),)), ending=False)
    assert digest(approved) == digest(paper)
    assert digest(replace(paper, box=None)) == digest(paper)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "9월 운영 보고"},
        {"kind": "letter"},
        {"issued_on": date(2026, 10, 6)},
        {"recipient": ""},
        {"facts": ()},
        {"blocks": ()},
        {"attachments": ("명세",)},
        {"note": ""},
        {"language": "en"},
    ],
)
def test_everything_else_changes_the_hash(change):
    assert digest(report(**change)) != digest(report())


def test_the_same_moment_hashes_alike_in_every_zone():
    there = datetime(2026, 10, 5, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    one, two = (report(facts=(Fact("때", moment),)) for moment in (there, there.astimezone(UTC)))
    assert digest(one) == digest(two)


def test_a_number_and_its_text_are_different_content():
    assert digest(report(facts=(Fact("a", 1),))) != digest(report(facts=(Fact("a", "1"),)))


def test_text_is_cleaned():
    assert clean("가\x00나\u202e다\ud800\r\n라\x1b") == "가나다\n라"
    assert clean("가") == "가"  # composed
    assert Text("가\x00").text == "가"
    assert Table((Column("a"),), [["\x07가"]]).rows == (("가",),)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Column("a", "colour"),
        lambda: Table((Column("a"),), ((1, 2),)),
        lambda: Table((Column("a"),), (), (1, 2)),
        lambda: Chart("bar", "t", ("a", "b"), (Series("s", (1,)),)),
        lambda: Chart("radar", "t", (), ()),
        lambda: Fact("때", datetime(2026, 10, 5)),
        lambda: Fact("수", float("nan")),
        lambda: Fact("수", Decimal("Infinity")),
        lambda: Paper.from_json({"part": "Document"}),
        lambda: Paper.from_json({"part": "Text", "text": "a"}),
        lambda: Paper.from_json({"date": "2026-10-05", "x": 1}),
    ],
)
def test_what_no_paper_can_show_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


# --------------------------------------------------------------------------------- words


def test_cells_are_said_in_korean():
    with translation.override("ko"):
        table = words.table(TABLE)
    assert [*table["rows"], table["total"]] == SAID


def test_the_paper_speaks_its_own_language_whoever_reads():
    with translation.override("ko"):
        page = words.page(report(language="en"))
    assert page["day"] == "Mon 5 Oct 2026"
    assert dict(page["facts"])["총 수입"] == "₩113,560"
    assert dict(page["head"])["To"] == "해담구청장"
    assert page["closing"] == [("Attached:", "1. 명세, 1 copy."), ("", "2. 사진 대장, 1 copy.  End.")]


def marks(items):
    return [(item["mark"], marks(item["items"])) for item in items]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ko", [("1.", [("가.", [("1)", [("가)", [])])]), ("나.", [])]), ("2.", [])]),
        ("en", [("1.", [("a.", [("1)", [("a)", [])])]), ("b.", [])]), ("2.", [])]),
    ],
)
def test_items_are_marked_as_offices_mark_them(language, expected):
    page = words.page(report(language=language))
    (items,) = [part["listing"] for part in page["blocks"] if "listing" in part]
    assert marks(items) == expected


def test_marks_go_on_past_the_alphabet():
    with translation.override("ko"):
        assert [spoken.item_mark(2, n) for n in (1, 14, 15, 28, 29)] == ["가.", "하.", "거.", "허.", "고."]
        assert spoken.item_mark(5, 3) == "(3)"
        assert spoken.item_mark(6, 3) == "(다)"
    with translation.override("en"):
        assert [spoken.item_mark(2, n) for n in (1, 26, 27)] == ["a.", "z.", "aa."]


@pytest.mark.parametrize(
    ("blocks", "attachments", "expected"),
    [
        ((Text("본문입니다."),), (), "본문입니다.  End."),
        ((Items((Item("하나", (Item("둘"),)),)),), (), "둘  End."),
        ((TABLE,), (), "  End."),
        ((Text("본문."),), ("명세",), "명세, 1 copy.  End."),
    ],
)
def test_the_end_stands_after_the_last_words(blocks, attachments, expected):
    page = words.page(report(language="en", blocks=blocks, attachments=attachments))
    assert expected in json.dumps(page, ensure_ascii=False, default=str)
    assert json.dumps(page, ensure_ascii=False, default=str).count("End.") == 1


def test_headings_never_skip_a_level():
    page = words.page(report(blocks=(Heading("가", 3), Heading("나", 3), Heading("다", 1), Heading("라", 3))))
    assert [part["heading"]["level"] for part in page["blocks"]] == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (113_560, "금113,560원(금일십일만삼천오백육십원)"),
        (0, "금0원(금영원)"),
        (10_000, "금10,000원(금일만원)"),
        (100_000_001, "금100,000,001원(금일억일원)"),
        (1_010_101_010, "금1,010,101,010원(금일십억일천일십만일천일십원)"),
    ],
)
def test_money_in_contracts(amount, said):
    with translation.override("ko"):
        assert spoken.formal_won(amount) == said
    with translation.override("en"):
        assert spoken.formal_won(amount) == f"₩{amount:,}"


@given(st.integers(0, 10**20 - 1))
def test_hangul_numbers_can_be_read_back(number):
    assert read_hangul(spoken.hangul_number(number)) == number


def read_hangul(said: str) -> int:
    total = group = digit = 0
    for letter in said:
        if letter in "영일이삼사오육칠팔구":
            digit = "영일이삼사오육칠팔구".index(letter)
        elif letter in "십백천":
            group, digit = group + digit * 10 ** ("십백천".index(letter) + 1), 0
        else:
            total, group, digit = total + (group + digit) * 10 ** (4 * ("만억조경".index(letter) + 1)), 0, 0
    return total + group + digit


@pytest.mark.parametrize("number", [-1, 10**20])
def test_numbers_that_hangul_cannot_say(number):
    with pytest.raises(ValueError, match="10"):
        spoken.hangul_number(number)
