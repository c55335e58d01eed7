"""One paper that uses every part, and hostile words."""

from datetime import UTC, date, datetime
from decimal import Decimal

from park_portal.documents.content import (
    ApprovalBox,
    BoxCell,
    Chart,
    Column,
    Fact,
    Facts,
    Heading,
    Item,
    Items,
    Paper,
    Series,
    Table,
    Text,
)

FORMULAS = ("=1+1", "+82 10", "@x", "-1", "=HYPERLINK(\"http://x\")")  # fmt: skip
HOSTILE = (
    '#include "/etc/passwd"',
    "$x^2$ *b* _i_ `c`",
    "<b>굵게</b> &amp; ]]>",
    "\\u0041 #panic()",
    "{{ 7 }} {% x %}",
)

LATE = datetime(2026, 9, 30, 15, 30, tzinfo=UTC)  # after midnight in Seoul
TABLE = Table(
    (
        Column("공간"),
        Column("시간", "decimal"),
        Column("건수", "integer"),
        Column("수입", "money"),
        Column("이용률", "percent"),
        Column("첫날", "date"),
        Column("마지막", "datetime"),
    ),
    (
        (
            "이야기홀",
            Decimal("12.50"),
            1200,
            113_560,
            0.634,
            date(2026, 9, 1),
            datetime(2026, 9, 30, 15, 30, tzinfo=UTC),
        ),
        ("마당", Decimal("-3"), 0, -1000, 1.0, None, datetime(2026, 9, 30, 5, 0, tzinfo=UTC)),
    ),
    ("합계", Decimal("9.50"), 1200, 112_560, None, None, None),
    "공간별 이용",
)
# What every drawn format must show for TABLE.
SAID = [
    ["이야기홀", "12.50", "1,200", "113,560원", "63.4%", "2026. 9. 1.(화)", "2026. 10. 1.(목) 00:30"],
    ["마당", "−3", "0", "−1,000원", "100.0%", "–", "2026. 9. 30.(수) 14:00"],
    ["합계", "9.50", "1,200", "112,560원", "", "", ""],
]
CHART = Chart(
    "bar",
    "공간별 시간",
    ("이야기홀", "마당"),
    (Series("이번 달", (120, 33.5)), Series("지난달", (99, None))),
    "시간",
    "이야기홀이 가장 많이 쓰였습니다.",
)
BOX = ApprovalBox(
    (BoxCell("기안", "김하늘", "서명", date(2026, 10, 5)), BoxCell("결재", "박소나무")), disclosure="공개"
)


WEEKDAYS = Item("평일", (Item("상상청"),))


def report(**given) -> Paper:
    facts = {
        "kind": "report",
        "title": "9월 운영보고",
        "issued_on": date(2026, 10, 5),
        "issuer": "혁신파크 운영센터",
        "recipient": "해담구청장",
        "number": "운영-2026-017",
        "facts": (Fact("총 수입", 113_560, "money"), Fact("보고일", date(2026, 10, 5))),
        "blocks": (
            Heading("입주 현황"),
            Text("단체 233곳이 입주해 있습니다.\n미납은 없습니다."),
            Items(
                (
                    Item("대관", (Item("야간 연장", (Item("평일", (Item("상상청"),)),)), Item("무단 불참 감소"))),
                    Item("협력"),
                )
            ),
            TABLE,
            CHART,
            Facts((Fact("담당", "김하늘"),)),
        ),
        "box": BOX,
        "attachments": ("명세", "사진 대장"),
        "ending": True,
        "note": "수치는 10월 1일에 고정했습니다.",
    }
    return Paper(**facts | given)
