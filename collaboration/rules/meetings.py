"""Who calls a meeting, keeps and approves its minutes, and keeps a commitment."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from collaboration.models import Commitment, Meeting, Proposal
from collaboration.states import (
    IN_PROGRESS,
    MOVES,
    CommitmentState,
    MeetingKind,
    MeetingState,
    PartyState,
    ProposalState,
)
from park_portal.accounts.models import Membership, Organization, Person
from park_portal.accounts.states import DISTRICT_KINDS, Duty, OrganizationKind
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from spaces.models import Booking
from spaces.states import HOLDING

from .people import acts_for, check_coordinates, is_coordinator, proposes, receives
from .proposals import check_living, check_works

WORKED_ON = (*IN_PROGRESS[2:], ProposalState.CONFIRMED, ProposalState.RUNNING)  # from the kickoff on


def takes_part(user: Person, meeting: Meeting) -> bool:
    """She was asked, or acts for a body that was."""
    asked = meeting.attendances.select_related("organization")
    return any(row.person_id == user.pk or acts_for(user, row.organization) for row in asked)


def check_meeting_call(user: Person, kind: MeetingKind, proposal: Proposal | None, starts_at: datetime) -> None:
    """Kickoffs and councils are called by the coordinators, working meetings by those who work on it, too."""
    if kind == MeetingKind.WORKING and proposal is not None and (proposes(user, proposal) or receives(user, proposal)):
        pass
    else:
        check_coordinates(user)
    if kind in {MeetingKind.KICKOFF, MeetingKind.WORKING} and proposal is None:
        raise ActionDenied(_("A kickoff or working meeting belongs to a proposal."), reason="no_proposal")
    if kind == MeetingKind.KICKOFF and proposal.state != ProposalState.COLLECTED:
        raise ActionDenied(
            _("A kickoff is held once both coordinators have taken note; the proposal is in the state “%(state)s”.")
            % {"state": proposal.public_state},
            reason="proposal_state",
        )
    if kind == MeetingKind.WORKING and proposal.state not in WORKED_ON:
        raise ActionDenied(_("Working meetings follow the kickoff."), reason="proposal_state")
    if starts_at <= clock.now():
        raise ActionDenied(_("This time has passed already."), reason="past")


def check_meeting_move(meeting: Meeting, to: MeetingState) -> None:
    if to not in MOVES[MeetingState][MeetingState(meeting.state)]:
        raise ActionDenied(
            _("This meeting is in the state “%(state)s”; that cannot be done now.") % {"state": meeting.public_state},
            reason="meeting_state",
        )


def check_keeps(user: Person, meeting: Meeting) -> None:
    if meeting.called_by_id != user.pk and not is_coordinator(user):
        raise NotPermitted(_("Only whoever called the meeting and the coordinators can do this."), reason="not_caller")


def check_planned(user: Person, meeting: Meeting) -> None:
    check_keeps(user, meeting)
    if meeting.state != MeetingState.PLANNED:
        check_meeting_move(meeting, MeetingState.CANCELLED)


def check_meeting_change(user: Person, meeting: Meeting, starts_at: datetime) -> None:
    """While it is planned; a meeting that has begun is not moved, and none is moved into the past."""
    check_planned(user, meeting)
    now = clock.now()
    if meeting.starts_at <= now:
        raise ActionDenied(_("The meeting has begun already. Please write its minutes."), reason="begun")
    if starts_at <= now:
        raise ActionDenied(_("This time has passed already."), reason="past")


def check_meeting_hall(user: Person, meeting: Meeting, booking: Booking) -> None:
    """A booking of one's own (or of a body one acts for) that holds, covers the time, and serves no other meeting."""
    check_meeting_change(user, meeting, meeting.starts_at)
    if booking.person_id != user.pk and not acts_for(user, booking.organization):
        raise NotPermitted(_("Only whoever holds the booking can use it for a meeting."), reason="not_holder")
    if booking.state not in HOLDING:
        raise ActionDenied(_("This booking does not hold any more."), reason="booking_state")
    if booking.starts_at > meeting.starts_at or booking.ends_at < meeting.ends_at:
        raise ActionDenied(_("The booking does not cover the time of the meeting."), reason="booking_time")
    if Meeting.objects.filter(booking=booking).exclude(pk=meeting.pk).exists():
        raise ActionDenied(_("Another meeting uses this booking."), reason="booking_used")


def check_meeting_cancel(user: Person, meeting: Meeting, reason: str) -> None:
    check_planned(user, meeting)
    if not reason.strip():
        raise ActionDenied(_("Please say why; everyone who was asked reads it."), reason="no_reason")


