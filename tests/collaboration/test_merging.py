"""Merging loses nobody and nothing: authors, readers, meetings, promises; and every page names the other."""

from datetime import timedelta

import pytest

from collaboration.actions import handovers, meetings, proposals, talk
from collaboration.models import Handover, Meeting, Party
from collaboration.rules.people import proposes
from collaboration.states import CommitmentState, MeetingKind, PartyRole, SectionCode
from collaboration.tables.history import history
from park_portal.accounts.states import OrganizationKind
from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from tests.factories import AttachmentFactory, CommitmentFactory, OrganizationFactory, member_of

from .people import cast, collected, draft, fresh, kicked_off, matched, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


@pytest.fixture
def other():
    return cast()


def merged(who, proposal, into):
    return proposals.proposal_merge(by=who.planner, proposal=fresh(proposal), into=fresh(into))


def test_the_target_names_what_went_into_it_and_opens_it_to_its_people(who, other, client_of):
    into, second = matched(who), collected(other, title="골목 다회용기")
    said = {"section": SectionCode.AIM, "organization": other.tenant, "text": "골목 상인회의 말", "internal": False}
    talk.comment_add(by=other.proposer, proposal=second, **said)
    talk.comment_add(by=other.proposer, proposal=second, **said | {"text": "단체 안의 말", "internal": True})
    file = AttachmentFactory(proposal=second, by=other.proposer, name="상점 명단")
    assert client_of(who.clerk).get(second.get_absolute_url()).status_code == 404
    merged(who, second, into)
    for person in (who.proposer, who.clerk):
        page = client_of(person).get(into.get_absolute_url()).content.decode()
        assert f"{second.number} 골목 다회용기" in page
        words = client_of(person).get(second.get_absolute_url()).content.decode()
        assert "골목 상인회의 말" in words
        assert file.name in words
        assert into.get_absolute_url() in words
        assert "단체 안의 말" not in words
    assert history(fresh(into))[0].words == f"{second.number} 합침"
    assert client_of(member_of(OrganizationFactory())).get(second.get_absolute_url()).status_code == 404


def test_who_was_in_charge_is_concerned(who, other, client_of):
    into, second = matched(who), matched(other)
    merged(who, second, into)
    party = into.parties.get(organization=other.department)
    assert (party.role, party.state, fresh(into).receiver) == ("concerned", "accepted", who.department)
    assert client_of(other.clerk).get(into.get_absolute_url()).status_code == 200


def test_an_author_that_had_said_no_or_was_only_asked_is_an_author(who, other):
    into, second = collected(who), collected(other)
    party = proposals.party_ask(by=who.planner, proposal=into, organization=other.tenant, role=PartyRole.CONCERNED)
    proposals.party_answer(by=other.proposer, party=party, accepts=False, reason="우리는 따로 합니다")
    merged(who, second, into)
    party = Party.objects.get(proposal=into, organization=other.tenant)
    assert (party.role, party.state, party.reason) == ("joint", "accepted", "")
    assert proposes(other.proposer, fresh(into))


def test_an_author_that_was_asked_to_be_in_charge_does_not_judge_itself(who):
    joint = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    second, other = draft(who), cast()
    party = proposals.party_ask(by=who.proposer, proposal=second, organization=joint, role=PartyRole.JOINT)
    proposals.party_answer(by=member_of(joint), party=party, accepts=True)
    second = proposals.proposal_submit(by=who.proposer, proposal=second)
    into = collected(other)
    proposals.party_ask(by=who.planner, proposal=into, organization=joint, role=PartyRole.RECEIVER)
    merged(who, second, into)
    assert (fresh(into).receiver, into.parties.get(organization=joint).role) == (None, "joint")


def test_meetings_and_promises_that_are_open_go_along(who, other):
    into, second = kicked_off(who), kicked_off(other)
    start = clock.now() + timedelta(days=2)
    planned = meetings.meeting_call(
        by=who.planner, kind=MeetingKind.WORKING, title="실무협의", starts_at=start,
        ends_at=start + timedelta(hours=1), proposal=second, guests=[meetings.Guest(other.tenant)],
    )  # fmt: skip
    promise = {"owner": other.tenant, "due_on": clock.today(), "proposal": second}
    left, done = (CommitmentFactory(text=text, **promise) for text in ("명단", "지도"))
    meetings.commitment_end(by=other.proposer, commitment=done, to=CommitmentState.DONE)
    held = Meeting.objects.get(proposal=second, kind="kickoff")
    merged(who, second, into)
    for row, where in ((planned, into), (left, into), (held, second), (done, second)):
        row.refresh_from_db()
        assert row.proposal == where, row
    for verb, row in (("meeting.bring", planned), ("commitment.bring", left)):
        event = AuditEvent.objects.get(verb=verb)
        assert (event.subject_id, event.facts["was"]) == (str(row.pk), second.pk)


def test_nobody_is_asked_to_take_over_what_was_merged(who, other):
    into, second = collected(who), matched(other)
    taker = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    offer = handovers.handover_offer(by=other.clerk, proposal=second, taker=taker, reason="소관 아님")
    merged(who, second, into)
    offer = Handover.objects.get(pk=offer.pk)
    assert (offer.state, offer.answered_by, offer.answer) == ("recalled", who.planner, f"→ {into.number}")


def test_what_had_gone_into_the_merged_one_goes_on_with_it(who, other, client_of):
    first, second, third = collected(who), collected(other), collected(cast())
    merged(who, first, second)
    merged(who, second, third)
    assert (fresh(first).merged_into, fresh(second).merged_into) == (third, third)
    page = client_of(who.planner).get(third.get_absolute_url()).content.decode()
    assert first.number in page
    assert second.number in page


def test_a_proposal_does_not_go_into_a_request(who):
    target = collected(who)
    type(target).objects.filter(pk=target.pk).update(kind="resource_request")
    with refused("kind"):
        merged(who, collected(who), target)
