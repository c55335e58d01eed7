"""The bookable spaces of the demo park agree with its buildings, with the rules of the land, and with each other.

Names and residents' prices are those of the mock-ups (search, space, book, desk, requests), so that the demo looks
like them; sources of the rules: domain/spaces.md. Of the opening hours only the most specific level counts: the rows
of the space, else of its building, else of the park; a weekday without a row is closed at that level.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "park_portal" / "demo" / "data"
KINDS = {
    "hall",
    "meeting",
    "studio",
    "workshop",
    "kitchen",
    "stage",
    "gallery",
    "lodging",
    "outdoor",
    "desk_zone",
}
CLASSES = ("resident", "outsider", "tenant", "public", "nonprofit")
COLUMNS = {
    "equipment": "code name name_en",
    "spaces": "code building floor name name_en kind capacity area_m2 summary summary_en rules rules_en step_free "
    "step_free_note step_free_note_en equipment mode audience residents_first_days min_minutes max_minutes "
    "step_minutes lead_min_minutes lead_max_days buffer_before buffer_after monthly_hours_person "
    "monthly_hours_organization parts price_resident price_outsider price_tenant price_public price_nonprofit",
    "hours": "scope weekday opens closes",
    "purposes": "kind purpose purpose_en min_people max_people who",
}
LISTS = {"rules", "rules_en", "equipment", "parts"}
DAY = 24 * 60


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of `name`.csv as dicts of text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


BUILDINGS = {row["code"]: row for row in read("buildings")}
EQUIPMENT = {row["code"]: row for row in read("equipment")}
SPACES = {row["code"]: row for row in read("spaces")}
HOURS = read("hours")
PURPOSES = read("purposes")


def split(text: str) -> list[str]:
    """Return the parts of a ;-separated cell, none for an empty one."""
    return text.split(";") if text else []


def parts(code: str) -> set[str]:
    """Return the leaf codes of a space."""
    return set(split(SPACES[code]["parts"]))


def week(scope: str) -> dict[int, tuple[int, int]]:
    """Return the weekly pattern written for one scope, by weekday."""
    return {int(row["weekday"]): (int(row["opens"]), int(row["closes"])) for row in HOURS if row["scope"] == scope}


def open_week(space: dict[str, str]) -> dict[int, tuple[int, int]]:
    """Return the pattern a space lives by: its own, else its building's, else the park's."""
    return week(f"space:{space['code']}") or week(f"building:{space['building']}") or week("park")


def halls() -> dict[str, set[str]]:
    """Return the divisible spaces (not the desk zones) with the spaces that share their leaves."""
    return {
        code: {other for other in SPACES if other != code and parts(other) & parts(code)}
        for code, row in SPACES.items()
        if len(parts(code)) > 1 and row["kind"] != "desk_zone"
    }


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
def test_cells_are_filled_trimmed_and_semicolons_only_join_lists(name: str) -> None:
    for row in read(name):
        assert None not in row and None not in row.values(), row
        for column, value in row.items():
            assert value and value == value.strip() and "  " not in value, (column, row)
            assert column in LISTS or ";" not in value, (column, row)
            assert all(item and item == item.strip() for item in split(value)), (column, row)


@pytest.mark.parametrize("name", COLUMNS)
def test_korean_stands_beside_english(name: str) -> None:
    for row in read(name):
        for column, value in row.items():
            if column.endswith("_en"):
                assert re.search("[A-Za-z]", value) and not re.search("[가-힣]", value), value
                assert re.search("[가-힣]", row[column.removesuffix("_en")]), row


# ── equipment ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_equipment_is_a_short_list_of_which_everything_is_somewhere() -> None:
    assert 12 <= len(EQUIPMENT) <= 16
    assert len(read("equipment")) == len(EQUIPMENT)
    assert all(re.fullmatch(r"[a-z][a-z_]*", code) for code in EQUIPMENT)
    for column in ("name", "name_en"):
        assert len({row[column] for row in EQUIPMENT.values()}) == len(EQUIPMENT)
    used = Counter(code for row in SPACES.values() for code in split(row["equipment"]))
    assert set(used) == set(EQUIPMENT)


# ── spaces ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_spaces_are_enough_of_every_kind_with_unique_codes() -> None:
    assert len(read("spaces")) == len(SPACES)
    assert 34 <= len(SPACES) <= 40
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", code) for code in SPACES)
    assert {row["kind"] for row in SPACES.values()} == KINDS
    assert sum(not any(code in shared for shared in halls().values()) for code in SPACES) >= 24


def test_names_are_unique_within_a_building() -> None:
    for column in ("name", "name_en"):
        pairs = Counter((row["building"], row[column]) for row in SPACES.values())
        assert [pair for pair, times in pairs.items() if times > 1] == []


def test_spaces_lie_on_a_floor_their_building_has() -> None:
    for code, row in SPACES.items():
        building = BUILDINGS[row["building"]]
        floor = int(row["floor"])
        assert -int(building["basement_storeys"]) <= floor <= int(building["storeys"]) and floor != 0, code
    assert len({row["building"] for row in SPACES.values()}) >= 14


def test_step_free_facts_agree_with_the_buildings() -> None:
    stairs_only = {"gongyudong", "yesuldong", "gwallidong"}
    for code, row in SPACES.items():
        assert row["step_free"] in {"yes", "no"}
        assert row["step_free_note"].endswith("다.") and row["step_free_note_en"].endswith(".")
        if row["building"] in stairs_only and int(row["floor"]) > 1:
            assert row["step_free"] == "no", code
    assert 3 <= sum(row["step_free"] == "no" for row in SPACES.values()) <= 8


def test_spaces_say_what_they_are_and_how_to_use_them() -> None:
    for code, row in SPACES.items():
        assert row["summary"].endswith("다.") and row["summary_en"].endswith("."), code
        assert max(len(row["summary"]), len(row["summary_en"])) <= 120, code
        rules, rules_en = split(row["rules"]), split(row["rules_en"])
        assert 2 <= len(rules) <= 4 and len(rules) == len(rules_en) == len(set(rules)), code
        assert all(rule.endswith(("다.", "요.")) for rule in rules), code
        assert all(rule.endswith(".") for rule in rules_en), code
        features = split(row["equipment"])
        assert len(features) == len(set(features)) and set(features) <= set(EQUIPMENT), code
    for column in ("summary", "summary_en"):
        assert len({row[column] for row in SPACES.values()}) == len(SPACES)


def test_sizes_are_plausible() -> None:
    for code, row in SPACES.items():
        assert 1 <= int(row["capacity"]) <= 200 and int(row["area_m2"]) >= 1, code
        per_head = int(row["area_m2"]) / int(row["capacity"])
        assert 1.2 <= per_head <= 12, (code, per_head)


def test_booking_rules_can_be_met() -> None:
    for code, row in SPACES.items():
        assert row["mode"] in {"instant", "approval"}
        step, shortest, longest = (int(row[f"{name}_minutes"]) for name in ("step", "min", "max"))
        assert step in {30, 60} and shortest % step == 0 and longest % step == 0, code
        assert step <= shortest <= longest <= 2 * DAY, code
        assert 0 <= int(row["lead_min_minutes"]) < int(row["lead_max_days"]) * DAY, code
        for side in ("before", "after"):
            assert 0 <= int(row[f"buffer_{side}"]) <= 120 and int(row[f"buffer_{side}"]) % 15 == 0, code
        person, organization = int(row["monthly_hours_person"]), int(row["monthly_hours_organization"])
        assert longest / 60 <= person <= organization, code
        days = open_week(row).values()
        assert any(closes - opens >= longest for opens, closes in days), code
        assert all(closes - opens >= shortest for opens, closes in days), code
        assert all(opens % step == 0 for opens, _closes in days), code
    assert {row["mode"] for row in SPACES.values()} == {"instant", "approval"}


def test_residents_come_first_only_where_others_still_have_time() -> None:
    for code, row in SPACES.items():
        days = int(row["residents_first_days"])
        assert row["audience"] in {"everyone", "residents_first", "tenants"}
        if row["audience"] == "residents_first":
            assert int(row["lead_min_minutes"]) < days * DAY and days < int(row["lead_max_days"]), code
        else:
            assert days == 0, code
    assert min(Counter(row["audience"] for row in SPACES.values()).values()) >= 2


# ── parts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_plain_rooms_are_their_own_leaf() -> None:
    for code, row in SPACES.items():
        own = split(row["parts"])
        assert len(own) == len(set(own)) >= 1
        assert all(re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", leaf) for leaf in own)
        if len(own) == 1:
            assert own == [code]


def test_divisible_halls_consist_of_spaces_with_one_leaf_each() -> None:
    assert sorted(len(parts(code)) for code in halls()) == [2, 3]
    for code, shared in halls().items():
        assert shared == parts(code), "every leaf of a hall is also a space of its own"
        whole = SPACES[code]
        for column in ("capacity", "area_m2"):
            assert sum(int(SPACES[part][column]) for part in shared) <= int(whole[column]), code
        for part in shared:
            for column in ("building", "floor", "kind", "audience", "residents_first_days"):
                assert SPACES[part][column] == whole[column], (part, column)
            assert open_week(SPACES[part]) == open_week(whole), part
            assert set(split(SPACES[part]["equipment"])) <= set(split(whole["equipment"])) | {"monitor", "whiteboard"}
            for who in CLASSES:
                assert int(SPACES[part][f"price_{who}"]) < int(whole[f"price_{who}"]), (part, who)


def test_desk_zones_have_a_leaf_for_each_desk() -> None:
    zones = {code: parts(code) for code, row in SPACES.items() if row["kind"] == "desk_zone"}
    assert sorted(map(len, zones.values())) == [6, 12]
    for code, desks in zones.items():
        assert int(SPACES[code]["capacity"]) == len(desks)
        assert not desks & set(SPACES), "a desk is not a space"
    assert zones["cowork"] == {f"cowork-{number}" for number in range(1, 13)}
    assert SPACES["focus-desks"]["audience"] == "tenants"


def test_leaves_are_shared_only_within_a_hall() -> None:
    times = Counter(leaf for row in SPACES.values() for leaf in split(row["parts"]))
    shared = {leaf for leaf, count in times.items() if count > 1}
    assert shared == set().union(*(parts(code) for code in halls()))
    assert max(times.values()) == 2


# ── prices ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_prices_are_ordered_whole_and_round() -> None:
    for code, row in SPACES.items():
        price = {who: int(row[f"price_{who}"]) for who in CLASSES}
        assert 0 <= price["tenant"] <= price["resident"] <= price["outsider"], code
        assert max(price["public"], price["nonprofit"]) <= price["outsider"], code
        # Not only tens: with the mock's surcharges of 20 and 30 percent the price stays a multiple of ten won.
        assert all(won % 100 == 0 for won in price.values()), code
    assert sum(row["price_resident"] == "0" for row in SPACES.values()) >= 3
    assert sum(row["price_tenant"] == "0" for row in SPACES.values()) >= 6


@pytest.mark.parametrize(
    ("building", "name", "floor", "capacity", "price"),
    [
        ("상상청", "이야기홀", 1, 60, 20000),
        ("상상청", "모임방 1", 2, 8, 4000),
        ("연수동", "대강의실", 2, 80, 18000),
        ("미래청", "다목적홀", 1, 120, 30000),
        ("미래청", "세미나실", 2, 40, 12000),
        ("미래청", "회의실 203", 2, 10, 5000),
        ("극장동", "소극장", -1, 90, 40000),
        ("예술동", "전시실", 1, 80, 15000),
        ("공유동", "열린주방", 1, 20, 15000),
        ("맛동", "큰부엌", 1, 30, 12000),
        ("목공동", "나무작업실", 1, 12, 10000),
        ("참여동", "주민회의실", 1, 20, 0),
    ],
)
def test_rooms_of_the_mock_are_as_drawn(building: str, name: str, floor: int, capacity: int, price: int) -> None:
    (row,) = (row for row in SPACES.values() if row["name"] == name and BUILDINGS[row["building"]]["name"] == building)
    assert (int(row["floor"]), int(row["capacity"]), int(row["price_resident"])) == (floor, capacity, price)


# ── hours ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hours_are_of_known_places_and_within_two_days() -> None:
    keys = [(row["scope"], row["weekday"]) for row in HOURS]
    assert len(keys) == len(set(keys))
    known = {"park", *(f"building:{code}" for code in BUILDINGS), *(f"space:{code}" for code in SPACES)}
    for row in HOURS:
        assert row["scope"] in known, row
        assert row["weekday"] in set("0123456"), row
        assert 0 <= int(row["opens"]) < int(row["closes"]) <= 2 * DAY, row
        assert int(row["opens"]) < DAY, row
        assert int(row["opens"]) % 30 == int(row["closes"]) % 30 == 0, row
    assert set(week("park")) == set(range(7))


def test_a_late_night_ends_before_the_next_morning() -> None:
    for scope in {row["scope"] for row in HOURS}:
        days = week(scope)
        for day, (_opens, closes) in days.items():
            following = days.get((day + 1) % 7)
            assert following is None or closes - DAY <= following[0], (scope, day)


def test_hours_show_every_case() -> None:
    weeks = {scope: week(scope) for scope in {row["scope"] for row in HOURS}}
    assert weeks["building:geukjangdong"][5] == (600, 1380)
    assert any(0 not in days for days in weeks.values()), "somewhere closed on Mondays"
    assert any(6 not in days for days in weeks.values()), "somewhere closed on Sundays"
    assert weeks["space:youth-den"][4][1] == weeks["space:youth-den"][5][1] == 1500
    assert any(days.get(0) == (0, DAY) for days in weeks.values()), "somewhere open round the clock"
    for code, row in SPACES.items():
        if row["kind"] == "lodging":
            assert set(weeks[f"space:{code}"].values()) == {(900, 2100)}


# ── purposes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_purposes_are_many_and_each_its_own() -> None:
    assert len(PURPOSES) >= 90
    for column in ("purpose", "purpose_en"):
        assert len({row[column] for row in PURPOSES}) == len(PURPOSES)
    kinds = Counter(row["kind"] for row in PURPOSES)
    assert set(kinds) == KINDS and min(kinds.values()) >= 6
    for kind in KINDS:
        assert {row["who"] for row in PURPOSES if row["kind"] == kind} == {"resident", "tenant", "public"}, kind


def test_purposes_fit_a_space_of_their_kind() -> None:
    for row in PURPOSES:
        fewest, most = int(row["min_people"]), int(row["max_people"])
        largest = max(int(space["capacity"]) for space in SPACES.values() if space["kind"] == row["kind"])
        assert 1 <= fewest <= most <= (1 if row["kind"] == "desk_zone" else largest), row


def test_every_space_has_purposes_that_fit_it() -> None:
    for code, space in SPACES.items():
        fitting = [
            row
            for row in PURPOSES
            if row["kind"] == space["kind"]
            and int(row["min_people"]) <= int(space["capacity"])
            and (space["audience"] != "tenants" or row["who"] == "tenant")
        ]
        assert len(fitting) >= 3, code