def check_minutes_write(user: Person, meeting: Meeting) -> None:
    """Whoever called it, a coordinator, or somebody who takes part; not before it began."""
    if not takes_part(user, meeting):
        check_keeps(user, meeting)
    if meeting.state not in {MeetingState.PLANNED, MeetingState.HELD}:
        check_meeting_move(meeting, MeetingState.HELD)
    if meeting.starts_at > clock.now():
        raise ActionDenied(_("The meeting has not begun yet."), reason="not_begun")


def check_minutes_approve(user: Person, meeting: Meeting) -> None:
    """Somebody other than the writer, of those who were there or who coordinate."""
    if not (takes_part(user, meeting) or is_coordinator(user)):
        check_keeps(user, meeting)
    check_meeting_move(meeting, MeetingState.APPROVED)
    if meeting.minutes_by_id == user.pk:
        raise ActionDenied(_("Minutes are approved by somebody other than who wrote them."), reason="own_minutes")
    if not meeting.minutes.strip():
        raise ActionDenied(_("There are no minutes yet."), reason="no_minutes")
    if not meeting.attendances.filter(attended=True).exists():
        raise ActionDenied(_("Please note who came."), reason="nobody_came")


def check_promises(meeting: Meeting, days: Iterable[date]) -> None:
    """Nothing is promised for a day before the meeting."""
    held_on = meeting.starts_at.astimezone(SEOUL).date()
    if any(day < held_on for day in days):
        raise ActionDenied(_("What is promised cannot be due before the meeting."), reason="due_before")


def check_commitment_make(user: Person, proposal: Proposal, owner: Organization, due_on: date) -> None:
    """Outside a meeting: by whoever works on the proposal, for one that takes part or coordinates, from today on."""
    check_works(user, proposal)
    check_living(proposal)
    if proposal.state == ProposalState.DRAFT:
        raise ActionDenied(_("Please hand the proposal in first."), reason="proposal_state")
    if not promisers(proposal).filter(pk=owner.pk).exists():
        raise ActionDenied(_("This organisation does not take part in the proposal."), reason="no_part")
    if due_on < clock.today():
        raise ActionDenied(_("What is promised cannot be due before today."), reason="due_before")


def promisers(proposal: Proposal) -> QuerySet[Organization]:
    """Who can promise something: the bodies that take part, whoever is in charge, and the coordinators' bodies."""
    parts = proposal.parties.filter(state=PartyState.ACCEPTED).values("organization")
    planning = Membership.objects.current().filter(
        duties__contains=[Duty.COORDINATION], organization__kind__in=DISTRICT_KINDS
    )
    mine = Q(pk__in=parts) | Q(pk__in=planning.values("organization")) | Q(kind=OrganizationKind.PARK_OPERATOR)
    return Organization.objects.filter(mine | Q(pk__in=[proposal.lead_id]), closed_on=None).order_by("name", "pk")


def check_commitment_end(user: Person, commitment: Commitment, to: CommitmentState, note: str) -> None:
    if not acts_for(user, commitment.owner) and not is_coordinator(user):
        raise NotPermitted(
            _("Only %(organization)s and the coordinators can do this.") % {"organization": commitment.owner.title},
            reason="not_owner",
        )
    if commitment.meeting and commitment.meeting.state != MeetingState.APPROVED:
        raise ActionDenied(
            _("The minutes with this commitment are not approved yet; it counts from then on."), reason="not_approved"
        )
    if to not in MOVES[CommitmentState][CommitmentState(commitment.state)]:
        raise ActionDenied(_("This has been done already."), reason="commitment_state")
    if to == CommitmentState.DROPPED and not note.strip():
        raise ActionDenied(_("Please say why the commitment is dropped."), reason="no_reason")


def commitment_moves(user: Person, commitment: Commitment) -> set[str]:
    """The states into which she may bring it."""
    return {to for to in CommitmentState if not blocked_by(check_commitment_end, user, commitment, to, "-")}


def meeting_moves(user: Person, meeting: Meeting) -> dict[str, str]:
    """Each deed on the meeting with the sentence that blocks it (empty: allowed)."""
    return {
        "change": blocked_by(check_meeting_change, user, meeting, meeting.starts_at),
        "cancel": blocked_by(check_meeting_cancel, user, meeting, "-"),
        "minutes": blocked_by(check_minutes_write, user, meeting),
        "approve": blocked_by(check_minutes_approve, user, meeting),
    }
