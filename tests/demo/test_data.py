"""The demo park's CSV files agree with the plan they are modelled on, and with each other.

Sources: the park's figures are those of the linkage plan of 2021 (seeds/002: 17 buildings by category, 233 resident
organisations = centre agreements 113 [49 + 54 (21 + 33) + 10] + inside intermediaries 105 + other 15, the table of
fields by department), the 1,200 people working in the park those of a newspaper report (seeds/001); building outlines
are the rectangles of the campus plan in the mock-up of the home page, one unit taken as one metre. Every
organisation, person, telephone number, address and business number is invented: telephone numbers of bodies lie in
the exchange 02-0000, which does not exist (`phonenumbers` calls them possible, not valid); business numbers begin
with an office code below 101, which was never issued, and carry a right check digit; mail goes to the reserved
`.example` and to `demo.park`.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from pathlib import Path

import phonenumbers
import pytest

DATA = Path(__file__).resolve().parents[2] / "park_portal" / "demo" / "data"
FIELDS = {
    "education",
    "youth_economy",
    "women_family",
    "seniors",
    "community",
    "innovation_technology",
    "transport_culture",
    "environment",
    "arts",
}
KINDS = {
    "company",
    "cooperative",
    "social_enterprise",
    "association",
    "resident_group",
    "shop",
    "merchants_association",
    "intermediary",
    "agency",
    "university",
    "foreign_body",
    "facility_operator",
}
DUTIES = {
    "direction",
    "rentals",
    "tenancy",
    "projects",
    "collaboration",
    "finance",
    "promotion",
    "facilities",
    "coordination",
    "reviewing",
}
COLUMNS = {
    "buildings": "code name name_en category storeys basement_storeys address opened_on step_free step_free_en "
    "summary summary_en outline",
    "organizations": "key name name_en kind group building hosted_by field business_number headcount intro intro_en "
    "since email phone",
    "outsiders": "key name name_en kind hosted_by field business_number headcount intro intro_en since email phone",
    "departments": "key name name_en kind parent field phone",
    "operator": "key name name_en kind parent field phone",
    "field_routes": "field name_ko name_en teams park_side",
    "people": "key name email phone language neighbourhood since",
    "memberships": "person organization role duties since until",
}
NUMBER_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
PARK_SIDE = (30, 24, 760, 416)  # x, y, x, y of the plan's viewBox, metres
OPENED = dt.date(2018, 1, 1)
LATEST = dt.date(2026, 12, 31)


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of `name`.csv as dicts of text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


BUILDINGS = {row["code"]: row for row in read("buildings")}
ORGANIZATIONS = {row["key"]: row for row in read("organizations")}
OUTSIDERS = {row["key"]: row for row in read("outsiders")}
DEPARTMENTS = {row["key"]: row for row in read("departments")}
OPERATOR = {row["key"]: row for row in read("operator")}
ROUTES = read("field_routes")
PEOPLE = {row["key"]: row for row in read("people")}
MEMBERSHIPS = read("memberships")
BODIES = {**ORGANIZATIONS, **OUTSIDERS, **DEPARTMENTS, **OPERATOR}


def split(text: str) -> list[str]:
    """Return the parts of a ;-separated cell, none for an empty one."""
    return text.split(";") if text else []


def points(row: dict[str, str]) -> list[tuple[float, float]]:
    """Return a building's outline as (x, y) in metres."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in row["outline"].split())]


