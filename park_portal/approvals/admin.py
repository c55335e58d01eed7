"""The operators' read-only window on lines, rounds, steps, series and deputies: who and when, not what was said."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import ApprovalLine, ApprovalRound, ApprovalStep, Deputy, NumberSeries


@admin.register(ApprovalLine)
class ApprovalLineAdmin(ReadOnlyAdmin):
    list_display = ["drafted_at", "kind", "department", "drafter", "state", "round", "disclosure"]
    list_filter = ["state", "disclosure", "kind"]
    search_fields = ["=subject_id"]
    list_select_related = ["department", "drafter"]


@admin.register(ApprovalRound)
class ApprovalRoundAdmin(ReadOnlyAdmin):
    list_display = ["line_id", "round", "document_number", "outcome", "submitted_at", "closed_at", "external"]
    list_filter = ["outcome", "external"]
    search_fields = ["=document_number"]
    exclude = ["comment"]


@admin.register(ApprovalStep)
class ApprovalStepAdmin(ReadOnlyAdmin):
    list_display = ["round_id", "position", "kind", "person", "state", "decided_by", "decided_at", "mark"]
    list_filter = ["state", "kind", "mark"]
    list_select_related = ["person", "decided_by"]
    exclude = ["comment"]


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnlyAdmin):
    list_display = ["department", "year", "last"]
    list_select_related = ["department"]


@admin.register(Deputy)
class DeputyAdmin(ReadOnlyAdmin):
    list_display = ["person", "deputy", "since", "until", "set_at"]
    list_select_related = ["person", "deputy"]
