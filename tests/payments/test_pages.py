"""Pages of money: what the payer sees, what the desk does."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from park_portal.audit.models import AccessEvent
from park_portal.core import clock
from park_portal.documents.models import Document
from park_portal.payments import actions
from park_portal.payments.models import BankLine, DayClose, Payment, Receivable, Refund
from tests import factories
from tests.factories import PersonFactory, receivable

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of):
    return client_of(factories.centre_staff())


def text(response):
    return response.content.decode()


def lives():
    """One of everything that waits on the desk."""
    thing = receivable()
    receivable(due_at=clock.now() - timedelta(days=2))
    paid = receivable()
    actions.payment_receive(by=None, method="bank", amount_krw=90_000, receivable=paid, depositor="김하나")
    actions.receivable_credit(by=None, receivable=paid, amount_krw=20_000, reason="-")
    actions.refund_request(by=None, receivable=paid, amount_krw=20_000, reason="-")
    factories.BankLineFactory(depositor=thing.payer_person.name)


# ------------------------------------------------------------------------------ the payer


def test_payer_sees_how_to_pay_and_strangers_see_nothing(client_of, settings):
    thing = receivable()
    page = text(client_of(thing.payer_person).get(thing.get_absolute_url()))
    assert settings.PARK["bank_account"] in page
    assert f"R{thing.pk:06d}" in page
    assert "50,000" in page
    assert client_of(PersonFactory()).get(thing.get_absolute_url()).status_code == 404


def test_members_of_the_organisation_see_its_payments(client_of):
    organization = factories.OrganizationFactory()
    thing = receivable(payer_organization=organization)
    member = factories.member_of(organization)
    assert thing.number in text(client_of(member).get("/me/payments/"))
    assert client_of(member).get(thing.get_absolute_url()).status_code == 200


def test_list_is_in_both_languages(client_of):
    thing = receivable()
    client = client_of(thing.payer_person)
    assert "세미나실 사용료" in text(client.get("/me/payments/"))
    client.cookies["language"] = "en"
    assert "Use of the seminar room" in text(client.get("/me/payments/"))


def test_payer_gives_her_account_and_it_never_shows_again(client_of):
    refund = factories.RefundFactory()
    client = client_of(refund.payer_person)
    url = reverse("payments:refund-account-set", args=[refund.pk])
    kept = client.post(url, {"bank": "해담은행", "number": "no digits", "holder": "김하나"})
    assert 'value="no digits"' in text(kept)
    client.post(url, {"bank": "해담은행", "number": "110-222-333333", "holder": "김하나"})
    assert Refund.objects.get().account_sealed
    assert "333333" not in text(client.get(url))
    assert client_of(PersonFactory()).get(url).status_code == 404


def test_papers_are_issued_and_linked(client_of):
    thing = receivable(110_000, vat_mode="included")
    actions.payment_receive(by=None, method="bank", amount_krw=110_000, receivable=thing)
    papers = {paper.kind: paper for paper in Document.objects.filter(subject_id=str(thing.pk))}
    assert set(papers) == {"payments.notice", "payments.receipt"}
    said = str(papers["payments.receipt"].content)
    assert "100000" in said
    assert "10000" in said
    page = text(client_of(thing.payer_person).get(thing.get_absolute_url()))
    assert papers["payments.receipt"].get_absolute_url() in page


# ------------------------------------------------------------------------------ the desk


@pytest.mark.parametrize("tab", ["due", "late", "transfers", "refunds", "over"])
def test_tabs_show_what_waits_and_the_look_is_written_down(desk, tab):
    lives()
    assert desk.get(f"/desk/money/?tab={tab}").context["page"].paginator.count >= 1
    assert AccessEvent.objects.filter(what=f"money.{tab}").exists()


@pytest.mark.parametrize("url", ["/desk/money/?tab=due", "/desk/money/?tab=transfers", "/desk/money/?tab=refunds"])
def test_desk_asks_the_database_no_more_for_more_rows(desk, url):
    def count():
        desk.get(url)  # what is read once a process
        with CaptureQueriesContext(connection) as queries:
            desk.get(url)
        return len(queries)

    lives()
    one = count()
    for _ in "12":
        lives()
    assert count() == one


@pytest.mark.parametrize("tab", ["", "?tab=past"])
def test_my_payments_ask_no_more_for_more_rows(client_of, tab):
    person = PersonFactory()
    client = client_of(person)

    def more():
        thing = receivable(payer_person=person)
        receivable(payer_person=person)
        actions.payment_receive(by=None, method="bank", amount_krw=50_000, receivable=thing)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/me/payments/{tab}")
        return len(queries)

    more()
    client.get("/me/payments/")
    one = count()
    more()
    more()
    assert count() == one


def test_one_click_match(desk):
    thing = receivable(payer_person=PersonFactory(name="김하나"))
    line = factories.BankLineFactory(depositor="김둘")
    page = text(desk.get("/desk/money/?tab=transfers"))
    (button,) = re.findall(r'<form method="post" action="([^"]+match/)">', page)
    fields = dict(re.findall(r'name="((?:pick|amount)_\d+)" value="(\w+)"', page))
    assert desk.post(button, fields).status_code == 302
    assert BankLine.objects.get(pk=line.pk).state == "matched"
    assert thing.balance.due == 0


def test_transfer_page_finds_splits_and_keeps_what_was_typed(desk):
    things = [receivable(30_000, payer_person=PersonFactory(name="나무공방")) for _ in "12"]
    line = factories.BankLineFactory(amount_krw=60_000, depositor="대표자")
    url = reverse("payments:bank-line", args=[line.pk])
    assert len(desk.get(f"{url}?q=나무").context["shares"].rows) == 2
    wrong = {f"pick_{things[0].pk}": "on", f"amount_{things[0].pk}": "30001"}
    kept = desk.post(f"{url}match/?q=나무", wrong)
    assert 'value="30001"' in text(kept)
    assert BankLine.objects.get().state == "new"
    both = {f"pick_{thing.pk}": "on" for thing in things} | {f"amount_{thing.pk}": "30000" for thing in things}
    assert desk.post(f"{url}match/?q=나무", both).status_code == 302
    assert {thing.balance.due for thing in things} == {0}


def test_statement_preview_writes_nothing_then_goes_in(desk):
    thing = receivable(payer_person=PersonFactory(name="김하나"))
    rows = [
        "거래일시,적요,입금액,출금액,잔액",
        "2026-11-20 10:00,김하나,50000,,1",
        "언젠가,김둘,1,,1",
        "2026-11-20,모름,7,,8",
    ]
    file = SimpleUploadedFile("11월.csv", "\n".join(rows).encode("cp949"))
    preview = desk.post("/desk/money/import/", {"file": file})
    page = text(preview)
    assert not BankLine.objects.exists()
    assert (preview.context["new"], preview.context["matched"], len(preview.context["statement"].bad)) == (2, 1, 1)
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
    assert desk.post("/desk/money/import/", {"sealed": sealed}).status_code == 302
    assert (BankLine.objects.count(), thing.balance.due) == (2, 0)
    again = desk.post("/desk/money/import/", {"file": SimpleUploadedFile("2.csv", "\n".join(rows).encode())})
    assert 'name="sealed"' not in text(again)
    assert desk.post("/desk/money/import/", {"sealed": sealed[:-3] + "xxx"}).url == "/desk/money/import/"
    bad = desk.post("/desk/money/import/", {"file": SimpleUploadedFile("a.csv", b"a,b")})
    assert bad.context["form"].errors["file"]


def test_cash_twice_by_a_double_click_is_one_payment(desk):
    thing = receivable()
    url = reverse("payments:payment-receive", args=[thing.pk])
    data = {"method": "onsite_cash", "amount_krw": "50000", "key": "click"}
    desk.post(url, data)
    desk.post(url, data)
    assert Payment.objects.count() == 1


def test_deeds_of_the_desk_keep_what_was_typed(desk):
    thing = receivable()
    answer = desk.post(reverse("payments:credit-grant", args=[thing.pk]), {"amount_krw": "50001", "reason": "감면"})
    assert 'value="50001"' in text(answer)
    assert thing.balance.credited == 0
    desk.post(reverse("payments:credit-grant", args=[thing.pk]), {"amount_krw": "5000", "reason": "감면"})
    assert thing.balance.due == 45_000
    day = (clock.today() + timedelta(days=9)).isoformat()
    desk.post(reverse("payments:due-change", args=[thing.pk]), {"day": day, "reason": "지원금"})
    assert Receivable.objects.get().due_at.astimezone(clock.SEOUL).strftime("%F %R") == f"{day} 23:59"


def test_refund_page_shows_the_account_and_writes_the_look_down(desk):
    refund = factories.RefundFactory()
    facts = {"bank": "해담은행", "number": "110-222-333333", "holder": "김하나"}
    actions.refund_account_set(by=refund.payer_person, refund=refund, **facts)
    assert "110-222-333333" in text(desk.get(refund.get_absolute_url()))
    assert AccessEvent.objects.filter(what="money.refund_account", subject_ids=[refund.pk]).exists()
    desk.post(reverse("payments:refund-make", args=[refund.pk]), {"method": "bank"})
    assert "110-222-333333" not in text(desk.get(refund.get_absolute_url()))
    assert Refund.objects.get().state == "made"


def test_release_page(desk):
    thing = receivable()
    actions.payment_receive(by=None, method="bank", amount_krw=50_000, receivable=thing)
    url = reverse("payments:payment-release", args=[thing.entries.get(kind="payment").pk])
    assert desk.post(url, {"reason": ""}).status_code == 200
    assert desk.post(url, {"reason": "동명이인"}).status_code == 302
    assert thing.balance.due == 50_000


def test_day_close_page(desk):
    today = clock.today().isoformat()
    refused = desk.post(f"/desk/money/day/?day={today}", {"counted_krw": "5"})
    assert refused.status_code == 200
    assert not DayClose.objects.exists()
    desk.post(f"/desk/money/day/?day={today}", {"counted_krw": "5", "note": "어제 남은 돈"})
    assert DayClose.objects.get().difference_krw == 5
    assert desk.get("/desk/money/day/?day=nonsense").status_code == 200


def test_accountants_workbook(desk):
    thing = receivable(110_000, vat_mode="included", name="=1+1")
    actions.payment_receive(by=None, method="bank", amount_krw=110_000, receivable=thing, depositor="김하나")
    today = clock.today().isoformat()
    answer = desk.post("/desk/money/export/", {"since": today, "until": today, "purpose": "audit"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    ledger, payments = ([[cell.value for cell in row] for row in sheet.rows] for sheet in book)
    assert [row[7] for row in ledger[1:]] == [110_000, 110_000]
    assert {row[8] for row in ledger[1:]} == {10_000}
    assert ledger[1][5] == "=1+1"
    assert payments[1][3:6] == ["김하나", 110_000, 0]
    assert AccessEvent.objects.filter(what="money.export:audit").exists()


def test_register_narrows(desk):
    thing = receivable(payer_person=PersonFactory(name="김하나"))
    receivable()
    assert [row.pk for row in desk.get("/desk/money/all/?q=김하나").context["page"]] == [thing.pk]
    assert [row.pk for row in desk.get(f"/desk/money/all/?q={thing.number}").context["page"]] == [thing.pk]
    assert list(desk.get("/desk/money/all/?state=settled").context["page"]) == []


def test_colleague_sees_why_she_cannot_touch_her_own(client_of):
    staff = factories.centre_staff()
    thing = receivable(payer_person=staff)
    page = client_of(staff).get(reverse("payments:receivable-case", args=[thing.pk]))
    assert page.context["moves"]["receive"]
    assert reverse("payments:payment-receive", args=[thing.pk]) not in text(page)
