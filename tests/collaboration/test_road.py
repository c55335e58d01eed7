"""The road of a joint proposal: every step by whoever may, refusals with their reason, no way around the opinion."""

from datetime import date, datetime, time

import pytest

from collaboration.actions import handovers, meetings, opinions, proposals, talk, texts
from collaboration.models import Commitment, Opinion, Party, Proposal
from collaboration.reckoning.clock import days_per_side, due_day
from collaboration.reckoning.text import bigrams
from collaboration.rules.proposals import proposal_moves
from collaboration.states import Coordinator, MeetingKind, PartyRole, PointKind, SectionCode, Verdict
from park_portal.accounts.models import Person
from park_portal.accounts.states import OrganizationKind, Role
from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.notifications.models import InboxMessage
from tests.factories import MembershipFactory, OrganizationFactory, PersonFactory, member_of

from .people import (
    SECTIONS,
    approved,
    asked,
    cast,
    closed,
    collected,
    draft,
    fresh,
    given,
    kicked_off,
    matched,
    meet,
    refused,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


def turn(proposal):
    found = proposal.turns.filter(until=None).first()
    return found and (found.side, found.organization)


# ------------------------------------------------------------------------------ from draft to collected


def test_a_draft_waits_for_its_proposer(who):
    proposal = draft(who)
    assert (proposal.state, proposal.proposer, turn(proposal)) == ("draft", "tenant", ("proposer", who.tenant))
    assert proposal.parties.get().role == "lead"
    assert set(bigrams("다회")) <= set(proposal.bigrams)


def test_submit_names_what_is_missing(who):
    proposal = proposals.proposal_begin(by=who.proposer, lead=who.tenant, title="빈 제안")
    with refused("incomplete"):
        proposals.proposal_submit(by=who.proposer, proposal=proposal)
    with refused("not_proposer"):
        proposals.proposal_submit(by=who.clerk, proposal=proposal)
    with refused("not_member"):
        proposals.proposal_begin(by=who.clerk, lead=who.tenant, title="남의 이름으로")


def test_submit_waits_for_those_who_propose_together(who):
    proposal, other = draft(who), OrganizationFactory()
    friend = member_of(other)
    party = proposals.party_ask(by=who.proposer, proposal=proposal, organization=other, role=PartyRole.JOINT)
    with refused("joint_waiting"):
        proposals.proposal_submit(by=who.proposer, proposal=proposal)
    with refused("not_member"):
        proposals.party_answer(by=who.proposer, party=party, accepts=True)
    proposals.party_answer(by=friend, party=party, accepts=True)
    assert proposals.proposal_submit(by=friend, proposal=proposal).state == "submitted"


def test_two_coordinators_take_note_each_for_itself(who):
    proposal = proposals.proposal_submit(by=who.proposer, proposal=draft(who))
    assert turn(proposal) == ("planning", None)
    with refused("not_coordinator"):
        proposals.proposal_acknowledge(by=who.head, proposal=proposal, side=Coordinator.PLANNING)
    with refused("not_coordinator"):
        proposals.proposal_acknowledge(by=who.planner, proposal=proposal, side=Coordinator.CENTRE)
    proposal = proposals.proposal_acknowledge(by=who.planner, proposal=proposal, side=Coordinator.PLANNING)
    assert (proposal.state, turn(proposal)) == ("submitted", ("centre", None))
    with refused("acknowledged"):
        proposals.proposal_acknowledge(by=who.planner, proposal=proposal, side=Coordinator.PLANNING)
    proposal = proposals.proposal_acknowledge(by=who.staff, proposal=proposal, side=Coordinator.CENTRE)
    assert (proposal.state, turn(proposal)) == ("collected", ("planning", None))
    assert InboxMessage.objects.filter(recipient=who.proposer, kind="collaboration.proposal_collected").count() == 1


def test_one_person_does_not_take_note_for_both(who):
    MembershipFactory(person=who.staff, organization=who.department, duties=["coordination"])
    proposal = proposals.proposal_submit(by=who.proposer, proposal=draft(who))
    both = Person.objects.get(pk=who.staff.pk)
    proposals.proposal_acknowledge(by=both, proposal=proposal, side=Coordinator.PLANNING)
    with refused("same_person"):
        proposals.proposal_acknowledge(by=both, proposal=proposal, side=Coordinator.CENTRE)


def test_sent_back_it_is_completed_and_taken_note_of_anew(who):
    proposal = collected(who)
    with refused("no_reason"):
        proposals.proposal_return(by=who.planner, proposal=proposal, reason=" ")
    proposal = proposals.proposal_return(by=who.planner, proposal=proposal, reason="예산을 적어 주세요.")
    assert (proposal.state, turn(proposal), proposal.acknowledgements.count()) == (
        "returned",
        ("proposer", who.tenant),
        0,
    )
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.BUDGET: "300만 원"})
    proposal = proposals.proposal_submit(by=who.proposer, proposal=proposal)
    assert (proposal.state, proposal.current.number) == ("submitted", 2)


