"""Agreements (입주협약), the places they hold (배정), and whether they are extended (연장평가)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.documents.models import StoredFile
from spaces.models import Building, Claim, Entitlement, Leaf, Space
from tenants.querysets.agreements import AgreementQuerySet, AllocationQuerySet
from tenants.states import (
    CONCLUDED,
    IN_FORCE,
    PUBLIC,
    AgreementKind,
    AgreementState,
    AssessmentResult,
    AssessmentState,
    EndReason,
    FeeRule,
)


class Agreement(models.Model):
    """What the park and an organisation agree on: from ``since`` until the day before ``until``.

    The database keeps: dates in order, a signature with number, day and paper for whatever was concluded, an end with
    its day and reason, host and hosted apart. The actions keep: nobody else holds the places (the ledger refuses), a
    concluded agreement's terms never change (a renewal is a new agreement, linked by ``previous``), the entitlement,
    the charges and the move-in list are made with the signature and ended with the agreement.
    """

    number = models.CharField(
        _("number"), max_length=30, unique=True, null=True, blank=True
    )  # given with the signature
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind)
    party = models.ForeignKey(
        Organization, models.PROTECT, related_name="agreements_signed", verbose_name=_("signing organisation")
    )
    occupant = models.ForeignKey(
        Organization, models.PROTECT, related_name="agreements", verbose_name=_("resident organisation")
    )
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("building")
    )  # of those without a place of their own on the ledger: hosted, or running a facility
    state = models.CharField(_("state"), max_length=12, choices=AgreementState, default=AgreementState.DRAFT)
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"))
    headcount = models.PositiveSmallIntegerField(_("people who work there"), default=1)
    purpose = models.CharField(_("use"), max_length=300, blank=True)
    terms = models.TextField(_("special terms"), max_length=3000, blank=True)
    fee_rule = models.CharField(_("rent"), max_length=6, choices=FeeRule)
    flat_krw = models.PositiveIntegerField(_("fixed amount a month"), null=True, blank=True)
    deposit_krw = models.PositiveIntegerField(_("deposit"), default=0)
    hours_a_month = models.PositiveSmallIntegerField(_("free hours of halls a month"), default=0)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewal", verbose_name=_("follows")
    )
    # Those that this agreement gives ground for; agreements that run at the same time share one.
    entitlements = models.ManyToManyField(
        Entitlement, blank=True, related_name="agreements", verbose_name=_("entitlements")
    )
    created_at = models.DateTimeField(_("drawn up at"), default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("drawn up by")
    )  # empty: read in from an older register
    offered_at = models.DateTimeField(_("offered at"), null=True, blank=True)
    answer_by = models.DateField(_("answer until"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)  # the party will sign
    declined_reason = models.CharField(_("why it was not concluded"), max_length=300, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed agreement")
    )
    ended_on = models.DateField(_("ended on (first day without)"), null=True, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=12, choices=EndReason, blank=True)
    end_note = models.CharField(_("note on the end"), max_length=300, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = [
            models.Index(fields=["state", "until"], name="agreement_state_until"),
            models.Index(fields=["occupant", "-since"], name="agreement_occupant"),
            models.Index(fields=["party", "-since"], name="agreement_party"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="agreement_until_after_since",
                violation_error_message=_("An agreement cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(headcount__gte=1),
                name="agreement_has_people",
                violation_error_message=_("At least one person works there."),
            ),
            models.CheckConstraint(
                condition=Q(kind=AgreementKind.HOSTED) & ~Q(party=F("occupant"))
                | ~Q(kind=AgreementKind.HOSTED) & Q(party=F("occupant")),
                name="agreement_host_and_hosted",
                violation_error_message=_(
                    "A hosted organisation is signed for by its intermediary; every other signs for itself."
                ),
            ),
            models.CheckConstraint(
                condition=Q(fee_rule=FeeRule.FLAT, flat_krw__isnull=False)
                | ~Q(fee_rule=FeeRule.FLAT) & Q(flat_krw=None),
                name="agreement_flat_amount",
                violation_error_message=_("A fixed rent needs its amount, and no other rent has one."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=CONCLUDED, number__isnull=False, signed_on__isnull=False)
                | ~Q(state__in=CONCLUDED) & Q(number=None, signed_on=None, file=None),
                name="agreement_concluded_is_signed",
                violation_error_message=_("A concluded agreement has a number and the day of its signature."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.OFFERED) | Q(offered_at__isnull=False, answer_by__isnull=False),
                name="agreement_offer_has_answer_day",
                violation_error_message=_("An offer needs the day until which it is answered."),
            ),
            models.CheckConstraint(
                # One in force may have an end that is to come.
                condition=Q(state__in=CONCLUDED, ended_on__isnull=False) & ~Q(end_reason="")
                | ~Q(state__in=[AgreementState.ENDED, AgreementState.TERMINATED]) & Q(ended_on=None, end_reason=""),
                name="agreement_end_has_reason",
                violation_error_message=_("An end needs its day and its reason."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(offered_at__isnull=False),
                name="agreement_accepted_was_offered",
                violation_error_message=_("Only an offer can be accepted."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since"), ended_on__lte=F("until")),
                name="agreement_ends_within_term",
                violation_error_message=_("An agreement ends within its term."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.DECLINED) | ~Q(declined_reason=""),
                name="agreement_declined_has_reason",
                violation_error_message=_("Say why the agreement is not concluded."),
            ),
            models.CheckConstraint(
                condition=Q(previous=None) | ~Q(previous=F("id")),
                name="agreement_not_own_previous",
                violation_error_message=_("An agreement cannot follow itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.occupant_id}"

    def get_absolute_url(self) -> str:
        return reverse("tenants:agreement-detail", args=[self.pk])

    @property
    def label(self) -> str:
        """What people call it: its number, or before the signature that of the draft."""
        return self.number or f"A-{self.pk:05d}"

    @property
    def public_state(self) -> str:
        return str(PUBLIC[AgreementState][AgreementState(self.state)])

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def is_given_up(self) -> bool:
        """Still in force, with an end that is fixed and not followed by a renewal."""
        return self.is_in_force and self.ended_on is not None and self.end_reason != EndReason.RENEWED

    @property
    def ends(self) -> date:
        """The first day without: as it ended or will end, else as agreed."""
        return self.ended_on or self.until

    @property
    def last_day(self) -> date:
        """The last day on which it holds, as people say it; of one that never began, its first."""
        return max(self.ends - timedelta(days=1), self.since)


class Allocation(models.Model):
    """A place that an agreement holds from ``since`` until the day before ``until``: a room, or one desk of a zone.

    Until the signature it is a wish without a claim; the signature claims the ledger for it, an end cuts the claim.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="allocations", verbose_name=_("agreement"))
    space = models.ForeignKey(Space, models.PROTECT, related_name="allocations", verbose_name=_("room or desk zone"))
    leaf = models.ForeignKey(
        Leaf, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name=_("desk")
    )
    claim = models.OneToOneField(
        Claim, models.PROTECT, null=True, blank=True, related_name="allocation", verbose_name=_("claim")
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"))
    area_m2 = models.DecimalField(_("area (m²)"), max_digits=7, decimal_places=1)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["id"]
        indexes = [models.Index(fields=["space", "since"], name="allocation_space")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="allocation_until_after_since",
                violation_error_message=_("An allocation cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(area_m2__gte=0),
                name="allocation_area_positive",
                violation_error_message=_("An area cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(leaf=None) | Q(claim__isnull=False),
                name="allocation_desk_is_claimed",
                violation_error_message=_("A desk is chosen when the agreement is signed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space_id}: {self.since} – {self.until}"

    @property
    def is_desk(self) -> bool:
        return self.space.takes_any_leaf


class Assessment(models.Model):
    """Whether an agreement is to be extended: the organisation reports, the centre assesses; once an agreement."""

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="assessment", verbose_name=_("agreement"))
    state = models.CharField(_("state"), max_length=10, choices=AssessmentState, default=AssessmentState.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    report_by = models.DateField(_("report until"))
    report = models.TextField(_("report of the organisation"), max_length=5000, blank=True)
    reported_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    scores = models.JSONField(_("scores"), default=list, blank=True)  # [[criterion, points, most], …]
    result = models.CharField(_("result"), max_length=14, choices=AssessmentResult, blank=True)
    comment = models.TextField(_("reasons and conditions"), max_length=3000, blank=True)
    assessed_at = models.DateTimeField(_("assessed at"), null=True, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assessed by")
    )

    class Meta:
        verbose_name = _("extension assessment")
        verbose_name_plural = _("extension assessments")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.REPORTED) | Q(reported_at__isnull=False),
                name="assessment_report_has_time",
                violation_error_message=_("A report needs the time at which it was handed in."),
            ),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.ASSESSED, assessed_at__isnull=False, assessed_by__isnull=False)
                & ~Q(result="")
                | ~Q(state=AssessmentState.ASSESSED) & Q(assessed_at=None, assessed_by=None, result=""),
                name="assessment_result_has_assessor",
                violation_error_message=_("A result needs its time and whoever assessed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.state}"
