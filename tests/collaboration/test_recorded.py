"""What was signed, here or in another office, is what the opinion says, brought back by the body that gives it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from collaboration.actions import opinions, papers, plans
from collaboration.models import LinkagePlan, Opinion, OpinionPoint, Proposal
from collaboration.states import PlanState, SectionCode, Verdict
from park_portal.accounts.models import Membership, Person
from park_portal.approvals import actions as lines
from park_portal.approvals.models import ApprovalLine, NumberSeries
from park_portal.core import clock
from park_portal.documents.models import Document
from tests.factories import BudgetItemFactory, MembershipFactory, member_of

from .people import POINTS, asked, cast, refused
from .test_signing import SIGNED, decide, drafted, given, paper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


@pytest.fixture
def written(who):
    """An opinion that is written and has its papers, not given yet."""
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    opinion = opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.AGREE, text="검토했습니다.")
    papers.opinion_paper_issue(by=who.clerk, opinion=opinion)
    return opinion


def elsewhere(who, document):
    """A line that is signed in another office."""
    line = lines.line_draft(by=who.clerk, document=document, department=who.department, steps=[])
    return lines.line_externalise(by=who.clerk, line=line)


def signed_file():
    return SimpleUploadedFile("의견서.pdf", SIGNED, "application/pdf")


def bring_back(by, line, document, day=None):
    return lines.external_record(
        by=Person.objects.get(pk=by.pk), line=line, seen_hash=document.content_hash, office="일자리청년과",
        number="일자리청년과-10", date=day or clock.today(), upload=signed_file(),
    )  # fmt: skip


def leave(person, organization=None):
    """Her days at her body are over; she may go on for another."""
    today = clock.today()
    Membership.objects.filter(person=person).update(since=today - timedelta(days=9), until=today)
    if organization:
        MembershipFactory(person=person, organization=organization)


# ------------------------------------------------------------------------------ signed in another office


def test_neither_the_centre_nor_who_has_left_brings_the_departments_opinion_back(who, written):
    document = paper_of(written)
    line = elsewhere(who, document)
    with refused("not_receiver"):
        bring_back(who.staff, line, document)
    leave(who.clerk, who.tenant)
    with refused("not_receiver"):
        bring_back(who.clerk, line, document)
    assert not given(written)
    assert ApprovalLine.objects.get(pk=line.pk).state == "in_progress"


def test_day_number_and_file_come_back_with_who_brought_them(who, written, time_machine):
    document = paper_of(written)
    line = elsewhere(who, document)
    signed_on = clock.today()
    time_machine.move_to(clock.now() + timedelta(days=3), tick=False)
    bring_back(who.clerk, line, document, signed_on)
    opinion = Opinion.objects.get(pk=written.pk)
    assert (opinion.paper_on, opinion.paper_number) == (signed_on, "일자리청년과-10")
    assert opinion.paper == ApprovalLine.objects.get(pk=line.pk).current.signed_file
    assert opinion.issued_by == who.clerk


def test_issued_by_is_who_brings_it_back_and_not_who_drafted(who, written):
    """A colleague goes on where the drafter has left."""
    document = paper_of(written)
    line = elsewhere(who, document)
    leave(who.clerk)
    with refused("not_recorder"):
        bring_back(member_of(who.tenant), line, document)
    bring_back(who.head, line, document)
    assert Opinion.objects.get(pk=written.pk).issued_by == who.head


def test_the_proposer_reads_the_signed_file_of_an_opinion_that_was_given(who, written, client_of):
    document = paper_of(written)
    line = elsewhere(who, document)
    bring_back(who.clerk, line, document)
    page = client_of(who.proposer).get(written.proposal.get_absolute_url()).content.decode()
    address = reverse("documents:file-download", args=[Opinion.objects.get(pk=written.pk).paper_id])
    assert address in page
    assert client_of(who.proposer).get(address).status_code == 200


def test_the_plans_paper_comes_back_through_who_writes_it(who):
    plan = plans.plan_begin(by=who.planner, year=2027, department=who.department, title="2027년 추진계획")
    plans.plan_write(by=who.clerk, plan=plan, facts={"directions": "함께"}, budget=[(BudgetItemFactory(), 1_000_000)])
    plans.sub_project_write(by=who.clerk, plan=plan, kind="workshop", title="워크숍", stages=[("상반기", "")])
    document = plans.plan_paper_issue(by=who.clerk, plan=LinkagePlan.objects.get(pk=plan.pk))
    line = elsewhere(who, document)
    leave(who.clerk, who.tenant)
    with refused("not_writer"):
        bring_back(who.clerk, line, document)
    assert LinkagePlan.objects.get().state == PlanState.DRAFT
    bring_back(who.staff, line, document)
    assert LinkagePlan.objects.get().state == PlanState.APPROVED


@pytest.mark.parametrize("days", [-400, 1, 25_000])
def test_a_day_that_cannot_be_is_named_at_its_field(who, written, days, client_of):
    day = clock.today() + timedelta(days=days)
    typed = {"paper_number": "일자리청년과-10", "paper_on": day.isoformat(), "file": signed_file()}
    response = client_of(who.clerk).post(reverse("collaboration:opinion-record", args=[written.pk]), typed)
    assert response.status_code == 422
    assert set(response.context["record_form"].errors) == {"paper_on"}
    assert "일자리청년과-10" in response.content.decode()
    with refused("signed_on"):
        opinions.opinion_record(
            by=who.clerk, opinion=written, paper_number="일자리청년과-10", paper_on=day, upload=signed_file()
        )
    assert not given(written)


def test_from_the_day_of_its_version_on_a_day_is_taken(who, written, client_of):
    typed = {"paper_number": "10", "paper_on": clock.today().isoformat(), "file": signed_file()}
    address = reverse("collaboration:opinion-record", args=[written.pk])
    assert client_of(who.clerk).post(address, typed).status_code == 302
    assert given(written)


# ------------------------------------------------------------------------------ the paper and the opinion


def test_the_paper_says_what_is_written_now_and_not_what_a_page_had_read(who, written):
    stale = Opinion.objects.select_related("organization", "version", "proposal__lead").get(pk=written.pk)
    opinions.opinion_write(
        by=who.clerk, opinion=written, verdict=Verdict.CONDITIONAL, text="나중에 쓴 말", points=POINTS[:1]
    )
    document = papers.opinion_paper_issue(by=who.clerk, opinion=stale)
    assert "나중에 쓴 말" in str(document.paper)
    assert document.version == 2


def test_nobody_signs_a_paper_that_says_something_else(who, written):
    """However the two came apart: here a point is written past the actions."""
    document = paper_of(written)
    line = drafted(who.clerk, document, who.department, who.head)
    OpinionPoint.objects.create(
        opinion=written, position=1, section=SectionCode.AIM, digest="-", kind="condition", text="새 조건"
    )
    with refused("paper_differs"):
        lines.line_submit(by=who.clerk, line=line)
    OpinionPoint.objects.all().delete()
    lines.line_submit(by=who.clerk, line=line)
    Opinion.objects.filter(pk=written.pk).update(text="다른 말")
    with refused("paper_differs"):
        decide(who.head, line, document)
    assert not given(written)
    assert not NumberSeries.objects.exists(), "no number is used up"
    newest = papers.opinion_paper_issue(by=who.clerk, opinion=written)
    lines.line_submit(by=who.clerk, line=ApprovalLine.objects.get(pk=line.pk))
    decide(who.head, line, newest)
    assert Opinion.objects.get(pk=written.pk).text == "다른 말"
    assert given(written)


def test_a_line_of_an_opinion_that_was_taken_back_is_not_signed(who, written):
    document = paper_of(written)
    line = drafted(who.clerk, document, who.department, who.head)
    lines.line_submit(by=who.clerk, line=line)
    opinions.opinion_revoke(by=who.proposer, opinion=written, reason="취소")
    with refused("opinion_state"):
        decide(who.head, line, document)
    assert ApprovalLine.objects.get(pk=line.pk).state == "in_progress"
    assert Opinion.objects.get(pk=written.pk).state == "revoked"
    assert not Document.objects.get(pk=document.pk).number
    assert Proposal.objects.get().state == "working"


def test_a_deputy_of_the_head_who_also_proposes_does_not_decide(who, written):
    deputy, today = member_of(who.tenant), clock.today()
    MembershipFactory(person=deputy, organization=who.department)
    deputy = Person.objects.get(pk=deputy.pk)
    lines.deputy_set(by=who.head, deputy=deputy, since=today, until=today + timedelta(days=9), reason="휴가")
    line = drafted(who.clerk, paper_of(written), who.department, who.head)
    lines.line_submit(by=who.clerk, line=line)
    with refused("own_proposal"):
        decide(deputy, line, paper_of(written))
    decide(who.head, line, paper_of(written))
    assert given(written)
