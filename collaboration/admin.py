"""The operators' window: proposals and opinions are changed by actions, not here."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import Commitment, LinkagePlan, Meeting, Opinion, Proposal


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ["number", "title", "lead", "receiver", "state"]
    list_filter = ["state", "proposer"]
    list_select_related = ["lead", "receiver"]


@admin.register(Opinion)
class OpinionAdmin(ReadOnlyAdmin):
    list_display = ["proposal", "organization", "state", "verdict", "due_on"]
    list_filter = ["state", "verdict"]
    list_select_related = ["proposal", "organization"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "starts_at", "state"]
    list_filter = ["kind", "state"]


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin):
    list_display = ["text", "owner", "due_on", "state"]
    list_filter = ["state"]
    list_select_related = ["owner"]


@admin.register(LinkagePlan)
class LinkagePlanAdmin(ReadOnlyAdmin):
    list_display = ["title", "year", "state"]
