"""What everybody reads of a confirmed proposal, and what stays with those who take part."""

import pytest
from django.urls import reverse

from collaboration.actions import proposals, talk, texts
from collaboration.models import Party, Proposal
from collaboration.states import PartyRole, SectionCode
from park_portal.notifications.models import InboxMessage
from tests.factories import OrganizationFactory, PersonFactory, member_of

from .people import cast, closed, draft, fresh, matched, typed_on

pytestmark = pytest.mark.django_db
COMMENT, REFUSAL = "상인회와 먼저 이야기합시다.", "일손이 모자랍니다."


@pytest.fixture
def who():
    return cast()


@pytest.fixture
def proposal(who):
    """Confirmed in its second version, with a shared comment and an organisation that said no."""
    opinion = closed(who)
    facts = {"section": SectionCode.AIM, "organization": who.department, "text": COMMENT, "internal": False}
    talk.comment_add(by=who.clerk, proposal=opinion.proposal, **facts)
    body = OrganizationFactory()
    proposals.party_ask(by=who.planner, proposal=opinion.proposal, organization=body, role=PartyRole.CONCERNED)
    party = Party.objects.get(organization=body)
    proposals.party_answer(by=member_of(body), party=party, accepts=False, reason=REFUSAL)
    return proposals.proposal_confirm(by=who.planner, proposal=opinion.proposal)


def page(client, proposal):
    return client.get(proposal.get_absolute_url()).content.decode()


def test_the_public_reads_the_text_and_nothing_of_the_talk(who, proposal, client, client_of):
    inside = [COMMENT, REFUSAL, "조건을 지키면 추진할 수 있습니다.", "그렇게 하겠습니다."]
    follower = PersonFactory()
    talk.proposal_follow(by=follower, proposal=proposal, follow=True)
    for reader in (client, client_of(PersonFactory()), client_of(follower)):
        read = page(reader, proposal)
        assert "상점 열 곳에 용기를 빌려주고" in read and who.department.title in read
        assert [words for words in inside if words in read] == []
    for reader in (who.proposer, who.clerk, who.planner, who.staff):
        assert [words for words in inside if words not in page(client_of(reader), proposal)] == []


def test_papers_and_opinions_are_for_those_inside(who, proposal, client_of):
    opinion = proposal.opinions.get()
    addresses = [reverse("collaboration:opinion-detail", args=[opinion.pk])]
    addresses += [
        reverse("collaboration:proposal-paper", args=[proposal.pk, kind, "hwpx"]) for kind in ("proposal", "opinion")
    ]
    for person, status in ((PersonFactory(), 404), (who.proposer, 200), (who.clerk, 200)):
        assert [client_of(person).get(address).status_code for address in addresses] == [status] * 3


def test_earlier_versions_are_for_those_inside(who, client, client_of):
    proposal = matched(who)
    proposals.proposal_return(by=who.planner, proposal=proposal, reason="더 써 주세요.")
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.AIM: "둘째 목적"})
    proposals.proposal_submit(by=who.proposer, proposal=proposal)
    address = reverse("collaboration:proposal-version", args=[proposal.pk, 1])
    assert client_of(who.clerk).get(address).status_code == 200
    assert client.get(address).status_code == 404


def test_who_follows_hears_of_steps_and_not_of_comments(who, proposal):
    follower = PersonFactory()
    talk.proposal_follow(by=follower, proposal=proposal, follow=True)
    facts = {"section": SectionCode.AIM, "organization": who.department, "text": "둘째", "internal": False}
    talk.comment_add(by=who.clerk, proposal=proposal, **facts)
    proposals.proposal_start(by=who.proposer, proposal=proposal)
    assert set(InboxMessage.objects.filter(recipient=follower).values_list("kind", flat=True)) == {
        "collaboration.proposal_answered"
    }


def test_following_opens_nothing(who, proposal, client_of):
    follower = PersonFactory()
    talk.proposal_follow(by=follower, proposal=proposal, follow=True)
    address = proposal.get_absolute_url()
    proposals.proposal_hold(by=who.planner, proposal=fresh(proposal), reason="선거 기간")
    assert client_of(follower).get(address).status_code == 200, "she read it before, and reads that it is held"
    assert client_of(PersonFactory()).get(address).status_code == 404
    Proposal.objects.filter(pk=proposal.pk).update(is_public=False)
    assert client_of(follower).get(address).status_code == 404


def test_the_proposer_decides_whether_everybody_reads_it(who, client, client_of):
    proposal = draft(who)
    typed = {"title": proposal.title, "fields_of_work": ["environment"], "summary": "둘", "section_aim": "셋"}
    address = reverse("collaboration:proposal-write", args=[proposal.pk])
    typed_on(client_of(who.proposer), address, **typed)
    assert not fresh(proposal).is_public
    typed_on(client_of(who.proposer), address, **typed, is_public="on")
    assert fresh(proposal).is_public


def test_a_comment_that_is_too_long_stays_in_its_form(who, client_of):
    proposal, long = matched(who), "가" * 2001
    address = reverse("collaboration:comment-add", args=[proposal.pk])
    typed = {"section": "aim", "text": long, "organization": who.department.pk}
    response = client_of(who.clerk).post(address, typed)
    assert response.status_code == 422
    assert f">{long}</textarea>" in response.content.decode() and 'id="e-aim"' in response.content.decode()
    assert 'id="e-content"' not in response.content.decode()
