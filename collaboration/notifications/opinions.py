"""Messages about opinions, their points and handovers; reminders of what is due."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from collaboration.models import Handover, Opinion
from collaboration.states import PointState
from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.notifications.reminders import Due, Reminder, register

from .people import coordinators, everyone, people_of, proposers, unique
from .proposals import tell


def opinion_requested(opinion: Opinion) -> None:
    tell(
        "collaboration.opinion_requested",
        people_of(opinion.organization),
        opinion.proposal,
        f"opinion:{opinion.pk}",
        opinion=opinion,
    )


def opinion_issued(opinion: Opinion) -> None:
    people = unique([*everyone(opinion.proposal), *coordinators()])
    tell("collaboration.opinion_issued", people, opinion.proposal, f"issued:{opinion.pk}", opinion=opinion)


def opinion_extended(opinion: Opinion) -> None:
    people = unique([*proposers(opinion.proposal), *coordinators()])
    tell(
        "collaboration.opinion_extended",
        people,
        opinion.proposal,
        f"extended:{opinion.pk}:{opinion.version_id}",
        opinion=opinion,
    )


def opinion_revoked(opinion: Opinion) -> None:
    people = unique([*proposers(opinion.proposal), *people_of(opinion.organization)])
    tell("collaboration.opinion_revoked", people, opinion.proposal, f"revoked:{opinion.pk}", opinion=opinion)


def opinion_reminded(opinion: Opinion) -> None:
    people = people_of(opinion.organization)
    if opinion.assignee:
        people = unique([opinion.assignee, *people])
    day = clock.today()
    tell("collaboration.opinion_due", people, opinion.proposal, f"reminded:{opinion.pk}:{day:%Y%m%d}", opinion=opinion)


def points_moved(opinion: Opinion, by: Person) -> None:
    """Once all open points are answered, the department hears; once all are closed, the proposers and coordinators."""
    states = set(opinion.points.values_list("state", flat=True))
    stamp = f"{opinion.pk}:{opinion.proposal.turns.count()}"
    if states == {PointState.CLOSED}:
        people = unique([*proposers(opinion.proposal), *coordinators()])
        tell("collaboration.points_closed", people, opinion.proposal, f"closed:{stamp}", opinion=opinion)
    elif PointState.OPEN not in states:
        tell(
            "collaboration.points_answered",
            people_of(opinion.organization),
            opinion.proposal,
            f"answered:{stamp}",
            opinion=opinion,
        )


def handover_offered(handover: Handover) -> None:
    tell(
        "collaboration.handover_offered",
        people_of(handover.taker),
        handover.proposal,
        f"handover:{handover.pk}",
        handover=handover,
    )


def handover_recalled(handover: Handover) -> None:
    tell(
        "collaboration.handover_recalled",
        people_of(handover.taker),
        handover.proposal,
        f"handover-recalled:{handover.pk}",
        handover=handover,
    )


def handover_answered(handover: Handover) -> None:
    people = unique([*people_of(handover.giver), *proposers(handover.proposal), *coordinators()])
    tell(
        "collaboration.handover_answered",
        people,
        handover.proposal,
        f"handover-answer:{handover.pk}",
        handover=handover,
    )


def opinions_due(start: datetime, end: datetime) -> Iterable[Due]:
    """Opinions whose last day ends in the interval; while a proposal is on hold nobody is late."""
    first, last = start.astimezone(SEOUL).date(), end.astimezone(SEOUL).date()
    for opinion in Opinion.objects.waited_for().filter(due_on__range=(first, last)).with_list_columns():
        at = datetime.combine(opinion.due_on, time(18), tzinfo=SEOUL)
        if start <= at < end:
            people = unique([*([opinion.assignee] if opinion.assignee else []), *people_of(opinion.organization)])
            yield Due(
                subject=opinion,
                at=at,
                people=people,
                context={"opinion": opinion, "proposal": opinion.proposal},
                link=opinion.proposal.get_absolute_url(),
                deed=_("See the proposal"),
            )


def register_reminders() -> None:
    register(
        Reminder(
            code="collaboration.opinion_due",
            kind="collaboration.opinion_due",
            offsets=(timedelta(days=5), timedelta(days=1), timedelta(hours=4)),
            between=opinions_due,
        )
    )
