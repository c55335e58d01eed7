"""Messages about meetings and commitments, and their reminders."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collaboration.models import Commitment, Meeting
from collaboration.states import MeetingState
from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.notifications.actions import message_queue
from park_portal.notifications.reminders import Due, Reminder, register
from spaces.states import HOLDING

from .people import coordinators, people_of, unique

SEE = _("See the meeting")


def guests_of(meeting: Meeting) -> list[Person]:
    """The people asked; of a body without a named person, those who look after joint work there."""
    found: list[Person] = [meeting.called_by]
    for row in meeting.attendances.select_related("organization", "person"):
        found += [row.person] if row.person else people_of(row.organization)
    return unique(found)


def _tell(kind: str, meeting: Meeting, key: str, **facts: Any) -> None:
    calendar = settings.PARK_URL.rstrip("/") + reverse("collaboration:meeting-calendar", args=[meeting.pk])
    for person in guests_of(meeting):
        message_queue(
            kind=kind,
            to=person,
            key=f"{meeting.pk}:{key}",
            context={"meeting": meeting, "proposal": meeting.proposal, "calendar": calendar, **facts},
            link=meeting.get_absolute_url(),
            deed=SEE,
        )


def meeting_called(meeting: Meeting) -> None:
    """Once to each person: who was asked before hears nothing when others are asked, too."""
    _tell("collaboration.meeting_called", meeting, "called")


def meeting_moved(meeting: Meeting) -> None:
    _tell("collaboration.meeting_moved", meeting, f"moved:{clock.now():%Y%m%d%H%M%S}")


def meeting_cancelled(meeting: Meeting) -> None:
    """Everybody; and whoever holds the booking of its hall is asked to cancel that."""
    booking = meeting.booking if meeting.booking and meeting.booking.state in HOLDING else None
    _tell("collaboration.meeting_cancelled", meeting, "cancelled", booking=booking)
    if booking is not None:
        message_queue(
            kind="collaboration.hall_left",
            to=booking.person,
            key=f"{meeting.pk}:{booking.pk}",
            context={"meeting": meeting, "booking": booking},
            link=reverse("spaces:booking-cancel", args=[booking.pk]),
            deed=_("Cancel the booking"),
        )


def minutes_written(meeting: Meeting) -> None:
    """Everyone who was there is asked to read and approve; a later version does not ask again."""
    _tell("collaboration.minutes_written", meeting, "minutes")


def minutes_approved(meeting: Meeting) -> None:
    _tell(
        "collaboration.minutes_approved",
        meeting,
        "approved",
        commitments=list(meeting.commitments.select_related("owner")),
    )


def commitment_made(commitment: Commitment) -> None:
    for person in people_of(commitment.owner):
        message_queue(
            kind="collaboration.commitment_made",
            to=person,
            key=str(commitment.pk),
            context={"commitment": commitment, "proposal": commitment.proposal},
            link=link_of(commitment),
            deed=_("See the commitment"),
        )


def link_of(commitment: Commitment) -> str:
    return (commitment.proposal or commitment.meeting).get_absolute_url()


def meetings_beginning(start: datetime, end: datetime) -> Iterable[Due]:
    """Planned meetings that begin in the interval."""
    rows = Meeting.objects.filter(state=MeetingState.PLANNED, starts_at__gte=start, starts_at__lt=end)
    for meeting in rows.select_related("proposal", "called_by"):
        yield Due(
            subject=meeting,
            at=meeting.starts_at,
            people=guests_of(meeting),
            context={"meeting": meeting, "proposal": meeting.proposal},
            link=meeting.get_absolute_url(),
            deed=SEE,
        )


def commitments_due(start: datetime, end: datetime) -> Iterable[Due]:
    """Open commitments whose last day ends in the interval; minutes that are not approved promise nothing yet."""
    first, last = start.astimezone(SEOUL).date(), end.astimezone(SEOUL).date()
    rows = Commitment.objects.open().filter(due_on__range=(first, last)).with_list_columns()
    for commitment in rows:
        at = datetime.combine(commitment.due_on, time(18), tzinfo=SEOUL)
        promised = commitment.meeting is None or commitment.meeting.state == MeetingState.APPROVED
        if promised and start <= at < end:
            yield Due(
                subject=commitment,
                at=at,
                people=unique([*people_of(commitment.owner), *coordinators()]),
                context={"commitment": commitment, "proposal": commitment.proposal},
                link=link_of(commitment),
                deed=_("See the commitment"),
            )


def register_reminders() -> None:
    register(
        Reminder(
            code="collaboration.meeting_soon",
            kind="collaboration.meeting_soon",
            offsets=(timedelta(days=1),),
            between=meetings_beginning,
        )
    )
    register(
        Reminder(
            code="collaboration.commitment_due",
            kind="collaboration.commitment_due",
            offsets=(timedelta(days=3), timedelta(hours=9)),
            between=commitments_due,
        )
    )
