"""Money that came in, money that goes back, and the gateway's attempts."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization, Person
from park_portal.payments.querysets import AttemptQuerySet, PaymentQuerySet, RefundQuerySet
from park_portal.payments.states import PUBLIC, AttemptState, Method, RefundState

from .bank import BankLine
from .receivables import Receivable


class Payment(models.Model):
    """Money received. What of it pays which receivable stands in the ledger; the rest waits on the desk."""

    method = models.CharField(_("method"), max_length=12, choices=Method)
    amount_krw = models.BigIntegerField(_("amount"))
    received_at = models.DateTimeField(_("received at"))
    depositor = models.CharField(_("depositor"), max_length=60, blank=True)
    reference = models.CharField(_("reference"), max_length=100, blank=True)  # of a card slip, of the gateway
    bank_line = models.OneToOneField(
        BankLine, models.PROTECT, null=True, blank=True, related_name="payment", verbose_name=_("transfer")
    )
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    key = models.CharField(_("key"), max_length=120, unique=True, null=True, blank=True)  # a form sent twice

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_krw__gt=0),
                name="payment_amount_positive",
                violation_error_message=_("An amount must be greater than zero."),
            ),
            models.CheckConstraint(
                condition=Q(bank_line=None) | Q(method=Method.BANK),
                name="payment_transfer_is_bank",
                violation_error_message=_("Only a bank transfer comes from the bank's statement."),
            ),
        ]
        indexes = [models.Index(fields=["received_at"], name="payment_received")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("payments:payment-detail", args=[self.pk])

    @property
    def number(self) -> str:
        return f"P-{self.pk:06d}"


class GatewayAttempt(models.Model):
    """One try to pay online. ``reference`` is our number at the gateway."""

    reference = models.CharField(_("reference"), max_length=60, unique=True)
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="attempts", verbose_name=_("receivable"))
    amount_krw = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=10, choices=AttemptState, default=AttemptState.PREPARED)
    problem = models.CharField(_("problem"), max_length=200, blank=True)  # what does not fit, as codes and numbers
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, blank=True, related_name="attempt", verbose_name=_("payment")
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("created at"))

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("online payment")
        verbose_name_plural = _("online payments")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_krw__gt=0),
                name="attempt_amount_positive",
                violation_error_message=_("An amount must be greater than zero."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AttemptState.PAID) | Q(payment__isnull=False),
                name="attempt_paid_has_payment",
                violation_error_message=_("A paid attempt has its payment."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class GatewayDelivery(models.Model):
    """One webhook, by the sender's own id: a second delivery of the same id does nothing."""

    webhook_id = models.CharField(_("webhook"), max_length=100, unique=True)
    attempt = models.ForeignKey(GatewayAttempt, models.PROTECT, related_name="deliveries", verbose_name=_("attempt"))
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.webhook_id


class Refund(models.Model):
    """Money that goes back: from a receivable's credit balance, or from what a payment has left over.

    The account is sealed (reckoning/secrets) and erased when the refund is made or cancelled.
    """

    receivable = models.ForeignKey(
        Receivable, models.PROTECT, null=True, blank=True, related_name="refunds", verbose_name=_("receivable")
    )
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="refunds", verbose_name=_("payment")
    )
    attempt = models.ForeignKey(
        GatewayAttempt, models.PROTECT, null=True, blank=True, related_name="refunds", verbose_name=_("online payment")
    )
    payer_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="refunds", verbose_name=_("to the person")
    )
    payer_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="refunds",
        verbose_name=_("to the organisation"),
    )
    amount_krw = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=300)
    method = models.CharField(_("method"), max_length=12, choices=Method, default=Method.BANK)
    state = models.CharField(_("state"), max_length=10, choices=RefundState, default=RefundState.REQUESTED)
    account_sealed = models.TextField(_("account (sealed)"), blank=True)
    account_set_at = models.DateTimeField(_("account given at"), null=True, blank=True)
    account_purged_at = models.DateTimeField(_("account erased at"), null=True, blank=True)
    requested_at = models.DateTimeField(_("requested at"))
    requested_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("requested by")
    )
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_krw__gt=0),
                name="refund_amount_positive",
                violation_error_message=_("An amount must be greater than zero."),
            ),
            models.CheckConstraint(
                condition=Q(receivable__isnull=False, payment=None) | Q(receivable=None, payment__isnull=False),
                name="refund_of_one_thing",
                violation_error_message=_("A refund is of a receivable or of a payment."),
            ),
            models.CheckConstraint(
                condition=Q(state=RefundState.REQUESTED) | Q(account_sealed=""),
                name="refund_account_erased",
                violation_error_message=_("The account must be erased once the refund is made or cancelled."),
            ),
            models.CheckConstraint(
                condition=Q(state=RefundState.MADE, made_at__isnull=False)
                | (~Q(state=RefundState.MADE) & Q(made_at=None)),
                name="refund_made_has_time",
                violation_error_message=_("A refund is made exactly when it has a time."),
            ),
        ]
        indexes = [models.Index(fields=["requested_at"], name="refund_waiting", condition=Q(state="requested"))]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("payments:refund-detail", args=[self.pk])

    @property
    def number(self) -> str:
        return f"F-{self.pk:06d}"

    @property
    def public_state(self) -> str:
        return str(PUBLIC[RefundState][RefundState(self.state)])

    @property
    def payee_name(self) -> str:
        return str(self.payer_organization or self.payer_person or (self.payment.depositor if self.payment else ""))

    @property
    def asks_account(self) -> bool:
        """Whether the payer still has to say where the money goes."""
        return self.state == RefundState.REQUESTED and self.method == Method.BANK and not self.account_sealed
