"""Reading words of papers and files."""

from typing import Any, Self

from django.db import models

from . import readers


class SubjectQuerySet(models.QuerySet):
    """Rows that hang on a subject of another app by its type and id."""

    def of(self, subject_type: str, subject_id: Any) -> Self:
        return self.filter(subject_type=subject_type, subject_id=str(subject_id))

    def visible_to(self, user: Any) -> Self:
        """What the person may read, as the apps of the subjects say (``readers.register``).

        Every subject left in the queryset is asked for: narrow it first (``filter(pk=pk).visible_to(user)``).
        """
        subjects = self.order_by().values_list("subject_type", "subject_id").distinct()
        return self.filter(readers.readable(user, subjects))


class DocumentQuerySet(SubjectQuerySet):
    def current(self) -> Self:
        """The newest version of each paper."""
        newest = self.model.objects.filter(
            **{name: models.OuterRef(name) for name in ("subject_type", "subject_id", "kind", "language")}
        ).order_by("-version")
        return self.filter(pk=models.Subquery(newest.values("pk")[:1]))


class StoredFileQuerySet(SubjectQuerySet):
    def kept(self) -> Self:
        """Those whose bytes still exist."""
        return self.filter(purged_at=None)
