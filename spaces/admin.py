"""The operators' window: the ledger and bookings are changed by actions, not here."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import (
    Booking,
    Building,
    Claim,
    Closure,
    DatedHours,
    Entitlement,
    Equipment,
    Leaf,
    Slot,
    Space,
    Tariff,
    WeeklyHours,
)


@admin.register(Building)
class BuildingAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "category", "storeys", "opened_on", "closed_on"]
    list_filter = ["category"]


@admin.register(Space)
class SpaceAdmin(ReadOnlyAdmin):
    list_display = ["name", "building", "kind", "capacity", "mode", "audience", "bookable"]
    list_filter = ["kind", "mode", "audience"]
    list_select_related = ["building"]


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    list_display = ["number", "space", "person", "organization", "starts_at", "ends_at", "state"]
    list_filter = ["state"]
    list_select_related = ["space", "person", "organization"]
    show_full_result_count = False


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "person", "organization", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["person", "organization"]
    show_full_result_count = False


@admin.register(Slot)
class SlotAdmin(ReadOnlyAdmin):
    list_display = ["leaf", "during", "claim"]
    list_select_related = ["leaf", "claim"]
    show_full_result_count = False


@admin.register(WeeklyHours)
class WeeklyHoursAdmin(ReadOnlyAdmin):
    list_display = ["space", "building", "weekday", "opens", "closes"]
    list_select_related = ["space", "building"]


@admin.register(DatedHours)
class DatedHoursAdmin(ReadOnlyAdmin):
    list_display = ["day", "space", "building", "opens", "closes", "reason", "is_holiday"]
    list_select_related = ["space", "building"]


@admin.register(Tariff)
class TariffAdmin(ReadOnlyAdmin):
    list_display = ["space", "user_class", "hourly_krw", "since", "until"]
    list_select_related = ["space"]


@admin.register(Entitlement)
class EntitlementAdmin(ReadOnlyAdmin):
    list_display = ["organization", "user_class", "since", "until", "source"]
    list_select_related = ["organization"]


for simple in (Closure, Equipment, Leaf):
    admin.site.register(simple, ReadOnlyAdmin)
