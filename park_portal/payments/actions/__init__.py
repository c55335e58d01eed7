"""The verbs of money. Floors above call ``receivable_issue``, ``receivable_credit``, ``receivable_cancel``,
``due_change`` and ``refund_request``; the rest belongs to the desk, the payer's own pages, the bank and the gateway.
"""

from .bank import bank_import, bank_line_ignore, bank_line_match, bank_line_reopen
from .days import day_close
from .gateway import gateway_confirm, gateway_prepare
from .payments import payment_allocate, payment_receive, payment_release
from .receivables import credit_grant, due_change, receivable_cancel, receivable_credit, receivable_issue
from .refunds import refund_account_set, refund_accounts_purge, refund_cancel, refund_make, refund_request

__all__ = [
    "bank_import",
    "bank_line_ignore",
    "bank_line_match",
    "bank_line_reopen",
    "credit_grant",
    "day_close",
    "due_change",
    "gateway_confirm",
    "gateway_prepare",
    "payment_allocate",
    "payment_receive",
    "payment_release",
    "receivable_cancel",
    "receivable_credit",
    "receivable_issue",
    "refund_account_set",
    "refund_accounts_purge",
    "refund_cancel",
    "refund_make",
    "refund_request",
]
