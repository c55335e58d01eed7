"""Who may book what, and why not: each refusal names its rule and what would make it possible."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from park_portal.core.spoken import say_moment
from spaces.models import Booking, BookingItem, EntitlementUse, RentalItem, Space
from spaces.querysets.availability import Verdict, free_between
from spaces.querysets.bookings import BookingQuerySet, Standing, standing
from spaces.reckoning import (
    UNPAID_MOST,
    UNPAID_PAUSE,
    Item,
    Price,
    changed_price,
    day_of,
    days_before,
    longest_run,
    midnight,
    month_of,
    on_step,
    peak,
    refund_percent,
    shifts,
)
from spaces.states import HOLDING, Audience, BookingState, UserClass

from .prices import KEPT, PriceBook, both, no_price, price_book, user_class_of
from .refusals import RuleRefused, SlotTaken


@dataclass(frozen=True)
class Wish:
    """What somebody wants: a space from ``starts_at`` to ``ends_at`` for ``attendees`` people, for whom."""

    person: Person
    space: Space
    starts_at: datetime
    ends_at: datetime
    attendees: int = 1
    organization: Organization | None = None
    items: tuple[tuple[RentalItem, int], ...] = ()  # equipment lent with it, and how many of each
    user_class: UserClass | None = None  # where a list has asked for it already, so that it asks once
    instead_of: Booking | None = None  # the booking that this wish would change, which then no longer counts

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def lent(self) -> tuple[Item, ...]:
        """The items as a price takes them."""
        return tuple(
            Item(item.name, item.name_en or item.name, count, item.unit_krw, item.by_hour) for item, count in self.items
        )

    @property
    def shortens(self) -> bool:
        """Inside the time and place that are held already: that needs no new approval."""
        held = self.instead_of
        same = held is not None and held.space_id == self.space.pk
        return same and held.starts_at <= self.starts_at and self.ends_at <= held.ends_at


# ------------------------------------------------------------------------------ classes and prices


def class_of(wish: Wish) -> UserClass:
    return wish.user_class or user_class_of(wish.person, wish.organization)


def book_of(wish: Wish) -> PriceBook:
    """The prices for whoever wishes; a change is reckoned with those of the day of booking."""
    held = wish.instead_of
    on = day_of(held.requested_at) if held else None
    book = price_book([wish.space], class_of(wish), wish.person, wish.organization, at=wish.starts_at, on=on)
    drawn = EntitlementUse.objects.filter(booking=held.pk, month=day_of(wish.starts_at).replace(day=1)) if held else ()
    return replace(book, free_minutes=book.free_minutes + sum(use.minutes for use in drawn))


def cost_of(wish: Wish, book: PriceBook) -> Price | None:
    """What the wish costs; None where the space has no price for the class.

    Of what a paid booking becomes cheaper by a change, the refund table says how much is given back.
    """
    price, held = book.price(wish.space, wish.starts_at, wish.ends_at, wish.lent), wish.instead_of
    if price is None or held is None or held.state == BookingState.REQUESTED:
        return price
    percent = refund_percent(held.refund_table, days_before(clock.now(), held.starts_at))
    unpaid = held.state == BookingState.AWAITING_PAYMENT
    return changed_price(price, held.price_krw, 100 if unpaid else percent, both(KEPT))


def price_of(wish: Wish, book: PriceBook) -> Price:
    """The same; raises RuleRefused where there is no price."""
    price = cost_of(wish, book)
    if price is None:
        raise no_price()
    return price


# ------------------------------------------------------------------------------ may it be booked


def check_booking_wish(wish: Wish) -> None:
    """All rules that need no look at other bookings; the first that stands against the wish is raised."""
    if not wish.space.bookable:
        raise RuleRefused(_("This space cannot be booked."), reason="not_bookable")
    asked = (_check_not_past,) if wish.shortens else (_check_time, _check_audience)
    for check in (check_membership, _check_length, _check_people, _check_items, *asked):
        check(wish)


def check_membership(wish: Wish) -> None:
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


def _check_not_past(wish: Wish) -> None:
    if wish.starts_at <= clock.now():
        raise RuleRefused(_("This time has passed already."), reason="past")


def _check_time(wish: Wish) -> None:
    _check_not_past(wish)
    now, space = clock.now(), wish.space
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


def _check_items(wish: Wish) -> None:
    """What is lent is lent here, and there are so many of it."""
    for item, count in wish.items:
        elsewhere = item.building_id not in (None, wish.space.building_id)
        if elsewhere or (item.retired_on and item.retired_on <= clock.today()):
            raise RuleRefused(_("%(item)s cannot be lent here.") % {"item": item.title}, reason="item_elsewhere")
        if not 1 <= count <= item.stock:
            raise RuleRefused(
                _("There are %(n)s of %(item)s.") % {"n": item.stock, "item": item.title}, reason="too_many_items"
            )


def check_items_left(wish: Wish) -> None:
    """So many are left at every moment of the wish. Asked under the locks of the items."""
    for item, count in wish.items:
        uses = BookingItem.objects.filter(item=item, booking__state__in=HOLDING).select_related("booking")
        uses = uses.filter(booking__starts_at__lt=wish.ends_at, booking__ends_at__gt=wish.starts_at)
        if wish.instead_of:
            uses = uses.exclude(booking=wish.instead_of.pk)
        left = item.stock - peak((use.booking.starts_at, use.booking.ends_at, use.quantity) for use in uses)
        if count > left:
            raise RuleRefused(
                _("At this time %(n)s of %(item)s are left.") % {"n": max(left, 0), "item": item.title},
                reason="items_taken",
            )


def check_audience(space: Space, user_class: UserClass | None) -> None:
    """Whether such users may book the space at all, whatever the time."""
    if space.audience == Audience.TENANTS and user_class != UserClass.TENANT:
        raise RuleRefused(_("Only organisations of the park may book this space."), reason="tenants_only")


def _check_audience(wish: Wish) -> None:
    space, user_class = wish.space, wish.user_class or user_class_of(wish.person, wish.organization)
    check_audience(space, user_class)
    early = days_before(clock.now(), wish.starts_at) > space.residents_first_days
    if space.audience == Audience.RESIDENTS_FIRST and user_class == UserClass.OUTSIDER and early:
        opens = day_of(wish.starts_at) - timedelta(days=space.residents_first_days)
        raise RuleRefused(
            _("Residents of the district book first. For you it opens on %(day)s.")
            % {"day": say_moment(opens, clock.today())},
            reason="residents_first",
        )


def _of_holder(wish: Wish) -> BookingQuerySet:
    """Bookings that count against the same limits: of the organisation if it is for one, else of the person."""
    if wish.organization is not None:
        mine = Booking.objects.filter(organization=wish.organization)
    else:
        mine = Booking.objects.filter(person=wish.person, organization=None)
    return mine.exclude(pk=wish.instead_of.pk) if wish.instead_of else mine


def used_minutes(wish: Wish) -> int:
    """Minutes held or used in the month of the wish by its holder."""
    return standing_of(wish).minutes


def standing_of(wish: Wish) -> Standing:
    """What the holder has that counts against the wish; one statement."""
    return standing(
        person=wish.person.pk,
        organization=wish.organization and wish.organization.pk,
        month=month_of(wish.starts_at),
        space=wish.space.pk,
        span=(wish.starts_at, wish.ends_at),
        lost_since=clock.now() - UNPAID_PAUSE,
        but=wish.instead_of and wish.instead_of.pk,
    )


def check_limits(wish: Wish) -> None:
    """What depends on the holder's other bookings, and on what is lent. Asked under the locks of both."""
    standing = standing_of(wish)
    check_quota(wish, standing.minutes)
    if not wish.instead_of:
        check_unpaid(standing)
    check_days_in_row(wish)
    check_items_left(wish)


