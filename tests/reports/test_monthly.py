"""The monthly report: what is counted, frozen, made when, and read by whom."""

import hashlib
import json
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from park_portal.accounts.states import OrganizationKind
from park_portal.audit.models import AuditEvent
from park_portal.celery import app
from park_portal.core.errors import ActionDenied
from park_portal.reports import actions, rules, tasks
from park_portal.reports.figures import halls
from park_portal.reports.models import MonthlyReport
from park_portal.reports.reckoning import Window
from spaces.models import Booking, DatedHours
from spaces.states import BookingState, SpaceKind, UserClass
from tests.factories import (
    BookingFactory,
    BuildingFactory,
    ClosureFactory,
    LeafFactory,
    MonthlyReportFactory,
    OrganizationFactory,
    PersonFactory,
    SpaceFactory,
    centre_staff,
    officer,
    span,
)

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
LIST, MAKE = reverse("reports:monthly-report-list"), reverse("reports:monthly-report-make")
DAYS = 31


@pytest.fixture(autouse=True)
def november():
    """Half past nine on 5 November 2026 in Seoul: October is over."""
    with time_machine.travel(datetime(2026, 11, 5, 9, 30, tzinfo=SEOUL)):
        yield


def on(day: int, clock_time: str = "10:00", month: int = 10) -> datetime:
    hours, minutes = map(int, clock_time.split(":"))
    return datetime(2026, month, day, tzinfo=SEOUL) + timedelta(hours=hours, minutes=minutes)


def used(space, start: datetime, hours: float = 2, **facts) -> Booking:
    end = start + timedelta(hours=hours)
    return BookingFactory(space=space, starts_at=start, ends_at=end, **{"state": BookingState.COMPLETED, **facts})


def october() -> dict:
    return halls.compute(Window(OCTOBER))


def values(section: dict) -> dict:
    return {line["code"]: line["value"] for line in section["headlines"]}


def row_of(space, section: dict | None = None) -> dict:
    rows = [row for building in (section or october())["buildings"] for row in building["spaces"]]
    return next(row for row in rows if row["code"] == space.code)


# ── open time ─────────────────────────────────────────────────────────────────


def test_open_is_opening_minus_closing_days_and_closures():
    """09:00-22:00 on 31 days, less one closing day (13 h), one short day (-10 h) and a closure of 3 h inside hours."""
    space = SpaceFactory()
    DatedHours.objects.create(day=on(5).date(), reason="추석", is_holiday=True)
    DatedHours.objects.create(space=space, day=on(6).date(), opens=600, closes=780, reason="짧은 날")
    ClosureFactory(leaves=list(space.leaves.all()), during=span(on(12, "19:00"), on(13, "00:00")))
    assert row_of(space)["open_minutes"] == DAYS * 780 - 780 - 600 - 180


def test_open_after_midnight_is_cut_at_the_month_and_belongs_to_its_own_weekday():
    """18:00-26:00 every night: 1 October begins with two hours of September's last night, its last night loses two."""
    space = SpaceFactory(hours=[(1080, 1560)])
    section = october()
    assert row_of(space, section)["open_minutes"] == DAYS * 480
    thursday = section["heat"]["open"][3]
    assert thursday[1] == 5 * 60, "five Thursdays, 1 October first"
    assert sum(map(sum, section["heat"]["open"])) == DAYS * 480


def test_open_counts_only_days_in_the_life_of_space_and_building():
    building = BuildingFactory(closed_on=on(11).date())
    both = SpaceFactory(building=building, opened_on=on(6).date())
    gone = SpaceFactory(building=building, closed_on=date(2026, 9, 1))
    section = october()
    assert row_of(both, section)["open_minutes"] == 5 * 780
    assert gone.code not in json.dumps(section)


def test_a_space_that_is_not_let_is_in_the_report_only_when_used():
    office, lent = SpaceFactory(bookable=False), SpaceFactory(bookable=False)
    used(lent, on(7))
    section = october()
    assert office.code not in json.dumps(section)
    assert row_of(lent, section)["minutes"] == 120


# ── used time ─────────────────────────────────────────────────────────────────


