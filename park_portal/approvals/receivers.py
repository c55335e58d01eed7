"""News of papers: a changed one reopens its line."""

from typing import Any

from django.dispatch import receiver

from park_portal.documents.models import Document
from park_portal.documents.signals import document_changed

from . import actions


@receiver(document_changed)
def reopen_when_changed(document: Document, previous: Document | None, **facts: Any) -> None:
    if previous is not None:
        actions.line_reopen(document=document)
