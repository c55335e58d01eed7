"""Is the house well? Four questions, each answered within about a second."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import connection

from park_portal.core import clock
from park_portal.notifications.models import OutboxMessage
from park_portal.notifications.states import OutboxState

log = structlog.get_logger(__name__)
LAG_ALLOWED = timedelta(minutes=15)


def database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {}


def cache_answers() -> dict[str, Any]:
    cache.set("healthz", "1", 10)
    if cache.get("healthz") != "1":
        raise RuntimeError("the cache forgets")
    return {}


def broker() -> dict[str, Any]:
    with current_app.connection_for_write(transport_options={"socket_timeout": 1, "max_retries": 0}) as link:
        link.ensure_connection(max_retries=1, timeout=1)
    return {}


def outbox() -> dict[str, Any]:
    """How long the oldest due message has waited; a long wait means that no worker delivers."""
    now = clock.now()
    oldest = OutboxMessage.objects.due(now).values_list("due_at", flat=True).first()
    lag = (now - oldest) if oldest else timedelta()
    dead = OutboxMessage.objects.filter(state=OutboxState.DEAD).count()
    if lag > LAG_ALLOWED:
        raise RuntimeError(f"a message has waited {int(lag.total_seconds())} s")
    return {"lag_seconds": int(lag.total_seconds()), "dead": dead}


CHECKS: dict[str, Callable[[], dict[str, Any]]] = {
    "database": database,
    "cache": cache_answers,
    "broker": broker,
    "outbox": outbox,
}


def health() -> dict[str, Any]:
    """Give ``{"ok": bool, "checks": {name: {"ok": bool, ...}}}``; never raises.

    The reason of a failure goes to the log, not to whoever asks.
    """
    checks = {name: _ask(name, question) for name, question in CHECKS.items()}
    return {"ok": all(check["ok"] for check in checks.values()), "checks": checks}


def _ask(name: str, question: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"ok": True, **question()}
    except Exception as error:  # whatever a server's client raises means the same here: it does not answer
        log.error("health.failed", check=name, error=f"{type(error).__name__}: {error}")
        return {"ok": False}
