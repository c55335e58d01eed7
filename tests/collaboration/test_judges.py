"""Whoever judges stands apart from whoever proposes, and neither undoes what the other has done."""

import pytest

from collaboration.actions import handovers, opinions, papers, proposals, texts
from collaboration.models import Opinion
from collaboration.papers.opinions import opinion_paper
from collaboration.rules.sides import check_concerned
from collaboration.states import PartyRole, Verdict
from park_portal.accounts.models import Organization
from park_portal.accounts.states import Duty, OrganizationKind, Role
from park_portal.core.errors import blocked_by
from tests.factories import FieldRouteFactory, MembershipFactory, OrganizationFactory, member_of

from .people import (
    POINTS,
    SECTIONS,
    Cast,
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
DEPARTMENT, TEAM = OrganizationKind.DISTRICT_DEPARTMENT, OrganizationKind.DISTRICT_TEAM


@pytest.fixture
def who():
    return cast()


def ask(by, proposal, organization, role, accepts=None):
    party = proposals.party_ask(by=by, proposal=fresh(proposal), organization=organization, role=role)
    if accepts is not None:
        no = "" if accepts else "다음에 함께하겠습니다."
        proposals.party_answer(by=member_of(organization), party=party, accepts=accepts, reason=no)
    return party


def through(who, proposal, receiver, clerk):
    """Handed in, taken note of, matched and talked about."""
    proposal = proposals.proposal_submit(by=proposal.author, proposal=proposal)
    proposals.proposal_acknowledge(by=who.planner, proposal=proposal, side="planning")
    proposals.proposal_acknowledge(by=who.staff, proposal=proposal, side="centre")
    party = ask(who.planner, proposal, receiver, PartyRole.RECEIVER)
    proposals.party_answer(by=clerk, party=party, accepts=True)
    approved(meet(who, fresh(proposal)), who)
    return fresh(proposal)


# ------------------------------------------------------------------------------ authors are no judges


@pytest.fixture
def joint(who):
    """A department that proposes together with the tenant, and the team below it."""
    department = OrganizationFactory(kind=DEPARTMENT, parent=OrganizationFactory(kind="district_office"))
    return department, OrganizationFactory(kind=TEAM, parent=department)


@pytest.mark.parametrize("author", [0, 1])
def test_neither_an_author_nor_its_team_nor_its_department_is_put_in_charge(who, joint, author):
    proposal = draft(who)
    ask(who.proposer, proposal, joint[author], PartyRole.JOINT, accepts=True)
    proposal = through(who, proposal, who.department, who.clerk)
    for body in joint:
        with refused("own_proposal"):
            handovers.handover_offer(by=who.clerk, proposal=proposal, taker=body, reason="그 과 일")
        with refused("own_proposal"):
            ask(who.planner, proposal, body, PartyRole.RECEIVER)
    sister = OrganizationFactory(kind=DEPARTMENT, parent=joint[0].parent)
    assert handovers.handover_offer(by=who.clerk, proposal=proposal, taker=sister, reason="그 과 일")


def test_whoever_is_in_charge_does_not_join_in_proposing(who, joint):
    department, team = joint
    proposal = collected(who)
    ask(who.planner, proposal, team, PartyRole.RECEIVER, accepts=True)
    proposals.proposal_return(by=who.planner, proposal=fresh(proposal), reason="예산을 적어 주세요.")
    with refused("own_proposal"):
        ask(who.proposer, proposal, department, PartyRole.JOINT)
    assert ask(who.proposer, proposal, OrganizationFactory(), PartyRole.JOINT)


def test_who_acts_for_both_sides_neither_writes_nor_gives_nor_closes_nor_extends(who):
    """She has come to the department from the organisation that proposes."""
    both = member_of(who.department, role=Role.MANAGER)
    MembershipFactory(person=both, organization=who.tenant)
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    with refused("own_proposal"):
        opinions.opinion_write(by=both, opinion=opinion, verdict=Verdict.AGREE)
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.CONDITIONAL, points=POINTS)
    with refused("own_proposal"):
        opinions.opinion_issue(by=both, opinion=opinion)
    opinion = opinions.opinion_issue(by=who.head, opinion=opinion)
    for point in opinion.points.exclude(state="closed"):
        opinions.point_answer(by=both, point=point, answer="그렇게 하겠습니다.")
        with refused("own_proposal"):
            opinions.point_close(by=both, point=point)
    with refused("own_proposal"):
        opinions.opinion_extend(by=both, opinion=opinion)


# ------------------------------------------------------------------------------ who proposes is settled early


def test_others_join_in_while_it_is_written_or_sent_back_and_no_later(who):
    other, proposal = OrganizationFactory(), collected(who)
    for later in (proposal, kicked_off(cast()), closed(cast()).proposal):
        with refused("not_written"):
            ask(member_of(later.lead), later, other, PartyRole.JOINT)
    proposals.proposal_return(by=who.planner, proposal=proposal, reason="예산을 적어 주세요.")
    assert ask(who.proposer, proposal, other, PartyRole.JOINT, accepts=True)


def test_a_partner_does_not_withdraw_what_another_leads(who):
    proposal, other = draft(who), OrganizationFactory()
    ask(who.proposer, proposal, other, PartyRole.JOINT, accepts=True)
    partner = member_of(other)
    proposal = proposals.proposal_submit(by=partner, proposal=fresh(proposal))
    with refused("not_lead"):
        proposals.proposal_withdraw(by=partner, proposal=proposal)
    assert proposals.proposal_withdraw(by=who.proposer, proposal=proposal).state == "withdrawn"