# ------------------------------------------------------------------------------ who is in charge


def test_the_other_side_is_in_charge_and_says_so_itself(who):
    proposal = collected(who)
    with refused("wrong_side"):
        proposals.party_ask(
            by=who.planner, proposal=proposal, organization=OrganizationFactory(), role=PartyRole.RECEIVER
        )
    with refused("not_coordinator"):
        proposals.party_ask(by=who.proposer, proposal=proposal, organization=who.department, role=PartyRole.RECEIVER)
    party = proposals.party_ask(by=who.planner, proposal=proposal, organization=who.department, role=PartyRole.RECEIVER)
    with refused("no_next"):
        proposals.party_answer(by=who.clerk, party=party, accepts=False, reason="인력이 없습니다.")
    third = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    handovers.party_pass_on(by=who.clerk, party=party, taker=third, reason="인력이 없습니다.")
    assert fresh(proposal).receiver == third, "never nobody"
    party = proposals.party_ask(by=who.planner, proposal=proposal, organization=who.department, role=PartyRole.RECEIVER)
    proposals.party_answer(by=who.clerk, party=party, accepts=True)
    with refused("receiver_accepted"):
        other = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
        proposals.party_ask(by=who.planner, proposal=proposal, organization=other, role=PartyRole.RECEIVER)


def test_a_departments_proposal_is_judged_by_the_centre(who):
    proposal = proposals.proposal_begin(
        by=who.clerk,
        lead=who.department,
        title="청소년 공방",
        facts={"summary": "공방을 엽니다.", "fields": ["education"]},
    )
    texts.proposal_write(by=who.clerk, proposal=proposal, sections=SECTIONS)
    proposal = proposals.proposal_submit(by=who.clerk, proposal=proposal)
    proposals.proposal_acknowledge(by=who.planner, proposal=proposal, side=Coordinator.PLANNING)
    proposals.proposal_acknowledge(by=who.staff, proposal=proposal, side=Coordinator.CENTRE)
    with refused("wrong_side"):
        proposals.party_ask(by=who.planner, proposal=proposal, organization=who.department, role=PartyRole.RECEIVER)
    centre = who.staff.memberships.get().organization
    assert proposals.party_ask(by=who.planner, proposal=proposal, organization=centre, role=PartyRole.RECEIVER)


# ------------------------------------------------------------------------------ meetings


