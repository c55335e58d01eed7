"""Online payment against a counterpart of PortOne on this machine; the SDK is the real one."""

import os
import subprocess
import sys
import time

import pytest
from django.urls import reverse

from park_portal.core.errors import ActionDenied
from park_portal.payments import actions, adapters
from park_portal.payments.models import GatewayAttempt, GatewayDelivery, Payment, Refund
from tests import factories
from tests.factories import receivable

from . import portone

pytestmark = pytest.mark.django_db
WEBHOOK = "/payments/portone/"


@pytest.fixture
def shop(settings):
    shop = portone.Shop()
    server = portone.serve(shop)
    settings.PORTONE = {
        "api_secret": portone.API_SECRET,
        "store_id": portone.STORE,
        "channel_key": portone.CHANNEL,
        "webhook_secret": portone.SECRET,
        "url": f"http://127.0.0.1:{server.server_port}",
    }
    yield shop
    server.shutdown()
    server.server_close()


@pytest.fixture
def thing():
    return receivable(50_000)


@pytest.fixture
def attempt(shop, thing):
    return actions.gateway_prepare(by=thing.payer_person, receivable=thing)


def deliver(client, reference, **facts):
    body, headers = portone.signed(reference, **facts)
    return client.post(WEBHOOK, body, content_type="application/json", headers=headers)


def now(attempt):
    return GatewayAttempt.objects.get(pk=attempt.pk)


def test_off_without_keys(client_of, thing):
    client = client_of(thing.payer_person)
    assert client.post(reverse("payments:gateway-prepare", args=[thing.pk])).status_code == 404
    assert client.post(WEBHOOK).status_code == 404
    assert "portone" not in client.get(thing.get_absolute_url()).headers["Content-Security-Policy"]
    with pytest.raises(ActionDenied):
        actions.gateway_prepare(by=thing.payer_person, receivable=thing)


def test_policy_names_the_vendor_only_with_keys():
    code = "import django; django.setup(); from django.conf import settings as s; print(s.CONTENT_SECURITY_POLICY)"
    keys = {f"PORTONE_{name}": "x" for name in ("API_SECRET", "STORE_ID", "CHANNEL_KEY", "WEBHOOK_SECRET")}

    def policy(**extra):
        env = {**os.environ, **extra}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout  # noqa: S603

    assert "portone" not in policy()
    assert "https://cdn.portone.io" in policy(**keys)


def test_prepare_announces_the_sum_and_shows_the_button(client_of, shop, thing):
    client = client_of(thing.payer_person)
    response = client.post(reverse("payments:gateway-prepare", args=[thing.pk]))
    attempt = GatewayAttempt.objects.get()
    assert response.url == reverse("payments:gateway-pay", args=[attempt.reference])
    method, path, body = shop.requests[-1]
    assert (method, path) == ("POST", f"/payments/{attempt.reference}/pre-register")
    assert body == {"storeId": portone.STORE, "totalAmount": 50_000, "currency": "KRW"}
    page = client.get(response.url).content.decode()
    assert attempt.reference in page
    assert portone.API_SECRET not in page
    client.post(reverse("payments:gateway-prepare", args=[thing.pk]))
    assert GatewayAttempt.objects.count() == 1, "the open attempt is used again"
    other = client_of(factories.PersonFactory())
    assert other.get(response.url).status_code == 404


def test_webhook_credits_once_under_double_delivery(client, shop, attempt, thing):
    shop.pay(attempt.reference, 50_000)
    assert [deliver(client, attempt.reference).status_code for _ in "12"] == [200, 200]
    assert deliver(client, attempt.reference, webhook_id="msg_2").status_code == 200
    assert now(attempt).state == "paid"
    assert (thing.balance.paid, Payment.objects.count(), GatewayDelivery.objects.count()) == (50_000, 1, 2)


def test_webhook_is_a_hint_only(client, shop, attempt, thing):
    """Signed "paid" for what the gateway itself does not know as paid credits nothing."""
    shop.pay(attempt.reference, 50_000, status="FAILED")
    assert deliver(client, attempt.reference).status_code == 200
    assert (now(attempt).state, thing.balance.paid) == ("failed", 0)
    shop.pay(attempt.reference, 50_000)  # tried again under the same number
    deliver(client, attempt.reference, webhook_id="msg_2")
    assert (now(attempt).state, thing.balance.paid) == ("paid", 50_000)


