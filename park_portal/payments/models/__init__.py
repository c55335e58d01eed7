"""The one ledger of money."""

from .bank import BankImport, BankLine, DayClose
from .payments import GatewayAttempt, GatewayDelivery, Payment, Refund
from .receivables import LedgerEntry, Receivable, ReceivableLine

__all__ = [
    "BankImport",
    "BankLine",
    "DayClose",
    "GatewayAttempt",
    "GatewayDelivery",
    "LedgerEntry",
    "Payment",
    "Receivable",
    "ReceivableLine",
    "Refund",
]
