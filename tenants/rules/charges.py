"""Who bills, sets rates and keeps deposits, and what speaks against it."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from park_portal.core.spoken import won
from park_portal.payments.models import Receivable
from park_portal.payments.states import ReceivableState
from tenants.models import Agreement, Charge, Meter
from tenants.reckoning.charges import month_after, month_of
from tenants.reckoning.deposits import Deposit

MONTHS_BACK = 12


def check_charges_keep(user: Person | None) -> None:
    """Money of tenancy is the centre's work. None is the clock."""
    if user is not None and not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff bill and keep rates."), reason="staff_only")


def check_month(month: date) -> None:
    """From a year back until the coming month: what lies further is a slip."""
    this = month_of(clock.today())
    if month.day != 1 or not month_after(this, -MONTHS_BACK) <= month <= month_after(this):
        raise ActionDenied(_("Months are billed from a year back until the coming one."), reason="month")


def check_charge_run(user: Person | None, month: date, due_on: date) -> None:
    check_charges_keep(user)
    check_month(month)
    if due_on < clock.today():
        raise ActionDenied(_("The day to pay by must be today or later."), reason="due_past")


def check_charge_credit(user: Person | None, charge: Charge) -> None:
    check_charges_keep(user)
    if charge.receivable is None:
        raise ActionDenied(_("This month costs nothing, so nothing can be credited."), reason="free")


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ActionDenied(_("Please write a reason; it is kept with the entry."), reason="no_reason")


# ------------------------------------------------------------------------------ rates and meters


def check_rate_since(since: date) -> None:
    """What was billed stays true."""
    if since < month_of(clock.today()):
        raise ActionDenied(_("A rate can change from the first day of this month on."), reason="since_past")


def check_reading(meter: Meter, month: date) -> None:
    """The meter hangs there in that month, and the month has begun."""
    if month > month_of(clock.today()):
        raise ActionDenied(_("This month has not begun yet."), reason="future")
    if month < month_of(meter.put_in_on) or (meter.removed_on and month > month_of(meter.removed_on)):
        raise ActionDenied(_("Meter %(serial)s was not there.") % {"serial": meter.serial}, reason="not_there")


def check_reading_value(meter: Meter, least: Decimal, most: Decimal | None, value: Decimal) -> None:
    """A meter only counts up; whoever sees it lower has a new one before her."""
    if value < least:
        raise ActionDenied(
            _("Meter %(serial)s showed %(least)s before. If it was replaced, please enter the new meter.")
            % {"serial": meter.serial, "least": least},
            reason="lower",
        )
    if most is not None and value > most:
        raise ActionDenied(
            _("Meter %(serial)s shows %(most)s in a later month.") % {"serial": meter.serial, "most": most},
            reason="higher",
        )


def check_reading_free(meter: Meter, month: date) -> None:
    """A reading that a charge rests on stays."""
    if Charge.objects.filter(month=month_after(month), agreement__allocations__space=meter.space_id).exists():
        raise ActionDenied(
            _("Meter %(serial)s is billed for this month already.") % {"serial": meter.serial}, reason="billed"
        )


# ------------------------------------------------------------------------------ deposits


def check_deposit(user: Person | None, deposit: Deposit, amount_krw: int, reason: str) -> None:
    """Return or keep at most what is held."""
    check_charges_keep(user)
    check_reason(reason)
    if amount_krw <= 0:
        raise ActionDenied(_("The amount must be greater than zero."), reason="amount")
    if amount_krw > deposit.held_krw:
        raise ActionDenied(
            _("At most %(most)s of the deposit is there.") % {"most": won(deposit.held_krw)}, reason="amount"
        )


def check_deposit_return(user: Person | None, agreement: Agreement) -> None:
    """While the agreement runs, the deposit secures it."""
    check_charges_keep(user)
    if agreement.is_in_force and agreement.ends > clock.today():
        raise ActionDenied(_("The deposit goes back when the agreement has ended."), reason="running")


def check_target(agreement: Agreement, target: Receivable, due_krw: int, amount_krw: int) -> None:
    """What is paid with a deposit is owed by the same organisation, and not more than is due on it."""
    if target.payer_organization_id != agreement.party_id:
        raise ActionDenied(_("Another organisation owes this."), reason="other_payer")
    if target.state != ReceivableState.OPEN or amount_krw > due_krw:
        raise ActionDenied(
            _("Only %(due)s is due on %(number)s.") % {"due": won(due_krw), "number": target.number}, reason="not_due"
        )
