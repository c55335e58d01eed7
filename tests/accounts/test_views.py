"""The pages of people and organisations, asked as a browser asks them."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from park_portal.accounts.models import Invitation, Membership, Organization, Person
from park_portal.accounts.states import Duty, InvitationState, OrganizationKind, Role
from park_portal.audit.models import AccessEvent, AuditEvent
from park_portal.core import clock
from park_portal.notifications.models import InboxMessage, OutboxMessage
from tests.factories import (
    InboxMessageFactory,
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    OutboxMessageFactory,
    PersonFactory,
    centre_staff,
    member_of,
)

pytestmark = pytest.mark.django_db

HOME, SETTINGS = reverse("reports:home"), reverse("accounts:settings")
REGISTER = reverse("accounts:organization-list")


def page(response) -> str:
    return response.content.decode()


def alarm(response) -> bool:
    """Whether the page itself says no; the footer keeps notices in waiting for scripts."""
    return 'role="alert"' in page(response).split("<main", 1)[1].split("</main>")[0]


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def organization():
    return OrganizationFactory(name="해담모임", name_en="Haedam Circle")


@pytest.fixture
def head(organization):
    return member_of(organization, Role.OWNER)


# ── language ──────────────────────────────────────────────────────────────────


def spoken(client, **headers) -> str:
    response = client.get(HOME, headers=headers)
    assert f'<html lang="{response.headers["Content-Language"]}">' in page(response)
    return response.headers["Content-Language"]


@pytest.mark.parametrize("wish", ["en-US,en;q=0.9", "fr", "ko", "*", ""])
def test_language_is_korean_whatever_the_browser_asks(wish):
    assert spoken(Client(), accept_language=wish) == "ko"


def test_language_switch_stays_for_the_browser():
    client = Client()
    response = client.post(reverse("accounts:language-switch"), {"language": "en", "next": "/buildings/"})
    assert (response.status_code, response.url) == (302, "/buildings/")
    assert spoken(client, accept_language="ko") == "en"
    cookie = client.cookies["language"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and int(cookie["max-age"]) > 60 * 60 * 24 * 300
    client.post(reverse("accounts:language-switch"), {"language": "ko"})
    assert spoken(client) == "ko"


def test_language_switch_is_remembered_for_the_person(client_of):
    person = PersonFactory(language="ko")
    client_of(person).post(reverse("accounts:language-switch"), {"language": "en"})
    person.refresh_from_db()
    assert person.language == "en"
    assert AuditEvent.objects.get().verb == "person.language"
    assert spoken(client_of(person)) == "en", "another browser, without the cookie"
    assert spoken(Client()) == "ko"


@pytest.mark.parametrize("language", ["", "fr", "en\x00", "x" * 5000])
def test_language_switch_ignores_a_language_it_does_not_speak(language):
    client = Client()
    response = client.post(reverse("accounts:language-switch"), {"language": language})
    assert (response.status_code, response.url) == (302, "/")
    assert "language" not in client.cookies


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example/", "\\\\evil.example", "javascript:alert(1)", "http:evil.example", ""],
)
@pytest.mark.parametrize("door", ["accounts:language-switch", "accounts:acting-switch"])
def test_switches_lead_back_to_this_portal_only(door, back, client_of):
    client = client_of(PersonFactory())
    data = {"language": "en", "membership": "0"}
    assert client.post(reverse(door), data | {"next": back}).url == "/"
    assert client.post(reverse(door), data | {"next": "/buildings/?category=tenancy"}).url == (
        "/buildings/?category=tenancy"
    )


# ── for whom one acts ─────────────────────────────────────────────────────────


def acting(client):
    return client.get(reverse("accounts:me")).context["acting"]


def test_acting_begins_with_the_first_hat_and_follows_the_switch(organization, client_of):
    first = MembershipFactory(organization=organization)
    second = MembershipFactory(person=first.person)
    client = client_of(first.person)
    assert acting(client).pk == first.pk
    client.post(reverse("accounts:acting-switch"), {"membership": second.pk})
    assert acting(client).pk == second.pk
    client.post(reverse("accounts:acting-switch"), {"membership": "0"})
    assert not acting(client)
    client.post(reverse("accounts:acting-switch"), {"membership": second.pk})
    Membership.objects.filter(pk=second.pk).update(until=clock.today())
    assert acting(client).pk == first.pk, "a hat that was taken away"


def test_acting_switch_takes_ones_own_hats_only(organization, client_of):
    mine = MembershipFactory()
    client = client_of(mine.person)
    others = MembershipFactory(organization=organization)
    past = MembershipFactory(person=mine.person, until=clock.today())
    for wrong in (others.pk, past.pk, "", "-1", "abc", "9" * 40, "\x00"):
        assert client.post(reverse("accounts:acting-switch"), {"membership": wrong}).status_code == 404
    assert acting(client).pk == mine.pk
    assert client.post(reverse("accounts:acting-switch"), {"membership": mine.pk}).status_code == 302


# ── settings ──────────────────────────────────────────────────────────────────


def test_settings_save_and_speak_the_new_language(client_of):
    person = PersonFactory()
    client = client_of(person)
    facts = {"name": "새솔", "phone": "010-5550-1234", "neighbourhood": "해담1동", "language": "en"}
    response = client.post(SETTINGS, facts)
    assert (response.status_code, response.url) == (302, SETTINGS)
    person.refresh_from_db()
    assert (person.name, person.phone, person.language) == ("새솔", "+821055501234", "en")
    assert AuditEvent.objects.get().fields == ["language", "name", "neighbourhood", "phone"]
    assert told(response) == ["Your details are saved."]
    assert spoken(client) == "en"


def test_settings_keep_what_was_typed_beside_the_error(client_of):
    person = PersonFactory(name="한솔")
    facts = {"name": "새솔", "phone": "nonsense", "neighbourhood": "해담2동", "language": "ko"}
    response = client_of(person).post(SETTINGS, facts)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"phone"}
    for typed in ("새솔", "nonsense", "해담2동"):
        assert f'value="{typed}"' in page(response)
    person.refresh_from_db()
    assert person.name == "한솔"
    assert not AuditEvent.objects.exists()


def test_consents_update_from_the_page(client_of):
    person = PersonFactory()
    client = client_of(person)
    client.post(reverse("accounts:consents-update"), {"purposes": ["photos", "surveys"]})
    ticked = client.get(SETTINGS).context["consents"].initial["purposes"]
    assert set(ticked) == {"photos", "surveys"}
    assert client.post(reverse("accounts:consents-update"), {"purposes": ["everything"]}).status_code == 400
    assert person.consents.filter(withdrawn_at=None).count() == 2
    client.post(reverse("accounts:consents-update"), {})
    assert not person.consents.filter(withdrawn_at=None).exists()


# ── invitations ───────────────────────────────────────────────────────────────


@pytest.fixture
def invitation(organization, head):
    return InvitationFactory(organization=organization, invited_by=head, email="sol@example.org", role=Role.MANAGER)


@pytest.fixture
def sol():
    return PersonFactory(email="sol@example.org")


def test_invitation_is_seen_and_accepted_by_the_invited(organization, invitation, sol, client_of):
    client = client_of(sol)
    link = reverse("accounts:invitation", args=[invitation.pk])
    assert link in page(client.get(reverse("accounts:me")))
    accept = reverse("accounts:invitation-accept", args=[invitation.pk])
    assert accept in page(client.get(link))
    MembershipFactory(person=sol, since=clock.today() - timedelta(days=9))
    response = client.post(accept)
    assert (response.status_code, response.url) == (302, reverse("accounts:me"))
    assert acting(client).organization == organization, "she acts for it at once"
    assert link not in page(client.get(reverse("accounts:me")))
    assert accept not in page(client.get(link))


def test_invitation_declined_by_the_invited(invitation, sol, client_of):
    response = client_of(sol).post(reverse("accounts:invitation-decline", args=[invitation.pk]))
    assert (response.status_code, response.url) == (302, reverse("accounts:me"))
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.DECLINED


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_invitation_of_somebody_else_cannot_be_answered(answer, invitation, sol, head, client_of):
    url = reverse(f"accounts:invitation-{answer}", args=[invitation.pk])
    assert client_of(PersonFactory()).post(url).status_code == 404
    refusal = client_of(head).post(url)
    assert refusal.status_code == 403 and alarm(refusal)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.PENDING
    assert client_of(sol).post(url).status_code == 302


def test_invitation_answered_twice_is_a_sentence_not_an_error(invitation, sol, client_of):
    client = client_of(sol)
    url = reverse("accounts:invitation-accept", args=[invitation.pk])
    assert client.post(url).status_code == 302
    refusal = client.post(url)
    assert refusal.status_code == 409 and alarm(refusal)
    assert Membership.objects.filter(person=sol).count() == 1


def test_lapsed_invitation_is_not_offered_any_more(invitation, sol, client_of):
    """The hour between its end and the clock's deed."""
    client = client_of(sol)
    link = reverse("accounts:invitation", args=[invitation.pk])
    accept = reverse("accounts:invitation-accept", args=[invitation.pk])
    assert accept in page(client.get(link))
    Invitation.objects.update(invited_at=clock.now() - timedelta(days=15), expires_at=clock.now() - timedelta(hours=1))
    assert accept not in page(client.get(link))
    assert client.post(accept).status_code == 409
    assert link not in page(client.get(reverse("accounts:me")))


