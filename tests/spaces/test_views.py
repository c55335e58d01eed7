"""The land's pages."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from park_portal.core import clock
from tests.factories import BuildingFactory

pytestmark = pytest.mark.django_db
LIST = reverse("spaces:building-list")


def page(response) -> str:
    return response.content.decode()


def codes(response) -> list[str]:
    return [building.code for building in response.context["buildings"]]


def test_building_list_shows_plan_and_list():
    BuildingFactory(code="theatre", name="극장동", summary="공연을 합니다.")
    response = Client().get(LIST)
    words = page(response)
    assert words.count(f'href="{reverse("spaces:building-detail", args=["theatre"])}"') == 2, "once drawn, once listed"
    assert "공연을 합니다." in words and "<svg" in words


def test_building_list_narrows_by_category():
    BuildingFactory(code="one", category="tenancy")
    BuildingFactory(code="two", category="connecting")
    assert codes(Client().get(LIST)) == ["one", "two"]
    assert codes(Client().get(LIST, {"category": "connecting"})) == ["two"]
    assert codes(Client().get(LIST, {"category": "generation"})) == []


@pytest.mark.parametrize("category", ["castle", "\x00", "😀" * 300, "<script>alert(1)</script>"])
def test_building_list_bears_nonsense(category):
    BuildingFactory()
    response = Client().get(LIST, {"category": category})
    assert response.status_code == 200
    assert "<script>alert(" not in page(response)


def test_building_list_without_buildings_is_a_page():
    assert Client().get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("opened", "closed", "shown"),
    [(None, None, True), (0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False), (-9, -1, False)],
)
def test_building_is_shown_while_it_is_open(opened, closed, shown):
    day = lambda days: None if days is None else clock.today() + timedelta(days=days)  # noqa: E731
    BuildingFactory(code="theatre", opened_on=day(opened), closed_on=day(closed))
    BuildingFactory(code="other")
    detail = reverse("spaces:building-detail", args=["theatre"])
    assert ("theatre" in codes(Client().get(LIST))) is shown
    assert Client().get(detail).status_code == (200 if shown else 404)
    assert (detail in page(Client().get(reverse("reports:home")))) is shown


def test_building_detail_speaks_both_languages():
    building = BuildingFactory(
        name="극장동",
        name_en="Theatre House",
        summary="공연을 합니다.",
        summary_en="Plays are given here.",
        step_free="승강기가 있습니다.",
        address="혁신로 17",
        basement_storeys=1,
    )
    url = reverse("spaces:building-detail", args=[building.code])
    client = Client()
    words = page(client.get(url))
    for expected in ("극장동", "공연을 합니다.", "승강기가 있습니다.", "혁신로 17"):
        assert expected in words
    client.cookies["language"] = "en"
    words = page(client.get(url))
    assert "<h1" in words and "Theatre House" in words and "Plays are given here." in words
    assert "승강기가 있습니다." in words, "Korean where there is no English yet"


def test_building_detail_marks_its_own_place_on_the_plan():
    building, other = BuildingFactory(), BuildingFactory()
    words = page(Client().get(reverse("spaces:building-detail", args=[building.code])))
    (mark,) = [
        part
        for part in words.split("<a ")
        if 'class="bld' in part.split(">")[0] and "aria-current" in part.split(">")[0]
    ]
    assert building.get_absolute_url() in mark
    assert other.get_absolute_url() in words


def test_building_detail_of_an_unknown_code_is_404():
    BuildingFactory(code="theatre")
    assert Client().get(reverse("spaces:building-detail", args=["theatre"])).status_code == 200
    assert Client().get(reverse("spaces:building-detail", args=["castle"])).status_code == 404
    assert Client().get("/buildings/%00/").status_code == 404


def test_building_text_is_escaped():
    building = BuildingFactory(name="<script>alert(1)</script>", summary="<script>alert(2)</script>")
    for url in (LIST, building.get_absolute_url(), reverse("reports:home")):
        assert "<script>alert(" not in page(Client().get(url))


@pytest.mark.parametrize("name", ["spaces:building-list", "spaces:building-detail", "reports:home"])
def test_pages_ask_the_same_for_one_row_and_three(name):
    building = BuildingFactory()
    url = reverse(name, args=[building.code] if name.endswith("detail") else [])
    client = Client()

    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    one = queries()
    BuildingFactory()
    BuildingFactory(category="connecting")
    assert queries() == one


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"storeys": 0}, "building_has_storey"),
        ({"opened_on": clock.today(), "closed_on": clock.today()}, "building_closed_after_opened"),
    ],
)
def test_database_refuses_an_impossible_building(facts, constraint):
    BuildingFactory(storeys=1, opened_on=clock.today(), closed_on=clock.today() + timedelta(days=1))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BuildingFactory(**facts)
