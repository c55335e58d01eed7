"""The annual plan from its draft to its close, and the office's paper read back."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from collaboration.actions import plans, progress, proposals, texts
from collaboration.models import LinkagePlan
from collaboration.states import BudgetSource, PlanState, StageState, Verdict
from collaboration.tables.plans import PlanView
from park_portal.approvals import actions as lines
from park_portal.approvals.models import ApprovalLine, ApprovalStep
from park_portal.core import clock
from park_portal.demo import collaboration, land, register
from park_portal.documents.models import Document
from tests.factories import (
    BudgetItemFactory,
    DepartmentDutyFactory,
    DutyReportFactory,
    LinkagePlanFactory,
    PlanProgressFactory,
    SubProjectFactory,
    SubProjectStageFactory,
)

from .people import cast, closed, draft, given, refused
from .test_papers import hwpx_cells, pdf_text

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc00000030101"
    "00c9fe92ef0000000049454e44ae426082"
)


def test_the_plan_of_the_source_is_read_back_in_the_offices_order(client_of, tmp_path):
    register.load()
    land.load_buildings()
    collaboration.load_routes()
    plan = collaboration.load_plan()
    url = lambda fmt: reverse("collaboration:plan-paper", args=[plan.year, fmt])  # noqa: E731
    client = client_of(plan.created_by)
    said = pdf_text(client.get(url("pdf")).content)
    order = [said.index(word) for word in (
        "Ⅰ 추진배경", "Ⅱ 추진방향", "Ⅲ 혁신파크 현황", "Ⅳ 사업개요", "Ⅴ 세부추진계획", "Ⅵ 사업예산",
        "Ⅶ 행정사항", "붙임",
    )]  # fmt: skip
    assert order == sorted(order)
    assert "총무과-18638, 2018. 8. 23." in said
    rows = hwpx_cells(client.get(url("hwpx")).content, tmp_path)
    assert ["201-01", "사무관리비", "12,600,000원"] in rows
    assert ["203-03", "시책추진업무추진비", "1,500,000원"] in rows
    assert any(row[0] == "합계" and row[-1] == "14,100,000원" for row in rows)
    assert [row[1] for row in rows if row[0].endswith("단계")] == [
        "참여상점 모집",
        "캠페인 준비",
        "캠페인 추진",
        "성과 확산",
    ]
    assert ["전 부서(동)", "혁신파크 협력사업 진행 시 적극 참여 및 이용실적 제출"] in rows
    assert any(row[0] == "교통/문화" and row[2] == "혁신센터" for row in rows)
    assert any(row[0] == "입주공간" and "미래청" in row[1] for row in rows)
    assert any(row[0] == "협업사업 발굴·제안" for row in rows)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "14,100,000" in page
    assert plan.sub_projects.count() == 10


def test_a_plan_is_approved_by_its_line_and_then_stands(client_of):
    who = cast()
    plan = plans.plan_begin(by=who.planner, year=2027, department=who.department, title="2027년 추진계획")
    with refused("incomplete"):
        plans.plan_paper_issue(by=who.planner, plan=plan)
    plans.plan_write(by=who.clerk, plan=plan, facts={"directions": "함께"}, budget=[(BudgetItemFactory(), 1_000_000)])
    part = plans.sub_project_write(by=who.clerk, plan=plan, kind="workshop", title="워크숍", stages=[("상반기", "")])
    plan = LinkagePlan.objects.get(pk=plan.pk)
    response = client_of(who.clerk).post(reverse("collaboration:plan-paper-issue", args=[2027]))
    document = Document.objects.of("collaboration.linkageplan", plan.pk).get()
    assert response.url.endswith(f"?document={document.pk}")
    line = lines.line_draft(by=who.clerk, document=document, department=who.department, steps=[("decide", who.head)])
    lines.line_submit(by=who.clerk, line=line)
    with refused("plan_state"):
        progress.progress_add(by=who.clerk, sub_project=part, on=date(2027, 3, 2), text="열었습니다.")
    (step,) = ApprovalStep.objects.to_decide(who.head).filter(round__line=line)
    lines.step_approve(by=who.head, step=step, seen_hash=document.content_hash)
    plan = LinkagePlan.objects.get(pk=plan.pk)
    assert plan.state == PlanState.APPROVED
    page = client_of(who.planner).get(plan.get_absolute_url()).content.decode()
    number = ApprovalLine.objects.get(pk=line.pk).number
    assert number
    assert number in page
    assert who.head.name in page
    assert document.get_absolute_url() in page
    with refused("plan_state"):
        plans.plan_write(by=who.clerk, plan=plan, facts={"title": "다른 계획"})
    stage = progress.stage_move(by=who.clerk, stage=part.stages.get(), to="doing")
    with refused("stage_state"):
        progress.stage_move(by=who.clerk, stage=stage, to="doing")
    progress.stage_move(by=who.clerk, stage=stage, to="done")
    proof = SimpleUploadedFile("사진.png", PNG, "image/png")
    entry = progress.progress_add(by=who.clerk, sub_project=part, on=date(2027, 3, 2), text="열었습니다.", upload=proof)
    download = reverse("documents:file-download", args=[entry.evidence_id])
    assert client_of(who.proposer).get(download).status_code == 200
    plan = plans.plan_close(by=who.planner, plan=plan)
    following = plans.plan_begin(by=who.planner, year=2028, department=who.department, title="2028년 추진계획")
    assert following.previous == plan
    whole, money, line = [ground.text for ground in following.grounds.all()]
    assert "단계 완료 1건, 추진실적 1건" in whole
    assert "1,000,000원" in money
    assert line == "워크숍: 추진실적 1건, 단계 완료 1/1"
    assert following.sub_projects.get().stages.get().state == StageState.PLANNED


def test_only_the_department_and_coordinators_write(client_of):
    who = cast()
    plan = LinkagePlanFactory(department=who.department)
    with refused("not_writer"):
        plans.plan_write(by=who.proposer, plan=plan, facts={"title": "-"})
    with refused("not_coordinator"):
        plans.plan_begin(by=who.clerk, year=2050, department=who.department, title="-")
    assert client_of(who.proposer).get(plan.get_absolute_url()).status_code == 404
    LinkagePlan.objects.filter(pk=plan.pk).update(state="approved", approved_at=clock.now())
    page = client_of(who.proposer).get(plan.get_absolute_url())
    assert page.status_code == 200
    assert reverse("collaboration:plan-write", args=[plan.year]) not in page.content.decode()


def test_the_budget_holds_what_confirmed_proposals_take(client_of):
    who = cast()
    item = BudgetItemFactory(year=2027)
    plan = LinkagePlanFactory(year=2027, department=who.department)
    plans.plan_write(by=who.clerk, plan=plan, budget=[(item, 5_000_000)])
    take(who, item, 3_000_000)
    view = PlanView(LinkagePlan.objects.get(pk=plan.pk), who.clerk)
    assert [(row.planned, row.taken, row.left) for row in view.budget] == [(5_000_000, 3_000_000, 2_000_000)]
    with refused("below_taken"):
        plans.plan_write(by=who.clerk, plan=plan, budget=[(item, 2_000_000)])
    with refused("other_year"):
        plans.plan_write(by=who.clerk, plan=plan, budget=[(BudgetItemFactory(year=2026), 1)])


def take(who, item, amount):
    """A confirmed proposal that takes money from the plan; the drafts that only wish for it are not counted."""
    wish = [texts.Money(item, "-", 9_000_000, BudgetSource.ANNUAL_PLAN)]
    opinion = given(who, Verdict.AGREE, [], money=[texts.Money(item, "홍보물", amount, BudgetSource.ANNUAL_PLAN)])
    texts.proposal_write(by=who.proposer, proposal=draft(who), budget=wish)
    proposals.proposal_confirm(by=who.planner, proposal=opinion.proposal)


def test_what_is_confirmed_gathers_under_the_plan_in_force(client_of):
    who = cast()
    year = clock.today().year
    LinkagePlanFactory(year=year - 1, state="closed", approved_at=clock.now(), department=who.department)
    plan = LinkagePlanFactory(year=year, state="approved", approved_at=clock.now(), department=who.department)
    opinion = closed(who)
    proposal = proposals.proposal_confirm(by=who.planner, proposal=opinion.proposal)
    assert proposal.plan == plan
    assert proposal.title in client_of(who.planner).get(plan.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_what_is_confirmed_without_a_plan_in_force_has_none(state):
    who = cast()
    approved = None if state == "draft" else clock.now()
    LinkagePlanFactory(year=clock.today().year, state=state, approved_at=approved, department=who.department)
    assert proposals.proposal_confirm(by=who.planner, proposal=closed(who).proposal).plan is None


def test_forms_keep_rows_and_name_what_is_missing(client_of):
    who = cast()
    plan = LinkagePlanFactory(year=2027, department=who.department)
    item = BudgetItemFactory(year=2027)
    url = reverse("collaboration:plan-write", args=[2027])
    typed = {
        "title": "계획", "directions": "함께", "since": "2027-01-01", "last_day": "2027-12-31",
        "ground_text_0": "공약사업", "money_item_0": item.pk, "money_amount_0": "1500000", "duty_text_0": "실적 제출",
    }  # fmt: skip
    client = client_of(who.clerk)
    wrong = client.post(url, typed | {"money_amount_0": ""})
    assert wrong.status_code == 200
    assert "공약사업" in wrong.content.decode()
    assert client.post(url, typed).status_code == 302
    assert (plan.budget.get().amount_krw, plan.duties.get().organization) == (1_500_000, None)
    add = reverse("collaboration:sub-project-add", args=[2027])
    typed = {"kind": "visit", "title": "현장방문", "stage_title_0": "모집", "role_role_0": "host", "role_name_0": "구"}
    assert client.post(add, typed | {"role_name_0": ""}).status_code == 200
    assert client.post(add, typed).status_code == 302
    assert plan.sub_projects.get().roles.get().who == "구"


def test_pages_ask_the_same_whatever_their_length(client_of, django_assert_max_num_queries):
    who = cast()
    client = client_of(who.planner)
    counts = []
    for rows in (1, 3):
        while LinkagePlan.objects.count() < rows:
            plan = LinkagePlanFactory(state="approved", approved_at=clock.now())
            for _ in range(rows):
                stage = SubProjectStageFactory(sub_project=SubProjectFactory(plan=plan))
                entry = PlanProgressFactory(sub_project=stage.sub_project)
                PlanProgressFactory(sub_project=stage.sub_project, corrects=entry)
                DutyReportFactory(duty=DepartmentDutyFactory(plan=plan))
        with django_assert_max_num_queries(60) as listed:
            client.get(reverse("collaboration:plan-list"))
        with django_assert_max_num_queries(60) as shown:
            client.get(plan.get_absolute_url())
        counts.append((len(listed), len(shown)))
    assert counts[0] == counts[1]
