"""Sign-up, sign-in, reset: through allauth's own pages, with the mail taken from the outbox."""

import re
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from park_portal.accounts.adapters import SocialSignInAdapter
from park_portal.accounts.models import Person
from park_portal.audit.models import AuditEvent
from park_portal.notifications.actions import outbox_sweep
from park_portal.notifications.models import OutboxMessage
from tests.factories import PersonFactory, centre_staff, director, officer
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP = reverse("account_login"), reverse("account_signup")
KEYS = {
    "kakao": {"APPS": [{"client_id": "k", "secret": "s", "key": ""}]},
    "naver": {"APPS": [{"client_id": "n", "secret": "s", "key": ""}]},
}


def page(response) -> str:
    return response.content.decode()


def fresh_address() -> str:
    """allauth's rate limits count by address, and their cache outlives a test."""
    return f"{uuid4().hex}@example.org"


def delivered() -> list[mail.EmailMessage]:
    mail.outbox.clear()
    outbox_sweep()
    return list(mail.outbox)


def path_in(letter: mail.EmailMessage) -> str:
    """The portal's own link in a letter, as a path."""
    (link,) = re.findall(r"https?://[^/\s]+(/accounts/\S+)", letter.body)
    return link


def sign_up(client: Client, address: str, **more):
    facts = {"email": address, "password1": PASSWORD, "name": "한솔", "phone": "010-5550-1234"}
    return client.post(SIGNUP, facts | more)


def signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:me")).status_code == 200


# ── sign-up ───────────────────────────────────────────────────────────────────


def test_sign_up_page_tells_and_asks_in_two_blocks():
    """What the service needs is told; what is optional is asked, each on its own, nothing ticked (KOREA.md)."""
    client = Client()
    client.cookies["language"] = "en"
    words = page(client.get(SIGNUP))
    assert "Processed without consent" in words
    boxes = re.findall(r'<input type="checkbox" name="purposes"[^>]*>', words)
    assert len(boxes) == 3
    assert not any("checked" in box or "required" in box for box in boxes)


def test_sign_up_by_mail_link():
    client, address = Client(), fresh_address()
    response = sign_up(client, address.replace("@example", "@Example"), purposes=["photos"])
    assert (response.status_code, response.url) == (302, reverse("account_email_verification_sent"))
    person = Person.objects.get(email=address)
    assert (person.name, person.phone, person.language) == ("한솔", "+821055501234", "ko")
    assert [c.purpose for c in person.consents.all()] == ["photos"]
    assert AuditEvent.objects.get().verb == "person.register"
    assert not signed_in(client)

    (letter,) = delivered()
    assert letter.to == [address]
    link = path_in(letter)
    assert not EmailAddress.objects.get(user=person).verified
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get(user=person).verified, "a mail program's preview must not confirm"
    client.post(link)
    assert EmailAddress.objects.get(user=person).verified

    other = Client()
    response = other.post(LOGIN, {"login": address.upper(), "password": PASSWORD})
    assert (response.status_code, response.url) == (302, reverse("accounts:me"))
    assert signed_in(other)


def test_sign_up_keeps_the_language_it_was_done_in():
    client, address = Client(), fresh_address()
    client.cookies["language"] = "en"
    sign_up(client, address)
    assert Person.objects.get(email=address).language == "en"


def test_sign_in_mail_is_erased_once_delivered():
    sign_up(Client(), fresh_address())
    assert "/accounts/confirm-email/" in OutboxMessage.objects.get().text
    delivered()
    row = OutboxMessage.objects.get()
    assert (row.state, row.text, row.html) == ("sent", "", "")


def test_unverified_person_cannot_sign_in():
    client, address = Client(), fresh_address()
    sign_up(client, address)
    response = Client().post(LOGIN, {"login": address, "password": PASSWORD})
    assert response.url == reverse("account_email_verification_sent")
    client.post(path_in(delivered()[0]))
    assert Client().post(LOGIN, {"login": address, "password": PASSWORD}).url == reverse("accounts:me")


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": ""}, "name"),
        ({"name": "가" * 61}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"phone": "전화"}, "phone"),
        ({"password1": "12345678901"}, "password1"),
        ({"password1": "short"}, "password1"),
        ({"purposes": ["everything"]}, "purposes"),
        ({"email": "nonsense"}, "email"),
        ({"email": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.kr"}, "email"),
    ],
)
def test_sign_up_tells_what_is_wrong_and_keeps_the_rest(wrong, where):
    address = fresh_address()
    response = sign_up(Client(), address, **wrong)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {where}
    assert not Person.objects.exists() and not OutboxMessage.objects.exists()
    if where != "email":
        assert f'value="{address}"' in page(response)


