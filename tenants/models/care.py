"""Requests about rooms (시설·생활 민원) and notices to the residents (공지)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.core.bilingual import Bilingual
from park_portal.documents.models import StoredFile
from spaces.models import Building, Space
from tenants.querysets.care import NoticeQuerySet, TicketEntryQuerySet, TicketQuerySet
from tenants.states import PUBLIC, AgreementKind, NoticeScope, TicketCategory, TicketState


class Ticket(models.Model):
    """Something that is broken or disturbs, in a room or somewhere in a building."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="tickets", verbose_name=_("organisation")
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tickets", verbose_name=_("reported by")
    )
    space = models.ForeignKey(
        Space, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("room or space")
    )
    building = models.ForeignKey(Building, models.PROTECT, related_name="tickets", verbose_name=_("building"))
    category = models.CharField(_("category"), max_length=12, choices=TicketCategory)
    title = models.CharField(_("what is it about"), max_length=120)
    text = models.TextField(_("what happened"), max_length=3000)
    state = models.CharField(_("state"), max_length=12, choices=TicketState, default=TicketState.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("looked after by"),
    )  # fmt: skip
    reported_at = models.DateTimeField(_("reported at"))
    answered_at = models.DateTimeField(_("first answer at"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("solved at"), null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-reported_at", "-id"]
        indexes = [
            models.Index(fields=["organization", "-reported_at"], name="ticket_organization"),
            models.Index(fields=["state", "-reported_at"], name="ticket_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[TicketState.RESOLVED, TicketState.CLOSED], resolved_at__isnull=False)
                | ~Q(state__in=[TicketState.RESOLVED, TicketState.CLOSED]) & Q(resolved_at=None),
                name="ticket_resolved_has_time",
                violation_error_message=_("What is solved needs the time of it."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("reported_at")),
                name="ticket_answered_after_reported",
                violation_error_message=_("An answer cannot come before the report."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("tenants:ticket-detail", args=[self.pk])

    @property
    def number(self) -> str:
        return f"T-{self.pk:05d}"

    @property
    def public_state(self) -> str:
        return str(PUBLIC[TicketState][TicketState(self.state)])

    @property
    def place(self) -> str:
        """Where it is, in the language of the page: the room in its building, or the building."""
        return f"{self.building.title} · {self.space.title}" if self.space else self.building.title


class TicketEntry(models.Model):
    """One step in a ticket's life: words, a change of state, or both. ``internal`` ones are the centre's own."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="entries", verbose_name=_("ticket"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("words"), max_length=3000, blank=True)
    to_state = models.CharField(_("new state"), max_length=12, choices=TicketState, blank=True)
    internal = models.BooleanField(_("for the centre only"), default=False)

    objects = TicketEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket entry")
        verbose_name_plural = _("ticket entries")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(to_state=""),
                name="ticket_entry_says_something",
                violation_error_message=_("Please write something."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%Y-%m-%d}"


class TicketPhoto(models.Model):
    """A picture of what is broken."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="photos", verbose_name=_("ticket"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("photo of a ticket")
        verbose_name_plural = _("photos of tickets")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.file_id}"


class Notice(models.Model):
    """What the centre tells the residents: all, those of a building, or those of one kind of agreement."""

    heading = models.CharField(_("heading"), max_length=120)
    heading_en = models.CharField(_("heading in English"), max_length=150, blank=True)
    body = models.TextField(_("text"), max_length=5000)
    body_en = models.TextField(_("text in English"), max_length=5000, blank=True)
    scope = models.CharField(_("for"), max_length=8, choices=NoticeScope, default=NoticeScope.PARK)
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("building")
    )
    agreement_kind = models.CharField(_("kind of agreement"), max_length=12, choices=AgreementKind, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    created_at = models.DateTimeField(_("written at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    until = models.DateField(_("shown until (first day without)"), null=True, blank=True)
    recipients = models.PositiveIntegerField(_("people told"), default=0)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)  # empty: the messages are still to be written

    title = Bilingual("heading")
    text = Bilingual("body")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope=NoticeScope.PARK, building=None, agreement_kind="")
                | Q(scope=NoticeScope.BUILDING, building__isnull=False, agreement_kind="")
                | Q(scope=NoticeScope.KIND, building=None) & ~Q(agreement_kind=""),
                name="notice_scope_is_named",
                violation_error_message=_("Say which building or which kind of agreement the notice is for."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tenants:notice-detail", args=[self.pk])

    @property
    def scope_words(self) -> str:
        """For whom it is, in the language of the page."""
        if self.building:
            return self.building.title
        return str(self.get_agreement_kind_display() if self.agreement_kind else self.get_scope_display())

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until <= clock.today()


class NoticeRead(models.Model):
    """A person opened a notice; once."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="reads", verbose_name=_("notice"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_reads", verbose_name=_("person")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("notice read")
        verbose_name_plural = _("notices read")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "person"],
                name="notice_read_once",
                violation_error_message=_("This notice is marked as read already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.person_id}"
