"""A tenant reports a leak on her phone, the centre answers, she reads it; and the pages of care are sound."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tenants.models import Ticket
from tenants.states import DirectoryField
from tests.factories import DirectoryEntryFactory, NoticeFactory, TenantPaperFactory, centre_staff
from tests.tenants.care import picture, tenant

from .test_people import DESK, PHONE, visit, wrong_on  # noqa: F401 - visit is a fixture

pytestmark = pytest.mark.django_db(transaction=True)


def test_tenant_reports_a_leak_and_reads_the_answer(visit):  # noqa: F811
    body, head, room = tenant(name="나무살림")
    page = visit(head, PHONE)
    page.goto(reverse("reports:organization-home", args=[body.pk]))
    page.locator(f'main a[href="{reverse("tenants:ticket-report")}"]').first.click()
    page.wait_for_url(f"**{reverse('tenants:ticket-report')}")
    expect(page.locator("main [name=place]")).to_have_value(f"s{room.pk}")
    page.locator("main [name=title]").fill("싱크대에서 물이 샙니다")
    page.locator("main [name=text]").fill("아침부터 샙니다.")
    shot = picture()
    photo = {"name": shot.name, "mimeType": "image/jpeg", "buffer": shot.read()}
    page.locator("main [name=photos]").set_input_files([photo])
    page.locator("main form button").click()
    expect(page.locator("main .pp-f--err [name=category]")).to_be_attached()
    expect(page.locator("main [name=title]")).to_have_value("싱크대에서 물이 샙니다")
    page.locator("main [name=category]").select_option("plumbing")
    page.locator("main [name=photos]").set_input_files([photo])
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    ticket = Ticket.objects.get()
    expect(page.locator("main")).to_contain_text(ticket.number)
    assert page.locator("main img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 60

    desk = visit(centre_staff(), DESK)
    desk.goto(reverse("tenants:ticket-desk"))
    desk.locator(f'main a[href="{ticket.get_absolute_url()}"]').click()
    answer = desk.locator(f'form[action="{reverse("tenants:ticket-answer", args=[ticket.pk])}"]')
    answer.locator("textarea").fill("오후 3시에 가겠습니다.")
    answer.locator("button").click()
    expect(desk.locator("main .pp-says")).to_contain_text("오후 3시에")

    page.goto(reverse("notifications:inbox"))
    page.locator("main .pp-letter--new button").first.click()
    page.wait_for_url(f"**{ticket.get_absolute_url()}")
    expect(page.locator("main .pp-says")).to_contain_text("오후 3시에 가겠습니다.")
    wrong = wrong_on(page, ticket.get_absolute_url(), Axe())
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=lambda viewport: f"{viewport['width']}px")
def test_pages_of_care_are_sound(viewport, visit):  # noqa: F811
    body, head, room = tenant(intro="나무를 살립니다", email="wood@example.org")
    entry = DirectoryEntryFactory(organization=body, shown=list(DirectoryField))
    TenantPaperFactory(organization=body)
    notice, draft = NoticeFactory(), NoticeFactory(published_at=None)
    Ticket.objects.create(
        organization=body, reporter=head, building=room.building, category="noise", title="시끄러움", text="밤마다",
        reported_at=notice.created_at,
    )  # fmt: skip
    own = ["reports:organization-home", "tenants:directory-edit", "tenants:directory-preview", "tenants:paper-list"]
    paths = {
        head: [
            *(reverse(name, args=[body.pk]) for name in own),
            reverse("tenants:ticket-report"),
            reverse("tenants:notice-list"),
            notice.get_absolute_url(),
            entry.get_absolute_url(),
            reverse("tenants:directory-list"),
        ],
        centre_staff(): [
            reverse("tenants:ticket-desk"),
            Ticket.objects.get().get_absolute_url(),
            reverse("tenants:notice-desk"),
            reverse("tenants:notice-draft"),
            reverse("tenants:notice-preview", args=[draft.pk]),
            reverse("tenants:paper-desk"),
        ],
    }
    axe, wrong = Axe(), []
    for person, addresses in paths.items():
        page = visit(person, viewport)
        for path in addresses:
            wrong += wrong_on(page, path, axe)
    assert not wrong, "\n".join(wrong)
