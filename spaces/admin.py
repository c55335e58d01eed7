"""The operators' window."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import Building


@admin.register(Building)
class BuildingAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "category", "storeys", "opened_on", "closed_on"]
    list_filter = ["category"]
