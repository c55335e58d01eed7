"""Who may book what, and why not: each refusal names its rule and what would make it possible."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from park_portal.core.spoken import say_moment

from .models import Booking, Entitlement, Space, Tariff
from .querysets.availability import Verdict, free_between
from .reckoning import day_of, days_before, month_of, on_step, price_krw, shifts
from .states import MOVES, OVER, Audience, BookingState, UserClass


class RuleRefused(ActionDenied):
    """A rule of the space stands against it."""

    status = 422


class SlotTaken(ActionDenied):
    """Somebody else has this time."""

    status = 409


@dataclass(frozen=True)
class Wish:
    """What somebody wants: a space from ``starts_at`` to ``ends_at`` for ``attendees`` people, for whom."""

    person: Person
    space: Space
    starts_at: datetime
    ends_at: datetime
    attendees: int = 1
    organization: Organization | None = None
    user_class: UserClass | None = None  # where a list has asked for it already, so that it asks once

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


# ------------------------------------------------------------------------------ classes and prices


def user_class_of(person: Any, organization: Organization | None) -> UserClass:
    """The price class: by the organisation's entitlement or nature, else by the neighbourhood the person declared.

    A declared neighbourhood is believed when booking and proven at use (domain/spaces.md, Settled questions).
    """
    if organization is not None:
        today = clock.today()
        entitled = Entitlement.objects.filter(
            Q(until=None) | Q(until__gt=today), organization=organization, since__lte=today
        )
        if granted := entitled.values_list("user_class", flat=True).first():
            return UserClass(granted)
        return UserClass.PUBLIC if organization.is_district else UserClass.OUTSIDER
    return UserClass.RESIDENT if getattr(person, "neighbourhood", "") else UserClass.OUTSIDER


def class_of(wish: Wish) -> UserClass:
    return wish.user_class or user_class_of(wish.person, wish.organization)


def hourly_prices(spaces: Iterable[Space], user_class: UserClass) -> dict[int, int]:
    """Won an hour of each space for a class on today's tariff; a space without a price is missing."""
    today = clock.today()
    valid = Tariff.objects.filter(Q(until=None) | Q(until__gt=today), since__lte=today, user_class=user_class)
    return dict(valid.filter(space__in=[space.pk for space in spaces]).values_list("space", "hourly_krw"))


def price_of(wish: Wish, user_class: UserClass) -> int:
    """Won for the wish on today's tariff. Raises RuleRefused where the space has no price for the class."""
    hourly = hourly_prices([wish.space], user_class).get(wish.space.pk)
    if hourly is None:
        raise RuleRefused(_("This space has no price for you. Please ask the centre."), reason="no_price")
    return price_krw(hourly, wish.minutes)


# ------------------------------------------------------------------------------ may it be booked


def check_booking_wish(wish: Wish) -> None:
    """All rules that need no look at other bookings; the first that stands against the wish is raised."""
    if not wish.space.bookable:
        raise RuleRefused(_("This space cannot be booked."), reason="not_bookable")
    for check in (_check_membership, _check_length, _check_time, _check_people, _check_audience):
        check(wish)


def _check_membership(wish: Wish) -> None:
    if wish.organization is None:
        return  # so that a visitor may ask, too
    mine = [membership.organization_id for membership in wish.person.current_memberships]
    if wish.organization.pk not in mine:
        raise NotPermitted(_("You do not act for this organisation."), reason="not_member")


def _check_length(wish: Wish) -> None:
    space = wish.space
    if wish.ends_at <= wish.starts_at:
        raise RuleRefused(_("The end must come after the beginning."), reason="reversed")
    if wish.minutes < space.min_minutes:
        raise RuleRefused(
            _("The shortest booking here is %(length)s.") % {"length": say_minutes(space.min_minutes)},
            reason="too_short",
        )
    if wish.minutes > space.max_minutes:
        raise RuleRefused(
            _("The longest booking here is %(length)s.") % {"length": say_minutes(space.max_minutes)}, reason="too_long"
        )
    if not (on_step(wish.starts_at, space.step_minutes) and on_step(wish.ends_at, space.step_minutes)):
        raise RuleRefused(
            _("Bookings here begin and end every %(n)s minutes.") % {"n": space.step_minutes}, reason="off_step"
        )


