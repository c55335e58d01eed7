"""Personal tokens at the door of the API: who gets in, as whom, for what; and what is told to whom does not."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.throttling import ScopedRateThrottle

from park_portal.accounts.models import AccessToken
from park_portal.accounts.states import Scope
from park_portal.api.permissions import Scoped, scope_of
from park_portal.api.urls import router
from park_portal.core import clock
from spaces.models import Booking
from tests.factories import AccessTokenFactory, BookingFactory, PersonFactory, SpaceFactory, at, centre_staff, secret_of

pytestmark = pytest.mark.django_db

BOOKINGS = "/api/v1/bookings/"
SECRET = secret_of(77)
READ, WRITE = [Scope.BOOKINGS_READ], [Scope.BOOKINGS_WRITE]


@pytest.fixture(autouse=True)
def no_notes_of_use():
    cache.clear()


@pytest.fixture
def person():
    return PersonFactory(name="김토큰")


def bearer(secret: str = SECRET, **defaults) -> Client:
    return Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {secret}"}, **defaults)


def wish(space, **changes) -> dict:
    facts = {"space": space.pk, "start": at(2, "14:00").isoformat(), "end": at(2, "16:00").isoformat()}
    return {**facts, "purpose": "회의", "attendees": 3, **changes}


def cancel(booking):
    return bearer().post(f"{BOOKINGS}{booking.pk}/cancel/", "{}", content_type="application/json")


def refused(response, status: int, code: str) -> str:
    """The sentence of a problem with this status and code."""
    assert (response.status_code, response.json()["code"]) == (status, code), response.content
    assert set(response.json()) == {"code", "detail"}
    return response.json()["detail"]


# ── getting in ────────────────────────────────────────────────────────────────


def test_token_opens_the_owners_bookings_and_no_others(person):
    AccessTokenFactory(person=person, secret=SECRET, scopes=READ)
    own, _other = BookingFactory(person=person), BookingFactory()
    answer = bearer().get(BOOKINGS)
    assert answer.status_code == 200
    assert [row["id"] for row in answer.json()["results"]] == [own.pk]


def test_token_books_and_cancels_without_a_csrf_token(person):
    AccessTokenFactory(person=person, secret=SECRET, scopes=Scope.values)
    api = bearer()
    made = api.post(BOOKINGS, json.dumps(wish(SpaceFactory())), content_type="application/json")
    assert made.status_code == 201, made.content
    assert Booking.objects.get().person == person
    gone = api.post(f"{BOOKINGS}{made.json()['id']}/cancel/", "{}", content_type="application/json")
    assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")


def test_session_still_needs_its_csrf_token(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    refused(client.post(BOOKINGS, "{}", content_type="application/json"), 403, "permission_denied")


def test_token_beside_a_session_decides_alone(person, client_of):
    """A good token is not helped by the cookie, nor a bad one saved by it."""
    client = client_of(centre_staff())
    AccessTokenFactory(person=person, secret=SECRET, scopes=READ)
    BookingFactory()
    assert client.get(BOOKINGS).json()["count"] == 1
    assert client.get(BOOKINGS, headers={"authorization": f"Bearer {SECRET}"}).json()["count"] == 0
    refused(client.get(BOOKINGS, headers={"authorization": f"Bearer {secret_of(78)}"}), 401, "invalid_token")


def test_no_credentials_are_401(person):
    answer = Client().get(BOOKINGS)
    refused(answer, 401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize(
    "state",
    [
        {"revoked_at": clock.now()},
        {"created_at": clock.now() - timedelta(days=9), "expires_at": clock.now() - timedelta(seconds=1)},
        {"person__is_active": False},
    ],
    ids=["revoked", "expired", "inactive"],
)
def test_dead_token_is_401_everywhere(state):
    """On open resources too: a program must learn that its token is dead."""
    AccessTokenFactory(secret=SECRET, **state)
    for address in (BOOKINGS, "/api/v1/buildings/"):
        answer = bearer().get(address)
        refused(answer, 401, "invalid_token")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api", error="invalid_token"'


def test_unknown_revoked_and_malformed_are_told_in_the_same_words():
    AccessTokenFactory(secret=SECRET, revoked_at=clock.now())
    told = {refused(bearer(text).get(BOOKINGS), 401, "invalid_token") for text in (SECRET, secret_of(1), "x", "")}
    assert len(told) == 1


def test_scheme_may_be_written_in_any_case(person):
    AccessTokenFactory(person=person, secret=SECRET)
    for scheme in ("bearer", "BEARER"):
        assert Client().get(BOOKINGS, headers={"authorization": f"{scheme} {SECRET}"}).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        f"Bearer  {SECRET}",
        f"Bearer {SECRET} {SECRET}",
        f"Bearer {SECRET}, Bearer {SECRET}",
        f"Bearer {SECRET}\x00",
        f"Bearer {SECRET}\n",
        f"Bearer {SECRET[:-1]}",
        f"Bearer {SECRET}0",
        f"Bearer {SECRET.upper()}",
        "Bearer park_" + "é" * 43,
        "Bearer park_" + "\xff" * 43,
        "Bearer park_" + "0" * 1_000_000,
        "Bearer ' OR 1=1 --",
    ],
    ids=lambda header: header[:30].encode("unicode_escape").decode(),
)
def test_strange_token_is_401_without_asking_the_database(header):
    AccessTokenFactory(secret=SECRET)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        refused(Client().get(BOOKINGS, headers={"authorization": header}), 401, "invalid_token")
    assert len(queries) == 0


@pytest.mark.parametrize("header", ["Basic abc", f"Token {SECRET}", SECRET, f"Bearer{SECRET}", "", "\xff", "기관"])
def test_other_schemes_are_no_credentials(header):
    AccessTokenFactory(secret=SECRET)
    answer = Client().get(BOOKINGS, HTTP_AUTHORIZATION=header.encode().decode("latin-1"))
    refused(answer, 401, "not_authenticated")


def test_token_in_the_address_is_no_credential(person):
    AccessTokenFactory(person=person, secret=SECRET)
    refused(Client().get(f"{BOOKINGS}?access_token={SECRET}"), 401, "not_authenticated")


@pytest.mark.parametrize("page", ["accounts:me", "spaces:booking-list", "accounts:access-token-list"])
def test_token_opens_no_page(page, person):
    AccessTokenFactory(person=person, secret=SECRET)
    answer = bearer().get(reverse(page))
    assert answer.status_code == 302 and answer.url.startswith("/accounts/login/")


def test_token_costs_one_query(person):
    AccessTokenFactory(person=person, secret=SECRET, last_used_on=clock.today())
    with CaptureQueriesContext(connection) as with_token:
        bearer().get("/api/v1/buildings/")
    with CaptureQueriesContext(connection) as without:
        Client().get("/api/v1/buildings/")
    assert len(with_token) == len(without) + 1


# ── scopes ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("scopes", "method", "missing"), [(READ, "post", "write"), (WRITE, "get", "read")])
def test_missing_scope_is_403_and_named(person, scopes, method, missing):
    AccessTokenFactory(person=person, secret=SECRET, scopes=scopes)
    answer = getattr(bearer(), method)(BOOKINGS, content_type="application/json")
    assert f"bookings:{missing}" in refused(answer, 403, "missing_scope")
    assert f'error="insufficient_scope", scope="bookings:{missing}"' in answer.headers["WWW-Authenticate"]
    assert not Booking.objects.exists()


def test_cancelling_needs_the_scope_to_write(person):
    AccessTokenFactory(person=person, secret=SECRET, scopes=READ)
    booking = BookingFactory(person=person)
    refused(cancel(booking), 403, "missing_scope")
    booking.refresh_from_db()
    assert booking.state == "confirmed"


def test_token_of_staff_has_the_powers_of_its_owner_within_its_scopes():
    staff = centre_staff()
    booking = BookingFactory()
    AccessTokenFactory(person=staff, secret=SECRET, scopes=READ)
    AccessTokenFactory(person=staff, secret=secret_of(5), scopes=WRITE)
    assert [row["id"] for row in bearer().get(BOOKINGS).json()["results"]] == [booking.pk]
    refused(cancel(booking), 403, "missing_scope")
    refused(bearer(secret_of(5)).get(f"{BOOKINGS}{booking.pk}/"), 403, "missing_scope")


def test_powers_that_the_owner_lost_are_lost_to_the_token():
    staff = centre_staff()
    BookingFactory()
    AccessTokenFactory(person=staff, secret=SECRET, scopes=READ)
    assert bearer().get(BOOKINGS).json()["count"] == 1
    staff.memberships.update(until=clock.today())
    assert bearer().get(BOOKINGS).json()["count"] == 0


def test_open_resources_need_no_scope(person):
    AccessTokenFactory(person=person, secret=SECRET, scopes=WRITE)
    space = SpaceFactory()
    for address in ("/api/v1/", "/api/v1/buildings/", "/api/v1/spaces/", f"/api/v1/spaces/{space.pk}/"):
        assert bearer().get(address).status_code == 200, address


def test_every_resource_goes_through_the_scopes():
    """A viewset with permissions of its own would open to any token: name a ``scope`` instead."""
    assert len(router.registry) >= 5
    for _prefix, viewset, _name in router.registry:
        assert Scoped in viewset.permission_classes, viewset
        for method in ("GET", "POST"):
            assert scope_of(viewset(), method) in (None, *Scope.values), viewset


# ── language, throttle, day of use ────────────────────────────────────────────


@pytest.mark.parametrize("language", ["ko", "en"])
def test_problems_are_told_in_the_owners_language(language):
    AccessTokenFactory(person__language=language, secret=SECRET, scopes=READ)
    answer = bearer().post(BOOKINGS, "{}", content_type="application/json", headers={"accept-language": "en"})
    with translation.override(language):
        expected = translation.gettext("This token lacks the scope %(scope)s.") % {"scope": "bookings:write"}
    assert refused(answer, 403, "missing_scope") == expected


def test_owners_language_does_not_stay_for_the_next_request():
    AccessTokenFactory(person__language="en", secret=SECRET)
    with translation.override("ko"):
        bearer().get(BOOKINGS)
        assert translation.get_language() == "ko"


def test_throttle_counts_the_person_not_the_token(person, monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"bookings": "2/min"})
    AccessTokenFactory(person=person, secret=SECRET)
    AccessTokenFactory(person=person, secret=secret_of(5))
    AccessTokenFactory(secret=secret_of(6))
    assert bearer().get(BOOKINGS).status_code == bearer(secret_of(5)).get(BOOKINGS).status_code == 200
    refused(bearer().get(BOOKINGS), 429, "throttled")
    assert bearer(secret_of(6)).get(BOOKINGS).status_code == 200


@pytest.fixture
def published(monkeypatch):
    sent = []
    monkeypatch.setattr("park_portal.api.authentication.access_token_used.delay", lambda *args: sent.append(args))
    return sent


def test_day_of_use_is_left_to_a_task_once(person, published, django_capture_on_commit_callbacks):
    token = AccessTokenFactory(person=person, secret=SECRET)
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(3):
            assert bearer().get(BOOKINGS).status_code == 200
    assert published == [(token.pk, clock.today().isoformat())]
    token.refresh_from_db()
    assert token.last_used_on is None, "the GET itself writes nothing"


def test_day_of_use_that_is_known_is_not_sent_again(person, published, django_capture_on_commit_callbacks):
    AccessTokenFactory(person=person, secret=SECRET, last_used_on=clock.today())
    with django_capture_on_commit_callbacks(execute=True):
        bearer().get(BOOKINGS)
    assert published == []


@pytest.mark.parametrize("broken", ["access_token_used.delay", "cache.add"])
def test_broker_or_cache_that_is_away_does_not_stop_the_api(
    person, broken, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args):
        raise ConnectionError("away")

    AccessTokenFactory(person=person, secret=SECRET)
    monkeypatch.setattr(f"park_portal.api.authentication.{broken}", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert bearer().get("/api/v1/buildings/").status_code == 200


# ── what is written down ──────────────────────────────────────────────────────


def test_secret_is_kept_nowhere_in_the_row():
    token = AccessTokenFactory(secret=SECRET)
    row = AccessToken.objects.filter(pk=token.pk).values_list().get()
    assert not any(SECRET in str(value) for value in row)


def test_schema_is_valid_and_tells_of_tokens_and_scopes():
    description = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(description)
    scheme = description["components"]["securitySchemes"]["personalToken"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    booked = description["paths"]["/api/v1/bookings/"]
    assert {"personalToken": []} in booked["get"]["security"] and {} not in booked["get"]["security"]
    assert "bookings:read" in booked["get"]["description"] and "bookings:write" in booked["post"]["description"]
    assert {"401", "403"} <= set(booked["get"]["responses"]) & set(booked["post"]["responses"])
    open_one = description["paths"]["/api/v1/buildings/"]["get"]
    assert {} in open_one["security"] and "scope" not in open_one["description"]
