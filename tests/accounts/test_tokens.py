"""Making, seeing and revoking API tokens and the calendar link: the pages and the deeds behind them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from park_portal.accounts import actions, rules, tasks
from park_portal.accounts.models import AccessToken, CalendarLink
from park_portal.accounts.querysets import digest_of
from park_portal.accounts.states import Scope
from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.notifications.models import InboxMessage, OutboxMessage
from tests.factories import AccessTokenFactory, CalendarLinkFactory, PersonFactory, centre_staff, secret_of
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

LIST, MAKE = reverse("accounts:access-token-list"), reverse("accounts:access-token-make")
CALENDAR, CALENDAR_MAKE = reverse("accounts:calendar-link"), reverse("accounts:calendar-link-make")
FORM = {"name": "회의실 화면", "scopes": ["bookings:read"], "days": "90"}


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def client(person, client_of):
    """Signed in, and has just given her password once more."""
    client = client_of(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def page(response) -> str:
    return response.content.decode()


def made(person, **changes) -> tuple[AccessToken, str]:
    facts = {"name": "열쇠", "scopes": [Scope.BOOKINGS_READ], "days": 30}
    return actions.access_token_make(by=person, **{**facts, **changes})


# ── the deeds ─────────────────────────────────────────────────────────────────


def test_access_token_make_keeps_a_digest_only(person):
    with time_machine.travel("2026-12-01T10:00:00+09:00", tick=False):
        token, secret = made(person, scopes=[Scope.BOOKINGS_WRITE, Scope.BOOKINGS_READ], days=365)
        assert token.expires_at - clock.now() == timedelta(days=365)
    assert re.fullmatch(r"park_[A-Za-z0-9_-]{43}", secret)
    assert token.prefix == secret[:12]
    assert token.digest == digest_of(secret)
    assert token.scopes == ["bookings:read", "bookings:write"]
    written = [
        *AccessToken.objects.values_list(),
        *AuditEvent.objects.values_list(),
        *InboxMessage.objects.values_list(),
    ]
    written += OutboxMessage.objects.values_list()
    assert not any(secret in str(row) for row in written)
    assert AccessToken.objects.of_secret(secret).get() == token


def test_access_token_make_is_recorded_and_told(person):
    token, _secret = made(person)
    event = AuditEvent.objects.get(verb="access_token.make")
    assert (event.actor_id, event.subject_id, event.facts["days"]) == (person.pk, str(token.pk), 30)
    letter = InboxMessage.objects.get(kind="accounts.access_token_made", recipient=person)
    assert "열쇠" in letter.subject and token.prefix in letter.text and letter.link == LIST
    assert OutboxMessage.objects.filter(kind="accounts.access_token_made", address=person.email).count() == 1


@pytest.mark.parametrize(("language", "may"), [("ko", "예약 보기"), ("en", "See bookings")])
def test_letter_speaks_the_owners_language_and_escapes_the_name(language, may):
    person = PersonFactory(language=language)
    made(person, name="<b> & 벗")
    letter = OutboxMessage.objects.get(kind="accounts.access_token_made")
    assert "<b> & 벗" in letter.subject and "<b> & 벗" in letter.text and may in letter.text
    assert "&lt;b&gt; &amp; 벗" in letter.html and "<b> &" not in letter.html


def test_access_token_make_stops_at_ten_live_ones(person):
    for n in range(rules.LIVE_TOKENS):
        token, _secret = made(person, name=f"{n}")
    AccessTokenFactory()
    with pytest.raises(ActionDenied) as refusal:
        made(person, name="one more")
    assert refusal.value.reason == "too_many_tokens"
    actions.access_token_revoke(by=person, token=token)
    made(person, name="one more")


def test_access_token_make_counts_neither_expired_nor_revoked(person):
    for _n in range(rules.LIVE_TOKENS):
        AccessTokenFactory(person=person, revoked_at=clock.now())
        AccessTokenFactory(
            person=person, created_at=clock.now() - timedelta(days=9), expires_at=clock.now() - timedelta(days=1)
        )
    made(person)


def test_access_token_make_refuses_a_name_in_use(person):
    token, _secret = made(person)
    with pytest.raises(ActionDenied) as refusal:
        made(person)
    assert refusal.value.reason == "token_name_taken"
    made(PersonFactory())
    actions.access_token_revoke(by=person, token=token)
    made(person)


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["payments:write"]}, {"days": 0}, {"days": -1}, {"days": 366}, {"name": ""}]
)
def test_access_token_make_refuses_what_a_form_would_not_let_through(person, wrong):
    with pytest.raises(ValidationError):
        made(person, **wrong)
    assert not AccessToken.objects.exists()
    assert not InboxMessage.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["x"]}, {"expires_at": clock.now() + timedelta(days=400)}]
)
def test_database_refuses_tokens_that_must_not_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessTokenFactory(**wrong)


def test_access_token_revoke_is_the_owners_deed(person):
    token, secret = made(person)
    with pytest.raises(ActionDenied) as refusal:
        actions.access_token_revoke(by=centre_staff(), token=token)
    assert refusal.value.reason == "not_owner"
    actions.access_token_revoke(by=person, token=token)
    assert not AccessToken.objects.of_secret(secret).exists()
    with pytest.raises(ActionDenied) as refusal:
        actions.access_token_revoke(by=person, token=token)
    assert refusal.value.reason == "token_revoked"
    assert AuditEvent.objects.filter(verb="access_token.revoke").count() == 1


def test_access_token_used_moves_forward_only():
    token, day = AccessTokenFactory(), clock.today()
    assert tasks.access_token_used(token.pk, day.isoformat()) == 1
    assert tasks.access_token_used(token.pk, day.isoformat()) == 0
    assert tasks.access_token_used(token.pk, (day - timedelta(days=1)).isoformat()) == 0
    assert tasks.access_token_used(token.pk + 1, day.isoformat()) == 0
    token.refresh_from_db()
    assert token.last_used_on == day


# ── the pages ─────────────────────────────────────────────────────────────────


def test_making_asks_for_the_password_once_more(person, client_of):
    client = client_of(person)
    answer = client.get(MAKE)
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))
    assert client.post(answer.url, {"password": "wrong", "next": MAKE}).status_code == 200
    assert client.get(MAKE).status_code == 302
    assert client.post(answer.url, {"password": PASSWORD, "next": MAKE}).url == MAKE
    assert client.get(MAKE).status_code == 200


def test_form_sent_too_late_is_kept_until_the_password_is_given(person, client_of):
    client = client_of(person)
    answer = client.post(MAKE, FORM)
    assert answer.status_code == 302 and not AccessToken.objects.exists()
    shown = client.post(answer.url, {"password": PASSWORD, "next": MAKE})
    assert AccessToken.objects.get().name == FORM["name"]
    assert "no-store" in shown.headers["Cache-Control"] and 'value="park_' in page(shown)
    assert FORM["name"] not in str(dict(client.session.items()))


def test_secret_is_shown_once_and_not_kept(client, person):
    answer = client.post(MAKE, FORM)
    secret = re.search(r'value="(park_[A-Za-z0-9_-]{43})"', page(answer))[1]
    assert AccessToken.objects.of_secret(secret).get().person == person
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in str(dict(client.session.items()))
    listed = page(client.get(LIST))
    assert secret not in listed and secret[:12] in listed and "회의실 화면" in listed


def test_sending_the_form_twice_makes_one_token(client):
    client.post(MAKE, FORM)
    again = client.post(MAKE, FORM)
    assert again.status_code == 200
    assert AccessToken.objects.count() == 1
    assert 'value="회의실 화면"' in page(again) and 'value="park_' not in page(again)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "가" * 61),
        ("name", "a\x00"),
        ("scopes", []),
        ("scopes", ["x"]),
        ("days", "366"),
        ("days", ""),
    ],
)
def test_form_refuses_and_keeps_what_was_typed(client, field, value):
    answer = client.post(MAKE, {**FORM, field: value})
    assert answer.status_code == 200 and set(answer.context["form"].errors) == {field}
    assert field == "name" or 'value="회의실 화면"' in page(answer)
    assert not AccessToken.objects.exists()


def test_names_are_escaped(client):
    client.post(MAKE, {**FORM, "name": "<script>x</script>"})
    assert "<script>x" not in page(client.get(LIST))


def test_list_shows_own_tokens_that_are_not_revoked(client, person):
    mine = AccessTokenFactory(person=person, name="내것")
    AccessTokenFactory(person=person, name="거둔것", revoked_at=clock.now())
    AccessTokenFactory(name="남의것")
    shown = page(client.get(LIST))
    assert "내것" in shown and "거둔것" not in shown and "남의것" not in shown
    client.post(reverse("accounts:access-token-revoke", args=[mine.pk]))
    client.get(LIST)  # shows the notice, which names it
    assert "내것" not in page(client.get(LIST))
    mine.refresh_from_db()
    assert mine.revoked_at is not None


def test_list_says_when_a_token_is_expired(client, person):
    created = clock.now() - timedelta(days=9)
    AccessTokenFactory(person=person, created_at=created, expires_at=created + timedelta(days=1))
    assert 'data-state="expired"' in page(client.get(LIST))


def test_staff_are_told_how_much_their_token_sees(client_of):
    staff = centre_staff()
    client = client_of(staff)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "pp-alert--warn" in page(client.get(MAKE)).split("<main", 1)[1].split("</main>")[0]


def test_list_costs_the_same_for_one_and_three(client, person):
    costs = []
    for rows in (1, 2):
        AccessTokenFactory.create_batch(rows, person=person)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10


def test_list_has_pages(client, person):
    AccessTokenFactory.create_batch(21, person=person)
    assert len(client.get(LIST).context["page"]) == 20
    assert len(client.get(LIST, {"page": 2}).context["page"]) == 1


# ── the calendar link ─────────────────────────────────────────────────────────


def link_in(response) -> str:
    return re.search(r"/calendar/([A-Za-z0-9_-]{43})\.ics", page(response))[1]


def test_calendar_link_is_shown_once(client, person, settings):
    settings.PARK_URL = "https://park.example/"
    answer = client.post(CALENDAR_MAKE)
    secret = link_in(answer)
    assert f"https://park.example/calendar/{secret}.ics" in page(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert CalendarLink.objects.of_secret(secret).get().person == person
    assert secret not in page(client.get(CALENDAR))
    assert not any(
        secret in str(row) for row in [*CalendarLink.objects.values_list(), *AuditEvent.objects.values_list()]
    )


def test_calendar_link_made_anew_kills_the_old_one(client, person):
    old, new = link_in(client.post(CALENDAR_MAKE)), link_in(client.post(CALENDAR_MAKE))
    assert old != new
    assert not CalendarLink.objects.of_secret(old).exists()
    assert CalendarLink.objects.of_secret(new).exists()
    assert CalendarLink.objects.filter(person=person).count() == 1
    assert AuditEvent.objects.filter(verb="calendar_link.make", actor_id=person.pk).count() == 2


def test_calendar_link_is_switched_off_and_doing_it_twice_is_fine(client, person):
    other = CalendarLinkFactory()
    secret = link_in(client.post(CALENDAR_MAKE))
    for _time in range(2):
        assert client.post(reverse("accounts:calendar-link-end")).url == CALENDAR
    assert list(CalendarLink.objects.all()) == [other]
    assert not CalendarLink.objects.of_secret(secret).exists()
    assert AuditEvent.objects.filter(verb="calendar_link.end").count() == 1


def test_calendar_page_without_a_link_offers_one(client):
    shown = page(client.get(CALENDAR))
    assert CALENDAR_MAKE in shown and reverse("accounts:calendar-link-end") not in shown


def test_settings_lead_to_both(client):
    shown = page(client.get(reverse("accounts:settings")))
    assert f'href="{LIST}"' in shown and f'href="{CALENDAR}"' in shown


def test_secrets_of_the_factory_have_the_real_shape(person):
    _token, secret = made(person)
    assert len(secret_of(1)) == len(secret)