def test_invitation_is_sent_and_withdrawn_on_the_members_page(organization, head, client_of):
    client = client_of(head)
    url = reverse("accounts:membership-list", args=[organization.pk])
    response = client.post(url, {"email": "Bom@Example.org", "role": "member", "duties": ["promotion"]})
    assert (response.status_code, response.url) == (302, url)
    row = Invitation.objects.get()
    assert (row.email, row.duties) == ("bom@example.org", [Duty.PROMOTION])
    assert "bom@example.org" in page(client.get(url))
    assert OutboxMessage.objects.filter(address="bom@example.org").count() == 1
    response = client.post(reverse("accounts:invitation-revoke", args=[row.pk]))
    assert (response.status_code, response.url) == (302, url)
    assert "bom@example.org" not in page(client.get(url)).split('id="open"')[-1].split("</main>")[0].replace(
        escape(told(response)[0]), ""
    )


def test_invitation_refused_keeps_what_was_typed(organization, head, client_of):
    member = member_of(organization)
    response = client_of(head).post(
        reverse("accounts:membership-list", args=[organization.pk]),
        {"email": member.email, "role": "manager", "duties": ["promotion"]},
    )
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert f'value="{member.email}"' in page(response)
    assert not Invitation.objects.exists()


def test_member_who_may_not_invite_is_told_so(organization, head, client_of):
    url = reverse("accounts:membership-list", args=[organization.pk])
    data = {"email": "bom@example.org", "role": "member"}
    response = client_of(member_of(organization)).post(url, data)
    assert not Invitation.objects.exists()
    assert alarm(response), "refused without a word"
    assert client_of(head).post(url, data).status_code == 302