# ── enumeration ───────────────────────────────────────────────────────────────


def answer(response) -> tuple:
    return response.status_code, response.get("Location"), [str(m) for m in response.wsgi_request._messages]


def test_sign_up_gives_no_hint_of_who_is_here():
    known = PersonFactory(email=fresh_address())
    unknown = fresh_address()
    assert [a.replace(known.email, "X") for a in map(str, [answer(sign_up(Client(), known.email))])] == [
        a.replace(unknown, "X") for a in map(str, [answer(sign_up(Client(), unknown))])
    ]
    letters = {letter.to[0]: letter.body for letter in delivered()}
    assert set(letters) == {known.email, unknown}
    assert "confirm-email" in letters[unknown] and "confirm-email" not in letters[known.email]
    assert Person.objects.filter(email=known.email, name=known.name).count() == 1


def test_reset_gives_no_hint_of_who_is_here():
    known, unknown = PersonFactory(email=fresh_address()).email, fresh_address()
    answers = [
        answer(Client().post(reverse("account_reset_password"), {"email": address})) for address in (known, unknown)
    ]
    assert str(answers[0]).replace(known, "X") == str(answers[1]).replace(unknown, "X")
    assert [letter.to for letter in delivered()] == [[known]], "no mail to strangers"


def test_sign_in_gives_no_hint_of_who_is_here():
    known, unknown = PersonFactory(email=fresh_address()).email, fresh_address()
    errors = [
        Client().post(LOGIN, {"login": address, "password": "wrong wrong"}).context["form"].errors
        for address in (known, unknown)
    ]
    assert errors[0] and errors[0] == errors[1]


# ── reset ─────────────────────────────────────────────────────────────────────


def test_reset_by_mail_link_works_once():
    person = PersonFactory(email=fresh_address())
    Client().post(reverse("account_reset_password"), {"email": person.email})
    (letter,) = delivered()
    client, link = Client(), path_in(letter)
    form = client.get(link, follow=True)
    assert form.status_code == 200 and "password1" in page(form)
    new = "quite another one"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)
    assert not Client().login(username=person.email, password=PASSWORD)
    assert "password1" not in page(Client().get(link, follow=True)), "the link is used up"


# ── sign-in ───────────────────────────────────────────────────────────────────


def test_demo_sign_ins_work_after_load_demo(settings):
    call_command("load_demo", verbosity=0)
    for who in ("resident", "tenant", "officer", "coordinator", "staff", "director", "reviewer"):
        client = Client()
        response = client.post(LOGIN, {"login": f"{who}@demo.park", "password": "park-demo"})
        assert (response.status_code, response.get("Location")) == (302, reverse("accounts:me")), who
        assert signed_in(client), who
    response = Client().post(LOGIN, {"login": "madeun@demo.park", "password": "park-demo"})
    assert response.status_code == 200, "only the seven have a password"


def test_sign_in_returns_to_where_one_wanted_to_go():
    person = PersonFactory(email=fresh_address())
    facts = {"login": person.email, "password": PASSWORD}
    assert Client().post(LOGIN, facts | {"next": "/me/inbox/"}).url == "/me/inbox/"
    assert Client().post(LOGIN, facts | {"next": "https://evil.example/"}).url == reverse("accounts:me")


def test_inactive_person_cannot_sign_in():
    person = PersonFactory(email=fresh_address(), is_active=False)
    client = Client()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert not signed_in(client)
    person.is_active = True
    person.save()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert signed_in(client)


def test_sign_out_asks_first(client_of):
    client = client_of(PersonFactory())
    client.get(reverse("account_logout"))
    assert signed_in(client)
    assert client.post(reverse("account_logout")).url == reverse("reports:home")
    assert not signed_in(client)


def test_sessions_page_lists_every_browser():
    person = PersonFactory(email=fresh_address())
    clients = [Client(headers={"user-agent": f"Browser-{name}"}) for name in ("Mobile", "Desk")]
    for client in clients:
        client.post(LOGIN, {"login": person.email, "password": PASSWORD})
        client.get(reverse("accounts:me"))
    words = page(clients[0].get(reverse("usersessions_list")))
    assert "Browser-Mobile" in words and "Browser-Desk" in words
    clients[0].post(reverse("usersessions_list"))  # ends all others
    assert signed_in(clients[0]) and not signed_in(clients[1])


