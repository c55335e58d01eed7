"""Reading words of rates and charges."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from .agreements import organizations_of


class DatedQuerySet(models.QuerySet):
    """Rows with ``since`` and ``until`` (first day without; empty: open)."""

    def during(self, since: date, until: date) -> Self:
        """In force on some day of ``[since, until)``."""
        return self.filter(Q(until=None) | Q(until__gt=since), since__lt=until)

    def on(self, day: date) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class ChargeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the organisations that one acts for and that pay; all for centre staff."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_centre_staff else self.filter(agreement__party__in=organizations_of(user))

    def with_list_columns(self) -> Self:
        return self.select_related("agreement__party", "agreement__occupant", "receivable")
