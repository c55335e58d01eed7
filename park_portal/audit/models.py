"""Two append-only tables. No foreign keys: a record must neither block a deletion nor vanish with its subject."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One deed: ``booking.request`` by person 12 for organisation 7 on ``spaces.booking`` 345."""

    at = models.DateTimeField(_("at"))
    verb = models.CharField(_("deed"), max_length=60)
    actor_id = models.BigIntegerField(_("person"), null=True, blank=True)  # empty: the clock did it
    organization_id = models.BigIntegerField(_("acting for"), null=True, blank=True)
    subject_type = models.CharField(_("subject type"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=40)
    fields = ArrayField(models.CharField(max_length=60), verbose_name=_("changed fields"), default=list, blank=True)
    # ids, codes, numbers, dates; never a name or an address
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    request_id = models.CharField(_("request"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
            BrinIndex(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}"


class AccessEvent(models.Model):
    """One look at personal data by staff (접속기록): who, when, from where, what, and whose."""

    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField(_("person"), null=True, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    method = models.CharField(_("method"), max_length=8)
    path = models.CharField(_("path"), max_length=300)
    what = models.CharField(_("what"), max_length=60)
    subject_type = models.CharField(_("subject type"), max_length=60)
    subject_ids = ArrayField(models.BigIntegerField(), verbose_name=_("subjects"), default=list)
    outcome = models.PositiveSmallIntegerField(_("status"))

    class Meta:
        verbose_name = _("access record")
        verbose_name_plural = _("access records")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["actor_id", "-id"], name="access_actor"),
            BrinIndex(fields=["at"], name="access_at"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.path}"