# ── members ───────────────────────────────────────────────────────────────────


def test_membership_change_and_end_from_the_pages(organization, head, client_of):
    row = MembershipFactory(organization=organization)
    client = client_of(head)
    members = reverse("accounts:membership-list", args=[organization.pk])
    change, end = (reverse(f"accounts:membership-{deed}", args=[row.pk]) for deed in ("change", "end"))
    assert change in page(client.get(members)) and end in page(client.get(members))
    assert client.get(change).context["form"].initial == {"role": "member", "duties": []}
    assert client.post(change, {"role": "manager", "duties": ["finance"]}).url == members
    row.refresh_from_db()
    assert (row.role, row.duties) == (Role.MANAGER, [Duty.FINANCE])
    client.get(end)
    row.refresh_from_db()
    assert row.until is None, "asking does not end it"
    assert client.post(end).url == members
    row.refresh_from_db()
    assert row.until == clock.today()
    assert client.get(change).status_code == client.get(end).status_code == 404


def test_member_leaves_by_herself(organization, head, client_of):
    row = MembershipFactory(organization=organization)
    client = client_of(row.person)
    end = reverse("accounts:membership-end", args=[row.pk])
    assert end in page(client.get(reverse("accounts:membership-list", args=[organization.pk])))
    assert client.post(end).url == reverse("accounts:me")
    assert client.get(reverse("accounts:membership-list", args=[organization.pk])).status_code == 404


def test_last_head_is_told_why_she_stays(organization, head, client_of):
    row = Membership.objects.get(person=head)
    client = client_of(head)
    for method in (client.get, client.post):
        response = method(reverse("accounts:membership-end", args=[row.pk]))
        assert response.status_code == 409 and alarm(response)
    response = client.post(reverse("accounts:membership-change", args=[row.pk]), {"role": "member"})
    assert response.status_code == 200 and response.context["form"].non_field_errors()
    row.refresh_from_db()
    assert (row.role, row.until) == (Role.OWNER, None)


def test_members_seen_are_written_to_the_access_log(organization, head, client_of):
    client_of(head).get(reverse("accounts:membership-list", args=[organization.pk]))
    note = AccessEvent.objects.get()
    assert (note.actor_id, note.what, note.outcome) == (head.pk, "members.list", 200)
    assert note.subject_ids == [Membership.objects.get(person=head).pk]


