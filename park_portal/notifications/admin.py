"""The operators' window: messages read-only, reminder plans editable (offsets are data)."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import InboxMessage, OutboxMessage, ReminderPlan


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "kind", "address", "state", "attempts", "due_at", "error"]
    list_filter = ["state", "kind"]
    exclude = ["text", "html"]


@admin.register(InboxMessage)
class InboxMessageAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "kind", "recipient", "read_at"]
    list_filter = ["kind"]
    exclude = ["text"]


@admin.register(ReminderPlan)
class ReminderPlanAdmin(admin.ModelAdmin):
    list_display = ["code", "offsets", "active"]
