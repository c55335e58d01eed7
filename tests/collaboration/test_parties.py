"""Asking and no longer asking; answers that are too long come back as typed."""

import pytest
from django.urls import reverse

from collaboration.actions import handovers, opinions, proposals, texts
from collaboration.actions.texts import Money
from collaboration.models import Opinion, Party
from collaboration.states import CommitmentState, PartyRole, PartyState, PointKind, SectionCode
from park_portal.accounts.states import Role
from park_portal.audit.models import AuditEvent
from park_portal.notifications.models import InboxMessage
from tests.factories import BudgetItemFactory, CommitmentFactory, OrganizationFactory, member_of

from .people import asked, cast, collected, draft, fresh, given, matched, refused

pytestmark = pytest.mark.django_db
LONG = "가" * 301


@pytest.fixture
def who():
    return cast()


def url(name, *args):
    return reverse(f"collaboration:{name}", args=args)


def test_who_never_answers_is_no_longer_asked_and_hears_it(who, client_of):
    proposal, silent = draft(who), OrganizationFactory()
    member = member_of(silent, role=Role.OWNER)
    party = proposals.party_ask(by=who.proposer, proposal=proposal, organization=silent, role=PartyRole.JOINT)
    client = client_of(who.proposer)
    refusal = client.post(url("proposal-submit", proposal.pk))
    assert (refusal.status_code, "요청을 취소" in refusal.content.decode()) == (409, True)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert url("party-unask", party.pk) in page
    assert url("party-unask", party.pk) not in client_of(member).get(proposal.get_absolute_url()).content.decode()
    with refused("not_proposer"):
        proposals.party_unask(by=member, party=party)
    assert client.post(url("party-unask", party.pk)).status_code == 302
    assert not Party.objects.filter(organization=silent).exists()
    assert AuditEvent.objects.get(verb="party.unask").facts["body"] == silent.pk
    assert InboxMessage.objects.get(recipient=member, kind="collaboration.party_unasked").link == ""
    assert proposals.proposal_submit(by=who.proposer, proposal=fresh(proposal)).state == "submitted"


def test_a_coordinator_stops_asking_for_whoever_takes_charge(who):
    proposal = collected(who)
    party = proposals.party_ask(by=who.planner, proposal=proposal, organization=who.department, role=PartyRole.RECEIVER)
    with refused("not_coordinator"):
        proposals.party_unask(by=who.proposer, party=party)
    assert proposals.party_unask(by=who.staff, party=party).receiver is None
    party = proposals.party_ask(
        by=who.planner, proposal=fresh(proposal), organization=who.department, role=PartyRole.RECEIVER
    )
    proposals.party_answer(by=who.clerk, party=party, accepts=True)
    with refused("answered"):
        proposals.party_unask(by=who.planner, party=party)


def test_a_no_that_is_too_long_comes_back_as_typed(who, client_of):
    proposal = collected(who)
    asked_for = {"organization": who.department, "role": PartyRole.CONCERNED}
    party = proposals.party_ask(by=who.planner, proposal=proposal, **asked_for)
    page = client_of(who.clerk).post(url("party-answer", party.pk), {"reason": LONG})
    assert (page.status_code, Party.objects.get(pk=party.pk).state) == (422, PartyState.ASKED)
    words = page.content.decode()
    assert f'value="{LONG}"' in words
    assert f"reason-{party.pk}-error" in words


def test_a_handover_refused_at_too_great_length_comes_back_as_typed(who, client_of):
    proposal, other = matched(who), who.planner.memberships.get().organization
    offer = handovers.handover_offer(by=who.clerk, proposal=proposal, taker=other, reason="소관 아님")
    page = client_of(who.planner).post(url("handover-answer", offer.pk), {"reason": LONG})
    assert page.status_code == 422
    assert f'value="{LONG}"' in page.content.decode()
    offer.refresh_from_db()
    assert offer.state == "offered"


def test_a_reason_that_would_be_cut_is_an_error(who, client_of):
    opinion = asked(who)
    page = client_of(who.proposer).post(url("opinion-revoke", opinion.pk), {"reason": LONG})
    assert page.status_code == 200
    assert Opinion.objects.get(pk=opinion.pk).state == "requested"


def test_an_odd_note_and_an_odd_day_are_no_fault_of_the_server(who, client_of):
    promise = CommitmentFactory(proposal=(proposal := draft(who)), owner=who.tenant)
    client = client_of(who.proposer)
    for note in ("끝\x00", LONG):
        assert client.post(url("commitment-end", promise.pk), {"to": "dropped", "note": note}).status_code == 302
        promise.refresh_from_db()
        assert promise.state == CommitmentState.OPEN
    typed = {"title": "t", "fields_of_work": ["arts"], "summary": "s", "last_day": "9999-12-31"}
    page = client.post(url("proposal-write", proposal.pk), typed)
    assert (page.status_code, "id_last_day_error" in page.content.decode()) == (200, True)


def test_the_same_item_of_another_year_is_a_change_of_the_budget(who):
    old, new = BudgetItemFactory(code="201-01", year=2026), BudgetItemFactory(code="201-01", year=2027)
    point = opinions.Said(SectionCode.BUDGET, PointKind.CONDITION, "올해 예산으로 해 주세요.")
    opinion = given(who, money=[Money(old, "용기", 1000, "asked_now")], points=[point])
    row = opinion.points.get()
    opinions.point_answer(by=who.proposer, point=row, answer="예")
    opinions.point_close(by=who.clerk, point=row)
    money = [Money(new, "용기", 1000, "asked_now")]
    texts.proposal_write(by=who.proposer, proposal=opinion.proposal, budget=money)
    assert [one.pk for one in texts.proposal_revise(by=who.proposer, proposal=fresh(opinion.proposal), note="")] == [
        row.pk
    ]
