"""Messages about opinions, their points and handovers; reminders of what is due."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from collaboration.models import Handover, Opinion, PointWord
from collaboration.states import PointState, PointWordKind
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
    people = opinion_people(opinion)
    day = clock.today()
    tell("collaboration.opinion_due", people, opinion.proposal, f"reminded:{opinion.pk}:{day:%Y%m%d}", opinion=opinion)


def opinion_assigned(opinion: Opinion, by: Person) -> None:
    if opinion.assignee and opinion.assignee != by:
        key = f"assigned:{opinion.pk}:{clock.now():%Y%m%d%H%M%S}"
        tell("collaboration.opinion_assigned", [opinion.assignee], opinion.proposal, key, opinion=opinion, by=by)


def opinion_postponed(opinion: Opinion, was: date) -> None:
    """Both sides: whoever waits for it, and whoever owes it."""
    people = unique([*proposers(opinion.proposal), *opinion_people(opinion), opinion.requested_by])
    key = f"postponed:{opinion.pk}:{opinion.due_on:%Y%m%d}"
    tell("collaboration.opinion_postponed", people, opinion.proposal, key, opinion=opinion, was=was)


def opinion_people(opinion: Opinion) -> list[Person]:
    """Whoever looks after the opinion, then those of its body."""
    mine = [opinion.assignee] if opinion.assignee else []
    return unique([*mine, *people_of(opinion.organization)])


def points_moved(opinion: Opinion, word: PointWord) -> None:
    """Once all open points are answered, the department hears; once all are closed, the proposers and coordinators.

    The proposers also hear at once what is missing, and every closing that has words.
    """
    points = list(opinion.points.all())
    states = {point.state for point in points}
    stamp = f"{opinion.pk}:{opinion.proposal.turns.count()}"
    said = {"opinion": opinion, "points": points, "word": word}
    if states == {PointState.CLOSED}:
        people = unique([*proposers(opinion.proposal), *coordinators()])
        tell("collaboration.points_closed", people, opinion.proposal, f"closed:{stamp}", **said)
    elif word.kind == PointWordKind.REOPEN or (word.kind == PointWordKind.CLOSE and word.text):
        people = proposers(opinion.proposal)
        tell("collaboration.point_judged", people, opinion.proposal, f"judged:{word.pk}", **said)
    elif PointState.OPEN not in states:
        people = opinion_people(opinion)
        tell("collaboration.points_answered", people, opinion.proposal, f"answered:{stamp}", **said)


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
            people = opinion_people(opinion)
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
