"""Who lives where: the plan's table, area-days, vacancy and floors, on pages, in the API and in the report."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from park_portal.core import clock
from park_portal.documents.xlsx import read_rows
from park_portal.reports.figures import tenancy
from park_portal.reports.reckoning import Window
from spaces.states import ClaimKind
from tenants.models import Agreement
from tenants.reckoning.floors import WIDTH, cells
from tenants.reckoning.occupancy import (
    ROWS,
    Held,
    area_days,
    months_after,
    row_of,
    stays,
    tenure_class,
    tenure_days,
)
from tenants.rules import occupancy as read
from tenants.rules.vacancy import units
from tenants.tables.occupancy import OccupancyPage
from tests.factories import (
    AgreementFactory,
    AllocationFactory,
    BuildingFactory,
    ClaimFactory,
    LeafFactory,
    LedgerEntryFactory,
    OrganizationFactory,
    ReceivableFactory,
    SpaceFactory,
    agreement,
    at,
    centre_staff,
)

pytestmark = pytest.mark.django_db
STATS = "/api/v1/stats/tenancy/"
PAGES = ("/desk/occupancy/", "/desk/vacancy/", "/desk/floors/miraecheong/")


@pytest.fixture
def mirae():
    return BuildingFactory(code="miraecheong", name="미래청")


def room(building, name: str, area: int = 20, **facts):
    leaf = LeafFactory(building=building)
    facts = {"kind": "office", "bookable": False, "leaves": [leaf], "area_m2": Decimal(area), **facts}
    return SpaceFactory(building=building, name=name, **facts)


def let(space, days: tuple[int, int] = (-100, 265), leaf=None, **facts) -> Agreement:
    """An agreement for a room, on the books as the signature leaves it; ``days`` from today."""
    today = clock.today()
    since, until = (today + timedelta(days=number) for number in days)
    made = agreement(since=since, until=until, **facts)
    claim = ClaimFactory(kind=ClaimKind.ALLOCATION, organization=made.occupant, person=None)
    AllocationFactory(agreement=made, space=space, leaf=leaf, claim=claim, area_m2=space.area_m2)
    return made


# ------------------------------------------------------------------------------ reckoning


@pytest.mark.parametrize(
    ("kind", "building", "row"),
    [
        ("private", "miraecheong", "miraecheong_private"),
        ("short_term", "miraecheong", "miraecheong_private"),
        ("private", "sangsangcheong", "sangsangcheong_private"),
        ("coworking", "sangsangcheong", "sangsangcheong_desks"),
        ("coworking", "miraecheong", "small_buildings"),
        ("private", "mokgongdong", "small_buildings"),
        ("private", None, "small_buildings"),
        ("hosted", "miraecheong", "hosted"),
        ("other", "sangsangcheong", "other"),
    ],
)
def test_every_agreement_has_its_column(kind, building, row):
    assert row_of(kind, building) == row and row in ROWS


def test_area_days_are_cut_at_the_period():
    start, end = date(2026, 10, 1), date(2026, 11, 1)
    held = [
        Held(date(2026, 9, 20), date(2026, 10, 11), Decimal("20.5")),
        Held(date(2026, 10, 31), date(2027, 1, 1), Decimal(10)),
        Held(date(2026, 11, 1), date(2027, 1, 1), Decimal(99)),
    ]
    assert area_days(held, start, end) == Decimal("20.5") * 10 + 10


def test_stays_join_what_follows_without_a_gap():
    terms = [
        (date(2024, 1, 1), date(2025, 1, 1)),
        (date(2020, 1, 1), date(2022, 1, 1)),
        (date(2025, 1, 1), date(2027, 1, 1)),
    ]
    assert stays(terms) == [(date(2020, 1, 1), date(2022, 1, 1)), (date(2024, 1, 1), date(2027, 1, 1))]
    assert tenure_days(terms, date(2026, 1, 1)) == 731
    assert tenure_days(terms, date(2023, 1, 1)) == 0
    assert [tenure_class(days) for days in (0, 364, 366, 1200, 2000, 3000)] == [0, 0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_months_after(day, months, then):
    assert months_after(day, months) == then


def test_twice_the_area_is_twice_as_wide():
    found = cells([40, 20, 20, 60, 20])
    assert found[0].width == pytest.approx(2 * found[1].width, abs=0.2)
    assert max(cell.x + cell.width for cell in found) == pytest.approx(WIDTH, abs=1)
    boxes = [(c.x, c.y, c.x + c.width, c.y + c.height) for c in found]
    for number, one in enumerate(boxes):
        for two in boxes[number + 1 :]:
            assert one[2] <= two[0] + 0.2 or two[2] <= one[0] + 0.2 or one[3] <= two[1] or two[3] <= one[1]
    assert cells([]) == []


# ------------------------------------------------------------------------------ counting


def test_an_organisation_counts_once_with_all_its_people(mirae):
    first = let(room(mirae, "401호"), headcount=4)
    let(room(mirae, "402호"), occupant=first.occupant, headcount=3)
    host = let(room(mirae, "403호"), headcount=2).occupant
    AgreementFactory(
        signed=True, kind="hosted", occupant=OrganizationFactory(), party=host, building=mirae, headcount=5
    )
    AgreementFactory(kind="other", building=mirae)  # a draft
    found = Agreement.objects.occupancy(clock.today())
    assert (found["total"], found["miraecheong_private"], found["hosted"], found["headcount"]) == (3, 2, 1, 14)


def test_first_and_last_day_of_an_agreement(mirae):
    made = let(room(mirae, "401호"), days=(-10, 10))
    counted = {day: Agreement.objects.occupancy(made.since + timedelta(days=day))["total"] for day in (-1, 0, 19, 20)}
    assert counted == {-1: 0, 0: 1, 19: 1, 20: 0}


def test_occupancy_is_area_days_over_area_days(mirae):
    today = clock.today()
    let(room(mirae, "401호", 30), days=(-5, 100))
    room(mirae, "402호", 10)
    room(mirae, "403호", 60, opened_on=today)
    filled = read.filled(read.places(), read.held_during(today - timedelta(days=10), today + timedelta(days=1)),
                         today - timedelta(days=10), today + timedelta(days=1))  # fmt: skip
    assert (filled.area.part, filled.area.whole) == (30 * 6, (30 + 10) * 11 + 60)
    assert (filled.rooms.part, filled.rooms.whole) == (6, 23)
    assert filled.desks.permille is None


def test_moves_tenure_and_expiring(mirae):
    today = clock.today()
    first = let(room(mirae, "401호"), days=(-100, -50))
    let(room(mirae, "402호"), days=(-50, 60), occupant=first.occupant)
    left = let(room(mirae, "403호"), days=(-90, -20))
    let(room(mirae, "404호"), days=(-30, 400))
    terms = read.terms_by_occupant(today + timedelta(days=1))
    into, out = read.moves(terms, today - timedelta(days=60), today + timedelta(days=1))
    assert (len(into), out) == (1, [left.occupant_id])
    assert sorted(read.tenures(terms, today)) == [30, 100]
    assert [row.occupant for row in read.expiring(today, months_after(today, 3))] == [first.occupant]


def test_arrears_are_those_of_the_day(mirae):
    owner = OrganizationFactory()
    facts = {"payer_organization": owner, "payer_person": None, "kind": "rent"}
    late = ReceivableFactory(due_at=at(-20), **facts)
    LedgerEntryFactory(receivable=late, kind="charge", amount_krw=90_000, at=at(-40))
    LedgerEntryFactory(receivable=late, kind="credit", amount_krw=30_000, at=at(-3))
    ReceivableFactory(due_at=at(20), **facts)
    today = clock.today()
    assert [debt.total_krw for debt in read.arrears(today)] == [60_000]
    assert [debt.total_krw for debt in read.arrears(today - timedelta(days=10))] == [90_000]
    assert read.arrears(today - timedelta(days=30)) == []


# ------------------------------------------------------------------------------ vacancy and floors


def test_every_unit_has_its_state(mirae):
    room(mirae, "401호")
    let(room(mirae, "402호"), days=(20, 400))
    let(room(mirae, "403호"), days=(-10, 400))
    soon = let(room(mirae, "404호"), days=(-10, 60))
    let(room(mirae, "405호"), days=(-10, 60), ended_on=clock.today() + timedelta(days=60), end_reason="notice")
    renewed = let(place := room(mirae, "406호"), days=(-10, 30))
    let(place, days=(30, 400), occupant=renewed.occupant)
    room(mirae, "407호", closed_on=clock.today())
    zone = SpaceFactory(building=mirae, name="지정석", kind="desk_zone", bookable=False, area_m2=10,
                        leaves=[LeafFactory(building=mirae, code=f"zone-{n}") for n in (1, 2)])  # fmt: skip
    let(zone, leaf=zone.leaves.get(code="zone-2"), kind="coworking")
    found = {unit.name: unit.state for unit in units(clock.today(), read.places())}
    assert found == {
        "401호": "available", "402호": "reserved", "403호": "occupied", "404호": "soon", "405호": "leaving",
        "406호": "occupied", "407호": "closed", "지정석 1": "available", "지정석 2": "occupied",
    }  # fmt: skip
    later = {unit.name: unit.state for unit in units(soon.until, read.places())}
    assert (later["404호"], later["402호"]) == ("available", "occupied")


def test_floor_plan_draws_what_the_table_says(mirae, client_of):
    let(room(mirae, "401호", floor=4), occupant=OrganizationFactory(name="푸른강"))
    room(mirae, "201호", floor=2)
    SpaceFactory(building=mirae, name="세미나실", floor=2)
    page = client_of(centre_staff()).get("/desk/floors/miraecheong/").content.decode()
    assert page.count('class="unit unit--') == 3 + 3  # rooms, and the swatches of the legend
    assert "401호: 푸른강" in page and "style=" not in page
    for name in ("401호", "201호", "세미나실"):
        assert page.count(name) >= 3
    fourth = client_of(centre_staff()).get("/desk/floors/miraecheong/?floor=4").content.decode()
    assert "401호" in fourth and "201호" not in fourth
    assert client_of(centre_staff()).get("/desk/floors/nowhere/").status_code == 404


# ------------------------------------------------------------------------------ pages, files, API


@pytest.mark.parametrize("url", PAGES)
def test_pages_ask_the_database_as_often_for_three_as_for_one(url, mirae, client_of):
    client, asked = client_of(centre_staff()), []
    for name in ("401호", "402호", "403호"):
        let(room(mirae, name), days=(-10, 60))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        asked.append(len(queries))
    assert asked[1] == asked[2]


def test_occupancy_page_says_method_and_numbers(mirae, client_of):
    let(room(mirae, "401호", 30), headcount=7, days=(-400, 20))
    page = client_of(centre_staff()).get("/desk/occupancy/")
    paper = page.context["paper"]
    assert paper.counts["total"] == 1 and paper.headcount == 7 and paper.percent == "100.0%"
    words = page.content.decode()
    assert "㎡×일" in words and "개별공간" in words


@pytest.mark.parametrize("query", ["?on=x", "?on=1900-01-01", "?since=2026-05-02&until=2026-05-01", "?on=2026-02-30"])
def test_occupancy_page_answers_odd_days_with_a_sentence(query, client_of):
    page = client_of(centre_staff()).get(f"/desk/occupancy/{query}")
    assert page.status_code == 200 and page.context["form"].errors


def test_workbooks_hold_the_tables(mirae, client_of):
    from django.core.files.uploadedfile import SimpleUploadedFile

    let(room(mirae, "401호"), days=(-10, 60))
    client = client_of(centre_staff())
    rows = read_rows(SimpleUploadedFile("x.xlsx", client.get("/desk/occupancy.xlsx").content))
    assert rows[-1][1] == 1
    rows = read_rows(SimpleUploadedFile("x.xlsx", client.get("/desk/vacancy.xlsx").content))
    assert len(rows) == 2 and "401호" in rows[1]


def test_stats_tenancy_has_exactly_its_keys(mirae):
    let(room(mirae, "401호"), headcount=4)
    answer = Client().get(STATS)
    assert answer.json() == dict.fromkeys(ROWS, 0) | {
        "total": 1, "centre": 1, "miraecheong_private": 1, "headcount": 4, "on": clock.today().isoformat(),
    }  # fmt: skip
    before = Client().get(f"{STATS}?on=2020-01-01").json()
    assert (before["total"], before["on"]) == (0, "2020-01-01")


@pytest.mark.parametrize("day", ["x", "2026-13-01", "1999-12-31", "2101-01-01"])
def test_stats_tenancy_answers_bad_days_with_a_code(day):
    answer = Client().get(f"{STATS}?on={day}")
    assert answer.status_code == 400 and answer.json()["code"] == "invalid" and answer.json()["errors"]["on"]


# ------------------------------------------------------------------------------ the monthly report


def test_residents_of_a_month(mirae):
    window = Window(date(2026, 10, 1))
    made = agreement(since=date(2026, 10, 11), until=date(2026, 12, 1), headcount=3)
    claim = ClaimFactory(kind=ClaimKind.ALLOCATION, organization=made.occupant, person=None)
    AllocationFactory(agreement=made, space=room(mirae, "401호", 31), claim=claim, area_m2=31)
    agreement(since=date(2025, 1, 1), until=date(2026, 10, 20), kind="other", building=mirae)
    found = tenancy.compute(window)
    values = {line["code"]: line["value"] for line in found["headlines"]}
    assert values == {
        "residents": 1, "residents_people": 3, "area_occupancy": 677, "moved_in": 1, "moved_out": 1,
        "ending_3": 1, "ending_6": 1, "tenancy_arrears": 0,
    }  # fmt: skip
    assert found["shares"]["area"] == {"part": 31 * 21, "whole": 31 * 31, "permille": 677}
    assert OccupancyPage(date(2026, 10, 31), window.month, date(2026, 11, 1)).counts == found["residents"]
