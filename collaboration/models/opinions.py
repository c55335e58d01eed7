"""Opinions of the receiving side (검토의견서) and their points (조치표)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collaboration.querysets.proposals import OpinionQuerySet
from collaboration.states import (
    ASKED,
    PUBLIC,
    OpinionState,
    PointKind,
    PointState,
    ReasonCode,
    SectionCode,
    Verdict,
)
from park_portal.accounts.models import Organization
from park_portal.documents.models import StoredFile

from .proposals import Proposal
from .versions import ProposalVersion

PERSON = settings.AUTH_USER_MODEL


class Opinion(models.Model):
    """The written opinion on one version. Without one that agrees, nothing is confirmed.

    The database keeps: at most one is asked for at a time, an issued one has verdict and time, "not feasible" has its
    reasons; one passed on is named by the next. Signed in the portal (approvals) or elsewhere: then number, day, file.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="opinions", verbose_name=_("proposal"))
    version = models.ForeignKey(ProposalVersion, models.PROTECT, related_name="opinions", verbose_name=_("version"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="opinions", verbose_name=_("given by"))
    state = models.CharField(_("state"), max_length=10, choices=OpinionState, default=OpinionState.REQUESTED)
    requested_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    requested_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("due on"))
    due_reason = models.CharField(_("why the due day was moved"), max_length=300, blank=True)
    assignee = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name=_("looked after by")
    )
    accepted_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict, blank=True)
    reasons = ArrayField(
        models.CharField(max_length=20, choices=ReasonCode), verbose_name=_("reasons"), default=list, blank=True
    )
    text = models.TextField(_("opinion"), max_length=5000, blank=True)
    issued_at = models.DateTimeField(_("given at"), null=True, blank=True)
    issued_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given by the person")
    )
    paper_number = models.CharField(_("document number"), max_length=60, blank=True)
    paper_on = models.DateField(_("day of the document"), null=True, blank=True)
    paper = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed document")
    )
    passed_on_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="passed_on_to", verbose_name=_("passed on from")
    )
    ended_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["-requested_at", "-id"]
        indexes = [models.Index(fields=["due_on"], name="opinion_due", condition=Q(state__in=ASKED))]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state__in=ASKED),
                name="opinion_one_asked",
                violation_error_message=_("An opinion on this proposal is asked for already."),
            ),
            models.CheckConstraint(
                condition=~Q(state=OpinionState.ISSUED)
                | ~Q(verdict="") & Q(issued_at__isnull=False, issued_by__isnull=False),
                name="opinion_issued_has_verdict",
                violation_error_message=_("An opinion that is given has its verdict, its time and whoever gave it."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ASKED) | Q(issued_at=None, issued_by=None),
                name="opinion_asked_is_not_issued",
                violation_error_message=_("An opinion that is still asked for has not been given by anybody."),
            ),
            models.CheckConstraint(
                condition=~Q(state=OpinionState.ISSUED, verdict=Verdict.NOT_FEASIBLE) | Q(reasons__len__gt=0),
                name="opinion_not_feasible_has_reasons",
                violation_error_message=_("Say why it is not feasible."),
            ),
            models.CheckConstraint(
                condition=Q(reasons__contained_by=ReasonCode.values),
                name="opinion_reasons_known",
                violation_error_message=_("One of the reasons is unknown."),
            ),
            models.CheckConstraint(
                condition=Q(passed_on_from=None) | ~Q(passed_on_from=F("id")),
                name="opinion_not_passed_on_to_itself",
                violation_error_message=_("An opinion cannot be passed on to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.organization_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("collaboration:opinion-detail", args=[self.pk])

    @property
    def public_state(self) -> str:
        return str(PUBLIC[OpinionState][OpinionState(self.state)])


class OpinionPoint(models.Model):
    """One row of the table of measures (검토의견 조치표): point, answer, closed or not.

    Bound to a section as it stood (``digest``): an edit of that section, and of no other, opens the point again.
    Once its opinion was given it is not taken away (trigger, migration 0005).
    """

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="points", verbose_name=_("opinion"))
    position = models.PositiveSmallIntegerField(_("position"))
    section = models.CharField(_("section"), max_length=10, choices=SectionCode)
    digest = models.CharField(_("digest"), max_length=64)
    kind = models.CharField(_("kind"), max_length=10, choices=PointKind)
    text = models.TextField(_("point"), max_length=2000)
    state = models.CharField(_("state"), max_length=8, choices=PointState, default=PointState.OPEN)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)

    class Meta:
        verbose_name = _("point of an opinion")
        verbose_name_plural = _("points of opinions")
        ordering = ["opinion_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["opinion", "position"],
                name="point_position_once",
                violation_error_message=_("Two points have the same position."),
            ),
            models.CheckConstraint(
                condition=Q(state=PointState.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(state=PointState.CLOSED) & Q(closed_at=None, closed_by=None),
                name="point_closed_by_somebody",
                violation_error_message=_("What is closed needs its time and whoever closed it."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PointState.ANSWERED) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="point_answered_has_answer",
                violation_error_message=_("An answered point needs its answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}.{self.position}"
