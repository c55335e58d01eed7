"""The land, the ledger, bookings."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory
from psycopg2.extras import DateTimeTZRange

from park_portal.core import clock
from spaces import models
from spaces.reckoning import midnight
from spaces.states import DEFAULT_REFUNDS, BookingState, ClaimKind, ProofState, UserClass

from .accounts import OrganizationFactory, PersonFactory
from .documents import StoredFileFactory


def square(x: Decimal) -> list[list[Decimal]]:
    """A footprint of ten metres a side."""
    return [[x, Decimal(0)], [x + 10, Decimal(0)], [x + 10, Decimal(10)], [x, Decimal(10)]]


def at(days: int, clock_time: str = "14:00") -> datetime:
    """A moment ``days`` from today in Seoul."""
    hours, minutes = map(int, clock_time.split(":"))
    return midnight(clock.today() + timedelta(days=days)) + timedelta(hours=hours, minutes=minutes)


def span(start: datetime, end: datetime) -> DateTimeTZRange:
    return DateTimeTZRange(start, end, "[)")


class BuildingFactory(DjangoModelFactory):
    class Meta:
        model = models.Building

    code = factory.Sequence(lambda n: f"building-{n}")
    name = factory.Sequence(lambda n: f"건물{n}")
    name_en = factory.Sequence(lambda n: f"Building {n}")
    category = "tenancy"
    outline = factory.Sequence(lambda n: square(Decimal(n % 40 * 20)))


class EquipmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Equipment

    code = factory.Sequence(lambda n: f"equipment-{n}")
    name = factory.Sequence(lambda n: f"장비{n}")


class LeafFactory(DjangoModelFactory):
    class Meta:
        model = models.Leaf

    code = factory.Sequence(lambda n: f"leaf-{n}")
    building = factory.SubFactory(BuildingFactory)


class SpaceFactory(DjangoModelFactory):
    """A meeting room with one leaf of its own, open 09:00-22:00 every day, free of charge for every class.

    ``leaves=[...]`` shares leaves (a half of a hall), ``hours=()`` leaves the hours to building and park,
    ``price=5000`` sets won an hour for every class.
    """

    class Meta:
        model = models.Space
        skip_postgeneration_save = True

    building = factory.SubFactory(BuildingFactory)
    code = factory.Sequence(lambda n: f"space-{n}")
    name = factory.Sequence(lambda n: f"회의실{n}")
    name_en = factory.Sequence(lambda n: f"Room {n}")
    kind = "meeting"
    capacity = 20
    area_m2 = Decimal(40)
    lead_min_minutes = 0

    @factory.post_generation
    def leaves(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.leaves.set([LeafFactory(building=self.building)] if extracted is None else extracted)

    @factory.post_generation
    def hours(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for opens, closes in [(540, 1320)] if extracted is None else extracted:
            for weekday in range(7):
                models.WeeklyHours.objects.create(space=self, weekday=weekday, opens=opens, closes=closes)

    @factory.post_generation
    def price(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for user_class in UserClass:
            models.Tariff.objects.create(
                space=self, user_class=user_class, hourly_krw=extracted or 0, since=date(2024, 1, 1)
            )


class WeeklyHoursFactory(DjangoModelFactory):
    class Meta:
        model = models.WeeklyHours

    weekday = 0
    opens = 540
    closes = 1320


class DatedHoursFactory(DjangoModelFactory):
    class Meta:
        model = models.DatedHours

    day = factory.LazyFunction(clock.today)
    reason = "정기 휴관"


class ClaimFactory(DjangoModelFactory):
    class Meta:
        model = models.Claim

    kind = ClaimKind.BOOKING
    title = "주민 모임"
    person = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = models.Slot

    claim = factory.SubFactory(ClaimFactory)
    leaf = factory.SubFactory(LeafFactory)
    during = factory.LazyFunction(lambda: span(at(1), at(1, "16:00")))


class ClosureFactory(DjangoModelFactory):
    """``leaves=[...]`` says what is closed."""

    class Meta:
        model = models.Closure
        skip_postgeneration_save = True

    during = factory.LazyFunction(lambda: span(at(1), at(1, "16:00")))
    reason = "바닥 공사"
    created_by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def leaves(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.leaves.set(extracted)


class TariffFactory(DjangoModelFactory):
    class Meta:
        model = models.Tariff

    space = factory.SubFactory(SpaceFactory)
    user_class = UserClass.RESIDENT
    hourly_krw = 5000
    since = date(2020, 1, 1)
    until = date(2021, 1, 1)


class EntitlementFactory(DjangoModelFactory):
    class Meta:
        model = models.Entitlement

    organization = factory.SubFactory(OrganizationFactory)
    user_class = UserClass.TENANT
    since = date(2024, 1, 1)


class BookingFactory(DjangoModelFactory):
    """A confirmed booking tomorrow 14:00-16:00, on the ledger as the action would have put it there."""

    class Meta:
        model = models.Booking
        skip_postgeneration_save = True

    space = factory.SubFactory(SpaceFactory)
    person = factory.SubFactory(PersonFactory)
    claim = factory.SubFactory(ClaimFactory, person=factory.SelfAttribute("..person"))
    starts_at = factory.LazyFunction(lambda: at(1))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))
    purpose = "주민 모임"
    attendees = 5
    user_class = UserClass.RESIDENT
    price_krw = 0
    state = BookingState.CONFIRMED
    requested_at = factory.LazyFunction(clock.now)
    decide_by = factory.LazyAttribute(lambda o: o.starts_at if o.state == BookingState.REQUESTED else None)
    pay_by = factory.LazyAttribute(lambda o: o.starts_at if o.state == BookingState.AWAITING_PAYMENT else None)
    refund_table = factory.LazyFunction(lambda: [list(step) for step in DEFAULT_REFUNDS])

    @factory.post_generation
    def slots(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for leaf in self.space.leaves.all():
            SlotFactory(claim=self.claim, leaf=leaf, during=span(self.starts_at, self.ends_at))


class SurchargeFactory(DjangoModelFactory):
    class Meta:
        model = models.Surcharge

    name = "야간 할증"
    name_en = "Evening"
    percent = 20
    first_minute = 18 * 60
    since = date(2024, 1, 1)


class ReductionFactory(DjangoModelFactory):
    class Meta:
        model = models.Reduction

    code = factory.Sequence(lambda n: f"reduction-{n}")
    name = factory.Sequence(lambda n: f"감면{n}")
    percent = 50
    proof = "복지카드"
    since = date(2024, 1, 1)


class ReductionProofFactory(DjangoModelFactory):
    class Meta:
        model = models.ReductionProof

    reduction = factory.SubFactory(ReductionFactory)
    person = factory.SubFactory(PersonFactory)
    file = factory.SubFactory(StoredFileFactory)
    state = ProofState.SUBMITTED
    submitted_at = factory.LazyFunction(clock.now)


class EntitlementUseFactory(DjangoModelFactory):
    class Meta:
        model = models.EntitlementUse

    entitlement = factory.SubFactory(EntitlementFactory)
    booking = factory.SubFactory(BookingFactory)
    month = factory.LazyFunction(lambda: clock.today().replace(day=1))
    minutes = 60


class RefundRuleFactory(DjangoModelFactory):
    class Meta:
        model = models.RefundRule

    since = date(2024, 1, 1)
    days_before = factory.Sequence(lambda n: n)
    percent = 100


class RentalItemFactory(DjangoModelFactory):
    class Meta:
        model = models.RentalItem

    code = factory.Sequence(lambda n: f"item-{n}")
    name = factory.Sequence(lambda n: f"이동식 조명{n}")
    stock = 2
    unit_krw = 10_000


class BookingItemFactory(DjangoModelFactory):
    class Meta:
        model = models.BookingItem

    booking = factory.SubFactory(BookingFactory)
    item = factory.SubFactory(RentalItemFactory)
    quantity = 1
