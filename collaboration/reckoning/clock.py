"""The clock of an opinion, and how long each side had its turn; in Korean working days.

Source: domain/collaboration.md. The day of the request is not counted; what the proposer needs to complete the
proposal is not counted against the department (국민 제안 규정, art. 6).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from park_portal.core.clock import SEOUL
from park_portal.core.workdays import is_workday

OPINION_WORKDAYS = 10
Pause = tuple[date, date]  # the day on which a completion was asked for, the day on which it came


def due_day(asked_on: date, workdays: int = OPINION_WORKDAYS, pauses: Iterable[Pause] = ()) -> date:
    """The ``workdays``-th working day after ``asked_on``. Days after a pause began, up to its end, do not count."""
    stopped = list(pauses)
    day = asked_on
    while workdays:
        day += timedelta(days=1)
        if is_workday(day) and not any(begun < day <= ended for begun, ended in stopped):
            workdays -= 1
    return day


def day_after_hold(due_on: date, held_on: date, resumed_on: date) -> date:
    """When something is due that stood still: as many working days after it goes on as were left. Late stays late."""
    if due_on < held_on:
        return due_on
    return due_day(resumed_on, workdays_between(held_on, due_on))


def workdays_between(first: date, last: date) -> int:
    """Working days after ``first`` up to and with ``last``: the day on which something came is not counted."""
    return sum(is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def days_per_side(turns: Iterable[tuple[str, datetime, datetime | None]], now: datetime) -> dict[str, int]:
    """Working days that each side had its turn: ``{side: days}``, the turn that is open counted until ``now``."""
    found: dict[str, int] = defaultdict(int)
    for side, since, until in turns:
        found[side] += workdays_between(since.astimezone(SEOUL).date(), (until or now).astimezone(SEOUL).date())
    return dict(found)
