"""Reading words of buildings and spaces."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from park_portal.core import clock


class BuildingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Buildings are public while they are open."""
        return self.open()

    def open(self) -> Self:
        today = clock.today()
        return self.filter(Q(opened_on=None) | Q(opened_on__lte=today), Q(closed_on=None) | Q(closed_on__gt=today))


class SpaceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Spaces that are open are public; centre staff see the others, too."""
        if user.is_authenticated and user.is_centre_staff:
            return self
        return self.open()

    def open(self) -> Self:
        today = clock.today()
        return self.filter(Q(opened_on=None) | Q(opened_on__lte=today), Q(closed_on=None) | Q(closed_on__gt=today))

    def bookable(self) -> Self:
        return self.open().filter(bookable=True)

    def with_list_columns(self) -> Self:
        return self.select_related("building").prefetch_related("equipment").order_by("building_id", "pk")
