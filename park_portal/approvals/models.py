"""Approval lines with their rounds and steps, deputies, and the series of document numbers."""

from datetime import date, timedelta
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from park_portal.accounts.models import Organization
from park_portal.documents.models import Document, StoredFile

from .querysets import DeputyQuerySet, LineQuerySet, StepQuerySet
from .states import PUBLIC, Clause, Disclosure, LineState, Mark, Outcome, ReturnKind, StepKind, StepState

DECIDED = (StepState.APPROVED, StepState.SENT_BACK)


class ApprovalLine(models.Model):
    """The approval of one paper, through as many rounds as it takes; what is decided stands in its rounds."""

    subject_type = models.CharField(_("subject type"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=40)
    kind = models.CharField(_("kind"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=300)
    department = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("approval", "drafting department")
    )
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("approval", "drafter")
    )
    disclosure = models.CharField(pgettext_lazy("approval", "disclosure"), max_length=10, choices=Disclosure)
    clauses = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=pgettext_lazy("approval", "clauses"), default=list, blank=True
    )
    state = models.CharField(_("state"), max_length=12, choices=LineState, default=LineState.DRAFT)
    round = models.PositiveSmallIntegerField(pgettext_lazy("approval", "round"), default=1)
    drafted_at = models.DateTimeField(pgettext_lazy("approval", "drafted at"))

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("approval", "approval line")
        verbose_name_plural = pgettext_lazy("approval", "approval lines")
        indexes = [models.Index(fields=["drafter", "-id"], name="approval_line_drafter")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "language"],
                condition=~Q(state=LineState.WITHDRAWN),
                name="approval_line_once",
                violation_error_message=_("This paper has an approval line already."),
            ),
            models.CheckConstraint(
                condition=Q(disclosure=Disclosure.PUBLIC, clauses=[])
                | ~Q(disclosure=Disclosure.PUBLIC) & ~Q(clauses=[]),
                name="approval_line_clauses_given",
                violation_error_message=_("A paper that is not public names the clauses why; a public one has none."),
            ),
            models.CheckConstraint(
                condition=Q(clauses__contained_by=Clause.values),
                name="approval_line_clauses_known",
                violation_error_message=_("The clauses are numbered from 1 to 8."),
            ),
            models.CheckConstraint(
                condition=Q(round__gte=1),
                name="approval_line_round_positive",
                violation_error_message=_("Rounds count from 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("approvals:line-detail", args=[self.pk])

    @property
    def public_state(self) -> str:
        return str(PUBLIC[LineState][LineState(self.state)])

    @cached_property
    def current(self) -> "ApprovalRound":
        """The round that counts now, with its document; read once, as long as the line is not refreshed."""
        return self.rounds.select_related("document", "line").get(round=self.round)

    @property
    def document(self) -> Document:
        return self.current.document

    @property
    def content_hash(self) -> str:
        return self.current.content_hash

    @property
    def number(self) -> str:
        """The document number of the approval that stands; empty until then."""
        return self.current.document_number


class NumberSeries(models.Model):
    """The running numbers of one department in one year (문서번호): without gaps, given under this row's lock."""

    department = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("approval", "drafting department")
    )
    year = models.PositiveSmallIntegerField(pgettext_lazy("approval", "year"))
    last = models.PositiveIntegerField(pgettext_lazy("approval", "last number"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("approval", "series of document numbers")
        verbose_name_plural = pgettext_lazy("approval", "series of document numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["department", "year"],
                name="number_series_once",
                violation_error_message=_("This department has its series of that year already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.department}-{self.year}"


class ApprovalRound(models.Model):
    """One run through the line over one version of the document. A closed round is never touched again."""

    line = models.ForeignKey(ApprovalLine, models.PROTECT, related_name="rounds", verbose_name=_("approval line"))
    round = models.PositiveSmallIntegerField(pgettext_lazy("approval", "round"), default=1)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    outcome = models.CharField(pgettext_lazy("approval", "outcome"), max_length=10, choices=Outcome, blank=True)
    submitted_at = models.DateTimeField(pgettext_lazy("approval", "submitted at"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("approval", "closed at"), null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    series = models.ForeignKey(NumberSeries, models.PROTECT, null=True, blank=True, related_name="+")
    serial = models.PositiveIntegerField(pgettext_lazy("approval", "serial number"), null=True, blank=True)
    # Approved in another office's own system: who there, on which day, and the signed file; or why it was refused.
    external = models.BooleanField(pgettext_lazy("approval", "approved elsewhere"), default=False)
    office = models.CharField(pgettext_lazy("approval", "office"), max_length=100, blank=True)
    signed_on = models.DateField(pgettext_lazy("approval", "signed on"), null=True, blank=True)
    signed_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    comment = models.TextField(pgettext_lazy("approval", "comment"), max_length=1000, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("approval", "round of approval")
        verbose_name_plural = pgettext_lazy("approval", "rounds of approval")
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "round"],
                name="approval_round_once",
                violation_error_message=_("This round exists already."),
            ),
            models.UniqueConstraint(
                fields=["series", "serial"],
                name="approval_number_once",
                violation_error_message=_("This document number is given already."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="approval_round_closed_with_outcome",
                violation_error_message=_("A closed round has an outcome and its time."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.APPROVED) & Q(document_number="", series=None, serial=None)
                | Q(outcome=Outcome.APPROVED, external=False, series__isnull=False, serial__isnull=False)
                & ~Q(document_number="")
                | Q(outcome=Outcome.APPROVED, external=True, series=None, serial=None)
                & Q(signed_on__isnull=False, signed_file__isnull=False, recorded_by__isnull=False)
                & ~Q(document_number="")
                & ~Q(office=""),
                name="approval_round_numbered",
                violation_error_message=_("An approved paper has its number, one signed elsewhere its signed file."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}/{self.round}"

    @property
    def deciding(self) -> "ApprovalStep | None":
        """The step in whose authority the round ends: a delegated final decision (전결), else the last one.

        A deputy decides in the name of the step's ``person``. None where another office signs, or nobody is named yet.
        """
        if self.external:
            return None
        steps = self.steps.select_related("person", "decided_by")
        return steps.filter(mark=Mark.FINAL).first() or steps.filter(kind=StepKind.DECIDE).first()


class ApprovalStep(models.Model):
    """One person's part in a round; concurrences at the same position are decided in parallel."""

    round = models.ForeignKey(ApprovalRound, models.PROTECT, related_name="steps", verbose_name=_("round"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=StepKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="approval_steps", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.WAITING)
    pending_at = models.DateTimeField(pgettext_lazy("approval", "pending since"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    mark = models.CharField(pgettext_lazy("approval", "mark"), max_length=10, choices=Mark, blank=True)
    return_kind = models.CharField(
        pgettext_lazy("approval", "how it was sent back"), max_length=10, choices=ReturnKind, blank=True
    )
    comment = models.TextField(pgettext_lazy("approval", "comment"), max_length=1000, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("approval", "approval step")
        verbose_name_plural = pgettext_lazy("approval", "approval steps")
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["person", "pending_at"], name="step_pending", condition=Q(state=StepState.PENDING)),
            models.Index(fields=["decided_by"], name="step_decided_by"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"],
                name="step_person_once",
                violation_error_message=_("Nobody stands twice in one line."),
            ),
            models.UniqueConstraint(
                fields=["round", "decided_by"],
                name="step_decider_once",
                violation_error_message=_("Nobody decides twice in one line."),
            ),
            models.UniqueConstraint(
                fields=["round", "kind"],
                condition=Q(kind__in=[StepKind.DRAFT, StepKind.DECIDE]),
                name="step_draft_and_decision_once",
                violation_error_message=_("A line has one drafter and one who decides."),
            ),
            models.CheckConstraint(
                condition=Q(kind=StepKind.DRAFT, position=1) | (~Q(kind=StepKind.DRAFT) & Q(position__gt=1)),
                name="step_draft_first",
                violation_error_message=_("The drafter stands first."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_by=None, decided_at=None, mark="")),
                name="step_decided_has_decider",
                violation_error_message=_("A decision has its person and its time, and nothing else has."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | Q(Q(decided_by=F("person")), ~Q(mark=Mark.DEPUTY))
                | Q(~Q(decided_by=F("person")), Q(mark=Mark.DEPUTY)),
                name="step_deputy_marked",
                violation_error_message=_("A decision by a deputy is marked so."),
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.SENT_BACK) & ~Q(return_kind="") & ~Q(comment="")
                | ~Q(state=StepState.SENT_BACK) & Q(return_kind=""),
                name="step_sent_back_says_why",
                violation_error_message=_("Whoever sends a paper back says how and why."),
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.PENDING) | Q(pending_at__isnull=False),
                name="step_pending_has_time",
                violation_error_message=_("A step that waits for its person knows since when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.position} {self.kind}"

    @property
    def public_state(self) -> str:
        return str(self.get_return_kind_display() or PUBLIC[StepState][StepState(self.state)])


class Deputy(models.Model):
    """While ``person`` is away, from ``since`` until the day before ``until``, ``deputy`` may decide in her place."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deputies", verbose_name=_("person")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="deputising",
        verbose_name=pgettext_lazy("approval", "deputy"),
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"))
    reason = models.CharField(_("reason"), max_length=100)
    set_at = models.DateTimeField(pgettext_lazy("approval", "arranged at"))

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("approval", "deputy")
        verbose_name_plural = pgettext_lazy("approval", "deputies")
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("deputy")),
                name="deputy_somebody_else",
                violation_error_message=_("Nobody stands in for herself."),
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="deputy_until_after_since",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            ExclusionConstraint(
                name="deputy_one_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func("since", "until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("You have a deputy for some of these days already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.deputy}"

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)
