"""Papers of an organisation that lapse: business registration, insurance."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.documents.models import StoredFile
from tenants.querysets.care import TenantPaperQuerySet
from tenants.states import PaperKind

LAPSING_DAYS = 60  # so long before its last day a paper is said to lapse soon; the first reminder goes out then


class TenantPaper(models.Model):
    """A paper with the last day on which it is valid; a newer one replaces it, and the old one stays as history."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="papers", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=24, choices=PaperKind)
    name = models.CharField(_("name"), max_length=120, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    valid_until = models.DateField(_("valid until (last day)"), null=True, blank=True)  # empty: it does not lapse
    handed_in_at = models.DateTimeField(_("handed in at"))
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )

    objects = TenantPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of an organisation")
        verbose_name_plural = _("papers of organisations")
        ordering = ["organization_id", "kind", "-handed_in_at"]
        indexes = [models.Index(fields=["valid_until"], name="tenant_paper_lapsing", condition=Q(replaced_by=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("id")),
                name="tenant_paper_not_own_successor",
                violation_error_message=_("A paper cannot replace itself."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=PaperKind.OTHER) | ~Q(name=""),
                name="tenant_paper_other_is_named",
                violation_error_message=_("Say what the paper is."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tenants:paper-list", args=[self.organization_id])

    @property
    def title(self) -> str:
        return self.name or str(self.get_kind_display())

    @property
    def has_lapsed(self) -> bool:
        return self.valid_until is not None and self.valid_until < clock.today()

    @property
    def lapses_soon(self) -> bool:
        """Within the time of the first reminder."""
        return self.valid_until is not None and 0 <= (self.valid_until - clock.today()).days <= LAPSING_DAYS
