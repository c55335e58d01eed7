"""What gathers under the annual plan: progress and corrections, proposals, duties; next year's draft from it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from collaboration.actions import duties, plan_drafts, plans, progress, proposals, texts
from collaboration.actions.plan_rows import Role
from collaboration.models import DutyReport, LinkagePlan
from collaboration.rules.gathered import gathered
from collaboration.states import BudgetSource, PlanState, Verdict
from collaboration.tables.desk import Desk
from collaboration.tables.plans import PlanView
from park_portal.accounts.states import OrganizationKind
from park_portal.core import clock
from park_portal.documents.models import Document
from park_portal.notifications.models import InboxMessage
from tests.factories import (
    BudgetItemFactory,
    LinkagePlanFactory,
    OrganizationFactory,
    SubProjectFactory,
    member_of,
)

from .people import cast, given, refused, struck

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def approved_plan(who, **facts):
    """This year's plan with money, one sub-project of two stages and two duties, approved."""
    year = clock.today().year
    plan = LinkagePlanFactory(year=year, department=who.department, directions="함께", aim="상생", **facts)
    plans.plan_write(
        by=who.clerk, plan=plan, budget=[(BudgetItemFactory(year=year), 5_000_000)],
        duties=[(who.department, "총괄 추진"), (None, "이용실적 제출")],
    )  # fmt: skip
    plans.sub_project_write(
        by=who.clerk, plan=plan, kind="joint_project", title="제로웨이스트", stages=[("모집", ""), ("추진", "")],
        roles=[Role("organiser", organization=who.tenant)],
    )  # fmt: skip
    return plans.plan_approved(plan_id=plan.pk, by=who.head, signer=who.head)


def confirmed(who, amount):
    item = BudgetItemFactory(year=clock.today().year)
    money = [texts.Money(item, "홍보물", amount, BudgetSource.ANNUAL_PLAN)]
    return proposals.proposal_confirm(by=who.planner, proposal=given(who, Verdict.AGREE, [], money=money).proposal)


def test_whoever_has_a_part_adds_progress_and_moves_stages(client_of):
    who = cast()
    plan = approved_plan(who)
    part = plan.sub_projects.get()
    other = SubProjectFactory(plan=plan, position=2)
    progress.stage_move(by=who.proposer, stage=part.stages.first(), to="doing")
    progress.progress_add(by=who.proposer, sub_project=part, on=clock.today(), text="열두 곳을 모집했습니다.")
    with refused("not_named"):
        progress.progress_add(by=who.proposer, sub_project=other, on=clock.today(), text="-")
    with refused("not_named"):
        progress.stage_move(by=member_of(OrganizationFactory()), stage=part.stages.first(), to="done")
    page = client_of(who.proposer).get(plan.get_absolute_url()).content.decode()
    assert reverse("collaboration:progress-add", args=[part.pk]) in page
    assert reverse("collaboration:progress-add", args=[other.pk]) not in page


def test_an_entry_is_corrected_by_a_later_one_and_stays(client_of):
    who = cast()
    part = approved_plan(who).sub_projects.get()
    entry = progress.progress_add(by=who.proposer, sub_project=part, on=clock.today(), text="열 곳")
    with refused("not_author"):
        progress.progress_correct(by=who.planner, entry=entry, on=clock.today(), text="열두 곳")
    client = client_of(who.proposer)
    url = reverse("collaboration:progress-correct", args=[entry.pk])
    assert client.post(url, {"on": clock.today().isoformat(), "text": "열두 곳"}).status_code == 302
    assert (entry.corrected_by.text, entry.text) == ("열두 곳", "열 곳")
    assert gathered(part.plan)[part.pk].entries == 1
    with refused("corrected"):
        progress.progress_correct(by=who.proposer, entry=entry, on=clock.today(), text="열세 곳")
    page = client.get(part.plan.get_absolute_url()).content.decode()
    assert "열 곳" in page
    assert "나중에 정정됨" in page