def test_kickoff_needs_approved_minutes_by_somebody_else(who):
    proposal = matched(who)
    with refused("not_coordinator"):
        meetings.meeting_call(
            by=who.proposer, kind=MeetingKind.KICKOFF, title="-", starts_at=datetime(2100, 1, 1, tzinfo=SEOUL),
            ends_at=datetime(2100, 1, 2, tzinfo=SEOUL), proposal=proposal,
        )  # fmt: skip
    meeting = meet(who, proposal)
    came = list(meeting.attendances.values_list("pk", flat=True))
    with refused("meeting_state"):
        meetings.minutes_approve(by=who.proposer, meeting=meeting)
    meeting = meetings.minutes_write(by=who.clerk, meeting=meeting, minutes="논의함", came=[])
    with refused("own_minutes"):
        meetings.minutes_approve(by=who.clerk, meeting=meeting)
    with refused("nobody_came"):
        meetings.minutes_approve(by=who.proposer, meeting=meeting)
    promise = meetings.Promised(who.tenant, "일정을 맞춥니다.", date(2100, 1, 1))
    meetings.minutes_write(by=who.clerk, meeting=meeting, minutes="논의함", came=came, promises=[promise])
    assert fresh(proposal).state == "collected"
    meetings.minutes_approve(by=who.proposer, meeting=meeting)
    assert (fresh(proposal).state, turn(proposal)) == ("kickoff_held", ("proposer", who.tenant))
    commitment = Commitment.objects.get()
    with refused("not_owner"):
        meetings.commitment_end(by=who.clerk, commitment=commitment, to="done")
    assert meetings.commitment_end(by=who.proposer, commitment=commitment, to="done").done_by == who.proposer


def test_a_working_meeting_has_the_open_points_on_its_agenda(who):
    opinion = given(who)
    meeting = meet(who, opinion.proposal, MeetingKind.WORKING)
    texts_of = list(meeting.agenda.values_list("text", flat=True))
    assert texts_of == ["제안 설명", "대상 시장을 분명히 적어 주세요.", "세척은 누가 합니까?"]
    approved(meeting, who)


# ------------------------------------------------------------------------------ the opinion


def test_no_opinion_is_asked_for_before_somebody_is_in_charge(who):
    proposal = collected(who)
    with refused("proposal_state"):
        opinions.opinion_request(by=who.proposer, proposal=proposal)
    Proposal.objects.filter(pk=proposal.pk).update(state="working")
    with refused("no_receiver"):
        opinions.opinion_request(by=who.proposer, proposal=fresh(proposal))


def test_an_opinion_is_given_by_a_head_of_the_body_in_charge(who):
    opinion = asked(who)
    assert turn(opinion.proposal) == ("receiver", who.department)
    with refused("not_receiver"):
        opinions.opinion_accept(by=who.planner, opinion=opinion)
    opinion = opinions.opinion_accept(by=who.clerk, opinion=opinion)
    with refused("no_verdict"):
        opinions.opinion_issue(by=who.head, opinion=opinion)
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.CONDITIONAL)
    with refused("no_condition"):
        opinions.opinion_issue(by=who.head, opinion=opinion)
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.NOT_FEASIBLE)
    with refused("no_reasons"):
        opinions.opinion_issue(by=who.head, opinion=opinion)
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.AGREE)
    with refused("not_signing"):
        opinions.opinion_issue(by=who.clerk, opinion=opinion)
    opinion = opinions.opinion_issue(by=who.head, opinion=opinion)
    assert (opinion.state, fresh(opinion.proposal).state, turn(opinion.proposal)) == (
        "issued", "opinion_issued", ("planning", None),
    )  # fmt: skip


def test_points_are_answered_by_the_proposer_and_closed_by_the_department(who):
    opinion = given(who)
    condition, question, remark = opinion.points.all()
    assert remark.state == "closed"
    with refused("not_answered"):
        opinions.point_close(by=who.clerk, point=condition)
    with refused("not_proposer"):
        opinions.point_answer(by=who.clerk, point=condition, answer="-")
    opinions.point_answer(by=who.proposer, point=condition, answer="연신내시장입니다.")
    opinions.point_answer(by=who.proposer, point=question, answer="저희가 합니다.")
    assert turn(opinion.proposal) == ("receiver", who.department)
    opinions.point_reopen(by=who.clerk, point=question, text="누가 하는지 없습니다.")
    assert turn(opinion.proposal) == ("proposer", who.tenant)
    opinions.point_answer(by=who.proposer, point=question, answer="세척장에서 합니다.")
    for point in (condition, question):
        opinions.point_close(by=who.clerk, point=point)
    assert turn(opinion.proposal) == ("planning", None)


