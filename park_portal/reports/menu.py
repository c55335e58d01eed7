"""The header's menu: only what the person can use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from park_portal.approvals.rules import works_with_approvals

from .querysets import reads_reports


@dataclass(frozen=True)
class Entry:
    """``shown(user)`` decides whether the entry is drawn; everything below ``url`` counts as current.

    ``kept(user)``: it is less often used, and on wide screens folded away under "Manage".
    """

    label: str | Promise
    url_name: str
    shown: Callable[[Any], bool] = lambda user: True
    kept: Callable[[Any], bool] = lambda user: False


def is_staff(user: Any) -> bool:
    return user.is_authenticated and user.is_centre_staff


MENU = (
    Entry(_("Today"), "spaces:desk-today", is_staff),
    Entry(_("Requests"), "spaces:booking-queue", is_staff),
    Entry(_("Book a space"), "spaces:space-list", kept=is_staff),
    Entry(_("Buildings"), "spaces:building-list", kept=is_staff),
    Entry(_("Land"), "spaces:land-list", is_staff, is_staff),
    Entry(_("Prices"), "spaces:price-list", is_staff, is_staff),
    Entry(pgettext_lazy("menu", "Proofs"), "spaces:proof-queue", is_staff, is_staff),
    Entry(_("My bookings"), "spaces:booking-list", lambda user: user.is_authenticated and not is_staff(user)),
    Entry(_("My page"), "accounts:me", lambda user: user.is_authenticated and not is_staff(user)),
    Entry(_("Agreements"), "tenants:agreement-list", is_staff),
    Entry(pgettext_lazy("menu", "Money"), "payments:money-desk", is_staff),
    Entry(_("Approvals"), "approvals:line-list", works_with_approvals),
    Entry(_("Occupancy"), "tenants:occupancy", is_staff, is_staff),
    Entry(_("Vacancy"), "tenants:vacancy", is_staff, is_staff),
    Entry(_("Register"), "accounts:organization-list", is_staff, is_staff),
    Entry(_("Reports"), "reports:monthly-report-list", reads_reports),
    Entry(_("Sent messages"), "notifications:outbox-list", is_staff, is_staff),
)


def menu_context(request: HttpRequest) -> dict[str, Any]:
    """Give ``menu`` and ``menu_kept`` (folded away on wide screens): ``[{"url", "label", "current"}]`` in order."""
    user = getattr(request, "user", None)
    if user is None:
        return {"menu": [], "menu_kept": []}
    entries = [(entry, reverse(entry.url_name)) for entry in MENU if entry.shown(user)]
    here = max((url for _entry, url in entries if request.path.startswith(url)), key=len, default=None)
    drawn = {True: [], False: []}
    for entry, url in entries:
        drawn[entry.kept(user)].append({"url": url, "label": entry.label, "current": url == here})
    return {"menu": drawn[False], "menu_kept": drawn[True]}