def test_a_use_over_midnight_and_over_the_months_end_is_cut():
    """It counts once, in the month in which it begins; its hours fall where they were."""
    space = SpaceFactory(hours=[(0, 1440)])
    used(space, on(30, "22:00", month=9), 4, attendees=7, price_krw=8000)  # two hours in October
    used(space, on(10, "23:00"), 2, attendees=5, price_krw=1000)
    used(space, on(31, "23:00"), 3, attendees=3, price_krw=500)  # one hour in October
    row = row_of(space)
    assert (row["minutes"], row["used_minutes"]) == (120 + 120 + 60, 300)
    assert (row["bookings"], row["people"], row["income_krw"]) == (2, 8, 1500)
    september = row_of(space, halls.compute(Window(SEPTEMBER)))
    assert (september["minutes"], september["bookings"], september["income_krw"]) == (120, 1, 8000)


def test_what_did_not_take_place_is_not_used_but_told():
    space = SpaceFactory()
    used(space, on(7), price_krw=5000)
    for day, state in enumerate(("cancelled", "cancelled", "no_show", "rejected", "expired", "disrupted"), start=8):
        used(space, on(day), state=state, price_krw=5000)
    used(space, on(20), state=BookingState.REQUESTED)
    used(space, on(21), state=BookingState.IN_USE)
    used(space, on(22), state=BookingState.CONFIRMED)
    used(space, on(2, month=11), state=BookingState.CANCELLED)
    section = october()
    assert (row_of(space, section)["minutes"], row_of(space, section)["income_krw"]) == (3 * 120, 5000)
    found = {code: values(section)[code] for code in ("cancelled", "no_show", "rejected", "expired", "disrupted")}
    assert found == {"cancelled": 2, "no_show": 1, "rejected": 1, "expired": 1, "disrupted": 1}
    numbers = Booking.objects.filter(state="cancelled", starts_at__lt=on(1, "00:00", month=11)).order_by("pk")
    assert section["outcomes"]["cancelled"] == list(numbers.values_list("pk", flat=True))


def test_use_outside_opening_is_counted_and_told_but_never_lifts_utilisation_over_what_is_true():
    """Open 13 h on each day but booked from 20:00 to 24:00; another in a closure that came later."""
    space = SpaceFactory()
    used(space, on(7, "20:00"), 4, override="행사")
    used(space, on(8, "10:00"), 2)
    ClosureFactory(leaves=list(space.leaves.all()), during=span(on(8, "11:00"), on(8, "12:00")))
    row = row_of(space)
    assert (row["minutes"], row["used_minutes"], row["outside_minutes"]) == (360, 180, 180)
    assert row["open_minutes"] == DAYS * 780 - 60
    assert row["utilisation"] == round(1000 * 180 / (DAYS * 780 - 60))


def test_a_space_used_all_day_every_day_is_used_to_the_full_and_not_more():
    space = SpaceFactory(hours=[(600, 660)])
    for day in range(1, DAYS + 1):
        used(space, on(day, "09:00"), 3, override="종일")
    row = row_of(space)
    assert (row["utilisation"], row["outside_minutes"]) == (1000, DAYS * 120)
    assert october()["total"]["utilisation"] == 1000


def test_buffers_of_the_operator_are_not_use():
    space = SpaceFactory(buffer_before=30, buffer_after=30)
    booking = used(space, on(7))
    booking.claim.slots.update(during=span(on(7, "09:30"), on(7, "12:30")))
    assert row_of(space)["minutes"] == 120


# ── parts ─────────────────────────────────────────────────────────────────────


def test_a_divisible_hall_counts_each_part_once_in_sums():
    """Whole 4 h, one half 2 h: 10 part-hours of 2 x 13 h a day; each row tells its own use of its own time."""
    building = BuildingFactory()
    left, right = LeafFactory(building=building), LeafFactory(building=building)
    whole = SpaceFactory(building=building, kind=SpaceKind.HALL, leaves=[left, right])
    half = SpaceFactory(building=building, kind=SpaceKind.HALL, leaves=[left])
    other = SpaceFactory(building=building, kind=SpaceKind.HALL, leaves=[right])
    used(whole, on(7), 4)
    used(half, on(8), 2)
    ClosureFactory(leaves=[right], during=span(on(9, "09:00"), on(9, "22:00")))
    section = october()
    assert (row_of(whole, section)["open_minutes"], row_of(whole, section)["used_minutes"]) == (30 * 780, 240)
    assert (row_of(half, section)["open_minutes"], row_of(half, section)["used_minutes"]) == (31 * 780, 120)
    assert (row_of(other, section)["open_minutes"], row_of(other, section)["used_minutes"]) == (30 * 780, 0)
    for total in (section["total"], section["buildings"][0], section["kinds"][0]):
        assert (total["minutes"], total["used_minutes"], total["open_minutes"]) == (360, 600, 61 * 780)
    assert sum(map(sum, section["heat"]["used"])) == 600


