"""Reading words of approvals: whose turn, whose line, who stands in for whom."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from park_portal.core import clock
from park_portal.documents.readers import readable

from .states import LineState, StepKind, StepState


class LineQuerySet(models.QuerySet):
    def concerning(self, user: Any) -> Self:
        """Lines on which the person stands: she drafted, is named, has decided, or stands in for somebody named."""
        named = self._steps().concerning(user).values("round__line")
        return self.filter(Q(drafter=user) | Q(pk__in=named))

    def visible_to(self, user: Any) -> Self:
        """Lines that concern the person, and those whose document she may read.

        The readers of every subject left in the queryset are asked: narrow it first (``filter(pk=pk)``).
        """
        if not user.is_authenticated:
            return self.none()
        subjects = list(self.order_by().values_list("subject_type", "subject_id").distinct())
        return self.filter(Q(pk__in=self.concerning(user).values("pk")) | readable(user, subjects))

    def readable_ids(self, user: Any, ids: set[str]) -> set[str]:
        """Whose files the person may read, for documents.readers."""
        numbers = [pk for pk in ids if pk.isdecimal()]
        return {str(pk) for pk in self.filter(pk__in=numbers).visible_to(user).values_list("pk", flat=True)}

    def drafted_by(self, user: Any) -> Self:
        return self.filter(drafter=user)

    def decided_by(self, user: Any) -> Self:
        """Lines on which the person has decided in some round, other than by drafting them."""
        mine = self._steps().filter(decided_by=user).exclude(kind=StepKind.DRAFT)
        return self.filter(pk__in=mine.values("round__line"))

    def to_decide(self, user: Any) -> Self:
        """Lines that wait for the person, or for somebody for whom she stands in today."""
        return self.filter(pk__in=self._steps().to_decide(user).values("round__line"))

    def _steps(self) -> "StepQuerySet":
        rounds = self.model._meta.get_field("rounds").related_model
        return rounds._meta.get_field("steps").related_model.objects.all()

    def alive(self) -> Self:
        """All but withdrawn ones; a paper has at most one."""
        return self.exclude(state=LineState.WITHDRAWN)

    def of_document(self, document: Any) -> Self:
        """Lines of the paper of which ``document`` is a version."""
        names = ("subject_type", "subject_id", "kind", "language")
        return self.filter(**{name: getattr(document, name) for name in names})

    def with_list_columns(self) -> Self:
        """With drafter, department, and of the current round: number, and since when its step waits."""
        rounds = self.model._meta.get_field("rounds").related_model.objects
        now = rounds.filter(line=OuterRef("pk"), round=OuterRef("round"))
        waits = now.filter(steps__state=StepState.PENDING).order_by("steps__pending_at", "steps__pk")
        return (
            self.select_related("drafter", "department")
            .annotate(
                current_number=Subquery(now.values("document_number")[:1]),
                waiting_since=Subquery(waits.values("steps__pending_at")[:1]),
                waiting_for=Subquery(waits.values("steps__person__name")[:1]),
            )
            .order_by("-pk")
        )


class StepQuerySet(models.QuerySet):
    def concerning(self, user: Any) -> Self:
        """Steps that name the person, that she decided, or of those for whom she stands in today."""
        return self.filter(Q(person=user) | Q(decided_by=user) | Q(person__in=self._stands_for(user)))

    def visible_to(self, user: Any) -> Self:
        """Steps of lines that the person may see (of one line: narrow it first)."""
        lines = self.model._meta.get_field("round").related_model._meta.get_field("line").related_model.objects
        own = lines.filter(pk__in=self.values("round__line"))
        return self.filter(round__line__in=own.visible_to(user).values("pk"))

    def to_decide(self, user: Any) -> Self:
        """Pending steps that the person may decide now, oldest first."""
        if not user.is_authenticated:
            return self.none()
        done = self.model.objects.filter(round=OuterRef("round"), decided_by=user)
        rows = self.filter(Q(person=user) | Q(person__in=self._stands_for(user)), state=StepState.PENDING)
        rows = rows.filter(round__line__state=LineState.IN_PROGRESS).exclude(round__line__drafter=user)
        return rows.filter(~models.Exists(done)).order_by("pending_at", "pk")

    def _stands_for(self, user: Any) -> models.QuerySet:
        person = self.model._meta.get_field("person").related_model
        deputies = person._meta.get_field("deputies").related_model.objects
        return deputies.current().filter(deputy=user).values("person")


class DeputyQuerySet(models.QuerySet):
    def current(self, day: date | None = None) -> Self:
        """Arrangements in force on ``day`` (today): ``since`` counts, ``until`` is the first day without."""
        day = day or clock.today()
        return self.filter(since__lte=day, until__gt=day)

    def visible_to(self, user: Any) -> Self:
        """One's own arrangements, and those in which one stands in."""
        return self.filter(Q(person=user) | Q(deputy=user)) if user.is_authenticated else self.none()

    def not_over(self) -> Self:
        """In force today or later."""
        return self.filter(until__gt=clock.today()).filter(until__gt=F("since"))
