"""Manners of every request."""

import pytest
from django.db import connection
from django.test import Client

from park_portal.accounts.models import Person
from park_portal.core.middleware import WroteOnRead, refuse_writes
from tests.factories import PersonFactory, centre_staff

pytestmark = pytest.mark.django_db


def test_language_is_korean_whatever_the_browser_asks():
    page = Client().get("/", headers={"accept-language": "en-US,en"})
    assert page.headers["Content-Language"] == "ko"
    assert '<html lang="ko">' in page.content.decode()


def test_language_follows_the_cookie():
    client = Client()
    client.cookies["language"] = "en"
    assert '<html lang="en">' in client.get("/").content.decode()
    client.cookies["language"] = "xx"
    assert '<html lang="ko">' in client.get("/").content.decode()


def test_language_follows_the_profile_without_a_cookie(client_of):
    assert client_of(PersonFactory(language="en")).get("/").headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_person SET name = 'x'",
        "INSERT INTO spaces_building (code) VALUES ('x')",
        "DELETE FROM accounts_membership",
        "WITH gone AS (SELECT 1) UPDATE accounts_person SET name = 'x'",
        "-- a note\nUPDATE accounts_person SET name = 'x'",
    ],
)
def test_reading_must_not_write(sql):
    with connection.execute_wrapper(refuse_writes), connection.cursor() as cursor, pytest.raises(WroteOnRead):
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    ["SELECT 1", "UPDATE django_session SET session_data = 'x' WHERE false", "SAVEPOINT s", "RELEASE SAVEPOINT s"],
)
def test_reading_and_sinks_pass(sql):
    with connection.execute_wrapper(refuse_writes), connection.cursor() as cursor:
        if sql.startswith("RELEASE"):
            cursor.execute("SAVEPOINT s")
        cursor.execute(sql)


def test_a_get_that_writes_is_stopped(client_of, monkeypatch):
    """Through the real stack: a view that saves on GET cannot be shipped unnoticed."""
    person = PersonFactory()
    monkeypatch.setattr(Person, "current_memberships", property(lambda self: Person.objects.update(name="x") or []))
    with pytest.raises(WroteOnRead):
        client_of(person).get("/me/")


def test_htmx_of_a_signed_out_person_leads_to_sign_in():
    answer = Client().get("/me/", headers={"hx-request": "true", "hx-current-url": "http://testserver/me/inbox/"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fme%2Finbox%2F"


def test_a_refusal_is_a_page_with_its_sentence(client_of):
    from tests.factories import OrganizationFactory, member_of

    organization = OrganizationFactory(name="모임")
    client = client_of(member_of(organization))
    page = client.get(f"/org/{organization.pk}/edit/")
    assert page.status_code == 403
    assert "대표나 관리자만" in page.content.decode()
    fragment = client.get(f"/org/{organization.pk}/edit/", headers={"hx-request": "true"})
    assert fragment.status_code == 403
    assert fragment.headers["HX-Retarget"] == "#notices"
    assert "<html" not in fragment.content.decode()


def test_security_headers():
    page = Client().get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_page_is_a_house_page():
    page = Client().get("/no/such/page/")
    assert page.status_code == 404
    assert "찾으시는 화면이 없습니다" in page.content.decode()


def test_a_form_without_its_token_is_answered_kindly():
    client = Client(enforce_csrf_checks=True)
    page = client.post("/language/", {"language": "en"})
    assert page.status_code == 403
    assert '<html lang="ko">' in page.content.decode()


def test_an_error_is_a_page_that_needs_nothing(monkeypatch, client_of):
    from park_portal.reports import views

    monkeypatch.setattr(views.Building.objects, "visible_to", lambda user: 1 / 0)
    client = Client(raise_request_exception=False)
    page = client.get("/")
    assert page.status_code == 500
    assert "일시적인 오류" in page.content.decode() or "went wrong" in page.content.decode()


def test_messages_of_the_outbox_are_for_staff(client_of):
    assert client_of(centre_staff()).get("/desk/outbox/?state=nonsense").status_code == 200
