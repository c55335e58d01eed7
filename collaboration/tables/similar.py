"""Work that is like a proposal, so that silos show while one writes."""

from collections.abc import Sequence

from collaboration.models import Proposal
from collaboration.states import ProposalState
from park_portal.accounts.models import Person

ALIKE = 15  # percent, from which a proposal is named as similar
FEWEST = 4  # bigrams, below which a text says too little to be compared
SIMILAR = 5


def similar_to(user: Person, proposal: Proposal, bigrams: Sequence[int] | None = None) -> list[Proposal]:
    """Up to five proposals that are alike, each with ``alike`` in percent, so that silos show while one writes."""
    words = proposal.bigrams if bigrams is None else bigrams
    if len(words) < FEWEST:
        return []
    rows = Proposal.objects.visible_to(user).exclude(pk=proposal.pk).exclude(state=ProposalState.WITHDRAWN)
    return list(rows.like(words, ALIKE).select_related("lead", "receiver").defer("bigrams")[:SIMILAR])
