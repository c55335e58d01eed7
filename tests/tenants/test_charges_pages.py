"""Pages of billing: what staff see and do, what an organisation sees, and what it never sees."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from park_portal.documents.models import Document
from park_portal.payments import actions as money
from park_portal.payments.models import Receivable
from tenants.actions.deposits import deposit_issue
from tenants.models import Charge, ChargeRun, InterestRate, MeterReading, RentRate
from tenants.rules.deposits import deposit_of, deposit_receivable
from tests import factories

from .billing import DUE, NOVEMBER, bill, free, moment, rates, tenancy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def november():
    with time_machine.travel(moment(date(2026, 11, 2))):
        yield


@pytest.fixture
def staff(client_of):
    return client_of(factories.centre_staff())


def path(name, *args):
    return reverse(f"tenants:{name}", args=args)


def text_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# ------------------------------------------------------------------------------ staff


def test_a_month_is_previewed_and_billed_with_one_button(staff):
    rates()
    tenancy(), free()
    tenancy("10.0", fee_rule="desk")
    page = text_of(staff.get(path("charge-run", NOVEMBER)))
    assert "협약 2건 부과하기" in page and "160,000원" in page and "협약 1건은 아직 부과할 수 없습니다" in page
    assert "11.01.~11.30.의 사용료 단가가 없습니다" in text_of(staff.get(path("charge-run", NOVEMBER) + "?show=wrong"))
    answer = staff.post(path("charge-run", NOVEMBER), {"due_on": "2026-11-25"})
    assert answer.url == path("charge-list", NOVEMBER)
    waiting = text_of(staff.get(answer.url))
    assert 'hx-trigger="every 2s"' in waiting and "협약 3건 중 0건" in waiting
    bill()
    finished = text_of(staff.get(answer.url))
    assert "hx-trigger" not in finished and "협약 3건 중 2건" in finished
    assert "부과 완료" in text_of(staff.get(path("charge-months")))


def test_a_refused_run_keeps_what_was_typed(staff):
    page = text_of(staff.post(path("charge-run", NOVEMBER), {"due_on": "2026-11-01"}))
    assert "납부기한은 오늘 이후여야 합니다" in page and 'value="2026-11-01"' in page
    assert not ChargeRun.objects.exists()


def test_charges_narrow_and_go_out_as_a_workbook(staff):
    rates()
    paid, open_one = tenancy("10.0"), tenancy("20.0")
    free()
    bill()
    charge = Charge.objects.get(agreement=paid)
    money.payment_receive(by=None, method="bank", amount_krw=80_000, receivable=charge.receivable)
    for state, shown in [("due", {open_one}), ("paid", {paid}), ("late", set())]:
        page = text_of(staff.get(path("charge-list", NOVEMBER), {"state": state}))
        assert {one for one in (paid, open_one) if one.party.name in page} == shown, state
    book = CalamineWorkbook.from_filelike(io.BytesIO(staff.get(path("charge-export", NOVEMBER)).content))
    charges, lines = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert charges[-1][4:] == [150_000, 90_000, 0, 0, 240_000, 0, 80_000, 160_000]
    assert len(lines) == 2 + 4 and lines[-1][-1] == 240_000


def test_arrears_by_age(staff):
    rates()
    agreement, other = tenancy(), tenancy("1.0")
    with time_machine.travel(moment(date(2026, 9, 1))):
        bill(date(2026, 9, 1), date(2026, 9, 25))
    bill(date(2026, 10, 1), date(2026, 11, 3))
    with time_machine.travel(moment(date(2026, 11, 10))):
        page = text_of(staff.get(path("arrears-list")))
        book = CalamineWorkbook.from_filelike(io.BytesIO(staff.get(path("arrears-export")).content))
    assert agreement.party.name in page and "336,000원" in page
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[3:] for row in rows[1:3]] == [[160_000, 160_000, 0, 0, 320_000], [8_000, 8_000, 0, 0, 16_000]]
    assert rows[-1][3:] == [168_000, 168_000, 0, 0, 336_000] and rows[2][0] == other.party.name


def test_a_part_is_credited(staff):
    rates()
    tenancy()
    bill()
    charge = Charge.objects.get()
    answer = staff.post(path("charge-credit", charge.pk), {"amount_krw": "60000", "reason": "단수"})
    assert answer.url == charge.get_absolute_url()
    assert "100,000원" in text_of(staff.get(answer.url))


def test_rates_and_meters_are_kept(staff):
    facts = {"rule": "area", "building": "", "unit_krw": "5200", "since": "2026-12-01"}
    assert staff.post(path("rate-set", "rent"), facts).url == path("rate-list")
    staff.post(path("rate-set", "interest"), {"percent_a_year": "6.5", "since": "2026-12-01"})
    assert (RentRate.objects.get().unit_krw, InterestRate.objects.get().percent_a_year) == (5_200, 6.5)
    assert "5,200원" in text_of(staff.get(path("rate-list")))
    assert staff.get(path("rate-set", "nothing")).status_code == 404
    space = factories.SpaceFactory()
    added = {"space": space.pk, "kind": "water", "serial": "W-7", "put_in_on": "2026-10-01", "start_value": "10"}
    assert staff.post(path("meter-add"), added).status_code == 302
    october = path("meter-list", date(2026, 10, 1))
    meter = space.meters.get()
    refused = text_of(staff.post(october, {f"meter_{meter.pk}": "9.5"}))
    assert "이전 검침값은 10" in refused and 'value="9.5"' in refused
    staff.post(october, {f"meter_{meter.pk}": "32.5"})
    assert MeterReading.objects.get().value == 32.5
    replaced = {"day": "2026-11-02", "last_value": "33", "serial": "W-8", "start_value": "0"}
    assert staff.post(path("meter-replace", meter.pk), replaced).status_code == 302
    assert space.meters.count() == 2


def test_a_deposit_is_kept_and_returned(staff):
    over = {"ended_on": date(2026, 11, 1), "end_reason": "notice", "state": "ended"}
    agreement = tenancy(deposit_krw=500_000, **over)
    deposit_issue(agreement=agreement)
    money.payment_receive(by=None, method="bank", amount_krw=500_000, receivable=deposit_receivable(agreement))
    here = path("deposit-detail", agreement.pk)
    assert "납부 완료" in text_of(staff.get(path("deposit-list"), {"running": "no"}))
    open_again = text_of(staff.post(path("deposit-keep", agreement.pk), {"kind": "rent", "amount_krw": "1000"}))
    assert "보증금으로 낼 청구 건을 선택해 주세요" in open_again
    repair = {"kind": "repair", "amount_krw": "120000", "reason": "유리 교체"}
    assert staff.post(path("deposit-keep", agreement.pk), repair).url == here
    assert staff.post(path("deposit-return", agreement.pk), {"amount_krw": "380000", "reason": "-"}).url == here
    page = text_of(staff.get(here))
    assert "유리 교체" in page and deposit_of(agreement).returning_krw == 380_000


# ------------------------------------------------------------------------------ an organisation


def test_an_organisation_sees_its_own_and_no_other_by_any_address(client_of):
    rates()
    mine, other = tenancy(deposit_krw=10_000), tenancy(deposit_krw=10_000)
    for agreement in (mine, other):
        deposit_issue(agreement=agreement)
    bill()
    client = client_of(factories.member_of(mine.party))
    page = text_of(client.get(path("my-charges")))
    assert mine.label in page and other.label not in page and other.party.name not in page
    detail = text_of(client.get(path("charge-detail", mine.pk, NOVEMBER)))
    assert "11월 사용료 20㎡ × 5,000원" in detail and "납부 고지서" in detail.replace("납부고지서", "납부 고지서")
    assert client.get(path("deposit-mine", mine.pk)).status_code == 200
    strange = Charge.objects.get(agreement=other)
    receivables = Receivable.objects.filter(payer_organization=other.party)
    papers = Document.objects.filter(subject_id__in=map(str, receivables.values_list("pk", flat=True)))
    addresses = [path("charge-detail", other.pk, NOVEMBER), path("deposit-mine", other.pk)]
    addresses += [path("deposit-detail", other.pk), path("charge-credit", strange.pk)]
    addresses += [path("charge-export", NOVEMBER), path("charge-list", NOVEMBER)]
    addresses += [row.get_absolute_url() for row in (*receivables, *papers)]
    assert len(addresses) == 6 + 2 + 2
    assert {client.get(address).status_code for address in addresses} == {404}


# ------------------------------------------------------------------------------ lists do not grow


def queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize(
    "name",
    ["charge-list", "charge-run", "charge-run?show=billed", "arrears-list", "deposit-list", "my-charges", "meter-list"],
)
def test_a_list_asks_no_more_for_three_rows_than_for_one(name, client_of, django_assert_max_num_queries):
    rates()
    person = factories.centre_staff()
    counts = []
    with time_machine.travel(moment(DUE + timedelta(days=2)), tick=False):
        for rows in (1, 2):
            for _ in range(rows):
                agreement = tenancy(deposit_krw=10_000)
                if name == "my-charges":
                    factories.MembershipFactory(organization=agreement.party, person=person)
                deposit_issue(agreement=agreement)
                factories.MeterFactory(space=agreement.allocations.get().space, put_in_on=date(2026, 11, 2))
            if name != "charge-run":
                with time_machine.travel(moment(NOVEMBER)):
                    bill()
            route, _, query = name.partition("?")
            months = [NOVEMBER] if route in {"charge-list", "charge-run", "meter-list"} else []
            address = f"{path(route, *months)}?{query}"
            counts.append(
                queries(client_of(type(person).objects.get(pk=person.pk)), address, django_assert_max_num_queries)
            )
    assert counts[0] == counts[1], counts
