"""Reading words of meetings and commitments."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from collaboration.states import CommitmentState

from .proposals import bodies_of, coordinates


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Whoever is asked to come, takes part in the proposal, coordinates, or works at the centre."""
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff or coordinates(user):
            return self
        mine = bodies_of(user)
        asked = Q(attendances__organization__in=mine) | Q(attendances__person=user) | Q(called_by=user)
        part = Q(proposal__parties__organization__in=mine, proposal__parties__state__in=["asked", "accepted"])
        return self.filter(asked | part | Q(proposal__lead__in=mine) | Q(proposal__receiver__in=mine)).distinct()

    def with_list_columns(self) -> Self:
        return self.select_related("proposal", "booking__space__building")


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff or coordinates(user):
            return self
        mine = bodies_of(user)
        part = Q(proposal__parties__organization__in=mine, proposal__parties__state__in=["asked", "accepted"])
        return self.filter(Q(owner__in=mine) | part | Q(proposal__lead__in=mine)).distinct()

    def open(self) -> Self:
        return self.filter(state=CommitmentState.OPEN)

    def with_list_columns(self) -> Self:
        return self.select_related("owner", "proposal", "meeting")
