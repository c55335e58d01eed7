"""Days, months, deadlines, steps."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

from park_portal.core.clock import SEOUL
from park_portal.core.workdays import workdays_after

DECISION_WORKDAYS = 3
PAY_DAYS = 3
UNPAID_GRACE = timedelta(hours=12)  # a transfer made in the last hour still has to be read in from the bank
UNPAID_MOST = 3  # places that one holder may keep without having paid
UNPAID_PAUSE = timedelta(hours=24)  # after a place was lost unpaid, others come first for so long


def midnight(day: date) -> datetime:
    """The beginning of a day in Seoul."""
    return datetime.combine(day, time(), tzinfo=SEOUL)


def month_of(moment: datetime) -> tuple[datetime, datetime]:
    """The calendar month in Seoul that holds ``moment``, as ``[first, first of the next)``."""
    first = moment.astimezone(SEOUL).date().replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return midnight(first), midnight(following)


def decision_deadline(now: datetime, starts_at: datetime) -> datetime:
    """A request is decided within three working days, never past the use (domain/spaces.md, Settled questions)."""
    day = workdays_after(now.astimezone(SEOUL).date(), DECISION_WORKDAYS)
    return min(midnight(day + timedelta(days=1)), starts_at)


def pay_deadline(now: datetime, starts_at: datetime) -> datetime | None:
    """Three days from the approval, but 24 hours before use; None inside these 24 hours: then it is paid at the desk.

    Source: domain/spaces.md, Settled questions.
    """
    last = starts_at - timedelta(hours=24)
    return None if last <= now else min(now + timedelta(days=PAY_DAYS), last)


def on_step(moment: datetime, step_minutes: int) -> bool:
    """Whether a booking may begin at ``moment``: steps count from midnight in Seoul."""
    local = moment.astimezone(SEOUL)
    return (local.hour * 60 + local.minute) % step_minutes == 0 and not (local.second or local.microsecond)


def day_of(moment: datetime) -> date:
    """The calendar day in Seoul."""
    return moment.astimezone(SEOUL).date()


def days_before(now: datetime, starts_at: datetime) -> int:
    """Calendar days in Seoul between now and the use."""
    return (starts_at.astimezone(SEOUL).date() - now.astimezone(SEOUL).date()).days


def longest_run(days: Collection[date], through: date) -> int:
    """How many days in a row there are around ``through``, which is one of them."""
    first = last = through
    while first - timedelta(days=1) in days:
        first -= timedelta(days=1)
    while last + timedelta(days=1) in days:
        last += timedelta(days=1)
    return (last - first).days + 1


def peak(uses: Iterable[tuple[datetime, datetime, int]]) -> int:
    """The most that are in use at one moment, of ``(from, to, how many)``."""
    changes = sorted((moment, sign * count) for start, end, count in uses for moment, sign in ((start, 1), (end, -1)))
    now = most = 0
    for _moment, change in changes:  # at the same moment what is given back comes first: it sorts lower
        now += change
        most = max(most, now)
    return most


def shifts(
    start: datetime, end: datetime, step_minutes: int, reach_minutes: int = 60
) -> list[tuple[datetime, datetime]]:
    """The same length earlier and later in steps, nearest first, up to ``reach_minutes`` away."""
    step = timedelta(minutes=step_minutes)
    found: list[tuple[datetime, datetime]] = []
    for count in range(1, reach_minutes // step_minutes + 1):
        found += [(start - count * step, end - count * step), (start + count * step, end + count * step)]
    return found
