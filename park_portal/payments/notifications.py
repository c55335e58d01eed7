"""Messages about money, and the reminders round the day to pay by."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Membership, Person
from park_portal.accounts.states import Duty, Role
from park_portal.notifications.actions import message_queue
from park_portal.notifications.reminders import Due, Reminder, register

from .models import LedgerEntry, Receivable, Refund

SEE = _("See the payment")
# The engine looks ahead only, so what is late is told before a moment that lies after it.
LATE_UNTIL = timedelta(days=8)


def told(person: Person | None, organization: Any) -> list[Person]:
    """Who reads it: the person who pays, else the heads, managers and accountants of the organisation."""
    if person:
        return [person]
    members = Membership.objects.current().filter(organization=organization).select_related("person")
    return [m.person for m in members if m.role in {Role.OWNER, Role.MANAGER} or Duty.FINANCE in m.duties]


def _tell(kind: str, receivable: Receivable, key: str, **context: Any) -> None:
    for person in told(receivable.payer_person, receivable.payer_organization):
        message_queue(
            kind=kind, to=person, key=key, context=_facts(receivable) | context, link=_link(receivable), deed=SEE
        )


def _facts(receivable: Receivable) -> dict[str, Any]:
    return {"receivable": receivable, "balance": receivable.balance, "account": settings.PARK}


def _link(receivable: Receivable) -> str:
    return reverse("payments:receivable-detail", args=[receivable.pk])


def payment_due(receivable: Receivable) -> None:
    """Something is to be paid: how much, by when, where to."""
    _tell("payments.payment_due", receivable, f"{receivable.pk}:due")


def payment_received(receivable: Receivable, entry: LedgerEntry) -> None:
    _tell("payments.payment_received", receivable, f"entry:{entry.pk}", entry=entry)


def refund_requested(refund: Refund) -> None:
    """Money goes back: the payer is asked for her account where one is needed."""
    _tell_refund("payments.refund_requested", refund, _("Say where to pay to") if refund.asks_account else SEE)


def refund_made(refund: Refund) -> None:
    _tell_refund("payments.refund_made", refund, SEE)


def _tell_refund(kind: str, refund: Refund, deed: Any) -> None:
    if not (refund.payer_person or refund.payer_organization):
        return
    asks = reverse("payments:refund-account-set", args=[refund.pk])
    there = _link(refund.receivable) if refund.receivable else reverse("payments:receivable-list")
    for person in told(refund.payer_person, refund.payer_organization):
        link = asks if refund.asks_account else there
        context = {"refund": refund, "receivable": refund.receivable}
        message_queue(kind=kind, to=person, key=str(refund.pk), context=context, link=link, deed=deed)


def _due(start: datetime, end: datetime, after: timedelta) -> Iterable[Due]:
    rows = Receivable.objects.open().filter(due_at__gte=start - after, due_at__lt=end - after)
    for receivable in rows.select_related("payer_person", "payer_organization").with_balance():
        yield Due(
            subject=receivable,
            at=receivable.due_at + after,
            people=told(receivable.payer_person, receivable.payer_organization),
            context=_facts(receivable),
            link=_link(receivable),
            deed=SEE,
        )


def payments_due(start: datetime, end: datetime) -> Iterable[Due]:
    return _due(start, end, timedelta())


def payments_late(start: datetime, end: datetime) -> Iterable[Due]:
    return _due(start, end, LATE_UNTIL)


def register_reminders() -> None:
    register(
        Reminder(
            code="payments.payment_soon",
            kind="payments.payment_soon",
            offsets=(timedelta(days=1),),
            between=payments_due,
        )
    )
    register(  # one and seven days after the day to pay by
        Reminder(
            code="payments.payment_late",
            kind="payments.payment_late",
            offsets=(LATE_UNTIL - timedelta(days=1), LATE_UNTIL - timedelta(days=7)),
            between=payments_late,
        )
    )
