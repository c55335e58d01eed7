"""The one clock. Rules ask it, so that a test can set the time for Python and SQL alike.

A frozen Python clock does not move PostgreSQL's ``now()``: pass these values into queries.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SEOUL = ZoneInfo("Asia/Seoul")
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The present, aware, in UTC."""
    return _moment.get() or timezone.now()


def today() -> date:
    """The calendar day in Seoul, which all rules about days mean."""
    return timezone.localdate(now(), SEOUL)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at an aware moment: for the demo, whose past is walked by the real actions."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
