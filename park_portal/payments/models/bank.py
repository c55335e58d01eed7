"""The bank's statement line by line, and the closed day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Person
from park_portal.payments.querysets import BankLineQuerySet
from park_portal.payments.states import BankLineState


class BankImport(models.Model):
    """One file that somebody brought from the bank."""

    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    new_count = models.PositiveIntegerField(_("new transfers"), default=0)
    known_count = models.PositiveIntegerField(_("known before"), default=0)
    matched_count = models.PositiveIntegerField(_("matched at once"), default=0)
    bad_count = models.PositiveIntegerField(_("rows that could not be read"), default=0)

    class Meta:
        verbose_name = _("bank import")
        verbose_name_plural = _("bank imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class BankLine(models.Model):
    """Money that came into the park's account, once, however often exported."""

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    bank_import = models.ForeignKey(BankImport, models.PROTECT, related_name="lines", verbose_name=_("bank import"))
    account = models.CharField(_("account"), max_length=40)  # the park's own
    at = models.DateTimeField(_("at"))
    amount_krw = models.BigIntegerField(_("amount"))
    depositor = models.CharField(_("depositor"), max_length=60, blank=True)
    balance_krw = models.BigIntegerField(_("balance after"), null=True, blank=True)
    memo = models.CharField(_("memo"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=BankLineState, default=BankLineState.NEW)
    reason = models.CharField(_("reason"), max_length=200, blank=True)  # why it was set aside

    objects = BankLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_krw__gt=0),
                name="bank_line_amount_positive",
                violation_error_message=_("An amount must be greater than zero."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BankLineState.IGNORED) | ~Q(reason=""),
                name="bank_line_ignored_has_reason",
                violation_error_message=_("A transfer is set aside with a reason."),
            ),
        ]
        indexes = [models.Index(fields=["at", "id"], name="bank_line_waiting", condition=Q(state="new"))]

    def __str__(self) -> str:
        return f"{self.depositor} {self.amount_krw}"


class DayClose(models.Model):
    """A day's takings as they stood when it was closed, and the cash that was counted."""

    day = models.DateField(_("day"), unique=True)
    totals = models.JSONField(_("totals"))  # {"in": {method: [count, won]}, "out": {…}}
    cash_krw = models.BigIntegerField(_("cash by the ledger"))  # may be negative: more paid back than taken
    counted_krw = models.BigIntegerField(_("cash counted"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(counted_krw=models.F("cash_krw")) | ~Q(note=""),
                name="day_close_difference_explained",
                violation_error_message=_("Please write why the counted cash differs."),
            ),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()

    @property
    def difference_krw(self) -> int:
        return self.counted_krw - self.cash_krw
