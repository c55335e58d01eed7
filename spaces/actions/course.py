"""What the clock and the money do to bookings."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_noop

from park_portal.core import clock
from park_portal.core.locks import Busy
from spaces import notifications, rules
from spaces.models import Booking
from spaces.states import BookingState

from .claims import claim_release
from .money import give_back, receivables_of
from .rows import locked, move, row

IN_TIME = gettext_noop("Not approved or not paid in time")


def bookings_expire() -> int:
    """Release what nobody decided or paid in time; the clock's deed, safe to run twice."""
    return _each(_expire, list(Booking.objects.overdue(clock.now()).values_list("pk", flat=True)))


def _each(deed: Callable[[int], int], pks: Iterable[int]) -> int:
    """Do the clock's deed on each booking by itself; one that is busy just now waits for the next run."""
    done = 0
    for pk in pks:
        with suppress(Busy):
            done += deed(pk)
    return done


@transaction.atomic
def _expire(pk: int) -> int:
    booking = locked(pk)
    if not Booking.objects.overdue(clock.now()).filter(pk=pk).exists():
        return 0
    unpaid = booking.state == BookingState.AWAITING_PAYMENT
    move(booking, BookingState.EXPIRED, by=None)
    claim_release(claim=booking.claim)
    give_back(booking, 100, None, rules.both(IN_TIME)[0])
    notifications.booking_expired(booking, unpaid)
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
    booking = row(pk)
    if rules.cannot_move(booking, to):
        return 0
    move(booking, to, by=None)
    return 1


@transaction.atomic
def booking_paid(*, pk: int) -> bool:
    """Confirm an unpaid booking once nothing of it is due; the caller holds the receivable that was settled."""
    if any(receivable.entries.balance().due for receivable in receivables_of(pk)):
        return False
    booking = row(pk)
    if booking.state != BookingState.AWAITING_PAYMENT:
        return False
    move(booking, BookingState.CONFIRMED, by=None)
    notifications.booking_paid(booking)
    return True
