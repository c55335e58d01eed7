"""Where a proposal came from and where it went, who is still asked, and the short road of a request for resources."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from collaboration.models import Proposal
from collaboration.rules.proposals import check_party_unask
from collaboration.rules.requests import check_proposal_grow, check_request_match
from collaboration.rules.routing import suggestions
from collaboration.states import IN_PROGRESS, OVER, PartyState, ProposalState
from park_portal.audit.models import AuditEvent
from park_portal.core.errors import blocked_by
from park_portal.core.spoken import calendar_day, local

P = ProposalState
SHORT = (P.SUBMITTED, P.COLLECTED, P.MATCHED)
OPEN_TO_PARTNERS = IN_PROGRESS[:-1]  # until the opinion is given
DONE = {P.SUBMITTED: 1, P.MATCHED: 3} | dict.fromkeys((P.DRAFT, P.RETURNED, P.DECLINED, P.WITHDRAWN, P.MERGED), 0)


class Merged(NamedTuple):
    """A proposal that went into the one on the page, and when."""

    proposal: Proposal
    day: date | None


def short_road(here: str, days: Mapping[ProposalState, date]) -> list[dict[str, Any]]:
    """The three steps of a request: what lies between taking note and a partner is no step of its own."""
    done = DONE.get(ProposalState(here), 2)
    going = here not in OVER
    return [
        {
            "word": str(state.label),
            "state": "done" if n < done else "now" if n == done and going else "",
            "day": n < done and days.get(state),
        }
        for n, state in enumerate(SHORT)
    ]


class Parts:
    """A part of ``Case``; ``proposal`` and ``user`` are its."""

    proposal: Proposal
    user: Any
    coordinates: Any
    may_ask: Any

    @property
    def may_grow(self) -> bool:
        return self.user.is_authenticated and not blocked_by(check_proposal_grow, self.user, self.proposal)

    @property
    def may_match(self) -> bool:
        return self.user.is_authenticated and not blocked_by(check_request_match, self.user, self.proposal)

    @cached_property
    def grown_from(self) -> Proposal | None:
        """The request it grew out of, for those who may read that."""
        return Proposal.objects.visible_to(self.user).filter(grown_into=self.proposal).first()

    @cached_property
    def grown_into(self) -> Proposal | None:
        """The proposal that grew out of it; while that is a draft, only its authors see it."""
        return Proposal.objects.visible_to(self.user).filter(pk=self.proposal.grown_into_id).first()

    @cached_property
    def merged_in(self) -> list[Merged]:
        """What went into this one, in the order of numbers."""
        rows = list(Proposal.objects.inside(self.user).filter(merged_into=self.proposal).order_by("pk"))
        events = AuditEvent.objects.filter(
            subject_type=Proposal._meta.label_lower, subject_id__in=[str(row.pk) for row in rows],
            verb=f"proposal.{P.MERGED}",
        )  # fmt: skip
        days = {int(event.subject_id): calendar_day(local(event.at)) for event in events}
        return [Merged(row, days.get(row.pk)) for row in rows]

    @cached_property
    def unaskable(self) -> set[int]:
        """Parts that nobody answered and that she may stop asking for."""
        if not self.user.is_authenticated:
            return set()
        asked = self.proposal.parties.filter(state=PartyState.ASKED)
        return {row.pk for row in asked if not blocked_by(check_party_unask, self.user, row)}

    @cached_property
    def suggested(self) -> list[dict[str, Any]]:
        """Whom a coordinator could ask, with the reasons in words: to be in charge while nobody is asked for that,
        and to take part as concerned until the opinion is given."""
        if not (self.coordinates and self.may_ask and self.proposal.state in OPEN_TO_PARTNERS):
            return []
        return [
            {
                "pk": row.organization.pk,
                "name": row.organization.title,
                "role": row.role.label,
                "reasons": row.reasons,
            }
            for row in suggestions(self.proposal)
        ]
