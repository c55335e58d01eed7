"""Tenancy."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from park_portal.core import clock
from tenants import models
from tenants.states import AgreementKind, AgreementState, FeeRule

from .accounts import OrganizationFactory, PersonFactory
from .documents import StoredFileFactory
from .payments import ReceivableFactory
from .spaces import BuildingFactory, SpaceFactory


class AgreementFactory(DjangoModelFactory):
    """A draft for a room; ``signed=True`` makes it one in force, with its number, past the actions."""

    class Meta:
        model = models.Agreement

    class Params:
        signed = factory.Trait(
            state=AgreementState.ACTIVE,
            number=factory.Sequence(lambda n: f"2026-입주-{n:03d}"),
            signed_on=factory.LazyAttribute(lambda o: o.since),
        )

    kind = AgreementKind.PRIVATE
    occupant = factory.SubFactory(OrganizationFactory)
    party = factory.SelfAttribute("occupant")
    since = factory.LazyFunction(lambda: clock.today() - timedelta(days=100))
    until = factory.LazyAttribute(lambda o: o.since + timedelta(days=365))
    fee_rule = FeeRule.AREA
    headcount = 5


class AllocationFactory(DjangoModelFactory):
    class Meta:
        model = models.Allocation

    agreement = factory.SubFactory(AgreementFactory)
    space = factory.SubFactory(SpaceFactory, kind="office", bookable=False)
    since = factory.SelfAttribute("agreement.since")
    until = factory.SelfAttribute("agreement.until")
    area_m2 = Decimal("20.0")


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Assessment

    agreement = factory.SubFactory(AgreementFactory, signed=True)
    asked_at = factory.LazyFunction(clock.now)
    report_by = factory.LazyFunction(lambda: clock.today() + timedelta(days=14))


class RentRateFactory(DjangoModelFactory):
    class Meta:
        model = models.RentRate

    rule = FeeRule.AREA
    unit_krw = 5_000
    since = date(2020, 1, 1)


class MaintenanceRateFactory(DjangoModelFactory):
    class Meta:
        model = models.MaintenanceRate

    unit_krw = 3_000
    since = date(2020, 1, 1)


class MeterRateFactory(DjangoModelFactory):
    class Meta:
        model = models.MeterRate

    kind = "electricity"
    unit_krw = Decimal("150.00")
    since = date(2020, 1, 1)


class InterestRateFactory(DjangoModelFactory):
    class Meta:
        model = models.InterestRate

    percent_a_year = Decimal("6.00")
    since = date(2020, 1, 1)


class ChargeRunFactory(DjangoModelFactory):
    class Meta:
        model = models.ChargeRun
        django_get_or_create = ["month"]

    month = factory.LazyFunction(lambda: clock.today().replace(day=1))
    due_on = factory.LazyAttribute(lambda o: o.month + timedelta(days=24))
    made_at = factory.LazyFunction(clock.now)


class ChargeFactory(DjangoModelFactory):
    class Meta:
        model = models.Charge

    run = factory.SubFactory(ChargeRunFactory)
    agreement = factory.SubFactory(AgreementFactory, signed=True)
    month = factory.SelfAttribute("run.month")
    total_krw = 0


class InterestAccrualFactory(DjangoModelFactory):
    class Meta:
        model = models.InterestAccrual

    overdue = factory.SubFactory(ReceivableFactory)
    charge = factory.SubFactory(ChargeFactory)
    since = date(2026, 9, 1)
    until = date(2026, 10, 1)
    base_krw = 100_000
    amount_krw = 490


class DepositRecoveryFactory(DjangoModelFactory):
    class Meta:
        model = models.DepositRecovery

    agreement = factory.SubFactory(AgreementFactory, signed=True)
    kind = "rent"
    target = factory.SubFactory(ReceivableFactory)
    amount_krw = 50_000
    reason = "9월 사용료 미납"
    at = factory.LazyFunction(clock.now)
    by = factory.SubFactory(PersonFactory)


class MeterFactory(DjangoModelFactory):
    class Meta:
        model = models.Meter

    space = factory.SubFactory(SpaceFactory, kind="office", bookable=False)
    kind = "electricity"
    serial = factory.Sequence(lambda n: f"EL-{n:04d}")
    put_in_on = date(2020, 1, 1)


class MeterReadingFactory(DjangoModelFactory):
    class Meta:
        model = models.MeterReading

    meter = factory.SubFactory(MeterFactory)
    month = date(2026, 10, 1)
    value = Decimal("1200.00")
    at = factory.LazyFunction(clock.now)


class TaskTemplateFactory(DjangoModelFactory):
    class Meta:
        model = models.TaskTemplate

    kind = "move_in"
    position = factory.Sequence(lambda n: n + 1)
    name = "열쇠 인계"
    name_en = "Hand over the keys"


class MoveTaskFactory(DjangoModelFactory):
    class Meta:
        model = models.MoveTask

    agreement = factory.SubFactory(AgreementFactory, signed=True)
    kind = "move_in"
    position = factory.Sequence(lambda n: n + 1)
    name = "열쇠 인계"
    due_on = factory.LazyFunction(clock.today)


class UnitKeyFactory(DjangoModelFactory):
    class Meta:
        model = models.UnitKey

    space = factory.SubFactory(SpaceFactory, kind="office", bookable=False)
    kind = "key"
    label = factory.Sequence(lambda n: f"K-{n:04d}")


class KeyLoanFactory(DjangoModelFactory):
    class Meta:
        model = models.KeyLoan

    key = factory.SubFactory(UnitKeyFactory, state="out")
    organization = factory.SubFactory(OrganizationFactory)
    holder = "한새벽"
    out_on = factory.LazyFunction(clock.today)
    by = factory.SubFactory(PersonFactory)


class TenantPaperFactory(DjangoModelFactory):
    class Meta:
        model = models.TenantPaper

    organization = factory.SubFactory(OrganizationFactory)
    kind = "insurance"
    file = factory.SubFactory(StoredFileFactory)
    valid_until = factory.LazyFunction(lambda: clock.today() + timedelta(days=60))
    handed_in_at = factory.LazyFunction(clock.now)
    handed_in_by = factory.SubFactory(PersonFactory)


class TicketFactory(DjangoModelFactory):
    class Meta:
        model = models.Ticket

    organization = factory.SubFactory(OrganizationFactory)
    reporter = factory.SubFactory(PersonFactory)
    building = factory.SubFactory(BuildingFactory)
    category = "plumbing"
    title = "싱크대에서 물이 샙니다"
    text = "아침부터 싱크대 아래로 물이 조금씩 샙니다."
    reported_at = factory.LazyFunction(clock.now)


class TicketEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.TicketEntry

    ticket = factory.SubFactory(TicketFactory)
    author = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)
    text = "오늘 오후에 가 보겠습니다."


class TicketPhotoFactory(DjangoModelFactory):
    class Meta:
        model = models.TicketPhoto

    ticket = factory.SubFactory(TicketFactory)
    file = factory.SubFactory(StoredFileFactory)


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = models.Notice

    heading = "승강기 점검 안내"
    body = "금요일 오전에 승강기를 점검합니다."
    author = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)
    published_at = factory.LazyFunction(clock.now)


class NoticeReadFactory(DjangoModelFactory):
    class Meta:
        model = models.NoticeRead

    notice = factory.SubFactory(NoticeFactory)
    person = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class DirectoryEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.DirectoryEntry

    organization = factory.SubFactory(OrganizationFactory)
    story = "버려진 나무로 가구를 만듭니다."
    shown = ["intro"]
    consented_at = factory.LazyFunction(clock.now)
    consented_by = factory.SubFactory(PersonFactory)
    published_at = factory.SelfAttribute("consented_at")


class DirectoryPhotoFactory(DjangoModelFactory):
    class Meta:
        model = models.DirectoryPhoto

    entry = factory.SubFactory(DirectoryEntryFactory)
    file = factory.SubFactory(StoredFileFactory)
    caption = "작업실"


def agreement(**facts: Any) -> models.Agreement:
    """An agreement in force, signed past the actions; ``tests.tenants`` signs properly where the ledger matters."""
    return AgreementFactory(signed=True, **facts)
