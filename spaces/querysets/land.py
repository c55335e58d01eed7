"""Reading words of buildings and spaces."""

from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q

from park_portal.core import clock
from spaces.states import SpaceKind


def _open_today(prefix: str = "") -> Q:
    """From ``opened_on`` until the day before ``closed_on``; an empty day does not limit."""
    today = clock.today()
    begun = Q(**{f"{prefix}opened_on": None}) | Q(**{f"{prefix}opened_on__lte": today})
    return begun & (Q(**{f"{prefix}closed_on": None}) | Q(**{f"{prefix}closed_on__gt": today}))


class BuildingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Buildings are public while they are open."""
        return self.open()

    def open(self) -> Self:
        return self.filter(_open_today())


class SpaceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Spaces that are open are public; centre staff see the others, too."""
        if user.is_authenticated and user.is_centre_staff:
            return self
        return self.open()

    def open(self) -> Self:
        """Open themselves, in a building that is open."""
        return self.filter(_open_today(), _open_today("building__"))

    def bookable(self) -> Self:
        return self.open().filter(bookable=True)

    def not_let(self) -> Self:
        """Without the rooms and desks that are let by agreement: nobody books them, so they have no price."""
        return self.exclude(bookable=False, kind__in=[SpaceKind.OFFICE, SpaceKind.DESK_ZONE])

    def let(self) -> Self:
        """Rooms and desk zones that are let by agreement (입주공간), open or not."""
        return self.filter(bookable=False, kind__in=[SpaceKind.OFFICE, SpaceKind.DESK_ZONE])

    def with_list_columns(self) -> Self:
        return self.select_related("building").prefetch_related("equipment").order_by("building_id", "pk")

    def with_codes(self) -> Self:
        """``building_code`` and ``equipment_codes`` in the same statement: for lists that show nothing else of them."""
        links = self.model.equipment.through.objects.filter(space=OuterRef("pk")).order_by("equipment")
        codes = ArraySubquery(links.values("equipment__code"))
        return self.annotate(building_code=F("building__code"), equipment_codes=codes).order_by("building_id", "pk")
