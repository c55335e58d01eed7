"""The verbs of a proposal on its road, from an idea to a closed work."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from collaboration.models import OUTLINE, Acknowledgement, LinkagePlan, Party, Proposal
from collaboration.notifications import proposals as messages
from collaboration.rules import proposals as rules
from collaboration.states import (
    Coordinator,
    OpinionState,
    PartyRole,
    PartyState,
    ProposalKind,
    ProposalState,
    Proposer,
    Side,
)
from park_portal.accounts.models import Organization, Person
from park_portal.core import clock

from .merging import meetings_lock, take_in
from .rows import move, move_opinion, proposal_lock, say, turn_to, write
from .texts import open_version, seal, words_of


@transaction.atomic
def proposal_begin(
    *,
    by: Person,
    lead: Organization,
    title: str,
    kind: ProposalKind = ProposalKind.PROPOSAL,
    facts: Mapping[str, Any] | None = None,
) -> Proposal:
    """Begin a draft in the name of ``lead``; which side proposes follows from what ``lead`` is."""
    rules.check_proposal_begin(by, lead)
    return draft_make(by, lead, kind, {**(facts or {}), "title": title})


def draft_make(by: Person, lead: Organization, kind: ProposalKind, facts: Mapping[str, Any]) -> Proposal:
    """A draft with its first version. The caller has checked who may."""
    proposal = Proposal.objects.create(
        kind=kind,
        proposer=Proposer.DISTRICT if lead.is_district else Proposer.TENANT,
        lead=lead,
        author=by,
        **{name: value for name, value in facts.items() if name in OUTLINE},
    )
    Party.objects.create(
        proposal=proposal, organization=lead, role=PartyRole.LEAD, state=PartyState.ACCEPTED, asked_by=by
    )
    version = open_version(proposal, by)
    write(proposal, bigrams=words_of(version))
    turn_to(proposal, Side.PROPOSER, lead)
    say("proposal.begin", proposal, by, kind=kind)
    return proposal


@transaction.atomic
def proposal_submit(*, by: Person, proposal: Proposal) -> Proposal:
    """Hand it in to both coordinators; the version is sealed."""
    proposal = proposal_lock(proposal.pk)
    version = open_version(proposal, by)
    rules.check_proposal_submit(by, proposal, version)
    seal(proposal, version)
    move(proposal, ProposalState.SUBMITTED, by=by, submitted_at=clock.now())
    wait_for_coordinators(proposal)
    messages.proposal_submitted(proposal)
    return proposal


def wait_for_coordinators(proposal: Proposal) -> None:
    """The turn of the first coordinator that has not taken note."""
    done = set(proposal.acknowledgements.values_list("side", flat=True))
    side = Side.PLANNING if Coordinator.PLANNING not in done else Side.CENTRE
    turn_to(proposal, side)


@transaction.atomic
def proposal_acknowledge(*, by: Person, proposal: Proposal, side: Coordinator, note: str = "") -> Proposal:
    """A coordinator takes note; with the second one the proposal is collected and shared."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_acknowledge(by, proposal, side)
    Acknowledgement.objects.create(proposal=proposal, side=side, by=by, at=clock.now(), note=note[:300])
    say("proposal.acknowledge", proposal, by, side=side)
    if proposal.acknowledgements.count() == len(Coordinator):
        move(proposal, ProposalState.COLLECTED, by=by)
        turn_to(proposal, Side.PLANNING)  # which finds the partner and calls the kickoff
        messages.proposal_collected(proposal)
    else:
        wait_for_coordinators(proposal)
    return proposal


@transaction.atomic
def party_ask(
    *, by: Person, proposal: Proposal, organization: Organization, role: PartyRole, reasons: list[Any] | None = None
) -> Party:
    """Ask an organisation to propose together, to be in charge, or to take part as concerned. It answers itself."""
    proposal = proposal_lock(proposal.pk)
    rules.check_party_ask(by, proposal, organization, role)
    if role == PartyRole.RECEIVER:  # whoever was asked before and has not answered is no longer asked
        for party in proposal.parties.filter(role=role, state=PartyState.ASKED).exclude(organization=organization):
            say("party.unask", proposal, by, body=party.organization_id)
            party.delete()
        write(proposal, receiver=organization)
    party, _made = Party.objects.update_or_create(
        proposal=proposal,
        organization=organization,
        defaults={
            "role": role,
            "state": PartyState.ASKED,
            "reasons": reasons or [],
            "asked_by": by,
            "asked_at": clock.now(),
            "answered_by": None,
            "answered_at": None,
            "reason": "",
        },
    )
    say("party.ask", proposal, by, body=organization.pk, role=role)
    messages.party_asked(party)
    return party


@transaction.atomic
def party_answer(*, by: Person, party: Party, accepts: bool, reason: str = "") -> Party:
    """Yes or no in the name of the organisation; a no has its reason, which improves the routes."""
    proposal = proposal_lock(party.proposal_id)
    party = Party.objects.select_for_update(of=("self",)).select_related("organization").get(pk=party.pk)
    party.proposal = proposal
    rules.check_party_answer(by, party, accepts, reason)
    write(
        party,
        state=PartyState.ACCEPTED if accepts else PartyState.DECLINED,
        answered_by=by,
        answered_at=clock.now(),
        reason=reason[:300],
    )
    if party.role == PartyRole.RECEIVER and not accepts:
        write(proposal, receiver=None)
    say("party.answer", proposal, by, body=party.organization_id, accepts=accepts)
    messages.party_answered(party)
    return party


