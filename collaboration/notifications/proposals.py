"""Messages about proposals."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from collaboration.models import Comment, OpinionPoint, Party, Proposal, ProposalVersion
from park_portal.accounts.models import Person
from park_portal.notifications.actions import message_queue

from .people import coordinators, everyone, insiders, people_of, proposers, unique

SEE = _("See the proposal")


def tell(kind: str, people: Iterable[Person], proposal: Proposal, key: str, **facts: Any) -> None:
    for person in people:
        message_queue(
            kind=kind,
            to=person,
            key=f"{proposal.pk}:{key}",
            context={"proposal": proposal, **facts},
            link=proposal.get_absolute_url(),
            deed=SEE,
        )


def proposal_submitted(proposal: Proposal) -> None:
    tell("collaboration.proposal_submitted", coordinators(), proposal, f"submitted:{proposal.current_id}")


def proposal_collected(proposal: Proposal) -> None:
    tell(
        "collaboration.proposal_collected",
        unique([*proposers(proposal), *coordinators()]),
        proposal,
        f"collected:{proposal.current_id}",
    )


def party_asked(party: Party) -> None:
    people, key = people_of(party.organization), f"party:{party.pk}:{party.asked_at:%Y%m%d%H%M%S}"
    tell("collaboration.party_asked", people, party.proposal, key, party=party)


def party_unasked(party: Party) -> None:
    """Before the part is gone; the proposal may be closed to them from now on, so there is no link to it."""
    for person in people_of(party.organization):
        key = f"{party.proposal_id}:unasked:{party.pk}:{party.asked_at:%Y%m%d%H%M%S}"
        facts = {"proposal": party.proposal, "party": party}
        message_queue(kind="collaboration.party_unasked", to=person, key=key, context=facts)


def party_answered(party: Party) -> None:
    people = unique([*([party.asked_by] if party.asked_by else []), *proposers(party.proposal)])
    key = f"answer:{party.pk}:{party.answered_at:%Y%m%d%H%M%S}"
    tell("collaboration.party_answered", people, party.proposal, key, party=party)


def proposal_revised(proposal: Proposal, version: ProposalVersion, points: Sequence[OpinionPoint]) -> None:
    """Whoever is in charge hears which of their points are affected."""
    tell(
        "collaboration.proposal_revised", people_of(proposal.receiver), proposal, f"version:{version.number}",
        version=version, points=len(points),
    )  # fmt: skip


def proposal_answered(proposal: Proposal) -> None:
    """Sent back, held, resumed, declined, withdrawn, begun, closed: the state says it, the reason comes along."""
    turns = proposal.turns.count()
    tell("collaboration.proposal_answered", everyone(proposal), proposal, f"{proposal.state}:{turns}")


def proposal_merged(proposal: Proposal, into: Proposal) -> None:
    tell("collaboration.proposal_merged", everyone(proposal), proposal, "merged", into=into)


def proposal_grown(request: Proposal, grown: Proposal) -> None:
    """Those who asked or said yes hear where it goes on; whoever is asked for a part hears that, too."""
    tell("collaboration.proposal_grown", everyone(request), request, "grown", grown=grown)


def proposal_confirmed(proposal: Proposal) -> None:
    tell("collaboration.proposal_confirmed", unique([*everyone(proposal), *coordinators()]), proposal, "confirmed")


def comment_added(comment: Comment) -> None:
    """Those who take part; who only follows a proposal hears of its steps."""
    people = [person for person in insiders(comment.proposal) if person.pk != comment.author_id]
    tell("collaboration.comment_added", people, comment.proposal, f"comment:{comment.pk}", comment=comment)
