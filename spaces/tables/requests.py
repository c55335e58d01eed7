"""A request with all that bears on its decision, and the one to decide after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from spaces import rules
from spaces.models import Booking, Closure, Slot
from spaces.querysets.availability import days_of
from spaces.reckoning import midnight, month_of
from spaces.states import BookingState

from .costs import lines_of
from .desk import Minutes, minutes_of


@dataclass(frozen=True)
class Case:
    """One request and what bears on its decision."""

    booking: Booking
    slots: list[Slot]  # of other claims in the same leaves that day
    closures: list[Closure]
    opened: list[Minutes]
    refusal: ActionDenied | None
    history: dict[str, Any]
    month_used: str
    month_limit: int

    @classmethod
    def of(cls, booking: Booking) -> "Case":
        space, day = booking.space, booking_day(booking)
        start, end = midnight(day), midnight(day + timedelta(days=1))
        slots = Slot.objects.filter(leaf__spaces=space, during__overlap=(start, end)).exclude(claim=booking.claim_id)
        slots = slots.select_related("claim__booking__space", "claim__person", "claim__organization", "leaf")
        closures = Closure.objects.between(booking.starts_at, booking.ends_at).filter(leaves__spaces=space)
        return cls(
            booking=booking,
            slots=_one_a_claim(slots.order_by("during", "pk")),
            closures=list(closures.distinct()),
            opened=minutes_of(day, days_of([space], start, end)[space.pk]["open"]),
            refusal=refusal_now(booking),
            history=history_of(booking),
            month_used=rules.say_minutes(_own(booking).used_minutes(*month_of(booking.starts_at))),
            month_limit=space.monthly_hours_organization if booking.organization else space.monthly_hours_person,
        )

    @property
    def day(self) -> date:
        return booking_day(self.booking)

    @property
    def taken(self) -> list[Minutes]:
        return minutes_of(self.day, [(slot.during.lower, slot.during.upper) for slot in self.slots])

    @property
    def mine(self) -> Minutes:
        return minutes_of(self.day, [(self.booking.starts_at, self.booking.ends_at)])[0]

    @property
    def lines(self) -> list[tuple[str, str, int]]:
        return lines_of(self.booking)

    @property
    def length(self) -> str:
        return rules.say_minutes(self.booking.minutes)


def booking_day(booking: Booking) -> date:
    return booking.starts_at.astimezone(clock.SEOUL).date()


def _one_a_claim(slots: Iterable[Slot]) -> list[Slot]:
    return list({slot.claim_id: slot for slot in slots}.values())


def _own(booking: Booking) -> Any:
    """Bookings of the same holder, as the quota counts them."""
    if booking.organization is not None:
        return Booking.objects.filter(organization=booking.organization)
    return Booking.objects.filter(person=booking.person, organization=None)


def history_of(booking: Booking) -> dict[str, Any]:
    """How the person's earlier bookings ended."""
    counted = {
        state.value: Count("pk", filter=Q(state=state))
        for state in (BookingState.COMPLETED, BookingState.CANCELLED, BookingState.NO_SHOW, BookingState.REJECTED)
    }
    earlier = Booking.objects.filter(person=booking.person).exclude(pk=booking.pk)
    last = Max("ends_at", filter=Q(state=BookingState.COMPLETED))
    return earlier.aggregate(all=Count("pk"), last=last, **counted)


def refusal_now(booking: Booking) -> ActionDenied | None:
    """The rule that would stand against the request today. Its lead time was kept when it was made."""
    wish = rules.Wish(
        person=booking.person,
        space=booking.space,
        starts_at=booking.starts_at.astimezone(clock.SEOUL),
        ends_at=booking.ends_at.astimezone(clock.SEOUL),
        attendees=booking.attendees,
        organization=booking.organization,
    )
    try:
        rules.check_booking_wish(wish)
    except ActionDenied as refusal:
        return None if refusal.reason == "too_late" else refusal
    return None


def request_after(booking: Booking) -> Booking | None:
    """The request to decide after this one: the next deadline, else the first of all."""
    waiting = Booking.objects.to_decide().exclude(pk=booking.pk)
    if booking.decide_by:
        later = Q(decide_by__gt=booking.decide_by) | Q(decide_by=booking.decide_by, pk__gt=booking.pk)
        if following := waiting.filter(later).first():
            return following
    return waiting.first()
