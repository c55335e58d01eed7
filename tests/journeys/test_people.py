"""People's ways through a real browser, on a phone and on a desk, in Korean.

Fields and buttons are found by name, role and address, so that a better wording breaks nothing here.
"""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from park_portal.accounts.models import Invitation, Membership, Organization, Person
from park_portal.accounts.states import Role
from park_portal.notifications.actions import outbox_sweep
from tests.factories import OrganizationFactory, PersonFactory, member_of

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
NEWCOMER = f"{uuid4().hex[:12]}@example.org"  # allauth spaces its letters to one address


@pytest.fixture
def visit(new_context, live_server) -> Callable[..., Page]:
    """A browser of one's own at this portal: ``visit(person, PHONE)``; nobody is signed in with None."""

    def come(person: Person | None, viewport: dict[str, int]) -> Page:
        context: BrowserContext = new_context(base_url=live_server.url, viewport=viewport)
        context.set_default_timeout(15_000)
        if person:
            client = Client()
            client.force_login(person)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            context.add_cookies([cookie])
        return context.new_page()

    return come


def button_of(page: Page, action: str):
    """The button that sends the form to ``action``, not one that shows the password."""
    return page.locator(f'form[action="{action}"] button:not([type=button]):visible')


def tick(page: Page, name: str, value: str) -> None:
    """Tick a box as people do, by its label: the whole card is the target."""
    page.locator(f"main label:has([name={name}][value={value}])").click()


def language_button(page: Page, language: str):
    return page.locator(f'form[action="{reverse("accounts:language-switch")}"] button[value={language}]:visible')


def delivered_path() -> str:
    """The portal's link in the newest mail."""
    mail.outbox.clear()
    outbox_sweep()
    (found,) = re.findall(r"https?://[^/\s]+(/accounts/\S+)", mail.outbox[-1].body)
    return found


