"""Joint work."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from collaboration import models
from collaboration.states import ProposalState
from park_portal.core import clock

from .accounts import OrganizationFactory, PersonFactory
from .documents import StoredFileFactory


class BudgetItemFactory(DjangoModelFactory):
    class Meta:
        model = models.BudgetItem
        django_get_or_create = ["year", "code"]

    year = 2027
    code = "201-01"
    name = "사무관리비"
    name_en = "Office expenses"


class LinkagePlanFactory(DjangoModelFactory):
    class Meta:
        model = models.LinkagePlan

    year = factory.Sequence(lambda n: 2100 + n)
    title = factory.LazyAttribute(lambda o: f"{o.year}년 혁신파크 연계사업 추진계획")
    since = factory.LazyAttribute(lambda o: date(o.year, 1, 1))
    until = factory.LazyAttribute(lambda o: date(o.year + 1, 1, 1))
    department = factory.SubFactory(OrganizationFactory, kind="district_department")
    created_by = factory.SubFactory(PersonFactory)


class PlanGroundFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanGround

    plan = factory.SubFactory(LinkagePlanFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "주민소통형 혁신파크 추진"
    paper_number = "총무과-18638"
    paper_on = date(2018, 8, 23)


class PlanBudgetLineFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanBudgetLine

    plan = factory.SubFactory(LinkagePlanFactory)
    position = factory.Sequence(lambda n: n + 1)
    item = factory.SubFactory(BudgetItemFactory)
    amount_krw = 12_600_000


class SubProjectFactory(DjangoModelFactory):
    class Meta:
        model = models.SubProject

    plan = factory.SubFactory(LinkagePlanFactory)
    position = factory.Sequence(lambda n: n + 1)
    kind = "joint_project"
    title = "제로웨이스트 문화 홍보"


class SubProjectStageFactory(DjangoModelFactory):
    class Meta:
        model = models.SubProjectStage

    sub_project = factory.SubFactory(SubProjectFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = "참여상점 모집"


class SubProjectRoleFactory(DjangoModelFactory):
    class Meta:
        model = models.SubProjectRole

    sub_project = factory.SubFactory(SubProjectFactory)
    position = factory.Sequence(lambda n: n + 1)
    name = "참여상점"
    role = "participant"


class DepartmentDutyFactory(DjangoModelFactory):
    class Meta:
        model = models.DepartmentDuty

    plan = factory.SubFactory(LinkagePlanFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "혁신파크 이용실적 제출"


class DutyReportFactory(DjangoModelFactory):
    class Meta:
        model = models.DutyReport

    duty = factory.SubFactory(DepartmentDutyFactory)
    organization = factory.SubFactory(OrganizationFactory, kind="district_department")


class PlanAttachmentFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanAttachment

    plan = factory.SubFactory(LinkagePlanFactory)
    file = factory.SubFactory(StoredFileFactory)
    name = "연계사업 실적"
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class PlanProgressFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanProgress

    sub_project = factory.SubFactory(SubProjectFactory)
    on = factory.LazyFunction(clock.today)
    text = "참여상점 12곳을 모집했습니다."
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class FieldRouteFactory(DjangoModelFactory):
    class Meta:
        model = models.FieldRoute
        django_get_or_create = ["field"]

    field = "environment"
    name = "환경"
    name_en = "Environment"


class ProposalFactory(DjangoModelFactory):
    """A draft of a resident organisation."""

    class Meta:
        model = models.Proposal

    proposer = "tenant"
    lead = factory.SubFactory(OrganizationFactory)
    author = factory.SubFactory(PersonFactory)
    title = "시장 다회용기 순환"
    summary = "시장 골목의 다회용기를 함께 씻고 돌려쓰게 합니다."


class ProposalVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.ProposalVersion

    proposal = factory.SubFactory(ProposalFactory)
    number = factory.Sequence(lambda n: n + 1)
    made_at = factory.LazyFunction(clock.now)
    made_by = factory.SubFactory(PersonFactory)
    title = factory.SelfAttribute("proposal.title")
    summary = factory.SelfAttribute("proposal.summary")


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = models.Section

    version = factory.SubFactory(ProposalVersionFactory)
    code = "aim"
    text = "쓰레기를 줄입니다."
    digest = "0" * 64


class BudgetLineFactory(DjangoModelFactory):
    class Meta:
        model = models.BudgetLine

    version = factory.SubFactory(ProposalVersionFactory)
    position = factory.Sequence(lambda n: n + 1)
    item = factory.SubFactory(BudgetItemFactory)
    purpose = "홍보물 제작"
    amount_krw = 3_000_000
    source = "annual_plan"


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = models.Party

    proposal = factory.SubFactory(ProposalFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = "joint"
    state = "accepted"


class FollowerFactory(DjangoModelFactory):
    class Meta:
        model = models.Follower

    proposal = factory.SubFactory(ProposalFactory)
    person = factory.SubFactory(PersonFactory)


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = models.Comment

    proposal = factory.SubFactory(ProposalFactory)
    section = "aim"
    author = factory.SubFactory(PersonFactory)
    organization = factory.SubFactory(OrganizationFactory)
    text = "대상 시장을 적어 주세요."
    at = factory.LazyFunction(clock.now)


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Attachment

    proposal = factory.SubFactory(ProposalFactory)
    file = factory.SubFactory(StoredFileFactory)
    name = "지난해 결과"
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class AcknowledgementFactory(DjangoModelFactory):
    class Meta:
        model = models.Acknowledgement

    proposal = factory.SubFactory(ProposalFactory)
    side = "planning"
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class TurnFactory(DjangoModelFactory):
    class Meta:
        model = models.Turn

    proposal = factory.SubFactory(ProposalFactory)
    side = "proposer"
    since = factory.LazyFunction(clock.now)


class HandoverFactory(DjangoModelFactory):
    class Meta:
        model = models.Handover

    proposal = factory.SubFactory(ProposalFactory)
    giver = factory.SubFactory(OrganizationFactory)
    taker = factory.SubFactory(OrganizationFactory)
    reason = "자원순환과의 일입니다."
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class OpinionFactory(DjangoModelFactory):
    class Meta:
        model = models.Opinion

    version = factory.SubFactory(ProposalVersionFactory)
    proposal = factory.SelfAttribute("version.proposal")
    organization = factory.SubFactory(OrganizationFactory, kind="district_department")
    requested_by = factory.SubFactory(PersonFactory)
    requested_at = factory.LazyFunction(clock.now)
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=14))


class OpinionPointFactory(DjangoModelFactory):
    class Meta:
        model = models.OpinionPoint

    opinion = factory.SubFactory(OpinionFactory)
    position = factory.Sequence(lambda n: n + 1)
    section = "aim"
    digest = "0" * 64
    kind = "condition"
    text = "대상 시장을 분명히 적어 주세요."


class PointWordFactory(DjangoModelFactory):
    class Meta:
        model = models.PointWord

    point = factory.SubFactory(OpinionPointFactory)
    kind = "answer"
    text = "해담시장에서 시작합니다."
    version = factory.SelfAttribute("point.opinion.version")
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = models.Meeting

    kind = "kickoff"
    proposal = factory.SubFactory(ProposalFactory)
    title = "초동미팅"
    starts_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=3))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=1))
    called_by = factory.SubFactory(PersonFactory)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = models.Attendance

    meeting = factory.SubFactory(MeetingFactory)
    organization = factory.SubFactory(OrganizationFactory)
    name = "담당자"


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = models.AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "제안 설명"


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = models.Decision

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "두 시장에서 먼저 시작합니다."


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Commitment

    proposal = factory.SubFactory(ProposalFactory)
    owner = factory.SubFactory(OrganizationFactory)
    text = "상인회와 일정을 맞춥니다."
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=7))


def proposal_in(state: str, **facts) -> models.Proposal:
    """A proposal that was handed in, in a state before ``confirmed``, past the actions."""
    made = ProposalFactory(**facts)
    version = ProposalVersionFactory(proposal=made, number=1, sealed_at=clock.now())
    made.current, made.submitted_at = version, clock.now()
    made.state = ProposalState(state)
    made.save()
    return made