# ── Kakao and Naver ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("door", [LOGIN, SIGNUP])
def test_social_buttons_appear_with_their_keys_only(door, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "pp-provider" not in page(Client().get(door))
    settings.SOCIALACCOUNT_PROVIDERS = KEYS
    words = page(Client().get(door))
    for name in KEYS:
        assert f"pp-provider--{name}" in words
        assert f'action="{reverse(f"{name}_login")}' in words


def social_request():
    request = RequestFactory().get("/accounts/naver/login/callback/")
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    return request


@pytest.mark.parametrize("who", [centre_staff, director, officer])
def test_social_sign_in_is_refused_to_public_duties(who):
    request, person = social_request(), who()
    with pytest.raises(ImmediateHttpResponse) as refusal:
        SocialSignInAdapter().pre_social_login(request, SocialLogin(user=person))
    assert refusal.value.response.url == LOGIN
    assert len(list(request._messages)) == 1


@pytest.mark.parametrize("who", [PersonFactory, Person])
def test_social_sign_in_is_open_to_residents_and_newcomers(who):
    request = social_request()
    assert SocialSignInAdapter().pre_social_login(request, SocialLogin(user=who())) is None
    assert not list(request._messages)


def test_social_sign_up_always_shows_the_form():
    assert SocialSignInAdapter().is_auto_signup_allowed(social_request(), SocialLogin(user=Person())) is False


@pytest.fixture
def naver_newcomer(settings):
    """A browser that comes back from Naver with this address, as far as allauth's sign-up form."""
    settings.SOCIALACCOUNT_PROVIDERS = KEYS

    def come_back(address: str) -> Client:
        from allauth.socialaccount.adapter import get_adapter

        client = Client()
        client.get(LOGIN)
        request = social_request()
        provider = get_adapter(request).get_provider(request, "naver")
        login = provider.sociallogin_from_response(request, {"id": uuid4().hex, "email": address, "name": "한솔"})
        session = client.session
        session["socialaccount_sociallogin"] = login.serialize()
        session.save()
        client.cookies["sessionid"] = session.session_key
        return client

    return come_back


def test_social_sign_up_registers_the_person_once(naver_newcomer):
    address = fresh_address()
    client = naver_newcomer(address)
    form = client.get(reverse("socialaccount_signup"))
    assert form.status_code == 200 and 'name="purposes"' in page(form)
    client.post(
        reverse("socialaccount_signup"), {"email": address, "name": "한솔", "phone": "", "purposes": ["photos"]}
    )
    person = Person.objects.get(email=address)
    assert SocialAccount.objects.filter(user=person, provider="naver").exists()
    assert [c.purpose for c in person.consents.all()] == ["photos"]
    assert not person.has_usable_password()
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["person.register"]


def test_social_sign_up_proves_no_address(naver_newcomer):
    """Naver calls every address verified: an invitation to it would be open to whoever typed it there."""
    address = fresh_address()
    client = naver_newcomer(address)
    client.post(reverse("socialaccount_signup"), {"email": address, "name": "한솔", "phone": ""})
    assert not EmailAddress.objects.get(email=address).verified
    assert not signed_in(client)
    client.post(path_in(delivered()[0]))
    assert EmailAddress.objects.get(email=address).verified


# ── the second step ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", [centre_staff, director, officer])
def test_second_factor_is_asked_of_public_duties(who, settings, client_of):
    client = client_of(who())
    me = reverse("accounts:me")
    assert client.get(me).status_code == 200
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.get(me).url == reverse("mfa_index")
    assert client.get("/api/v1/buildings/").status_code == 302
    assert client.get(reverse("reports:healthz")).status_code in {200, 503}
    assert client.post(reverse("accounts:language-switch"), {"language": "en"}).url == "/"


def test_second_factor_is_not_asked_of_residents(settings, client_of):
    settings.SECOND_FACTOR_REQUIRED = True
    assert client_of(PersonFactory()).get(reverse("accounts:me")).status_code == 200
    assert Client().get(reverse("reports:home")).status_code == 200


def test_second_factor_once_set_up_opens_the_door(settings, client_of):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.SECOND_FACTOR_REQUIRED = True
    person = centre_staff()
    client = client_of(person)
    assert client.get(reverse("accounts:me")).status_code == 302
    TOTP.activate(person, generate_totp_secret())
    assert client.get(reverse("accounts:me")).status_code == 200