def test_an_edit_opens_exactly_the_points_of_its_section(who):
    opinion = closed(who)
    proposal = opinion.proposal
    texts.proposal_write(
        by=who.proposer, proposal=proposal, sections={SectionCode.AIM: "연신내시장에서 돌려쓰게 합니다."}
    )
    touched = texts.proposal_revise(by=who.proposer, proposal=proposal, note="대상 시장")
    assert [point.section for point in touched] == ["aim"]
    assert {point.section: (point.state, point.reopened) for point in opinion.points.all()} == {
        "aim": ("open", 1), "content": ("closed", 0), "effect": ("closed", 0),
    }  # fmt: skip
    with refused("points_open"):
        proposals.proposal_confirm(by=who.planner, proposal=fresh(proposal))
    point = opinion.points.get(section="aim")
    opinions.point_answer(by=who.proposer, point=point, answer="적었습니다.")
    opinions.point_close(by=who.clerk, point=point)
    with refused("other_version"):
        proposals.proposal_confirm(by=who.planner, proposal=fresh(proposal))
    with refused("not_signing"):
        opinions.opinion_extend(by=who.clerk, opinion=Opinion.objects.get())
    opinions.opinion_extend(by=who.head, opinion=Opinion.objects.get())
    assert proposals.proposal_confirm(by=who.planner, proposal=fresh(proposal)).confirmed.number == 2


def test_a_new_version_without_a_difference_is_refused_and_can_be_thrown_away(who):
    proposal = kicked_off(who)
    texts.proposal_write(
        by=who.proposer, proposal=proposal, sections={SectionCode.AIM: SECTIONS[SectionCode.AIM] + " \r\n"}
    )
    with refused("no_change"):
        texts.proposal_revise(by=who.proposer, proposal=proposal, note="")
    with refused("open_version"):
        opinions.opinion_request(by=who.proposer, proposal=fresh(proposal))
    texts.proposal_discard(by=who.proposer, proposal=proposal)
    assert opinions.opinion_request(by=who.proposer, proposal=fresh(proposal)).state == "requested"


def test_not_feasible_leads_to_a_decline_or_back_to_work(who):
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.NOT_FEASIBLE, reasons=["no_budget"])
    opinion = opinions.opinion_issue(by=who.head, opinion=opinion)
    with refused("not_agreed"):
        proposals.proposal_confirm(by=who.planner, proposal=fresh(opinion.proposal))
    declined = proposals.proposal_decline(by=who.head, proposal=opinion.proposal, reason="내년에 다시 봅니다.")
    assert (declined.state, turn(declined)) == ("declined", None)


def test_whoever_is_in_charge_does_not_just_decline(who):
    proposal = matched(who)
    with refused("no_opinion"):
        proposals.proposal_decline(by=who.head, proposal=proposal, reason="우리 일이 아닙니다.")


def test_no_bounce_to_nobody(who):
    opinion = asked(who)
    other = OrganizationFactory(name="사회적경제과", kind=OrganizationKind.DISTRICT_DEPARTMENT)
    taker = member_of(other, role=Role.OWNER)
    with refused("wrong_side"):
        handovers.handover_offer(by=who.clerk, proposal=opinion.proposal, taker=who.tenant, reason="소관 아님")
    handover = handovers.handover_offer(by=who.clerk, proposal=opinion.proposal, taker=other, reason="소관 아님")
    assert fresh(opinion.proposal).receiver == who.department, "until somebody accepts it stays"
    with refused("no_reason"):
        handovers.handover_answer(by=taker, handover=handover, accepts=False)
    handovers.handover_answer(by=taker, handover=handover, accepts=False, answer="저희도 아닙니다.")
    handover = handovers.handover_offer(by=who.clerk, proposal=opinion.proposal, taker=other, reason="다시 봐 주세요")
    handovers.handover_answer(by=taker, handover=handover, accepts=True)
    proposal = fresh(opinion.proposal)
    old, new = Opinion.objects.order_by("pk")
    assert (old.state, new.state, new.passed_on_from, new.organization) == ("passed_on", "requested", old, other)
    assert (proposal.receiver, turn(proposal)) == (other, ("receiver", other))
    assert Party.objects.get(proposal=proposal, organization=who.department).role == "concerned"


