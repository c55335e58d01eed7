"""Keeping prices: what the actions write and refuse, and the pages."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from park_portal.audit.models import AuditEvent
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied, NotPermitted
from spaces import actions, rules
from spaces.forms.grants import next_code
from spaces.models import Entitlement, Reduction, RefundRule, RentalItem, Surcharge, Tariff
from spaces.reckoning import midnight
from spaces.rules.proofs import check_proof_submit
from spaces.states import UserClass
from tests.factories import (
    BookingFactory,
    BookingItemFactory,
    EntitlementFactory,
    EntitlementUseFactory,
    OrganizationFactory,
    PersonFactory,
    ReductionFactory,
    ReductionProofFactory,
    RefundRuleFactory,
    RentalItemFactory,
    SpaceFactory,
    SurchargeFactory,
    centre_staff,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)  # a Wednesday
TODAY = NOW.date()
LIST = reverse("spaces:price-list")


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def staff():
    return centre_staff()


@pytest.fixture
def client(client_of, staff):
    client = client_of(staff)
    client.cookies["language"] = "en"
    return client


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def words(response) -> str:
    return response.content.decode()


def filled(form) -> dict:
    """What a browser would send of a form as it was drawn."""
    data = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            data[field.html_name] = "on" if value is True else value
    return data


def refused(reason: str, deed, **facts) -> None:
    with pytest.raises(ActionDenied) as refusal:
        deed(**facts)
    assert refusal.value.reason == reason
    assert str(refusal.value).endswith(".")


def hourly(**prices) -> dict:
    return {kind: prices.get(kind.value) for kind in UserClass}


def rows_of(space, user_class="resident") -> list:
    rows = Tariff.objects.filter(space=space, user_class=user_class).order_by("since")
    return list(rows.values_list("hourly_krw", "since", "until"))


def costs(space, person=None, on=TODAY) -> int | None:
    book = rules.price_book([space], UserClass.RESIDENT, person, on=on)
    start = midnight(day(7)) + timedelta(hours=14)
    price = book.price(space, start, start + timedelta(hours=2))
    return price and price.total_krw


# ------------------------------------------------------------------------------ prices of a space


def test_tariffs_set_ends_the_rows_in_force_the_day_before(staff):
    space = SpaceFactory(price=10_000)
    deed = {"by": staff, "space": space, "since": day(10), "vat_mode": "included"}
    changed = actions.tariffs_set(**deed, hourly=hourly(resident=12_000, outsider=10_000, tenant=10_000))
    assert changed == ["nonprofit", "public", "resident"]
    assert rows_of(space) == [(10_000, date(2024, 1, 1), day(10)), (12_000, day(10), None)]
    assert rows_of(space, "outsider") == [(10_000, date(2024, 1, 1), None)], "the same price runs on"
    assert rows_of(space, "public") == [(10_000, date(2024, 1, 1), day(10))], "empty: no price from then on"
    assert [costs(space, on=day(n)) for n in (9, 10)] == [20_000, 24_000]
    event = AuditEvent.objects.get(verb="tariffs.set")
    assert event.facts == {"since": "2027-03-13", "vat": "included"} | {
        "resident": 12_000,
        "outsider": 10_000,
        "tenant": 10_000,
        "public": None,
        "nonprofit": None,
    }
    assert actions.tariffs_set(**deed, hourly=hourly(resident=12_000, outsider=10_000, tenant=10_000)) == []
    assert AuditEvent.objects.filter(verb="tariffs.set").count() == 1, "nothing changed, nothing recorded"


def test_tariffs_set_takes_the_place_of_what_comes_later(staff):
    space = SpaceFactory(price=10_000)
    deed = {"by": staff, "space": space, "vat_mode": "included"}
    actions.tariffs_set(**deed, since=day(10), hourly=hourly(resident=12_000))
    actions.tariffs_set(**deed, since=day(5), hourly=hourly(resident=11_000))
    assert rows_of(space) == [(10_000, date(2024, 1, 1), day(5)), (11_000, day(5), None)]
    actions.tariffs_set(**deed, since=day(3), hourly=hourly(resident=10_000))
    assert rows_of(space) == [(10_000, date(2024, 1, 1), None)]
    actions.tariffs_set(**deed, since=TODAY, hourly=hourly(resident=9_000))
    actions.tariffs_set(**deed, since=TODAY, hourly=hourly(resident=9_500))
    assert rows_of(space) == [(10_000, date(2024, 1, 1), TODAY), (9_500, TODAY, None)]


def test_a_booking_keeps_the_price_it_was_made_at(staff):
    booking = BookingFactory(price_krw=20_000)
    actions.tariffs_set(by=staff, space=booking.space, since=TODAY, vat_mode="exempt", hourly=hourly(resident=99_000))
    booking.refresh_from_db()
    assert booking.price_krw == 20_000


def test_tariffs_set_refusals(staff):
    space = SpaceFactory(price=10_000)
    facts = {"space": space, "vat_mode": "included", "hourly": hourly(resident=1_000)}
    refused("since_past", actions.tariffs_set, by=staff, since=day(-1), **facts)
    refused("staff_only", actions.tariffs_set, by=PersonFactory(), since=TODAY, **facts)
    assert rows_of(space) == [(10_000, date(2024, 1, 1), None)]


def test_price_list_names_prices_and_changes(client, staff):
    space = SpaceFactory(price=10_000)
    actions.tariffs_set(by=staff, space=space, since=day(10), vat_mode="included", hourly=hourly(resident=12_000))
    page = words(client.get(LIST))
    for said in ("10,000", "12,000", "VAT included", 'datetime="2027-03-13"', "no price"):
        assert said in page, said
    (change, *gone) = client.get(LIST).context["rows"][0][1][0].changes
    assert (change.day, change.hourly_krw) == (day(10), 12_000)
    assert {row.hourly_krw for row in gone} == {None}
    assert len(gone) == 4


def test_tariffs_set_page_previews_and_saves(client):
    space = SpaceFactory(price=10_000)
    SurchargeFactory(percent=50, weekdays=[5], first_minute=0)
    url = reverse("spaces:tariffs-set", args=[space.code])
    page = client.get(url)
    assert page.context["costs"]["rows"][0] == (UserClass.RESIDENT.label, 10_000, [20_000, 30_000])
    assert "bookings that exist keep their price" in words(page)
    data = filled(page.context["form"]) | {"krw_resident": "12,000", "krw_public": "", "since": day(3).isoformat()}
    page = client.post(url, data | {"preview": "1"})
    assert page.context["costs"]["rows"][0][2] == [24_000, 36_000]
    assert rows_of(space) == [(10_000, date(2024, 1, 1), None)], "a preview writes nothing"
    assert client.post(url, data).url == url
    assert rows_of(space)[1] == (12_000, day(3), None)
    assert "12,000" in words(client.get(url))


def test_tariffs_set_page_keeps_what_was_typed(client):
    space = SpaceFactory(price=10_000)
    url = reverse("spaces:tariffs-set", args=[space.code])
    data = filled(client.get(url).context["form"])
    page = client.post(url, data | {"since": day(-1).isoformat(), "krw_resident": "12,345"})
    assert "past" in page.context["form"].errors["since"][0]
    assert 'value="12,345"' in words(page)
    for typed in ("-1", "many", "99999999999"):
        assert client.post(url, data | {"krw_resident": typed}).context["form"].errors["krw_resident"]
    assert rows_of(space) == [(10_000, date(2024, 1, 1), None)]


def test_prices_are_copied_from_another_space(client):
    space, other = SpaceFactory(price=10_000), SpaceFactory(price=7_000)
    url = reverse("spaces:tariffs-set", args=[space.code])
    form = client.get(f"{url}?like={other.code}").context["form"]
    assert form["krw_resident"].value() == 7_000
    client.post(f"{url}?like={other.code}", filled(form))
    assert costs(space) == 14_000
    assert client.get(f"{url}?like=nonsense").context["form"]["krw_resident"].value() == 7_000


# ------------------------------------------------------------------------------ dated rows

SURCHARGE = {"name": "야간", "percent": "20", "since": "2027-03-03"}


def test_surcharge_add_page(client):
    url = reverse("spaces:surcharge-add")
    space = SpaceFactory(price=10_000)
    typed = SURCHARGE | {"hours": "18:00 - 24:00", "weekdays": ["0", "4"], "months": ["12"], "space": space.code}
    assert client.post(url, typed).url == reverse("spaces:surcharge-list")
    row = Surcharge.objects.get()
    assert (row.first_minute, row.last_minute, row.weekdays, row.months) == (1080, 1440, [0, 4], [12])
    assert (row.space, row.percent, row.hourly_krw) == (space, 20, None)
    assert "Mon, Fri · 18:00–24:00 · December" in words(client.get(reverse("spaces:surcharge-list")))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"percent": ""}, "percent"),
        ({"hourly_krw": "3000"}, "percent"),
        ({"hours": "24:00-18:00"}, "hours"),
        ({"hours": "evening"}, "hours"),
        ({"hours": "18:00-25:00"}, "hours"),
        ({"until": "2027-03-03"}, "until"),
        ({"until": "2027-03-02"}, "until"),
        ({"since": "2027-03-02"}, "since"),
        ({"since": "9999-03-02"}, "since"),
        ({"months": ["13"]}, "months"),
        ({"percent": "501"}, "percent"),
        ({"name": ""}, "name"),
        ({"space": "nowhere"}, "space"),
    ],
)
def test_surcharge_errors_stand_at_their_field(client, typed, field):
    page = client.post(reverse("spaces:surcharge-add"), SURCHARGE | typed)
    assert list(page.context["form"].errors) == [field]
    assert not Surcharge.objects.exists()


def test_a_changed_surcharge_takes_the_place_of_the_old(client):
    old = SurchargeFactory(percent=20)
    url = f"{reverse('spaces:surcharge-add')}?of={old.pk}"
    form = client.get(url).context["form"]
    assert form["hours"].value() == "18:00–24:00"
    client.post(url, filled(form) | {"percent": "30", "since": day(5).isoformat()})
    old.refresh_from_db()
    assert old.until == day(5)
    new = Surcharge.objects.exclude(pk=old.pk).get()
    assert (new.percent, new.since, new.first_minute) == (30, day(5), 1080)
    assert client.get(f"{reverse('spaces:surcharge-add')}?of=x").status_code == 404
    assert client.get(f"{reverse('spaces:surcharge-add')}?of=99999").status_code == 404


def test_surcharge_end(client, staff):
    row = SurchargeFactory()
    url = reverse("spaces:surcharge-end", args=[row.pk])
    page = client.post(url, {"until": day(-1).isoformat()})
    assert "today at the earliest" in page.context["form"].errors["until"][0]
    client.post(url, {"until": day(4).isoformat()})
    client.post(url, {"until": ""})
    row.refresh_from_db()
    assert row.until is None
    client.post(url, {"until": TODAY.isoformat()})
    row.refresh_from_db()
    assert row.until == TODAY
    refused("ended", actions.surcharge_end, by=staff, surcharge=row, until=None)
    refused("ended", actions.surcharge_add, by=staff, replaces=row, name="새", percent=10, since=day(1))
    assert "Evening" not in words(client.get(reverse("spaces:surcharge-list")))
    assert "Evening" in words(client.get(reverse("spaces:surcharge-list") + "?show=past"))


def test_what_has_not_begun_is_withdrawn(staff):
    coming = SurchargeFactory(since=day(10))
    refused("before_the_old", actions.surcharge_add, by=staff, replaces=coming, name="새", percent=10, since=day(9))
    actions.surcharge_end(by=staff, surcharge=coming, until=TODAY)
    assert not Surcharge.objects.exists()
    assert AuditEvent.objects.get(verb="surcharge.end").subject_id == str(coming.pk)


def test_dated_rows_are_kept_by_staff_only():
    person = PersonFactory()
    for deed, facts in (
        (actions.surcharge_add, {"name": "야간", "percent": 1, "since": TODAY}),
        (actions.surcharge_end, {"surcharge": SurchargeFactory(), "until": None}),
        (actions.reduction_end, {"reduction": ReductionFactory(), "until": None}),
        (actions.entitlement_end, {"entitlement": EntitlementFactory(), "until": None}),
        (actions.refunds_set, {"since": TODAY, "steps": [(1, 50)]}),
        (actions.item_add, {"code": "x", "name": "조명", "stock": 1, "unit_krw": 1}),
        (actions.item_edit, {"item": RentalItemFactory(), "stock": 3}),
        (actions.entitlement_grant, {"organization": OrganizationFactory(), "user_class": "tenant", "since": TODAY}),
    ):
        with pytest.raises(NotPermitted):
            deed(by=person, **facts)


# ------------------------------------------------------------------------------ reductions

REDUCTION = {"name": "감면", "code": "youth", "percent": "30", "proof_months": "12", "since": "2027-03-03"}


def test_reduction_add_page(client):
    url = reverse("spaces:reduction-add")
    assert (
        client.post(url, REDUCTION | {"proof": "학생증", "proof_en": "Student card", "basis": "제3조"}).status_code
        == 302
    )
    row = Reduction.objects.get()
    assert (row.percent, row.proof_months, row.user_classes) == (30, 12, [])
    assert "Student card" in words(client.get(reverse("spaces:reduction-list")))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "user_classes"),
        ({"proof": "학생증", "percent": "0"}, "percent"),
        ({"proof": "학생증", "percent": "101"}, "percent"),
        ({"proof": "학생증", "user_classes": ["king"]}, "user_classes"),
        ({"proof": "학생증", "until": "2027-03-03"}, "until"),
        ({"proof": "학생증", "code": "taken"}, "code"),
        ({"proof": "학생증", "code": "한글"}, "code"),
    ],
)
def test_reduction_errors_stand_at_their_field(client, typed, field):
    ReductionFactory(code="taken")
    page = client.post(reverse("spaces:reduction-add"), REDUCTION | typed)
    assert list(page.context["form"].errors) == [field]
    assert Reduction.objects.count() == 1


def test_proofs_go_over_to_the_changed_reduction(client, staff):
    person, space = PersonFactory(neighbourhood="녹번동"), SpaceFactory(price=10_000)
    old = ReductionFactory(percent=50, code="card")
    held = ReductionProofFactory(reduction=old, person=person)
    actions.proof_accept(by=staff, proof=held, valid_until=day(100))
    waiting = ReductionProofFactory(reduction=old)
    refusedly = ReductionProofFactory(reduction=old)
    actions.proof_refuse(by=staff, proof=refusedly, reason="흐림")
    assert costs(space, person) == 10_000
    url = f"{reverse('spaces:reduction-add')}?of={old.pk}"
    form = client.get(url).context["form"]
    assert form["code"].value() == "card-2"
    later = client.post(url, filled(form) | {"percent": "40", "since": day(1).isoformat()})
    assert "on the day itself" in words(later)
    assert client.post(url, filled(form) | {"percent": "40"}).status_code == 302
    new = Reduction.objects.get(code="card-2")
    assert set(new.proofs.all()) == {held, waiting}
    assert costs(space, person) == 12_000
    old.refresh_from_db()
    assert old.until == TODAY
    refused("no_proof_asked", check_proof_submit, user=person, reduction=old, organization=None)


def test_next_code_is_free():
    ReductionFactory(code="youth-2")
    assert [next_code(code) for code in ("youth", "youth-2", "a-b")] == ["youth-3", "youth-3", "a-b-2"]


# ------------------------------------------------------------------------------ refunds


def test_the_usual_refund_table_is_shown_until_another_begins(client):
    url = reverse("spaces:refunds-set")
    page = client.get(url)
    assert "The usual table" in words(page)
    assert [row[0].value() for row in page.context["form"].rows][:4] == [7, 3, 1, None]
    typed = {"since": TODAY.isoformat(), "days_0": "1", "percent_0": "50", "days_1": "10", "percent_1": "100"}
    assert client.post(url, typed).status_code == 302
    assert list(RefundRule.objects.values_list("days_before", "percent")) == [(10, 100), (1, 50)]
    assert "The usual table" not in words(client.get(url))
    assert rules.price_book([SpaceFactory()], UserClass.RESIDENT).refunds == ((10, 100), (1, 50))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ([(7, 50), (1, 80)], "less_for_more_days"),
        ([(7, 50), (7, 50)], "days_twice"),
        ([(7, 101)], "percent"),
        ([], "no_steps"),
    ],
)
def test_refund_tables_that_make_no_sense(client, staff, typed, reason):
    refused(reason, actions.refunds_set, by=staff, since=TODAY, steps=typed)
    data = {"since": TODAY.isoformat()}
    for row, (days, percent) in enumerate(typed):
        data |= {f"days_{row}": str(days), f"percent_{row}": str(percent)}
    page = client.post(reverse("spaces:refunds-set"), data)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not RefundRule.objects.exists()


def test_refunds_set_replaces_the_table_of_the_same_day_and_leaves_the_past(client, staff):
    RefundRuleFactory(since=date(2026, 1, 1), days_before=5, percent=90)
    actions.refunds_set(by=staff, since=day(3), steps=[(9, 100)])
    actions.refunds_set(by=staff, since=day(3), steps=[(8, 100), (2, 40)])
    assert list(RefundRule.objects.filter(since=day(3)).values_list("days_before", flat=True)) == [8, 2]
    phases = [table.phase for table in client.get(reverse("spaces:refunds-set")).context["page"]]
    assert phases == ["coming", "now"]
    refused("since_past", actions.refunds_set, by=staff, since=day(-1), steps=[(9, 100)])
    half = client.post(reverse("spaces:refunds-set"), {"since": TODAY.isoformat(), "days_0": "3"})
    assert list(half.context["form"].errors) == ["percent_0"]


# ------------------------------------------------------------------------------ what is lent


def test_items_are_added_and_edited(client):
    typed = {"name": "조명", "code": "light", "stock": "2", "unit_krw": "10,000", "by_hour": "hour"}
    assert client.post(reverse("spaces:item-add"), typed).url == reverse("spaces:item-list")
    item = RentalItem.objects.get()
    assert (item.stock, item.unit_krw, item.by_hour) == (2, 10_000, True)
    url = reverse("spaces:item-edit", args=[item.pk])
    data = filled(client.get(url).context["form"])
    assert "code" not in data
    client.post(url, data | {"by_hour": "use", "retired_on": day(3).isoformat()})
    item.refresh_from_db()
    assert (item.by_hour, item.retired_on, item.code) == (False, day(3), "light")
    assert list(client.post(url, data | {"stock": "0"}).context["form"].errors) == ["stock"]
    assert list(client.post(reverse("spaces:item-add"), typed).context["form"].errors) == ["code"]


def test_no_fewer_items_than_coming_bookings_take_along(client, staff):
    item = RentalItemFactory(stock=5)
    for begins in (0, 0, 5):
        start = midnight(day(3)) + timedelta(hours=10 + begins)
        booking = BookingFactory(starts_at=start, ends_at=start + timedelta(hours=2))
        BookingItemFactory(booking=booking, item=item, quantity=2)
    refused("stock_lent", actions.item_edit, by=staff, item=item, stock=3)
    data = filled(client.get(reverse("spaces:item-edit", args=[item.pk])).context["form"]) | {"stock": "3"}
    assert "Coming bookings take 4" in words(client.post(reverse("spaces:item-edit", args=[item.pk]), data))
    actions.item_edit(by=staff, item=item, stock=4)
    item.refresh_from_db()
    assert item.stock == 4


# ------------------------------------------------------------------------------ entitlements


def test_entitlement_grant_page(client):
    body = OrganizationFactory(name="청년협동조합")
    url = f"{reverse('spaces:entitlement-grant')}?organization={body.pk}"
    data = filled(client.get(url).context["form"])
    assert str(data["organization"]) == str(body.pk)
    client.post(url, data | {"hours_a_month": "20", "source": "2027-01"})
    row = Entitlement.objects.get()
    assert (row.organization, row.hours_a_month, row.since, row.user_class) == (body, 20, TODAY, "tenant")
    page = client.post(url, data)
    assert list(page.context["form"].errors) == ["since"], "one at a time"
    assert "hours_a_month" in client.post(url, data | {"hours_a_month": "745"}).context["form"].errors
    assert Entitlement.objects.count() == 1


def test_entitlement_list_narrows_and_counts_the_hours(client):
    body = OrganizationFactory(name="청년협동조합")
    row = EntitlementFactory(organization=body, hours_a_month=20)
    EntitlementUseFactory(entitlement=row, month=TODAY.replace(day=1), minutes=150, returned_minutes=60)
    EntitlementUseFactory(entitlement=row, month=date(2027, 2, 1), minutes=600)
    EntitlementFactory(user_class="public")
    EntitlementFactory(until=TODAY)
    url = reverse("spaces:entitlement-list")
    assert "1.5 of 20" in words(client.get(url))
    assert len(client.get(url).context["rows"]) == 2
    assert [item.row for item in client.get(f"{url}?q=협동").context["rows"]] == [row]
    assert [item.row.user_class for item in client.get(f"{url}?user_class=public").context["rows"]] == ["public"]
    assert len(client.get(f"{url}?show=past").context["rows"]) == 1
    assert len(client.get(f"{url}?user_class=king").context["rows"]) == 2


def test_entitlement_end_is_today_at_the_earliest(client, staff):
    row = EntitlementFactory()
    EntitlementUseFactory(entitlement=row)
    refused("until_past", actions.entitlement_end, by=staff, entitlement=row, until=day(-1))
    client.post(reverse("spaces:entitlement-end", args=[row.pk]), {"until": TODAY.isoformat()})
    row.refresh_from_db()
    assert row.until == TODAY


def test_an_entitlement_begun_and_used_today_cannot_be_withdrawn(client, staff):
    row = EntitlementFactory(since=TODAY)
    EntitlementUseFactory(entitlement=row)
    page = client.post(reverse("spaces:entitlement-end", args=[row.pk]), {"until": TODAY.isoformat()})
    assert list(page.context["form"].errors) == ["until"]
    with pytest.raises(ValidationError):
        actions.entitlement_end(by=staff, entitlement=row, until=TODAY)
    actions.entitlement_end(by=staff, entitlement=EntitlementFactory(since=TODAY), until=TODAY)
    assert list(Entitlement.objects.values_list("pk", "until")) == [(row.pk, None)]


def test_an_entitlement_cannot_be_opened_again_over_another(client, staff):
    body = OrganizationFactory()
    row = EntitlementFactory(organization=body, until=day(10))
    EntitlementFactory(organization=body, since=day(10))
    page = client.post(reverse("spaces:entitlement-end", args=[row.pk]), {"until": ""})
    assert "entitled for this time already" in page.context["form"].errors["until"][0]


# ------------------------------------------------------------------------------ pages


def more_rows() -> None:
    space = SpaceFactory(price=1_000)
    SurchargeFactory(space=space)
    ReductionFactory(user_classes=["resident"])
    RefundRuleFactory(since=day(-RefundRule.objects.count()), days_before=3)
    RentalItemFactory(building=space.building)
    row = EntitlementFactory(hours_a_month=5)
    EntitlementUseFactory(entitlement=row, booking__space=space)


@pytest.mark.parametrize(
    "name", ["price-list", "surcharge-list", "reduction-list", "refunds-set", "item-list", "entitlement-list"]
)
def test_lists_ask_as_much_for_three_as_for_one(client, name):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"spaces:{name}")).status_code == 200
        return len(queries)

    more_rows()
    count()
    one = count()
    more_rows()
    more_rows()
    assert count() == one


@pytest.mark.parametrize("name", ["surcharge-list", "reduction-list", "item-list", "entitlement-list", "refunds-set"])
def test_lists_are_paginated(client, name):
    for number in range(21):
        SurchargeFactory()
        ReductionFactory()
        RentalItemFactory()
        EntitlementFactory()
        RefundRuleFactory(since=day(-number), days_before=1)
    assert client.get(reverse(f"spaces:{name}")).context["page"].paginator.num_pages == 2


def test_history_of_a_space_is_paginated(client, staff):
    space = SpaceFactory(price=1_000)
    for number in range(4):
        prices = hourly(**{kind.value: 1_000 + number * 100 + 10 for kind in UserClass})
        actions.tariffs_set(by=staff, space=space, since=day(number), vat_mode="included", hourly=prices)
    page = client.get(reverse("spaces:tariffs-set", args=[space.code])).context["page"]
    assert page.paginator.count == 25
    assert page.paginator.num_pages == 2


def test_empty_lists_say_what_to_do(client):
    for name, said in (
        ("surcharge-list", "Every hour costs the same"),
        ("reduction-list", "Everybody of a class pays the same"),
        ("item-list", "Nothing is lent yet"),
        ("entitlement-list", "No entitlement matches"),
        ("price-list", "No building matches"),
    ):
        assert said in words(client.get(reverse(f"spaces:{name}")))
