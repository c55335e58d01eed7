"""What the doors of the money pages need, for tests/test_doors.py."""

from datetime import timedelta
from typing import Any

from park_portal.core import clock
from park_portal.payments import actions
from tests import factories


def money_doors(member: Any) -> tuple[dict[str, list], dict[str, dict[str, Any]]]:
    """``(args, data)``: the objects behind the doors, and what the deeds are sent."""
    due = factories.receivable(payer_person=member)
    paid = factories.receivable()
    actions.payment_receive(by=None, method="bank", amount_krw=50_000, receivable=paid)
    actions.receivable_credit(by=None, receivable=paid, amount_krw=20_000, reason="-")
    rest = actions.payment_receive(by=None, method="bank", amount_krw=50_000)
    refund = factories.RefundFactory(payer_person=member)
    entry = paid.entries.get(kind="payment")
    line, aside = factories.BankLineFactory(), factories.BankLineFactory(state="ignored", reason="-")
    attempt = factories.GatewayAttemptFactory(receivable=due).reference
    share = {f"pick_{due.pk}": "on", f"amount_{due.pk}": "50000"}
    objects = [
        (due.pk, ("receivable-detail", "gateway-prepare", "receivable-case", "payment-receive", "due-change")),
        (due.pk, ("credit-grant",)),
        (paid.pk, ("refund-request",)),
        (entry.pk, ("payment-release",)),
        (attempt, ("gateway-pay", "gateway-check")),
        (rest.pk, ("payment-detail", "payment-allocate", "payment-refund")),
        (refund.pk, ("refund-account-set", "refund-detail", "refund-make", "refund-cancel")),
        (line.pk, ("bank-line", "bank-line-match", "bank-line-ignore")),
        (aside.pk, ("bank-line-reopen",)),
    ]
    args = [(name, [key]) for key, names in objects for name in names]
    typed = {
        "payment-receive": {"method": "onsite_card", "amount_krw": "50000"},
        "due-change": {"day": (clock.today() + timedelta(days=9)).isoformat(), "reason": "-"},
        "credit-grant": {"amount_krw": "1000", "reason": "-"},
        "refund-request": {"amount_krw": "1000", "reason": "-"},
        "payment-allocate": share,
        "payment-refund": {"amount_krw": "1000", "reason": "-"},
        "refund-make": {"method": "onsite_cash"},
        "refund-cancel": {"reason": "-"},
        "bank-line-match": share,
        "bank-line-ignore": {"reason": "-"},
    }
    return {f"payments:{name}": pk for name, pk in args}, {f"payments:{name}": data for name, data in typed.items()}
