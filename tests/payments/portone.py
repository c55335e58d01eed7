"""A counterpart that speaks PortOne's V2 paths on this machine, and signs webhooks by the Standard Webhooks rules."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"a secret of the tests only").decode()
API_SECRET, STORE, CHANNEL = "api-secret-of-the-tests", "store-test", "channel-test"
NOW = "2026-11-20T05:05:11Z"


class Shop:
    """What PortOne knows: payments by our number, and every request it got."""

    def __init__(self) -> None:
        self.payments: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, str, dict[str, Any]]] = []
        self.answers_500 = False

    def pay(self, reference: str, total: int, status: str = "PAID", **facts: Any) -> None:
        """Somebody has paid in the window (or failed to)."""
        self.payments[reference] = {"total": total, "status": status, "cancelled": 0, **facts}

    def as_json(self, reference: str) -> dict[str, Any]:
        payment = self.payments[reference]
        total, cancelled = payment["total"], payment["cancelled"]
        status = payment["status"]
        if cancelled:
            status = "CANCELLED" if cancelled == total else "PARTIAL_CANCELLED"
        amount = {"total": total, "taxFree": 0, "discount": 0, "paid": total - cancelled}
        amount |= {"cancelled": cancelled, "cancelledTaxFree": 0}
        body = {
            "status": status,
            "id": reference,
            "transactionId": f"tx-{reference}",
            "merchantId": "merchant-test",
            "storeId": payment.get("store", STORE),
            "channel": {"type": "TEST", "pgProvider": "TOSSPAYMENTS", "pgMerchantId": "pg-test"},
            "version": "V2",
            "requestedAt": NOW,
            "updatedAt": NOW,
            "statusChangedAt": NOW,
            "orderName": "test",
            "amount": amount,
            "currency": payment.get("currency", "KRW"),
            "customer": {},
            "origin": {"platformType": "PC", "ipAddress": "127.0.0.1"},
            "paidAt": NOW,
            "disputes": [],
            "cancellations": [],
            "cancelledAt": NOW,
        }
        return body | ({"failedAt": NOW, "failure": {"reason": "refused"}} if status == "FAILED" else {})

    def cancel(self, reference: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        payment = self.payments[reference]
        left = payment["total"] - payment["cancelled"]
        if body.get("currentCancellableAmount", left) != left:
            return 409, {"type": "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN"}
        if body["amount"] > left:
            return 409, {"type": "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT"}
        payment["cancelled"] += body["amount"]
        done = {"status": "SUCCEEDED", "id": "c-1", "totalAmount": body["amount"], "taxFreeAmount": 0, "vatAmount": 0}
        return 200, {"cancellation": done | {"reason": body["reason"], "requestedAt": NOW, "cancelledAt": NOW}}

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.requests.append((method, path, body))
        if self.answers_500:
            return 500, {"type": "SERVER"}
        _empty, _payments, reference, *deed = path.split("?", maxsplit=1)[0].split("/")
        if deed == ["pre-register"]:
            return 200, {}
        if reference not in self.payments:
            return 404, {"type": "PAYMENT_NOT_FOUND"}
        return self.cancel(reference, body) if deed == ["cancel"] else (200, self.as_json(reference))


def serve(shop: Shop) -> ThreadingHTTPServer:
    """Start it on a free port; the caller shuts it down."""

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            if self.headers.get("Authorization") != f"PortOne {API_SECRET}":
                status, answer = 401, {"type": "UNAUTHORIZED"}
            else:
                status, answer = shop.answer(self.command, self.path, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do  # noqa: N815 - as the server asks for them

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def signed(
    reference: str, webhook_id: str = "msg_1", at: float | None = None, kind: str = "Paid"
) -> tuple[bytes, dict]:
    """A webhook's body and headers, as the sender signs them."""
    data = {"paymentId": reference, "storeId": STORE, "transactionId": f"tx-{reference}"}
    body = json.dumps({"type": f"Transaction.{kind}", "timestamp": NOW, "data": data})
    moment = str(int(at or time.time()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signature = hmac.digest(key, f"{webhook_id}.{moment}.{body}".encode(), hashlib.sha256)
    headers = {"webhook-id": webhook_id, "webhook-timestamp": moment}
    return body.encode(), headers | {"webhook-signature": f"v1,{base64.b64encode(signature).decode()}"}