# ------------------------------------------------------------------------------ the clock


def test_the_clock_stops_while_the_proposer_completes(who, time_machine):
    """Hand-written calendar of February 2027 (request on Friday 5th; 설날 is Sunday 7th, the holiday Saturday 6th to
    Monday 8th, its substitute Tuesday 9th). Working days after the request, the completion from 15th to 18th left out:
    10 (1) 11 (2) 12 (3) 15 (4) | 16, 17, 18 completing | 19 (5) 22 (6) 23 (7) 24 (8) 25 (9) 26 (10).
    """
    day = lambda d, hour=10: datetime.combine(date(2027, 2, d), time(hour), tzinfo=SEOUL)  # noqa: E731
    time_machine.move_to(day(3), tick=False)
    proposal = kicked_off(who)
    time_machine.move_to(day(5), tick=False)
    opinion = opinions.opinion_request(by=who.proposer, proposal=proposal)
    assert opinion.due_on == date(2027, 2, 23), "ten working days, the substitute holiday left out"
    time_machine.move_to(day(15), tick=False)
    opinion = opinions.opinion_accept(by=who.clerk, opinion=opinion)
    points = [opinions.Said(SectionCode.BUDGET, PointKind.QUESTION, "예산을 적어 주세요.")]
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.SUPPLEMENT, points=points)
    opinions.opinion_issue(by=who.head, opinion=opinion)
    assert (fresh(proposal).state, turn(proposal)) == ("working", ("proposer", who.tenant))
    time_machine.move_to(day(18), tick=False)
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.BUDGET: "300만 원"})
    texts.proposal_revise(by=who.proposer, proposal=proposal, note="예산")
    again = opinions.opinion_request(by=who.proposer, proposal=fresh(proposal))
    assert again.due_on == date(2027, 2, 26)
    time_machine.move_to(day(26, 17), tick=False)
    rows = [(row.side, row.since, row.until) for row in proposal.turns.all()]
    spent = days_per_side(rows, clock.now())
    assert (spent["receiver"], spent["proposer"]) == (4 + 6, 2 + 3)


@pytest.mark.parametrize(
    ("first", "pauses", "due"),
    [
        (date(2027, 2, 5), [(date(2027, 2, 15), date(2027, 2, 18))], date(2027, 2, 26)),
        (date(2027, 2, 5), [], date(2027, 2, 23)),
        (date(2027, 3, 1), [], date(2027, 3, 15)),  # asked on a holiday
        (date(2026, 12, 18), [(date(2026, 12, 18), date(2026, 12, 18))], date(2027, 1, 5)),  # 성탄절, 신정
    ],
)
def test_due_day(first, pauses, due):
    assert due_day(first, pauses=pauses) == due


# ------------------------------------------------------------------------------ to the end


def test_the_whole_road(who):
    opinion = closed(who)
    proposal = proposals.proposal_confirm(by=who.planner, proposal=opinion.proposal)
    assert (proposal.state, proposal.confirmed, turn(proposal)) == (
        "confirmed",
        proposal.current,
        ("proposer", who.tenant),
    )
    with refused("not_editable"):
        texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.AIM: "-"})
    with refused("confirmed"):
        opinions.opinion_revoke(by=who.head, opinion=opinion, reason="마음이 바뀜")
    proposals.proposal_start(by=who.proposer, proposal=proposal)
    proposals.proposal_finish(by=who.clerk, proposal=proposal)
    assert proposals.proposal_close(by=who.planner, proposal=proposal).state == "closed"
    verbs = set(AuditEvent.objects.filter(subject_id=str(proposal.pk)).values_list("verb", flat=True))
    assert {"proposal.begin", "proposal.submitted", "proposal.confirmed", "proposal.closed"} <= verbs


