"""The papers read back by other libraries, and an opinion that is given by its approval line."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hwp_hwpx_parser import Reader
from pypdf import PdfReader

from collaboration.actions import opinions, papers, texts
from collaboration.models import Opinion
from collaboration.states import BudgetSource, OpinionState, SectionCode, Verdict
from park_portal.approvals import actions as lines
from park_portal.approvals.models import ApprovalLine, ApprovalStep
from park_portal.documents.content import Column, Heading, Paper, Table, Text
from park_portal.documents.hwpx import paper_hwpx
from park_portal.documents.models import Document
from tests.factories import BudgetItemFactory

from .people import POINTS, SECTIONS, asked, cast, draft, fresh, given, refused

pytestmark = pytest.mark.django_db


def pdf_text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def hwpx_cells(content: bytes, tmp_path) -> list[list[str]]:
    """Rows of all tables of a HWPX file."""
    path = tmp_path / "paper.hwpx"
    path.write_bytes(content)
    with Reader(str(path)) as reader:
        return [[cell.strip() for cell in row] for table in reader.get_tables() for row in table.rows]


def paper(client, proposal, kind, fmt):
    response = client.get(reverse("collaboration:proposal-paper", args=[proposal.pk, kind, fmt]))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return response.content


def test_the_proposal_is_read_back_with_its_budget(client_of, tmp_path):
    who = cast()
    proposal = draft(who)
    lines_ = [
        texts.Money(BudgetItemFactory(), "용기 제작", 2_000_000, BudgetSource.ANNUAL_PLAN),
        texts.Money(BudgetItemFactory(code="203-03", name="업무추진비"), "간담회", 300_000, BudgetSource.OWN),
    ]  # fmt: skip
    texts.proposal_write(by=who.proposer, proposal=proposal, budget=lines_)
    client = client_of(who.proposer)
    rows = hwpx_cells(paper(client, proposal, "proposal", "hwpx"), tmp_path)
    assert ["201-01 사무관리비", "용기 제작", "연계사업 예산", "2,000,000원"] in rows
    assert [row[-1] for row in rows if row[0] == "합계"] == ["2,300,000원"]
    said = pdf_text(paper(client, proposal, "proposal", "pdf"))
    order = [said.index(str(SectionCode(code).label)) for code in ("background", "aim", "content", "effect")]
    assert order == sorted(order)
    assert "상점 열 곳에 용기를 빌려주고" in said


def test_opinion_and_measures_say_point_answer_and_state(client_of, tmp_path):
    who = cast()
    opinion = given(who)
    point = opinion.points.get(section=SectionCode.AIM)
    opinions.point_answer(by=who.proposer, point=point, answer="해담시장과 솔미시장입니다.")
    client = client_of(who.proposer)
    rows = hwpx_cells(paper(client, opinion.proposal, "measures", "hwpx"), tmp_path)
    said = next(row for row in rows if row[0] == "1")
    assert said[1:5] == ["목적", "대상 시장을 분명히 적어 주세요.", "해담시장과 솔미시장입니다.", "답변함"]
    assert who.proposer.name in said[5]
    said = pdf_text(paper(client, opinion.proposal, "opinion", "pdf"))
    assert "조건부 동의" in said
    assert "세척은 누가 합니까?" in said


def test_an_opinion_being_written_is_its_departments_own(client_of):
    who = cast()
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.AGREE, text="좋습니다.")
    url = reverse("collaboration:proposal-paper", args=[opinion.proposal_id, "opinion", "hwpx"])
    assert client_of(who.clerk).get(url).status_code == 200
    assert client_of(who.proposer).get(url).status_code == 404
    assert client_of(who.clerk).get(url.replace("hwpx", "xlsx")).status_code == 404
    letter = reverse("collaboration:proposal-paper", args=[opinion.proposal_id, "letter", "hwpx"])
    assert client_of(who.clerk).get(letter).status_code == 200


def test_a_line_gives_the_opinion_and_a_rewrite_reopens_it(client_of):
    """Approved on the paper's content: what is rewritten in between has to be approved anew."""
    who = cast()
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    with refused("no_verdict"):
        papers.opinion_paper_issue(by=who.clerk, opinion=opinion)
    first = opinions.opinion_write(
        by=who.clerk, opinion=opinion, verdict=Verdict.CONDITIONAL, text="검토했습니다.", points=POINTS
    )
    response = client_of(who.clerk).post(reverse("collaboration:opinion-paper-issue", args=[opinion.pk]))
    document = Document.objects.of("collaboration.opinion", opinion.pk).get(kind="collaboration.opinion")
    assert response.url == f"{reverse('approvals:line-draft')}?document={document.pk}"
    line = lines.line_draft(by=who.clerk, document=document, department=who.department, steps=[("decide", who.head)])
    lines.line_submit(by=who.clerk, line=line)

    opinions.opinion_write(by=who.clerk, opinion=first, verdict=Verdict.AGREE, text="다시 검토했습니다.", points=[])
    newest = document.versions().order_by("-version").first()
    assert newest.version == 2
    line = ApprovalLine.objects.get(pk=line.pk)
    if line.state != "in_progress":
        lines.line_submit(by=who.clerk, line=line)
    (step,) = ApprovalStep.objects.to_decide(who.head).filter(round__line=line)
    lines.step_approve(by=who.head, step=step, seen_hash=newest.content_hash)
    opinion = Opinion.objects.get(pk=opinion.pk)
    assert (opinion.state, opinion.verdict, opinion.issued_by) == (OpinionState.ISSUED, Verdict.AGREE, who.head)
    assert opinion.paper_number
    assert fresh(opinion.proposal).state == "opinion_issued"


