"""Reading words of the table of links by field."""

from typing import Self

from django.db import models


class FieldRouteQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Those that are followed today."""
        return self.filter(ended_on=None)
