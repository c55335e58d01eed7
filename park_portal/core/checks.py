"""What must hold before the portal may serve: checked by ``manage.py check`` and at start-up."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections


@register(Tags.database)
def hangul_is_letters(databases: list[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """Trigram search is blind to Hangul under LC_CTYPE "C": say so before search goes quiet."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT '가' ~ '[[:alpha:]]'")
            if not cursor.fetchone()[0]:
                found.append(
                    Error(
                        f"Database {alias!r} does not take Hangul for letters.",
                        hint="Create it with LC_CTYPE C.UTF-8 (builtin provider) or ko_KR.UTF-8.",
                        id="park.E002",
                    )
                )
    return found


@register(Tags.security, deploy=True)
def production_is_guarded(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a deployment that runs with a mode or an address meant for a laptop."""
    found: list[CheckMessage] = []
    if not settings.PRODUCTION:
        found.append(Caution("PARK_MODE is not production.", id="park.W001"))
    if settings.PRODUCTION and not settings.PARK_URL.startswith("https://"):
        found.append(Error("PARK_URL must begin with https:// in production.", id="park.E003"))
    return found
