"""The register as a sheet: 233 rows out, in again, with planted faults named one by one."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import override

from park_portal.core import clock
from park_portal.core.errors import NotPermitted
from park_portal.demo import land, register, tenancy, units
from park_portal.documents.xlsx import read_rows, workbook
from spaces.models import Claim, Slot, Space
from tenants.actions.register import register_import
from tenants.models import Agreement, Allocation
from tenants.reckoning.occupancy import PLAN
from tenants.reckoning.register import COLUMNS, cell, entries, missing, places_of
from tenants.rules.register import judge
from tenants.states import AgreementKind
from tenants.tables.register import register_sheet
from tests.factories import BuildingFactory, LeafFactory, OrganizationFactory, PersonFactory, SpaceFactory, centre_staff

pytestmark = pytest.mark.django_db
AT = {column.code: place for place, column in enumerate(COLUMNS)}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exported() -> list[list]:
    """The register of today as people get it: written to a workbook and read again."""
    data = workbook([register_sheet(clock.today())])
    return read_rows(SimpleUploadedFile("register.xlsx", data), blank=True)


@pytest.fixture
def before():
    """The demo's register as a sheet. Then the park as it was before the portal: rooms stand, nobody is in them."""
    today = clock.today()
    with override("ko"):
        with transaction.atomic():
            land.load(today)
            bodies, _people = register.load()
            tenancy.load(today, bodies)
            rows = exported()
            transaction.set_rollback(True)
        land.load(today)
        units.load_units()
        yield rows


def planted(rows: list[list]) -> dict[int, tuple[str, str]]:
    """Spoil twelve rows; gives the column and the code that the dry run must name, by number of the row."""
    by_kind = defaultdict(list)
    for at, line in enumerate(rows[1:], start=1):
        by_kind[line[AT["agreement_kind"]]].append(at)
    hosted, every = (by_kind[str(kind.label)] for kind in (AgreementKind.HOSTED, AgreementKind.PRIVATE))
    rooms = [at for at in every if rows[at][AT["building"]] == "미래청" and rows[at][AT["business_number"]]]
    spoilt = [
        (rooms[5], "business_number", "024-88-53698", "business_number"),
        (rooms[6], "building", "미래동", "building_unknown"),
        (rooms[7], "places", "999호", "place_unknown"),
        (rooms[8], "places", rows[rooms[1]][AT["places"]], "place_taken"),
        (rooms[9], "until", rows[rooms[9]][AT["since"]] - timedelta(days=1), "reversed"),
        (rooms[10], "business_number", rows[rooms[0]][AT["business_number"]], "number_twice"),
        (hosted[3], "host", "없는 지원센터", "host_unknown"),
        (hosted[4], "host", "", "host_missing"),
        (hosted[5], "headcount", 0, "nobody"),
        (hosted[6], "name", "가" * 101, "too_long"),
        (hosted[7], "agreement_kind", "별채", "unknown"),
        (hosted[8], "name", "", "missing"),
    ]
    for at, column, value, _code in spoilt:
        rows[at][AT[column]] = value
    return {at + 1: (column, code) for at, column, _value, code in spoilt}


def test_233_rows_with_12_faults_lose_nothing(before):
    """Dry run names each; the other 221 land as they were, to the desk; a second run changes nothing."""
    staff = centre_staff()
    assert len(before) == 234
    rows = [list(line) for line in before]
    faults = planted(rows)
    judged = judge(entries(rows))
    assert {fault.row: (fault.column, fault.code) for found in judged for fault in found.faults} == faults
    assert not Agreement.objects.exists()

    done = register_import(by=staff, entries=entries(rows))
    assert (done.made, done.known, len(done.faults)) == (221, 0, 12)
    good = [line for number, line in enumerate(rows[1:], start=2) if number not in faults]
    assert sorted(map(str, exported()[1:])) == sorted(map(str, good))
    assert Slot.objects.count() == Allocation.objects.count() > 70

    again = register_import(by=staff, entries=entries(rows))
    assert (again.made, again.known, len(again.faults)) == (0, 221, 12)

    done = register_import(by=staff, entries=entries(before))  # the mended sheet
    assert (done.made, done.known, done.faults) == (12, 221, [])
    assert Agreement.objects.occupancy(clock.today()) == PLAN | {"headcount": 1200}
    assert sorted(map(str, exported())) == sorted(map(str, before))


# ------------------------------------------------------------------------------ small sheets


HEAD = [column.code for column in COLUMNS]


def row(**facts) -> list:
    today = clock.today()
    usual = {
        "name": "새봄상회", "kind": "company", "agreement_kind": "private", "building": "미래청", "places": "401호",
        "since": today, "until": today + timedelta(days=364), "headcount": 4, "fee_rule": "area",
    }  # fmt: skip
    return [(usual | facts).get(code) for code in HEAD]


@pytest.fixture
def room():
    building = BuildingFactory(name="미래청", code="miraecheong")
    leaf = LeafFactory(building=building)
    return SpaceFactory(building=building, name="401호", kind="office", bookable=False, leaves=[leaf])


