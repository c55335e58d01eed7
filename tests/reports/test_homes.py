"""The home of an organisation: rooms, dues, hours, people, what waits, and the first thing to do."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from park_portal.core.clock import SEOUL
from tests.factories import (
    BookingFactory,
    EntitlementFactory,
    EntitlementUseFactory,
    MoveTaskFactory,
    NoticeFactory,
    OrganizationFactory,
    TenantPaperFactory,
    TicketFactory,
    agreement,
    centre_staff,
    member_of,
    receivable,
)
from tests.tenants.care import queries, tenant, words

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


def home(body) -> str:
    return reverse("reports:organization-home", args=[body.pk])


def test_home_says_what_there_is(client_of):
    body, head, room = tenant()
    _other, stranger, other_room = tenant()
    entitlement = EntitlementFactory(organization=body, hours_a_month=10)
    booking = BookingFactory(organization=body, person=head, starts_at=NOW + timedelta(days=3))
    EntitlementUseFactory(entitlement=entitlement, booking=booking, month=TODAY.replace(day=1), minutes=90)
    mine = body.agreements.get()
    hosted = agreement(kind="hosted", party=body, occupant=OrganizationFactory(name="품은 단체"))
    MoveTaskFactory(agreement=mine, by_centre=False, name="주소 이전 신고")
    MoveTaskFactory(agreement=mine, by_centre=True, name="센터가 할 일")
    TicketFactory(organization=body, title="전등이 나감")
    page = client_of(head).get(home(body))
    said = words(page)
    for word in (
        room.title,
        mine.number,
        hosted.occupant.name,
        booking.space.title,
        "주소 이전 신고",
        "전등이 나감",
        head.name,
    ):
        assert word in said, word
    assert page.context["home"].hours.words == "8.5"
    assert "센터가 할 일" not in said
    assert other_room.title == room.title or other_room.title not in said
    assert client_of(stranger).get(home(body)).status_code == 404
    assert "센터가 할 일" in words(client_of(centre_staff()).get(home(body)))


def test_the_first_thing_to_do_comes_first(client_of):
    body, head, _room = tenant()
    deed = lambda: client_of(head).get(home(body)).context["home"].deed  # noqa: E731
    assert deed().url == reverse("tenants:ticket-report")
    EntitlementFactory(organization=body, hours_a_month=10)
    assert deed().url == reverse("spaces:space-list")
    soon = receivable(payer_person=None, payer_organization=body, due_at=NOW + timedelta(days=9))
    assert deed().url == soon.get_absolute_url()
    NoticeFactory()
    assert deed().url == reverse("tenants:notice-list")
    paper = TenantPaperFactory(organization=body, valid_until=TODAY + timedelta(days=3))
    assert deed().url == reverse("tenants:paper-replace", args=[paper.pk])
    late = receivable(payer_person=None, payer_organization=body, due_at=NOW - timedelta(days=9))
    assert (deed().url, deed().tone) == (late.get_absolute_url(), "bad")
    assert "pp-late" in words(client_of(head).get(home(body)))
    assert client_of(centre_staff()).get(home(body)).context["home"].deed is None


def test_home_of_a_body_that_does_not_live_here(client_of):
    body = OrganizationFactory()
    page = client_of(member_of(body)).get(home(body))
    assert page.context["home"].deed is None
    assert reverse("tenants:ticket-report") not in words(page)


def test_the_menu_leads_residents_home(client_of):
    body, head, _room = tenant()
    said = words(client_of(head).get("/"))
    for url in (home(body), reverse("tenants:ticket-list"), reverse("tenants:notice-list")):
        assert f'href="{url}"' in said
    outside = words(client_of(member_of(OrganizationFactory())).get("/"))
    assert reverse("tenants:ticket-list") not in outside
    assert reverse("tenants:directory-list") in outside
    staff = words(client_of(centre_staff()).get("/"))
    assert reverse("tenants:ticket-desk") in staff
    assert f'href="{reverse("tenants:ticket-list")}"' not in staff


def test_home_asks_as_much_for_three_as_for_one(client_of):
    body, head, _room = tenant()

    def more():
        TicketFactory(organization=body)
        TenantPaperFactory(organization=body)
        BookingFactory(organization=body, starts_at=NOW + timedelta(days=3))
        receivable(payer_person=None, payer_organization=body, due_at=NOW - timedelta(days=1))
        agreement(kind="hosted", party=body, occupant=OrganizationFactory())
        member_of(body)

    client = client_of(head)
    more()
    queries(client, home(body))
    one = queries(client, home(body))
    more()
    more()
    assert queries(client, home(body)) == one
