"""The verbs of a proposal on its road, from an idea to a closed work."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from collaboration.models import OUTLINE, Acknowledgement, LinkagePlan, Party, Proposal
from collaboration.notifications import proposals as messages
from collaboration.reckoning.clock import day_after_hold
from collaboration.rules import proposals as rules
from collaboration.states import (
    Coordinator,
    OpinionState,
    PartyRole,
    PartyState,
    ProposalKind,
    ProposalState,
    Proposer,
)
from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.spoken import calendar_day, local

from .merging import meetings_lock, take_in
from .rows import move, move_opinion, proposal_lock, say, turn_follow, write
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
    turn_follow(proposal)
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
    messages.proposal_submitted(proposal)
    return proposal


@transaction.atomic
def proposal_acknowledge(*, by: Person, proposal: Proposal, side: Coordinator, note: str = "") -> Proposal:
    """A coordinator takes note; with the second one the proposal is collected and shared."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_acknowledge(by, proposal, side)
    Acknowledgement.objects.create(proposal=proposal, side=side, by=by, at=clock.now(), note=note[:300])
    say("proposal.acknowledge", proposal, by, side=side)
    if proposal.acknowledgements.count() == len(Coordinator):
        move(proposal, ProposalState.COLLECTED, by=by)
        messages.proposal_collected(proposal)
    else:
        turn_follow(proposal)
    return proposal


@transaction.atomic
def party_ask(
    *, by: Person, proposal: Proposal, organization: Organization, role: PartyRole, reasons: list[Any] | None = None
) -> Party:
    """Ask an organisation to propose together, to be in charge, or to take part as concerned. It answers itself."""
    proposal = proposal_lock(proposal.pk)
    rules.check_party_ask(by, proposal, organization, role)
    return ask(proposal, by, organization, role, reasons)


def ask(
    proposal: Proposal, by: Person, organization: Organization, role: PartyRole, reasons: list[Any] | None = None
) -> Party:
    """Ask, whoever may: the proposal's row is locked."""
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
    turn_follow(proposal)
    say("party.ask", proposal, by, body=organization.pk, role=role)
    messages.party_asked(party)
    return party


@transaction.atomic
def party_answer(*, by: Person, party: Party, accepts: bool, reason: str = "") -> Party:
    """Yes or no in the name of the organisation; a no has its reason, which improves the routes."""
    party = party_lock(party.pk)
    proposal = party.proposal
    rules.check_party_answer(by, party, accepts, reason)
    write(
        party,
        state=PartyState.ACCEPTED if accepts else PartyState.DECLINED,
        answered_by=by,
        answered_at=clock.now(),
        reason=reason[:300],
    )
    turn_follow(proposal)
    say("party.answer", proposal, by, body=party.organization_id, accepts=accepts)
    messages.party_answered(party)
    return party


def party_lock(pk: int) -> Party:
    """The part of an organisation, its proposal locked before it."""
    proposal = proposal_lock(Party.objects.values_list("proposal", flat=True).get(pk=pk))
    party = Party.objects.select_for_update(of=("self",)).select_related("organization").get(pk=pk)
    party.proposal = proposal
    return party


@transaction.atomic
def party_unask(*, by: Person, party: Party) -> Proposal:
    """Ask no longer: the body never answered, and the proposal need not wait for it. The body is told."""
    party = party_lock(party.pk)
    proposal = party.proposal
    rules.check_party_unask(by, party)
    if party.role == PartyRole.RECEIVER and proposal.receiver_id == party.organization_id:
        write(proposal, receiver=None)
    messages.party_unasked(party)
    say("party.unask", proposal, by, body=party.organization_id)
    party.delete()
    turn_follow(proposal)
    return proposal


@transaction.atomic
def kickoff_done(*, by: Person, proposal: Proposal) -> Proposal:
    """The kickoff was held and its minutes are approved: called by the meeting, in its own transaction."""
    proposal = proposal_lock(proposal.pk)
    if proposal.state == ProposalState.COLLECTED:
        move(proposal, ProposalState.KICKOFF_HELD, by=by)
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
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_rework(*, by: Person, proposal: Proposal, reason: str) -> Proposal:
    """Back to the working meetings with what was found not feasible; another opinion is asked for later."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_rework(by, proposal, reason)
    move(proposal, ProposalState.WORKING, by=by, reason=reason)
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_hold(*, by: Person, proposal: Proposal, reason: str) -> Proposal:
    """Stop everything for a while; the clock stands still."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_hold(by, proposal, reason)
    move(proposal, ProposalState.ON_HOLD, by=by, reason=reason)
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_resume(*, by: Person, proposal: Proposal) -> Proposal:
    """Go on where it stood. An opinion that is asked for has as many working days left as on the day of the hold."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_resume(by, proposal)
    held_on = calendar_day(local(proposal.turns.get(until=None).since))
    move(proposal, ProposalState(proposal.held_from), by=by, resuming=True)
    for opinion in proposal.opinions.asked():
        write(opinion, due_on=day_after_hold(opinion.due_on, held_on, clock.today()))
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_decline(*, by: Person, proposal: Proposal, reason: str) -> Proposal:
    """End it with the reason; everyone who took part hears it."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_decline(by, proposal, reason)
    move(proposal, ProposalState.DECLINED, by=by, reason=reason)
    end(proposal, by)
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_withdraw(*, by: Person, proposal: Proposal, reason: str = "") -> Proposal:
    """The proposer takes it back."""
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_withdraw(by, proposal)
    move(proposal, ProposalState.WITHDRAWN, by=by, reason=reason)
    end(proposal, by)
    messages.proposal_answered(proposal)
    return proposal


def end(proposal: Proposal, by: Person) -> None:
    """Nobody's turn any more, and no opinion is waited for."""
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
    move(proposal, ProposalState.MERGED, by=by, merged_into=into)
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
    messages.proposal_answered(proposal)
    return proposal


@transaction.atomic
def proposal_close(*, by: Person, proposal: Proposal) -> Proposal:
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_close(by, proposal)
    move(proposal, ProposalState.CLOSED, by=by)
    messages.proposal_answered(proposal)
    return proposal