PRIVATE = ("organization-detail", "organization-edit", "membership-list")


@pytest.mark.parametrize("name", PRIVATE)
def test_organisation_of_others_is_not_there(name, organization, head, client_of):
    url = reverse(f"accounts:{name}", args=[organization.pk])
    for stranger in (PersonFactory(), member_of(OrganizationFactory(), Role.OWNER)):
        assert client_of(stranger).get(url).status_code == 404
    for absent in (organization.pk + 999, 2**31, 2**63, 10**30):
        assert client_of(head).get(reverse(f"accounts:{name}", args=[absent])).status_code == 404
    assert client_of(head).get(url).status_code == 200


# ── the register ──────────────────────────────────────────────────────────────


@pytest.fixture
def staff():
    return centre_staff()


def names(response) -> set[str]:
    return {row.name for row in response.context["page"]}


def test_organization_list_narrows_by_kind_field_and_words(staff, client_of):
    OrganizationFactory(name="나무공방", kind="shop", field="arts", business_number="220-81-62517")
    OrganizationFactory(name="나무학교", name_en="Tree School", kind="company", field="education")
    OrganizationFactory(name="물길", kind="company", field="arts")
    client = client_of(staff)
    assert names(client.get(REGISTER)) == {"나무공방", "나무학교", "물길", "센터"}
    assert names(client.get(REGISTER, {"kind": "company"})) == {"나무학교", "물길"}
    assert names(client.get(REGISTER, {"kind": "company", "field": "arts"})) == {"물길"}
    assert names(client.get(REGISTER, {"q": "나무"})) == {"나무공방", "나무학교"}
    assert names(client.get(REGISTER, {"q": "tree"})) == {"나무학교"}
    assert names(client.get(REGISTER, {"q": "220-81"})) == {"나무공방"}
    assert names(client.get(REGISTER, {"q": "100%"})) == set()
    assert client.get(REGISTER, {"page": "999"}).status_code == 200


def test_organization_list_finds_a_business_number_in_any_spelling(staff, client_of):
    OrganizationFactory(name="나무공방", business_number="220-81-62517")
    client = client_of(staff)
    assert names(client.get(REGISTER, {"q": "220-81-62517"})) == {"나무공방"}
    assert names(client.get(REGISTER, {"q": "2208162517"})) == {"나무공방"}


@pytest.mark.parametrize(
    "query",
    [{"kind": "kingdom"}, {"q": "\x00"}, {"q": "😀" * 500}, {"page": "x"}, {"page": "-1"}, {"field": ["a", "b"]}],
)
def test_organization_list_bears_nonsense(query, staff, client_of):
    assert client_of(staff).get(REGISTER, query).status_code == 200


def test_organization_list_counts_current_members(staff, client_of):
    row = MembershipFactory(organization=OrganizationFactory(name="물길"))
    MembershipFactory(organization=row.organization, until=clock.today())
    MembershipFactory(organization=row.organization, since=clock.today() + timedelta(days=1))
    (found,) = client_of(staff).get(REGISTER, {"q": "물길"}).context["page"]
    assert found.people == 1


def test_organization_register_from_the_page(staff, client_of):
    url = reverse("accounts:organization-register")
    client = client_of(staff)
    facts = {"name": "새 모임", "kind": "company", "business_number": "2208162517", "phone": "02-0000-2001"}
    response = client.post(url, facts)
    organization = Organization.objects.get(name="새 모임")
    assert response.url == reverse("accounts:organization-detail", args=[organization.pk])
    assert (organization.business_number, organization.phone) == ("220-81-62517", "+82200002001")
    assert AuditEvent.objects.get().verb == "organization.register"
    for wrong, where in [
        ({"name": "새 모임", "business_number": ""}, "__all__"),
        ({"name": "다른 모임"}, "business_number"),
        ({"name": "다른 모임", "business_number": "220-81-62518"}, "business_number"),
        ({"name": "", "business_number": ""}, "name"),
    ]:
        response = client.post(url, facts | wrong)
        assert response.status_code == 200 and set(response.context["form"].errors) == {where}
        assert 'value="02-0000-2001"' in page(response), "typed values stay"
    assert Organization.objects.filter(kind="company").count() == 1


