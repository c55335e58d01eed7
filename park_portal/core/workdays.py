"""Working days in Korea: Monday to Friday without public holidays (substitutes and election days included)."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=32)
def public_holidays(year: int) -> dict[date, str]:
    """``{day: Korean name}`` of the public holidays of one year."""
    return dict(holidays.country_holidays("KR", years=year, language="ko").items())


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year)


def workdays_after(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``, the day itself not counted."""
    while count:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day