def test_a_desk_zone_counts_desk_by_desk():
    """Two desks, one of them closed for a day; both used at once for 2 h, one of them in the closure for 1 h."""
    zone = SpaceFactory(kind=SpaceKind.DESK_ZONE, leaves=[LeafFactory(), LeafFactory()])
    first, second = zone.leaves.order_by("pk")
    ClosureFactory(leaves=[second], during=span(on(9, "09:00"), on(9, "22:00")))
    for desk, start, hours in ((first, on(7), 2), (second, on(7), 2), (second, on(9), 1)):
        booking = used(zone, start + timedelta(days=365), hours)
        booking.claim.slots.exclude(leaf=desk).delete()
        booking.claim.slots.update(during=span(start, start + timedelta(hours=hours)))
        Booking.objects.filter(pk=booking.pk).update(starts_at=start, ends_at=start + timedelta(hours=hours))
    row = row_of(zone)
    assert (row["desks"], row["open_minutes"]) == (2, 2 * DAYS * 780 - 780)
    assert (row["minutes"], row["used_minutes"], row["outside_minutes"]) == (300, 240, 60)


# ── users, weekdays, decisions ────────────────────────────────────────────────


def test_users_and_departments():
    hall, room = SpaceFactory(), SpaceFactory()
    office = OrganizationFactory(kind=OrganizationKind.DISTRICT_OFFICE, name="구청")
    culture = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT, name="문화과", parent=office)
    dong = OrganizationFactory(kind=OrganizationKind.DONG_OFFICE, name="녹번동 주민센터")
    used(hall, on(7), 3, organization=culture, user_class=UserClass.PUBLIC, attendees=30)
    used(room, on(7), 2, organization=culture, user_class=UserClass.PUBLIC, attendees=10)
    used(room, on(8), 1, organization=dong, user_class=UserClass.PUBLIC, attendees=5)
    used(room, on(9), 2, organization=OrganizationFactory(), user_class=UserClass.TENANT, price_krw=9000)
    section = october()
    classes = {row["code"]: row for row in section["classes"]}
    assert (classes["public"]["bookings"], classes["public"]["minutes"], classes["public"]["people"]) == (3, 360, 45)
    assert (classes["tenant"]["bookings"], classes["tenant"]["income_krw"]) == (1, 9000)
    told = [(r["name"], r.get("parent"), r["bookings"], r["minutes"], r["spaces"]) for r in section["departments"]]
    assert told == [
        ("문화과", "구청", 2, 300, sorted([hall.code, room.code])),
        ("녹번동 주민센터", None, 1, 60, [room.code]),
    ]


def test_heat_stands_on_the_weekday_and_hour_of_seoul():
    """Wednesday 7 October 10:30-12:00."""
    used(SpaceFactory(), on(7, "10:30"), 1.5)
    heat = october()["heat"]
    assert {(day, hour): cell for day in range(7) for hour in range(24) if (cell := heat["used"][day][hour])} == {
        (2, 10): 30,
        (2, 11): 60,
    }
    assert (heat["open"][2][10], heat["open"][3][10], heat["open"][2][8]) == (4 * 60, 5 * 60, 0)


def test_time_to_a_decision_is_in_office_hours():
    """Friday 17:00 to Monday 10:00 are two hours; from before 9 October, a holiday, to the morning after it is none."""
    space = SpaceFactory()
    staff = centre_staff()
    moments = ((on(16, "17:00"), on(19, "10:00")), (on(8, "18:00"), on(12, "09:00")), (on(1), on(2, month=11)))
    for day, (asked, decided) in enumerate(moments, start=20):
        used(space, on(day), requested_at=asked, decided_at=decided, decided_by=staff)
    section = october()
    assert section["decisions"] == {"count": 2, "mean_office_minutes": 60}
    assert values(section)["decision_time"] == 60