def test_a_proposal_counts_under_the_sub_project_it_is_put_under(client_of):
    who = cast()
    plan = approved_plan(who)
    part = plan.sub_projects.get()
    proposal = confirmed(who, 3_000_000)
    with refused("not_coordinator"):
        progress.proposal_place(by=who.clerk, proposal=proposal, sub_project=part)
    with refused("other_plan"):
        progress.proposal_place(by=who.planner, proposal=proposal, sub_project=SubProjectFactory())
    before = gathered(plan)
    assert (before[None].proposals, before[part.pk].proposals) == (1, 0)
    url = reverse("collaboration:proposal-place", args=[proposal.pk])
    assert client_of(who.planner).post(url, {"sub_project": part.pk}).status_code == 302
    found = gathered(plan)[part.pk]
    assert (found.proposals, found.taken_krw, found.meetings) == (1, 3_000_000, 1)
    assert (found.opinions, found.opinions_on_time, found.open_commitments) == (1, 1, 0)
    page = client_of(who.clerk).get(plan.get_absolute_url()).content.decode()
    assert "확정 제안 1건" in page
    assert "3,000,000원" in page
    with struck("proposal_sub_project_has_plan"):
        type(proposal).objects.filter(pk=proposal.pk).update(plan=None)


def test_duties_are_given_with_the_approval_and_reported(client_of):
    who = cast()
    office = OrganizationFactory(kind=OrganizationKind.DONG_OFFICE)
    helper = member_of(office)
    plan = approved_plan(who)
    own, everyone = plan.duties.all()
    assert {report.organization for report in everyone.reports.all()} >= {who.department, office}
    told = InboxMessage.objects.filter(kind="collaboration.duties_given", recipient=who.clerk).get()
    assert "총괄 추진" in told.text
    report = own.reports.get()
    assert [todo.title for todo in next(p for p in Desk(who.clerk).drawn if p.code == "duties").todos] == [
        "총괄 추진",
        "이용실적 제출",
    ]
    with refused("not_department"):
        duties.duty_report(by=helper, report=report, to="done", note="-")
    client = client_of(who.clerk)
    url = reverse("collaboration:duty-report", args=[report.pk])
    assert client.post(url, {"note": ""}).status_code == 200
    assert client.post(url, {"note": "상반기 협력회의를 열었습니다."}).status_code == 302
    with refused("duty_state"):
        duties.duty_report(by=who.clerk, report=report, to="done", note="-")
    assert "상반기 협력회의" in client_of(who.planner).get(plan.get_absolute_url()).content.decode()
    view = PlanView(plan, who.planner)
    assert set(view.unreported) >= {office.title, who.department.title}
    assert PlanView(plan, helper).unreported == []
    duties.duty_report(by=who.clerk, report=report, to="open")
    assert DutyReport.objects.get(pk=report.pk).note == ""
    plans.plan_close(by=who.planner, plan=plan)
    assert not any(part.code == "duties" for part in Desk(who.clerk).drawn)


def test_next_years_draft_carries_what_was_counted(client_of):
    who = cast()
    plan = approved_plan(who)
    part, year = plan.sub_projects.get(), plan.year
    BudgetItemFactory(year=year + 1)
    SubProjectFactory(plan=plan, position=2, kind="visit", title="현장방문")
    progress.proposal_place(by=who.planner, proposal=confirmed(who, 3_000_000), sub_project=part)
    with override("en"):
        draft = plans.plan_begin(by=who.planner, year=year + 1, department=who.department, title="다음 해 계획")
    assert (draft.aim, draft.directions) == (plan.aim, plan.directions)
    assert [(line.item.year, line.amount_krw) for line in draft.budget.all()] == [(year + 1, 5_000_000)]
    whole, money, line, silent = [ground.text for ground in draft.grounds.all()]
    assert "확정 제안 1건" in whole
    assert "사무관리비 3,000,000원(계획 5,000,000원)" in money
    assert line.startswith("제로웨이스트: 단계 완료 0/2, 확정 제안 1건, 사업비 사무관리비 3,000,000원, 회의 1회")
    assert silent == "보고된 실적 없음: 현장방문."
    plans.plan_write(by=who.planner, plan=draft, grounds=[plans.Ground("공약사업")])
    progress.progress_add(by=who.clerk, sub_project=part, on=clock.today(), text="홍보지도를 만들었습니다.")
    client = client_of(who.planner)
    assert "다시 집계" in client.get(reverse("collaboration:plan-write", args=[year + 1])).content.decode()
    client.post(reverse("collaboration:plan-recount", args=[year + 1]))
    said = [ground.text for ground in draft.grounds.all()]
    assert said[0] == "공약사업"
    assert said[3].startswith("제로웨이스트: 추진실적 1건")
    assert len(said) == 5
    with refused("no_previous"):
        plan_drafts.plan_recount(by=who.planner, plan=LinkagePlanFactory(department=who.department))


