"""The header's menu: only what the person can use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """``shown(user)`` decides whether the entry is drawn; everything below ``url`` counts as current."""

    label: str | Promise
    url_name: str
    shown: Callable[[Any], bool] = lambda user: True


def is_staff(user: Any) -> bool:
    return user.is_authenticated and user.is_centre_staff


MENU = (
    Entry(_("Today"), "spaces:desk-today", is_staff),
    Entry(_("Requests"), "spaces:booking-queue", is_staff),
    Entry(_("Book a space"), "spaces:space-list"),
    Entry(_("Buildings"), "spaces:building-list"),
    Entry(_("My bookings"), "spaces:booking-list", lambda user: user.is_authenticated and not is_staff(user)),
    Entry(_("My page"), "accounts:me", lambda user: user.is_authenticated and not is_staff(user)),
    Entry(_("Register"), "accounts:organization-list", is_staff),
    Entry(_("Sent messages"), "notifications:outbox-list", is_staff),
)


def menu_context(request: HttpRequest) -> dict[str, Any]:
    """Give ``menu``: ``[{"url", "label", "current"}]`` in order."""
    user = getattr(request, "user", None)
    if user is None:
        return {"menu": []}
    entries = [(entry.label, reverse(entry.url_name)) for entry in MENU if entry.shown(user)]
    here = max((url for _label, url in entries if request.path.startswith(url)), key=len, default=None)
    return {"menu": [{"url": url, "label": label, "current": url == here} for label, url in entries]}
