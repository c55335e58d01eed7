"""Whose turn it is follows from where the proposal stands; on hold every clock stands still; nothing bounces."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse

from collaboration.actions import handovers, opinions, proposals, texts
from collaboration.models import Opinion, Party
from collaboration.notifications.opinions import opinions_due
from collaboration.rules.turns import whose_turn
from collaboration.states import PartyRole, PointKind, SectionCode, Verdict
from collaboration.tables.desk import Desk
from collaboration.tables.proposals import Case
from park_portal.accounts.models import Membership, Person
from park_portal.accounts.states import OrganizationKind, Role
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.notifications.models import InboxMessage
from park_portal.reports.figures.collaboration import compute
from park_portal.reports.reckoning import Window
from tests.factories import OrganizationFactory, member_of

from .people import POINTS, approved, asked, cast, closed, collected, draft, fresh, given, matched, meet, refused

pytestmark = pytest.mark.django_db
DEPARTMENT = OrganizationKind.DISTRICT_DEPARTMENT


@pytest.fixture
def who():
    return cast()


def at(month, day, hour=10):
    return datetime.combine(date(2027, month, day), time(hour), tzinfo=SEOUL)


def turn(proposal):
    """As it is stored, which is as it is reckoned."""
    found = proposal.turns.filter(until=None).first()
    stored = (found.side, found.organization) if found else (None, None)
    assert stored == whose_turn(fresh(proposal))
    return stored


def held(who, proposal):
    return proposals.proposal_hold(by=who.planner, proposal=fresh(proposal), reason="선거 기간")


def resumed(who, proposal):
    return proposals.proposal_resume(by=who.planner, proposal=fresh(proposal))


def receiver_asked(who, proposal, body=None):
    body = body or who.department
    return proposals.party_ask(by=who.planner, proposal=proposal, organization=body, role=PartyRole.RECEIVER)


def other_department():
    body = OrganizationFactory(kind=DEPARTMENT)
    return body, member_of(body, role=Role.OWNER)


# ------------------------------------------------------------------------------ on hold


def test_nothing_but_going_on_or_ending_is_done_on_hold(who, client_of):
    """Each of these was a button on the page; none may answer with a crash."""
    handed_in = proposals.proposal_submit(by=who.proposer, proposal=draft(who))
    opinion = closed(cast_again := cast())
    confirmed = proposals.proposal_confirm(by=cast_again.planner, proposal=opinion.proposal)
    deeds = [
        (who, handed_in, who.proposer, proposals.proposal_submit),
        (cast_again, confirmed, cast_again.planner, proposals.proposal_confirm),
        (cast_again, confirmed, cast_again.proposer, proposals.proposal_start),
    ]
    for people, proposal, person, deed in deeds:
        held(people, proposal)
        with refused("on_hold"):
            deed(by=person, proposal=fresh(proposal))
        resumed(people, proposal)
    held(cast_again, confirmed)
    with refused("confirmed"):
        proposals.proposal_decline(by=cast_again.planner, proposal=fresh(confirmed), reason="그만")
    page = client_of(cast_again.planner).get(confirmed.get_absolute_url()).content.decode()
    move = lambda deed: reverse("collaboration:proposal-move", args=[confirmed.pk, deed])  # noqa: E731
    assert move("resume") in page and move("confirm") not in page and move("decline") not in page


def test_the_department_has_as_many_days_after_the_hold_as_before(who, time_machine):
    """Asked for on Tuesday 2 March 2027, due on the 16th; held on the 4th, when two of ten days were gone (3, 4).

    It goes on on Tuesday 20 April: eight days are left, 21 (1) 22 (2) 23 (3) 26 (4) 27 (5) 28 (6) 29 (7) 30 (8).
    """
    time_machine.move_to(at(3, 2), tick=False)
    opinion = asked(who)
    assert opinion.due_on == date(2027, 3, 16)
    time_machine.move_to(at(3, 4), tick=False)
    held(who, opinion.proposal)
    time_machine.move_to(at(3, 16, 9), tick=False)
    assert list(opinions_due(at(3, 1), at(3, 31))) == [], "nobody is reminded while everything stands still"
    assert Desk(Person.objects.get(pk=who.clerk.pk)).opinions == []
    assert Case(fresh(opinion.proposal), who.clerk).days_left is None
    time_machine.move_to(at(3, 31, 9), tick=False)
    assert compute(Window(date(2027, 3, 1)))["opinions"]["overdue"] == 0
    time_machine.move_to(at(4, 20), tick=False)
    resumed(who, opinion.proposal)
    opinion.refresh_from_db()
    assert opinion.due_on == date(2027, 4, 30)
    assert Case(fresh(opinion.proposal), who.clerk).days_left == 8


def test_what_was_late_before_the_hold_is_late_after_it(who, time_machine):
    time_machine.move_to(at(3, 2), tick=False)
    opinion = asked(who)
    time_machine.move_to(at(3, 18), tick=False)
    held(who, opinion.proposal)
    time_machine.move_to(at(4, 20), tick=False)
    resumed(who, opinion.proposal)
    opinion.refresh_from_db()
    assert opinion.due_on == date(2027, 3, 16)


def test_a_completion_on_the_last_day_leaves_a_day_to_read_it(who, time_machine):
    time_machine.move_to(at(3, 2), tick=False)
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    time_machine.move_to(at(3, 16), tick=False)
    points = [opinions.Said(SectionCode.BUDGET, PointKind.QUESTION, "얼마입니까?")]
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.SUPPLEMENT, points=points)
    opinions.opinion_issue(by=who.head, opinion=opinion)
    time_machine.move_to(at(4, 2), tick=False)  # a Friday
    again = opinions.opinion_request(by=who.proposer, proposal=fresh(opinion.proposal))
    assert again.due_on == date(2027, 4, 5)


def test_after_the_hold_the_turn_is_whose_it_is_now(who):
    opinion = asked(who)
    held(who, opinion.proposal)
    assert turn(opinion.proposal) == ("nobody", None)
    opinions.opinion_revoke(by=who.planner, opinion=opinion, reason="다시 봅니다")
    proposal = resumed(who, opinion.proposal)
    assert (proposal.state, turn(proposal)) == ("working", ("proposer", who.tenant))


# ------------------------------------------------------------------------------ the turn


def test_planning_finds_the_department_and_the_department_answers(who):
    proposal = collected(who)
    approved(meet(who, proposal), who)
    assert turn(proposal) == ("planning", None), "nobody is in charge: the proposer can do nothing"
    party = receiver_asked(who, fresh(proposal))
    assert turn(proposal) == ("receiver", who.department)
    desk = Desk(Person.objects.get(pk=who.clerk.pk))
    assert (desk.turns, [row.pk for row in desk.parts]) == ([], [party.pk]), "named once"
    proposals.party_answer(by=who.clerk, party=party, accepts=True)
    assert turn(proposal) == ("proposer", who.tenant)


def test_a_new_version_turns_to_whoever_has_to_read_or_answer_it(who):
    opinion = closed(who)
    proposal = opinion.proposal
    assert turn(proposal) == ("planning", None)
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.ROLES: "함께 씻습니다."})
    assert turn(proposal) == ("proposer", who.tenant), "it is being written, and cannot be confirmed"
    texts.proposal_revise(by=who.proposer, proposal=proposal, note="")
    assert turn(proposal) == ("receiver", who.department), "no point is touched: it has to say that the opinion holds"
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.AIM: "두 시장에서"})
    texts.proposal_revise(by=who.proposer, proposal=proposal, note="")
    assert turn(proposal) == ("proposer", who.tenant), "a point is open again"
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.AIM: "세 시장에서"})
    texts.proposal_discard(by=who.proposer, proposal=proposal)
    assert turn(proposal) == ("proposer", who.tenant)


def test_what_is_not_feasible_is_taken_up_again_or_declined(who, client_of):
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    facts = {"verdict": Verdict.NOT_FEASIBLE, "reasons": ["no_budget"], "text": "예산이 없습니다.", "points": POINTS}
    opinions.opinion_issue(by=who.head, opinion=opinion, **facts)
    assert turn(opinion.proposal) == ("planning", None)
    rework = reverse("collaboration:proposal-move", args=[opinion.proposal_id, "rework"])
    assert rework in client_of(who.planner).get(opinion.proposal.get_absolute_url()).content.decode()
    assert client_of(who.planner).post(rework, {"reason": "규모를 줄여 봅시다."}).status_code == 302
    proposal = fresh(opinion.proposal)
    assert (proposal.state, proposal.reason, turn(proposal)) == (
        "working",
        "규모를 줄여 봅시다.",
        ("proposer", who.tenant),
    )
    agreed = given(again := cast())
    with refused("not_refused"):
        proposals.proposal_rework(by=again.planner, proposal=agreed.proposal, reason="-")


# ------------------------------------------------------------------------------ no bounce to nobody


def test_whoever_is_not_responsible_names_who_is(who, client_of):
    proposal = collected(who)
    body, boss = other_department()
    party = receiver_asked(who, proposal)
    with refused("no_next"):
        proposals.party_answer(by=who.clerk, party=party, accepts=False, reason="우리 일이 아닙니다.")
    address = reverse("collaboration:party-pass-on", args=[party.pk])
    assert address in client_of(who.clerk).get(proposal.get_absolute_url()).content.decode()
    assert set(client_of(who.clerk).post(address, {"reason": "소관이 아닙니다."}).context["form"].errors) == {"taker"}
    client_of(who.clerk).post(address, {"taker": body.pk, "reason": "소관이 아닙니다."})
    party.refresh_from_db()
    assert (party.state, party.reason) == ("declined", "소관이 아닙니다.")
    assert (fresh(proposal).receiver, turn(proposal)) == (body, ("receiver", body))
    successor = Party.objects.get(proposal=proposal, organization=body)
    with refused("bounced"):
        handovers.party_pass_on(by=boss, party=successor, taker=who.department, reason="거기입니다.")
    with refused("wrong_side"):
        handovers.party_pass_on(by=boss, party=successor, taker=who.tenant, reason="거기입니다.")
    with refused("no_reason"):
        handovers.party_pass_on(by=boss, party=successor, taker=other_department()[0], reason=" ")
    with refused("not_member"):
        handovers.party_pass_on(by=who.clerk, party=successor, taker=other_department()[0], reason="-")
    proposals.party_answer(by=boss, party=successor, accepts=True)
    with refused("answered"):
        handovers.party_pass_on(by=boss, party=successor, taker=other_department()[0], reason="-")
    told = InboxMessage.objects.filter(recipient=who.proposer, kind="collaboration.party_answered")
    assert told.count() == 2, "the no, and the yes"


def test_the_centre_is_the_only_one_that_can_be_in_charge(who):
    from collaboration.models import Proposal

    centre = who.staff.memberships.get().organization
    proposal = collected(who)
    Proposal.objects.filter(pk=proposal.pk).update(proposer="district")
    party = receiver_asked(who, fresh(proposal), centre)
    with refused("only_one"):
        handovers.party_pass_on(by=who.staff, party=party, taker=who.department, reason="-")


def test_an_offer_is_taken_back_or_made_by_a_coordinator(who, client_of):
    opinion = asked(who)
    empty = OrganizationFactory(kind=DEPARTMENT)  # nobody signs in there
    handover = handovers.handover_offer(by=who.clerk, proposal=opinion.proposal, taker=empty, reason="소관 아님")
    body, boss = other_department()
    with refused("handover_open"):
        handovers.handover_offer(by=who.planner, proposal=fresh(opinion.proposal), taker=body, reason="이 과")
    with refused("not_member"):
        handovers.handover_recall(by=who.proposer, handover=handover)
    recall = reverse("collaboration:handover-recall", args=[handover.pk])
    assert recall in client_of(who.clerk).get(opinion.proposal.get_absolute_url()).content.decode()
    client_of(who.clerk).post(recall)
    handover.refresh_from_db()
    assert (handover.state, handover.answered_by) == ("recalled", who.clerk)
    Membership.objects.filter(organization=who.department).delete()  # a department that was dissolved
    handover = handovers.handover_offer(by=who.planner, proposal=fresh(opinion.proposal), taker=body, reason="조직개편")
    handovers.handover_answer(by=boss, handover=handover, accepts=True)
    assert turn(opinion.proposal) == ("receiver", body)
    with refused("bounced"):
        handovers.handover_offer(by=boss, proposal=fresh(opinion.proposal), taker=who.department, reason="돌려보냄")


def test_who_takes_over_after_an_opinion_gives_one_of_its_own(who):
    opinion = given(who)
    body, boss = other_department()
    handover = handovers.handover_offer(by=who.clerk, proposal=opinion.proposal, taker=body, reason="조직개편")
    handovers.handover_answer(by=boss, handover=handover, accepts=True)
    opinion.refresh_from_db()
    proposal = fresh(opinion.proposal)
    assert (opinion.state, proposal.state, turn(proposal)) == ("superseded", "working", ("proposer", who.tenant))
    assert opinions.opinion_request(by=who.proposer, proposal=proposal).organization == body


def test_nobody_hands_over_what_she_was_only_asked_for(who):
    proposal = collected(who)
    receiver_asked(who, proposal)
    with refused("no_receiver"):
        handovers.handover_offer(by=who.clerk, proposal=fresh(proposal), taker=other_department()[0], reason="-")


def test_an_old_offer_takes_nothing_from_who_is_in_charge_now(who):
    proposal = matched(who)
    first, boss = other_department()
    handover = handovers.handover_offer(by=who.clerk, proposal=proposal, taker=first, reason="소관 아님")
    second, _boss = other_department()
    Party.objects.filter(proposal=proposal, organization=who.department).delete()
    proposals.party_answer(by=_boss, party=receiver_asked(who, fresh(proposal), second), accepts=True)
    with refused("stale"):
        handovers.handover_answer(by=boss, handover=handover, accepts=True)
    assert fresh(proposal).receiver == second


def test_what_is_over_says_how_long_each_side_had_it(who, client, time_machine):
    time_machine.move_to(at(3, 2), tick=False)
    opinion = asked(who)
    time_machine.move_to(at(3, 9), tick=False)
    opinion = opinions.opinion_accept(by=who.clerk, opinion=opinion)
    opinions.opinion_issue(by=who.head, opinion=opinion, verdict=Verdict.AGREE)
    proposal = proposals.proposal_confirm(by=who.planner, proposal=fresh(opinion.proposal))
    proposals.proposal_start(by=who.proposer, proposal=proposal)
    proposals.proposal_finish(by=who.proposer, proposal=proposal)
    proposals.proposal_close(by=who.planner, proposal=proposal)
    assert turn(proposal) == (None, None)
    assert Case(fresh(proposal), who.proposer).turn is None
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "pp-share--receiver" in page, "everybody reads how long the department had it"
    assert Opinion.objects.get().state == "issued" and clock.today() == date(2027, 3, 9)
