"""Closing a day."""

from datetime import date

from django.db import transaction

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.payments import rules
from park_portal.payments.models import DayClose, Payment, Refund
from park_portal.payments.states import Method


def day_totals(day: date) -> dict[str, dict[str, tuple[int, int]]]:
    """``{"in": {method: (count, won)}, "out": {…}}`` of a day in Seoul."""
    return {"in": Payment.objects.on_day(day).by_method(), "out": Refund.objects.by_method(day)}


def cash_of(totals: dict[str, dict[str, tuple[int, int]]]) -> int:
    """Cash that must be in the drawer: taken less paid back."""
    taken, back = (totals[way].get(Method.CASH, (0, 0))[1] for way in ("in", "out"))
    return taken - back


@transaction.atomic
def day_close(*, by: Person, day: date, counted_krw: int, note: str = "") -> DayClose:
    """Freeze a day's takings beside the cash that was counted; a difference needs a word."""
    rules.check_day_close(by, day)
    totals = day_totals(day)
    cash = cash_of(totals)
    rules.check_difference(cash, counted_krw, note)
    close = DayClose.objects.create(
        day=day, totals=totals, cash_krw=cash, counted_krw=counted_krw, note=note, by=by, at=clock.now()
    )
    record("day.close", by=by, subject=close, cash_krw=cash, counted_krw=counted_krw)
    return close
