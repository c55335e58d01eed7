"""What waits for a person in joint work. To-dos are questions to the states, never rows kept by hand."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q

from collaboration.models import Commitment, Handover, Meeting, Opinion, OpinionPoint, Party, Proposal
from collaboration.querysets.proposals import bodies_of, coordinates
from collaboration.states import (
    IN_PROGRESS,
    HandoverState,
    MeetingState,
    PartyState,
    PointState,
    ProposalState,
    Side,
)
from park_portal.core import clock

SOON = timedelta(days=14)


@dataclass
class Desk:
    """The desk of one person: coordinator, officer, centre staff or tenant; empty parts are not drawn."""

    user: Any

    @cached_property
    def bodies(self) -> list[int]:
        return bodies_of(self.user)

    @cached_property
    def is_planning(self) -> bool:
        return coordinates(self.user)

    @cached_property
    def coordinates(self) -> bool:
        return self.is_planning or self.user.is_centre_staff

    @cached_property
    def turns(self) -> list[Proposal]:
        """Proposals whose turn it is with her: her bodies' as proposer or in charge, her side's as coordinator."""
        own = Q(side__in=[Side.PROPOSER, Side.RECEIVER], organization__in=self.bodies)
        sides = ([Side.PLANNING] if self.is_planning else []) + ([Side.CENTRE] if self.user.is_centre_staff else [])
        mine = own | Q(side__in=sides) if sides else own
        turn = Proposal._meta.get_field("turns").related_model
        found = {row.proposal_id: row for row in turn.objects.filter(mine, until=None)}
        rows = Proposal.objects.filter(pk__in=found).with_list_columns()
        for row in (proposals := list(rows)):
            row.waits_since = found[row.pk].since
        return sorted(proposals, key=lambda row: row.waits_since)

    @cached_property
    def to_acknowledge(self) -> list[Proposal]:
        """Handed in, and not taken note of by her side yet, even while it is the other side's turn."""
        if not self.coordinates:
            return []
        side = "planning" if self.is_planning else "centre"
        rows = Proposal.objects.filter(state=ProposalState.SUBMITTED).exclude(acknowledgements__side=side)
        return list(rows.with_list_columns().order_by("submitted_at", "pk"))

    @cached_property
    def parts(self) -> list[Party]:
        """Parts that an organisation of hers is asked to take."""
        rows = Party.objects.filter(organization__in=self.bodies, state=PartyState.ASKED)
        return list(rows.select_related("proposal", "organization").order_by("asked_at", "pk"))

    @cached_property
    def handovers(self) -> list[Handover]:
        rows = Handover.objects.filter(taker__in=self.bodies, state=HandoverState.OFFERED)
        return list(rows.select_related("proposal", "giver").order_by("at", "pk"))

    @cached_property
    def opinions(self) -> list[Opinion]:
        """Opinions that her bodies owe, the one that is due first on top; for coordinators all that are owed."""
        rows = Opinion.objects.asked().with_list_columns()
        if not self.coordinates:
            rows = rows.filter(organization__in=self.bodies)
        return list(rows.order_by("due_on", "pk"))

    @cached_property
    def points(self) -> list[OpinionPoint]:
        """Open points that her bodies answer, and answered ones that her bodies close."""
        standing = Q(opinion__state="issued", opinion__proposal__state=ProposalState.OPINION_ISSUED)
        answer = Q(state=PointState.OPEN, opinion__proposal__lead__in=self.bodies)
        close = Q(state=PointState.ANSWERED, opinion__organization__in=self.bodies)
        rows = OpinionPoint.objects.filter(standing, answer | close).select_related("opinion__proposal")
        return list(rows.order_by("opinion", "position"))

    @cached_property
    def meetings(self) -> list[Meeting]:
        """The next ones of hers, and those whose minutes are missing or wait for approval."""
        now = clock.now()
        rows = Meeting.objects.visible_to(self.user).with_list_columns()
        coming = Q(state=MeetingState.PLANNED, starts_at__gte=now, starts_at__lt=now + SOON)
        unfinished = Q(state=MeetingState.HELD) | Q(state=MeetingState.PLANNED, starts_at__lt=now)
        return list(rows.filter(coming | unfinished).order_by("starts_at", "pk")[:20])

    @cached_property
    def commitments(self) -> list[Commitment]:
        """What her bodies promised; for coordinators all that is open, the late ones first."""
        rows = Commitment.objects.open().with_list_columns()
        rows = rows.filter(Q(meeting=None) | Q(meeting__state=MeetingState.APPROVED))
        if not self.coordinates:
            rows = rows.filter(owner__in=self.bodies)
        return list(rows.order_by("due_on", "pk")[:30])

    @cached_property
    def in_progress(self) -> list[Proposal]:
        """Everything under way that a coordinator chases, the longest wait first."""
        if not self.coordinates:
            return []
        rows = Proposal.objects.filter(state__in=IN_PROGRESS).waiting_for(list(Side))
        return list(rows.with_list_columns()[:30])

    @property
    def is_empty(self) -> bool:
        return not any(
            (
                self.turns, self.to_acknowledge, self.parts, self.handovers, self.opinions, self.points,
                self.meetings, self.commitments, self.in_progress,
            )
        )  # fmt: skip