def test_organization_edit_by_a_head_is_about_public_words(organization, head, client_of):
    client = client_of(head)
    url = reverse("accounts:organization-edit", args=[organization.pk])
    form = client.get(url).context["form"]
    assert set(form.fields) == {"name_en", "field", "intro", "intro_en", "email", "phone"}
    facts = {"name_en": "Circle", "intro": "우리 모임", "name": "빼앗은 이름", "kind": "park_operator", "parent": "1"}
    assert client.post(url, facts).status_code == 302
    organization.refresh_from_db()
    assert (organization.name, organization.kind) == ("해담모임", OrganizationKind.ASSOCIATION)
    assert (organization.intro, organization.parent) == ("우리 모임", None)


def test_organization_edit_by_staff_is_about_everything(organization, staff, client_of):
    client = client_of(staff)
    url = reverse("accounts:organization-edit", args=[organization.pk])
    form = client.get(url).context["form"]
    assert {"name", "kind", "parent", "hosted_by", "business_number"} <= set(form.fields)
    assert client.post(url, {"name": "새 이름", "kind": "shop"}).status_code == 302
    organization.refresh_from_db()
    assert (organization.name, organization.kind) == ("새 이름", "shop")


def test_organization_edit_refuses_itself_as_parent(organization, staff, client_of):
    url = reverse("accounts:organization-edit", args=[organization.pk])
    response = client_of(staff).post(url, {"name": "해담모임", "kind": "shop", "parent": organization.pk})
    assert response.status_code == 200 and response.context["form"].errors
    organization.refresh_from_db()
    assert organization.parent is None


def test_organization_edit_keeps_the_parent_it_has(staff, client_of):
    """A team of a department of an office: saving an unrelated word must not ask for another parent."""
    office = OrganizationFactory()
    department = OrganizationFactory(parent=office)
    team = OrganizationFactory(parent=department)
    response = client_of(staff).post(
        reverse("accounts:organization-edit", args=[team.pk]),
        {"name": team.name, "kind": team.kind, "parent": department.pk, "intro": "새 소개"},
    )
    assert response.status_code == 302, response.context["form"].errors
    team.refresh_from_db()
    assert (team.parent, team.intro) == (department, "새 소개")


# ── what people type ──────────────────────────────────────────────────────────