def test_newcomer_signs_up_on_a_phone(visit):
    page = visit(None, PHONE)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.locator(".pp-header").get_by_role("link").filter(visible=True).last.click()
    page.wait_for_url("**/accounts/login/**")
    page.locator(f'main a[href^="{reverse("account_signup")}"]').click()
    page.locator("main [name=email]").fill(NEWCOMER)
    page.locator("main [name=password1]").fill("short")
    page.locator("main [name=name]").fill("한솔")
    page.locator("main [name=phone]").fill("010-5550-1234")
    tick(page, "purposes", "photos")
    button_of(page, reverse("account_signup")).click()
    # Told what is wrong, with everything but the password still there.
    expect(page.locator("main .pp-f--err [name=password1]")).to_be_visible()
    expect(page.locator("main [name=email]")).to_have_value(NEWCOMER)
    expect(page.locator("main [name=purposes][value=photos]")).to_be_checked()
    page.locator("main [name=password1]").fill("a good long one")
    button_of(page, reverse("account_signup")).click()
    page.wait_for_url(f"**{reverse('account_email_verification_sent')}")

    link = delivered_path()
    page.goto(link)
    page.locator('main form[action^="/accounts/confirm-email/"] button').click()  # the key in it is signed anew
    if reverse("accounts:me") not in page.url:
        page.goto(reverse("account_login"))
        page.locator("main [name=login]").fill(NEWCOMER.upper())
        page.locator("main [name=password]").fill("a good long one")
        button_of(page, reverse("account_login")).click()
    page.wait_for_url(f"**{reverse('accounts:me')}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("한솔")
    person = Person.objects.get(email=NEWCOMER)
    assert (person.phone, person.language) == ("+821055501234", "ko")
    assert [consent.purpose for consent in person.consents.all()] == ["photos"]


def test_head_invites_a_resident_who_then_acts_for_the_organisation(visit):
    organization = OrganizationFactory(name="해담모임")
    head, resident = member_of(organization, Role.OWNER), PersonFactory(email="sol@example.org", name="한솔")

    desk = visit(head, DESK)
    desk.goto(reverse("accounts:membership-list", args=[organization.pk]))
    desk.locator("main [name=email]").fill("Sol@example.org")
    desk.locator("main [name=role]").select_option(Role.MANAGER)
    tick(desk, "duties", "promotion")
    desk.locator("main form:has([name=email]) button").click()
    expect(desk.locator("#notices")).to_contain_text("sol@example.org")
    invitation = Invitation.objects.get()

    phone = visit(resident, PHONE)
    phone.goto(reverse("accounts:me"))
    expect(phone.locator(".pp-bell__n")).to_be_visible()
    expect(phone.locator(".pp-acting")).to_have_count(0)
    phone.locator(f'main a[href="{reverse("accounts:invitation", args=[invitation.pk])}"]').click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("해담모임")
    button_of(phone, reverse("accounts:invitation-accept", args=[invitation.pk])).click()
    phone.wait_for_url(f"**{reverse('accounts:me')}")
    expect(phone.locator(".pp-acting b")).to_have_text("해담모임")
    row = Membership.objects.get(person=resident)
    assert (row.organization, row.role, row.duties) == (organization, Role.MANAGER, ["promotion"])

    # And back to herself, by the switch on every page.
    phone.locator(".pp-acting summary").click()
    phone.locator(".pp-acting button[name=membership][value='0']").click()
    expect(phone.locator(".pp-acting b")).to_have_count(0)
    desk.reload()
    expect(desk.locator("main table")).to_contain_text("한솔")


def test_language_is_switched_and_switched_back(visit):
    page = visit(None, DESK)
    page.goto("/buildings/?category=tenancy")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    language_button(page, "en").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/buildings/?category=tenancy"), "on the same page as before"
    expect(page.get_by_role("heading", level=1)).to_have_text("Buildings")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    language_button(page, "ko").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")


# ── every page: for all eyes and ears, on every width ─────────────────────────


@pytest.fixture
def demo_park(transactional_db):
    call_command("load_demo", verbosity=0)


def places() -> dict[str, list[str]]:
    """Pages to look at, by who looks."""
    tenant = Person.objects.get(email="tenant@demo.park")
    own = Organization.objects.get(pk=tenant.current_memberships[0].organization_id)
    invitation = Invitation.objects.get(email="resident@demo.park")
    return {
        "": [
            "/",
            "/buildings/",
            "/buildings/miraecheong/",
            "/accounts/login/",
            "/accounts/signup/",
            "/styleguide/",
            "/no-such-page/",
        ],
        "tenant": [reverse("accounts:settings"), reverse("accounts:membership-list", args=[own.pk])],
        "resident": [
            reverse("accounts:me"),
            reverse("notifications:inbox"),
            reverse("accounts:invitation", args=[invitation.pk]),
        ],
        "staff": [reverse("accounts:organization-list"), reverse("notifications:outbox-list")],
    }


def wrong_on(page: Page, path: str, axe: Axe) -> list[str]:
    """What is wrong with the page at ``path``, in words."""
    wrong: list[str] = []
    told = lambda message: message.type == "error" and wrong.append(f"{path}: console: {message.text}")  # noqa: E731
    broke = lambda error: wrong.append(f"{path}: script: {error}")  # noqa: E731
    page.on("console", told)
    page.on("pageerror", broke)
    status = page.goto(path).status
    page.remove_listener("console", told)
    if status == 404:
        wrong = [words for words in wrong if "404" not in words]
    if status != (404 if "no-such" in path else 200):
        wrong.append(f"{path}: status {status}")
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if wide > seen:
        wrong.append(f"{path}: {wide} px wide in a window of {seen}")
    for violation in axe.run(page, options={"preload": False}).response["violations"]:
        if violation["impact"] in {"serious", "critical"}:
            for node in violation["nodes"]:
                wrong.append(f"{path}: {violation['id']}: {node['target']}: {node['html'][:200]}")
    return wrong


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=lambda viewport: f"{viewport['width']}px")
def test_pages_are_open_to_everybody(viewport, visit, demo_park):
    axe, wrong = Axe(), []
    for who, paths in places().items():
        page = visit(Person.objects.get(email=f"{who}@demo.park") if who else None, viewport)
        for path in paths:
            wrong += wrong_on(page, path, axe)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_menu_lies_on_nothing(language, visit, demo_park):
    """Brand, menu and tools stand beside each other in the narrowest window that has them all in one bar."""
    for who in ("resident", "tenant", "officer", "coordinator", "staff", "director"):
        person = Person.objects.get(email=f"{who}@demo.park")
        person.language = language
        person.save()
        page = visit(person, {"width": 1241, "height": 600})
        page.goto(reverse("accounts:settings"))
        lies = page.evaluate(
            """() => [".pp-brand", ".pp-nav--wide", ".pp-tools"].flatMap(name => {
                 const {left, right} = document.querySelector(`.pp-header ${name}`).getBoundingClientRect();
                 return [left, right]; }).concat(document.documentElement.clientWidth)"""
        )
        assert lies == sorted(lies), (who, lies)


def test_the_look_for_wrongs_finds_some(visit):
    """The control of the test above: a page with a wrong of each kind."""
    page = visit(None, PHONE)
    spoilt = """<html lang="ko"><title>x</title><main><h1>x</h1><img src="/no-such.png"><div style="width:900px">x</div>
    <script>console.error("spoilt"); throw new Error("broken")</script></main></html>"""
    page.route("**/spoilt/", lambda route: route.fulfill(body=spoilt, content_type="text/html"))
    found = "\n".join(wrong_on(page, "/spoilt/", Axe()))
    for kind in ("console: spoilt", "script: broken", "px wide in a window of 390", "image-alt"):
        assert kind in found
