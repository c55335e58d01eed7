"""Billing a month: seen before, made in small steps, corrected by credits."""

from datetime import date, datetime, time
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.payments import actions as money
from park_portal.payments.actions.refunds import refundable
from park_portal.payments.models import Receivable
from park_portal.payments.states import ReceivableKind
from tenants.models import Agreement, Charge, ChargeRun, InterestAccrual
from tenants.reckoning.charges import both, month_of, running
from tenants.rules import charges as rules
from tenants.rules.billing import Bill, Facts, bills, candidates
from tenants.rules.deposits import SUBJECT
from tenants.states import ChargeItem

BILL = "tenants.tasks.charges_bill"
CHUNK = 20  # agreements billed in one transaction


def charges_preview(month: date) -> list[Bill]:
    """Every agreement's month as it would be billed now, or as it was billed; writes nothing."""
    return bills(month, candidates(month))


@transaction.atomic
def charge_run(*, by: Person | None, month: date, due_on: date) -> ChargeRun:
    """Ask for a month to be billed; a second time it bills only what has no charge yet, to be paid by the new day.

    The work is done by ``charges_bill`` after the commit. Raises NotPermitted, ActionDenied (month, day).
    """
    rules.check_charge_run(by, month, due_on)
    ChargeRun.objects.get_or_create(month=month, defaults={"due_on": due_on, "made_at": clock.now(), "made_by": by})
    run = _lock(month)
    run.due_on, run.finished_at = due_on, None
    run.save(update_fields=["due_on", "finished_at"])
    record("charge.run", by=by, subject=run, month=month.isoformat(), due_on=due_on.isoformat())
    transaction.on_commit(partial(current_app.send_task, BILL, [run.pk]), robust=True)
    return run


def _lock(month: date) -> ChargeRun:
    return ChargeRun.objects.select_for_update(of=("self",), no_key=True).get(month=month)


@transaction.atomic
def charges_bill(*, run: ChargeRun, limit: int = CHUNK) -> int:
    """Bill the next agreements of a run that have no charge; gives how many. 0: the run is finished.

    The run's row is locked, so two workers bill one after the other and never the same.
    """
    run = _lock(run.month)
    if run.finished_at:
        return 0
    billed = Charge.objects.filter(month=run.month).values("agreement")
    made = 0
    for some in _in_portions(candidates(run.month).exclude(pk__in=billed), limit):
        for bill in bills(run.month, some):
            if bill.is_new and made < limit:
                _charge(run, bill)
                made += 1
        if made:
            return made
    run.finished_at = clock.now()
    run.save(update_fields=["finished_at"])
    record("charge.run_finish", by=None, subject=run, charges=run.charges.count())
    return 0


def _in_portions(rows: Any, size: int) -> Any:
    waiting = list(rows)
    for start in range(0, len(waiting), size):
        yield waiting[start : start + size]


def _charge(run: ChargeRun, bill: Bill) -> Charge:
    """The charge with its receivable, and which delay was asked for with it."""
    charge = Charge.objects.create(
        run=run,
        agreement=bill.agreement,
        month=run.month,
        lines=[line.as_json() for line in bill.lines],
        total_krw=bill.total_krw,
        receivable=_receivable(run, bill) if bill.total_krw else None,
    )
    InterestAccrual.objects.bulk_create(
        InterestAccrual(
            overdue_id=accrual.overdue_id,
            charge=charge,
            since=accrual.delay.days.since,
            until=accrual.delay.days.until,
            base_krw=accrual.delay.base_krw,
            amount_krw=accrual.delay.amount_krw,
        )
        for accrual in bill.accruals
    )
    record("charge.make", by=run.made_by, subject=charge, organization=bill.agreement.party, amount_krw=bill.total_krw)
    return charge


def _receivable(run: ChargeRun, bill: Bill) -> Receivable:
    names = both(lambda: _("Rent and maintenance for %(month)s") % {"month": say_month(run.month)})
    return money.receivable_issue(
        by=run.made_by,
        kind=ReceivableKind.RENT,
        name=names[0],
        name_en=names[1],
        lines=[line.line for line in bill.lines],
        due_at=end_of(run.due_on),
        subject_type=SUBJECT,
        subject_id=bill.agreement.pk,
        payer_organization=bill.agreement.party,
        link=reverse("tenants:charge-detail", args=[bill.agreement.pk, run.month]),
        key=f"tenants.charge:{bill.agreement.pk}:{run.month:%Y-%m}",
    )


def say_month(month: date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")


def end_of(day: date) -> datetime:
    """The last minute of a day in Seoul."""
    return datetime.combine(day, time(23, 59), tzinfo=SEOUL)


# ------------------------------------------------------------------------------ credits


@transaction.atomic
def charge_credit(*, by: Person, charge: Charge, amount_krw: int, reason: str) -> int:
    """Take a part of a month back, with a reason; gives what can now be refunded, in won."""
    rules.check_charge_credit(by, charge)
    rules.check_reason(reason)
    record("charge.credit", by=by, subject=charge, organization=charge.agreement.party, amount_krw=amount_krw)
    return money.receivable_credit(by=by, receivable=charge.receivable, amount_krw=amount_krw, reason=reason)


@transaction.atomic
def charges_settle(*, agreement: Agreement, by: Person | None = None) -> int:
    """Credit what was billed for days after the agreement's end; gives the won. A second time credits nothing.

    What was paid for those days is asked to be refunded. Metered use and interest stay.
    """
    rows = Charge.objects.select_for_update(of=("self",), no_key=True).filter(
        agreement=agreement, month__gte=month_of(agreement.ends), receivable__isnull=False
    )
    return sum(_settle(charge, agreement, by) for charge in rows.select_related("receivable").order_by("month"))


def _settle(charge: Charge, agreement: Agreement, by: Person | None) -> int:
    kept = _kept_krw(charge, agreement)
    billed = charge.sum_of(ChargeItem.RENT, ChargeItem.MAINTENANCE)
    amount = min(billed - kept - charge.unused_krw, charge.receivable.entries.balance().net)
    if amount <= 0:
        return 0
    reason = both(lambda: _("The agreement ended; the days after it are not charged."))[0]
    money.receivable_credit(by=by, receivable=charge.receivable, amount_krw=amount, reason=reason)
    charge.unused_krw += amount
    charge.save(update_fields=["unused_krw"])
    record("charge.settle", by=by, subject=charge, organization=agreement.party, amount_krw=amount)
    back = min(refundable(charge.receivable), amount)
    if back > 0:
        money.refund_request(by=by, receivable=charge.receivable, amount_krw=back, reason=reason)
    return amount


def _kept_krw(charge: Charge, agreement: Agreement) -> int:
    """What rent and maintenance come to for the days until the end."""
    days = running(charge.month, agreement.since, agreement.ends)
    parts = Facts.of(charge.month, [agreement]).monthly(agreement, days)
    return sum(line.amount_krw for reckoned in parts.values() for line in reckoned.lines)
