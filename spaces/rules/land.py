"""Who keeps the land, and whom a change of it would hit: hours, composition, closures."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import OrganizationKind
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from spaces.models import Booking, Building, Claim, Closure, DatedHours, Slot, Space, WeeklyHours
from spaces.querysets.availability import Span, days_of
from spaces.reckoning import day_of
from spaces.states import HOLDING

Stretch = tuple[int, int]  # minutes from the day's start, 0-2880
Week = dict[int, list[Stretch]]  # by weekday, as date.weekday() counts
STRETCHES = 3  # a day


def check_land_keep(user: Person) -> None:
    """The centre keeps buildings, spaces, hours and closures."""
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff keep buildings and spaces."), reason="staff_only")


# ------------------------------------------------------------------------------ whom it hits


class ClaimsHit(ActionDenied):
    """A change hits these claims; nothing was written. ``token`` confirms the list (empty: it cannot be confirmed)."""

    def __init__(self, message: str, hits: list[Claim], *, reason: str, token: str = "") -> None:
        super().__init__(message, reason=reason)
        self.hits = hits
        self.token = token


def token_of(hits: Iterable[Claim]) -> str:
    """What stands for a list of hits: the same claims give the same token."""
    return sha256(",".join(str(pk) for pk in sorted(claim.pk for claim in hits)).encode()).hexdigest()[:32]


def check_seen(hits: list[Claim], seen: str) -> None:
    """Raise ClaimsHit unless there is no hit, or ``seen`` is the token of exactly these."""
    token = token_of(hits)
    if not hits or token == seen:
        return
    if seen:
        message = _("The list has changed in the meantime. Please look at it again.")
    else:
        message = ngettext(
            "This hits %(n)s booking or use. Please look at it before you save.",
            "This hits %(n)s bookings or uses. Please look at them before you save.",
            len(hits),
        ) % {"n": len(hits)}
    raise ClaimsHit(message, hits, reason="hits_changed" if seen else "hits", token=token)


def listed(claims: QuerySet[Claim]) -> list[Claim]:
    """Claims as a list of hits shows them, in order of time."""
    rows = claims.select_related(
        "person", "organization", "booking__space__building", "booking__person", "booking__organization"
    )
    return list(rows.prefetch_related("slots__leaf").order_by("booking__starts_at", "pk"))


# ------------------------------------------------------------------------------ hours


@dataclass(frozen=True)
class Scope:
    """Whose hours: a space's, a building's, or (neither) the park's."""

    space: Space | None = None
    building: Building | None = None

    @property
    def is_park(self) -> bool:
        return self.space is None and self.building is None

    @property
    def place(self) -> Space | Building | None:
        return self.space or self.building

    @property
    def owner(self) -> dict[str, Any]:
        """The columns of a row of hours."""
        return {"space": self.space, "building": self.building}

    @property
    def subject(self) -> Space | Building | Organization:
        """What the trail names; the park's own hours are its operator's."""
        return self.place or Organization.objects.get(kind=OrganizationKind.PARK_OPERATOR)

    @property
    def spaces(self) -> QuerySet[Space]:
        """The spaces whose opening may depend on these hours."""
        if self.space:
            return Space.objects.filter(pk=self.space.pk)
        return Space.objects.filter(building=self.building) if self.building else Space.objects.all()

    @property
    def weekly(self) -> QuerySet[WeeklyHours]:
        return WeeklyHours.objects.filter(**self.owner)

    @property
    def dated(self) -> QuerySet[DatedHours]:
        """Entries from today on; what is past stays as it was."""
        return DatedHours.objects.filter(**self.owner, day__gte=clock.today())

    @property
    def above(self) -> "Scope | None":
        """Whose hours hold where this one has none."""
        if self.space:
            return Scope(building=self.space.building)
        return Scope() if self.building else None

    def week(self) -> Week:
        """The weekly hours that hold here: one's own, else those above."""
        rows = self.weekly.order_by("weekday", "opens").values_list("weekday", "opens", "closes")
        own: Week = {}
        for weekday, opens, closes in rows:
            own.setdefault(weekday, []).append((opens, closes))
        return own or (self.above.week() if self.above else {})


def claims_outside(spaces: Iterable[Space]) -> set[int]:
    """Claims of bookings, not over yet, that do not lie within the opening of their space as it stands now."""
    rows = Booking.objects.holding().filter(space__in=spaces, ends_at__gt=clock.now())
    bookings = list(rows.select_related("space__building"))
    if not bookings:
        return set()
    first, last = min(row.starts_at for row in bookings), max(row.ends_at for row in bookings)
    opened = days_of({row.space for row in bookings}, first, last)
    return {row.claim_id for row in bookings if not _within(row, opened[row.space_id]["open"])}


def _within(booking: Booking, opened: list[tuple[datetime, datetime]]) -> bool:
    building, day = booking.space.building, day_of(booking.starts_at)
    stands = (building.opened_on or day) <= day and (building.closed_on is None or day < building.closed_on)
    return stands and any(low <= booking.starts_at and booking.ends_at <= high for low, high in opened)


def check_stretches(stretches: list[Stretch]) -> None:
    """Up to three stretches of a day, in order, apart from each other, by 24:00 of the next day."""
    if len(stretches) > STRETCHES:
        raise ActionDenied(_("A day has three stretches at most."), reason="too_many_stretches")
    for opens, closes in stretches:
        if not 0 <= opens < closes <= 2880 or opens >= 1440:
            raise ActionDenied(
                _("Opening comes before 24:00, closing after it and by 48:00 (24:00 of the next day)."),
                reason="hours_order",
            )
    ordered = sorted(stretches)
    if any(one[1] > two[0] for one, two in pairwise(ordered)):
        raise ActionDenied(_("These hours overlap others of the same day."), reason="hours_overlap")


