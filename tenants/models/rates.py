"""Dated rates: what a month of an area or a desk, its upkeep, a metered unit and a day of delay cost."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from spaces.models import Building
from tenants.querysets.charges import DatedQuerySet
from tenants.states import FeeRule, MeterKind

PERIOD = (Func("since", "until", function="daterange", output_field=DateRangeField()), RangeOperators.OVERLAPS)
EVERYWHERE = (Func("building", 0, function="COALESCE", output_field=models.BigIntegerField()), RangeOperators.EQUAL)
IN_ORDER = Q(until=None) | Q(until__gt=F("since"))


class Dated(models.Model):
    """From ``since`` until the day before ``until``."""

    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class RentRate(Dated):
    """Won a month for a square metre or for a desk; a building's own rate goes before that of the park."""

    rule = models.CharField(_("rent"), max_length=6, choices=[(r, r.label) for r in (FeeRule.AREA, FeeRule.DESK)])
    building = models.ForeignKey(
        Building, models.CASCADE, null=True, blank=True, related_name="rent_rates", verbose_name=_("building")
    )
    unit_krw = models.PositiveIntegerField(_("won a month"))

    class Meta:
        verbose_name = _("rent rate")
        verbose_name_plural = _("rent rates")
        constraints = [
            models.CheckConstraint(
                condition=IN_ORDER,
                name="rent_rate_until_after_since",
                violation_error_message=_("A rate cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(rule__in=[FeeRule.AREA, FeeRule.DESK]),
                name="rent_rate_rule_known",
                violation_error_message=_("A rate is by area or by desk."),
            ),
            ExclusionConstraint(
                name="rent_rate_once_at_a_time",
                expressions=[("rule", RangeOperators.EQUAL), EVERYWHERE, PERIOD],
                violation_error_message=_("There is a rate for this time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.unit_krw} {self.since}"


class MaintenanceRate(Dated):
    """Upkeep (관리비): won a month for a square metre; a building's own rate goes before that of the park."""

    building = models.ForeignKey(
        Building, models.CASCADE, null=True, blank=True, related_name="maintenance_rates", verbose_name=_("building")
    )
    unit_krw = models.PositiveIntegerField(_("won a month for a square metre"))

    class Meta:
        verbose_name = _("maintenance rate")
        verbose_name_plural = _("maintenance rates")
        constraints = [
            models.CheckConstraint(
                condition=IN_ORDER,
                name="maintenance_rate_until_after_since",
                violation_error_message=_("A rate cannot end before it begins."),
            ),
            ExclusionConstraint(
                name="maintenance_rate_once_at_a_time",
                expressions=[EVERYWHERE, PERIOD],
                violation_error_message=_("There is a rate for this time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_krw} {self.since}"


class MeterRate(Dated):
    """Won for a metered unit (kWh, m³)."""

    kind = models.CharField(_("kind"), max_length=12, choices=MeterKind)
    unit_krw = models.DecimalField(_("won a unit"), max_digits=9, decimal_places=2)

    class Meta:
        verbose_name = _("meter rate")
        verbose_name_plural = _("meter rates")
        constraints = [
            models.CheckConstraint(
                condition=IN_ORDER,
                name="meter_rate_until_after_since",
                violation_error_message=_("A rate cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(unit_krw__gte=0),
                name="meter_rate_not_negative",
                violation_error_message=_("A rate cannot be negative."),
            ),
            ExclusionConstraint(
                name="meter_rate_once_at_a_time",
                expressions=[("kind", RangeOperators.EQUAL), PERIOD],
                violation_error_message=_("There is a rate for this time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_krw} {self.since}"


class InterestRate(Dated):
    """Overdue interest (연체이자), percent a year of what is late, reckoned by day."""

    percent_a_year = models.DecimalField(_("percent a year"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("interest rate")
        verbose_name_plural = _("interest rates")
        constraints = [
            models.CheckConstraint(
                condition=IN_ORDER,
                name="interest_rate_until_after_since",
                violation_error_message=_("A rate cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(percent_a_year__gte=0, percent_a_year__lte=20),
                name="interest_rate_in_bounds",
                violation_error_message=_("Interest is 0 to 20 percent a year."),
            ),
            ExclusionConstraint(
                name="interest_rate_once_at_a_time",
                expressions=[PERIOD],
                violation_error_message=_("There is a rate for this time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent_a_year} % {self.since}"