def test_every_refused_confirmation_says_why(who):
    proposal = collected(who)
    with refused("not_coordinator"):
        proposals.proposal_confirm(by=who.proposer, proposal=proposal)
    with refused("proposal_state"):
        proposals.proposal_confirm(by=who.planner, proposal=proposal)
    opinion = closed(cast_again := cast())
    opinions.opinion_revoke(by=cast_again.head, opinion=opinion, reason="다시 봅니다")
    assert fresh(opinion.proposal).state == "working"
    Proposal.objects.filter(pk=opinion.proposal_id).update(state="opinion_issued")
    with refused("no_opinion"):
        proposals.proposal_confirm(by=cast_again.planner, proposal=fresh(opinion.proposal))


def test_hold_and_resume_go_on_where_it_stood(who):
    opinion = asked(who)
    held = proposals.proposal_hold(by=who.planner, proposal=opinion.proposal, reason="선거 기간")
    assert (held.state, turn(held)) == ("on_hold", ("nobody", None))
    with refused("proposal_state"):
        opinions.opinion_request(by=who.proposer, proposal=held)
    resumed = proposals.proposal_resume(by=who.planner, proposal=held)
    assert (resumed.state, turn(resumed)) == ("opinion_requested", ("receiver", who.department))


def test_merge_keeps_authors_followers_and_numbers(who):
    first, second = collected(who), collected(other := cast())
    reader = who.staff
    talk.proposal_follow(by=reader, proposal=second, follow=True)
    into = proposals.proposal_merge(by=who.planner, proposal=second, into=first)
    second = fresh(second)
    assert (second.state, second.merged_into, turn(second)) == ("merged", first, None)
    assert into.parties.get(organization=other.tenant).role == "joint"
    assert {row.person for row in into.followers.all()} == {reader, other.proposer}
    assert second.versions.count() == 1, "its text stays"
    with refused("proposal_state"):
        proposals.proposal_merge(by=who.planner, proposal=second, into=first)


# ------------------------------------------------------------------------------ who sees what


def test_who_sees_a_proposal(who):
    stranger, visible = PersonFactory(), Proposal.objects.visible_to
    proposal = draft(who)
    assert set(visible(who.proposer)) == {proposal}
    assert not visible(who.planner).exists(), "a draft is its authors' own"
    proposal = proposals.proposal_submit(by=who.proposer, proposal=proposal)
    assert set(visible(who.planner)) == set(visible(who.staff)) == {proposal}
    assert not visible(who.clerk).exists()
    assert not visible(stranger).exists()
    with refused("not_seen"):
        talk.proposal_follow(by=stranger, proposal=proposal, follow=True)


def test_internal_comments_are_ones_own(who):
    proposal = matched(who)
    with refused("not_member"):
        talk.comment_add(
            by=who.proposer, proposal=proposal, section=SectionCode.AIM, organization=who.department, text="-",
            internal=True,
        )  # fmt: skip
    comment = talk.comment_add(
        by=who.clerk, proposal=proposal, section=SectionCode.AIM, organization=who.department, text="과장님께 여쭐 것",
        internal=True,
    )  # fmt: skip
    assert not InboxMessage.objects.filter(kind="collaboration.comment_added").exists()
    assert comment.version == proposal.current


def test_moves_say_what_blocks_them(who):
    proposal = collected(who)
    moves = proposal_moves(who.planner, proposal)
    assert (moves["return"], moves["hold"]) == ("", "")
    assert "수합·공유" in moves["confirm"]
    assert moves["acknowledge_planning"]
