"""Reading words of the land."""

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
