"""The public API: buildings, the shape of errors, and its description."""

import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from park_portal.core import clock
from tests.factories import BuildingFactory, PersonFactory

pytestmark = pytest.mark.django_db
BUILDINGS = "/api/v1/buildings/"
FIELDS = {
    "code",
    "name",
    "name_en",
    "category",
    "address",
    "storeys",
    "basement_storeys",
    "step_free",
    "step_free_en",
    "summary",
    "summary_en",
    "outline",
}


def problem(response, status: int, code: str) -> dict:
    """Assert the one shape of every error, and give it."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"].startswith("application/json")
    found = response.json()
    assert found["code"] == code
    assert isinstance(found["detail"], str) and found["detail"]
    assert set(found) <= {"code", "detail", "errors"}
    return found


def test_buildings_of_the_demo_park():
    call_command("load_demo", verbosity=0)
    found = Client().get(BUILDINGS).json()
    assert found["count"] == len(found["results"]) == 17
    assert found["next"] is None
    theatre = next(row for row in found["results"] if row["name"] == "극장동")
    assert set(theatre) == FIELDS
    assert theatre["category"] == "specialised"
    assert len(theatre["outline"]) >= 4
    assert all(len(point) == 2 and all(isinstance(n, float) for n in point) for point in theatre["outline"])


def test_building_by_its_code():
    building = BuildingFactory(code="theatre", outline=[["1.5", "2"], ["3", "2"], ["3", "4"]])
    BuildingFactory()
    found = Client().get(f"{BUILDINGS}theatre/").json()
    assert (found["name"], found["outline"]) == (building.name, [[1.5, 2.0], [3.0, 2.0], [3.0, 4.0]])


def test_buildings_narrow_by_category():
    BuildingFactory(code="one", category="tenancy")
    BuildingFactory(code="two", category="connecting")
    codes = lambda query: [row["code"] for row in Client().get(BUILDINGS, query).json()["results"]]  # noqa: E731
    assert codes({}) == ["one", "two"]
    assert codes({"category": "connecting"}) == ["two"]
    assert codes({"category": ""}) == ["one", "two"]


def test_closed_building_is_not_there():
    BuildingFactory(code="open")
    BuildingFactory(code="closed", closed_on=clock.today())
    assert [row["code"] for row in Client().get(BUILDINGS).json()["results"]] == ["open"]
    problem(Client().get(f"{BUILDINGS}closed/"), 404, "not_found")


@pytest.mark.parametrize("category", ["castle", "\x00", "😀" * 300])
def test_wrong_filter_is_a_problem_with_its_field(category):
    found = problem(Client().get(BUILDINGS, {"category": category}), 400, "invalid")
    assert set(found["errors"]) == {"category"}


@pytest.mark.parametrize("path", ["v1/buildings/no-such/", "v1/buildings/%00/", "v1/castles/", "v2/", "", "x/" * 200])
def test_unknown_address_is_a_problem(path):
    problem(Client().get(f"/api/{path}"), 404, "not_found")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_is_a_problem(method, client_of):
    client = client_of(PersonFactory())
    problem(getattr(client, method)(BUILDINGS, "{}", content_type="application/json"), 405, "method_not_allowed")
    anonymous = getattr(Client(), method)(BUILDINGS, "{}", content_type="application/json")
    problem(anonymous, 401, "not_authenticated")


def test_writing_without_the_token_of_the_page_is_a_problem(client_of):
    client = Client(enforce_csrf_checks=True)
    client.force_login(PersonFactory())
    problem(client.post(BUILDINGS, "{}", content_type="application/json"), 403, "permission_denied")


def test_unknown_address_stays_json_for_a_program_without_token():
    client = Client(enforce_csrf_checks=True)
    problem(client.post("/api/nonsense/", "{}", content_type="application/json"), 404, "not_found")


@pytest.mark.parametrize("accept", ["text/html", "nonsense", "*/*;q=x", ";;;", "application/json; q=", "a/b/c", "\x7f"])
def test_odd_accept_header_never_breaks(accept):
    BuildingFactory()
    response = Client().get(BUILDINGS, headers={"accept": accept})
    assert response.status_code in {200, 406}
    if response.status_code == 406:
        problem(response, 406, "not_acceptable")


def test_pages_are_limited():
    for _ in range(3):
        BuildingFactory()
    size = lambda n: Client().get(BUILDINGS, {"page_size": n}).json()  # noqa: E731
    first = size(2)
    assert (first["count"], len(first["results"])) == (3, 2)
    second = Client().get(first["next"]).json()
    assert len(second["results"]) == 1 and second["next"] is None
    for odd in ("0", "-1", "many", "\x00"):
        assert len(size(odd)["results"]) == 3
    problem(Client().get(BUILDINGS, {"page": "9"}), 404, "not_found")
    problem(Client().get(BUILDINGS, {"page": "x"}), 404, "not_found")


def test_page_size_has_a_ceiling():
    from spaces.models import Building

    Building.objects.bulk_create(BuildingFactory.build(outline=[]) for _ in range(201))
    assert len(Client().get(BUILDINGS, {"page_size": "100000"}).json()["results"]) == 200
    assert len(Client().get(BUILDINGS).json()["results"]) == 50


def test_description_is_valid_and_complete(tmp_path):
    target = tmp_path / "schema.json"
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", "--file", str(target))
    description = json.loads(target.read_text())
    assert set(description["paths"]) >= {BUILDINGS, f"{BUILDINGS}{{code}}/"}
    assert set(description["components"]["schemas"]["Building"]["properties"]) == FIELDS


def test_description_is_served():
    response = Client().get(reverse("api:schema"), headers={"accept": "application/vnd.oai.openapi+json"})
    assert response.status_code == 200
    assert BUILDINGS in json.loads(response.content)["paths"]


def test_buildings_ask_the_same_for_one_row_and_three(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = Client()
    BuildingFactory()
    client.get(BUILDINGS)
    with CaptureQueriesContext(connection) as one:
        client.get(BUILDINGS)
    BuildingFactory()
    BuildingFactory()
    with django_assert_num_queries(len(one)):
        client.get(BUILDINGS)
