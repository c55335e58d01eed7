"""What the meetings of a proposal agreed: decisions, and who promised what."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Q, Value, When

from collaboration.models import Commitment, Decision, Proposal
from collaboration.rules.meetings import commitment_moves
from collaboration.states import CommitmentState, MeetingState


@dataclass(frozen=True)
class Agreed:
    """Of approved minutes, and what was promised outside a meeting."""

    proposal: Proposal
    user: Any

    @cached_property
    def decisions(self) -> list[Decision]:
        """The latest meeting first."""
        rows = Decision.objects.filter(meeting__proposal=self.proposal, meeting__state=MeetingState.APPROVED)
        return list(rows.select_related("meeting").order_by("-meeting__starts_at", "meeting", "position"))

    @cached_property
    def commitments(self) -> list[Commitment]:
        """Open ones first, by their day; each with the deeds that are open to this person."""
        counts = Q(meeting=None) | Q(meeting__state=MeetingState.APPROVED)
        is_over = Case(When(state=CommitmentState.OPEN, then=Value(0)), default=Value(1))
        rows = Commitment.objects.filter(counts, proposal=self.proposal).with_list_columns()
        found = list(rows.order_by(is_over, "due_on", "pk"))
        for row in found:
            row.deeds = commitment_moves(self.user, row)
        return found
