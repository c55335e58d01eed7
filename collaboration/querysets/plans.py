"""Reading words of annual plans."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from collaboration.states import PLAN_HOLDS, PlanState

from .proposals import bodies_of, coordinates


class LinkagePlanQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Approved plans to everybody who is signed in; drafts to the district, the centre and whoever writes them."""
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff or user.is_district_officer or coordinates(user):
            return self
        return self.filter(~Q(state=PlanState.DRAFT) | Q(department__in=bodies_of(user)))

    def in_force(self, day: date) -> Self:
        """Approved, also while it is being changed, and the day lies in its period."""
        return self.filter(state__in=PLAN_HOLDS, since__lte=day, until__gt=day)

    def with_list_columns(self) -> Self:
        return self.select_related("department").annotate(sub_project_count=models.Count("sub_projects", distinct=True))