def check_week(week: Week) -> None:
    if not any(week.values()):
        raise ActionDenied(
            _("Please write the hours of one weekday at least. A place that is not used for a while gets a closure."),
            reason="no_hours",
        )
    for stretches in week.values():
        check_stretches(stretches)


def check_dated_day(day: date) -> None:
    if day < clock.today():
        raise ActionDenied(_("This day has passed already."), reason="past")


# ------------------------------------------------------------------------------ composition


class PartsWay(TextChoices):
    """How a space gets its smallest parts."""

    KEEP = "keep", gettext_lazy("As it is")
    OWN = "own", gettext_lazy("A room for itself")
    JOINED = "joined", gettext_lazy("Made of other spaces (a hall that can be divided)")
    DESKS = "desks", gettext_lazy("Single desks, each booked for itself")


@dataclass(frozen=True)
class Parts:
    """The wished composition: ``spaces`` where joined, ``desks`` by name where desks."""

    way: PartsWay
    spaces: tuple[Space, ...] = ()
    desks: tuple[str, ...] = ()


def check_parts(space: Space, parts: Parts) -> None:
    """Whether kind and composition fit; ``space`` may not be saved yet."""
    if space.takes_any_leaf != (parts.way == PartsWay.DESKS) and parts.way != PartsWay.KEEP:
        raise ActionDenied(
            _("A desk zone is made of single desks, and only a desk zone is."), reason="parts_of_the_kind"
        )
    if parts.way == PartsWay.DESKS and not parts.desks:
        raise ActionDenied(_("Please name at least one desk."), reason="no_desks")
    if parts.way == PartsWay.KEEP and space.pk is None:
        raise ActionDenied(_("Please choose what the space is made of."), reason="no_parts")
    if parts.way == PartsWay.JOINED:
        if len(parts.spaces) < 2:
            raise ActionDenied(_("Please choose the spaces of which it is made, two at least."), reason="no_parts")
        odd = [p for p in parts.spaces if p.pk == space.pk or p.building_id != space.building_id or p.takes_any_leaf]
        if odd:
            raise ActionDenied(
                _("%(name)s cannot be a part of this space: parts are other rooms of the same building.")
                % {"name": odd[0].title},
                reason="odd_part",
            )


def check_parts_change(space: Space, gone: Collection[int], rekinded: bool) -> None:
    """Refuse while somebody comes: to a desk that would go, or to a room whose parts would change."""
    single = space.takes_any_leaf and not rekinded
    leaves = gone if single else list(space.leaves.values_list("pk", flat=True))
    coming = Slot.objects.filter(leaf__in=leaves, during__endswith__gt=clock.now()).values("claim")
    whose = Q(booking=None) | Q(booking__space=space)
    hits = listed(Claim.objects.filter(whose, pk__in=coming))
    if hits:
        names = ", ".join(claim.booking.number if hasattr(claim, "booking") else claim.title for claim in hits[:5])
        raise ClaimsHit(
            _("The parts cannot be changed while somebody has booked or rented them: %(names)s.") % {"names": names},
            hits,
            reason="parts_claimed",
        )
    others = Space.objects.filter(leaves__in=gone).exclude(pk=space.pk).distinct() if single else []
    if names := ", ".join(other.title for other in others):
        raise ActionDenied(
            _("A desk that also belongs to %(names)s cannot be taken away.") % {"names": names}, reason="desk_shared"
        )


# ------------------------------------------------------------------------------ closures


def closure_hits(leaves: Collection[int], start: datetime, end: datetime) -> list[Claim]:
    """Claims whose use of these leaves falls into ``[start, end)``.

    Of a booking its own time counts, not the centre's cleaning around it: that may fall into a closure.
    """
    touched = Slot.objects.filter(leaf__in=leaves, during__overlap=(start, end)).values("claim")
    used = Q(booking__state__in=HOLDING, booking__starts_at__lt=end, booking__ends_at__gt=start)
    return listed(Claim.objects.filter(Q(booking=None) | used, pk__in=touched))


def check_closure_add(by: Person, leaves: Collection[int], span: Span, reason: str, *, emergency: bool) -> None:
    """Who may close what, when, and not without a reason."""
    check_land_keep(by)
    start, end = span
    if not leaves:
        raise ActionDenied(_("Please choose what is closed."), reason="no_leaves")
    if not reason.strip():
        raise ActionDenied(_("Please give a reason; the people who booked will read it."), reason="no_reason")
    if end <= start:
        raise ActionDenied(_("The end must come after the beginning."), reason="reversed")
    if start < clock.now() and not emergency:
        raise ActionDenied(_("A planned closure begins in the future. What is closed now is urgent."), reason="past")


def check_none_stands(hits: list[Claim], call_off: Collection[int]) -> None:
    """A planned closure waits until every booking in its way is moved, or chosen to be called off."""
    standing = [claim for claim in hits if hasattr(claim, "booking") and claim.booking.pk not in call_off]
    if standing:
        message = ngettext(
            "%(n)s booking is in the way: move it, or choose to call it off.",
            "%(n)s bookings are in the way: move them, or choose to call them off.",
            len(standing),
        ) % {"n": len(standing)}
        raise ClaimsHit(message, hits, reason="bookings_stand", token=token_of(hits))


def check_closure_end(by: Person, closure: Closure) -> None:
    check_land_keep(by)
    if closure.during.upper <= clock.now():
        raise ActionDenied(_("This closure is over already."), reason="closure_over")


def say_stretches(stretches: Iterable[Stretch]) -> str:
    """``[(540, 720), (780, 1500)]`` as "09:00–12:00, 13:00–25:00"."""
    return ", ".join(f"{_say(low)}–{_say(high)}" for low, high in stretches)


def _say(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
