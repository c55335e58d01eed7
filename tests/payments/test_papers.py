"""Notice, receipt and refund notice: PDF, HWPX and XLSX read back by other libraries say the same."""

import pytest

from park_portal.documents.hwpx import paper_hwpx
from park_portal.documents.pdf import paper_pdf
from park_portal.documents.xlsx import paper_xlsx
from park_portal.payments import actions, papers
from park_portal.payments.reckoning import Line
from tests import factories
from tests.documents.test_papers import all_words, hwpx_reader, pdf_text, sheets
from tests.factories import PersonFactory, receivable

pytestmark = pytest.mark.django_db
LINES = [
    Line("fee", "공간 사용료", 60_000, "Use of the space", 1, 60_000),
    Line("surcharge", "야간 할증", 12_000, "Evening"),
    Line("reduction", "=1+1 감면", -36_000, "=1+1 reduction"),
]


def notice():
    return papers.payment_notice(
        receivable(payer_person=PersonFactory(name="김하늘"), lines=LINES, vat_mode="included")
    )


def receipt():
    thing = receivable(payer_person=PersonFactory(name="김하늘"), lines=LINES, vat_mode="included")
    actions.payment_receive(by=None, method="bank", amount_krw=36_000, receivable=thing)
    return papers.receipt(thing)


def refund_notice():
    thing = receivable(payer_person=PersonFactory(name="김하늘"), lines=LINES, vat_mode="included")
    actions.payment_receive(by=None, method="bank", amount_krw=36_000, receivable=thing)
    actions.receivable_credit(by=None, receivable=thing, amount_krw=30_000, reason="취소")
    refund = actions.refund_request(by=None, amount_krw=30_000, reason="취소", receivable=thing)
    refund = actions.refund_make(by=factories.centre_staff(), refund=refund, method="onsite_cash")
    return papers.refund_notice(refund)


@pytest.mark.parametrize(
    ("make", "amount", "said_as"),
    [
        (notice, 36_000, "금36,000원(금삼만육천원)"),
        (receipt, 36_000, "금36,000원(금삼만육천원)"),
        (refund_notice, 30_000, "금30,000원(금삼만원)"),
    ],
)
def test_the_three_formats_agree(make, amount, said_as, tmp_path):
    paper = make()
    printed = "".join(pdf_text(paper_pdf(paper)).split())
    with hwpx_reader(paper_hwpx(paper), tmp_path) as reader:
        hangul = "".join(reader.text.split())
    cells = [cell.value for sheet in sheets(paper_xlsx(paper)) for row in sheet.iter_rows() for cell in row]
    words = ["".join(text.split()) for text in all_words(paper)]
    assert [text for text in words if text not in printed] == []
    assert [text for text in words if text not in hangul] == []
    assert said_as in printed
    assert said_as in cells
    if make is not refund_notice:
        assert amount in cells, "a number, not its words"
        assert "=1+1 감면" in cells, "text, not a formula"
        assert all(cell.data_type != "f" for sheet in sheets(paper_xlsx(paper)) for row in sheet for cell in row)