def check_unpaid(standing: Standing) -> None:
    """So many places at most are kept without payment, and one lost unpaid is not taken again at once."""
    if standing.lost:
        raise RuleRefused(
            _("You had this time and did not pay for it. You can book it again after a day."), reason="lost_unpaid"
        )
    if standing.unpaid >= UNPAID_MOST:
        raise RuleRefused(
            _("%(n)s bookings wait for your payment. Please pay for one of them first.") % {"n": standing.unpaid},
            reason="too_many_unpaid",
        )


def check_days_in_row(wish: Wish) -> None:
    """At most so many days in a row of one space for one holder."""
    limit = wish.space.consecutive_days
    if not limit:
        return
    first, last = day_of(wish.starts_at), day_of(wish.ends_at - timedelta(microseconds=1))
    near = _of_holder(wish).counted().filter(space=wish.space)
    near = near.between(midnight(first - timedelta(days=limit)), midnight(last + timedelta(days=limit + 1)))
    days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    days |= {day_of(start) for start in near.values_list("starts_at", flat=True)}
    if longest_run(days, first) > limit:
        raise RuleRefused(
            ngettext(
                "This space can be booked for %(n)s day in a row at most. Please leave a day between.",
                "This space can be booked for %(n)s days in a row at most. Please leave a day between.",
                limit,
            )
            % {"n": limit},
            reason="too_many_days",
        )


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


def verdict_of(wish: Wish) -> Verdict:
    """Whether the time can be had now, what the wish would change set aside."""
    but = wish.instead_of.claim_id if wish.instead_of else None
    return free_between([wish.space], wish.starts_at, wish.ends_at, but=but)[wish.space.pk]


def refusal_of(wish: Wish, verdict: Verdict | None = None) -> ActionDenied | None:
    """What would refuse the wish now, or None: for lists and previews, without locks."""
    try:
        check_booking_wish(wish)
        check_verdict(verdict or verdict_of(wish))
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
    priced = price_book([wish.space, *others], wish.user_class).hourly
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
