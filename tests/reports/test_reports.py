"""Home, menu, health."""

from datetime import timedelta

import pytest
from django.test import Client

from park_portal.core import clock
from park_portal.reports import health
from tests.factories import BuildingFactory, OutboxMessageFactory, PersonFactory, centre_staff

pytestmark = pytest.mark.django_db


def test_home_shows_every_building_on_plan_and_list():
    buildings = [BuildingFactory(), BuildingFactory()]
    page = Client().get("/").content.decode()
    for building in buildings:
        assert page.count(f'href="/buildings/{building.code}/"') >= 2, "on the plan and in the list"


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_database_as_often_for_three_as_for_one(count, django_assert_num_queries):
    BuildingFactory.create_batch(count)
    client = Client()
    with django_assert_num_queries(2):
        client.get("/")


def test_menu_shows_only_what_the_person_can_use(client_of):
    anonymous = Client().get("/").content.decode()
    assert "/desk/organizations/" not in anonymous
    assert "/desk/organizations/" not in client_of(PersonFactory()).get("/").content.decode()
    assert "/desk/organizations/" in client_of(centre_staff()).get("/").content.decode()


def test_menu_marks_where_one_is(client_of):
    page = client_of(centre_staff()).get("/desk/outbox/").context
    assert [entry["url"] for entry in page["menu_kept"] if entry["current"]] == ["/desk/outbox/"]
    assert not any(entry["current"] for entry in page["menu"])


def test_health_is_well():
    answer = Client().get("/healthz/")
    assert answer.status_code == 200
    assert set(answer.json()["checks"]) == {"database", "cache", "broker", "outbox"}


def test_health_tells_of_a_lagging_outbox():
    OutboxMessageFactory(due_at=clock.now() - timedelta(minutes=5))
    assert Client().get("/healthz/").json()["checks"]["outbox"]["lag_seconds"] >= 300
    OutboxMessageFactory(due_at=clock.now() - timedelta(hours=2))
    answer = Client().get("/healthz/")
    assert answer.status_code == 503
    assert answer.json()["checks"]["outbox"] == {"ok": False}


@pytest.mark.parametrize("name", list(health.CHECKS))
def test_health_names_the_server_that_is_away(name, monkeypatch):
    def away():
        raise OSError("no route, secret=hunter2")

    monkeypatch.setitem(health.CHECKS, name, away)
    answer = Client().get("/healthz/")
    assert answer.status_code == 503
    assert [key for key, check in answer.json()["checks"].items() if not check["ok"]] == [name]
    assert "hunter2" not in answer.content.decode()


def test_health_of_a_broker_that_is_really_away(settings, monkeypatch):
    from celery import Celery

    monkeypatch.setattr(health, "current_app", Celery(broker="redis://127.0.0.1:1/0", set_as_current=False))
    answer = Client().get("/healthz/")
    assert answer.json()["checks"]["broker"] == {"ok": False}


def test_styleguide_is_not_in_production(settings):
    assert Client().get("/styleguide/").status_code == 200
    settings.PRODUCTION = True
    assert Client().get("/styleguide/").status_code == 404
