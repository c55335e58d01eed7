"""Online payments: what we asked, and what the gateway itself says about it."""

from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.payments import rules
from park_portal.payments.models import GatewayAttempt, GatewayDelivery, Receivable
from park_portal.payments.reckoning import Reading
from park_portal.payments.states import MOVES, AttemptState, Method, RefundState

from .payments import payment_receive
from .receivables import receivable_lock


@transaction.atomic
def gateway_prepare(*, by: Person, receivable: Receivable) -> GatewayAttempt:
    """Begin an online payment of all that is due; an attempt of the same sum that is still open is used again."""
    receivable = receivable_lock(receivable.pk)
    rules.check_gateway_prepare(by, receivable)
    due = receivable.entries.balance().due
    open_ones = receivable.attempts.filter(state=AttemptState.PREPARED, amount_krw=due, by=by, problem="")
    if attempt := open_ones.first():
        return attempt
    attempt = GatewayAttempt.objects.create(
        reference=f"park-{receivable.pk}-{uuid4().hex[:12]}",
        receivable=receivable,
        amount_krw=due,
        by=by,
        created_at=clock.now(),
    )
    record("gateway.prepare", by=by, subject=attempt, receivable=receivable.pk, amount_krw=due)
    return attempt


@transaction.atomic
def gateway_confirm(*, attempt: GatewayAttempt, reading: Reading, webhook_id: str = "") -> GatewayAttempt:
    """Take over what the gateway says now. Only a payment of the asked amount, in won, in our shop, is credited;
    anything else is noted for the desk. The same webhook twice, or two at once, do nothing more.
    """
    if webhook_id and not _first_delivery(attempt, webhook_id):
        return GatewayAttempt.objects.get(pk=attempt.pk)
    attempt = attempt_lock(attempt.pk)
    problem = _problem(attempt, reading)
    if problem:
        attempt.problem = problem
        record("gateway.problem", by=None, subject=attempt, problem=problem)
    elif reading.state == "paid" and attempt.state != AttemptState.PAID:
        _paid(attempt)
    elif reading.state == "cancelled" and reading.cancelled_krw >= attempt.amount_krw:
        _move(attempt, AttemptState.CANCELLED)
    elif reading.state == "failed":
        _move(attempt, AttemptState.FAILED)
    attempt.save()
    return attempt


def _first_delivery(attempt: GatewayAttempt, webhook_id: str) -> bool:
    try:
        with transaction.atomic():
            GatewayDelivery.objects.create(webhook_id=webhook_id, attempt=attempt, received_at=clock.now())
    except IntegrityError:
        return False
    return True


def attempt_lock(pk: int) -> GatewayAttempt:
    return GatewayAttempt.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def _problem(attempt: GatewayAttempt, reading: Reading) -> str:
    """What does not fit, as codes and numbers; empty when all does."""
    if reading.state == "paid":
        facts = {
            "amount": (reading.amount_krw, attempt.amount_krw),
            "currency": (reading.currency, "KRW"),
            "store": (reading.store, settings.PORTONE["store_id"]),
        }
        wrong = [f"{name}: {told} / {asked}" for name, (told, asked) in facts.items() if told != asked]
        return "; ".join(wrong)[:200]
    ours = attempt.refunds.exclude(state=RefundState.CANCELLED).values_list("amount_krw", flat=True)
    in_part = 0 < reading.cancelled_krw < attempt.amount_krw
    if reading.cancelled_krw > sum(ours) if attempt.state == AttemptState.PAID else in_part:
        return f"cancelled: {reading.cancelled_krw} / {sum(ours)}"
    return ""


def _paid(attempt: GatewayAttempt) -> None:
    attempt.payment = payment_receive(
        by=None,
        method=Method.GATEWAY,
        amount_krw=attempt.amount_krw,
        receivable=attempt.receivable,
        reference=attempt.reference,
        key=f"gateway:{attempt.reference}",
    )
    attempt.problem = ""
    _move(attempt, AttemptState.PAID)


def _move(attempt: GatewayAttempt, to: AttemptState) -> None:
    if to not in MOVES[AttemptState][AttemptState(attempt.state)]:
        return  # news that came late or twice
    was, attempt.state = attempt.state, to
    record(f"gateway.{to}", by=None, subject=attempt, fields=["state"], was=was)
