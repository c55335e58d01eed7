"""The verbs of a request for resources: sent in one go, ended with its partner, or grown into a proposal."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from collaboration.models import Party, Proposal
from collaboration.notifications import proposals as messages
from collaboration.rules import requests as rules
from collaboration.rules.people import acts_for, fits_as_receiver
from collaboration.states import PartyRole, PartyState, ProposalKind, ProposalState
from park_portal.accounts.models import Organization, Person

from .proposals import draft_make, end, proposal_begin, proposal_submit
from .rows import move, proposal_lock, say, write
from .texts import budget_write, open_version, redigest, words_of


@transaction.atomic
def request_send(*, by: Person, lead: Organization, facts: Mapping[str, Any]) -> Proposal:
    """Make the request and hand it in to both coordinators. ``facts``: title, summary, fields, place, since, until."""
    rules.check_request_send(lead)
    request = proposal_begin(by=by, lead=lead, title=facts["title"], kind=ProposalKind.RESOURCE_REQUEST, facts=facts)
    return proposal_submit(by=by, proposal=request)


@transaction.atomic
def request_match(*, by: Person, proposal: Proposal) -> Proposal:
    """A partner was found; the two go on by themselves, and the request is over."""
    request = proposal_lock(proposal.pk)
    rules.check_request_match(by, request)
    move(request, ProposalState.MATCHED, by=by)
    end(request, by)
    messages.proposal_answered(request)
    return request


@transaction.atomic
def proposal_grow(*, by: Person, proposal: Proposal, lead: Organization) -> Proposal:
    """A full proposal out of a request for resources; nothing is typed twice, and the request is over.

    What was handed in comes along with its budget, not what is being written. Partners are asked anew: they said yes
    to five lines.
    """
    request = proposal_lock(proposal.pk)
    rules.check_proposal_grow(by, request)
    rules.check_grow_lead(by, request, lead)
    author = by if acts_for(by, lead) else request.author
    grown = draft_make(author, lead, ProposalKind.PROPOSAL, request.current.outline)
    copy_text(request, grown, author)
    for party in rules.others(request).exclude(organization=lead).select_related("organization"):
        ask_again(by, grown, party.organization, PartyRole(party.role), party.reasons)
    if lead != request.lead:
        ask_again(by, grown, request.lead, PartyRole.RECEIVER)
    move(request, ProposalState.MATCHED, by=by, grown_into=grown)
    end(request, by)
    say("proposal.grow", request, by, grown=grown.pk)
    messages.proposal_grown(request, grown)
    return grown


def copy_text(request: Proposal, grown: Proposal, by: Person) -> None:
    """Sections and budget lines of the version that was handed in last."""
    version, said = open_version(grown, by), dict(request.current.sections.values_list("code", "text"))
    for section in version.sections.all():
        write(section, text=said.get(section.code, ""))
    budget_write(version, request.current.budget.select_related("item"))
    redigest(version)
    write(grown, bigrams=words_of(version))


def ask_again(by: Person, grown: Proposal, body: Organization, role: PartyRole, reasons: Any = ()) -> None:
    """For the part it had, where the body may have it: one in charge of the wrong side is concerned or co-author."""
    if role == PartyRole.RECEIVER and (grown.receiver_id or not fits_as_receiver(grown, body)):
        role = PartyRole.JOINT if body.is_district == grown.lead.is_district else PartyRole.CONCERNED
    if role == PartyRole.RECEIVER:
        write(grown, receiver=body)
    party = Party.objects.create(
        proposal=grown, organization=body, role=role, state=PartyState.ASKED, reasons=list(reasons), asked_by=by
    )
    messages.party_asked(party)
