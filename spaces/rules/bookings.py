"""Who may do what to a booking, and why not."""

from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from park_portal.payments.models import Receivable
from spaces.models import Booking
from spaces.reckoning import days_before, refund_krw, refund_percent
from spaces.states import MOVES, OVER, BookingMode, BookingState

from .refusals import RuleRefused
from .wishes import Wish, check_booking_wish, check_membership

PERMITTED = frozenset({BookingState.CONFIRMED, BookingState.IN_USE, BookingState.COMPLETED})
ENDS = frozenset(OVER)
CHANGEABLE = frozenset({BookingState.REQUESTED, BookingState.AWAITING_PAYMENT, BookingState.CONFIRMED})


def check_booking_for(by: Person, wish: Wish, override: str) -> None:
    """Staff may book for others and set rules aside with a written reason; everyone else for herself."""
    if (by.pk != wish.person.pk or override) and not by.is_centre_staff:
        raise NotPermitted(_("Only centre staff book for somebody else."), reason="staff_only")
    if override and not override.strip():
        raise ActionDenied(_("Please write why the rules are set aside."), reason="no_reason")
    check_membership(wish)
    if override:
        check_possible(wish)


def may_act_on(user: Person, booking: Booking) -> bool:
    """Whoever booked, managers of the organisation, and the centre."""
    mine = {m.organization_id for m in user.current_memberships if m.role in {"owner", "manager"}}
    return booking.person_id == user.pk or booking.organization_id in mine or user.is_centre_staff


def needs_approval(by: Person, wish: Wish) -> bool:
    """Whether the centre decides on the wish: not where it acts for somebody, not where a time became shorter."""
    decides_now = by.pk != wish.person.pk and by.is_centre_staff
    return wish.space.mode == BookingMode.APPROVAL and not (decides_now or wish.shortens)


def cannot_move(booking: Booking, to: BookingState) -> bool:
    return to not in MOVES[BookingState][BookingState(booking.state)]


def check_booking_move(booking: Booking, to: BookingState) -> None:
    if cannot_move(booking, to):
        raise ActionDenied(
            _("This booking is %(state)s; that can no longer be done.") % {"state": booking.public_state},
            reason="booking_state",
        )


def check_booking_cancel(user: Person, booking: Booking) -> None:
    """Whoever booked, managers of the organisation, and the centre; until the use begins."""
    if not may_act_on(user, booking):
        raise NotPermitted(_("Only the person who booked may cancel this booking."), reason="not_holder")
    check_booking_move(booking, BookingState.CANCELLED)
    if booking.starts_at <= clock.now():
        raise ActionDenied(_("The use has begun already. Please call the centre."), reason="begun")


def check_booking_change(user: Person, booking: Booking, wish: Wish, reason: str, override: bool) -> None:
    """Whoever may cancel may choose another time; the centre also another space, and says why."""
    check_booking_changeable(user, booking)
    if (by_centre := user.pk != booking.person_id and user.is_centre_staff) and not reason.strip():
        raise ActionDenied(_("Please write why the booking is moved; the person will read it."), reason="no_reason")
    if not by_centre and (override or wish.space.pk != booking.space_id):
        raise NotPermitted(_("Only centre staff move a booking to another space."), reason="staff_only")
    facts = (wish.space.pk, wish.starts_at, wish.ends_at, wish.attendees)
    if facts == (booking.space_id, booking.starts_at, booking.ends_at, booking.attendees):
        raise ActionDenied(_("Nothing is different from before."), reason="no_change")
    if override:
        check_possible(wish)
    else:
        check_booking_wish(wish)


def check_booking_changeable(user: Person, booking: Booking) -> None:
    """As with cancelling: the holder and the centre, until the use begins."""
    if not may_act_on(user, booking):
        raise NotPermitted(_("Only the person who booked may change this booking."), reason="not_holder")
    if booking.state not in CHANGEABLE:
        raise ActionDenied(
            _("This booking is %(state)s; that can no longer be done.") % {"state": booking.public_state},
            reason="booking_state",
        )
    if booking.starts_at <= clock.now():
        raise ActionDenied(_("The use has begun already. Please call the centre."), reason="begun")


def check_possible(wish: Wish) -> None:
    """What no reason sets aside: a time has a length, and somebody comes."""
    if wish.attendees < 1:
        raise RuleRefused(_("At least one person comes."), reason="no_people")
    if wish.ends_at <= wish.starts_at:
        raise RuleRefused(_("The end must come after the beginning."), reason="reversed")


def check_booking_decide(user: Person, booking: Booking) -> None:
    """The centre decides requests."""
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff decide on requests."), reason="staff_only")
    if booking.person_id == user.pk:
        raise NotPermitted(_("A colleague decides on your own request."), reason="own_request")
    if booking.state != BookingState.REQUESTED:
        raise ActionDenied(
            _("This request has been decided already: %(state)s.") % {"state": booking.get_state_display()},
            reason="booking_state",
        )


def check_booking_approve(user: Person, booking: Booking) -> None:
    """A request can be approved until its use begins."""
    check_booking_decide(user, booking)
    if booking.starts_at <= clock.now():
        raise ActionDenied(
            _("The time of this request has come already; it can no longer be approved."), reason="begun"
        )


def refund_share(booking: Booking) -> int:
    """The percent of what was paid that goes back when the booking is cancelled now; all of it where the centre has
    not decided yet."""
    if booking.state == BookingState.REQUESTED:
        return 100
    return refund_percent(booking.refund_table, days_before(clock.now(), booking.starts_at))


def refund_preview(booking: Booking) -> tuple[int, int]:
    """What cancelling now would give back: percent, and won of what has been paid and is not on its way back."""
    paid = Receivable.objects.for_subject(booking._meta.label_lower, booking.pk).held_krw()
    percent = refund_share(booking)
    return percent, refund_krw(paid, percent)


def booking_moves(user: Person, booking: Booking) -> dict[str, str]:
    """Each deed on the booking with the sentence that blocks it (empty: allowed)."""
    return {
        "cancel": blocked_by(check_booking_cancel, user, booking),
        "change": blocked_by(check_booking_changeable, user, booking),
        "decide": blocked_by(check_booking_decide, user, booking),
    }