@pytest.mark.parametrize("count", [1, 6])
def test_figures_ask_the_database_as_often_for_six_as_for_one(count, django_assert_num_queries):
    organization = OrganizationFactory(
        kind=OrganizationKind.DISTRICT_TEAM, parent=OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT)
    )
    for day in range(1, count + 1):
        space = SpaceFactory()
        used(space, on(day), organization=organization)
        used(space, on(day, "15:00"), state=BookingState.CANCELLED)
        ClosureFactory(leaves=list(space.leaves.all()), during=span(on(day, "18:00"), on(day, "19:00")))
    with django_assert_num_queries(10):
        october()


# ── comparison, corrections, freezing ─────────────────────────────────────────


def headline(report: MonthlyReport, code: str) -> tuple:
    lines = report.figures["sections"]["halls"]["headlines"]
    line = next(line for line in lines if line["code"] == code)
    return line["value"], line["last_month"], line["last_year"]


def test_headlines_stand_beside_last_month_and_last_year():
    space = SpaceFactory()
    used(space, on(7), 3)
    used(space, on(7, month=9), 2)
    report = actions.monthly_report_make(by=None, month=OCTOBER)
    assert headline(report, "hours") == (180, 120, None), "nothing is known of last year"
    used(space, datetime(2025, 10, 3, 10, tzinfo=SEOUL), 1)
    used(space, on(7, month=8), 1)
    later = actions.monthly_report_make(by=None, month=date(2026, 8, 1))
    assert headline(later, "hours") == (60, 0, None), "July is known to be empty, August of last year is not known"


def test_later_corrections_are_named_in_the_next_report():
    space = SpaceFactory()
    used(space, on(7, month=9), 2, price_krw=1000)
    wrong = used(space, on(8, month=9), 2, price_krw=4000)
    first = actions.monthly_report_make(by=None, month=SEPTEMBER)
    assert first.figures["corrections"] == []
    Booking.objects.filter(pk=wrong.pk).update(state=BookingState.NO_SHOW)
    second = actions.monthly_report_make(by=None, month=OCTOBER)
    corrected = {row["code"]: (row["was"], row["now"]) for row in second.figures["corrections"]}
    assert corrected["income"] == (5000, 1000)
    assert corrected["hours"] == (240, 120)
    assert corrected["no_show"] == (0, 1)
    assert set(corrected) == {"bookings", "hours", "utilisation", "attendees", "income", "no_show", "priced"}
    assert headline(second, "income")[1] == 1000, "compared with what is true"


def test_a_changed_method_is_not_a_correction(monkeypatch):
    space = SpaceFactory()
    wrong = used(space, on(8, month=9))
    actions.monthly_report_make(by=None, month=SEPTEMBER)
    Booking.objects.filter(pk=wrong.pk).update(state=BookingState.NO_SHOW)
    monkeypatch.setattr(halls, "VERSION", halls.VERSION + 1)
    assert actions.monthly_report_make(by=None, month=OCTOBER).figures["corrections"] == []


def test_made_again_a_month_keeps_its_bytes():
    space = SpaceFactory()
    used(space, on(7))
    first = actions.monthly_report_make(by=None, month=OCTOBER)
    data = first.data
    used(space, on(8), price_krw=5000)
    space.name = "새 이름"
    space.save()
    again = actions.monthly_report_make(by=centre_staff(), month=OCTOBER)
    assert (again.pk, again.data, again.made_by) == (first.pk, data, None)
    assert hashlib.sha256(data).hexdigest() == again.digest
    assert AuditEvent.objects.filter(verb="monthly_report.make").count() == 1


def test_the_database_refuses_to_change_a_report():
    report = MonthlyReportFactory()
    for change in ({"figures": {}}, {"digest": "0" * 64}, {"made_at": on(1)}):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            MonthlyReport.objects.filter(pk=report.pk).update(**change)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        MonthlyReport.objects.filter(pk=report.pk).delete()
    assert MonthlyReport.objects.get().data == report.data


