"""A resident books a hall: on a phone, from the first page to the confirmation, and gives it back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from spaces.models import Booking, Slot
from tests.factories import BookingFactory, BuildingFactory, EquipmentFactory, PersonFactory, SpaceFactory, at

from .test_people import DESK, PHONE, visit, wrong_on  # noqa: F401 - visit is a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall():
    building = BuildingFactory(name="상상청", category="specialised", step_free="승강기가 있습니다.")
    space = SpaceFactory(
        building=building, code="story-hall", name="이야기홀", kind="hall", capacity=60, price=20_000,
        rules="조용히 합니다.\n치웁니다.", step_free=True, monthly_hours_person=80,
    )  # fmt: skip
    space.equipment.add(EquipmentFactory(name="빔프로젝터"))
    BookingFactory(space=space, starts_at=at(1, "09:00"))
    return space


class Steps:
    """Counts the pages a person walks through."""

    def __init__(self, page: Page) -> None:
        self.pages = 0
        page.on("framenavigated", lambda frame: self.count(frame, page))

    def count(self, frame, page) -> None:
        self.pages += frame == page.main_frame and frame.url.startswith("http")


def test_resident_books_on_a_phone(visit, hall):  # noqa: F811
    person = PersonFactory(name="한솔", neighbourhood="해담1동")
    page = visit(person, PHONE)
    steps = Steps(page)
    page.goto("/")
    page.locator("main [name=day]").fill(f"{at(1):%Y-%m-%d}")
    page.locator("main [name=start]").select_option("18:00")
    page.locator("main [name=end]").select_option("20:00")
    page.locator("main [name=people]").fill("40")
    page.locator("main form[role=search] button").click()
    page.wait_for_url("**/spaces/?**")
    page.locator(f'main a[href^="{reverse("spaces:booking-request", args=[hall.code])}"]').click()
    page.wait_for_url("**/book/**")
    expect(page.locator("main [name=start]")).to_have_value("18:00")
    expect(page.locator("#quote")).to_contain_text("40,000원")

    # The price follows the choice, without a new page.
    page.locator("main [name=end]").select_option("21:00")
    expect(page.locator("#quote .pp-total")).to_contain_text("60,000원")
    expect(page.locator("#day-of .pp-alert--ok")).to_be_visible()
    page.locator("main [name=day]").fill(f"{at(1):%Y-%m-%d}")
    page.locator("main [name=start]").select_option("10:00")
    page.locator("main [name=end]").select_option("12:00")
    expect(page.locator("#day-of .pp-alert--warn")).to_be_visible()
    page.locator("main [name=start]").select_option("18:00")
    page.locator("main [name=end]").select_option("20:00")
    expect(page.locator("#day-of .pp-alert--ok")).to_be_visible()

    # Forgotten to agree: told, and nothing is lost.
    page.locator("main [name=purpose]").fill("겨울 동네 책 나눔")
    page.locator("main button[form=book]").click()
    expect(page.locator("main .pp-f--err [name=agreed]")).to_be_attached()
    expect(page.locator("main [name=purpose]")).to_have_value("겨울 동네 책 나눔")
    page.locator("main label:has([name=agreed])").click()
    page.locator("main button[form=book]").click()
    booking_url = lambda url: "/me/bookings/" in url  # noqa: E731
    page.wait_for_url(booking_url)
    booking = Booking.objects.get(person=person)
    expect(page.locator("main")).to_contain_text(booking.number)
    assert (booking.starts_at, booking.ends_at, booking.price_krw, booking.attendees) == (
        at(1, "18:00"), at(1, "20:00"), 40_000, 40,
    )  # fmt: skip
    assert steps.pages <= 6, f"{steps.pages} pages"

    with page.expect_download() as download:
        page.locator(f'a[href="{reverse("spaces:booking-calendar", args=[booking.pk])}"]').click()
    assert download.value.suggested_filename == f"{booking.number}.ics"
    page.locator(f'a[href="{reverse("spaces:booking-cancel", args=[booking.pk])}"]').click()
    expect(page.locator("main form")).to_contain_text("40,000원")
    page.locator("main form button").last.click()
    page.wait_for_url(f"**{booking.get_absolute_url()}")
    assert not Slot.objects.filter(claim=booking.claim).exists()


def test_visitor_signs_in_and_comes_back_to_her_choice(visit, hall):  # noqa: F811
    from tests.factories.accounts import PASSWORD

    person = PersonFactory()
    page = visit(None, PHONE)
    page.goto(f"{reverse('spaces:booking-request', args=[hall.code])}?day={at(2):%Y-%m-%d}&start=15:00&people=33")
    page.locator("main [name=login]").fill(person.email)
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator(f'form[action="{reverse("account_login")}"] button:not([type=button]):visible').click()
    page.wait_for_url("**/book/?**")
    expect(page.locator("main [name=start]")).to_have_value("15:00")
    expect(page.locator("main [name=day]")).to_have_value(f"{at(2):%Y-%m-%d}")
    expect(page.locator("main [name=attendees]")).to_have_value("33")


def test_grid_is_walked_with_the_arrow_keys(visit, hall):  # noqa: F811
    page = visit(None, DESK)
    page.goto(f"{hall.get_absolute_url()}?week={at(1):%Y-%m-%d}")
    slots = page.locator(".pp-week [data-at]")
    assert slots.first.get_attribute("tabindex") == "0"
    assert page.locator('.pp-week [data-at][tabindex="0"]').count() == 1, "one stop of the Tab key"
    page.locator('[data-at="0,4"]').focus()
    for key, there in [("ArrowDown", "0,5"), ("ArrowRight", "1,5"), ("ArrowUp", "1,4"), ("ArrowLeft", "0,4")]:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.dataset.at") == there
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/login/**")


def test_chips_narrow_without_a_new_page(visit, hall):  # noqa: F811
    SpaceFactory(name="작은방", capacity=60)
    page = visit(None, PHONE)
    page.goto(f"/spaces/?people=5&day={at(1):%Y-%m-%d}")
    expect(page.locator("main .pp-space")).to_have_count(2)
    page.locator("main label:has([name=equipment])").first.click()
    expect(page.locator("main .pp-space")).to_have_count(1)
    assert "equipment=" in page.url
    assert page.url.count("people=5") == 1
    page.locator("main label:has([name=equipment])").first.click()
    expect(page.locator("main .pp-space")).to_have_count(2)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=lambda viewport: f"{viewport['width']}px")
def test_booking_pages_are_open_to_everybody(viewport, visit, hall):  # noqa: F811
    person = PersonFactory()
    mine = BookingFactory(space=hall, person=person, starts_at=at(2), price_krw=40_000)
    BookingFactory(space=hall, person=person, starts_at=at(-2), state="completed")
    page, axe, wrong = visit(person, viewport), Axe(), []
    for path in (
        "/",
        "/spaces/",
        "/spaces/?people=500",
        "/spaces/?start=25:00&people=x",
        hall.building.get_absolute_url(),
        hall.get_absolute_url(),
        reverse("spaces:booking-request", args=[hall.code]),
        f"{reverse('spaces:booking-request', args=[hall.code])}?day={at(1):%Y-%m-%d}&start=09:00",
        reverse("spaces:booking-list"),
        f"{reverse('spaces:booking-list')}?tab=past",
        mine.get_absolute_url(),
        reverse("spaces:booking-cancel", args=[mine.pk]),
    ):
        wrong += wrong_on(page, path, axe)
    assert not wrong, "\n".join(wrong)
