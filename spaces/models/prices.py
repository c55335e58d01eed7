"""What a use costs: dated prices, surcharges, reductions with their proofs, entitlements, refunds, equipment lent."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from park_portal.core.bilingual import Bilingual
from park_portal.documents.models import StoredFile
from park_portal.payments.states import VatMode
from spaces.querysets.prices import ProofQuerySet
from spaces.states import ProofState, UserClass, Weekday

from .bookings import Booking
from .land import Building, Space

DATES_IN_ORDER = Q(until=None) | Q(until__gt=F("since"))


class Tariff(models.Model):
    """What an hour of a space costs a class of users, from ``since`` until the day before ``until``."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="tariffs", verbose_name=_("space"))
    user_class = models.CharField(_("user class"), max_length=10, choices=UserClass)
    hourly_krw = models.PositiveIntegerField(_("won an hour"))
    vat_mode = models.CharField(_("VAT"), max_length=10, choices=VatMode, default=VatMode.INCLUDED)
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


class Surcharge(models.Model):
    """More for a time of the day, of the week or of the year (evening, weekend, heating), here or in all the park.

    Either a percentage of the price of the minutes concerned, or won an hour. Empty weekdays or months: all of them.
    """

    space = models.ForeignKey(
        Space, models.CASCADE, null=True, blank=True, related_name="surcharges", verbose_name=_("space")
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True)
    hourly_krw = models.PositiveIntegerField(_("won an hour"), null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), verbose_name=_("weekdays"), default=list, blank=True
    )
    on_holidays = models.BooleanField(_("also on public holidays"), default=False)
    first_minute = models.PositiveSmallIntegerField(_("from (minutes of the day)"), default=0)
    last_minute = models.PositiveSmallIntegerField(_("until (minutes of the day)"), default=1440)
    months = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("months"), default=list, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"), null=True, blank=True)

    title = Bilingual("name")

    class Meta:
        verbose_name = _("surcharge")
        verbose_name_plural = _("surcharges")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=DATES_IN_ORDER,
                name="surcharge_until_after_since",
                violation_error_message=_("A surcharge cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=False, hourly_krw=None) | Q(percent=None, hourly_krw__isnull=False),
                name="surcharge_one_amount",
                violation_error_message=_("Give either a percentage or won an hour."),
            ),
            models.CheckConstraint(
                condition=Q(last_minute__gt=F("first_minute"), last_minute__lte=1440),
                name="surcharge_minutes_in_order",
                violation_error_message=_("The end must come after the beginning, by 24:00."),
            ),
            models.CheckConstraint(
                condition=Q(months__contained_by=list(range(1, 13)), weekdays__contained_by=Weekday.values),
                name="surcharge_calendar_known",
                violation_error_message=_("Months go from 1 to 12."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Reduction(models.Model):
    """A lower price for some (감면). Of several that a person may have, only the single highest counts."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent"))
    user_classes = ArrayField(
        models.CharField(max_length=10, choices=UserClass), verbose_name=_("user classes"), default=list, blank=True
    )
    proof = models.CharField(_("proof asked for"), max_length=120, blank=True)  # empty: no proof is needed
    proof_en = models.CharField(_("proof in English"), max_length=150, blank=True)
    proof_months = models.PositiveSmallIntegerField(_("a proof holds for (months)"), default=24)
    basis = models.CharField(_("legal basis"), max_length=120, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"), null=True, blank=True)

    title = Bilingual("name")
    proof_words = Bilingual("proof")

    class Meta:
        verbose_name = _("reduction")
        verbose_name_plural = _("reductions")
        ordering = ["-percent", "id"]
        constraints = [
            models.CheckConstraint(
                condition=DATES_IN_ORDER,
                name="reduction_until_after_since",
                violation_error_message=_("A reduction cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100),
                name="reduction_percent_in_range",
                violation_error_message=_("A reduction is 1 to 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(user_classes__contained_by=UserClass.values),
                name="reduction_classes_known",
                violation_error_message=_("One of the user classes is unknown."),
            ),
            models.CheckConstraint(
                condition=~Q(proof="") | Q(user_classes__len__gt=0),
                name="reduction_for_somebody",
                violation_error_message=_("Without a proof, say which user classes have the reduction."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReductionProof(models.Model):
    """A paper that shows the right to a reduction, of a person or of her organisation; kept only until it is read."""

    reduction = models.ForeignKey(Reduction, models.PROTECT, related_name="proofs", verbose_name=_("reduction"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reduction_proofs", verbose_name=_("person")
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reduction_proofs",
        verbose_name=_("organisation"),
    )
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    state = models.CharField(_("state"), max_length=10, choices=ProofState, default=ProofState.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    valid_until = models.DateField(_("valid until (first day without)"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        indexes = [models.Index(fields=["submitted_at"], name="proof_to_read", condition=Q(state=ProofState.SUBMITTED))]
        constraints = [
            models.UniqueConstraint(
                "reduction",
                "person",
                "organization",
                condition=Q(state=ProofState.SUBMITTED),
                nulls_distinct=False,
                name="proof_submitted_once",
                violation_error_message=_("A proof for this reduction is being read already."),
            ),
            models.CheckConstraint(
                condition=Q(state=ProofState.SUBMITTED, decided_at=None, decided_by=None)
                | (~Q(state=ProofState.SUBMITTED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="proof_decided_by_somebody",
                violation_error_message=_("A decision needs its time and whoever made it."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ProofState.ACCEPTED) | Q(valid_until__isnull=False),
                name="proof_accepted_until",
                violation_error_message=_("An accepted proof holds until a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reduction} · {self.person}"


class Entitlement(models.Model):
    """What an organisation is entitled to (이용자격) for a time: a price class, and hours a month that are drawn first.

    Granted by tenancy or by staff. Hours do not pass into the next month.
    """

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="entitlements", verbose_name=_("organisation")
    )
    user_class = models.CharField(_("user class"), max_length=10, choices=UserClass)
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"), null=True, blank=True)
    hours_a_month = models.PositiveSmallIntegerField(_("free hours a month"), default=0)
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


class EntitlementUse(models.Model):
    """Minutes of an entitlement that a booking draws in a month, and those given back when it was cancelled."""

    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="uses", verbose_name=_("entitlement"))
    booking = models.OneToOneField(Booking, models.CASCADE, related_name="drawn", verbose_name=_("booking"))
    month = models.DateField(_("month"))  # its first day
    minutes = models.PositiveIntegerField(_("minutes"))
    returned_minutes = models.PositiveIntegerField(_("minutes given back"), default=0)

    class Meta:
        verbose_name = _("use of an entitlement")
        verbose_name_plural = _("uses of entitlements")
        indexes = [models.Index(fields=["entitlement", "month"], name="entitlement_use_month")]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="entitlement_use_month_first",
                violation_error_message=_("A month is named by its first day."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, returned_minutes__lte=F("minutes")),
                name="entitlement_use_returned_within",
                violation_error_message=_("No more minutes can be given back than were drawn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.minutes}"


class RefundRule(models.Model):
    """A step of the refund table: cancelled at least so many days before use, so much is given back.

    All steps of one ``since`` are one table; the newest that has begun holds for bookings made from then on.
    """

    since = models.DateField(_("since"))
    days_before = models.PositiveSmallIntegerField(_("days before use"))
    percent = models.PositiveSmallIntegerField(_("percent given back"))

    class Meta:
        verbose_name = _("refund rule")
        verbose_name_plural = _("refund rules")
        ordering = ["-since", "-days_before"]
        constraints = [
            models.UniqueConstraint(
                fields=["since", "days_before"],
                name="refund_rule_once",
                violation_error_message=_("There is a step for this number of days already."),
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="refund_rule_percent",
                violation_error_message=_("No more than 100 percent can be given back."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_before} d {self.percent} %"


class RentalItem(models.Model):
    """Equipment or a technician lent with a space (부대장비): so many exist, so much each costs."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="rental_items", verbose_name=_("only in")
    )
    stock = models.PositiveSmallIntegerField(_("how many there are"))
    unit_krw = models.PositiveIntegerField(_("price"))
    by_hour = models.BooleanField(_("an hour (else for the use)"), default=False)
    retired_on = models.DateField(_("no longer lent from"), null=True, blank=True)

    title = Bilingual("name")

    class Meta:
        verbose_name = _("item lent")
        verbose_name_plural = _("items lent")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__gte=1),
                name="rental_item_exists",
                violation_error_message=_("There must be at least one of it."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class BookingItem(models.Model):
    """An item that a booking takes along, from its beginning to its end."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="items", verbose_name=_("booking"))
    item = models.ForeignKey(RentalItem, models.PROTECT, related_name="uses", verbose_name=_("item"))
    quantity = models.PositiveSmallIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("item of a booking")
        verbose_name_plural = _("items of bookings")
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "item"],
                name="booking_item_once",
                violation_error_message=_("The item is in this booking already."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="booking_item_quantity",
                violation_error_message=_("At least one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id}"
