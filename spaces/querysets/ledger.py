"""Reading words of closures, and the leaves that a claim takes."""

from datetime import datetime
from typing import Self

from django.db import connection, models


def leaves_of(space_id: int) -> list[int]:
    """Ids of the leaves of a space, in order. Written out, as every booking asks it first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT leaf_id FROM spaces_space_leaves WHERE space_id = %s ORDER BY leaf_id", [space_id])
        return [pk for (pk,) in cursor.fetchall()]


class ClosureQuerySet(models.QuerySet):
    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(during__overlap=(start, end))