def _check_time(wish: Wish) -> None:
    now, space = clock.now(), wish.space
    if wish.starts_at <= now:
        raise RuleRefused(_("This time has passed already."), reason="past")
    if wish.starts_at < now + timedelta(minutes=space.lead_min_minutes):
        raise RuleRefused(
            _("Please book at least %(length)s before use, or call the centre.")
            % {"length": say_minutes(space.lead_min_minutes)},
            reason="too_late",
        )
    if days_before(now, wish.starts_at) > space.lead_max_days:
        opens = day_of(wish.starts_at) - timedelta(days=space.lead_max_days)
        raise RuleRefused(
            _("This day can be booked from %(day)s.") % {"day": say_moment(opens, clock.today())},
            reason="too_early",
        )


def _check_people(wish: Wish) -> None:
    if wish.attendees < 1:
        raise RuleRefused(_("At least one person comes."), reason="no_people")
    if wish.attendees > wish.space.capacity:
        raise RuleRefused(
            ngettext(
                "This space holds %(n)s person at most. Please look for a larger one.",
                "This space holds %(n)s people at most. Please look for a larger one.",
                wish.space.capacity,
            )
            % {"n": wish.space.capacity},
            reason="too_many_people",
        )


def _check_audience(wish: Wish) -> None:
    space, user_class = wish.space, wish.user_class or user_class_of(wish.person, wish.organization)
    if space.audience == Audience.TENANTS and user_class != UserClass.TENANT:
        raise RuleRefused(_("Only organisations of the park may book this space."), reason="tenants_only")
    early = days_before(clock.now(), wish.starts_at) > space.residents_first_days
    if space.audience == Audience.RESIDENTS_FIRST and user_class == UserClass.OUTSIDER and early:
        opens = day_of(wish.starts_at) - timedelta(days=space.residents_first_days)
        raise RuleRefused(
            _("Residents of the district book first. For you it opens on %(day)s.")
            % {"day": say_moment(opens, clock.today())},
            reason="residents_first",
        )


def used_minutes(wish: Wish) -> int:
    """Minutes held or used in the month of the wish, by the organisation if it is for one, else by the person."""
    if wish.organization is not None:
        mine = Booking.objects.filter(organization=wish.organization)
    else:
        mine = Booking.objects.filter(person=wish.person, organization=None)
    return mine.used_minutes(*month_of(wish.starts_at))


def check_quota(wish: Wish, used: int | None = None) -> None:
    """Hours a month, of the organisation or the person. Asked under the holder's lock."""
    of_body = wish.organization is not None
    hours = wish.space.monthly_hours_organization if of_body else wish.space.monthly_hours_person
    left = hours * 60 - (used_minutes(wish) if used is None else used)
    if wish.minutes > left:
        raise RuleRefused(
            _("Up to %(hours)s hours a month can be booked; %(left)s are left in this month.")
            % {"hours": hours, "left": say_minutes(max(left, 0))},
            reason="quota_organization" if of_body else "quota_person",
        )


def check_verdict(verdict: Verdict) -> None:
    """Raise what stands against a space at a time."""
    if verdict.why == "closed":
        raise RuleRefused(_("The space is not open at this time."), reason="closed")
    if verdict.why == "closure":
        raise RuleRefused(_("The space is closed for maintenance or an event at this time."), reason="closure")
    if not verdict.free:
        raise SlotTaken(_("This time has just been taken. Please choose another."), reason="slot_taken")