@transaction.atomic
def party_unask(*, by: Person, party: Party) -> Proposal:
    """Ask no longer: the body never answered, and the proposal need not wait for it. The body is told."""
    proposal = proposal_lock(party.proposal_id)
    party = Party.objects.select_for_update(of=("self",)).select_related("organization").get(pk=party.pk)
    party.proposal = proposal
    rules.check_party_unask(by, party)
    if party.role == PartyRole.RECEIVER and proposal.receiver_id == party.organization_id:
        write(proposal, receiver=None)
    messages.party_unasked(party)
    say("party.unask", proposal, by, body=party.organization_id)
    party.delete()
    return proposal


@transaction.atomic
def kickoff_done(*, by: Person, proposal: Proposal) -> Proposal:
    """The kickoff was held and its minutes are approved: called by the meeting, in its own transaction."""
    proposal = proposal_lock(proposal.pk)
    if proposal.state == ProposalState.COLLECTED:
        move(proposal, ProposalState.KICKOFF_HELD, by=by)
        turn_to(proposal, Side.PROPOSER, proposal.lead)
    return proposal


@transaction.atomic
def working_done(*, by: Person, proposal: Proposal) -> Proposal:
    """A working meeting was held: the proposal is being worked on together."""
    proposal = proposal_lock(proposal.pk)
    if proposal.state == ProposalState.KICKOFF_HELD:
        move(proposal, ProposalState.WORKING, by=by)
    return proposal


@transaction.atomic
def proposal_return(*, by: Person, proposal: Proposal, reason: str) -> Proposal:
    """Send it back to be completed before anybody works on it; the coordinators take note anew afterwards."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_return(by, proposal, reason)
    move(proposal, ProposalState.RETURNED, by=by, reason=reason)
    proposal.acknowledgements.all().delete()
    turn_to(proposal, Side.PROPOSER, proposal.lead)
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_hold(*, by: Person, proposal: Proposal, reason: str) -> Proposal:
    """Stop everything for a while; the clock stands still."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_hold(by, proposal, reason)
    move(proposal, ProposalState.ON_HOLD, by=by, reason=reason, held_from=proposal.state)
    turn_to(proposal, Side.NOBODY)
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_resume(*, by: Person, proposal: Proposal) -> Proposal:
    """Go on where it stood, with whoever had the turn then."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_resume(by, proposal)
    move(proposal, ProposalState(proposal.held_from), by=by, held_from="")
    before = proposal.turns.exclude(side=Side.NOBODY).order_by("-since", "-pk").first()
    if before is not None:
        turn_to(proposal, Side(before.side), before.organization)
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_decline(*, by: Person, proposal: Proposal, reason: str) -> Proposal:
    """End it with the reason; everyone who took part hears it."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_decline(by, proposal, reason)
    move(proposal, ProposalState.DECLINED, by=by, reason=reason, held_from="")
    end(proposal, by)
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_withdraw(*, by: Person, proposal: Proposal, reason: str = "") -> Proposal:
    """The proposer takes it back."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_withdraw(by, proposal)
    move(proposal, ProposalState.WITHDRAWN, by=by, reason=reason, held_from="")
    end(proposal, by)
    messages.proposal_answered(proposal)
    return proposal


def end(proposal: Proposal, by: Person) -> None:
    """Nobody's turn any more, and no opinion is waited for."""
    turn_to(proposal, None)
    for opinion in proposal.opinions.asked():
        move_opinion(opinion, OpinionState.REVOKED, by=by)


@transaction.atomic
def proposal_merge(*, by: Person, proposal: Proposal, into: Proposal) -> Proposal:
    """Merge it into another: authors, partners, followers, meetings and promises go along; its text stays readable."""
    meetings_lock(proposal)
    for pk in sorted({proposal.pk, into.pk}):
        proposal_lock(pk)
    proposal, into = proposal_lock(proposal.pk), proposal_lock(into.pk)
    rules.check_proposal_merge(by, proposal, into)
    take_in(by, proposal, into)
    move(proposal, ProposalState.MERGED, by=by, merged_into=into, held_from="")
    end(proposal, by)
    say("proposal.take_in", into, by, merged=proposal.pk)
    messages.proposal_merged(proposal, into)
    return into


@transaction.atomic
def proposal_confirm(*, by: Person, proposal: Proposal) -> Proposal:
    """Confirm what the other side agreed to; the database refuses it without a closed opinion.

    It gathers under the annual plan that is in force, where there is one.
    """
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_confirm(by, proposal)
    plan = LinkagePlan.objects.in_force(clock.today()).first()
    move(proposal, ProposalState.CONFIRMED, by=by, confirmed=proposal.current, confirmed_at=clock.now(), plan=plan)
    turn_to(proposal, Side.PROPOSER, proposal.lead)
    messages.proposal_confirmed(proposal)
    return proposal


@transaction.atomic
def proposal_start(*, by: Person, proposal: Proposal) -> Proposal:
    """The work begins."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_start(by, proposal)
    move(proposal, ProposalState.RUNNING, by=by)
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_finish(*, by: Person, proposal: Proposal) -> Proposal:
    """The work is done; its results are put together."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_finish(by, proposal)
    move(proposal, ProposalState.CLOSING, by=by)
    turn_to(proposal, Side.PLANNING)
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_close(*, by: Person, proposal: Proposal) -> Proposal:
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_close(by, proposal)
    move(proposal, ProposalState.CLOSED, by=by)
    turn_to(proposal, None)
    messages.proposal_answered(proposal)
    return proposal
