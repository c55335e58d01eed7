"""Papers as they were issued, and files that only some may read."""

import uuid
from functools import cached_property

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .content import Paper
from .querysets import DocumentQuerySet, StoredFileQuerySet


class Document(models.Model):
    """One version of one paper of a subject, frozen as it was issued (``content.Paper`` as JSON)."""

    subject_type = models.CharField(_("subject type"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=40)
    kind = models.CharField(_("kind"), max_length=60)
    version = models.PositiveIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ko")
    content = models.JSONField(_("content"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )  # empty: the clock did it

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "language", "version"],
                name="document_version_once",
                violation_error_message=_("This version of the paper exists already."),
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="document_version_positive",
                violation_error_message=_("Versions count from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("documents:document-detail", args=[self.pk])

    def versions(self) -> DocumentQuerySet:
        """All versions of this paper, itself among them."""
        line = {name: getattr(self, name) for name in ("subject_type", "subject_id", "kind", "language")}
        return Document.objects.filter(**line)

    @cached_property
    def paper(self) -> Paper:
        return Paper.from_json(self.content)


def opaque_path(file: "StoredFile", name: str) -> str:
    """Where the bytes lie: nothing of the name, the subject or the person."""
    return f"{file.pk.hex[:2]}/{file.pk.hex}"


def private_storage() -> models.fields.files.Storage:
    return storages["private"]


class StoredFile(models.Model):
    """A file that somebody gave to a subject. When it is purged its bytes go and the row stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_type = models.CharField(_("subject type"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=40)
    purpose = models.CharField(_("purpose"), max_length=60)
    name = models.CharField(_("file name"), max_length=150)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(_("content type"), max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(_("file"), storage=private_storage, upload_to=opaque_path, max_length=80, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    purged_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["subject_type", "subject_id", "purpose"], name="storedfile_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(purged_at=None) & ~Q(file="") | Q(purged_at__isnull=False, file=""),
                name="storedfile_kept_or_purged",
                violation_error_message=_("A file is either kept or deleted."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:file-download", args=[self.pk])
