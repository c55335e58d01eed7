"""Words and states of money: receivables, refunds, transfers, gateway attempts, and their tables of moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReceivableKind(TextChoices):
    BOOKING = "booking", _("Use of a space")
    RENT = "rent", _("Rent")
    MAINTENANCE = "maintenance", _("Maintenance fee")
    DEPOSIT = "deposit", _("Deposit")
    INTEREST = "interest", _("Overdue interest")
    OTHER = "other", pgettext_lazy("receivable", "Other")


class LineKind(TextChoices):
    FEE = "fee", _("Fee")
    SURCHARGE = "surcharge", _("Surcharge")
    EQUIPMENT = "equipment", _("Equipment")
    REDUCTION = "reduction", _("Reduction")
    VAT = "vat", _("VAT")
    ADJUSTMENT = "adjustment", _("Adjustment")


class VatMode(TextChoices):
    INCLUDED = "included", _("VAT included")
    ADDED = "added", _("VAT added")
    EXEMPT = "exempt", _("VAT exempt")


class EntryKind(TextChoices):
    """What moved on a receivable. Amounts are always positive; the kind says which way."""

    CHARGE = "charge", _("Charged")
    CREDIT = "credit", _("Credited")
    PAYMENT = "payment", pgettext_lazy("ledger", "Paid")
    RELEASE = "release", _("Payment taken off")
    REFUND = "refund", pgettext_lazy("ledger", "Refunded")


class Method(TextChoices):
    """How money comes in and goes out."""

    BANK = "bank", _("Bank transfer")
    CASH = "onsite_cash", _("Cash at the desk")
    CARD = "onsite_card", _("Card at the desk")
    GATEWAY = "gateway", _("Online payment")


class ReceivableState(TextChoices):
    OPEN = "open", _("To be paid")
    SETTLED = "settled", _("Settled")
    CANCELLED = "cancelled", _("Cancelled")


class RefundState(TextChoices):
    REQUESTED = "requested", _("To be refunded")
    MADE = "made", _("Refunded")
    CANCELLED = "cancelled", _("Cancelled")


class BankLineState(TextChoices):
    NEW = "new", _("Not matched")
    MATCHED = "matched", _("Matched")
    IGNORED = "ignored", _("Set aside")


class AttemptState(TextChoices):
    PREPARED = "prepared", _("Begun")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


MOVES = {
    # Settled means that nothing is due; a released payment opens it again. Cancelled: the whole charge is credited.
    ReceivableState: {
        ReceivableState.OPEN: (ReceivableState.SETTLED, ReceivableState.CANCELLED),
        ReceivableState.SETTLED: (ReceivableState.OPEN, ReceivableState.CANCELLED),
        ReceivableState.CANCELLED: (),
    },
    RefundState: {
        RefundState.REQUESTED: (RefundState.MADE, RefundState.CANCELLED),
        RefundState.MADE: (),
        RefundState.CANCELLED: (),
    },
    BankLineState: {
        BankLineState.NEW: (BankLineState.MATCHED, BankLineState.IGNORED),
        BankLineState.MATCHED: (),
        BankLineState.IGNORED: (BankLineState.NEW,),
    },
    # A person may try again after a failure under the same number, so failed can still become paid.
    AttemptState: {
        AttemptState.PREPARED: (AttemptState.PAID, AttemptState.FAILED, AttemptState.CANCELLED),
        AttemptState.PAID: (AttemptState.CANCELLED,),
        AttemptState.FAILED: (AttemptState.PAID, AttemptState.CANCELLED),
        AttemptState.CANCELLED: (),
    },
}
PUBLIC = {
    ReceivableState: {state: state.label for state in ReceivableState},
    RefundState: {state: state.label for state in RefundState},
    BankLineState: {state: state.label for state in BankLineState},
    AttemptState: {state: state.label for state in AttemptState},
}
