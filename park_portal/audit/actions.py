"""Writing the trail. ``record`` belongs inside the deed's own transaction; ``access_note`` outside of any."""

from collections.abc import Iterable
from typing import Any

import structlog
from django.db import models, transaction

from park_portal.core import clock

from .models import AccessEvent, AuditEvent


def record(
    verb: str,
    *,
    by: Any,
    subject: models.Model,
    organization: models.Model | None = None,
    fields: Iterable[str] = (),
    **facts: Any,
) -> AuditEvent:
    """Write that ``by`` (None: the clock) did ``verb`` to ``subject``.

    ``facts`` holds ids, codes, numbers and dates, never personal values.
    Raises TransactionManagementError outside a transaction: a trail without its deed would lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{verb} must be recorded inside the deed's transaction")
    return AuditEvent.objects.create(
        at=clock.now(),
        verb=verb,
        actor_id=getattr(by, "pk", None),
        organization_id=getattr(organization, "pk", None),
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        fields=sorted(fields),
        facts=facts,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
    )


def access_note(events: Iterable[AccessEvent]) -> None:
    """Append access records, each statement on its own: a refused or failed request keeps its record."""
    AccessEvent.objects.bulk_create(list(events))
