"""Pure computation about money."""

from .bank import BadRow, BankFile, Transfer, Unreadable, bank_read, depositor_core, depositor_number
from .money import Balance, Line, Reading, lines_with_vat, vat_of
from .secrets import account_open, account_seal

__all__ = [
    "BadRow",
    "Balance",
    "BankFile",
    "Line",
    "Reading",
    "Transfer",
    "Unreadable",
    "account_open",
    "account_seal",
    "bank_read",
    "depositor_core",
    "depositor_number",
    "lines_with_vat",
    "vat_of",
]
