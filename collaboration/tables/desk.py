"""What waits for a person in joint work. To-dos are questions to the states, never rows kept by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from collaboration.models import Commitment, DutyReport, Handover, Meeting, Opinion, OpinionPoint, Party, Proposal
from collaboration.querysets.proposals import bodies_of, coordinates
from collaboration.states import (
    IN_PROGRESS,
    OVER,
    PLAN_HOLDS,
    DutyState,
    HandoverState,
    MeetingKind,
    MeetingState,
    PartyRole,
    PartyState,
    PointState,
    ProposalState,
    Side,
)
from park_portal.core import clock

from .workshops import Half, held_in, missing_words

SOON = timedelta(days=14)


class Todo(NamedTuple):
    """One thing to do: a link, what there is to know about it, its state or the word on its button."""

    title: str
    url: str
    names: Sequence[str] = ()
    since: datetime | None = None  # it waits since then
    due: date | None = None
    late: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    state: str = ""
    state_words: str = ""
    deed: str = ""
    commitment: int | None = None  # ended by a button right here


class Part(NamedTuple):
    """A part of the desk with its heading."""

    code: str
    heading: str
    todos: list[Todo]


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
    def joint(self) -> list[int]:
        """Ids of proposals that her bodies propose together with others."""
        rows = Party.objects.filter(role=PartyRole.JOINT, state=PartyState.ACCEPTED, organization__in=self.bodies)
        return list(rows.values_list("proposal", flat=True))

    @cached_property
    def turns(self) -> list[Proposal]:
        """Proposals whose turn it is with her: her bodies' as proposer or in charge, her side's as coordinator.

        Without those that other parts of the desk name already.
        """
        own = Q(side__in=[Side.PROPOSER, Side.RECEIVER], organization__in=self.bodies)
        own |= Q(side=Side.PROPOSER, proposal__in=self.joint)
        sides = ([Side.PLANNING] if self.is_planning else []) + ([Side.CENTRE] if self.user.is_centre_staff else [])
        mine = own | Q(side__in=sides) if sides else own
        turn = Proposal._meta.get_field("turns").related_model
        found = {row.proposal_id: row for row in turn.objects.filter(mine, until=None)}
        rows = Proposal.objects.filter(pk__in=found).with_list_columns()
        for row in (proposals := list(rows)):
            row.waits_since = found[row.pk].since
        named = {row.pk for row in self.to_acknowledge} | {row.proposal_id for row in (*self.opinions, *self.parts)}
        return sorted((row for row in proposals if row.pk not in named), key=lambda row: row.waits_since)

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
        rows = rows.exclude(proposal__state__in=OVER)
        return list(rows.select_related("proposal", "organization").order_by("asked_at", "pk"))

    @cached_property
    def handovers(self) -> list[Handover]:
        rows = Handover.objects.filter(taker__in=self.bodies, state=HandoverState.OFFERED)
        rows = rows.filter(proposal__state__in=IN_PROGRESS)
        return list(rows.select_related("proposal", "giver").order_by("at", "pk"))

    @cached_property
    def opinions(self) -> list[Opinion]:
        """Opinions that her bodies owe, the one that is due first on top."""
        rows = Opinion.objects.waited_for().filter(organization__in=self.bodies).with_list_columns()
        return list(rows.order_by("due_on", "pk"))

    @cached_property
    def others_opinions(self) -> list[Opinion]:
        """Opinions that others owe, for a coordinator to chase."""
        if not self.coordinates:
            return []
        rows = Opinion.objects.waited_for().exclude(organization__in=self.bodies).with_list_columns()
        return list(rows.order_by("due_on", "pk"))

    @cached_property
    def points(self) -> list[OpinionPoint]:
        """Open points that her bodies answer, and answered ones that her bodies close."""
        standing = Q(opinion__state="issued", opinion__proposal__state=ProposalState.OPINION_ISSUED)
        own = Q(opinion__proposal__lead__in=self.bodies) | Q(opinion__proposal__in=self.joint)
        answer = Q(own, state=PointState.OPEN)
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
    def duties(self) -> list[DutyReport]:
        """What the plan in force has her departments do, until they report it done."""
        rows = DutyReport.objects.filter(organization__in=self.bodies, state=DutyState.OPEN)
        today = clock.today()
        rows = rows.filter(duty__plan__state__in=PLAN_HOLDS, duty__plan__since__lte=today, duty__plan__until__gt=today)
        return list(rows.select_related("organization", "duty__plan").order_by("duty__position", "pk"))

    @cached_property
    def in_progress(self) -> list[Proposal]:
        """All else that waits for others, for a coordinator to chase, the longest wait first."""
        if not self.coordinates:
            return []
        named = {row.pk for row in (*self.turns, *self.to_acknowledge)}
        named |= {row.proposal_id for row in (*self.opinions, *self.others_opinions)}
        rows = Proposal.objects.filter(state__in=IN_PROGRESS).exclude(pk__in=named).waiting_for(list(Side))
        return list(rows.with_list_columns()[:30])

    @cached_property
    def workshop(self) -> list[Half]:
        """The half-year whose workshop nobody has called, for a coordinator (seeds/002: 반기별 1회 이상)."""
        if not self.coordinates:
            return []
        half = Half.of(clock.today())
        return [half] if half.is_pressing(clock.today()) and not held_in(half) else []

    @property
    def drawn(self) -> list[Part]:
        """The parts that have something in them, the most pressing first."""
        parts = (
            Part("acknowledge", _("To take note of"), [to_read(row) for row in self.to_acknowledge]),
            Part("workshop", _("Workshop of the half-year"), [missing(half) for half in self.workshop]),
            Part("turns", pgettext("joint work", "It is your turn"), [waiting(row) for row in self.turns]),
            Part("parts", _("Asked to take part"), [asked(row) for row in self.parts]),
            Part("handovers", _("To take over"), [offered(row) for row in self.handovers]),
            Part("opinions", _("Opinions that are due"), [owed(row) for row in self.opinions]),
            Part("owed", _("Opinions that others owe"), [owed(row) for row in self.others_opinions]),
            Part("points", _("Points that wait for you"), [point(row) for row in self.points]),
            Part("meetings", _("Meetings"), [meeting(row) for row in self.meetings]),
            Part("commitments", _("Commitments"), [promised(row) for row in self.commitments]),
            Part("duties", _("Duties in the annual plan"), [duty(row) for row in self.duties]),
            Part("progress", pgettext("joint work", "Under way"), [chased(row) for row in self.in_progress]),
        )
        return [part for part in parts if part.todos]


# ------------------------------------------------------------------------------ how each is drawn


def to_read(row: Proposal) -> Todo:
    names = [row.number, row.lead.title]
    return Todo(row.title, row.get_absolute_url(), names, row.submitted_at, deed=_("Read and take note"))


def missing(half: Half) -> Todo:
    call = f"{reverse('collaboration:meeting-call')}?kind={MeetingKind.WORKSHOP}"
    return Todo(missing_words(half), call, due=half.last_day, deed=_("Call a workshop"))


def waiting(row: Proposal) -> Todo:
    names = [row.number, row.lead.title]
    return Todo(
        row.title,
        row.get_absolute_url(),
        names,
        row.waits_since,
        state=row.state,
        state_words=row.public_state,
    )


def chased(row: Proposal) -> Todo:
    names = f"{row.lead.title} → {row.receiver.title}" if row.receiver else row.lead.title
    return waiting(row)._replace(names=[row.number, names])


def asked(row: Party) -> Todo:
    names = [row.organization.title, row.get_role_display()]
    return Todo(row.proposal.title, row.proposal.get_absolute_url(), names, row.asked_at, deed=_("Answer"))


def offered(row: Handover) -> Todo:
    names = [row.giver.title, row.reason]
    return Todo(row.proposal.title, row.proposal.get_absolute_url(), names, row.at, deed=_("Answer"))


def owed(row: Opinion) -> Todo:
    names = [row.organization.title, *([row.assignee.name] if row.assignee else [])]
    return Todo(
        row.proposal.title,
        row.proposal.get_absolute_url(),
        names,
        due=row.due_on,
        late=row.due_on < clock.today(),
        state=row.state,
        state_words=row.public_state,
    )


def point(row: OpinionPoint) -> Todo:
    names = [row.opinion.proposal.title, row.get_section_display()]
    words = row.get_state_display()
    url = f"{row.opinion.proposal.get_absolute_url()}#points"
    return Todo(Truncator(row.text).chars(80), url, names, state=row.state, state_words=words)


def meeting(row: Meeting) -> Todo:
    return Todo(
        row.title,
        row.get_absolute_url(),
        [row.place] if row.place else [],
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=row.state,
        state_words=row.public_state,
    )


def promised(row: Commitment) -> Todo:
    url = row.meeting.get_absolute_url() if row.meeting else ""
    return Todo(row.text, url, [row.owner.title], due=row.due_on, late=row.is_late, commitment=row.pk)


def duty(row: DutyReport) -> Todo:
    names = [row.organization.title, row.duty.plan.title]
    return Todo(row.duty.text, reverse("collaboration:duty-report", args=[row.pk]), names, deed=_("Report as done"))
