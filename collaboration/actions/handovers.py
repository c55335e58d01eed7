"""No bounce to nobody: whoever is not responsible names the next one, who must accept; until then it stays."""

from django.db import transaction

from collaboration.models import Handover, Opinion, Party, Proposal
from collaboration.notifications import opinions as messages
from collaboration.notifications.proposals import party_answered
from collaboration.reckoning.clock import due_day
from collaboration.rules import handovers as rules
from collaboration.rules.proposals import standing_opinion
from collaboration.states import HandoverState, OpinionState, PartyRole, PartyState, ProposalState
from park_portal.accounts.models import Organization, Person
from park_portal.core import clock

from .proposals import ask, party_lock
from .rows import move, move_opinion, proposal_lock, say, turn_follow, write


@transaction.atomic
def party_pass_on(*, by: Person, party: Party, taker: Organization, reason: str) -> Party:
    """A body that was asked to be in charge is not responsible: it names who is, and that one is asked at once."""
    party = party_lock(party.pk)
    rules.check_party_pass_on(by, party, taker, reason)
    write(party, state=PartyState.DECLINED, answered_by=by, answered_at=clock.now(), reason=reason[:300])
    proposal = party.proposal
    say("party.pass_on", proposal, by, body=party.organization_id, taker=taker.pk)
    successor = ask(proposal, by, taker, PartyRole.RECEIVER)
    party_answered(party)
    return successor


@transaction.atomic
def handover_offer(*, by: Person, proposal: Proposal, taker: Organization, reason: str) -> Handover:
    """Name who is responsible instead of the body in charge. Until that one accepts, it stays where it is."""
    proposal = proposal_lock(proposal.pk)
    rules.check_handover_offer(by, proposal, taker, reason)
    handover = Handover.objects.create(
        proposal=proposal, giver=proposal.receiver, taker=taker, reason=reason[:300], by=by, at=clock.now()
    )
    say("handover.offer", proposal, by, taker=taker.pk)
    messages.handover_offered(handover)
    return handover


@transaction.atomic
def handover_recall(*, by: Person, handover: Handover) -> Handover:
    """Take an offer back that nobody has answered: another one may be named."""
    handover = handover_lock(handover)
    rules.check_handover_recall(by, handover)
    write(handover, state=HandoverState.RECALLED, answered_by=by, answered_at=clock.now())
    say("handover.recall", handover.proposal, by, taker=handover.taker_id)
    messages.handover_recalled(handover)
    return handover


@transaction.atomic
def handover_answer(*, by: Person, handover: Handover, accepts: bool, answer: str = "") -> Handover:
    """Take it over, with the opinion that is being waited for; or say why not, and it stays with the giver."""
    handover = handover_lock(handover)
    proposal = handover.proposal
    rules.check_handover_answer(by, handover, accepts, answer)
    state = HandoverState.ACCEPTED if accepts else HandoverState.DECLINED
    write(handover, state=state, answered_by=by, answered_at=clock.now(), answer=answer[:300])
    say("handover.answer", proposal, by, taker=handover.taker_id, to=handover.taker.name, accepts=accepts)
    if accepts:
        _take_over(proposal, handover, by)
    messages.handover_answered(handover)
    return handover


def handover_lock(handover: Handover) -> Handover:
    """The offer, its proposal locked before it."""
    proposal = proposal_lock(handover.proposal_id)
    handover = Handover.objects.select_for_update(of=("self",)).select_related("giver", "taker").get(pk=handover.pk)
    handover.proposal = proposal
    return handover


def _take_over(proposal: Proposal, handover: Handover, by: Person) -> None:
    """The taker is in charge now. What the giver said no longer counts; what it was asked for is asked of the taker."""
    parties = Party.objects.filter(proposal=proposal)
    parties.filter(organization=handover.giver, role=PartyRole.RECEIVER).update(role=PartyRole.CONCERNED)
    answered = {"state": PartyState.ACCEPTED, "answered_by": by, "answered_at": clock.now(), "reason": ""}
    Party.objects.update_or_create(
        proposal=proposal, organization=handover.taker, defaults={"role": PartyRole.RECEIVER, **answered}
    )
    write(proposal, receiver=handover.taker)
    given = standing_opinion(proposal)
    if given is not None:
        move_opinion(given, OpinionState.SUPERSEDED, by=by)
    if proposal.state == ProposalState.OPINION_ISSUED:
        move(proposal, ProposalState.WORKING, by=by)
    asked = proposal.opinions.asked().first()
    if asked is not None:
        _ask_anew(asked, handover, by)
    turn_follow(proposal)


def _ask_anew(asked: Opinion, handover: Handover, by: Person) -> None:
    """The opinion is asked of the taker, with a clock of its own."""
    move_opinion(asked, OpinionState.PASSED_ON, by=by, ended_reason=handover.reason, verdict="", reasons=[])
    successor = Opinion.objects.create(
        proposal=asked.proposal,
        version=asked.proposal.current,
        organization=handover.taker,
        requested_by=asked.requested_by,
        requested_at=clock.now(),
        due_on=due_day(clock.today()),
        passed_on_from=asked,
    )
    messages.opinion_requested(successor)
