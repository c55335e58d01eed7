"""The payment gateway behind three words: prepare, read, cancel. PortOne V2 through its own SDK.

Nothing here is believed but what the gateway answers when we ask it ourselves.
"""

from typing import Any, Protocol

import httpx
import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from portone_server_sdk import PaymentClient, webhook
from portone_server_sdk.errors import PortOneError

from park_portal.accounts.models import Person
from park_portal.core.errors import ActionDenied

from . import actions, rules
from .models import GatewayAttempt, Refund
from .reckoning import Reading
from .states import Method, RefundState

log = structlog.get_logger(__name__)
STATES = {  # the SDK's own classes
    "PaidPayment": "paid",
    "FailedPayment": "failed",
    "CancelledPayment": "cancelled",
    "PartialCancelledPayment": "cancelled",
}


class GatewayAway(ActionDenied):
    """The gateway did not answer, or refused; nothing was written."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("The online payment service does not answer just now. Please try again in a moment."), reason="gateway"
        )


class Gateway(Protocol):
    """What any payment gateway must be able to do for us."""

    def prepare(self, attempt: GatewayAttempt) -> dict[str, Any]:
        """Announce the sum; gives what the browser's part needs."""

    def read(self, reference: str) -> Reading:
        """What the gateway knows of a payment now."""

    def cancel(self, reference: str, *, amount_krw: int, cancellable_krw: int, reason: str) -> None:
        """Give money back; refused by the gateway when ``cancellable_krw`` is not what it can still give."""


class PortOne:
    """https://developers.portone.io (V2): the sum is announced beforehand, so that no browser can change it."""

    def __init__(self) -> None:
        facts = settings.PORTONE
        self.store, self.channel = facts["store_id"], facts["channel_key"]
        self.payments = PaymentClient(secret=facts["api_secret"], base_url=facts["url"], store_id=self.store)

    def prepare(self, attempt: GatewayAttempt) -> dict[str, Any]:
        self._ask(
            self.payments.pre_register_payment,
            payment_id=attempt.reference,
            total_amount=attempt.amount_krw,
            currency="KRW",
        )
        return self.browser(attempt)

    def browser(self, attempt: GatewayAttempt) -> dict[str, Any]:
        """The public facts that the vendor's browser SDK asks for."""
        return {
            "storeId": self.store,
            "channelKey": self.channel,
            "paymentId": attempt.reference,
            "orderName": attempt.receivable.title[:100],
            "totalAmount": attempt.amount_krw,
            "currency": "CURRENCY_KRW",
            "payMethod": "CARD",
            "redirectUrl": f"{settings.PARK_URL}{rules.gateway_path(attempt)}",
        }

    def read(self, reference: str) -> Reading:
        payment = self._ask(self.payments.get_payment, payment_id=reference)
        facts = payment if isinstance(payment, dict) else vars(payment)
        amount = facts.get("amount")
        return Reading(
            state=STATES.get(type(payment).__name__, "waiting"),
            amount_krw=getattr(amount, "total", 0),
            cancelled_krw=getattr(amount, "cancelled", 0),
            currency=facts.get("currency", ""),
            store=facts.get("store_id", ""),
        )

    def cancel(self, reference: str, *, amount_krw: int, cancellable_krw: int, reason: str) -> None:
        self._ask(
            self.payments.cancel_payment,
            payment_id=reference,
            amount=amount_krw,
            current_cancellable_amount=cancellable_krw,
            reason=reason,
            skip_webhook=True,
        )

    @staticmethod
    def _ask(call: Any, **facts: Any) -> Any:
        try:
            return call(**facts)
        except (PortOneError, httpx.HTTPError, ValueError) as error:
            log.warning("gateway.away", error=type(error).__name__)
            raise GatewayAway from error


def gateway() -> Gateway:
    """The gateway of this park."""
    return PortOne()


def webhook_read(body: str, headers: dict[str, str]) -> str | None:
    """The payment that a signed webhook speaks of ("" when of none). None when the signature is not the sender's."""
    try:
        event = webhook.verify(settings.PORTONE["webhook_secret"], body, headers)
    except (webhook.WebhookVerificationError, ValueError):
        return None
    data = event.get("data") if isinstance(event, dict) else getattr(event, "data", None)
    found = data.get("paymentId") if isinstance(data, dict) else getattr(data, "payment_id", "")
    return str(found or "")


def attempt_check(attempt: GatewayAttempt, webhook_id: str = "") -> GatewayAttempt:
    """Ask the gateway and take its answer over; the network is asked outside the transaction."""
    reading = gateway().read(attempt.reference)
    return actions.gateway_confirm(attempt=attempt, reading=reading, webhook_id=webhook_id)


def online_refund_make(by: Person, refund: Refund) -> Refund:
    """Give an online payment back the way it came, then write it down.

    If we stopped between the two last time, the gateway has more cancelled than we wrote: then only the writing is
    left. Two clicks at once: the gateway refuses the second, whose cancellable sum is no longer right.
    """
    rules.check_refund_make(by, refund, Method.GATEWAY)
    attempt, shop = refund.attempt, gateway()
    reading = shop.read(attempt.reference)
    made = attempt.refunds.filter(state=RefundState.MADE, method=Method.GATEWAY).values_list("amount_krw", flat=True)
    if reading.cancelled_krw < sum(made) + refund.amount_krw:
        left = reading.amount_krw - reading.cancelled_krw
        shop.cancel(attempt.reference, amount_krw=refund.amount_krw, cancellable_krw=left, reason=refund.reason[:100])
    return actions.refund_make(by=by, refund=refund, method=Method.GATEWAY)
