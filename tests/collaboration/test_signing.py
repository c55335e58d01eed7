"""Who signs: an approval line is no road around the head of the body, and only the opinion's own paper gives it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from collaboration.actions import opinions, papers, plans
from collaboration.models import LinkagePlan, Opinion
from collaboration.states import OpinionState, PlanState, Verdict
from park_portal.accounts.models import Membership
from park_portal.accounts.states import OrganizationKind, Role
from park_portal.approvals import actions as lines
from park_portal.approvals.models import ApprovalLine, ApprovalStep
from park_portal.core import clock
from park_portal.documents.models import Document
from tests.factories import BudgetItemFactory, OrganizationFactory, member_of

from .people import POINTS, asked, cast, fresh, refused

pytestmark = pytest.mark.django_db
SIGNED = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def who():
    return cast()


@pytest.fixture
def written(who):
    """An opinion that is written and has its papers, not given yet."""
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    opinion = opinions.opinion_write(
        by=who.clerk, opinion=opinion, verdict=Verdict.CONDITIONAL, text="검토했습니다.", points=POINTS
    )
    papers.opinion_paper_issue(by=who.clerk, opinion=opinion)
    return opinion


def paper_of(opinion, kind="collaboration.opinion"):
    return Document.objects.of("collaboration.opinion", opinion.pk).filter(kind=kind).latest("version")


def drafted(by, document, department, decider):
    return lines.line_draft(by=by, document=document, department=department, steps=[("decide", decider)])


def decide(by, line, document, **facts):
    (step,) = ApprovalStep.objects.to_decide(by).filter(round__line=line)
    lines.step_approve(by=by, step=step, seen_hash=document.content_hash, **facts)


def given(opinion):
    return Opinion.objects.get(pk=opinion.pk).state == OpinionState.ISSUED


def test_two_plain_members_do_not_give_the_opinion_through_a_line(who, written):
    colleague = member_of(who.department)
    with refused("not_signing"):
        drafted(who.clerk, paper_of(written), who.department, colleague)
    assert not ApprovalLine.objects.exists()
    assert not given(written)


def test_nor_does_the_head_of_another_body(who, written):
    stranger = member_of(OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT), role=Role.OWNER)
    with refused("not_signing"):
        drafted(who.clerk, paper_of(written), who.department, stranger)


def test_a_line_drafted_before_she_stepped_down_is_not_handed_in(who, written):
    line = drafted(who.clerk, paper_of(written), who.department, who.head)
    Membership.objects.filter(person=who.head).update(role=Role.MEMBER)
    with refused("not_signing"):
        lines.line_submit(by=who.clerk, line=line)
    assert ApprovalLine.objects.get(pk=line.pk).state == "draft"


def test_who_stopped_being_the_head_meanwhile_does_not_give_it(who, written):
    line = drafted(who.clerk, paper_of(written), who.department, who.head)
    lines.line_submit(by=who.clerk, line=line)
    Membership.objects.filter(person=who.head).update(role=Role.MEMBER)
    with refused("not_signing"):
        decide(who.head, line, paper_of(written))
    assert not given(written)
    assert fresh(written.proposal).state == "opinion_requested"


def test_a_reviewer_who_decides_for_those_after_her_needs_to_sign_herself(who, written):
    reviewer = member_of(who.department)
    steps = [("review", reviewer), ("decide", who.head)]
    line = lines.line_draft(by=who.clerk, document=paper_of(written), department=who.department, steps=steps)
    lines.line_submit(by=who.clerk, line=line)
    with refused("not_signing"):
        decide(reviewer, line, paper_of(written), final=True)
    decide(reviewer, line, paper_of(written))
    decide(who.head, line, paper_of(written))
    assert given(written)


def test_a_deputy_decides_in_the_name_of_the_head(who, written):
    deputy, today = member_of(who.department), clock.today()
    lines.deputy_set(by=who.head, deputy=deputy, since=today, until=today.replace(year=today.year + 1), reason="휴가")
    line = drafted(who.clerk, paper_of(written), who.department, who.head)
    lines.line_submit(by=who.clerk, line=line)
    decide(deputy, line, paper_of(written))
    assert given(written)


def test_the_table_of_measures_gives_nothing(who, written):
    """Its approval is its own: another paper about the same opinion."""
    measures = paper_of(written, "collaboration.measures")
    line = drafted(who.clerk, measures, who.department, who.head)
    lines.line_submit(by=who.clerk, line=line)
    decide(who.head, line, measures)
    assert ApprovalLine.objects.get(pk=line.pk).state == "approved"
    assert not given(written)


def test_who_only_reads_the_paper_does_not_draft_its_line(who):
    """A plan's draft is read by every officer; only those who write it put it up."""
    plan = plans.plan_begin(by=who.planner, year=2027, department=who.department, title="2027년 추진계획")
    plans.plan_write(by=who.clerk, plan=plan, facts={"directions": "함께"}, budget=[(BudgetItemFactory(), 1_000_000)])
    plans.sub_project_write(by=who.clerk, plan=plan, kind="workshop", title="워크숍", stages=[("상반기", "")])
    document = plans.plan_paper_issue(by=who.clerk, plan=LinkagePlan.objects.get(pk=plan.pk))
    other = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    officer, head = member_of(other), member_of(other, role=Role.OWNER)
    with refused("not_writer"):
        drafted(officer, document, other, head)
    with refused("not_signing"):
        drafted(who.clerk, document, who.department, member_of(who.department))
    assert LinkagePlan.objects.get(pk=plan.pk).state == PlanState.DRAFT


def test_what_was_signed_elsewhere_comes_back_through_the_department_alone(who, written):
    document = paper_of(written)
    line = drafted(who.clerk, document, who.department, who.head)
    lines.line_externalise(by=who.clerk, line=line)
    lines.external_record(
        by=who.clerk, line=line, seen_hash=document.content_hash, office="일자리청년과", number="일자리청년과-10",
        date=clock.today(), upload=SimpleUploadedFile("의견서.pdf", SIGNED, "application/pdf"),
    )  # fmt: skip
    assert given(written)