def refusal_of(wish: Wish, verdict: Verdict | None = None) -> ActionDenied | None:
    """What would refuse the wish now, or None: for lists and previews, without locks."""
    try:
        check_booking_wish(wish)
        check_verdict(verdict or free_between([wish.space], wish.starts_at, wish.ends_at)[wish.space.pk])
    except ActionDenied as refusal:
        return refusal
    return None


def say_minutes(minutes: int) -> str:
    """``90`` as "1 hour 30 minutes"; whole days as days."""
    days, rest = divmod(minutes, 1440)
    if days and not rest:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest or not parts:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


# ------------------------------------------------------------------------------ what instead


@dataclass(frozen=True)
class Alternative:
    """Something near to the wish that is free now; named, not held."""

    space: Space
    starts_at: datetime
    ends_at: datetime


def alternatives(wish: Wish, limit: int = 4) -> list[Alternative]:
    """The same space up to an hour earlier or later; else spaces of the same kind and size at the same time."""
    wish = replace(wish, user_class=class_of(wish))
    others = Space.objects.bookable().filter(kind=wish.space.kind, capacity__gte=wish.attendees)
    others = list(others.exclude(pk=wish.space.pk).select_related("building").order_by("capacity", "pk")[:20])
    priced = hourly_prices([wish.space, *others], wish.user_class)
    used = used_minutes(wish)
    steps = shifts(wish.starts_at, wish.ends_at, wish.space.step_minutes)
    moved = [replace(wish, starts_at=start, ends_at=end) for start, end in steps]
    near = _first_possible(((w, None) for w in moved if wish.space.pk in priced), used, limit // 2)
    verdicts = free_between(others, wish.starts_at, wish.ends_at) if others else {}
    there = ((replace(wish, space=space), verdicts[space.pk]) for space in others if space.pk in priced)
    found = near + _first_possible(there, used, limit - len(near))
    return [Alternative(w.space, w.starts_at, w.ends_at) for w in found]


def _first_possible(wishes: Iterable[tuple[Wish, Verdict | None]], used: int, limit: int) -> list[Wish]:
    """The first wishes that nothing stands against, the quota included."""
    found: list[Wish] = []
    for wish, verdict in wishes:
        if len(found) < limit and not blocked_by(check_quota, wish, used) and refusal_of(wish, verdict) is None:
            found.append(wish)
    return found


# ------------------------------------------------------------------------------ deeds on a booking


ENDS = frozenset(OVER)


def check_booking_for(by: Person, wish: Wish, override: str) -> None:
    """Staff may book for others and set rules aside with a written reason; everyone else for herself."""
    if (by.pk != wish.person.pk or override) and not by.is_centre_staff:
        raise NotPermitted(_("Only centre staff book for somebody else."), reason="staff_only")
    if override and not override.strip():
        raise ActionDenied(_("Please write why the rules are set aside."), reason="no_reason")
    if wish.attendees < 1:
        raise RuleRefused(_("At least one person comes."), reason="no_people")
    _check_membership(wish)
    if override and wish.ends_at <= wish.starts_at:
        raise RuleRefused(_("The end must come after the beginning."), reason="reversed")


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
    mine = {m.organization_id for m in user.current_memberships if m.role in {"owner", "manager"}}
    if not (booking.person_id == user.pk or booking.organization_id in mine or user.is_centre_staff):
        raise NotPermitted(_("Only the person who booked may cancel this booking."), reason="not_holder")
    check_booking_move(booking, BookingState.CANCELLED)
    if booking.starts_at <= clock.now():
        raise ActionDenied(_("The use has begun already. Please call the centre."), reason="begun")


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


def booking_moves(user: Person, booking: Booking) -> dict[str, str]:
    """Each deed on the booking with the sentence that blocks it (empty: allowed)."""
    return {
        "cancel": blocked_by(check_booking_cancel, user, booking),
        "decide": blocked_by(check_booking_decide, user, booking),
    }
