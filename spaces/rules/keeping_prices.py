"""Who keeps the prices, and what a change of them must not do: bookings that exist keep the price they were made at."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from spaces.models import BookingItem, Entitlement, Reduction, RentalItem, Surcharge
from spaces.reckoning import peak
from spaces.reckoning.prices import RefundTable
from spaces.states import HOLDING

Dated = Surcharge | Reduction | Entitlement


def check_prices_keep(user: Person) -> None:
    """The centre keeps prices, reductions, entitlements and what is lent."""
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff keep prices."), reason="staff_only")


def check_since(since: date) -> None:
    """Prices change from today on at the earliest: what was charged stays true."""
    if since < clock.today():
        raise ActionDenied(_("This day is past. Prices can change from today on."), reason="since_past")


def check_until(until: date | None) -> None:
    """What holds may end today or later."""
    if until and until < clock.today():
        raise ActionDenied(_("This day is past. It can end today at the earliest."), reason="until_past")


def check_not_ended(row: Dated) -> None:
    """What has ended stays as it was."""
    if row.until and row.until <= clock.today():
        raise ActionDenied(_("This has ended already. Please add a new one."), reason="ended")


def check_replaced(row: Surcharge | Reduction, since: date) -> None:
    """A new row takes the place of an old one that has begun and still holds on that day."""
    if row.until and row.until <= since:
        raise ActionDenied(_("The old one has ended before this day. Please add a new one."), reason="ended")
    if since < row.since:
        raise ActionDenied(_("The new one cannot begin before the old one."), reason="before_the_old")
    if isinstance(row, Reduction) and since > clock.today() and row.proofs.exists():
        raise ActionDenied(
            _("People have handed in proofs for it. Please change it on the day itself, so that their proofs go over."),
            reason="proofs_follow",
        )


def check_refund_steps(steps: RefundTable) -> None:
    """Most days first; each number of days once; more days never give less back. Raises ActionDenied."""
    days = [step[0] for step in steps]
    if not steps:
        raise ActionDenied(_("Please write at least one step."), reason="no_steps")
    if len(set(days)) < len(days):
        raise ActionDenied(_("Each number of days can stand here once only."), reason="days_twice")
    if any(not 0 <= percent <= 100 for _days, percent in steps):
        raise ActionDenied(_("A share is 0 to 100 percent."), reason="percent")
    if any(earlier[1] < later[1] for earlier, later in pairwise(in_order(steps))):
        raise ActionDenied(
            _("Whoever cancels earlier cannot get less back than whoever cancels later."), reason="less_for_more_days"
        )


def in_order(steps: RefundTable) -> Sequence[tuple[int, int]]:
    """The steps as they are read: most days first."""
    return sorted(steps, reverse=True)


def check_stock(item: RentalItem, stock: int) -> None:
    """No fewer than coming bookings take along at one moment. Asked under the item's lock."""
    uses = BookingItem.objects.filter(item=item, booking__state__in=HOLDING, booking__ends_at__gt=clock.now())
    taken = peak((use.booking.starts_at, use.booking.ends_at, use.quantity) for use in uses.select_related("booking"))
    if stock < taken:
        raise ActionDenied(
            _("Coming bookings take %(n)s of them along at the same time.") % {"n": taken}, reason="stock_lent"
        )
