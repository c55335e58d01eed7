"""Who reads what was never given or never handed in: those whose it is, and nobody else."""

import pytest
from django.urls import reverse

from collaboration.actions import handovers, opinions, papers, proposals, talk, texts
from collaboration.forms.proposals import CommentForm
from collaboration.models import Handover, Opinion, Proposal
from collaboration.states import PartyRole, SectionCode, Verdict
from park_portal.accounts.models import Membership, Person
from park_portal.accounts.states import OrganizationKind, Role
from park_portal.core import clock
from park_portal.documents.models import Document
from tests.factories import OrganizationFactory, member_of

from .people import approved, asked, cast, collected, draft, fresh, meet, refused

pytestmark = pytest.mark.django_db
DEPARTMENT, TEAM = OrganizationKind.DISTRICT_DEPARTMENT, OrganizationKind.DISTRICT_TEAM
HIDDEN = "과 안의 솔직한 초안"


@pytest.fixture
def who():
    return cast()


def url(name, *args):
    return reverse(f"collaboration:{name}", args=args)


def again(person):
    return Person.objects.get(pk=person.pk)


def status(client, *addresses):
    return [client.get(address).status_code for address in addresses]


# ------------------------------------------------------------------------------ an opinion that was never given


@pytest.fixture
def drafted(who):
    """An opinion that is written and on paper, not given."""
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    opinions.opinion_write(
        by=who.clerk, opinion=opinion, verdict=Verdict.NOT_FEASIBLE, reasons=["no_budget"], text=HIDDEN
    )
    papers.opinion_paper_issue(by=who.clerk, opinion=opinion)
    return opinion


def revoke(who, opinion):
    opinions.opinion_revoke(by=who.proposer, opinion=opinion, reason="취소")


def pass_on(who, opinion):
    other = OrganizationFactory(kind=DEPARTMENT)
    handover = handovers.handover_offer(by=who.clerk, proposal=opinion.proposal, taker=other, reason="소관 아님")
    handovers.handover_answer(by=member_of(other), handover=handover, accepts=True)


@pytest.mark.parametrize("end", [revoke, pass_on])
def test_an_opinion_that_ended_ungiven_stays_its_departments_own(who, drafted, end, client_of):
    end(who, drafted)
    documents = Document.objects.of("collaboration.opinion", drafted.pk)
    files = [reverse("documents:document-file", args=[document.pk, "pdf"]) for document in documents]
    assert files
    for person in (who.proposer, who.planner, who.staff):
        client = client_of(again(person))
        assert status(client, *files) == [404] * len(files)
        for page in (drafted.get_absolute_url(), drafted.proposal.get_absolute_url()):
            assert HIDDEN not in client.get(page).content.decode()
        assert client.get(url("proposal-paper", drafted.proposal_id, "opinion", "pdf")).status_code == 404
    assert status(client_of(who.clerk), *files) == [200] * len(files)


def test_what_was_given_and_taken_back_is_still_read(who, drafted):
    opinion = opinions.opinion_issue(by=who.head, opinion=drafted)
    opinions.opinion_revoke(by=who.head, opinion=opinion, reason="다시 봅니다.")
    assert Document.objects.of("collaboration.opinion", opinion.pk).visible_to(who.proposer).exists()


# ------------------------------------------------------------------------------ a draft


def pages_of(proposal):
    paper = url("proposal-paper", proposal.pk, "proposal", "hwpx")
    return proposal.get_absolute_url(), paper


def test_a_draft_that_was_withdrawn_was_never_handed_in(who, client_of):
    proposal = draft(who)
    with refused("not_seen"):
        talk.proposal_follow(by=who.planner, proposal=proposal, follow=True)
    proposals.proposal_withdraw(by=who.proposer, proposal=proposal)
    for person in (who.planner, who.staff):
        assert status(client_of(person), *pages_of(proposal)) == [404, 404]
    assert status(client_of(who.proposer), *pages_of(proposal)) == [200, 200]
    handed_in = proposals.proposal_submit(by=who.proposer, proposal=draft(who))
    proposals.proposal_withdraw(by=who.proposer, proposal=handed_in)
    assert status(client_of(who.planner), *pages_of(handed_in)) == [200, 200]


def test_who_said_no_is_led_to_her_desk_and_reads_no_further(who, client_of):
    proposal, other = draft(who), OrganizationFactory()
    client = client_of(member_of(other))
    party = proposals.party_ask(by=who.proposer, proposal=proposal, organization=other, role=PartyRole.JOINT)
    assert status(client, *pages_of(proposal)) == [200, 200]
    answered = client.post(url("party-answer", party.pk), {"reason": "안 합니다."}, follow=True)
    assert answered.redirect_chain == [(url("joint-desk"), 302)]
    assert (answered.status_code, "답변을 보냈습니다" in answered.content.decode()) == (200, True)
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.CONTENT: "거절한 뒤에 쓴 말"})
    assert status(client, *pages_of(proposal)) == [404, 404]