WRONG = {
    "overlong": "가" * 20000,
    "emoji": "😀🇰🇷👩‍👩‍👧" * 3,
    "nul": "a\x00b",
    "html": "<script>alert('x')</script>",
    "quotes": "\"' onfocus=alert(1) x='",
    "percent": "%s %(name)s {{ name }} {% now %}",
    "number": "9" * 400,
    "right to left": "\u202egnol",
    "lone surrogate": "\\ud800",
    "mail of 300 signs": f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 50}.kr",
}
FORMS = {
    "settings": ("accounts:settings", ["name", "phone", "neighbourhood", "language"]),
    "invite": ("accounts:membership-list", ["email", "role", "duties"]),
    "change": ("accounts:membership-change", ["role", "duties"]),
    "edit": (
        "accounts:organization-edit",
        ["name", "name_en", "kind", "field", "parent", "hosted_by", "business_number", "intro", "email", "phone"],
    ),
    "register": ("accounts:organization-register", ["name", "kind", "parent", "business_number", "email"]),
    "consents": ("accounts:consents-update", ["purposes"]),
}
RIGHT = {
    "name": "이름",
    "language": "ko",
    "email": "bom@example.org",
    "role": "member",
    "kind": "shop",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", WRONG)
def test_no_form_breaks_on_what_is_typed(form, kind, organization, staff, client_of):
    """Each field in turn gets the odd value, the others right ones; then all at once."""
    name, fields = FORMS[form]
    row = MembershipFactory(organization=organization)
    args = {"invite": [organization.pk], "edit": [organization.pk], "change": [row.pk]}.get(form, [])
    client = client_of(staff)
    url = reverse(name, args=args)
    usual = {field: RIGHT[field] for field in fields if field in RIGHT}
    odd = WRONG[kind]
    for data in [*(usual | {field: odd} for field in fields), dict.fromkeys(fields, odd)]:
        response = client.post(url, data)
        assert response.status_code in {200, 302, 400}, data
        assert "<script>alert(" not in page(response)


def test_html_in_names_is_shown_as_text(client_of):
    evil = "<script>alert('x')</script>"
    organization = OrganizationFactory(name=evil, intro=evil)
    head = member_of(organization, Role.OWNER)
    Person.objects.filter(pk=head.pk).update(name=evil)
    InboxMessageFactory(recipient=head, subject=evil, text=evil)
    InvitationFactory(email=head.email, organization__name=f"{evil}2")
    client = client_of(Person.objects.get(pk=head.pk))
    for name, args in [
        ("accounts:me", []),
        ("accounts:settings", []),
        ("notifications:inbox", []),
        ("accounts:membership-list", [organization.pk]),
        ("accounts:organization-detail", [organization.pk]),
        ("accounts:organization-edit", [organization.pk]),
    ]:
        words = page(client.get(reverse(name, args=args)))
        assert escape(evil) in words, name
        assert evil not in words, name


# ── HTMX and the door ─────────────────────────────────────────────────────────


def test_htmx_request_of_the_signed_out_sends_the_whole_page_to_sign_in():
    response = Client().get(
        reverse("accounts:me"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/me/inbox/?page=2"},
    )
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=%2Fme%2Finbox%2F%3Fpage%3D2"
    plain = Client().get(reverse("accounts:me"))
    assert (plain.status_code, plain.url) == (302, "/accounts/login/?next=/me/")


def test_htmx_request_from_another_site_returns_to_this_one():
    response = Client().get(
        reverse("accounts:me"), headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/phish"}
    )
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=%2Fme%2F"


def test_htmx_refusal_is_a_notice_not_a_page(organization, head, client_of):
    row = Membership.objects.get(person=head)
    url = reverse("accounts:membership-end", args=[row.pk])
    response = client_of(head).post(url, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert (response.headers["HX-Retarget"], response.headers["HX-Reswap"]) == ("#notices", "innerHTML")
    assert "<html" not in page(response) and 'role="alert"' in page(response)


# ── lists must not grow in questions ──────────────────────────────────────────


def queries(client, url: str) -> int:
    client.get(url)  # caches of templates and languages are warm afterwards
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_organization_list_asks_the_same_for_one_row_and_three(staff, client_of):
    client = client_of(staff)
    one = queries(client, REGISTER)
    for _ in "23":
        host, parent = OrganizationFactory(), OrganizationFactory()
        MembershipFactory(organization=OrganizationFactory(parent=parent, hosted_by=host))
    assert queries(client, REGISTER) == one


def test_membership_list_asks_the_same_for_one_row_and_three(organization, head, client_of):
    client = client_of(head)
    url = reverse("accounts:membership-list", args=[organization.pk])
    InvitationFactory(organization=organization)
    one = queries(client, url)
    for role in (Role.OWNER, Role.MEMBER):
        MembershipFactory(organization=organization, role=role)
        InvitationFactory(organization=organization)
    assert queries(client, url) == one


def test_inbox_asks_the_same_for_one_row_and_three(client_of):
    person = PersonFactory()
    client = client_of(person)
    url = reverse("notifications:inbox")
    InboxMessageFactory(recipient=person, link="/me/")
    one = queries(client, url)
    for _ in "23":
        InboxMessageFactory(recipient=person, link="/me/")
    assert queries(client, url) == one


def test_outbox_list_asks_the_same_for_one_row_and_three(staff, client_of):
    client = client_of(staff)
    url = reverse("notifications:outbox-list")
    OutboxMessageFactory(recipient=PersonFactory(), state="dead")
    one = queries(client, url)
    for _ in "23":
        OutboxMessageFactory(recipient=PersonFactory(), state="dead")
    assert queries(client, url) == one


def test_my_page_asks_the_same_for_one_hat_and_three(client_of):
    person = MembershipFactory().person
    client = client_of(person)
    for _ in "1":
        InvitationFactory(email=person.email)
        InboxMessageFactory(recipient=person)
    one = queries(client, reverse("accounts:me"))
    for _ in "23":
        MembershipFactory(person=person)
        InvitationFactory(email=person.email)
        InboxMessageFactory(recipient=person)
    assert queries(client, reverse("accounts:me")) == one


def test_inbox_shows_ones_own_and_opens_it(client_of):
    person = PersonFactory()
    mine = InboxMessageFactory(recipient=person, subject="내 소식", link="/buildings/")
    theirs = InboxMessageFactory(subject="남의 소식")
    client = client_of(person)
    words = page(client.get(reverse("notifications:inbox")))
    assert "내 소식" in words and "남의 소식" not in words
    assert client.post(reverse("notifications:inbox-open", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("notifications:inbox-open", args=[mine.pk])).url == "/buildings/"
    read = dict(InboxMessage.objects.values_list("pk", "read_at"))
    assert read[mine.pk] and not read[theirs.pk]
