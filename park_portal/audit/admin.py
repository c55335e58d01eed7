"""The operators' read-only window on the trail."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import AccessEvent, AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "verb", "actor_id", "organization_id", "subject_type", "subject_id"]
    list_filter = ["verb", "subject_type"]
    search_fields = ["=subject_id", "=actor_id"]
    show_full_result_count = False


@admin.register(AccessEvent)
class AccessEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor_id", "what", "subject_type", "path", "address", "outcome"]
    list_filter = ["what"]
    search_fields = ["=actor_id", "path"]
    show_full_result_count = False
