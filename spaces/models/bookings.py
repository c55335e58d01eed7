"""Bookings (대관)."""

from django.conf import settings
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from park_portal.payments.states import VatMode
from spaces.querysets.bookings import DURING, BookingQuerySet
from spaces.states import PUBLIC, BookingState, UserClass

from .land import Space
from .ledger import Claim


class Booking(models.Model):
    """One use of a space: booked and paid from ``starts_at`` to ``ends_at``; the claim's slots add the buffers."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="booking", verbose_name=_("claim"))
    space = models.ForeignKey(Space, models.PROTECT, related_name="bookings", verbose_name=_("space"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="bookings", verbose_name=_("person")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("organisation")
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    purpose = models.CharField(_("purpose"), max_length=120)
    attendees = models.PositiveSmallIntegerField(_("people"))
    user_class = models.CharField(_("user class"), max_length=10, choices=UserClass)
    # As on the day of booking: what it costs in lines, and [[days before, percent given back], …].
    price_krw = models.PositiveIntegerField(_("price"))
    price_lines = models.JSONField(_("price in lines"), default=list, blank=True)
    vat_mode = models.CharField(_("VAT"), max_length=10, choices=VatMode, default=VatMode.INCLUDED)
    refund_table = models.JSONField(_("refund rules"), default=list, blank=True)
    pay_by = models.DateTimeField(_("to be paid by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=BookingState)
    requested_at = models.DateTimeField(_("requested at"))
    decide_by = models.DateTimeField(_("decision due"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    ended_at = models.DateTimeField(_("cancelled or ended at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # of a refusal or a cancellation
    override = models.CharField(_("rules set aside because"), max_length=300, blank=True)
    changes = models.PositiveSmallIntegerField(_("times changed"), default=0)
    idempotency_key = models.CharField(_("idempotency key"), max_length=80, null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        indexes = [
            models.Index(fields=["person", "-starts_at"], name="booking_person"),
            models.Index(fields=["organization", "-starts_at"], name="booking_organization"),
            models.Index(fields=["space", "starts_at"], name="booking_space"),
            models.Index(fields=["starts_at"], name="booking_starts"),
            GistIndex(DURING, name="booking_during"),
            models.Index(fields=["decide_by"], name="booking_to_decide", condition=Q(state=BookingState.REQUESTED)),
            models.Index(fields=["pay_by"], name="booking_to_pay", condition=Q(state=BookingState.AWAITING_PAYMENT)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="booking_ends_after_start",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(attendees__gte=1),
                name="booking_has_people",
                violation_error_message=_("At least one person comes."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False),
                name="booking_decider_has_time",
                violation_error_message=_("A decision needs its time."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BookingState.REQUESTED) | Q(decide_by__isnull=False),
                name="booking_request_has_deadline",
                violation_error_message=_("A request needs the day by which it is decided."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BookingState.AWAITING_PAYMENT) | Q(pay_by__isnull=False),
                name="booking_unpaid_has_deadline",
                violation_error_message=_("An unpaid booking needs the time by which it is paid."),
            ),
            models.UniqueConstraint(
                fields=["person", "idempotency_key"],
                name="booking_idempotency",
                violation_error_message=_("This request was made already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.space_id}"

    def get_absolute_url(self) -> str:
        return reverse("spaces:booking-detail", args=[self.pk])

    @property
    def number(self) -> str:
        """What people read out on the telephone."""
        return f"B-{self.pk:06d}"

    @property
    def public_state(self) -> str:
        return str(PUBLIC[BookingState][BookingState(self.state)])

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)
