"""Billing a month: once, to the won, with what was late; and what an early end gives back."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from pypdf import PdfReader

from park_portal.core.errors import ActionDenied, NotPermitted
from park_portal.documents.models import Document
from park_portal.documents.pdf import paper_pdf
from park_portal.notifications.models import InboxMessage
from park_portal.notifications.reminders import tick
from park_portal.payments import actions as money
from park_portal.payments.models import Receivable, Refund
from tenants.actions.charges import charge_credit, charge_run, charges_bill, charges_preview, charges_settle
from tenants.models import Agreement, Allocation, Charge, ChargeRun, InterestAccrual
from tenants.signals import agreement_ended
from tenants.states import AgreementState
from tenants.tasks import charges_bill_unfinished
from tests import factories

from .billing import DUE, NOVEMBER, bill, free, moment, rates, tenancy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def november():
    with time_machine.travel(moment(date(2026, 11, 2))):
        yield


def pay(charge, amount=None, on=None):
    money.payment_receive(
        by=None,
        method="bank",
        amount_krw=amount or charge.total_krw,
        receivable=charge.receivable,
        received_at=on and moment(on),
    )


def due_of(charge):
    return charge.receivable.entries.balance().due


def ended(agreement, on):
    """The end as the agreement's own action makes it, with its news."""
    facts = {"state": AgreementState.TERMINATED, "ended_on": on, "end_reason": "notice"}
    Agreement.objects.filter(pk=agreement.pk).update(**facts)
    Allocation.objects.filter(agreement=agreement).update(until=on)
    agreement_ended.send(sender=Agreement, agreement_id=agreement.pk)


# ------------------------------------------------------------------------------ once


def test_233_organisations_billed_twice_are_charged_once(django_assert_max_num_queries):
    rates()
    party = factories.OrganizationFactory()
    space = factories.SpaceFactory(kind="office", bookable=False)
    like = factories.AgreementFactory.build(signed=True, occupant=party, party=party, since=date(2026, 1, 1))
    fields = {name: getattr(like, name) for name in ("kind", "since", "until", "fee_rule", "state", "signed_on")}
    rows = Agreement.objects.bulk_create(
        Agreement(**fields, party=party, occupant=party, number=f"2026-{n:03d}") for n in range(233)
    )
    Allocation.objects.bulk_create(
        Allocation(agreement=row, space=space, since=row.since, until=row.until, area_m2=Decimal(n % 40 + 1))
        for n, row in enumerate(rows)
    )
    with django_assert_max_num_queries(25):
        preview = charges_preview(NOVEMBER)
    wanted = sum((n % 40 + 1) * 8_000 for n in range(233))
    assert (len(preview), sum(one.total_krw for one in preview)) == (233, wanted)
    run = bill()
    first = set(Charge.objects.values_list("pk", "receivable_id"))
    assert bill() == run and run.finished_at
    assert len(first) == 233 and set(Charge.objects.values_list("pk", "receivable_id")) == first
    assert sum(Receivable.objects.with_balance().values_list("charged_krw", flat=True)) == wanted


def test_a_second_run_adds_what_was_signed_late_and_leaves_the_rest():
    rates()
    early = tenancy()
    bill()
    before = Receivable.objects.get().due_at
    late = tenancy(since=date(2026, 11, 21))
    bill(due_on=DUE + timedelta(days=5))
    assert set(Charge.objects.values_list("agreement", "total_krw")) == {(early.pk, 160_000), (late.pk, 53_330)}
    assert Receivable.objects.get(charge__agreement=early).due_at == before
    assert Receivable.objects.get(charge__agreement=late).due_at.date() == DUE + timedelta(days=5)


def test_the_preview_writes_nothing_and_says_what_is_billed():
    rates()
    tenancy(), free()
    paid, nothing = charges_preview(NOVEMBER)
    assert [paid.total_krw, nothing.total_krw, Charge.objects.count()] == [160_000, 0, 0]
    assert (paid.rent_krw, paid.maintenance_krw, paid.other_krw) == (100_000, 60_000, 0)
    bill()
    free_charge = Charge.objects.get(total_krw=0)
    assert free_charge.receivable is None and Receivable.objects.count() == 1
    assert all(one.charge and not one.is_new for one in charges_preview(NOVEMBER))


def test_what_has_no_rate_waits_and_is_told():
    tenancy()
    run = bill()
    (waiting,) = charges_preview(NOVEMBER)
    assert run.finished_at and not Charge.objects.exists()
    assert waiting.problems == ["11.01.~11.30.의 사용료 단가가 없습니다.", "11.01.~11.30.의 관리비 단가가 없습니다."]
    rates()
    bill()
    assert Charge.objects.get().total_krw == 160_000


