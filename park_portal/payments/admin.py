"""The operators' window: money is moved by actions, not here."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import (
    BankImport,
    BankLine,
    DayClose,
    GatewayAttempt,
    GatewayDelivery,
    LedgerEntry,
    Payment,
    Receivable,
    ReceivableLine,
    Refund,
)


@admin.register(Receivable)
class ReceivableAdmin(ReadOnlyAdmin):
    list_display = ["number", "name", "kind", "payer_name", "due_at", "state"]
    list_filter = ["state", "kind"]
    list_select_related = ["payer_person", "payer_organization"]
    show_full_result_count = False


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ["receivable", "kind", "amount_krw", "at", "by"]
    list_filter = ["kind"]
    list_select_related = ["receivable", "by"]
    show_full_result_count = False


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ["number", "method", "amount_krw", "received_at"]
    list_filter = ["method"]


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = ["number", "amount_krw", "method", "state", "requested_at"]
    list_filter = ["state"]
    exclude = ["account_sealed"]


for simple in (BankImport, BankLine, DayClose, GatewayAttempt, GatewayDelivery, ReceivableLine):
    admin.site.register(simple, ReadOnlyAdmin)
