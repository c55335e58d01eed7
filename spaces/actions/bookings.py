"""The verbs of a booking."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from spaces import notifications, rules
from spaces.models import Booking, Claim
from spaces.reckoning import Price, decision_deadline
from spaces.states import BookingState, ClaimKind, UserClass

from .claims import claim_release, claim_shift, claim_take
from .money import bill, draw, give_back, items_write, price_lines, receivables_of, redraw, state_by_price
from .rows import locked, move, write

CANCELLED = gettext_noop("Booking cancelled")


@transaction.atomic
def booking_request(
    *,
    by: Person,
    wish: rules.Wish,
    purpose: str,
    idempotency_key: str | None = None,
    override: str = "",
) -> Booking:
    """Book for ``wish.person``; ``by`` is she herself or staff on the telephone.

    Gives a confirmed booking, or a request where the space needs approval. The same ``idempotency_key`` of the same
    person gives the booking of before. ``override``: the written reason with which staff set rules aside.
    Raises RuleRefused, SlotTaken, NotPermitted or Busy; nothing is written then.
    """
    rules.check_booking_for(by, wish, override)
    if not override:
        rules.check_booking_wish(wish)
    wish = replace(wish, user_class=rules.class_of(wish))
    try:
        claim = claim_take(
            kind=ClaimKind.BOOKING,
            title=purpose,
            space=wish.space,
            starts_at=wish.starts_at,
            ends_at=wish.ends_at,
            person=wish.person,
            organization=wish.organization,
            items=[item.pk for item, _count in wish.items],
            check=partial(_check_under_locks, wish, idempotency_key, bool(override)),
            override=bool(override),
        )
    except AlreadyMade as made:
        return made.booking
    booking = _booking(by, claim, wish, purpose=purpose, override=override, idempotency_key=idempotency_key)
    facts = {"state": booking.state, "override": bool(override)}
    record("booking.request", by=by, subject=booking, organization=wish.organization, **facts)
    notifications.booking_made(booking)
    return booking


class AlreadyMade(Exception):
    """The same person sent the same key before: her booking of then is the answer."""

    def __init__(self, booking: Booking) -> None:
        super().__init__(booking.pk)
        self.booking = booking


def _check_under_locks(wish: rules.Wish, idempotency_key: str | None, override: bool) -> None:
    """Asked under the person's lock, so that a double click finds what the first click made."""
    if idempotency_key:
        made = Booking.objects.filter(person=wish.person, idempotency_key=idempotency_key).first()
        if made:
            raise AlreadyMade(made)
    if not override:
        rules.check_limits(wish)


def _booking(by: Person, claim: Claim, wish: rules.Wish, **words: Any) -> Booking:
    """The row with what hangs on it: items lent, hours drawn, the charge.

    A request where the centre decides, else to be paid or confirmed. Staff decide for others at once.
    """
    now, book, asks = clock.now(), rules.book_of(wish), rules.needs_approval(by, wish)
    price = rules.price_of(wish, book)
    state, pay_by = state_by_price(price.total_krw, wish.starts_at)
    booking = Booking(
        claim=claim,
        space=wish.space,
        person=wish.person,
        organization=wish.organization,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        attendees=wish.attendees,
        user_class=wish.user_class,
        **_priced(price),
        **words,
        refund_table=book.refunds,
        state=BookingState.REQUESTED if asks else state,
        requested_at=now,
        decide_by=decision_deadline(now, wish.starts_at) if asks else None,
        pay_by=None if asks else pay_by,
    )
    booking.save(force_insert=True)
    items_write(booking, wish)
    draw(booking, book.entitlement, price.drawn_minutes)
    if price.total_krw and not asks:
        bill(booking, by)
    return booking


def _priced(price: Price) -> dict[str, Any]:
    return {"price_krw": price.total_krw, "price_lines": price_lines(price), "vat_mode": price.vat_mode}


