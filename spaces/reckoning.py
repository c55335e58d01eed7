"""Pure computation of bookings: prices, months, deadlines, steps."""

from datetime import date, datetime, time, timedelta

from park_portal.core.clock import SEOUL
from park_portal.core.workdays import workdays_after

DECISION_WORKDAYS = 3


def price_krw(hourly_krw: int, minutes: int) -> int:
    """Whole won for ``minutes`` at a price an hour, floored to 10 won once (DESIGN.md, Grammar)."""
    return hourly_krw * minutes // 60 // 10 * 10


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


def shifts(
    start: datetime, end: datetime, step_minutes: int, reach_minutes: int = 60
) -> list[tuple[datetime, datetime]]:
    """The same length earlier and later in steps, nearest first, up to ``reach_minutes`` away."""
    step = timedelta(minutes=step_minutes)
    found: list[tuple[datetime, datetime]] = []
    for count in range(1, reach_minutes // step_minutes + 1):
        found += [(start - count * step, end - count * step), (start + count * step, end + count * step)]
    return found
