"""The reminder registry and its engine.

An app registers, in ``ready()``, what has a date and who should be told how long before. The engine
asks each registered reminder what falls due; the message key (kind, object, date, offset, person)
makes a second run, a second worker or a late tick send nothing twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from park_portal.core import clock

from .actions import message_key, message_queue
from .models import InboxMessage, ReminderPlan

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Due:
    """One thing with a date: ``subject`` happens at ``at``; tell each of ``people``."""

    subject: Any
    at: datetime
    people: Iterable[Any]
    context: dict[str, Any]
    link: str = ""
    deed: str = ""


@dataclass(frozen=True)
class Reminder:
    """``between(start, end)`` gives what happens in the half-open interval ``[start, end)``."""

    code: str
    kind: str
    offsets: tuple[timedelta, ...]
    between: Callable[[datetime, datetime], Iterable[Due]]


REGISTRY: dict[str, Reminder] = {}


def register(reminder: Reminder) -> None:
    """Add a reminder; the same code twice is a programming error."""
    if reminder.code in REGISTRY and REGISTRY[reminder.code] != reminder:
        raise ValueError(f"reminder {reminder.code} is registered twice")
    REGISTRY[reminder.code] = reminder


def tick(now: datetime | None = None) -> int:
    """Write every reminder that is due by ``now``; gives how many were new.

    A reminder whose moment was missed (workers were down) still goes out while the thing itself lies
    ahead; of several missed offsets only the nearest is sent, so nobody gets three letters at once.
    """
    now = now or clock.now()
    plans = {plan.code: plan for plan in ReminderPlan.objects.all()}
    return sum(_tick_one(reminder, plans.get(reminder.code), now) for reminder in REGISTRY.values())


def _tick_one(reminder: Reminder, plan: ReminderPlan | None, now: datetime) -> int:
    offsets = sorted(plan.offsets if plan else reminder.offsets)
    if not offsets or (plan and not plan.active):
        return 0
    dues = list(reminder.between(now, now + offsets[-1] + timedelta(microseconds=1)))
    wanted = [(due, person, _occasion(due, offsets, now)) for due in dues for person in due.people]
    keys = [message_key(reminder.kind, occasion, person) for _due, person, occasion in wanted]
    # Most of what lies ahead was announced by an earlier tick: asked once for all, before anything is written.
    written = set(InboxMessage.objects.filter(key__in=keys).values_list("key", flat=True))
    sent = sum(
        _remind(reminder, due, person, occasion)
        for (due, person, occasion), key in zip(wanted, keys, strict=True)
        if key not in written
    )
    if sent:
        log.info("reminders.sent", code=reminder.code, count=sent)
    return sent


def _occasion(due: Due, offsets: list[timedelta], now: datetime) -> str:
    offset = next(o for o in offsets if due.at - o <= now)
    subject = f"{due.subject._meta.label_lower}:{due.subject.pk}"
    return f"{subject}:{due.at:%Y%m%dT%H%M}:{int(offset.total_seconds())}"


def _remind(reminder: Reminder, due: Due, person: Any, occasion: str) -> bool:
    return message_queue(kind=reminder.kind, to=person, key=occasion, context=due.context, link=due.link, deed=due.deed)
