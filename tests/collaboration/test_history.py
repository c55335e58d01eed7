"""The history of a proposal out of the trail, and the days under its road."""

import pytest

from collaboration.actions import handovers, proposals, talk
from collaboration.states import Coordinator, ProposalState, SectionCode
from collaboration.tables.history import history, reached
from collaboration.tables.proposals import Case
from park_portal.accounts.states import OrganizationKind, Role
from park_portal.core import clock
from tests.factories import OrganizationFactory, member_of

from .people import asked, cast, collected, draft, fresh, given

pytestmark = pytest.mark.django_db


def test_history_tells_every_step_the_newest_first():
    who = cast()
    proposal = collected(who)
    words = [event.words for event in history(proposal)]
    assert words[0] == str(ProposalState.COLLECTED.label)
    assert words[-2:] == [str(ProposalState.SUBMITTED.label), "초안 작성 시작"]
    assert any(str(Coordinator.CENTRE.label) in said for said in words)


def test_what_is_internal_and_what_came_to_nothing_stays_out():
    who = cast()
    proposal = asked(who).proposal
    told = len(history(proposal))
    other = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    taker = member_of(other, role=Role.OWNER)
    offer = handovers.handover_offer(by=who.clerk, proposal=proposal, taker=other, reason="소관 아님")
    handovers.handover_answer(by=taker, handover=offer, accepts=False, answer="저희도 아닙니다.")
    facts = {"organization": who.tenant, "section": SectionCode.AIM, "text": "확인했습니다.", "internal": True}
    talk.comment_add(by=who.proposer, proposal=proposal, **facts)
    assert len(history(proposal)) == told
    offer = handovers.handover_offer(by=who.clerk, proposal=fresh(proposal), taker=other, reason="다시 부탁")
    handovers.handover_answer(by=taker, handover=offer, accepts=True)
    assert history(proposal)[0].words == f"담당 부서 변경(이관): {other.name}"


def test_each_step_that_was_taken_has_its_day(time_machine):
    who = cast()
    time_machine.move_to("2027-02-05T10:00:00+09:00")
    proposal = proposals.proposal_submit(by=who.proposer, proposal=draft(who))
    time_machine.move_to("2027-02-16T00:30:00+09:00")  # still the day before in UTC
    proposals.proposal_acknowledge(by=who.planner, proposal=proposal, side=Coordinator.PLANNING)
    proposals.proposal_acknowledge(by=who.staff, proposal=proposal, side=Coordinator.CENTRE)
    days = reached(history(fresh(proposal)))
    assert days[ProposalState.SUBMITTED].isoformat() == "2027-02-05"
    assert days[ProposalState.COLLECTED].isoformat() == clock.today().isoformat() == "2027-02-16"
    steps = Case(fresh(proposal), who.planner).steps
    assert [bool(step["day"]) for step in steps] == [True, True, *[False] * 6]


def test_a_given_opinion_is_one_step_of_the_road():
    who = cast()
    opinion = given(who)
    steps = Case(fresh(opinion.proposal), who.planner).steps
    assert [step["state"] for step in steps].count("now") == 1
    assert not any(step["day"] for step in steps if step["state"] != "done")
