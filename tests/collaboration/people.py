"""The people of a joint proposal, and the road up to any place on it, walked by the real verbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from collaboration.actions import meetings, opinions, proposals, texts
from collaboration.models import Meeting, Opinion, Proposal
from collaboration.states import Coordinator, MeetingKind, PartyRole, PointKind, SectionCode, Verdict
from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import Duty, OrganizationKind, Role
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from tests.factories import OrganizationFactory, centre_staff, member_of

SECTIONS = {
    SectionCode.BACKGROUND: "시장 골목의 일회용품이 늘고 있습니다.",
    SectionCode.AIM: "시장 골목에서 다회용기를 돌려쓰게 합니다.",
    SectionCode.CONTENT: "상점 열 곳에 용기를 빌려주고 씻어서 돌려보냅니다.",
    SectionCode.EFFECT: "한 해 일회용기 3만 개를 줄입니다.",
}


@dataclass
class Cast:
    """Five people: the proposer, the department's head and her colleague, the planning division, the centre."""

    tenant: Organization
    department: Organization
    proposer: Person
    head: Person
    clerk: Person
    planner: Person
    staff: Person


def cast() -> Cast:
    tenant = OrganizationFactory()
    department = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    planning = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    return Cast(
        tenant,
        department,
        member_of(tenant, role=Role.OWNER),
        member_of(department, role=Role.OWNER),
        member_of(department, duties=[Duty.COLLABORATION]),
        member_of(planning, duties=[Duty.COORDINATION]),
        centre_staff(),
    )


def draft(who: Cast, money: Any = None, title: str = "시장 다회용기 순환", **facts: Any) -> Proposal:
    said = {"summary": "시장 골목의 다회용기를 함께 씻고 돌려쓰게 합니다.", "fields": ["environment"], **facts}
    proposal = proposals.proposal_begin(by=who.proposer, lead=who.tenant, title=title, facts=said)
    texts.proposal_write(by=who.proposer, proposal=proposal, sections=SECTIONS, budget=money)
    return fresh(proposal)


def collected(who: Cast, **facts: Any) -> Proposal:
    proposal = proposals.proposal_submit(by=who.proposer, proposal=draft(who, **facts))
    proposals.proposal_acknowledge(by=who.planner, proposal=proposal, side=Coordinator.PLANNING)
    return proposals.proposal_acknowledge(by=who.staff, proposal=proposal, side=Coordinator.CENTRE)


def matched(who: Cast, **facts: Any) -> Proposal:
    proposal = collected(who, **facts)
    party = proposals.party_ask(by=who.planner, proposal=proposal, organization=who.department, role=PartyRole.RECEIVER)
    proposals.party_answer(by=who.clerk, party=party, accepts=True)
    return fresh(proposal)


def kicked_off(who: Cast, **facts: Any) -> Proposal:
    proposal = matched(who, **facts)
    approved(meet(who, proposal), who)
    return fresh(proposal)


def meet(who: Cast, proposal: Proposal, kind: MeetingKind = MeetingKind.KICKOFF) -> Meeting:
    """Called for in an hour, and begun already."""
    guests = [meetings.Guest(who.tenant, who.proposer), meetings.Guest(who.department, who.clerk)]
    start = clock.now() + timedelta(hours=1)
    meeting = meetings.meeting_call(
        by=who.planner, kind=kind, title="초동미팅", starts_at=start, ends_at=start + timedelta(hours=1),
        proposal=proposal, place="미래청 회의실", guests=guests, agenda=["제안 설명"],
    )  # fmt: skip
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=clock.now() - timedelta(hours=1))
    return Meeting.objects.get(pk=meeting.pk)


def approved(meeting: Meeting, who: Cast, **more: Any) -> Meeting:
    came = list(meeting.attendances.values_list("pk", flat=True))
    meetings.minutes_write(by=who.clerk, meeting=meeting, minutes="함께 하기로 했습니다.", came=came, **more)
    return meetings.minutes_approve(by=who.proposer, meeting=meeting)


def asked(who: Cast, **facts: Any) -> Opinion:
    return opinions.opinion_request(by=who.proposer, proposal=kicked_off(who, **facts))


POINTS = (
    opinions.Said(SectionCode.AIM, PointKind.CONDITION, "대상 시장을 분명히 적어 주세요."),
    opinions.Said(SectionCode.CONTENT, PointKind.QUESTION, "세척은 누가 합니까?"),
    opinions.Said(SectionCode.EFFECT, PointKind.REMARK, "좋은 제안입니다."),
)


def given(who: Cast, verdict: Verdict = Verdict.CONDITIONAL, points: Any = POINTS, **facts: Any) -> Opinion:
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who, **facts))
    opinions.opinion_write(
        by=who.clerk, opinion=opinion, verdict=verdict, text="조건을 지키면 추진할 수 있습니다.", points=points
    )
    return opinions.opinion_issue(by=who.head, opinion=opinion)


def closed(who: Cast) -> Opinion:
    """Given, answered and closed: only the confirmation is missing."""
    opinion = given(who)
    for point in opinion.points.exclude(state="closed"):
        opinions.point_answer(by=who.proposer, point=point, answer="그렇게 하겠습니다.")
        opinions.point_close(by=who.clerk, point=point)
    return Opinion.objects.get(pk=opinion.pk)


def typed_on(client: Any, address: str, **typed: Any) -> Any:
    """Send a form as a browser does that has just opened it: with the fingerprint of what it read."""
    return client.post(address, {"read": client.get(address).context["form"]["read"].value(), **typed})


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


@contextmanager
def refused(reason: str) -> Iterator[None]:
    """Expect a refusal of this reason, with a sentence."""
    with pytest.raises(ActionDenied) as error:
        yield
    assert error.value.reason == reason, error.value
    assert str(error.value)


@contextmanager
def struck(name: str) -> Iterator[None]:
    """Expect this very constraint, not just any."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    assert error.value.__cause__.diag.constraint_name == name
