"""The operators' read-only window on reports."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import MonthlyReport


@admin.register(MonthlyReport)
class MonthlyReportAdmin(ReadOnlyAdmin):
    list_display = ["month", "made_at", "made_by", "digest"]
    list_select_related = ["made_by"]