def test_a_quicker_worker_wins(monkeypatch):
    """The other's row appears between looking and writing."""
    used(SpaceFactory(), on(7))
    compute = actions.figures.compute

    def slow(month, reported):
        found = compute(month, reported)
        MonthlyReportFactory(month=month)
        return found

    monkeypatch.setattr(actions.figures, "compute", slow)
    report = actions.monthly_report_make(by=None, month=OCTOBER)
    assert report == MonthlyReport.objects.get()
    assert not AuditEvent.objects.filter(verb="monthly_report.make").exists()


# ── which months ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("month", "reason"),
    [(date(2026, 11, 1), "month_not_over"), (date(2027, 1, 1), "month_not_over"), (date(2026, 8, 1), "no_data")],
)
def test_months_that_cannot_be_reported(month, reason):
    used(SpaceFactory(), on(7, month=9))
    with pytest.raises(ActionDenied) as refusal:
        actions.monthly_report_make(by=None, month=month)
    assert refusal.value.reason == reason
    assert not MonthlyReport.objects.exists()


def test_a_park_without_bookings_has_nothing_to_report():
    SpaceFactory()
    with pytest.raises(ActionDenied) as refusal:
        actions.monthly_report_make(by=None, month=OCTOBER)
    assert refusal.value.reason == "no_data"
    assert tasks.monthly_reports_make_missing() == 0


def test_the_task_makes_the_missing_months_and_twice_changes_nothing():
    used(SpaceFactory(), on(7, month=7))
    kept = actions.monthly_report_make(by=None, month=date(2026, 8, 1))
    assert tasks.monthly_reports_make_missing() == 3
    made = list(MonthlyReport.objects.values_list("month", "pk", "digest"))
    assert [month.month for month, _pk, _digest in made] == [10, 9, 8, 7]
    assert kept.pk in {pk for _month, pk, _digest in made}
    assert tasks.monthly_reports_make_missing() == 0
    assert list(MonthlyReport.objects.values_list("month", "pk", "digest")) == made


@pytest.mark.parametrize(("day", "missing"), [(31, []), (32, [OCTOBER])])
def test_a_month_is_due_from_the_first_midnight_of_seoul_after_it(day, missing):
    used(SpaceFactory(), on(7))
    with time_machine.travel(on(1, "00:30") + timedelta(days=day - 1)):
        assert rules.missing_months() == missing


def test_beat_asks_every_morning():
    entry = app.conf.beat_schedule["monthly-reports"]
    assert entry["task"] == tasks.monthly_reports_make_missing.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({6}, {0})
    assert (entry["schedule"].day_of_month, app.conf.timezone) == (set(range(1, 32)), "Asia/Seoul")


# ── the command ───────────────────────────────────────────────────────────────


def test_command_writes_the_frozen_bytes(tmp_path):
    used(SpaceFactory(), on(7))
    words = StringIO()
    call_command("monthly_report", "2026-10", out=tmp_path / "new", stdout=words)
    path = tmp_path / "new" / "monthly-2026-10.json"
    assert str(path) in words.getvalue().splitlines()
    assert path.read_bytes() == MonthlyReport.objects.get().data
    call_command("monthly_report", "2026-10", out=tmp_path, stdout=words)
    assert (tmp_path / "monthly-2026-10.json").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "october", "2026-10-01", "2026-11", "2026-09"])
def test_command_refuses_with_a_sentence(text, tmp_path):
    used(SpaceFactory(), on(7))
    with pytest.raises(CommandError, match=r"\w+ .*\."):
        call_command("monthly_report", text, out=tmp_path)
    assert list(tmp_path.iterdir()) == []


# ── pages ─────────────────────────────────────────────────────────────────────


def english(client):
    client.cookies["language"] = "en"
    return client


