"""A request for resources: five lines in one go, ended with its partner or grown into a proposal."""

from datetime import date

import pytest
from django.urls import reverse

from collaboration.actions import proposals, requests, texts
from collaboration.actions.texts import Money
from collaboration.models import Party, Proposal
from collaboration.states import OVER, Coordinator, PartyRole, PartyState, SectionCode
from collaboration.tables.proposals import Case
from park_portal.accounts.states import OrganizationKind, Role
from park_portal.notifications.models import InboxMessage
from tests.factories import BudgetItemFactory, OrganizationFactory, member_of

from .people import SECTIONS, cast, collected, fresh, refused, struck

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "목공 강사 두 분", "summary": "청소년 공방에서 가르칠 분을 찾습니다.", "fields_of_work": ["education"],
    "since": "2027-03-02", "last_day": "2027-03-31", "place": "미래청 1층",
}  # fmt: skip


@pytest.fixture
def who():
    return cast()


def url(name, *args):
    return reverse(f"collaboration:{name}", args=args)


def noted(who, request=None):
    """Sent, and both coordinators have taken note."""
    if request is None:
        facts = {"title": "강사 찾기", "summary": "공방 강사를 찾습니다.", "fields": ["education"]}
        request = requests.request_send(by=who.clerk, lead=who.department, facts=facts)
    proposals.proposal_acknowledge(by=who.planner, proposal=request, side=Coordinator.PLANNING)
    return proposals.proposal_acknowledge(by=who.staff, proposal=request, side=Coordinator.CENTRE)


def partner(who, request, body=None, person=None, role=PartyRole.CONCERNED):
    body, person = body or who.tenant, person or who.proposer
    party = proposals.party_ask(by=who.planner, proposal=fresh(request), organization=body, role=role)
    return proposals.party_answer(by=person, party=party, accepts=True)


def told(person, kind):
    return InboxMessage.objects.filter(recipient=person, kind=f"collaboration.{kind}").count()


def test_one_send_makes_it_and_hands_it_in(who, client_of):
    client = client_of(who.clerk)
    assert url("request-send") in client.get(url("proposal-begin")).content.decode()
    sent = client.post(url("request-send"), {**TYPED, "lead": who.department.pk})
    request = Proposal.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, request.get_absolute_url())
    assert (request.kind, request.state, request.proposer) == ("resource_request", "submitted", "district")
    assert (request.until, told(who.planner, "proposal_submitted")) == (date(2027, 4, 1), 1)
    page = client_of(who.planner).get(request.get_absolute_url()).content.decode()
    assert all(word in page for word in ("목공 강사 두 분", "청소년 공방", "미래청 1층", "자원 연계 요청"))
    assert not any(str(code.label) in page.split("<h1")[1].split("<aside")[0] for code in SectionCode)
    body = who.planner.memberships.get().organization_id
    said = {"section": "content", "text": "몇 분이 오십니까?", "organization": body}
    assert client_of(who.planner).post(url("comment-add", request.pk), said).status_code == 302
    assert "몇 분이 오십니까?" in client.get(request.get_absolute_url()).content.decode()


def test_a_tenant_writes_a_proposal_instead(who, client_of):
    with refused("wrong_side"):
        requests.request_send(
            by=who.proposer, lead=who.tenant, facts={"title": "-", "summary": "-", "fields": ["arts"]}
        )
    page = client_of(who.proposer).get(url("request-send")).content.decode()
    assert url("proposal-begin") in page
    assert "<textarea" not in page
    assert url("request-send") not in client_of(who.proposer).get(url("proposal-begin")).content.decode()


def test_a_day_without_a_next_one_is_an_error_beside_its_field(who, client_of):
    client = client_of(who.clerk)
    page = client.post(url("request-send"), {**TYPED, "lead": who.department.pk, "last_day": "9999-12-31"})
    assert (page.status_code, Proposal.objects.count()) == (200, 0)
    assert "id_last_day_error" in page.content.decode()


def test_one_that_was_sent_back_is_mended_in_its_short_form(who, client_of):
    facts = {"title": "강사", "summary": "공방 강사를 찾습니다.", "fields": ["education"]}
    request = requests.request_send(by=who.clerk, lead=who.department, facts=facts)
    proposals.proposal_return(by=who.planner, proposal=request, reason="언제 필요합니까?")
    client = client_of(who.clerk)
    assert client.get(url("proposal-write", request.pk))["Location"] == url("request-write", request.pk)
    assert "공방 강사를 찾습니다." in client.get(url("request-write", request.pk)).content.decode()
    assert client.post(url("request-write", request.pk), TYPED).status_code == 302
    assert proposals.proposal_submit(by=who.clerk, proposal=fresh(request)).since == date(2027, 3, 2)


def test_a_partner_that_says_yes_ends_it(who, client_of):
    request = noted(who)
    with refused("no_partner"):
        requests.request_match(by=who.planner, proposal=request)
    partner(who, request)
    with refused("not_proposer"):
        requests.request_match(by=member_of(OrganizationFactory()), proposal=request)
    page = client_of(who.clerk).get(request.get_absolute_url()).content.decode()
    assert url("request-match", request.pk) in page
    assert client_of(who.clerk).post(url("request-match", request.pk)).status_code == 302
    request = fresh(request)
    assert (request.state, request.state in OVER, request.turns.filter(until=None).exists()) == ("matched", True, False)
    assert told(who.proposer, "proposal_answered") == 1
    assert [step["state"] for step in Case(request, who.clerk).steps] == ["done"] * 3
    with refused("proposal_state"):
        proposals.proposal_withdraw(by=who.clerk, proposal=request)