def test_who_may_bill_which_month():
    with pytest.raises(NotPermitted):
        charge_run(by=factories.PersonFactory(), month=NOVEMBER, due_on=DUE)
    staff = factories.centre_staff()
    for month, due_on, reason in [
        (date(2027, 1, 1), DUE, "month"),
        (date(2026, 11, 2), DUE, "month"),
        (date(2025, 10, 1), DUE, "month"),
        (NOVEMBER, date(2026, 11, 1), "due_past"),
    ]:
        with pytest.raises(ActionDenied) as refusal:
            charge_run(by=staff, month=month, due_on=due_on)
        assert refusal.value.reason == reason
    assert not ChargeRun.objects.exists()


def test_lost_work_is_taken_up_again():
    rates()
    for _ in range(3):
        tenancy()
    run = charge_run(by=None, month=NOVEMBER, due_on=DUE)
    assert charges_bill(run=run, limit=2) == 2
    assert charges_bill_unfinished() == 1 and charges_bill_unfinished() == 0
    assert run.charges.count() == 3


def test_a_building_of_its_own_and_a_rate_that_changes_in_mid_month():
    factories.RentRateFactory(until=date(2026, 11, 16))
    factories.RentRateFactory(since=date(2026, 11, 16), unit_krw=6_000)
    agreement = tenancy("30.0")
    place = agreement.allocations.get().space.building
    factories.MaintenanceRateFactory()
    factories.MaintenanceRateFactory(building=place, unit_krw=0)
    bill()
    charge = Charge.objects.get()
    assert [line["amount_krw"] for line in charge.lines] == [75_000, 90_000]
    assert charge.total_krw == 165_000


def test_leap_february():
    rates()
    with time_machine.travel(moment(date(2028, 2, 1))):
        tenancy("29.0", since=date(2028, 2, 20), until=date(2029, 2, 1))
        bill(date(2028, 2, 1), date(2028, 2, 25))
    assert Charge.objects.get().total_krw == 10 * (5_000 + 3_000), "ten of 29 days"


def test_metered_use_of_the_month_before():
    rates()
    factories.MeterRateFactory(unit_krw=Decimal("150.50"))
    agreement = tenancy()
    meter = factories.MeterFactory(space=agreement.allocations.get().space)
    (waiting,) = charges_preview(NOVEMBER)
    assert waiting.problems == [f"계량기 {meter.serial}의 2026년 10월 검침값이 없습니다."]
    factories.MeterReadingFactory(meter=meter, month=date(2026, 9, 1), value=1_000)
    factories.MeterReadingFactory(meter=meter, month=date(2026, 10, 1), value=Decimal("1120.5"))
    bill()
    charge = Charge.objects.get()
    assert charge.total_krw == 160_000 + 18_130  # 120.5 × 150.5 = 18,135.25
    assert charge.lines[-1]["label"] == "10월 전기 120.5 × 150.5원"


def test_the_last_use_is_billed_after_the_end():
    rates()
    factories.MeterRateFactory(unit_krw=100)
    agreement = tenancy(until=date(2026, 10, 11))
    meter = factories.MeterFactory(space=agreement.allocations.get().space, put_in_on=date(2026, 10, 1), start_value=5)
    factories.MeterReadingFactory(meter=meter, month=date(2026, 10, 1), value=315)
    bill()
    assert Charge.objects.get().total_krw == 10_000, "ten days of 31"


# ------------------------------------------------------------------------------ delay


def test_interest_for_each_day_once():
    rates(until=date(2027, 6, 1))
    factories.InterestRateFactory(percent_a_year=Decimal("7.3"))  # 0.02 % a day
    tenancy("125.0")
    bill()
    november = Charge.objects.get()
    assert november.total_krw == 1_000_000
    december, january = date(2026, 12, 1), date(2027, 1, 1)
    with time_machine.travel(moment(date(2026, 12, 6))):  # late since the 26th: ten days until yesterday
        bill(december, date(2026, 12, 25))
        bill(december, date(2026, 12, 25))
        assert Charge.objects.get(month=december).sum_of("interest") == 2_000
        pay(november)
    Agreement.objects.update(until=date(2027, 5, 1))
    Allocation.objects.update(until=date(2027, 5, 1))
    with time_machine.travel(
        moment(date(2027, 1, 5))
    ):  # the day of the payment, and ten days of December's without its interest
        bill(january, date(2027, 1, 25))
    charge = Charge.objects.get(month=january)
    assert [line["amount_krw"] for line in charge.lines if line["item"] == "interest"] == [200, 2_000]
    days = [(row.since, row.until) for row in InterestAccrual.objects.filter(overdue=november.receivable)]
    assert sorted(days) == [(date(2026, 11, 26), date(2026, 12, 6)), (date(2026, 12, 6), date(2026, 12, 7))]


def test_arrears_bear_interest_after_the_end():
    rates()
    factories.InterestRateFactory()
    tenancy("125.0", until=date(2026, 12, 1))
    bill()
    with time_machine.travel(moment(date(2027, 2, 1))):
        bill(date(2027, 2, 1), date(2027, 2, 25))
    late = Charge.objects.get(month=date(2027, 2, 1))
    assert [line["item"] for line in late.lines] == ["interest"]
    assert late.total_krw == 1_000_000 * 6 * 67 // 36_500 // 10 * 10


