"""Prices, months, steps, shifts: computed without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park_portal.core.clock import SEOUL
from spaces.reckoning import days_before, midnight, month_of, on_step, price_krw, shifts


def seoul(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("hourly", "minutes", "won"),
    [
        (5000, 60, 5000),
        (5000, 90, 7500),
        (5000, 0, 0),
        (0, 600, 0),
        (5000, 125, 10410),  # 10,416.7
        (1234, 60, 1230),
        (9, 60, 0),
        (10, 60, 10),
        (7770, 25, 3230),  # 3,237.5
        (3333, 180, 9990),
        (3335, 180, 10000),  # floored once: hour by hour it would be 9,990
    ],
)
def test_price_is_floored_to_ten_won_once(hourly, minutes, won):
    assert price_krw(hourly, minutes) == won


@given(hourly=st.integers(0, 10**6), minutes=st.integers(0, 3000))
def test_price_is_at_most_nine_won_below_the_exact_one(hourly, minutes):
    price = price_krw(hourly, minutes)
    assert price % 10 == 0
    assert price * 60 <= hourly * minutes < (price + 10) * 60


@pytest.mark.parametrize(
    ("moment", "first", "following"),
    [
        (seoul(2027, 3, 1), (2027, 3, 1), (2027, 4, 1)),
        (seoul(2027, 3, 31, 23, 59), (2027, 3, 1), (2027, 4, 1)),
        (seoul(2027, 12, 15), (2027, 12, 1), (2028, 1, 1)),
        (seoul(2028, 2, 29), (2028, 2, 1), (2028, 3, 1)),
        (datetime(2027, 3, 31, 15, 0, tzinfo=UTC), (2027, 4, 1), (2027, 5, 1)),  # midnight in Seoul
        (datetime(2027, 3, 31, 14, 59, tzinfo=UTC), (2027, 3, 1), (2027, 4, 1)),
    ],
)
def test_month_is_the_calendar_month_in_seoul(moment, first, following):
    assert month_of(moment) == (seoul(*first), seoul(*following))


@pytest.mark.parametrize(
    ("moment", "step", "on"),
    [
        (seoul(2027, 3, 3, 9, 0), 30, True),
        (seoul(2027, 3, 3, 9, 30), 30, True),
        (seoul(2027, 3, 3, 9, 15), 30, False),
        (seoul(2027, 3, 3, 9, 30), 60, False),
        (seoul(2027, 3, 3, 9, 30, 1), 30, False),
        (seoul(2027, 3, 3, 9, 30, 0, 1), 30, False),
        (seoul(2027, 3, 3, 0, 0), 50, True),
        (seoul(2027, 3, 3, 0, 50), 50, True),
        (datetime(2027, 3, 3, 0, 0, tzinfo=UTC), 120, False),  # 09:00 in Seoul
        (datetime(2027, 3, 3, 1, 0, tzinfo=UTC), 120, True),
    ],
)
def test_steps_count_from_midnight_in_seoul(moment, step, on):
    assert on_step(moment, step) is on


@pytest.mark.parametrize(
    ("now", "starts", "days"),
    [
        (seoul(2027, 3, 3, 23, 59), seoul(2027, 3, 4, 0, 0), 1),
        (seoul(2027, 3, 3, 0, 0), seoul(2027, 3, 3, 23, 59), 0),
        (datetime(2027, 3, 3, 15, 0, tzinfo=UTC), seoul(2027, 3, 4, 9, 0), 0),
        (datetime(2027, 3, 3, 14, 59, tzinfo=UTC), seoul(2027, 3, 4, 9, 0), 1),
    ],
)
def test_days_before_are_calendar_days_in_seoul(now, starts, days):
    assert days_before(now, starts) == days


def test_midnight_is_in_seoul():
    assert midnight(date(2027, 3, 3)) == datetime(2027, 3, 2, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "minutes"),
    [(30, [-30, 30, -60, 60]), (60, [-60, 60]), (20, [-20, 20, -40, 40, -60, 60]), (45, [-45, 45]), (90, [])],
)
def test_shifts_go_out_from_the_wish_up_to_an_hour(step, minutes):
    start = seoul(2027, 3, 3, 14)
    end = start + timedelta(minutes=100)
    expected = [(start + timedelta(minutes=n), end + timedelta(minutes=n)) for n in minutes]
    assert shifts(start, end, step) == expected
