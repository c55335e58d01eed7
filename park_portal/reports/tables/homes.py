"""The home of an organisation: what it has, what it owes, what waits for it, from every app."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.rules import membership_in
from park_portal.core import clock
from park_portal.core.spoken import won
from park_portal.payments.models import Receivable
from spaces.models import Booking, Entitlement, EntitlementUse
from spaces.querysets.prices import dated
from tenants.models import Agreement, MoveTask, Notice, TenantPaper, Ticket
from tenants.models.papers import LAPSING_DAYS

SHOWN = 5  # rows of a panel; the rest is one link away


class Deed(NamedTuple):
    """The one thing to do first: why, and the button that does it."""

    words: str
    url: str
    button: str
    tone: str = ""


@dataclass(frozen=True)
class Hours:
    """Free hours of halls in a month, in minutes."""

    granted: int
    used: int

    @property
    def left(self) -> int:
        return max(0, self.granted - self.used)

    @property
    def words(self) -> str:
        """``12`` or ``12.5``: hours that are left."""
        return f"{self.left / 60:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Home:
    """One organisation as one of its people, or the centre, finds it; panels ask when they are drawn, once each."""

    organization: Organization
    user: Person
    today: date

    @cached_property
    def is_own(self) -> bool:
        return membership_in(self.user, self.organization) is not None

    @cached_property
    def agreements(self) -> list[Agreement]:
        """Those that run or are signed, as the one that lives there or signs; with their rooms."""
        own = Q(occupant=self.organization) | Q(party=self.organization)
        rows = Agreement.objects.visible_to(self.user).holding().filter(own).with_list_columns()
        return list(rows.order_by("until", "pk")[: SHOWN * 4])

    @property
    def own_agreements(self) -> list[Agreement]:
        return [row for row in self.agreements if row.occupant_id == self.organization.pk]

    @property
    def hosted_agreements(self) -> list[Agreement]:
        return [row for row in self.agreements if row.occupant_id != self.organization.pk]

    @cached_property
    def dues(self) -> list[Receivable]:
        rows = Receivable.objects.visible_to(self.user).open().of(self.organization)
        return list(rows.with_list_columns())

    @property
    def late_krw(self) -> int:
        return sum(row.due_krw for row in self.dues if row.is_late)

    @property
    def due_krw(self) -> int:
        return sum(row.due_krw for row in self.dues)

    @cached_property
    def hours(self) -> Hours | None:
        """What its entitlement leaves this month; None where it has no free hours."""
        granted = Entitlement.objects.filter(dated(self.today), organization=self.organization, hours_a_month__gt=0)
        entitlement = granted.first()
        if entitlement is None:
            return None
        uses = EntitlementUse.objects.filter(entitlement=entitlement, month=self.today.replace(day=1))
        drawn = sum(minutes - back for minutes, back in uses.values_list("minutes", "returned_minutes"))
        return Hours(granted=entitlement.hours_a_month * 60, used=drawn)

    @cached_property
    def people(self) -> list[Any]:
        return list(self.organization.memberships.current().with_list_columns())

    @cached_property
    def tasks(self) -> list[MoveTask]:
        """What is open for it to do; the centre sees its own part, too."""
        own = Q(agreement__occupant=self.organization) | Q(agreement__party=self.organization)
        return list(MoveTask.objects.visible_to(self.user).open().filter(own).order_by("due_on", "pk")[:SHOWN])

    @cached_property
    def tickets(self) -> list[Ticket]:
        rows = Ticket.objects.visible_to(self.user).open().filter(organization=self.organization)
        return list(rows.with_list_columns()[:SHOWN])

    @cached_property
    def papers(self) -> list[TenantPaper]:
        """Those that have lapsed or will within two months."""
        last = self.today + timedelta(days=LAPSING_DAYS + 1)
        rows = TenantPaper.objects.visible_to(self.user).current().filter(organization=self.organization)
        return list(rows.filter(valid_until__lt=last).with_list_columns().order_by("valid_until", "pk"))

    @cached_property
    def notices(self) -> list[Notice]:
        """Not opened by the person; none for the centre, which wrote them."""
        rows: QuerySet[Notice] = Notice.objects.meant_for(self.user).unread_by(self.user)
        return list(rows.select_related("building")[:SHOWN]) if self.is_own else []

    @cached_property
    def bookings(self) -> list[Booking]:
        rows = Booking.objects.visible_to(self.user).holding().filter(organization=self.organization)
        return list(rows.filter(ends_at__gt=clock.now()).with_list_columns().order_by("starts_at", "pk")[:SHOWN])

    @property
    def is_resident(self) -> bool:
        return bool(self.agreements)

    @cached_property
    def deed(self) -> Deed | None:
        """The first thing that waits; for a resident with nothing to do, booking a hall. None for the centre."""
        return next(self._deeds(), None) if self.is_own else None

    def _deeds(self) -> Iterator[Deed]:
        if late := [row for row in self.dues if row.is_late]:
            words = _("%(amount)s is overdue.") % {"amount": won(self.late_krw)}
            yield Deed(words, late[0].get_absolute_url(), _("See how to pay"), "bad")
        if self.papers:
            paper = self.papers[0]
            words = _("“%(paper)s” has lapsed.") if paper.has_lapsed else _("“%(paper)s” lapses soon.")
            replace = reverse("tenants:paper-replace", args=[paper.pk])
            yield Deed(words % {"paper": paper.title}, replace, _("Hand in the new paper"), "warn")
        if self.notices:
            yield Deed(_("There are notices that you have not read."), reverse("tenants:notice-list"), _("Read them"))
        if self.dues:
            words = _("%(amount)s is to be paid.") % {"amount": won(self.due_krw)}
            yield Deed(words, self.dues[0].get_absolute_url(), _("See how to pay"))
        if self.is_resident and self.hours:
            words = _("%(hours)s free hours of halls are left this month.") % {"hours": self.hours.words}
            yield Deed(words, reverse("spaces:space-list"), _("Book a space"))
        if self.is_resident:
            yield Deed(_("Nothing waits for you."), reverse("tenants:ticket-report"), _("Report a fault"), "ok")
