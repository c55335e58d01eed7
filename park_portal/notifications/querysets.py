"""Reading words of the outbox and the inbox."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from .states import OutboxState


class OutboxQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Centre staff see the outbox; nobody else does."""
        return self if user.is_authenticated and user.is_centre_staff else self.none()

    def due(self, now: datetime) -> Self:
        return self.filter(state=OutboxState.PENDING, due_at__lte=now).order_by("due_at", "pk")

    def with_list_columns(self) -> Self:
        return self.select_related("recipient").defer("text", "html").order_by("-pk")


class InboxQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)