def test_its_author_does_not_take_note_of_it(who):
    centre = who.staff.memberships.get().organization
    proposal = proposals.proposal_begin(
        by=who.staff, lead=centre, title="센터 제안", facts={"summary": "함께 합니다.", "fields": ["arts"]}
    )
    texts.proposal_write(by=who.staff, proposal=proposal, sections=SECTIONS)
    proposal = proposals.proposal_submit(by=who.staff, proposal=proposal)
    with refused("own_proposal"):
        proposals.proposal_acknowledge(by=who.staff, proposal=proposal, side="centre")
    colleague = member_of(centre, duties=[Duty.COLLABORATION])
    assert proposals.proposal_acknowledge(by=colleague, proposal=proposal, side="centre")


# ------------------------------------------------------------------------------ who takes back


def test_a_plain_member_does_not_take_back_what_the_head_gave(who):
    opinion = given(who)
    for person in (who.clerk, member_of(who.department)):
        with refused("not_signing"):
            opinions.opinion_revoke(by=person, opinion=opinion, reason="-")
    for person in (who.proposer, who.planner):
        with refused("not_receiver"):
            opinions.opinion_revoke(by=person, opinion=opinion, reason="-")
    assert opinions.opinion_revoke(by=who.head, opinion=opinion, reason="다시 봅니다.").state == "revoked"


def test_a_request_is_taken_back_by_who_asked_or_by_a_coordinator(who):
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    for person in (who.head, who.clerk, member_of(who.tenant)):
        with refused("not_asker"):
            opinions.opinion_revoke(by=person, opinion=opinion, reason="우리 일이 아님")
    assert opinions.opinion_revoke(by=who.proposer, opinion=opinion, reason="다시 씁니다.").state == "revoked"
    again = opinions.opinion_request(by=who.proposer, proposal=fresh(opinion.proposal))
    assert opinions.opinion_revoke(by=who.planner, opinion=again, reason="멈춥니다.").state == "revoked"


# ------------------------------------------------------------------------------ with the organisation concerned


def of_department(who: Cast) -> tuple[Opinion, Organization]:
    """A department's proposal whose opinion the centre has written, not given."""
    centre = who.staff.memberships.get().organization
    facts = {"summary": "청소년 공방을 엽니다.", "fields": ["education"]}
    proposal = proposals.proposal_begin(by=who.clerk, lead=who.department, title="청소년 공방", facts=facts)
    texts.proposal_write(by=who.clerk, proposal=proposal, sections=SECTIONS)
    proposal = through(who, fresh(proposal), centre, who.staff)
    opinion = opinions.opinion_request(by=who.clerk, proposal=proposal)
    opinion = opinions.opinion_accept(by=who.staff, opinion=opinion)
    return opinions.opinion_write(by=who.staff, opinion=opinion, verdict=Verdict.AGREE, text="함께 합니다."), centre


def says(opinion):
    return {fact.label: fact.value for fact in opinion_paper(Opinion.objects.get(pk=opinion.pk)).facts}


def test_the_centre_waits_for_the_organisation_concerned_and_names_it(who):
    opinion, centre = of_department(who)
    director, school, shop = member_of(centre, role=Role.OWNER), OrganizationFactory(), OrganizationFactory()
    for body in (school, shop):
        ask(who.planner, opinion.proposal, body, PartyRole.CONCERNED)
    with refused("concerned_waiting"):
        opinions.opinion_issue(by=director, opinion=opinion)
    assert school.title in blocked_by(check_concerned, opinion.proposal)
    for body, accepts in ((school, True), (shop, False)):
        party = opinion.proposal.parties.get(organization=body)
        proposals.party_answer(by=member_of(body), party=party, accepts=accepts, reason="" if accepts else "바쁩니다.")
    assert says(opinion)["함께 검토한 기관"] == school.title
    assert opinions.opinion_issue(by=director, opinion=opinion).state == "issued"


def test_where_the_table_names_bodies_of_the_park_one_is_asked(who):
    opinion, centre = of_department(who)
    director = member_of(centre, role=Role.OWNER)
    route = FieldRouteFactory(field="education")
    route.bodies.add(body := OrganizationFactory())
    with refused("no_concerned"):
        opinions.opinion_issue(by=director, opinion=opinion)
    route.bodies.clear()
    papers.opinion_paper_issue(by=who.staff, opinion=opinion)
    assert "함께 검토한 기관" not in says(opinion)
    assert opinions.opinion_issue(by=director, opinion=opinion).state == "issued"
    assert not opinion.proposal.parties.filter(organization=body).exists()


def test_a_tenants_proposal_waits_for_nobody_beside_the_department(who):
    proposal = matched(who)
    ask(who.planner, proposal, OrganizationFactory(), PartyRole.CONCERNED)
    approved(meet(who, proposal), who)
    opinion = opinions.opinion_request(by=who.proposer, proposal=fresh(proposal))
    opinions.opinion_accept(by=who.clerk, opinion=opinion)
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.AGREE)
    assert opinions.opinion_issue(by=who.head, opinion=opinion).state == "issued"


def test_who_gave_the_opinion_does_not_confirm_it(who):
    opinion, centre = of_department(who)
    director = member_of(centre, role=Role.OWNER)
    opinions.opinion_issue(by=director, opinion=opinion)
    with refused("own_opinion"):
        proposals.proposal_confirm(by=director, proposal=fresh(opinion.proposal))
    assert proposals.proposal_confirm(by=who.staff, proposal=fresh(opinion.proposal)).state == "confirmed"
