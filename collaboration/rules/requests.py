"""Who may send, end and grow a request for resources (자원 연계 요청, seeds/002: 구 사업부서 … 연계 요청)."""

from django.utils.translation import gettext as _

from collaboration.models import Party, Proposal
from collaboration.querysets.proposals import bodies_of
from collaboration.states import PartyRole, PartyState, ProposalState
from park_portal.accounts.models import Organization, Person
from park_portal.core.errors import ActionDenied, NotPermitted

from .people import is_coordinator, proposes
from .proposals import check_proposal_move, check_works

PARTNERS = (PartyRole.JOINT, PartyRole.CONCERNED)


def check_request_send(lead: Organization) -> None:
    """Departments ask the park; an organisation of the park writes a proposal."""
    if not lead.is_district:
        raise ActionDenied(
            _("A request for resources is sent by a department of the district. Please write a proposal instead."),
            reason="wrong_side",
        )


def check_request(proposal: Proposal) -> None:
    if not proposal.is_request:
        raise ActionDenied(_("This is a proposal already; only a request for resources becomes one."), reason="kind")
    if proposal.grown_into_id:
        raise ActionDenied(_("A proposal has grown out of this already."), reason="grown")


def check_request_match(user: Person, proposal: Proposal) -> None:
    """The requester or a coordinator says that a partner was found, once a body has said yes."""
    if not (proposes(user, proposal) or is_coordinator(user)):
        check_works(user, proposal)
        raise NotPermitted(
            _("Only %(organization)s and the coordinators can do this.") % {"organization": proposal.lead.title},
            reason="not_requester",
        )
    check_request(proposal)
    check_proposal_move(proposal, ProposalState.MATCHED)
    if not others(proposal).exists():
        raise ActionDenied(_("No organisation has said yes yet."), reason="no_partner")


def check_proposal_grow(user: Person, proposal: Proposal) -> None:
    """Whoever works on a living request that was handed in, and the partners that said yes; once."""
    if not partner_bodies(user, proposal):
        check_works(user, proposal)
    check_request(proposal)
    check_proposal_move(proposal, ProposalState.MATCHED)


def check_grow_lead(user: Person, proposal: Proposal, lead: Organization) -> None:
    if lead not in grow_leads(user, proposal):
        raise NotPermitted(_("You do not act for this organisation."), reason="not_member")


def others(proposal: Proposal):
    """The parts of all bodies that said yes, without the one that asks."""
    return proposal.parties.filter(state=PartyState.ACCEPTED).exclude(role=PartyRole.LEAD)


def partner_bodies(user: Person, proposal: Proposal) -> list[Organization]:
    """Partners that said yes for whom she acts. Whoever is in charge judges the proposal and does not lead it."""
    rows = Party.objects.filter(proposal=proposal, state=PartyState.ACCEPTED, role__in=PARTNERS)
    rows = rows.filter(organization__in=bodies_of(user)).select_related("organization")
    return [row.organization for row in rows]


def grow_leads(user: Person, proposal: Proposal) -> list[Organization]:
    """Who may lead what grows: her own partner bodies, and the requester unless she acts for partners alone."""
    partners = partner_bodies(user, proposal)
    return partners if partners and not proposes(user, proposal) else [proposal.lead, *partners]
