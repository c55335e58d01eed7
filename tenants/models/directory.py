"""What the public directory shows of an organisation, each field by its own consent."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from park_portal.core.bilingual import Bilingual
from park_portal.documents.models import StoredFile
from tenants.querysets.care import DirectoryQuerySet
from tenants.states import DirectoryField


class DirectoryEntry(models.Model):
    """An organisation's page. Name and field are public with the entry; all else only where ``shown`` names it."""

    organization = models.OneToOneField(
        Organization, models.CASCADE, related_name="directory_entry", verbose_name=_("organisation")
    )
    story = models.TextField(_("introduction"), max_length=3000, blank=True)
    story_en = models.TextField(_("introduction in English"), max_length=3000, blank=True)
    offers = models.TextField(_("products and services"), max_length=2000, blank=True)  # one a line
    offers_en = models.TextField(_("products and services in English"), max_length=2000, blank=True)
    website = models.URLField(_("website"), blank=True)
    links = ArrayField(models.URLField(), verbose_name=_("other links"), default=list, blank=True, size=5)
    shown = ArrayField(
        models.CharField(max_length=8, choices=DirectoryField), verbose_name=_("shown to everyone"), default=list,
        blank=True,
    )  # fmt: skip
    consented_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    consented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("consent given by"),
    )  # fmt: skip
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    told = Bilingual("story")
    offered = Bilingual("offers")

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(shown__contained_by=DirectoryField.values),
                name="directory_fields_known",
                violation_error_message=_("One of the fields is unknown."),
            ),
            models.CheckConstraint(
                condition=Q(shown=[]) | Q(consented_at__isnull=False, consented_by__isnull=False),
                name="directory_shown_with_consent",
                violation_error_message=_("What is shown needs the consent of somebody of the organisation."),
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(consented_at__isnull=False, published_at__gte=F("consented_at")),
                name="directory_published_with_consent",
                violation_error_message=_("An entry is published with the organisation's consent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}"

    def get_absolute_url(self) -> str:
        return reverse("tenants:directory-detail", args=[self.organization_id])


class DirectoryPhoto(models.Model):
    """A picture on the organisation's page."""

    entry = models.ForeignKey(DirectoryEntry, models.CASCADE, related_name="photos", verbose_name=_("directory entry"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    caption = models.CharField(_("caption"), max_length=120)
    caption_en = models.CharField(_("caption in English"), max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    words = Bilingual("caption")

    class Meta:
        verbose_name = _("directory photo")
        verbose_name_plural = _("directory photos")
        ordering = ["entry", "position", "id"]

    def __str__(self) -> str:
        return self.caption