def test_sub_projects_of_a_draft_are_moved_and_removed(client_of):
    who = cast()
    plan = LinkagePlanFactory(department=who.department)
    one, two = SubProjectFactory(plan=plan, position=1), SubProjectFactory(plan=plan, position=2)
    client = client_of(who.clerk)
    client.post(reverse("collaboration:sub-project-shift", args=[two.pk]), {"to": "up"})
    assert list(plan.sub_projects.values_list("pk", flat=True)) == [two.pk, one.pk]
    plan_drafts.sub_project_shift(by=who.clerk, sub_project=two, up=True)
    assert list(plan.sub_projects.values_list("pk", flat=True)) == [two.pk, one.pk]
    url = reverse("collaboration:sub-project-remove", args=[two.pk])
    assert "단계 0건" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert plan.sub_projects.get() == one
    LinkagePlan.objects.filter(pk=plan.pk).update(state="approved", approved_at=clock.now())
    with refused("plan_state"):
        plan_drafts.sub_project_remove(by=who.clerk, sub_project=one)


def test_an_approved_plan_is_changed_by_a_new_version_of_its_paper(client_of):
    who = cast()
    plan = approved_plan(who)
    part = plan.sub_projects.get()
    progress.stage_move(by=who.proposer, stage=part.stages.first(), to="doing")
    duties.duty_report(
        by=who.clerk, report=DutyReport.objects.get(duty__organization=who.department), to="done", note="-"
    )
    url = reverse("collaboration:plan-change", args=[plan.year])
    assert client_of(who.clerk).post(url, {"reason": ""}).status_code == 200
    assert client_of(who.clerk).post(url, {"reason": "예산 변경"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.changes) == (PlanState.CHANGING, 1)
    assert LinkagePlan.objects.in_force(clock.today()).get() == plan
    with refused("in_use"):
        progress.progress_add(by=who.clerk, sub_project=part, on=clock.today(), text="계속 추진")
        plan_drafts.sub_project_remove(by=who.clerk, sub_project=part)
    with refused("duty_reported"):
        plans.plan_write(by=who.clerk, plan=plan, duties=[(None, "이용실적 제출")])
    plans.sub_project_write(
        by=who.clerk, plan=plan, kind="joint_project", title=part.title, stages=[("모집", ""), ("확산", "")],
        sub_project=part,
    )  # fmt: skip
    assert list(part.stages.values_list("title", "state")) == [("모집", "doing"), ("확산", "planned")]
    document = plans.plan_paper_issue(by=who.clerk, plan=plan)
    assert document.title.endswith("(변경)")
    plans.plan_approved(plan_id=plan.pk, by=who.head, signer=who.head)
    plan.refresh_from_db()
    assert plan.state == PlanState.APPROVED
    assert plan.duties.filter(reports__state="done").count() == 1


def test_annexes_are_laid_beside_the_plan_and_listed_on_its_paper(client_of):
    who = cast()
    plan = LinkagePlanFactory(department=who.department, directions="함께")
    client = client_of(who.clerk)
    url = reverse("collaboration:plan-attachment-add", args=[plan.year])
    assert client.post(url, {"name": "-"}).status_code == 422
    file = SimpleUploadedFile("실적.pdf", PDF, "application/pdf")
    assert client.post(url, {"name": "연계사업 실적 1부", "file": file}).status_code == 302
    attachment = plan.attachments.get()
    page = client.get(plan.get_absolute_url()).content.decode()
    assert attachment.file.get_absolute_url() in page
    plans.plan_write(by=who.clerk, plan=plan, budget=[(BudgetItemFactory(year=plan.year), 1)])
    plans.sub_project_write(by=who.clerk, plan=plan, kind="visit", title="현장방문")
    plans.plan_paper_issue(by=who.clerk, plan=plan)
    paper = Document.objects.of("collaboration.linkageplan", plan.pk).get().paper
    assert paper.attachments == ("연계사업 실적 1부",)
    plan_drafts.plan_attachment_remove(by=who.clerk, attachment=attachment)
    assert not plan.attachments.exists()
    assert Document.objects.of("collaboration.linkageplan", plan.pk).count() == 2
