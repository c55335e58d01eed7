"""What reports keep: the frozen figures of each month."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .querysets import MonthlyReportQuerySet
from .reckoning import canonical


class MonthlyReport(models.Model):
    """The figures of one month (월간 운영보고), frozen: the database refuses to change or delete them."""

    month = models.DateField(_("month"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )  # empty: the clock
    figures = models.JSONField(_("figures"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)

    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                name="monthly_report_once",
                violation_error_message=_("This month has its report already."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="monthly_report_first_day",
                violation_error_message=_("A month is written as its first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("reports:monthly-report", args=[self.month])

    @property
    def data(self) -> bytes:
        """The figures as the bytes of which ``digest`` is taken; the same today and in ten years."""
        return canonical(self.figures)
