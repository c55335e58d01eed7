"""What a month of an agreement costs (사용료·관리비), and what happens to its deposit (보증금)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.payments.models import Receivable
from spaces.models import Space
from tenants.querysets.charges import ChargeQuerySet, MeterQuerySet
from tenants.states import MeterKind, RecoveryKind

from .agreements import Agreement


class ChargeRun(models.Model):
    """The billing of one month, once: a second run finds it and adds only agreements that have no charge yet."""

    month = models.DateField(_("month"), unique=True)  # its first day
    due_on = models.DateField(_("pay by"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )  # empty: the clock
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)  # empty: agreements wait to be billed

    class Meta:
        verbose_name = _("monthly billing")
        verbose_name_plural = _("monthly billings")
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="charge_run_month_first",
                violation_error_message=_("A month is named by its first day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def code(self) -> str:
        """As it stands in addresses: 2026-11."""
        return f"{self.month:%Y-%m}"


class Charge(models.Model):
    """One month of one agreement: the lines as reckoned on the day of billing, and the receivable that carries them.

    ``lines`` are those of ``payments.reckoning.Line`` as JSON, each with its ``item`` (states.ChargeItem); their sum is
    what the receivable charges, to the won. A month that costs nothing has no receivable.
    """

    run = models.ForeignKey(ChargeRun, models.PROTECT, related_name="charges", verbose_name=_("monthly billing"))
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="charges", verbose_name=_("agreement"))
    month = models.DateField(_("month"))  # its first day
    lines = models.JSONField(_("lines"), default=list, blank=True)
    total_krw = models.PositiveIntegerField(_("amount"))
    unused_krw = models.PositiveIntegerField(_("credited for days not used"), default=0)
    receivable = models.OneToOneField(
        Receivable, models.PROTECT, null=True, blank=True, related_name="charge", verbose_name=_("receivable")
    )

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["-month", "agreement_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "month"],
                name="charge_once_a_month",
                violation_error_message=_("This month has been charged already."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="charge_month_first",
                violation_error_message=_("A month is named by its first day."),
            ),
            models.CheckConstraint(
                condition=Q(total_krw=0, receivable=None) | Q(total_krw__gt=0, receivable__isnull=False),
                name="charge_has_receivable",
                violation_error_message=_("A charge needs its receivable, unless it costs nothing."),
            ),
            models.CheckConstraint(
                condition=Q(unused_krw__lte=F("total_krw")),
                name="charge_credit_within_total",
                violation_error_message=_("No more can be credited than was charged."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.month:%Y-%m} {self.total_krw}"

    def get_absolute_url(self) -> str:
        return reverse("tenants:charge-detail", args=[self.agreement_id, self.month])

    def sum_of(self, *items: str) -> int:
        """What the lines of these items come to, in won."""
        return sum(line["amount_krw"] for line in self.lines if line["item"] in items)


class InterestAccrual(models.Model):
    """Days of delay that have been charged: interest on ``overdue`` for ``[since, until)``, in a later charge."""

    overdue = models.ForeignKey(
        Receivable, models.PROTECT, related_name="interest_accruals", verbose_name=_("overdue receivable")
    )
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="accruals", verbose_name=_("charge"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"))
    base_krw = models.PositiveIntegerField(_("amount overdue"))
    amount_krw = models.PositiveIntegerField(_("interest"))

    class Meta:
        verbose_name = _("interest charged")
        verbose_name_plural = _("interest charged")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="interest_has_days",
                violation_error_message=_("Interest is for at least one day."),
            ),
            models.UniqueConstraint(
                fields=["overdue", "since"],
                name="interest_once_a_day",
                violation_error_message=_("Interest for these days has been charged already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.overdue_id} {self.since} – {self.until}: {self.amount_krw}"


class DepositRecovery(models.Model):
    """A part of a deposit that the park keeps for arrears or a repair; the money is moved in ``payments``."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="recoveries", verbose_name=_("agreement"))
    kind = models.CharField(_("kept for"), max_length=8, choices=RecoveryKind)
    target = models.ForeignKey(
        Receivable, models.PROTECT, related_name="deposit_recoveries", verbose_name=_("paid with it")
    )
    amount_krw = models.PositiveIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("deposit kept")
        verbose_name_plural = _("deposits kept")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_krw__gt=0) & ~Q(reason=""),
                name="recovery_has_amount_and_reason",
                violation_error_message=_("Say how much of the deposit is kept, and why."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.kind} {self.amount_krw}"


class Meter(models.Model):
    """A meter of a room, read once a month."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="meters", verbose_name=_("room"))
    kind = models.CharField(_("kind"), max_length=12, choices=MeterKind)
    serial = models.CharField(_("number of the meter"), max_length=40, unique=True)
    put_in_on = models.DateField(_("put in on"))
    start_value = models.DecimalField(_("reading when it was put in"), max_digits=12, decimal_places=2, default=0)
    removed_on = models.DateField(_("removed on"), null=True, blank=True)

    objects = MeterQuerySet.as_manager()

    class Meta:
        verbose_name = _("meter")
        verbose_name_plural = _("meters")
        ordering = ["space_id", "kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_value__gte=0),
                name="meter_start_not_negative",
                violation_error_message=_("A reading is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(removed_on__gte=F("put_in_on")),
                name="meter_removed_after_put_in",
                violation_error_message=_("A meter cannot be removed before it was put in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.serial}"


class MeterReading(models.Model):
    """What the meter showed at the end of a month, in its own units."""

    meter = models.ForeignKey(Meter, models.CASCADE, related_name="readings", verbose_name=_("meter"))
    month = models.DateField(_("month"))  # its first day
    value = models.DecimalField(_("reading"), max_digits=12, decimal_places=2)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("read by")
    )
    at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("meter reading")
        verbose_name_plural = _("meter readings")
        ordering = ["meter", "-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "month"],
                name="reading_once_a_month",
                violation_error_message=_("This meter has been read for the month already."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1, value__gte=0),
                name="reading_month_first",
                violation_error_message=_("A reading belongs to a month and is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter_id} {self.month:%Y-%m} {self.value}"