def test_the_same_words_on_another_day_are_the_same_paper():
    who = cast()
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    said = {"verdict": Verdict.CONDITIONAL, "text": "검토했습니다.", "points": POINTS}
    opinions.opinion_write(by=who.clerk, opinion=opinion, **said)
    opinion = Opinion.objects.get(pk=opinion.pk)
    first = papers.opinion_paper_issue(by=who.clerk, opinion=opinion)
    opinions.opinion_write(by=who.clerk, opinion=opinion, **said)
    again = papers.opinion_paper_issue(by=who.clerk, opinion=Opinion.objects.get(pk=opinion.pk))
    assert again == first


def test_a_dropped_file_goes_into_the_form_and_nothing_is_lost(client_of):
    """Known headings lead to their sections; what stands under none goes where the work is described."""
    who = cast()
    proposal = draft(who)
    paper = Paper(
        kind="outside",
        title="골목 축제 제안",
        issued_on=date(2027, 3, 2),
        issuer="모임",
        blocks=(
            Heading("1. 추진 배경"),
            Text("골목이 조용합니다."),
            Heading("□ 기대효과"),
            Text("가게가 북적입니다."),
            Heading("소요예산"),
            Table((Column("과목"), Column("금액", "money")), (("홍보물", 300_000),)),
        ),
    )
    url = reverse("collaboration:proposal-read", args=[proposal.pk])
    upload = SimpleUploadedFile("제안.hwpx", paper_hwpx(paper), "application/hwp+zip")
    typed = {"title": "골목 축제", "fields_of_work": ["arts"], "section_effect": "", "amount_0": "1200", "hwpx": upload}
    typed["section_background"] = SECTIONS[SectionCode.BACKGROUND]
    response = client_of(who.proposer).post(url, typed)
    assert response.status_code == 200
    form = response.context["form"]
    assert (form["title"].value(), form["fields_of_work"].value(), form["amount_0"].value()) == (
        "골목 축제",
        ["arts"],
        "1200",
    )
    said = {name: response.context["form"][f"section_{name}"].value() for name in SectionCode}
    assert said["background"].endswith("골목이 조용합니다.")
    assert said["background"].startswith("시장 골목의 일회용품이")
    assert said["effect"].endswith("가게가 북적입니다.")
    assert "홍보물 | 300,000원" in said["budget"]
    assert "골목 축제 제안" in said["content"]
    assert fresh(proposal).versions.get().sections.get(code="effect").text == "한 해 일회용기 3만 개를 줄입니다."


def test_a_file_under_a_wrong_name_is_refused(client_of):
    who = cast()
    url = reverse("collaboration:proposal-read", args=[draft(who).pk])
    for name, content in (("제안.hwpx", b"%PDF-1.4 %%EOF"), ("제안.hwpx", b"PK\x03\x04"), ("제안.txt", b"-")):
        upload = SimpleUploadedFile(name, content)
        assert client_of(who.proposer).post(url, {"hwpx": upload}).status_code == 422
