"""Whose turn it is, by where a proposal stands: every deed leaves it to this, so that no deed can leave it wrong."""

from collections.abc import Callable

from collaboration.models import Proposal
from collaboration.states import OVER, Coordinator, PartyRole, PartyState, PointState, ProposalState, Side, Verdict
from park_portal.accounts.models import Organization

from .proposals import standing_opinion

S = ProposalState
Turned = tuple[Side | None, Organization | None]  # no side: nobody's any more, it is over


def whose_turn(proposal: Proposal) -> Turned:
    """The side that has to do something now, and the body where the side alone does not say it."""
    if proposal.state in OVER:
        return None, None
    return BY_STATE.get(S(proposal.state), _proposer)(proposal)


def _proposer(proposal: Proposal) -> Turned:
    return Side.PROPOSER, proposal.lead


def _coordinator(proposal: Proposal) -> Turned:
    """The first coordinator that has not taken note."""
    done = set(proposal.acknowledgements.values_list("side", flat=True))
    return (Side.PLANNING if Coordinator.PLANNING not in done else Side.CENTRE), None


def _working(proposal: Proposal) -> Turned:
    """Planning finds whoever is in charge and calls the kickoff; whoever was asked answers; then the proposer works."""
    party = proposal.parties.filter(role=PartyRole.RECEIVER).exclude(state=PartyState.DECLINED)
    party = party.select_related("organization").first()
    if party is not None and party.state == PartyState.ASKED:
        return Side.RECEIVER, party.organization
    if party is None or proposal.state == S.COLLECTED:
        return Side.PLANNING, None
    return Side.PROPOSER, proposal.lead


def _asked(proposal: Proposal) -> Turned:
    return Side.RECEIVER, proposal.opinions.asked().select_related("organization").get().organization


def _judged(proposal: Proposal) -> Turned:
    """The proposer answers what is open, the body closes what is answered and follows a new version, planning confirms.

    What is not feasible is for planning to decide; what is being written anew is for the proposer to hand in.
    """
    opinion = standing_opinion(proposal)
    if opinion is None or opinion.verdict == Verdict.NOT_FEASIBLE:
        return Side.PLANNING, None
    states = set(opinion.points.values_list("state", flat=True))
    if PointState.OPEN in states:
        return Side.PROPOSER, proposal.lead
    if PointState.ANSWERED in states or opinion.version_id != proposal.current_id:
        return Side.RECEIVER, opinion.organization
    if proposal.versions.filter(sealed_at=None).exists():
        return Side.PROPOSER, proposal.lead
    return Side.PLANNING, None


BY_STATE: dict[ProposalState, Callable[[Proposal], Turned]] = {  # the others: it is the proposer's
    S.SUBMITTED: _coordinator,
    S.COLLECTED: _working,
    S.KICKOFF_HELD: _working,
    S.WORKING: _working,
    S.OPINION_REQUESTED: _asked,
    S.OPINION_ISSUED: _judged,
    S.CLOSING: lambda proposal: (Side.PLANNING, None),
    S.ON_HOLD: lambda proposal: (Side.NOBODY, None),
}
