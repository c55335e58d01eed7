"""The one clock. Rules ask it, so that a test can set the time for Python and SQL alike.

A frozen Python clock does not move PostgreSQL's ``now()``: pass these values into queries.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SEOUL = ZoneInfo("Asia/Seoul")


def now() -> datetime:
    """The present, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The calendar day in Seoul, which all rules about days mean."""
    return timezone.localdate(now(), SEOUL)
