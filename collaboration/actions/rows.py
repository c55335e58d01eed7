"""A proposal's row: locked first by every deed on it or on what hangs on it, moved, and whose turn it is."""

from collections.abc import Iterable
from typing import Any

from collaboration.models import Opinion, Proposal, Turn
from collaboration.rules.opinions import check_opinion_move
from collaboration.rules.proposals import check_proposal_move
from collaboration.rules.turns import whose_turn
from collaboration.states import OpinionState, ProposalState
from park_portal.audit.actions import record
from park_portal.core import clock


def proposal_lock(pk: int) -> Proposal:
    """The proposal under its row's lock: opinions, points, meetings' effects all pass here, so that they are alone."""
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("lead", "receiver", "current", "author").get(pk=pk)


def opinion_lock(pk: int) -> Opinion:
    """The opinion, its proposal locked before it."""
    proposal = proposal_lock(Opinion.objects.values_list("proposal", flat=True).get(pk=pk))
    rows = Opinion.objects.select_for_update(of=("self",), no_key=True)
    opinion = rows.select_related("organization", "version").get(pk=pk)
    opinion.proposal = proposal
    return opinion


def write(row: Any, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))


def move(
    proposal: Proposal, to: ProposalState, *, by: Any, reason: str = "", resuming: bool = False, **facts: Any
) -> None:
    """Change the state by the table of legal moves; ``facts`` are written with it, and the turn follows."""
    check_proposal_move(proposal, to, resuming=resuming)
    was, proposal.state, proposal.reason = proposal.state, to, reason[:500]
    facts["held_from"] = was if to == ProposalState.ON_HOLD else ""
    for name, value in facts.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=["state", "reason", *facts])
    turn_follow(proposal)
    record(f"proposal.{to}", by=by, subject=proposal, organization=proposal.lead, fields=["state"], was=was)


def move_opinion(opinion: Opinion, to: OpinionState, *, by: Any, **facts: Any) -> None:
    check_opinion_move(opinion, to)
    was, opinion.state = opinion.state, to
    for name, value in facts.items():
        setattr(opinion, name, value)
    opinion.save(update_fields=["state", *facts])
    record(f"opinion.{to}", by=by, subject=opinion, organization=opinion.organization, fields=["state"], was=was)


def turn_follow(proposal: Proposal) -> None:
    """Bring the stored turn up to where the proposal stands now."""
    side, organization = whose_turn(proposal)
    now = clock.now()
    open_turn = proposal.turns.filter(until=None).first()
    if open_turn and side is not None and (open_turn.side, open_turn.organization) == (side, organization):
        return
    if open_turn and open_turn.since == now:
        open_turn.delete()  # no time has passed: two deeds in one moment
    elif open_turn:
        write(open_turn, until=now)
    if side is not None:
        Turn.objects.create(proposal=proposal, side=side, organization=organization, since=now)


def say(verb: str, proposal: Proposal, by: Any, fields: Iterable[str] = (), **facts: Any) -> None:
    record(verb, by=by, subject=proposal, organization=proposal.lead, fields=fields, **facts)
