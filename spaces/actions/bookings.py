"""The verbs of a booking."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.core.locks import Busy
from spaces import notifications, rules
from spaces.models import Booking, Claim
from spaces.reckoning import decision_deadline
from spaces.states import BookingMode, BookingState, ClaimKind

from .claims import claim_lock, claim_release, claim_take


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
    price = rules.price_of(wish, wish.user_class)
    try:
        claim = claim_take(
            kind=ClaimKind.BOOKING,
            title=purpose,
            space=wish.space,
            starts_at=wish.starts_at,
            ends_at=wish.ends_at,
            person=wish.person,
            organization=wish.organization,
            check=partial(_check_under_locks, wish, idempotency_key, bool(override)),
            override=bool(override),
        )
    except AlreadyMade as made:
        return made.booking
    booking = _booking(by, claim, wish, price)
    booking.purpose, booking.override, booking.idempotency_key = purpose, override, idempotency_key
    booking.save(force_insert=True)
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
    same = Booking.objects.filter(person=wish.person, idempotency_key=idempotency_key)
    if idempotency_key and (made := same.first()):
        raise AlreadyMade(made)
    if not override:
        rules.check_quota(wish)


def _booking(by: Person, claim: Claim, wish: rules.Wish, price: int) -> Booking:
    """The row: a request where the centre decides, else confirmed. Staff decide for others, never for themselves."""
    now = clock.now()
    decides_now = by.is_centre_staff and by.pk != wish.person.pk
    asks = wish.space.mode == BookingMode.APPROVAL and not decides_now
    return Booking(
        claim=claim,
        space=wish.space,
        person=wish.person,
        organization=wish.organization,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        attendees=wish.attendees,
        user_class=wish.user_class,
        price_krw=price,
        state=BookingState.REQUESTED if asks else BookingState.CONFIRMED,
        requested_at=now,
        decide_by=decision_deadline(now, wish.starts_at) if asks else None,
    )


@transaction.atomic
def booking_cancel(*, by: Person, booking: Booking, reason: str = "") -> Booking:
    """Give the time back before use; the place is free at once."""
    booking = _locked(booking.pk)
    rules.check_booking_cancel(by, booking)
    _move(booking, BookingState.CANCELLED, by=by, reason=reason)
    claim_release(claim=booking.claim)
    notifications.booking_cancelled(booking, by)
    return booking


@transaction.atomic
def booking_approve(*, by: Person, booking: Booking) -> Booking:
    """Say yes to a request."""
    booking = _locked(booking.pk)
    rules.check_booking_approve(by, booking)
    _decided(booking, by)
    _move(booking, BookingState.CONFIRMED, by=by)
    notifications.booking_decided(booking)
    return booking


@transaction.atomic
def booking_reject(*, by: Person, booking: Booking, reason: str) -> Booking:
    """Say no to a request, with a reason the person reads; the place is free at once."""
    booking = _locked(booking.pk)
    rules.check_booking_decide(by, booking)
    if not reason.strip():
        raise ActionDenied(_("Please give a reason; the person who asked will read it."), reason="no_reason")
    _decided(booking, by)
    _move(booking, BookingState.REJECTED, by=by, reason=reason)
    claim_release(claim=booking.claim)
    notifications.booking_decided(booking)
    return booking


def bookings_expire() -> int:
    """Release requests that nobody decided in time, with an apology; the clock's deed, safe to run twice."""
    due = Booking.objects.to_decide().filter(decide_by__lte=clock.now()).values_list("pk", flat=True)
    return _each(_expire, list(due))


def _each(deed: Callable[[int], int], pks: Iterable[int]) -> int:
    """Do the clock's deed on each booking by itself; one that is busy just now waits for the next run."""
    done = 0
    for pk in pks:
        with suppress(Busy):
            done += deed(pk)
    return done


@transaction.atomic
def _expire(pk: int) -> int:
    booking = _locked(pk)
    if booking.state != BookingState.REQUESTED:
        return 0
    _move(booking, BookingState.EXPIRED, by=None)
    claim_release(claim=booking.claim)
    notifications.booking_expired(booking)
    return 1


def bookings_advance() -> int:
    """Move confirmed bookings into use and used ones to their end, as the clock goes; safe to run twice."""
    now = clock.now()
    started = Booking.objects.filter(state=BookingState.CONFIRMED, starts_at__lte=now)
    moved = _each(partial(_advance, to=BookingState.IN_USE), list(started.values_list("pk", flat=True)))
    ended = Booking.objects.filter(state=BookingState.IN_USE, ends_at__lte=now)
    return moved + _each(partial(_advance, to=BookingState.COMPLETED), list(ended.values_list("pk", flat=True)))


@transaction.atomic
def _advance(pk: int, to: BookingState) -> int:
    booking = _locked(pk)
    if rules.cannot_move(booking, to):
        return 0
    _move(booking, to, by=None)
    return 1


def _locked(pk: int) -> Booking:
    """The booking under its leaves' locks, then its own row's: in this order, always."""
    claim_lock(Claim.objects.get(booking=pk))
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("claim", "space__building", "person", "organization").get(pk=pk)


def _decided(booking: Booking, by: Any) -> None:
    booking.decided_at, booking.decided_by = clock.now(), by
    booking.save(update_fields=["decided_at", "decided_by"])


def _move(booking: Booking, to: BookingState, *, by: Any, reason: str = "") -> None:
    rules.check_booking_move(booking, to)
    was, booking.state = booking.state, to
    if to in rules.ENDS:
        booking.ended_at = clock.now()
    booking.reason = reason[:300]
    booking.save(update_fields=["state", "ended_at", "reason"])
    record(f"booking.{to}", by=by, subject=booking, organization=booking.organization, fields=["state"], was=was)
