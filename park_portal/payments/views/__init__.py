"""Pages of money: the payer's own, and the centre's money desk."""

from .bank import bank_import, bank_line, bank_line_ignore, bank_line_match, bank_line_reopen
from .days import day_close, money_export
from .desk import credit_grant, due_change, money_desk, payment_receive, receivable_case, receivable_register
from .gateway import gateway_check, gateway_pay, gateway_prepare, gateway_webhook
from .money import (
    payment_allocate,
    payment_detail,
    payment_refund,
    payment_release,
    refund_cancel,
    refund_detail,
    refund_make,
    refund_request,
)
from .payer import receivable_detail, receivable_list, refund_account_set

__all__ = [
    "bank_import",
    "bank_line",
    "bank_line_ignore",
    "bank_line_match",
    "bank_line_reopen",
    "credit_grant",
    "day_close",
    "due_change",
    "gateway_check",
    "gateway_pay",
    "gateway_prepare",
    "gateway_webhook",
    "money_desk",
    "money_export",
    "payment_allocate",
    "payment_detail",
    "payment_receive",
    "payment_refund",
    "payment_release",
    "receivable_case",
    "receivable_detail",
    "receivable_list",
    "receivable_register",
    "refund_account_set",
    "refund_cancel",
    "refund_detail",
    "refund_make",
    "refund_request",
]
