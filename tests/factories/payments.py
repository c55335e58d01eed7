"""Money."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import factory
from factory.django import DjangoModelFactory

from park_portal.core import clock
from park_portal.payments import actions, models
from park_portal.payments.reckoning import Line
from park_portal.payments.states import Method, ReceivableKind

from .accounts import PersonFactory


class ReceivableFactory(DjangoModelFactory):
    """A bare row without a charge; ``receivable()`` below issues one properly."""

    class Meta:
        model = models.Receivable

    payer_person = factory.SubFactory(PersonFactory)
    subject_type = "tests.thing"
    subject_id = factory.Sequence(str)
    name = "세미나실 사용료"
    name_en = "Use of the seminar room"
    kind = ReceivableKind.BOOKING
    issued_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyAttribute(lambda o: o.issued_at + timedelta(days=3))


class ReceivableLineFactory(DjangoModelFactory):
    class Meta:
        model = models.ReceivableLine

    receivable = factory.SubFactory(ReceivableFactory)
    position = 1
    kind = "fee"
    label = "사용료"
    label_en = "Fee"
    amount_krw = 50_000


class LedgerEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.LedgerEntry

    receivable = factory.SubFactory(ReceivableFactory)
    kind = "charge"
    amount_krw = 50_000
    at = factory.LazyFunction(clock.now)


class PaymentFactory(DjangoModelFactory):
    class Meta:
        model = models.Payment

    method = Method.BANK
    amount_krw = 50_000
    received_at = factory.LazyFunction(clock.now)
    depositor = "김하나"


class RefundFactory(DjangoModelFactory):
    """Of a payment's rest."""

    class Meta:
        model = models.Refund

    payment = factory.SubFactory(PaymentFactory)
    payer_person = factory.SubFactory(PersonFactory)
    amount_krw = 10_000
    reason = "착오 송금"
    requested_at = factory.LazyFunction(clock.now)


class GatewayAttemptFactory(DjangoModelFactory):
    class Meta:
        model = models.GatewayAttempt

    reference = factory.Sequence(lambda n: f"park-test-{n}")
    receivable = factory.SubFactory(ReceivableFactory)
    amount_krw = 50_000
    by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)


class GatewayDeliveryFactory(DjangoModelFactory):
    class Meta:
        model = models.GatewayDelivery

    webhook_id = factory.Sequence(lambda n: f"msg_{n}")
    attempt = factory.SubFactory(GatewayAttemptFactory)
    received_at = factory.LazyFunction(clock.now)


class BankImportFactory(DjangoModelFactory):
    class Meta:
        model = models.BankImport

    file_name = "statement.csv"
    sha256 = "0" * 64
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class BankLineFactory(DjangoModelFactory):
    class Meta:
        model = models.BankLine

    fingerprint = factory.Sequence(lambda n: sha256(str(n).encode()).hexdigest())
    bank_import = factory.SubFactory(BankImportFactory)
    account = "100-200-300400"
    at = factory.LazyFunction(clock.now)
    amount_krw = 50_000
    depositor = "김하나"


class DayCloseFactory(DjangoModelFactory):
    class Meta:
        model = models.DayClose

    day = factory.Sequence(lambda n: clock.today() - timedelta(days=n + 1))
    totals = factory.LazyFunction(lambda: {"in": {}, "out": {}})
    cash_krw = 0
    counted_krw = 0
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


def receivable(amount_krw: int = 50_000, **facts: Any) -> models.Receivable:
    """Issued as the floors above do it, one line of ``amount_krw``."""
    if not {"payer_person", "payer_organization"} & facts.keys():
        facts["payer_person"] = PersonFactory()
    facts = {
        "by": None,
        "kind": ReceivableKind.BOOKING,
        "name": "세미나실 사용료",
        "name_en": "Use of the seminar room",
        "lines": [Line("fee", "사용료", amount_krw, "Fee")],
        "due_at": clock.now() + timedelta(days=3),
        "subject_type": "tests.thing",
        "subject_id": "1",
        **facts,
    }
    return actions.receivable_issue(**facts)
