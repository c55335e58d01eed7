"""Bookings (대관) and their prices."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from spaces.querysets.bookings import BookingQuerySet
from spaces.states import PUBLIC, BookingState, UserClass

from .land import Space
from .ledger import Claim


class Tariff(models.Model):
    """What an hour of a space costs a class of users, from ``since`` until the day before ``until``."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="tariffs", verbose_name=_("space"))
    user_class = models.CharField(_("user class"), max_length=10, choices=UserClass)
    hourly_krw = models.PositiveIntegerField(_("won an hour"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"), null=True, blank=True)

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="tariff_until_after_since",
                violation_error_message=_("A price cannot end before it begins."),
            ),
            ExclusionConstraint(
                name="tariff_once_at_a_time",
                expressions=[
                    ("space", RangeOperators.EQUAL),
                    ("user_class", RangeOperators.EQUAL),
                    (
                        Func("since", "until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("There is a price for this time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space_id} {self.user_class} {self.hourly_krw}"


class Entitlement(models.Model):
    """What an organisation is entitled to (이용자격): a price class for a time; granted by tenancy or by staff."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="entitlements", verbose_name=_("organisation")
    )
    user_class = models.CharField(_("user class"), max_length=10, choices=UserClass)
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"), null=True, blank=True)
    source = models.CharField(_("granted for"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="entitlement_until_after_since",
                violation_error_message=_("An entitlement cannot end before it begins."),
            ),
            ExclusionConstraint(
                name="entitlement_once_at_a_time",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (
                        Func("since", "until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("The organisation is entitled for this time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.user_class}"


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
    price_krw = models.PositiveIntegerField(_("price"))  # as on the day of booking
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
            models.Index(fields=["decide_by"], name="booking_to_decide", condition=Q(state=BookingState.REQUESTED)),
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
