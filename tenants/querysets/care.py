"""Reading words of tasks, tickets, notices, papers and the directory."""

from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from tenants.states import NoticeScope, TaskState, TicketState

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

    def with_list_columns(self) -> Self:
        return self.select_related("organization", "reporter", "assignee", "space__building", "building")


class NoticeQuerySet(models.QuerySet):
    def published(self, now: datetime) -> Self:
        return self.filter(published_at__lte=now).filter(Q(until=None) | Q(until__gt=now.date()))

    def visible_to(self, user: Any) -> Self:
        """What is meant for an organisation one acts for; all for centre staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff:
            return self
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


class DirectoryQuerySet(models.QuerySet):
    def public(self, on: date) -> Self:
        """Entries that were published, of organisations that live in the park on the day."""
        agreements = apps.get_model("tenants", "Agreement").objects.in_force(on)
        return self.filter(Exists(agreements.filter(occupant=OuterRef("organization"))), published_at__isnull=False)