def test_pages_exist_for_staff_and_officers_only(client_of):
    used(SpaceFactory(), on(7))
    report = actions.monthly_report_make(by=None, month=OCTOBER)
    page = reverse("reports:monthly-report", args=[OCTOBER])
    assert page == report.get_absolute_url() == "/reports/monthly/2026-10/"
    data = reverse("reports:monthly-report-data", args=[OCTOBER])
    assert data == "/reports/monthly/2026-10.json"
    for person, wanted in ((PersonFactory(), 404), (officer(), 200), (centre_staff(), 200)):
        client = client_of(person)
        assert {client.get(url).status_code for url in (LIST, page, data)} == {wanted}
    answer = client.get(data)
    assert (answer.content, answer["Content-Type"]) == (report.data, "application/json")
    for missing in ("/reports/monthly/2026-09/", "/reports/monthly/2026-13/", "/reports/monthly/0000-00.json"):
        assert client.get(missing).status_code == 404


def test_staff_make_a_missing_month(client_of):
    used(SpaceFactory(), on(7))
    staff = centre_staff()
    client = english(client_of(staff))
    assert '<option value="2026-10">October 2026</option>' in client.get(LIST).content.decode()
    answer = client.post(MAKE, {"month": "2026-10"})
    assert (answer.status_code, answer.url) == (302, "/reports/monthly/2026-10/")
    assert MonthlyReport.objects.get().made_by == staff
    assert client.post(MAKE, {"month": "2026-10"}).url == answer.url, "a second click finds the first one's report"
    assert "<option" not in client.get(LIST).content.decode().split("<main")[1]


@pytest.mark.parametrize(
    ("month", "words"), [("2026-11", "is not over yet"), ("2026-08", "knows nothing"), ("x", "Choose")]
)
def test_making_another_month_answers_with_a_sentence(month, words, client_of):
    used(SpaceFactory(), on(7))
    answer = english(client_of(centre_staff())).post(MAKE, {"month": month})
    assert answer.status_code == 200 and words in answer.content.decode()
    assert not MonthlyReport.objects.exists()


def test_officers_read_and_do_not_make(client_of):
    used(SpaceFactory(), on(7))
    client = english(client_of(officer()))
    assert "<option" not in client.get(LIST).content.decode().split("<main")[1]
    answer = client.post(MAKE, {"month": "2026-10"})
    assert answer.status_code == 403 and "Only centre staff" in answer.content.decode()
    assert not MonthlyReport.objects.exists()


def test_page_tells_the_figures_in_both_languages(client_of):
    department = OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT, name="문화과", name_en="Culture")
    space = SpaceFactory(name="이야기홀", name_en="Story Hall")
    used(space, on(7, "20:00"), 3.5, price_krw=1234500, organization=department, override="행사")
    used(space, on(7, month=9), 2)
    lost = used(space, on(9), state=BookingState.NO_SHOW)
    actions.monthly_report_make(by=None, month=OCTOBER)
    url = reverse("reports:monthly-report", args=[OCTOBER])
    korean, page = client_of(centre_staff()).get(url).content.decode(), ""
    assert "2026년 10월" in korean and "이야기홀" in korean and "문화과" in korean and "1,234,500원" in korean
    page = english(client_of(centre_staff())).get(url).content.decode()
    for words in ("October 2026", "Story Hall", "Culture", "3.5 hours", "75.0% more than the month before", "2 hours"):
        assert words in page, words
    assert "1.5 of the hours booked lay outside opening hours" in page
    assert lost.number in page and reverse("spaces:space-ledger", args=[space.code]) in page
    reader = english(client_of(officer())).get(url).content.decode()
    assert lost.number not in reader and "/desk/" not in reader.split("<main")[1]


def test_page_asks_the_database_nothing_but_the_report(client_of):
    """Figures are frozen: reading them does not count again."""
    for day in range(1, 5):
        used(SpaceFactory(), on(day))
    actions.monthly_report_make(by=None, month=OCTOBER)
    client = client_of(officer())
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("reports:monthly-report", args=[OCTOBER]))
    assert [q["sql"] for q in queries if "spaces_" in q["sql"]] == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_as_often_for_three_as_for_one(count, client_of):
    MonthlyReportFactory.create_batch(count)
    client = client_of(centre_staff())
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) == 8


def test_menu_leads_readers_to_reports(client_of):
    for person, shown in ((PersonFactory(), False), (officer(), True), (centre_staff(), True)):
        assert (f'href="{LIST}"' in client_of(person).get(reverse("accounts:me")).content.decode()) is shown