@transaction.atomic
def booking_change(
    *, by: Person, booking: Booking, wish: rules.Wish, reason: str = "", override: bool = False
) -> Booking:
    """Move a booking to another time, number of people or (the centre only) space; the price is that of its day.

    What the centre had approved is asked again, unless it only became shorter or the centre itself moves it.
    Raises RuleRefused, SlotTaken, NotPermitted, ActionDenied or Busy; nothing is changed then.
    """
    booking = locked(booking.pk, to=wish.space)
    items = tuple((use.item, use.quantity) for use in booking.items.select_related("item"))
    wish = replace(wish, user_class=UserClass(booking.user_class), instead_of=booking, items=items)
    rules.check_booking_change(by, booking, wish, reason, override)
    if not override:
        rules.check_limits(wish)
    asks, before, book = rules.needs_approval(by, wish), _when(booking), rules.book_of(wish)
    price = rules.price_of(wish, book)
    claim_shift(
        claim=booking.claim, space=wish.space, starts_at=wish.starts_at, ends_at=wish.ends_at, override=override
    )
    facts = {"space": wish.space, "starts_at": wish.starts_at, "ends_at": wish.ends_at, "attendees": wish.attendees}
    write(booking, **facts, **_priced(price), changes=booking.changes + 1, override=reason if override else "")
    redraw(booking, book.entitlement, price.drawn_minutes)
    record("booking.change", by=by, subject=booking, organization=booking.organization, fields=facts, was=before)
    if asks:
        _ask_again(booking, by)
    elif booking.state != BookingState.REQUESTED:
        _settle(booking, by)
    notifications.booking_changed(booking, before, reason)
    return booking


def _settle(booking: Booking, by: Any) -> None:
    """Bring the ledger to the price; what is due is paid in time, except that a confirmed booking stays confirmed."""
    bill(booking, by)
    if booking.state == BookingState.CONFIRMED:
        return
    due = sum(receivable.entries.balance().due for receivable in receivables_of(booking.pk))
    to, pay_by = state_by_price(due, booking.starts_at)
    write(booking, pay_by=pay_by)
    if to != booking.state:
        move(booking, to, by=by)


def _when(booking: Booking) -> dict[str, Any]:
    """Where and when a booking is, as the trail and the letter about a change keep it."""
    return {
        "space": booking.space_id,
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
    }


def _ask_again(booking: Booking, by: Person) -> None:
    """A changed booking of a space that needs approval waits for the centre again."""
    decide_by = decision_deadline(clock.now(), booking.starts_at)
    write(booking, decide_by=decide_by, decided_at=None, decided_by=None)
    if booking.state != BookingState.REQUESTED:
        move(booking, BookingState.REQUESTED, by=by)


@transaction.atomic
def booking_cancel(*, by: Person, booking: Booking, reason: str = "") -> Booking:
    """Give the time back before use; the place is free at once."""
    booking = locked(booking.pk)
    rules.check_booking_cancel(by, booking)
    percent = rules.refund_share(booking)
    move(booking, BookingState.CANCELLED, by=by, reason=reason)
    claim_release(claim=booking.claim)
    back = give_back(booking, percent, by, rules.both(CANCELLED)[0])
    notifications.booking_cancelled(booking, by, back)
    return booking


@transaction.atomic
def booking_approve(*, by: Person, booking: Booking) -> Booking:
    """Say yes to a request."""
    booking = locked(booking.pk)
    rules.check_booking_approve(by, booking)
    write(booking, decided_at=clock.now(), decided_by=by)
    _settle(booking, by)
    notifications.booking_decided(booking)
    return booking


@transaction.atomic
def booking_reject(*, by: Person, booking: Booking, reason: str) -> Booking:
    """Say no to a request, with a reason the person reads; the place is free at once."""
    booking = locked(booking.pk)
    rules.check_booking_decide(by, booking)
    if not reason.strip():
        raise ActionDenied(_("Please give a reason; the person who asked will read it."), reason="no_reason")
    write(booking, decided_at=clock.now(), decided_by=by)
    move(booking, BookingState.REJECTED, by=by, reason=reason)
    claim_release(claim=booking.claim)
    give_back(booking, 100, by, reason)
    notifications.booking_decided(booking)
    return booking