def test_who_is_to_take_over_reads_it_and_after_a_no_does_not(who, client_of):
    opinion, other = asked(who), OrganizationFactory(kind=DEPARTMENT)
    client = client_of(member_of(other))
    assert status(client, *pages_of(opinion.proposal)) == [404, 404]
    handovers.handover_offer(by=who.clerk, proposal=opinion.proposal, taker=other, reason="소관 아님")
    assert status(client, *pages_of(opinion.proposal)) == [200, 200]
    address = url("handover-answer", Handover.objects.get().pk)
    answered = client.post(address, {"reason": "저희도 아닙니다."}, follow=True)
    assert (answered.status_code, answered.redirect_chain) == (200, [(url("joint-desk"), 302)])
    assert status(client, *pages_of(opinion.proposal)) == [404, 404]


def test_an_author_who_has_left_reads_it_no_more(who, client_of):
    proposal, today = draft(who), clock.today()
    colleague = member_of(who.tenant)
    Membership.objects.filter(person=who.proposer).update(since=today.replace(year=today.year - 1), until=today)
    assert status(client_of(again(who.proposer)), *pages_of(proposal)) == [404, 404]
    assert status(client_of(colleague), *pages_of(proposal)) == [200, 200]


# ------------------------------------------------------------------------------ office, department, team


def test_a_department_does_not_speak_for_the_office(who, client_of):
    office = OrganizationFactory(kind=OrganizationKind.DISTRICT_OFFICE)
    one, other = (OrganizationFactory(kind=DEPARTMENT, parent=office) for _ in "12")
    mine, neighbour, mayor = member_of(one), member_of(other), member_of(office, role=Role.OWNER)
    proposal = collected(who)
    party = proposals.party_ask(by=who.planner, proposal=proposal, organization=office, role=PartyRole.RECEIVER)
    with refused("not_member"):
        proposals.party_answer(by=mine, party=party, accepts=True)
    party = handovers.party_pass_on(by=mayor, party=party, taker=one, reason="과에서 합니다.")
    proposals.party_answer(by=mine, party=party, accepts=True)
    party = proposals.party_ask(by=who.planner, proposal=fresh(proposal), organization=other, role=PartyRole.CONCERNED)
    proposals.party_answer(by=neighbour, party=party, accepts=True)
    assert list(CommentForm(user=mine).fields["organization"].queryset) == [one]
    said = {"section": SectionCode.AIM, "text": "과 안의 말", "internal": True}
    with refused("not_member"):
        talk.comment_add(by=mine, proposal=fresh(proposal), organization=office, **said)
    talk.comment_add(by=mine, proposal=fresh(proposal), organization=one, **said)
    assert "과 안의 말" not in client_of(neighbour).get(proposal.get_absolute_url()).content.decode()


def test_the_head_of_a_department_gives_what_her_team_has_written(who, client_of):
    department = OrganizationFactory(kind=DEPARTMENT)
    team = OrganizationFactory(kind=TEAM, parent=department)
    head, mate, plain = member_of(department, role=Role.OWNER), member_of(team), member_of(department)
    proposal = collected(who)
    party = proposals.party_ask(by=who.planner, proposal=proposal, organization=team, role=PartyRole.RECEIVER)
    proposals.party_answer(by=mate, party=party, accepts=True)
    approved(meet(who, fresh(proposal)), who)
    opinion = opinions.opinion_request(by=who.proposer, proposal=fresh(proposal))
    opinions.opinion_accept(by=mate, opinion=opinion)
    said = [opinions.Said(SectionCode.AIM, "condition", "대상을 적어 주세요.")]
    opinions.opinion_write(by=mate, opinion=opinion, verdict=Verdict.CONDITIONAL, text=HIDDEN, points=said)
    with refused("not_signing"):
        opinions.opinion_issue(by=mate, opinion=opinion)
    assert HIDDEN in client_of(head).get(opinion.get_absolute_url()).content.decode()
    assert status(client_of(plain), opinion.get_absolute_url(), proposal.get_absolute_url()) == [404, 404]
    opinion = opinions.opinion_issue(by=head, opinion=opinion)
    point = opinions.point_answer(by=who.proposer, point=opinion.points.get(), answer="해담시장입니다.")
    assert url("point-close", point.pk) in client_of(head).get(proposal.get_absolute_url()).content.decode()
    opinions.point_close(by=head, point=point)
    texts.proposal_write(by=who.proposer, proposal=fresh(proposal), sections={SectionCode.EFFECT: "더 줄입니다."})
    texts.proposal_revise(by=who.proposer, proposal=fresh(proposal), note="")
    assert opinions.opinion_extend(by=head, opinion=opinion).version == fresh(proposal).current
    assert set(Proposal.objects.inside(plain)) == set()
    assert Opinion.objects.get(pk=opinion.pk).issued_by == head