def box(row: dict[str, str]) -> tuple[float, float, float, float]:
    """Return the bounding box (left, top, right, bottom) of a building's outline."""
    xs, ys = zip(*points(row), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def number_is_right(number: str) -> bool:
    """Tell whether a business number has ten digits and the right check digit."""
    digits = [int(c) for c in number.replace("-", "")]
    if len(digits) != 10:
        return False
    total = sum(d * w for d, w in zip(digits, NUMBER_WEIGHTS, strict=False)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10 == digits[9]


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", COLUMNS)
def test_file_is_utf8_with_lf_and_the_agreed_columns(name: str) -> None:
    raw = (DATA / f"{name}.csv").read_bytes()
    text = raw.decode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert text.split("\n", 1)[0].split(",") == COLUMNS[name].split()


@pytest.mark.parametrize("name", COLUMNS)
def test_cells_are_trimmed_and_rows_complete(name: str) -> None:
    for row in read(name):
        assert None not in row and None not in row.values(), row
        assert all(value == value.strip() and "  " not in value for value in row.values()), row


@pytest.mark.parametrize("name", ["buildings", "organizations", "outsiders", "departments", "operator", "people"])
def test_keys_are_ascii_slugs_and_unique(name: str) -> None:
    column = "code" if name == "buildings" else "key"
    keys = [row[column] for row in read(name)]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[a-z0-9.-]+", key) for key in keys)


def test_keys_and_names_of_all_bodies_are_unique_together() -> None:
    assert len(BODIES) == len(ORGANIZATIONS) + len(OUTSIDERS) + len(DEPARTMENTS) + len(OPERATOR)
    for column in ("name", "name_en"):
        repeated = [name for name, times in Counter(row[column] for row in BODIES.values()).items() if times > 1]
        assert repeated == []


# ── buildings ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_buildings_are_the_plans_seventeen_by_category() -> None:
    names = {
        "tenancy": {"미래청", "상상청", "공유동"},
        "specialised": {"극장동", "맛동", "목공동", "예술동", "재생동", "제작동", "참여동", "SeMA창고"},
        "generation": {"청년청", "서울시50플러스 서부캠퍼스"},
        "connecting": {"홍보관", "연결동", "연수동", "관리동"},
    }
    assert len(BUILDINGS) == 17
    for category, expected in names.items():
        assert {row["name"] for row in BUILDINGS.values() if row["category"] == category} == expected
    assert sorted(map(len, names.values())) == [2, 3, 4, 8]


def test_buildings_say_how_to_get_in_and_what_is_inside() -> None:
    for row in BUILDINGS.values():
        assert int(row["storeys"]) >= 1 and int(row["basement_storeys"]) >= 0
        assert row["address"].startswith("서울특별시 해담구 혁신로 17 ") and row["address"].endswith(row["name"])
        assert dt.date.fromisoformat(row["opened_on"]) < LATEST
        for column in ("step_free", "summary"):
            assert row[column].endswith("다.")
            assert re.search("[가-힣]", row[column]) and not re.search("[가-힣]", row[f"{column}_en"])


def test_outlines_lie_on_the_plan_and_do_not_overlap() -> None:
    boxes = {code: box(row) for code, row in BUILDINGS.items()}
    for code, (left, top, right, bottom) in boxes.items():
        assert PARK_SIDE[0] <= left < right <= PARK_SIDE[2], code
        assert PARK_SIDE[1] <= top < bottom <= PARK_SIDE[3], code
        assert len(points(BUILDINGS[code])) >= 4
    for one, a in boxes.items():
        for two, b in boxes.items():
            if one < two:
                assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1], (one, two)


# ── organisations ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_organizations_add_up_as_in_the_plan() -> None:
    group = Counter(row["group"] for row in ORGANIZATIONS.values())
    assert group == {
        "miraecheong_private": 49,
        "sangsangcheong_private": 21,
        "sangsangcheong_desks": 33,
        "small_buildings": 10,
        "hosted": 105,
        "other": 15,
    }
    sangsangcheong = group["sangsangcheong_private"] + group["sangsangcheong_desks"]
    assert sangsangcheong == 54
    assert group["miraecheong_private"] + sangsangcheong + group["small_buildings"] == 113
    assert group.total() == 233


def test_organizations_count_1200_people() -> None:
    heads = {key: int(row["headcount"]) for key, row in ORGANIZATIONS.items()}
    assert min(heads.values()) >= 1
    assert sum(heads.values()) == 1200
    assert max(heads[key] for key, row in ORGANIZATIONS.items() if row["group"] == "sangsangcheong_desks") <= 4
    assert min(heads[key] for key, row in ORGANIZATIONS.items() if row["kind"] == "resident_group") >= 3


def test_groups_stand_in_their_buildings() -> None:
    for row in ORGANIZATIONS.values():
        assert row["building"] in BUILDINGS
        if row["group"].startswith("miraecheong"):
            assert row["building"] == "miraecheong"
        if row["group"].startswith("sangsangcheong"):
            assert row["building"] == "sangsangcheong"
        if row["group"] == "small_buildings":
            assert row["building"] not in {"miraecheong", "sangsangcheong"}


def test_hosted_organizations_have_an_intermediary_of_another_group() -> None:
    for row in ORGANIZATIONS.values():
        assert (row["group"] == "hosted") == bool(row["hosted_by"])
        if row["hosted_by"]:
            host = ORGANIZATIONS[row["hosted_by"]]
            assert host["kind"] == "intermediary"
            assert host["hosted_by"] == ""
            assert host["since"] <= row["since"], row["key"]
    guests = Counter(row["hosted_by"] for row in ORGANIZATIONS.values() if row["hosted_by"])
    assert 5 <= len(guests) <= 7
    assert len(set(guests.values())) == len(guests)


def test_organizations_use_known_kinds_and_all_fields() -> None:
    assert {row["kind"] for row in ORGANIZATIONS.values()} == KINDS
    assert {row["kind"] for row in OUTSIDERS.values()} <= KINDS
    share = Counter(row["field"] for row in ORGANIZATIONS.values())
    assert set(share) == FIELDS
    assert min(share.values()) >= 12 and max(share.values()) <= 50


def test_introductions_are_each_their_own() -> None:
    everyone = [*ORGANIZATIONS.values(), *OUTSIDERS.values()]
    for column in ("intro", "intro_en"):
        assert len({row[column] for row in everyone}) == len(everyone)
    for row in everyone:
        assert row["intro"].endswith("다."), row["intro"]
        assert row["intro_en"].endswith(".") and not re.search("[가-힣]", row["intro_en"] + row["name_en"])
    beginnings = Counter(row["intro"][:9] for row in everyone)
    assert max(beginnings.values()) <= 2
    pairs = [set(zip(row["intro"], row["intro"][1:], strict=False)) for row in everyone]
    for i, one in enumerate(pairs):
        for two in pairs[i + 1 :]:
            assert len(one & two) / len(one | two) < 0.6


def test_business_numbers_are_right_unique_and_nobodys() -> None:
    everyone = [*ORGANIZATIONS.values(), *OUTSIDERS.values()]
    numbers = [row["business_number"] for row in everyone if row["business_number"]]
    assert len(numbers) == len(set(numbers))
    for number in numbers:
        assert re.fullmatch(r"\d{3}-\d{2}-\d{5}", number)
        assert number_is_right(number), number
        assert int(number[:3]) < 101, "office codes from 101 on are somebody's"
    without = sum(not row["business_number"] for row in ORGANIZATIONS.values())
    assert 0.17 <= without / len(ORGANIZATIONS) <= 0.23


@pytest.mark.parametrize(
    ("number", "right"),
    [("220-81-62517", True), ("124-81-00998", True), ("220-81-62518", False), ("220-81-6251", False)],
)
def test_number_check_itself(number: str, right: bool) -> None:
    assert number_is_right(number) is right


def test_dates_lie_after_the_building_opened() -> None:
    for row in [*ORGANIZATIONS.values(), *OUTSIDERS.values()]:
        since = dt.date.fromisoformat(row["since"])
        assert OPENED <= since <= LATEST
        if "building" in row:
            assert since >= dt.date.fromisoformat(BUILDINGS[row["building"]]["opened_on"]), row["key"]


def test_addresses_of_bodies_can_reach_nobody() -> None:
    mails = [row["email"] for row in [*ORGANIZATIONS.values(), *OUTSIDERS.values()]]
    assert len(mails) == len(set(mails))
    assert all(re.fullmatch(r"hello@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.example", mail) for mail in mails)
    phones = [row["phone"] for row in BODIES.values()]
    assert len(phones) == len(set(phones))
    for phone in phones:
        assert phone.startswith("+8220000")
        assert phonenumbers.is_possible_number(phonenumbers.parse(phone))


# ── district and operator ──────────────────────────────────────────────────────────────────────────────────────────


def test_district_is_one_tree_with_every_team_of_the_plan() -> None:
    kinds = Counter(row["kind"] for row in DEPARTMENTS.values())
    assert set(kinds) == {"district_office", "district_department", "district_team", "dong_office"}
    assert kinds["district_office"] == 1 and kinds["dong_office"] == 6
    for key, row in DEPARTMENTS.items():
        assert row["field"] in FIELDS | {""}
        if row["kind"] == "district_office":
            assert row["parent"] == ""
            continue
        parent = DEPARTMENTS[row["parent"]]
        expected = "district_office" if row["kind"] == "district_department" else "district_department"
        assert parent["kind"] == expected, key
    names = {row["name"] for row in DEPARTMENTS.values()}
    assert names >= set(
        split(
            "기획예산과;홍보담당관;사회적경제과;도시계획과;자원순환과;시민교육팀;마을학교팀;청소년지원팀;청년지원팀;소상공인팀;"
            "시장지원팀;사회적경제팀;지역협동팀;가족정책팀;아동친화팀;보육지원팀;육아지원팀;어르신여가복지팀;협치담당관;자치사업팀;"
            "민방위팀;자치분권기업팀;스마트도시팀;보행자전거팀;문화예술팀"
        )
    )


def test_operator_is_the_park_itself() -> None:
    assert set(OPERATOR) == {"operator"}
    row = OPERATOR["operator"]
    assert (row["name"], row["name_en"], row["kind"]) == (
        "혁신파크 운영센터",
        "Innovation Park Centre",
        "park_operator",
    )


def test_routes_are_the_plans_seven_rows_with_one_empty_park_side() -> None:
    assert [row["field"] for row in ROUTES] == [
        "education",
        "youth_economy",
        "women_family",
        "seniors",
        "community",
        "innovation_technology",
        "transport_culture",
    ]
    assert [len(split(row["teams"])) for row in ROUTES] == [3, 5, 4, 1, 3, 2, 2]
    assert [len(split(row["park_side"])) for row in ROUTES] == [5, 4, 3, 2, 2, 1, 0]
    for row in ROUTES:
        for key in split(row["teams"]):
            assert DEPARTMENTS[key]["field"] == row["field"]
        for key in split(row["park_side"]):
            assert key == "operator" or ORGANIZATIONS[key]["kind"] == "intermediary"
        assert row["field"] == "transport_culture" or split(row["park_side"])[0] == "operator"


# ── people ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def hats(person: str) -> list[dict[str, str]]:
    """Return the current memberships of a person."""
    return [row for row in MEMBERSHIPS if row["person"] == person and not row["until"]]


def test_people_begin_with_the_seven_demo_accounts() -> None:
    assert [row["email"] for row in PEOPLE.values()][:7] == [
        f"{who}@demo.park" for who in split("resident;tenant;officer;coordinator;staff;director;reviewer")
    ]
    assert 65 <= len(PEOPLE) <= 80
    for column in ("name", "email", "phone"):
        assert len({row[column] for row in PEOPLE.values()}) == len(PEOPLE)
    assert Counter(row["language"] for row in PEOPLE.values())["en"] == 3
    for row in PEOPLE.values():
        assert row["language"] in {"ko", "en"}
        assert re.fullmatch(r"[가-힣]{3,4}", row["name"])
        assert row["email"] == f"{row['key']}@demo.park"
        assert re.fullmatch(r"\+82105550\d{4}", row["phone"])
        assert phonenumbers.is_possible_number(phonenumbers.parse(row["phone"]))


def test_residents_live_in_a_dong_and_nobody_else_says_so() -> None:
    for key, row in PEOPLE.items():
        assert bool(row["neighbourhood"]) != any(m["person"] == key for m in MEMBERSHIPS), key
        if row["neighbourhood"]:
            assert DEPARTMENTS[row["neighbourhood"]]["kind"] == "dong_office"
    assert len({row["neighbourhood"] for row in PEOPLE.values() if row["neighbourhood"]}) == 6


def test_memberships_refer_to_people_and_bodies() -> None:
    for row in MEMBERSHIPS:
        assert row["person"] in PEOPLE and row["organization"] in BODIES
        assert row["role"] in {"owner", "manager", "member"}
        assert split(row["duties"]) and set(split(row["duties"])) <= DUTIES
        since = dt.date.fromisoformat(row["since"])
        assert since <= LATEST and (not row["until"] or since < dt.date.fromisoformat(row["until"]))
        body = BODIES[row["organization"]]
        assert "since" not in body or body["since"] <= row["since"], row
        assert PEOPLE[row["person"]]["since"] <= row["since"], row
    pairs = [(row["person"], row["organization"]) for row in MEMBERSHIPS]
    assert len(pairs) == len(set(pairs))


def test_demo_accounts_wear_their_hats() -> None:
    def only(person: str) -> tuple[str, str, set[str]]:
        (row,) = hats(person)
        return row["organization"], row["role"], set(split(row["duties"]))

    assert hats("resident") == []
    assert only("staff") == ("operator", "member", {"rentals", "tenancy"})
    assert only("director") == ("operator", "owner", {"direction"})
    assert only("coordinator") == ("dept-planning", "manager", {"coordination"})
    assert only("officer")[:2] == ("team-young-adults", "member")
    place, role, duties = only("reviewer")
    assert OUTSIDERS[place]["kind"] == "university" and role == "member" and duties == {"reviewing"}
    first, second = hats("tenant")
    assert first["role"] == "owner" and ORGANIZATIONS[first["organization"]]["group"] == "miraecheong_private"
    assert second["role"] == "manager" and second["organization"] != first["organization"]


def test_enough_bodies_have_somebody() -> None:
    current = {row["organization"] for row in MEMBERSHIPS if not row["until"]}
    assert len(current & set(ORGANIZATIONS)) >= 40
    assert len(current & set(DEPARTMENTS)) >= 12
    hosts = {row["hosted_by"] for row in ORGANIZATIONS.values() if row["hosted_by"]}
    assert hosts <= current
    assert any(row["until"] for row in MEMBERSHIPS), "somebody has left, so that past memberships are shown"
