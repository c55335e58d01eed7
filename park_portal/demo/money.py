"""The money of the demo park: surcharges, reductions, things lent; and what was paid for its bookings.

Past months are written in bulk like the bookings they belong to; what waits on the desk is done by the real actions.
"""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.spoken import local, say_moment
from park_portal.payments import actions as money
from park_portal.payments.models import LedgerEntry, Payment, Receivable, ReceivableLine
from park_portal.payments.reckoning import bank_read
from park_portal.payments.states import EntryKind, Method, ReceivableKind, ReceivableState
from spaces.models import Booking, Building, Reduction, RentalItem, Surcharge
from spaces.states import BookingState

from .tables import rows

SINCE = date(2025, 1, 1)
SEED = 20214
STAFF = "staff@demo.park"
PAID = (BookingState.CONFIRMED, BookingState.IN_USE, BookingState.COMPLETED)
METHODS = (Method.BANK, Method.BANK, Method.BANK, Method.CARD, Method.CARD, Method.CASH)
SHARE_LATE = 0.01  # of used bookings that were never paid
WRONG_NAMES = (("푸른강마을", 45_000), ("김달빛", 12_000), ("체육대회", 60_000))


def load_prices() -> None:
    """What is added and taken off, and what can be borrowed."""
    Surcharge.objects.bulk_create(
        Surcharge(
            name=row["name"],
            name_en=row["name_en"],
            percent=int(row["percent"]) if row["percent"] else None,
            hourly_krw=int(row["hourly_krw"]) if row["hourly_krw"] else None,
            weekdays=numbers(row["weekdays"]),
            on_holidays=row["on_holidays"] == "yes",
            first_minute=int(row["first_minute"]),
            last_minute=int(row["last_minute"]),
            months=numbers(row["months"]),
            since=SINCE,
        )
        for row in rows("surcharges")
    )
    Reduction.objects.bulk_create(
        Reduction(
            **{name: row[name] for name in ("code", "name", "name_en", "proof", "proof_en", "basis")},
            percent=int(row["percent"]),
            user_classes=row["user_classes"].split(";"),
            proof_months=int(row["proof_months"]),
            since=SINCE,
        )
        for row in rows("reductions")
    )
    buildings = {building.code: building for building in Building.objects.all()}
    RentalItem.objects.bulk_create(
        RentalItem(
            **{name: row[name] for name in ("code", "name", "name_en")},
            building=buildings.get(row["building"]),
            stock=int(row["stock"]),
            unit_krw=int(row["unit_krw"]),
            by_hour=row["by_hour"] == "yes",
        )
        for row in rows("rental_items")
    )


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(";") if part]


def load_payments(now: datetime) -> int:
    """A receivable for every priced booking that stands, most of them paid; gives how many."""
    dice = random.Random(SEED)  # noqa: S311  (invented data, the same on every machine)
    priced = Booking.objects.filter(price_krw__gt=0, state__in=(*PAID, BookingState.AWAITING_PAYMENT))
    bookings = list(priced.select_related("space", "person", "organization").order_by("pk"))
    charged = Receivable.objects.bulk_create(receivable(booking) for booking in bookings)
    ReceivableLine.objects.bulk_create(
        ReceivableLine(receivable=charge, position=position, **line)
        for charge, booking in zip(charged, bookings, strict=True)
        for position, line in enumerate(booking.price_lines, start=1)
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(receivable=charge, kind=EntryKind.CHARGE, amount_krw=booking.price_krw, at=charge.issued_at)
        for charge, booking in zip(charged, bookings, strict=True)
    )
    write_paid([pair for pair in zip(charged, bookings, strict=True) if is_paid(pair[1], dice, now)], dice, now)
    return len(charged)


def is_paid(booking: Booking, dice: random.Random, now: datetime) -> bool:
    """Unpaid bookings are not; of used ones a few stay late; those paid at the desk are once they begin."""
    if booking.state == BookingState.AWAITING_PAYMENT or dice.random() < SHARE_LATE:
        return False
    return booking.pay_by is not None or booking.starts_at <= now


def receivable(booking: Booking) -> Receivable:
    when = say_moment(local(booking.starts_at), clock.today())
    return Receivable(
        payer_person=booking.person,
        payer_organization=booking.organization,
        subject_type=Booking._meta.label_lower,
        subject_id=str(booking.pk),
        link=booking.get_absolute_url(),
        name=f"{booking.space.name} {when}"[:120],
        name_en=f"{booking.space.name_en} {booking.starts_at:%-d %b %Y}",
        kind=ReceivableKind.BOOKING,
        vat_mode=booking.vat_mode,
        state=ReceivableState.OPEN,
        issued_at=booking.requested_at,
        due_at=booking.pay_by or booking.starts_at,
    )


def write_paid(pairs: Iterable[tuple[Receivable, Booking]], dice: random.Random, now: datetime) -> None:
    """Payments of these, within the days they had."""
    pairs = list(pairs)
    payments = Payment.objects.bulk_create(
        Payment(
            method=dice.choice(METHODS),
            amount_krw=booking.price_krw,
            received_at=min(booking.requested_at + timedelta(hours=dice.randint(1, 60)), now, charge.due_at),
            depositor=charge.payer_name[:60],
        )
        for charge, booking in pairs
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            receivable=charge,
            kind=EntryKind.PAYMENT,
            amount_krw=payment.amount_krw,
            at=payment.received_at,
            payment=payment,
        )
        for (charge, _booking), payment in zip(pairs, payments, strict=True)
    )
    paid = [charge.pk for charge, _booking in pairs]
    Receivable.objects.filter(pk__in=paid).update(state=ReceivableState.SETTLED)


def load_desk(now: datetime) -> None:
    """Yesterday's statement of the bank: two transfers that fit, and three that nobody knows yet."""
    staff = Person.objects.get(email=STAFF)
    known = list(Receivable.objects.open().filter(due_at__gt=now).order_by("pk")[:2])
    lines = [(f"{charge.number.replace('-', '')} {charge.payer_name}", charge.balance.due) for charge in known]
    data = statement([*lines, *WRONG_NAMES], now)
    file = bank_read("입출금내역.csv", data)
    money.bank_import(by=staff, name="입출금내역.csv", data=data, file=file)


def statement(lines: Iterable[tuple[str, int]], now: datetime) -> bytes:
    """A statement as banks here export it: CSV with a header, newest last."""
    text, balance = "거래일시,적요,입금액,출금액,잔액\r\n", 3_250_000
    for number, (name, amount) in enumerate(lines):
        balance += amount
        moment = local(now - timedelta(hours=20 - number))
        text += f"{moment:%Y-%m-%d %H:%M:%S},{name},{amount},0,{balance}\r\n"
    return text.encode("utf-8-sig")
