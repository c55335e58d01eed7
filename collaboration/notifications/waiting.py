"""Reminders of questions that nobody has answered, to take part or to take over: after 3 and 7 working days."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from collaboration.models import Handover, Party
from collaboration.reckoning.clock import due_day
from collaboration.states import IN_PROGRESS, OVER, HandoverState, PartyState
from park_portal.core.clock import SEOUL
from park_portal.notifications.reminders import Due, Reminder, register

from .people import people_of

AFTER = (3, 7)  # working days; the day on which it was asked is not counted
OFFICE_DAY = timedelta(hours=9)  # written from 9 o'clock on, and no more after 18 o'clock


def moments(asked_at: datetime, start: datetime, end: datetime) -> Iterable[datetime]:
    """Ends of office hours of the days of reminding, where they lie in ``[start, end)``."""
    for days in AFTER:
        at = datetime.combine(due_day(asked_at.astimezone(SEOUL).date(), days), time(18), tzinfo=SEOUL)
        if start <= at < end:
            yield at


def parts_waiting(start: datetime, end: datetime) -> Iterable[Due]:
    """Bodies that were asked to take part in a proposal that is not over, and have not answered."""
    rows = Party.objects.filter(state=PartyState.ASKED).exclude(proposal__state__in=OVER)
    for party in rows.select_related("proposal", "organization"):
        for at in moments(party.asked_at, start, end):
            yield Due(
                subject=party,
                at=at,
                people=people_of(party.organization),
                context={"party": party, "proposal": party.proposal},
                link=party.proposal.get_absolute_url(),
                deed=_("Answer"),
            )


def handovers_waiting(start: datetime, end: datetime) -> Iterable[Due]:
    """Bodies that are to take a proposal over, and have not answered."""
    rows = Handover.objects.filter(state=HandoverState.OFFERED, proposal__state__in=IN_PROGRESS)
    for handover in rows.select_related("proposal", "giver", "taker"):
        for at in moments(handover.at, start, end):
            yield Due(
                subject=handover,
                at=at,
                people=people_of(handover.taker),
                context={"handover": handover, "proposal": handover.proposal},
                link=handover.proposal.get_absolute_url(),
                deed=_("Answer"),
            )


def register_reminders() -> None:
    waiting = {"collaboration.party_waiting": parts_waiting, "collaboration.handover_waiting": handovers_waiting}
    for code, between in waiting.items():
        register(Reminder(code=code, kind=code, offsets=(OFFICE_DAY,), between=between))
