"""What is decided or over stays as it is; a held proposal goes on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from collaboration.actions import handovers, opinions, proposals, talk
from collaboration.models import Attachment, Party
from collaboration.states import MeetingKind, PartyRole, SectionCode
from collaboration.tables.desk import Desk
from park_portal.accounts.models import Person
from park_portal.accounts.states import OrganizationKind, Role
from park_portal.audit.models import AuditEvent
from park_portal.notifications.models import InboxMessage
from tests.factories import OrganizationFactory, member_of

from .people import asked, cast, closed, collected, draft, fresh, matched, meet, refused

pytestmark = pytest.mark.django_db
DEPARTMENT = OrganizationKind.DISTRICT_DEPARTMENT
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc00000030101"
    "00c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture
def who():
    return cast()


def withdrawn(who, proposal):
    return proposals.proposal_withdraw(by=who.proposer, proposal=proposal, reason="사정이 바뀜")


def say(by, proposal, body, text="-"):
    facts = {"section": SectionCode.AIM, "organization": body, "text": text, "internal": False}
    return talk.comment_add(by=by, proposal=proposal, **facts)


def attach(by, proposal):
    upload = SimpleUploadedFile("사진.png", PNG, "image/png")
    return talk.attachment_add(by=by, proposal=proposal, name="현장", upload=upload)


def test_a_stranger_reads_what_is_public_and_does_not_write_to_everybody(who):
    proposal = proposals.proposal_confirm(by=who.planner, proposal=closed(who).proposal)
    stranger = OrganizationFactory()
    with refused("not_proposer"):
        say(member_of(stranger), proposal, stranger)
    told = InboxMessage.objects.count()
    proposals.party_ask(by=who.planner, proposal=proposal, organization=stranger, role=PartyRole.CONCERNED)
    proposals.party_answer(by=member_of(stranger), party=Party.objects.get(organization=stranger), accepts=True)
    say(member_of(stranger), proposal, stranger, "우리도 함께합니다.")
    assert InboxMessage.objects.count() > told


def test_nothing_is_said_or_added_or_answered_once_it_is_over(who):
    proposal = matched(who)
    other = OrganizationFactory()
    party = proposals.party_ask(by=who.planner, proposal=proposal, organization=other, role=PartyRole.CONCERNED)
    attachment = attach(who.proposer, proposal)
    withdrawn(who, proposal)
    member = member_of(other)
    assert not Desk(Person.objects.get(pk=member.pk)).parts
    for deed in (
        lambda: say(who.proposer, fresh(proposal), who.tenant),
        lambda: attach(who.proposer, fresh(proposal)),
        lambda: talk.attachment_remove(by=who.proposer, attachment=Attachment.objects.get(pk=attachment.pk)),
        lambda: proposals.party_answer(by=member, party=Party.objects.get(pk=party.pk), accepts=True),
    ):
        with refused("proposal_state"):
            deed()


def test_nobody_takes_over_what_is_decided_or_held(who):
    other = OrganizationFactory(kind=DEPARTMENT)
    proposal = matched(who)
    offer = handovers.handover_offer(by=who.clerk, proposal=proposal, taker=other, reason="소관 아님")
    taker = member_of(other, role=Role.OWNER)
    assert Desk(taker).handovers
    proposals.proposal_hold(by=who.planner, proposal=fresh(proposal), reason="예산 확인")
    with refused("proposal_state"):
        handovers.handover_answer(by=taker, handover=offer, accepts=True)
    with refused("proposal_state"):
        handovers.handover_offer(by=who.clerk, proposal=fresh(proposal), taker=other, reason="소관 아님")
    assert not Desk(Person.objects.get(pk=taker.pk)).handovers
    handovers.handover_answer(by=taker, handover=offer, accepts=False, answer="우리 일도 아닙니다.")
    assert fresh(proposal).receiver == who.department


def test_an_opinion_revoked_on_hold_leaves_a_way_on(who):
    opinion = asked(who)
    proposals.proposal_hold(by=who.planner, proposal=opinion.proposal, reason="예산 확인")
    opinions.opinion_revoke(by=who.planner, opinion=opinion, reason="다시 봅니다")
    proposal = proposals.proposal_resume(by=who.planner, proposal=fresh(opinion.proposal))
    assert proposal.state == "working"
    assert opinions.opinion_request(by=who.proposer, proposal=proposal).state == "requested"


def test_whoever_said_no_keeps_her_reason_and_whoever_is_not_asked_any_more_is_on_the_trail(who):
    proposal, first = collected(who), OrganizationFactory(kind=DEPARTMENT)
    party = proposals.party_ask(by=who.planner, proposal=proposal, organization=first, role=PartyRole.RECEIVER)
    second = OrganizationFactory(kind=DEPARTMENT)
    handovers.party_pass_on(by=member_of(first), party=party, taker=second, reason="소관이 아닙니다.")
    proposals.party_ask(by=who.planner, proposal=fresh(proposal), organization=who.department, role=PartyRole.RECEIVER)
    assert proposal.parties.get(organization=first).reason == "소관이 아닙니다."
    assert not proposal.parties.filter(organization=second).exists()
    assert AuditEvent.objects.get(verb="party.unask").facts["body"] == second.pk


def test_a_working_meeting_follows_the_kickoff(who):
    with refused("proposal_state"):
        meet(who, collected(who), kind=MeetingKind.WORKING)
    with refused("proposal_state"):
        meet(who, withdrawn(who, draft(who)), kind=MeetingKind.WORKING)
