"""Messages of approvals: your turn, sent back, approved, reopened; and the reminder of a step that waits."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Person
from park_portal.core.clock import SEOUL
from park_portal.core.workdays import workdays_after
from park_portal.notifications.actions import message_queue
from park_portal.notifications.reminders import Due, Reminder, register

from .models import ApprovalLine, ApprovalStep, Deputy
from .states import LineState, StepState

OPEN = _("Open the paper")
WORKDAYS = 2
# The engine looks ahead only, so a step that waits too long is told before a moment that lies after it.
TOLD_UNTIL = timedelta(days=7)
LONGEST = timedelta(days=21)  # calendar days that two working days can take, with every holiday there is


def people_of(step: ApprovalStep) -> list[Person]:
    """The person of the step and her deputy of today, unless that is the drafter."""
    rows = Deputy.objects.current().filter(person=step.person_id).exclude(deputy=step.round.line.drafter_id)
    return [step.person, *(row.deputy for row in rows.select_related("deputy"))]


def _tell(kind: str, line: ApprovalLine, people: Iterable[Person], key: str, **facts: Any) -> None:
    context = {"line": line, **facts}
    for person in people:
        message_queue(kind=kind, to=person, key=key, context=context, link=line.get_absolute_url(), deed=OPEN)


def step_pending(step: ApprovalStep) -> None:
    _tell("approvals.step_pending", step.round.line, people_of(step), f"{step.pk}", step=step)


def line_sent_back(line: ApprovalLine, **facts: Any) -> None:
    """To the drafter; ``facts``: who (a name), how (words), comment."""
    _tell("approvals.line_sent_back", line, [line.drafter], f"{line.current.pk}", **facts)


def line_approved(line: ApprovalLine) -> None:
    _tell("approvals.line_approved", line, [line.drafter], f"{line.current.pk}", number=line.number)


def line_reopened(line: ApprovalLine, deciders: Iterable[Person], *, was_approved: bool) -> None:
    """To the drafter and to those whose signatures no longer count."""
    people = {line.drafter, *deciders}
    _tell("approvals.line_reopened", line, people, f"{line.current.pk}", was_approved=was_approved)


def deputy_set(row: Deputy) -> None:
    message_queue(
        kind="approvals.deputy_set",
        to=row.deputy,
        key=str(row.pk),
        context={"row": row},
        link=reverse("approvals:line-list"),
        deed=_("See what waits"),
    )


def late_at(step: ApprovalStep) -> datetime:
    """When a step has waited for two working days: the same time of day on the second one."""
    since = step.pending_at.astimezone(SEOUL)
    return datetime.combine(workdays_after(since.date(), WORKDAYS), since.time(), tzinfo=SEOUL)


def steps_waiting(start: datetime, end: datetime) -> Iterable[Due]:
    rows = ApprovalStep.objects.filter(
        state=StepState.PENDING,
        round__line__state=LineState.IN_PROGRESS,
        pending_at__gte=start - TOLD_UNTIL - LONGEST,
        pending_at__lt=end - TOLD_UNTIL,
    )
    for step in rows.select_related("person", "round__line__drafter"):
        at = late_at(step) + TOLD_UNTIL
        if start <= at < end:
            line = step.round.line
            yield Due(
                subject=step,
                at=at,
                people=people_of(step),
                context={"line": line, "step": step},
                link=line.get_absolute_url(),
                deed=OPEN,
            )


def register_reminders() -> None:
    register(
        Reminder(
            code="approvals.step_waiting",
            kind="approvals.step_waiting",
            offsets=(TOLD_UNTIL,),
            between=steps_waiting,
        )
    )
