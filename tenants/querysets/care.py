"""Reading words of tasks, tickets, notices, papers and the directory."""

from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from park_portal.accounts.models import Membership, Person
from park_portal.core import clock
from tenants.states import DirectoryField, NoticeScope, TaskState, TicketState

from .agreements import organizations_of


class MoveTaskQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of one's organisations' agreements; all for centre staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff:
            return self
        mine = organizations_of(user)
        return self.filter(Q(agreement__party__in=mine) | Q(agreement__occupant__in=mine), by_centre=False)

    def open(self) -> Self:
        return self.filter(state=TaskState.OPEN)


class TicketQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own and those of one's organisations; all for centre staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff:
            return self
        return self.filter(Q(reporter=user) | Q(organization__in=organizations_of(user)))

    def open(self) -> Self:
        return self.filter(state__in=[TicketState.OPEN, TicketState.IN_PROGRESS])

    def to_close(self, before: datetime) -> Self:
        """Solved before a moment, and not reopened since."""
        return self.filter(state=TicketState.RESOLVED, resolved_at__lte=before)

    def readable_ids(self, user: Any, ids: set[str]) -> set[str]:
        """Whose photos the person may see, for documents.readers."""
        return {str(pk) for pk in self.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)}

    def with_list_columns(self) -> Self:
        return self.select_related("organization", "reporter", "assignee", "space__building", "building")


class TicketEntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Notes of the centre stay in the centre, for whoever may see the ticket."""
        return self if user.is_authenticated and user.is_centre_staff else self.filter(internal=False)


def people_meant(scope: str, building: Any = None, kind: str = "") -> models.QuerySet:
    """Active people who act today for a resident organisation that a notice of this scope is for."""
    agreements = apps.get_model("tenants", "Agreement").objects.holding()
    if scope == NoticeScope.BUILDING:
        agreements = agreements.filter(Q(allocations__space__building=building) | Q(building=building))
    elif scope == NoticeScope.KIND:
        agreements = agreements.filter(kind=kind)
    members = Membership.objects.current().filter(organization__in=agreements.values("occupant"))
    return Person.objects.filter(is_active=True, pk__in=members.values("person")).order_by("pk")


class NoticeQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Published, and to be shown today."""
        shown = Q(until=None) | Q(until__gt=clock.today())
        return self.filter(shown, published_at__isnull=False)

    def to_tell(self) -> Self:
        """Published, and the messages are still to be written."""
        return self.published().filter(told_at=None)

    def unread_by(self, user: Any) -> Self:
        """Shown today, and not opened by the person."""
        return self.published().exclude(reads__person=user)

    def visible_to(self, user: Any) -> Self:
        """What was published for an organisation one acts for; all, drafts among them, for centre staff."""
        if user.is_authenticated and user.is_centre_staff:
            return self
        return self.meant_for(user)

    def meant_for(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        mine = apps.get_model("tenants", "Agreement").objects.holding().filter(occupant__in=organizations_of(user))
        held = mine.filter(allocations__space__building=OuterRef("building"))
        named = mine.filter(building=OuterRef("building"))
        return self.filter(
            Q(Exists(mine), scope=NoticeScope.PARK)
            | Q(Exists(held), scope=NoticeScope.BUILDING)
            | Q(Exists(named), scope=NoticeScope.BUILDING)
            | Q(Exists(mine.filter(kind=OuterRef("agreement_kind"))), scope=NoticeScope.KIND),
            published_at__isnull=False,
        )

    def with_read_count(self) -> Self:
        return self.annotate(read_count=Count("reads", distinct=True))

    def with_list_columns(self) -> Self:
        return self.select_related("building", "author").with_read_count().order_by("-published_at", "-pk")

    def with_read_by(self, user: Any) -> Self:
        """``was_read``: whether the person has opened it."""
        reads = self.model._meta.get_field("reads").related_model.objects.filter(notice=OuterRef("pk"), person=user)
        return self.select_related("building").annotate(was_read=Exists(reads))


class TenantPaperQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self if user.is_centre_staff else self.filter(organization__in=organizations_of(user))

    def current(self) -> Self:
        """Not replaced by a newer one."""
        return self.filter(replaced_by=None)

    def lapsing(self, start: date, end: date) -> Self:
        """Current ones whose last day of validity lies in ``[start, end)``."""
        return self.current().filter(valid_until__gte=start, valid_until__lt=end)

    def readable_ids(self, user: Any, ids: set[str]) -> set[str]:
        """Which of them the person may read, for documents.readers."""
        return {str(pk) for pk in self.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)}

    def with_list_columns(self) -> Self:
        return self.select_related("organization", "file", "handed_in_by", "replaced_by")


class DirectoryQuerySet(models.QuerySet):
    def public(self, on: date) -> Self:
        """Entries that were published, of organisations that live in the park on the day."""
        agreements = apps.get_model("tenants", "Agreement").objects.in_force(on)
        lives = Exists(agreements.filter(occupant=OuterRef("organization")))
        return self.filter(lives, published_at__isnull=False, organization__closed_on=None)

    def readable_ids(self, user: Any, ids: set[str]) -> set[str]:
        """Whose photos the person may see as files: those of her organisations, and all for centre staff."""
        rows = self.filter(pk__in=ids)
        rows = rows if user.is_centre_staff else rows.filter(organization__in=organizations_of(user))
        return {str(pk) for pk in rows.values_list("pk", flat=True)}

    def in_building(self, building: Any, on: date) -> Self:
        """Those that sit there and let it be known."""
        agreements = apps.get_model("tenants", "Agreement").objects.in_force(on)
        there = agreements.filter(Q(allocations__space__building=building) | Q(building=building))
        return self.filter(
            Exists(there.filter(occupant=OuterRef("organization"))), shown__contains=[DirectoryField.PLACE]
        )

    def saying(self, words: str) -> Self:
        """Every word stands in a name, or in an introduction or offer that may be shown. ``words`` are NFC."""
        rows = self
        for word in words.split():
            named = Q(organization__name__icontains=word) | Q(organization__name_en__icontains=word)
            for field, texts in SEARCHED.items():
                said = Q(*[(f"{text}__icontains", word) for text in texts], _connector=Q.OR)
                named |= said & Q(shown__contains=[field])
            rows = rows.filter(named)
        return rows

    def with_list_columns(self) -> Self:
        return self.select_related("organization").order_by("organization__name", "pk")


SEARCHED = {
    DirectoryField.INTRO: ("organization__intro", "organization__intro_en", "story", "story_en"),
    DirectoryField.OFFERS: ("offers", "offers_en"),
}