# ------------------------------------------------------------------------------ credits


def test_an_early_end_credits_the_days_not_used_and_refunds_what_was_paid():
    rates()
    agreement = tenancy()
    bill()
    charge = Charge.objects.get()
    pay(charge)
    ended(agreement, date(2026, 11, 13))
    charge.refresh_from_db()
    kept = 20 * 5_000 * 12 // 30 // 10 * 10 + 20 * 3_000 * 12 // 30 // 10 * 10
    assert charge.unused_krw == 160_000 - kept == Refund.objects.get().amount_krw
    assert charges_settle(agreement=agreement) == 0, "a second time credits nothing"
    assert charge.receivable.entries.balance().net == kept


def test_an_end_before_the_month_takes_all_of_it_back_and_leaves_a_credit_of_staff_alone():
    rates()
    agreement = tenancy()
    bill()
    charge = Charge.objects.get()
    charge_credit(by=factories.centre_staff(), charge=charge, amount_krw=10_000, reason="누수로 사용 불편")
    ended(agreement, date(2026, 10, 20))
    assert charge.receivable.entries.balance().net == 0 and not Refund.objects.exists()
    assert Charge.objects.get().unused_krw == 150_000


def test_an_end_on_its_day_credits_nothing():
    rates()
    agreement = tenancy(until=date(2026, 11, 21))
    bill()
    ended(agreement, date(2026, 11, 21))
    assert Charge.objects.get().unused_krw == 0
    assert Charge.objects.get().receivable.entries.balance().net == 106_660


def test_who_may_credit():
    rates()
    tenancy(), free()
    bill()
    charge, nothing = Charge.objects.order_by("-total_krw")
    with pytest.raises(NotPermitted):
        charge_credit(by=factories.member_of(charge.agreement.party), charge=charge, amount_krw=1, reason="-")
    staff = factories.centre_staff()
    for one, amount, reason, code in [
        (charge, 1_000, " ", "no_reason"),
        (charge, 160_001, "-", "amount"),
        (nothing, 1_000, "-", "free"),
    ]:
        with pytest.raises(ActionDenied) as refusal:
            charge_credit(by=staff, charge=one, amount_krw=amount, reason=reason)
        assert refusal.value.reason == code


# ------------------------------------------------------------------------------ the notice


def test_lines_are_notice_are_ledger_to_the_won():
    rates()
    factories.InterestRateFactory(percent_a_year=Decimal("7.3"))
    agreement = tenancy("125.0", since=date(2026, 10, 12))
    with time_machine.travel(moment(date(2026, 10, 5))):
        bill(date(2026, 10, 1), date(2026, 10, 23))
    bill()
    charge = Charge.objects.get(month=NOVEMBER)
    balance = charge.receivable.entries.balance()
    assert sum(line["amount_krw"] for line in charge.lines) == charge.total_krw == balance.charged
    stored = charge.receivable.lines.values_list("label", "label_en", "amount_krw")
    assert list(stored) == [(line["label"], line["label_en"], line["amount_krw"]) for line in charge.lines]
    text = pdf_text(charge.receivable)
    for words in (
        f"금{charge.total_krw:,}원",
        "2026년 11월 사용료·관리비",
        "2026. 11. 25.",
        "11월 사용료 125㎡ × 5,000원",
        "2026년 10월분 연체이자 645,150원 × 연 7.3% × 9일",
        "이전 미납액",
        agreement.party.name,
    ):
        assert words.replace(" ", "") in text, words
    for line in charge.lines:
        assert f"{line['amount_krw']:,}" in text


def pdf_text(receivable):
    """The notice as it is printed, read back, without spaces."""
    paper = Document.objects.get(subject_type="payments.receivable", subject_id=str(receivable.pk)).paper
    pages = PdfReader(io.BytesIO(paper_pdf(paper))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


# ------------------------------------------------------------------------------ who is told


def told(kind):
    return InboxMessage.objects.filter(kind=kind).count()


def test_a_charge_is_told_and_reminded_of_exactly_once_each_time():
    rates()
    party = tenancy().party
    factories.member_of(party, role="owner")
    factories.member_of(party, duties=["finance"])
    factories.member_of(party)
    bill()
    bill()
    assert told("payments.payment_due") == 2, "the head and the accountant"
    for day in (24, 25, 26, 27):
        tick(moment(date(2026, 11, day), 23)), tick(moment(date(2026, 11, day), 23))
    assert (told("payments.payment_soon"), told("payments.payment_late")) == (2, 2)


def test_a_month_that_nobody_billed_is_told_from_the_third_on():
    rates()
    tenancy()
    factories.centre_staff()
    for day, count in [(2, 0), (3, 1), (4, 1), (9, 1)]:
        tick(moment(date(2026, 11, day)))
        assert told("tenants.month_not_billed") == count, day
    bill(date(2026, 12, 1))
    tick(moment(date(2026, 12, 4)))
    assert told("tenants.month_not_billed") == 1
