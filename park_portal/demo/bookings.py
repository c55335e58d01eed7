"""Bookings of the three months before the anchor's month and on until 45 days ahead: plausible, deterministic, and on
the ledger like real ones.

Past weeks are written in bulk (they stand for years of work); times never overlap because each leaf keeps a diary.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta

from psycopg2.extras import DateTimeTZRange

from park_portal.accounts.models import Membership, Person
from park_portal.core import clock
from park_portal.reports.reckoning import month_before, month_of
from spaces.models import Booking, Claim, Entitlement, Slot, Space
from spaces.querysets.availability import days_of
from spaces.querysets.prices import dated
from spaces.reckoning import Price, decision_deadline, midnight, pay_deadline
from spaces.rules import PriceBook, price_book
from spaces.states import DEFAULT_REFUNDS, Audience, BookingMode, BookingState, ClaimKind, UserClass

from .tables import rows

AFTER = timedelta(days=45)
LENGTHS = (60, 120, 120, 180)
SEED = 20211
SHARE_UNPAID = 0.6  # of the bookings that may still be paid for
RESIDENT = "resident@demo.park"


class Diary:
    """When each leaf is taken, so that invented bookings keep apart as real ones do."""

    def __init__(self) -> None:
        self.taken: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)

    def take(self, leaves: list[int], start: datetime, end: datetime) -> bool:
        """Write the leaves down for the time, unless one of them has it already."""
        if any(start < busy_end and busy_start < end for leaf in leaves for busy_start, busy_end in self.taken[leaf]):
            return False
        for leaf in leaves:
            self.taken[leaf].append((start, end))
        return True


def load(anchor: date, now: datetime) -> int:
    """Write the bookings; gives how many."""
    dice = random.Random(SEED)  # noqa: S311  (invented data, the same on every machine)
    spaces = list(Space.objects.bookable().select_related("building").prefetch_related("leaves"))
    people = Booker(dice)
    planned = [plan for space in spaces for plan in plans(space, anchor, dice)]
    dice.shuffle(planned)
    diary, made = Diary(), []
    for space, start, end in planned:
        leaves = [leaf.pk for leaf in space.leaves.all()]
        leaves = [dice.choice(leaves)] if space.takes_any_leaf else leaves
        before, after = timedelta(minutes=space.buffer_before), timedelta(minutes=space.buffer_after)
        if diary.take(leaves, start - before, end + after):
            made.append((people.booking(space, start, end, now), leaves))
    write(made)
    return len(made)


def plans(space: Space, anchor: date, dice: random.Random) -> Iterator[tuple[Space, datetime, datetime]]:
    """One or two uses on about half of the days, inside opening hours, on the space's own step."""
    third = month_before(month_before(month_before(month_of(anchor))))  # what the monthly reports tell of
    first, last = midnight(third), midnight(anchor + AFTER)
    for opens, closes in days_of([space], first, last)[space.pk]["open"]:
        for _use in range(dice.choice((0, 0, 1, 1, 2))):
            minutes = min(max(dice.choice(LENGTHS), space.min_minutes), space.max_minutes)
            steps = int((closes - opens).total_seconds() // 60 - minutes) // space.step_minutes
            if steps >= 0:
                start = opens + timedelta(minutes=space.step_minutes * dice.randint(0, steps))
                yield space, start, start + timedelta(minutes=minutes)


class Booker:
    """Who books what for, and in which state it stands at ``now``."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        # Who signs in to the demo finds only what life.py has done for her: quotas hold for her as in real life.
        people = Person.objects.exclude(neighbourhood="").exclude(email=RESIDENT)
        self.residents = list(people.order_by("pk"))
        entitled = Entitlement.objects.filter(dated(clock.today())).values_list("organization")
        self.members = list(Membership.objects.current().filter(organization__in=entitled).select_related("person"))
        self.officers = list(Membership.objects.current().filter(organization__kind__startswith="district"))
        self.purposes = list(rows("purposes"))
        self.prices: dict[UserClass, PriceBook] = {}

    def booking(self, space: Space, start: datetime, end: datetime, now: datetime) -> Booking:
        row = self.dice.choice(self.fitting(space))
        holder, user_class = self.holder(row["who"])
        people = min(self.dice.randint(int(row["min_people"]), int(row["max_people"])), space.capacity)
        state = self.state(space, start, end, now)
        asked = min(now, start) - timedelta(days=self.dice.randint(1, 20), minutes=self.dice.randint(0, 600))
        if state == BookingState.REQUESTED:
            asked = now - timedelta(hours=self.dice.randint(1, 40))
        price = self.price(space, user_class, start, end)
        pay_by = pay_deadline(asked, start) if price.total_krw and state != BookingState.REQUESTED else None
        if state == BookingState.CONFIRMED and pay_by and pay_by > now and self.dice.random() < SHARE_UNPAID:
            state = BookingState.AWAITING_PAYMENT
        return Booking(
            **holder,
            space=space,
            starts_at=start,
            ends_at=end,
            purpose=row["purpose"],
            attendees=max(people, 1),
            user_class=user_class,
            price_krw=price.total_krw,
            price_lines=[asdict(line) for line in price.lines],
            refund_table=DEFAULT_REFUNDS,
            pay_by=pay_by,
            state=state,
            requested_at=asked,
            decide_by=decision_deadline(asked, start) if state == BookingState.REQUESTED else None,
            ended_at=min(asked + timedelta(hours=20), now) if state == BookingState.CANCELLED else None,
        )

    def fitting(self, space: Space) -> list[dict[str, str]]:
        """Purposes of this kind of space, for as many people as it holds, of those who may book it."""
        kind = [row for row in self.purposes if row["kind"] == space.kind and int(row["min_people"]) <= space.capacity]
        own = [row for row in kind if row["who"] == "tenant"]
        return own if space.audience == Audience.TENANTS else kind

    def holder(self, who: str) -> tuple[dict[str, object], UserClass]:
        """A resident for herself, or a member for her organisation."""
        if who == "resident" or not self.members:
            return {"person": self.dice.choice(self.residents), "organization": None}, UserClass.RESIDENT
        pool = self.officers if who == "public" and self.officers else self.members
        member = self.dice.choice(pool)
        kind = UserClass.PUBLIC if pool is self.officers else UserClass.TENANT
        return {"person_id": member.person_id, "organization_id": member.organization_id}, kind

    def price(self, space: Space, user_class: UserClass, start: datetime, end: datetime) -> Price:
        """What everybody of the class pays; a reduction needs a proof, free hours an agreement."""
        if user_class not in self.prices:
            self.prices[user_class] = price_book(Space.objects.all(), user_class)
        return self.prices[user_class].price(space, start, end)

    def state(self, space: Space, start: datetime, end: datetime, now: datetime) -> BookingState:
        if self.dice.random() < 0.06:
            return BookingState.CANCELLED
        if end <= now:
            return BookingState.COMPLETED
        if start <= now:
            return BookingState.IN_USE
        soon = start - now < timedelta(days=14)
        waits = space.mode == BookingMode.APPROVAL and soon and self.dice.random() < 0.35
        return BookingState.REQUESTED if waits else BookingState.CONFIRMED


def write(made: list[tuple[Booking, list[int]]]) -> None:
    """Claims, bookings and slots in three statements; what was cancelled holds nothing."""
    claims = Claim.objects.bulk_create(
        Claim(
            kind=ClaimKind.BOOKING,
            title=booking.purpose,
            person_id=booking.person_id,
            organization_id=booking.organization_id,
            created_at=booking.requested_at,
        )
        for booking, _leaves in made
    )
    for claim, (booking, _leaves) in zip(claims, made, strict=True):
        booking.claim = claim
    Booking.objects.bulk_create(booking for booking, _leaves in made)
    Slot.objects.bulk_create(
        Slot(claim=booking.claim, leaf_id=leaf, during=DateTimeTZRange(*with_buffers(booking), "[)"))
        for booking, leaves in made
        if booking.state != BookingState.CANCELLED
        for leaf in leaves
    )


def with_buffers(booking: Booking) -> tuple[datetime, datetime]:
    space = booking.space
    before, after = timedelta(minutes=space.buffer_before), timedelta(minutes=space.buffer_after)
    return booking.starts_at - before, booking.ends_at + after
