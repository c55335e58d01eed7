"""What somebody owes, line by line, and the entries that move it."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.bilingual import Bilingual
from park_portal.payments.querysets import LedgerQuerySet, ReceivableQuerySet
from park_portal.payments.reckoning import Balance, vat_of
from park_portal.payments.states import PUBLIC, EntryKind, LineKind, ReceivableKind, ReceivableState, VatMode


class Receivable(models.Model):
    """Something to be paid. Which booking or agreement it belongs to is known by texts: we never name upper apps."""

    payer_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="receivables", verbose_name=_("person who pays")
    )
    payer_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="receivables",
        verbose_name=_("organisation that pays"),
    )
    subject_type = models.CharField(_("subject type"), max_length=60)  # e.g. "spaces.booking"
    subject_id = models.CharField(_("subject"), max_length=40)
    link = models.CharField(_("link"), max_length=200, blank=True)  # path of the subject's page
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ReceivableKind)
    vat_mode = models.CharField(_("VAT"), max_length=10, choices=VatMode, default=VatMode.EXEMPT)
    state = models.CharField(_("state"), max_length=10, choices=ReceivableState, default=ReceivableState.OPEN)
    issued_at = models.DateTimeField(_("issued at"))
    due_at = models.DateTimeField(_("pay by"))
    key = models.CharField(_("key"), max_length=120, unique=True, null=True, blank=True)  # a clock asks twice

    title = Bilingual("name")

    objects = ReceivableQuerySet.as_manager()

    class Meta:
        verbose_name = _("receivable")
        verbose_name_plural = _("receivables")
        constraints = [
            models.CheckConstraint(
                condition=Q(payer_person__isnull=False) | Q(payer_organization__isnull=False),
                name="receivable_has_payer",
                violation_error_message=_("Somebody must pay: a person or an organisation."),
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="/"),
                name="receivable_link_is_local",
                violation_error_message=_("A link must stay on the portal."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="receivable_open", condition=Q(state="open")),
            models.Index(fields=["subject_type", "subject_id"], name="receivable_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("payments:receivable-detail", args=[self.pk])

    @property
    def number(self) -> str:
        """As it stands on papers and in the transfer's text."""
        return f"R-{self.pk:06d}"

    @property
    def public_state(self) -> str:
        return str(PUBLIC[ReceivableState][ReceivableState(self.state)])

    @property
    def is_late(self) -> bool:
        return self.state == ReceivableState.OPEN and self.due_at < clock.now()

    @property
    def payer_name(self) -> str:
        return str(self.payer_organization or self.payer_person)

    @property
    def balance(self) -> Balance:
        """Where it stands; read with the row where the list asked for it."""
        if hasattr(self, "charged_krw"):
            return Balance(self.charged_krw, self.credited_krw, self.paid_krw, self.refunded_krw)
        return self.entries.balance()

    def vat_krw(self, total_krw: int) -> int:
        """The VAT inside ``total_krw`` of this receivable."""
        return vat_of(total_krw, self.vat_mode)


class ReceivableLine(models.Model):
    """One line of what is charged; reductions are negative."""

    receivable = models.ForeignKey(Receivable, models.CASCADE, related_name="lines", verbose_name=_("receivable"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind)
    label = models.CharField(_("label"), max_length=120)
    label_en = models.CharField(_("label in English"), max_length=120, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit_krw = models.BigIntegerField(_("unit price"), null=True, blank=True)
    amount_krw = models.BigIntegerField(_("amount"))

    words = Bilingual("label")

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["receivable", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["receivable", "position"],
                name="line_position_once",
                violation_error_message=_("Two lines have the same position."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.words}"


class LedgerEntry(models.Model):
    """One movement, for ever: the database refuses to change or delete it, and keeps every sum within bounds.

    An entry of kind payment is the allocation of (a part of) a payment to the receivable; a release takes it off again
    whole and names it. Migration 0002 holds the triggers.
    """

    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="entries", verbose_name=_("receivable"))
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    amount_krw = models.BigIntegerField(_("amount"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    payment = models.ForeignKey(
        "Payment", models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("payment")
    )
    refund = models.OneToOneField(
        "Refund", models.PROTECT, null=True, blank=True, related_name="entry", verbose_name=_("refund")
    )
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("takes off")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_krw__gt=0),
                name="entry_amount_positive",
                violation_error_message=_("An amount must be greater than zero."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[EntryKind.PAYMENT, EntryKind.RELEASE], payment__isnull=False)
                | (~Q(kind__in=[EntryKind.PAYMENT, EntryKind.RELEASE]) & Q(payment__isnull=True)),
                name="entry_payment_with_payment",
                violation_error_message=_("An entry of a payment names the payment, and no other does."),
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.RELEASE, undoes__isnull=False)
                | (~Q(kind=EntryKind.RELEASE) & Q(undoes__isnull=True)),
                name="entry_release_undoes",
                violation_error_message=_("A release names the entry that it takes off, and no other entry does."),
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REFUND, refund__isnull=False)
                | (~Q(kind=EntryKind.REFUND) & Q(refund__isnull=True)),
                name="entry_refund_with_refund",
                violation_error_message=_("An entry of a refund names the refund, and no other does."),
            ),
            models.UniqueConstraint(
                F("receivable"),
                condition=Q(kind=EntryKind.CHARGE),
                name="entry_charged_once",
                violation_error_message=_("A receivable is charged once."),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="entry_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_krw}"
