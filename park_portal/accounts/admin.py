"""The operators' window: people and organisations are changed by actions, not here."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import AccessToken, CalendarLink, Consent, DutyHandover, Invitation, Membership, Organization, Person


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    list_display = ["email", "name", "language", "is_active", "joined_at"]
    search_fields = ["email", "name"]
    exclude = ["password"]


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "field", "parent", "hosted_by"]
    list_filter = ["kind", "field"]
    search_fields = ["name", "business_number"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["person", "organization", "role", "duties", "since", "until"]
    list_filter = ["role"]


@admin.register(DutyHandover)
class DutyHandoverAdmin(ReadOnlyAdmin):
    list_display = ["organization", "giver", "taker", "at"]
    list_select_related = ["organization", "giver", "taker"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "organization", "role", "state", "expires_at"]
    list_filter = ["state"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ["person", "purpose", "version", "given_at", "withdrawn_at"]
    list_filter = ["purpose"]


@admin.register(AccessToken)
class AccessTokenAdmin(ReadOnlyAdmin):
    list_display = ["person", "name", "prefix", "scopes", "expires_at", "last_used_on", "revoked_at"]
    exclude = ["digest"]


@admin.register(CalendarLink)
class CalendarLinkAdmin(ReadOnlyAdmin):
    list_display = ["person", "made_at"]
    exclude = ["digest"]
