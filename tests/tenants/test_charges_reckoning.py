"""Days, rates and won of a month, without a database."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tenants.reckoning import charges as reckoning
from tenants.reckoning.charges import Days, Place, Rate, bucket_of, by_rate, delays, month_after, rent_lines, running
from tenants.states import FeeRule

NOVEMBER = date(2026, 11, 1)
WHOLE = Days(NOVEMBER, date(2026, 12, 1))
NAMES = ("미래청", "Future Hall")


def place(area="32.5", building=1, days=WHOLE, desks=0):
    return Place(building, NAMES, days, Decimal(area), desks)


def rate(unit=5_000, since=date(2020, 1, 1), until=None, building=None):
    return Rate(since, until, unit, building)


def amounts(reckoned):
    return [line.amount_krw for line in reckoned.lines]


def labels(reckoned, language="ko"):
    return [line.line.label if language == "ko" else line.line.label_en for line in reckoned.lines]


def test_a_whole_month_by_area_and_its_words():
    found = rent_lines(NOVEMBER, FeeRule.AREA, WHOLE, [place()], [rate()])
    assert amounts(found) == [162_500]
    assert labels(found) == ["11월 사용료 32.5㎡ × 5,000원"]
    assert labels(found, "en") == ["Rent for November: 32.5 m² × ₩5,000"]


def test_ten_days_of_thirty_are_floored_once_at_the_line():
    days = Days(date(2026, 11, 21), date(2026, 12, 1))
    found = rent_lines(NOVEMBER, FeeRule.AREA, days, [place("33.3")], [rate(4_999)])
    assert amounts(found) == [55_480]  # 33.3 × 4,999 × 10/30 = 55,488.9
    assert labels(found) == ["11월 사용료 33.3㎡ × 4,999원 (10일/30일)"]


def test_a_rate_that_changes_in_mid_month_cuts_it_by_days():
    rates = [rate(5_000, until=date(2026, 11, 11)), rate(6_000, since=date(2026, 11, 11))]
    found = rent_lines(NOVEMBER, FeeRule.AREA, WHOLE, [place("30")], rates)
    assert amounts(found) == [50_000, 120_000]
    assert labels(found) == ["11월 사용료 30㎡ × 5,000원 (10일/30일)", "11월 사용료 30㎡ × 6,000원 (20일/30일)"]


def test_the_buildings_own_rate_goes_before_the_parks():
    rates = [rate(5_000), rate(7_000, building=2)]
    found = rent_lines(NOVEMBER, FeeRule.AREA, WHOLE, [place("10"), place("10", building=2)], rates)
    assert amounts(found) == [50_000, 70_000]
    assert labels(found)[0] == "11월 사용료 미래청 10㎡ × 5,000원", "two buildings are named"


def test_rooms_of_one_building_are_one_line_and_desks_are_counted():
    assert amounts(rent_lines(NOVEMBER, FeeRule.AREA, WHOLE, [place("10"), place("5.5")], [rate()])) == [77_500]
    desks = rent_lines(NOVEMBER, FeeRule.DESK, WHOLE, [place("4", desks=1)] * 3, [rate(80_000)])
    assert amounts(desks) == [240_000]
    assert labels(desks) == ["11월 사용료 책상 3석 × 80,000원"]
    assert reckoning.maintenance_lines(NOVEMBER, WHOLE, [place("4", desks=1)], [rate()]).lines == ()


def test_fixed_and_free():
    half = Days(NOVEMBER, date(2026, 11, 16))
    assert amounts(rent_lines(NOVEMBER, FeeRule.FLAT, half, [], [], flat_krw=333_333)) == [166_660]
    assert rent_lines(NOVEMBER, FeeRule.FREE, WHOLE, [place()], [rate()]) == reckoning.Reckoned()


def test_days_without_a_rate_are_told():
    found = rent_lines(NOVEMBER, FeeRule.AREA, WHOLE, [place()], [rate(since=date(2026, 11, 6))])
    assert found.gaps == (Days(NOVEMBER, date(2026, 11, 6)),)


def test_running_days_at_start_end_and_in_leap_february():
    assert len(running(NOVEMBER, date(2026, 11, 21), date(2027, 11, 21))) == 10
    assert len(running(NOVEMBER, date(2025, 1, 1), date(2026, 11, 5))) == 4
    assert len(running(NOVEMBER, date(2026, 12, 1), date(2027, 1, 1))) == 0
    february = date(2028, 2, 1)
    leap = running(february, date(2028, 2, 29), date(2029, 1, 1))
    found = rent_lines(february, FeeRule.AREA, leap, [place("29", days=leap)], [rate(1_000)])
    assert amounts(found) == [1_000]
    assert labels(found) == ["2월 사용료 29㎡ × 1,000원 (1일/29일)"]


def test_metered_use_with_a_fraction_of_a_won():
    kinds = ("전기", "Electricity")
    line = reckoning.meter_line(date(2026, 10, 1), kinds, Decimal("120.50"), Decimal("150.25"), 31)
    assert (line.amount_krw, line.line.label) == (18_100, "10월 전기 120.5 × 150.25원")
    part = reckoning.meter_line(date(2026, 10, 1), kinds, Decimal(310), Decimal(100), 10)
    assert (part.amount_krw, part.line.label) == (10_000, "10월 전기 310 × 100원 (10일/31일)")


def test_interest_by_day_with_a_payment_and_a_new_rate():
    days = Days(date(2026, 10, 26), date(2026, 11, 25))  # 30 days
    plain = delays(days, 1_000_000, [], [rate(Decimal(6))])
    assert [(len(d.days), d.base_krw, d.amount_krw) for d in plain] == [(30, 1_000_000, 4_930)]
    paid = delays(days, 1_000_000, [(date(2026, 11, 4), 400_000)], [rate(Decimal(6))])
    assert [(len(d.days), d.base_krw) for d in paid] == [(10, 1_000_000), (20, 600_000)]
    rates = [rate(Decimal(6), until=date(2026, 11, 5)), rate(Decimal(3), since=date(2026, 11, 5))]
    assert [d.percent for d in delays(days, 1_000_000, [], rates)] == [6, 3]
    assert delays(days, 1_000_000, [(date(2026, 10, 25), 1_000_000)], [rate(Decimal(6))]) == []
    assert delays(days, 1_000_000, [], []) == []


def test_ages():
    assert [bucket_of(n) for n in (1, 30, 31, 60, 61, 90, 91, 900)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_months_roll_over_the_year():
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert month_after(NOVEMBER, -12) == date(2025, 11, 1)


MONTHS = st.dates(date(2020, 1, 1), date(2035, 12, 31)).map(lambda day: day.replace(day=1))


@given(
    month=MONTHS,
    cuts=st.lists(st.integers(0, 30), max_size=4),
    area=st.decimals("0.1", "999.9", places=1),
    unit=st.integers(0, 50_000),
)
def test_parts_of_a_month_never_cost_more_than_the_whole(month, cuts, area, unit):
    whole = Days(month, month_after(month))
    days = sorted({0, len(whole), *(cut for cut in cuts if cut <= len(whole))})
    held, rates = [Place(1, NAMES, whole, area)], [rate(unit)]

    def cost(first, last):
        span = Days(month + timedelta(days=first), month + timedelta(days=last))
        return sum(amounts(rent_lines(month, FeeRule.AREA, span, held, rates)))

    parts = [cost(first, last) for first, last in pairwise(days)]
    assert all(part >= 0 and part % 10 == 0 for part in parts)
    assert sum(parts) <= cost(0, len(whole)) <= area * unit
    assert cost(0, len(whole)) - sum(parts) <= 10 * len(parts)


@given(
    length=st.integers(0, 120),
    net=st.integers(0, 10**7),
    paid=st.lists(st.tuples(st.integers(0, 130), st.integers(1, 10**6)), max_size=5),
)
def test_interest_is_never_negative_and_never_for_more_than_was_late(length, net, paid):
    start = date(2026, 1, 1)
    days = Days(start, start + timedelta(days=length))
    payments = [(start + timedelta(days=n), amount) for n, amount in paid]
    found = delays(days, net, payments, [rate(Decimal("7.5"))])
    assert all(0 < delay.base_krw <= net and delay.amount_krw > 0 for delay in found)
    assert sum(len(delay.days) for delay in found) <= length
    assert sum(delay.amount_krw for delay in found) <= net * Decimal("7.5") * length / 36_500


@given(cut=st.integers(1, 29))
def test_pieces_by_rate_cover_every_day_once(cut):
    turn = NOVEMBER + timedelta(days=cut)
    pieces = by_rate(WHOLE, [rate(1, until=turn), rate(2, since=turn)], None)
    assert [(days.since, days.until) for days, _rate in pieces] == [(NOVEMBER, turn), (turn, WHOLE.until)]
