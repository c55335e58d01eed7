"""The ledger: everyone who uses a place at a time has a claim, and the database keeps claims apart."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from spaces.querysets.ledger import ClosureQuerySet
from spaces.states import ClaimKind

from .land import Leaf


class Claim(models.Model):
    """A title to leaves over time (점유): a booking, a tenancy allocation, a hold. Upper apps point here one-to-one."""

    kind = models.CharField(_("kind"), max_length=12, choices=ClaimKind)
    title = models.CharField(_("title"), max_length=120)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("person")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("organisation")
    )
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organization__isnull=False),
                name="claim_has_holder",
                violation_error_message=_("A claim needs a person or an organisation."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Slot(models.Model):
    """A claim on one leaf for a time ``[from, to)``, the operator's buffers included."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="slots", verbose_name=_("claim"))
    leaf = models.ForeignKey(Leaf, models.PROTECT, related_name="slots", verbose_name=_("smallest part"))
    during = DateTimeRangeField(_("time"))

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            ExclusionConstraint(
                name="slot_no_overlap",
                expressions=[("leaf", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("This time is taken already."),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="slot_has_time",
                violation_error_message=_("A claim needs a time with a beginning and an end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaf_id} {self.during}"


class Closure(models.Model):
    """A time when leaves cannot be used (휴관·차단). An overlay: a let room can be maintained, too."""

    leaves = models.ManyToManyField(Leaf, related_name="closures", verbose_name=_("smallest parts"))
    during = DateTimeRangeField(_("time"))
    reason = models.CharField(_("reason"), max_length=120)
    reason_en = models.CharField(_("reason in English"), max_length=120, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"))

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="closure_has_time",
                violation_error_message=_("A closure needs a time with a beginning and an end."),
            )
        ]

    def __str__(self) -> str:
        return self.reason
