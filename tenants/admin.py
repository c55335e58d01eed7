"""The operators' window: agreements and charges are changed by actions, not here."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import Agreement, Allocation, Charge, ChargeRun, Notice, Ticket


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    list_display = ["label", "kind", "party", "occupant", "state", "since", "until"]
    list_filter = ["kind", "state"]
    list_select_related = ["party", "occupant"]


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin):
    list_display = ["agreement", "space", "leaf", "since", "until"]
    list_select_related = ["agreement", "space", "leaf"]


@admin.register(ChargeRun)
class ChargeRunAdmin(ReadOnlyAdmin):
    list_display = ["month", "due_on", "made_at"]


@admin.register(Charge)
class ChargeAdmin(ReadOnlyAdmin):
    list_display = ["agreement", "month", "total_krw", "receivable"]
    list_select_related = ["agreement", "receivable"]


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    list_display = ["number", "organization", "category", "state", "reported_at"]
    list_filter = ["state", "category"]
    list_select_related = ["organization"]


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ["heading", "scope", "published_at", "recipients"]
