"""Reading words of reports."""

from typing import Any, Self

from django.db import models


def reads_reports(user: Any) -> bool:
    """Reports exist for centre staff and officers of the district."""
    return user.is_authenticated and (user.is_centre_staff or user.is_district_officer)


class MonthlyReportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self if reads_reports(user) else self.none()

    def readable_ids(self, user: Any, ids: set[str]) -> set[str]:
        """Whose papers the person may read, for documents.readers."""
        return {str(pk) for pk in self.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)}
