"""What waits to be delivered, and what lies in each person's inbox."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .querysets import InboxQuerySet, OutboxQuerySet
from .states import OutboxState


class OutboxMessage(models.Model):
    """One e-mail to one address. ``key`` makes it idempotent: the same reminder is written once."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("recipient")
    )
    address = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    secret = models.BooleanField(_("carries a sign-in link"), default=False)  # its words are erased once delivered
    state = models.CharField(_("state"), max_length=10, choices=OutboxState, default=OutboxState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        indexes = [
            models.Index(fields=["due_at", "id"], name="outbox_due", condition=Q(state=OutboxState.PENDING)),
            models.Index(fields=["state", "-id"], name="outbox_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=OutboxState.SENT, sent_at__isnull=False)
                | (~Q(state=OutboxState.SENT) & Q(sent_at__isnull=True)),
                name="outbox_sent_has_time",
                violation_error_message=_("A message is sent exactly when it has a time of sending."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address}"


class InboxMessage(models.Model):
    """One message on the portal itself (the bell)."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox", verbose_name=_("recipient")
    )
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    link = models.CharField(_("link"), max_length=300, blank=True)  # a path on this portal
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbox message")
        verbose_name_plural = _("inbox messages")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="inbox_recipient"),
            models.Index(fields=["recipient"], name="inbox_unread", condition=Q(read_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="/"),
                name="inbox_link_is_local",
                violation_error_message=_("A link in the inbox must stay on the portal."),
            ),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(read_at__gte=F("created_at")),
                name="inbox_read_after_created",
                violation_error_message=_("A message cannot be read before it is written."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class ReminderPlan(models.Model):
    """How long before its date a reminder goes out. Absent: the offsets the app registered."""

    code = models.CharField(_("reminder"), max_length=60, unique=True)
    offsets = ArrayField(models.DurationField(), verbose_name=_("time before the date"), default=list)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reminder plan")
        verbose_name_plural = _("reminder plans")

    def __str__(self) -> str:
        return self.code