@pytest.mark.parametrize("wrong", [{"total": 1_000}, {"currency": "USD"}, {"store": "store-other"}])
def test_what_does_not_fit_is_not_credited_and_stands_on_the_desk(client_of, shop, attempt, thing, wrong):
    client = client_of(factories.centre_staff())
    shop.pay(attempt.reference, **{"total": 50_000, **wrong})
    assert deliver(client, attempt.reference).status_code == 200
    assert (thing.balance.paid, now(attempt).state) == (0, "prepared")
    page = client.get("/desk/money/?tab=transfers").content.decode()
    assert attempt.reference in page


def test_forged_stale_and_broken_webhooks(client, shop, attempt, thing):
    shop.pay(attempt.reference, 50_000)
    body, headers = portone.signed(attempt.reference)
    other, _headers = portone.signed("park-other")
    stale_body, stale = portone.signed(attempt.reference, at=time.time() - 3600)
    for sent, with_headers in [(other, headers), (body, {}), (stale_body, stale), (b"\xff", headers)]:
        response = client.post(WEBHOOK, sent, content_type="application/json", headers=with_headers)
        assert response.status_code == 400
    assert thing.balance.paid == 0


def test_webhook_of_something_else_is_answered_and_forgotten(client, shop):
    assert deliver(client, "park-unknown").status_code == 200
    assert not GatewayDelivery.objects.exists()


def test_a_gateway_that_is_away_makes_the_sender_try_again(client, shop, attempt, thing):
    shop.pay(attempt.reference, 50_000)
    shop.answers_500 = True
    assert deliver(client, attempt.reference).status_code == 503
    assert not GatewayDelivery.objects.exists()
    shop.answers_500 = False
    assert deliver(client, attempt.reference).status_code == 200
    assert thing.balance.paid == 50_000


def test_check_from_the_page(client_of, shop, attempt, thing):
    client = client_of(thing.payer_person)
    shop.pay(attempt.reference, 50_000)
    response = client.post(reverse("payments:gateway-check", args=[attempt.reference]))
    assert response.url == thing.get_absolute_url()
    assert thing.balance.paid == 50_000


def test_paid_twice_waits_as_an_over_payment(client, shop, attempt, thing):
    actions.payment_receive(by=None, method="bank", amount_krw=50_000, receivable=thing)
    shop.pay(attempt.reference, 50_000)
    deliver(client, attempt.reference)
    assert Payment.objects.with_unallocated().get().method == "gateway"
    rest = Payment.objects.with_unallocated().get()
    assert actions.refund_request(by=None, payment=rest, amount_krw=50_000, reason="-").method == "gateway"


def paid_and_cancelled(client, shop, attempt, thing, amount=20_000):
    shop.pay(attempt.reference, 50_000)
    deliver(client, attempt.reference)
    actions.receivable_credit(by=None, receivable=thing, amount_krw=amount, reason="-")
    return actions.refund_request(by=None, receivable=thing, amount_krw=amount, reason="-")


def test_refund_goes_back_through_the_gateway(client, shop, attempt, thing):
    refund = paid_and_cancelled(client, shop, attempt, thing)
    assert (refund.method, refund.asks_account) == ("gateway", False)
    staff = factories.centre_staff()
    adapters.online_refund_make(staff, refund)
    assert shop.payments[attempt.reference]["cancelled"] == 20_000
    assert (Refund.objects.get().state, thing.balance.refunded) == ("made", 20_000)
    with pytest.raises(ActionDenied):
        adapters.online_refund_make(staff, Refund.objects.get())
    assert shop.payments[attempt.reference]["cancelled"] == 20_000


def test_refund_cut_off_after_the_gateway_is_only_written_down(client, shop, attempt, thing):
    """Our process died between the gateway's yes and our commit: the money must not go back twice."""
    refund = paid_and_cancelled(client, shop, attempt, thing)
    shop.payments[attempt.reference]["cancelled"] = 20_000
    adapters.online_refund_make(factories.centre_staff(), refund)
    assert shop.payments[attempt.reference]["cancelled"] == 20_000
    assert thing.balance.refunded == 20_000


def test_gateway_refuses_the_refund_and_nothing_is_written(client, shop, attempt, thing):
    refund = paid_and_cancelled(client, shop, attempt, thing)
    shop.answers_500 = True
    with pytest.raises(ActionDenied):
        adapters.online_refund_make(factories.centre_staff(), refund)
    assert (Refund.objects.get().state, thing.balance.refunded) == ("requested", 0)


def test_cancelled_in_the_gateways_own_console_stands_on_the_desk(client, shop, attempt, thing):
    shop.pay(attempt.reference, 50_000)
    deliver(client, attempt.reference)
    shop.payments[attempt.reference]["cancelled"] = 50_000
    deliver(client, attempt.reference, webhook_id="msg_2", kind="Cancelled")
    assert GatewayAttempt.objects.puzzling().get() == attempt
    assert thing.balance.paid == 50_000
