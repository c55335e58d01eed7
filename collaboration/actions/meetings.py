"""The verbs of meetings and commitments. Approved minutes move the proposal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from collaboration.models import AgendaItem, Attendance, Commitment, Decision, Meeting, Proposal
from collaboration.notifications import meetings as messages
from collaboration.rules import meetings as rules
from collaboration.rules.proposals import standing_opinion
from collaboration.states import (
    CommitmentState,
    MeetingKind,
    MeetingState,
    PointState,
    SectionCode,
)
from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock
from spaces.models import Booking

from .proposals import kickoff_done, working_done
from .rows import proposal_lock, write


@dataclass(frozen=True)
class Guest:
    """Somebody who is asked to come, or came: for an organisation, by person or by position and name."""

    organization: Organization
    person: Person | None = None
    name: str = ""


WHERE_AND_WHEN = ("starts_at", "ends_at", "place", "online_url")


def meeting_lock(pk: int) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("proposal", "booking__space", "booking__person", "called_by").get(pk=pk)


@transaction.atomic
def meeting_call(
    *,
    by: Person,
    kind: MeetingKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    proposal: Proposal | None = None,
    place: str = "",
    online_url: str = "",
    booking: Booking | None = None,
    guests: Sequence[Guest] = (),
    agenda: Iterable[str] = (),
) -> Meeting:
    """Call a meeting: the guests are told, and the open points of the opinion are on the agenda by themselves."""
    rules.check_meeting_call(by, kind, proposal, starts_at)
    meeting = Meeting.objects.create(
        kind=kind,
        proposal=proposal,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        online_url=online_url,
        booking=booking,
        called_by=by,
    )
    guests_write(meeting, guests)
    agenda_write(meeting, agenda)
    _say("meeting.call", by, meeting, kind=kind)
    messages.meeting_called(meeting)
    return meeting


def guests_write(meeting: Meeting, guests: Sequence[Guest]) -> None:
    """These are asked and nobody else; whoever was asked before keeps her row."""
    wanted = {(g.organization.pk, g.person.pk if g.person else None, g.name) for g in guests}
    for row in meeting.attendances.all():
        if (row.organization_id, row.person_id, row.name) not in wanted:
            row.delete()
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, organization=g.organization, person=g.person, name=g.name) for g in guests],
        ignore_conflicts=True,
    )


def agenda_write(meeting: Meeting, typed: Iterable[str]) -> None:
    """What was typed, then every point of the standing opinion that is not closed."""
    rows = [AgendaItem(text=text.strip()[:300]) for text in typed if text.strip()]
    opinion = standing_opinion(meeting.proposal) if meeting.proposal else None
    if opinion is not None:
        open_points = opinion.points.exclude(state=PointState.CLOSED)
        rows += [AgendaItem(text=point.text[:300], point=point) for point in open_points]
    meeting.agenda.all().delete()
    for number, row in enumerate(rows, start=1):
        row.meeting, row.position = meeting, number
    AgendaItem.objects.bulk_create(rows)


@transaction.atomic
def meeting_change(
    *, by: Person, meeting: Meeting, facts: Mapping[str, Any], guests: Sequence[Guest], agenda: Iterable[str]
) -> Meeting:
    """Another time, place, title, link or booking; who is asked from now on; the agenda as typed.

    Who is asked for the first time gets the invitation; where time or place changed, everybody is told.
    """
    meeting = meeting_lock(meeting.pk)
    rules.check_meeting_change(by, meeting, facts["starts_at"])
    moved = [name for name in WHERE_AND_WHEN if facts[name] != getattr(meeting, name)]
    write(meeting, **facts, changes=meeting.changes + bool(moved))
    guests_write(meeting, guests)
    agenda_write(meeting, agenda)
    _say("meeting.change", by, meeting, fields=facts)
    if moved:
        messages.meeting_moved(meeting)
    messages.meeting_called(meeting)
    return meeting


@transaction.atomic
def meeting_hall(*, by: Person, meeting: Meeting, booking: Booking) -> Meeting:
    """The hall that was booked for it is its place from now on; everybody is told where."""
    meeting = meeting_lock(meeting.pk)
    rules.check_meeting_hall(by, meeting, booking)
    write(meeting, booking=booking, place=booking.space.title[:120], changes=meeting.changes + 1)
    _say("meeting.hall", by, meeting, fields=["booking", "place"])
    messages.meeting_moved(meeting)
    return meeting


@transaction.atomic
def meeting_cancel(*, by: Person, meeting: Meeting, reason: str) -> Meeting:
    """Call it off; a booking made for it is for its holder to cancel, and she is told."""
    meeting = meeting_lock(meeting.pk)
    rules.check_meeting_cancel(by, meeting, reason)
    write(meeting, state=MeetingState.CANCELLED, reason=reason[:300])
    _say("meeting.cancel", by, meeting)
    messages.meeting_cancelled(meeting)
    return meeting


@dataclass(frozen=True)
class Decided:
    """A decision as typed; ``section`` where it changes the proposal."""

    text: str
    section: SectionCode | str = ""


@dataclass(frozen=True)
class Promised:
    """A commitment as typed: who does what by when."""

    owner: Organization
    text: str
    due_on: date


@transaction.atomic
def minutes_write(
    *,
    by: Person,
    meeting: Meeting,
    minutes: str,
    came: Iterable[int],
    also_came: Sequence[Guest] = (),
    decisions: Sequence[Decided] = (),
    promises: Sequence[Promised] = (),
) -> Meeting:
    """Keep the minutes: what was said, who came (ids of attendances) or came as well, what was decided and promised.

    They may be written anew until somebody else approves them; promises count from then on.
    """
    meeting = meeting_lock(meeting.pk)
    rules.check_minutes_write(by, meeting)
    rules.check_promises(meeting, [row.due_on for row in promises])
    write(meeting, state=MeetingState.HELD, minutes=minutes, minutes_by=by)
    came_write(meeting, set(came), also_came)
    meeting.decisions.all().delete()
    Decision.objects.bulk_create(
        Decision(meeting=meeting, position=number, text=row.text[:500], section=row.section)
        for number, row in enumerate(decisions, start=1)
    )
    meeting.commitments.all().delete()
    Commitment.objects.bulk_create(
        Commitment(meeting=meeting, proposal=meeting.proposal, owner=row.owner, text=row.text[:300], due_on=row.due_on)
        for row in promises
    )
    _say("meeting.minutes", by, meeting, decisions=len(decisions), promises=len(promises))
    messages.minutes_written(meeting)
    return meeting


def came_write(meeting: Meeting, here: set[int], also: Sequence[Guest]) -> None:
    """Who came. A name given for a body that was asked without one goes onto its row; the others came unasked."""
    for row in meeting.attendances.all():
        if row.asked or row.pk in here:
            write(row, attended=row.pk in here)
        else:
            row.delete()  # noted by mistake
    for guest in also:
        facts = {"person": guest.person, "name": guest.name}
        nameless = meeting.attendances.filter(organization=guest.organization, person=None, name="").first()
        if nameless is not None:
            write(nameless, **facts, attended=True)
        else:
            meeting.attendances.update_or_create(
                organization=guest.organization, **facts,
                defaults={"attended": True}, create_defaults={"attended": True, "asked": False},
            )  # fmt: skip


@transaction.atomic
def minutes_approve(*, by: Person, meeting: Meeting) -> Meeting:
    """Approve what somebody else wrote; a kickoff and a working meeting move their proposal."""
    meeting = meeting_lock(meeting.pk)
    rules.check_minutes_approve(by, meeting)
    write(meeting, state=MeetingState.APPROVED, approved_at=clock.now(), approved_by=by)
    _say("meeting.approve", by, meeting)
    if meeting.kind == MeetingKind.KICKOFF:
        kickoff_done(by=by, proposal=meeting.proposal)
    elif meeting.kind == MeetingKind.WORKING:
        working_done(by=by, proposal=meeting.proposal)
    messages.minutes_approved(meeting)
    return meeting


@transaction.atomic
def commitment_make(*, by: Person, proposal: Proposal, promised: Promised) -> Commitment:
    """Promise something between two meetings; the body that promises is told."""
    proposal = proposal_lock(proposal.pk)
    rules.check_commitment_make(by, proposal, promised.owner, promised.due_on)
    commitment = Commitment.objects.create(
        proposal=proposal, owner=promised.owner, text=promised.text[:300], due_on=promised.due_on
    )
    record("commitment.make", by=by, subject=commitment, organization=promised.owner)
    messages.commitment_made(commitment)
    return commitment


@transaction.atomic
def commitment_end(*, by: Person, commitment: Commitment, to: CommitmentState, note: str = "") -> Commitment:
    """Done, dropped with a reason, or open again."""
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("owner", "meeting")
    commitment = rows.get(pk=commitment.pk)
    rules.check_commitment_end(by, commitment, to, note)
    ended = to != CommitmentState.OPEN
    write(commitment, state=to, note=note[:300], done_at=clock.now() if ended else None, done_by=by if ended else None)
    record(f"commitment.{to}", by=by, subject=commitment, organization=commitment.owner)
    return commitment


def _say(verb: str, by: Person, meeting: Meeting, fields: Iterable[str] = (), **facts: Any) -> None:
    organization = meeting.proposal.lead if meeting.proposal else None
    record(verb, by=by, subject=meeting, organization=organization, fields=fields, **facts)
