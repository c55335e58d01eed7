"""The money of a booking on the one ledger of the park: charged, adjusted, given back.

For a booking that lives, what is charged less what is credited is its price, to the won. Locks in this order, always:
leaves, receivables, booking; a payment that comes in holds its receivable and then asks for the booking.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop, override

from park_portal.core import clock
from park_portal.core.spoken import local, say_moment
from park_portal.payments import actions as money
from park_portal.payments.models import Receivable
from park_portal.payments.reckoning import Line
from park_portal.payments.states import ReceivableKind, VatMode
from spaces import rules
from spaces.models import Booking, BookingItem, EntitlementUse
from spaces.reckoning import Price, day_of, pay_deadline, refund_krw
from spaces.states import BookingState

SUBJECT = Booking._meta.label_lower
CHANGE = gettext_noop("Change of the booking")


def receivables_of(pk: int) -> list[Receivable]:
    """What was charged for a booking, newest first, under the rows' locks."""
    rows = Receivable.objects.for_subject(SUBJECT, pk).select_for_update(of=("self",), no_key=True)
    return list(rows.order_by("-pk"))


def price_lines(price: Price) -> list[dict[str, Any]]:
    return [asdict(line) for line in price.lines]


def state_by_price(price_krw: int, starts_at: datetime) -> tuple[BookingState, datetime | None]:
    """Where a booking stands that nobody has to approve (any more), and by when it is paid.

    Inside the last day before use it is confirmed and paid at the desk.
    """
    pay_by = pay_deadline(clock.now(), starts_at) if price_krw else None
    return (BookingState.AWAITING_PAYMENT if pay_by else BookingState.CONFIRMED), pay_by


def bill(booking: Booking, by: Any) -> None:
    """Bring the ledger to the price of the booking: charge it, charge what was added, credit what fell away."""
    charged = receivables_of(booking.pk)
    difference = booking.price_krw - sum(receivable.entries.balance().net for receivable in charged)
    if difference > 0:
        _issue(booking, by, _added(difference) if charged else [Line(**line) for line in booking.price_lines])
    elif difference < 0:
        _credit(charged, -difference, by, reason=rules.both(CHANGE)[0])


def _issue(booking: Booking, by: Any, lines: Sequence[Line]) -> None:
    """``payments`` adds the line of a VAT that comes on top; an added sum has it inside."""
    added = any(line.kind == "adjustment" for line in lines) and booking.vat_mode == VatMode.ADDED
    name, name_en = _names(booking)
    money.receivable_issue(
        by=by,
        kind=ReceivableKind.BOOKING,
        name=name,
        name_en=name_en,
        lines=[line for line in lines if line.kind != "vat"],
        due_at=pay_deadline(clock.now(), booking.starts_at) or booking.starts_at,
        subject_type=SUBJECT,
        subject_id=booking.pk,
        payer_person=booking.person,
        payer_organization=booking.organization,
        link=booking.get_absolute_url(),
        vat_mode=VatMode.INCLUDED if added else booking.vat_mode,
        key=f"{SUBJECT}:{booking.pk}:{booking.changes}",
    )


def _added(difference: int) -> list[Line]:
    label, label_en = rules.both(CHANGE)
    return [Line("adjustment", label, difference, label_en, 1, difference)]


def _names(booking: Booking) -> tuple[str, str]:
    """What a receivable is for, as notice and receipt call it."""
    names = []
    for language in ("ko", "en"):
        with override(language):
            when = say_moment(local(booking.starts_at), day_of(booking.requested_at))
            names.append(f"{booking.space.title} {when}"[:120])
    return names[0], names[1]


def _credit(charged: Sequence[Receivable], amount_krw: int, by: Any, reason: str) -> None:
    """Take ``amount_krw`` off, the newest charge first, and ask for what was paid of it to go back."""
    for receivable in charged:
        part = min(receivable.entries.balance().net, amount_krw)
        if part > 0:
            back = money.receivable_credit(by=by, receivable=receivable, amount_krw=part, reason=reason)
            amount_krw -= part
            _refund(receivable, back, by, reason)


def _refund(receivable: Receivable, credit_krw: int, by: Any, reason: str) -> None:
    """Ask for the credit balance to go back, less what is on its way already."""
    waiting = sum(receivable.refunds.requested().values_list("amount_krw", flat=True))
    if credit_krw > waiting:
        money.refund_request(by=by, amount_krw=credit_krw - waiting, reason=reason, receivable=receivable)


def give_back(booking: Booking, percent: int, by: Any, reason: str) -> int:
    """End a booking's money: ``percent`` of what was paid goes back, what was not paid is no longer asked for.

    Gives the won that go back. Hours of an entitlement come back by the same share.
    """
    charged = receivables_of(booking.pk)
    balances = [receivable.entries.balance() for receivable in charged]
    paid = sum(balance.held for balance in balances)
    back = refund_krw(paid, percent)
    _credit(charged, sum(balance.net for balance in balances) - (paid - back), by, reason)
    for use in EntitlementUse.objects.filter(booking=booking):
        use.returned_minutes = use.minutes * percent // 100
        use.save(update_fields=["returned_minutes"])
    return back


def draw(booking: Booking, entitlement: int | None, minutes: int) -> None:
    """Write down the minutes that an entitlement's hours pay for. The caller holds the organisation's lock."""
    if entitlement and minutes:
        month = day_of(booking.starts_at).replace(day=1)
        EntitlementUse.objects.create(entitlement_id=entitlement, booking=booking, month=month, minutes=minutes)


def redraw(booking: Booking, entitlement: int | None, minutes: int) -> None:
    """The same after a change."""
    EntitlementUse.objects.filter(booking=booking).delete()
    draw(booking, entitlement, minutes)


def items_write(booking: Booking, wish: rules.Wish) -> None:
    """What is lent with the booking. The caller holds the items' locks."""
    if wish.items:
        BookingItem.objects.bulk_create(
            BookingItem(booking=booking, item=item, quantity=count) for item, count in wish.items
        )
