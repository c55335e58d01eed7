"""Working days in Korea, against calendars written by hand."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park_portal.core.clock import SEOUL
from park_portal.core.workdays import is_workday, public_holidays, workdays_after
from spaces.reckoning import DECISION_WORKDAYS, decision_deadline, midnight

# 설 2027 is Sunday 7 February; its eve a Saturday, its morrow Monday 8; the Sunday is made up for on Tuesday 9.
FEBRUARY_2027 = {
    5: True,
    6: False,
    7: False,
    8: False,
    9: False,
    10: True,
    11: True,
    12: True,
    13: False,
    14: False,
    15: True,
    16: True,
    17: True,
    18: True,
    19: True,
    20: False,
    21: False,
    22: True,
    23: True,
}


def test_lunar_new_year_with_its_substitute_day_by_day():
    assert {day: is_workday(date(2027, 2, day)) for day in FEBRUARY_2027} == FEBRUARY_2027


@pytest.mark.parametrize(("count", "day"), [(1, 10), (3, 12), (4, 15), (8, 19), (9, 22), (10, 23)])
def test_working_days_over_lunar_new_year(count, day):
    assert workdays_after(date(2027, 2, 5), count) == date(2027, 2, day)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2027, 4, 2), 1, date(2027, 4, 5)),  # Friday to Monday
        (date(2027, 4, 3), 1, date(2027, 4, 5)),  # from a Saturday
        (date(2027, 4, 4), 1, date(2027, 4, 5)),  # from a Sunday
        (date(2027, 4, 5), 5, date(2027, 4, 12)),
        (date(2027, 4, 4), 0, date(2027, 4, 4)),  # nothing to count: the day itself, even a Sunday
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year is a Friday
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Christmas is a Friday
        (date(2027, 12, 31), 1, date(2028, 1, 3)),  # New Year is a Saturday, which is not made up for
        (date(2027, 2, 26), 1, date(2027, 3, 2)),  # 1 March is a Monday
    ],
)
def test_weekends_and_year_ends(start, count, end):
    assert workdays_after(start, count) == end


def test_holidays_have_korean_names():
    assert public_holidays(2027)[date(2027, 3, 1)] == "삼일절"


@given(day=st.dates(date(2024, 1, 1), date(2030, 12, 1)), count=st.integers(1, 15))
def test_counting_is_stepping_and_ends_on_a_working_day(day, count):
    end = workdays_after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert is_workday(end)
    assert sum(map(is_workday, between)) == count
    assert all(one.weekday() < 5 for one in between if is_workday(one))


def seoul(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SEOUL)


def test_decision_deadline_is_the_end_of_the_third_working_day():
    assert DECISION_WORKDAYS == 3
    assert decision_deadline(seoul(2027, 2, 5, 10), seoul(2027, 3, 20, 10)) == seoul(2027, 2, 13)


def test_decision_deadline_counts_from_the_day_in_seoul():
    """23:30 UTC on Thursday is Friday morning here."""
    late_thursday = seoul(2027, 4, 2, 8, 30)
    assert decision_deadline(late_thursday, seoul(2027, 5, 20)) == seoul(2027, 4, 8)
    assert decision_deadline(late_thursday - timedelta(hours=9), seoul(2027, 5, 20)) == seoul(2027, 4, 7)


MOMENTS = st.integers(0, 60 * 24 * 700).map(lambda minutes: midnight(date(2026, 1, 1)) + timedelta(minutes=minutes))


@given(now=MOMENTS, ahead=st.integers(1, 60 * 24 * 20))
def test_decision_deadline_is_never_past_the_use_nor_before_now(now, ahead):
    starts = now + timedelta(minutes=ahead)
    deadline = decision_deadline(now, starts)
    assert now < deadline <= starts
    if deadline < starts:
        assert deadline.astimezone(SEOUL).time() == midnight(now.date()).time()
        assert is_workday((deadline - timedelta(minutes=1)).astimezone(SEOUL).date())
