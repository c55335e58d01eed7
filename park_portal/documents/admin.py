"""The operators' read-only window on papers and files: what there is, not what it says."""

from django.contrib import admin

from park_portal.core.admin import ReadOnlyAdmin

from .models import Document, StoredFile


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["issued_at", "kind", "title", "version", "language", "number", "subject_type", "subject_id"]
    list_filter = ["kind", "language"]
    search_fields = ["=subject_id", "=number"]
    exclude = ["content"]


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ["uploaded_at", "purpose", "size", "content_type", "subject_type", "subject_id", "purged_at"]
    list_filter = ["purpose"]
    search_fields = ["=subject_id", "=sha256"]
    exclude = ["file"]