def test_a_full_proposal_does_not_end_with_a_partner(who):
    with refused("kind"):
        requests.request_match(by=who.planner, proposal=(proposal := collected(who)))
    with struck("proposal_matched_is_request"):
        Proposal.objects.filter(pk=proposal.pk).update(state="matched")


def test_it_grows_with_what_was_handed_in(who, client_of):
    """Sealed text and money come along, roles stay, both pages name each other, and partners are asked anew."""
    request = proposals.proposal_begin(
        by=who.clerk, lead=who.department, title="강사 찾기", kind="resource_request",
        facts={"summary": "공방 강사를 찾습니다.", "fields": ["education"]},
    )  # fmt: skip
    money = [Money(BudgetItemFactory(), "강사료", 500_000, "asked_now")]
    texts.proposal_write(by=who.clerk, proposal=request, sections=SECTIONS, budget=money)
    request = noted(who, proposals.proposal_submit(by=who.clerk, proposal=request))
    centre = who.staff.memberships.get().organization
    partner(who, request, centre, who.staff, PartyRole.RECEIVER)
    partner(who, request)
    grown = requests.proposal_grow(by=who.clerk, proposal=fresh(request), lead=who.department)
    version = grown.versions.get()
    assert (grown.kind, grown.lead, grown.state, grown.summary) == (
        "proposal", who.department, "draft", "공방 강사를 찾습니다.",
    )  # fmt: skip
    assert version.sections.get(code="aim").text == SECTIONS[SectionCode.AIM]
    assert [line.purpose for line in version.budget.all()] == ["강사료"]
    digests = list(version.sections.values_list("digest", flat=True))
    texts.redigest(version)
    assert digests == list(version.sections.values_list("digest", flat=True)), "nothing is left to bring up to date"
    assert fresh(grown).bigrams == texts.words_of(version) != []
    parts = dict(grown.parties.values_list("organization", "role"))
    assert parts == {who.department.pk: "lead", centre.pk: "receiver", who.tenant.pk: "concerned"}
    assert (fresh(grown).receiver, grown.parties.get(organization=centre).state) == (centre, PartyState.ASKED)
    assert told(who.proposer, "party_asked") == 2
    assert told(who.clerk, "proposal_grown") == 1
    request, client = fresh(request), client_of(who.clerk)
    assert (request.state, request.grown_into) == ("matched", grown)
    assert grown.get_absolute_url() in client.get(request.get_absolute_url()).content.decode()
    assert request.get_absolute_url() in client.get(grown.get_absolute_url()).content.decode()
    with refused("grown"):
        requests.proposal_grow(by=who.clerk, proposal=request, lead=who.department)
    with refused("kind"):
        requests.proposal_grow(by=who.clerk, proposal=grown, lead=who.department)


def test_words_that_are_not_handed_in_stay_behind(who):
    request = noted(who)
    Proposal.objects.filter(pk=request.pk).update(state="kickoff_held")
    texts.proposal_write(by=who.clerk, proposal=fresh(request), sections={SectionCode.AIM: "아직 내지 않은 말"})
    grown = requests.proposal_grow(by=who.clerk, proposal=fresh(request), lead=who.department)
    assert grown.versions.get().sections.get(code="aim").text == ""


def test_the_requester_leads_whoever_presses(who, client_of):
    """A coordinator leaves the lead where it was; what she made is none of hers to write."""
    request = noted(who)
    pressed = client_of(who.planner).post(url("proposal-grow", request.pk))
    grown = fresh(request).grown_into
    assert pressed["Location"] == request.get_absolute_url()
    assert (grown.lead, grown.author) == (who.department, who.clerk)
    assert client_of(who.planner).get(grown.get_absolute_url()).status_code == 404
    assert grown.get_absolute_url() not in client_of(who.planner).get(request.get_absolute_url()).content.decode()


def test_a_partner_leads_what_it_makes_and_chooses_where_it_is_two(who, client_of):
    request, second = noted(who), OrganizationFactory()
    partner(who, request)
    partner(who, request, second, member_of(second))
    both = member_of(who.tenant, role=Role.MANAGER)
    second.memberships.create(person=both, role=Role.MANAGER, since=both.memberships.get().since)
    client = client_of(both)
    page = client.get(url("proposal-grow", request.pk)).content.decode()
    assert all(f'value="{body.pk}"' in page for body in (who.tenant, second))
    assert f'value="{who.department.pk}"' not in page
    assert client.post(url("proposal-grow", request.pk), {"lead": who.department.pk}).status_code == 200
    assert client.post(url("proposal-grow", request.pk), {"lead": second.pk}).status_code == 302
    grown = fresh(request).grown_into
    assert (grown.proposer, grown.lead, grown.receiver) == ("tenant", second, who.department)
    assert Party.objects.get(proposal=grown, organization=who.tenant).role == "concerned"


@pytest.mark.parametrize("deed", ["withdraw", "decline"])
def test_what_is_over_does_not_grow(who, deed):
    request = noted(who)
    by = who.clerk if deed == "withdraw" else who.planner
    getattr(proposals, f"proposal_{deed}")(by=by, proposal=request, reason="사정이 바뀜")
    with refused("proposal_state"):
        requests.proposal_grow(by=who.planner, proposal=fresh(request), lead=who.department)


def test_a_district_partner_takes_part_in_what_a_department_leads(who):
    """In charge of a department's proposal is the centre alone; another department that said yes proposes with it."""
    other = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    request = noted(who)
    party = proposals.party_ask(by=who.clerk, proposal=request, organization=other, role=PartyRole.JOINT)
    proposals.party_answer(by=(boss := member_of(other)), party=party, accepts=True)
    grown = requests.proposal_grow(by=boss, proposal=fresh(request), lead=who.department)
    assert (grown.lead, grown.parties.get(organization=other).role) == (who.department, "joint")