def faults(*rows: list) -> list[tuple[int, str, str]]:
    return [(f.row, f.column, f.code) for found in judge(entries([HEAD, *rows])) for f in found.faults]


@pytest.mark.parametrize(
    ("facts", "column", "code"),
    [
        ({"since": "내일"}, "since", "date"),
        ({"headcount": "넷"}, "headcount", "not_number"),
        ({"fee_rule": "flat"}, "flat_krw", "flat_missing"),
        ({"flat_krw": 10}, "flat_krw", "flat_extra"),
        ({"email": "x"}, "email", "email"),
        ({"phone": "12"}, "phone", "phone"),
        ({"until": date(2020, 1, 1), "since": date(2019, 1, 1)}, "until", "over"),
        ({"places": None}, "places", "places_missing"),
        ({"signed_on": date(2099, 1, 1)}, "signed_on", "signed_future"),
        ({"deposit_krw": 10**12}, "deposit_krw", "too_much"),
        ({"kind": "별"}, "kind", "unknown"),
        ({"agreement_kind": "hosted", "host": "새봄상회", "places": None}, "host", "host_itself"),
        ({"agreement_kind": "hosted", "host": "기관"}, "places", "places_hosted"),
        ({"places": "401호; 401호"}, "places", "place_twice"),
    ],
)
def test_each_fault_is_named(room, facts, column, code):
    OrganizationFactory(name="기관", kind="intermediary")
    assert (2, column, code) in faults(row(**facts))


def test_a_good_row_has_no_fault(room):
    assert faults(row()) == []


def test_rows_of_the_sheet_stand_in_each_others_way(room):
    assert faults(row(), row()) == [(3, "name", "row_twice")]
    assert faults(row(), row(name="다른 곳")) == [(3, "places", "place_taken")]
    assert faults(row(number="1"), row(name="다른 곳", number="1", places=None, agreement_kind="other")) == [
        (3, "number", "agreement_twice")
    ]


def test_blank_rows_keep_the_numbers_of_the_others(room):
    assert faults(["" for _code in HEAD], row(headcount=0)) == [(3, "headcount", "nobody")]


def test_who_holds_a_room_is_named(room):
    register_import(by=centre_staff(), entries=entries([HEAD, row(name="먼저 온 곳")]))
    (judged,) = judge(entries([HEAD, row(name="나중 온 곳")]))
    assert "먼저 온 곳" in judged.faults[0].sentence


def test_heads_are_read_in_both_languages():
    with override("en"):
        english = [str(column.label) for column in COLUMNS]
    with override("ko"):
        korean = [str(column.label) for column in COLUMNS]
    assert places_of(english) == places_of(korean) == AT
    assert missing(["이름"]) and not missing(korean)


@pytest.mark.parametrize("text", ["2026-03-01", "2026. 3. 1.", "2026.03.01", "2026/3/1"])
def test_days_are_read_as_people_write_them(text):
    (since,) = (column for column in COLUMNS if column.code == "since")
    assert cell(since, text) == date(2026, 3, 1)


def test_only_the_centre_takes_registers_in(room):
    with pytest.raises(NotPermitted):
        register_import(by=PersonFactory(), entries=entries([HEAD, row()]))
    assert not Agreement.objects.exists()


# ------------------------------------------------------------------------------ pages


def test_register_page_shows_takes_in_and_says_so(room, client_of):
    client = client_of(centre_staff())
    line = ",".join(HEAD) + "\n" + ",".join("" if value is None else str(value) for value in row())
    spoilt = line + "\n" + ",".join("" if v is None else str(v) for v in row(name="빈터", places="402호"))
    upload = SimpleUploadedFile("register.csv", spoilt.encode(), content_type="text/csv")
    page = client.post("/desk/register/import/", {"file": upload})
    assert page.context["counts"] == Counter(new=1, faulty=1)
    assert "402호" in page.content.decode()
    assert not Agreement.objects.exists() and not Claim.objects.exists()
    sealed = page.context["sealed"]["sealed"].value()
    assert client.post("/desk/register/import/", {"sealed": sealed}).status_code == 302
    made = Agreement.objects.get()
    assert (made.occupant.name, made.state, made.allocations.get().space_id) == ("새봄상회", "active", room.pk)
    assert Space.objects.get(pk=room.pk).bookable is False


@pytest.mark.parametrize(
    ("name", "data"), [("a.xlsx", b"PK\x03\x04 no"), ("a.csv", b"a,b\n1,2\n"), ("a.csv", ",".join(HEAD).encode())]
)
def test_register_import_refuses_what_is_no_register(name, data, client_of):
    page = client_of(centre_staff()).post("/desk/register/import/", {"file": SimpleUploadedFile(name, data)})
    assert page.status_code == 200 and page.context["form"].errors["file"]


def test_register_import_refuses_a_broken_seal(client_of):
    answer = client_of(centre_staff()).post("/desk/register/import/", {"sealed": "x"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/register/import/"


def test_register_is_a_workbook(client_of):
    answer = client_of(centre_staff()).get("/desk/register/")
    assert answer["Content-Type"] == XLSX
