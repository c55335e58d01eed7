"""Reading words of closures."""

from datetime import datetime
from typing import Self

from django.db import models


class ClosureQuerySet(models.QuerySet):
    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(during__overlap=(start, end))
