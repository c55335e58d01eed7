"""The header's menu: only what the person can use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from park_portal.accounts.models import Organization
from park_portal.approvals.rules import works_with_approvals
from tenants.rules.residents import is_resident

from .querysets import reads_reports


@dataclass(frozen=True)
class Entry:
    """``shown(user)`` decides whether the entry is drawn; everything below ``url`` counts as current.

    ``kept(user)``: it is less often used, and on wide screens folded away under "Manage" or "More".
    ``resident``: it is for whoever acts for a resident organisation; ``args(organization)`` are part of its address.
    """

    label: str | Promise
    url_name: str
    shown: Callable[[Any], bool] = lambda user: True
    kept: Callable[[Any], bool] = lambda user: False
    resident: bool = False
    args: Callable[[Organization], list[int]] = lambda organization: []


def is_staff(user: Any) -> bool:
    return user.is_authenticated and user.is_centre_staff


def everybody(user: Any) -> bool:
    return True


def works_together(user: Any) -> bool:
    """Whether joint work with the district waits on a desk of hers: officers, coordinators, centre, resident bodies."""
    return user.is_authenticated and bool(user.current_memberships)


MENU = (
    Entry(_("Today"), "spaces:desk-today", is_staff),
    Entry(_("Requests"), "spaces:booking-queue", is_staff),
    Entry(_("Book a space"), "spaces:space-list", kept=is_staff),
    Entry(_("Buildings"), "spaces:building-list", kept=works_together),
    Entry(pgettext_lazy("menu", "Directory"), "tenants:directory-list", kept=works_together),
    Entry(_("Our organisation"), "reports:organization-home", resident=True, args=lambda body: [body.pk]),
    Entry(pgettext_lazy("menu", "Tickets"), "tenants:ticket-list", kept=everybody, resident=True),
    Entry(pgettext_lazy("menu", "Notices"), "tenants:notice-list", kept=everybody, resident=True),
    Entry(pgettext_lazy("menu", "Tickets"), "tenants:ticket-desk", is_staff, is_staff),
    Entry(pgettext_lazy("menu", "Notices"), "tenants:notice-desk", is_staff, is_staff),
    Entry(pgettext_lazy("menu", "Papers"), "tenants:paper-desk", is_staff, is_staff),
    Entry(_("Land"), "spaces:land-list", is_staff, is_staff),
    Entry(_("Prices"), "spaces:price-list", is_staff, is_staff),
    Entry(pgettext_lazy("menu", "Proofs"), "spaces:proof-queue", is_staff, is_staff),
    Entry(pgettext_lazy("menu", "Charges"), "tenants:charge-months", is_staff, is_staff),
    Entry(_("My bookings"), "spaces:booking-list", lambda user: user.is_authenticated and not is_staff(user)),
    Entry(_("My page"), "accounts:me", lambda user: user.is_authenticated and not is_staff(user), works_together),
    Entry(_("Agreements"), "tenants:agreement-list", is_staff),
    Entry(pgettext_lazy("menu", "Money"), "payments:money-desk", is_staff),
    Entry(_("Approvals"), "approvals:line-list", works_with_approvals),
    Entry(_("Joint proposals"), "collaboration:proposal-list", kept=works_together),
    Entry(pgettext_lazy("menu", "Joint work"), "collaboration:joint-desk", works_together, is_staff),
    Entry(_("Meetings"), "collaboration:meeting-list", works_together, works_together),
    Entry(_("Annual plans"), "collaboration:plan-list", works_together, works_together),
    Entry(_("Links by field"), "collaboration:route-list", works_together, works_together),
    Entry(_("Occupancy"), "tenants:occupancy", is_staff, is_staff),
    Entry(_("Vacancy"), "tenants:vacancy", is_staff, is_staff),
    Entry(_("Register"), "accounts:organization-list", is_staff, is_staff),
    Entry(_("Reports"), "reports:monthly-report-list", reads_reports),
    Entry(_("Sent messages"), "notifications:outbox-list", is_staff, is_staff),
)


def resident_body(request: HttpRequest) -> Organization | None:
    """The organisation that the person acts for, if it lives here; the centre's people have their desk."""
    acting = None if is_staff(request.user) else getattr(request, "acting", None)
    return acting.organization if acting and is_resident(acting.organization) else None


def menu_context(request: HttpRequest) -> dict[str, Any]:
    """Give ``menu`` and ``menu_kept`` (folded away on wide screens under the word ``menu_fold``), in order.

    An item is ``{"url", "label", "current"}``.
    """
    user = getattr(request, "user", None)
    if user is None:
        return {"menu": [], "menu_kept": []}
    body = resident_body(request)
    entries = [
        (entry, reverse(entry.url_name, args=entry.args(body) if entry.resident else []))
        for entry in MENU
        if entry.shown(user) and (body or not entry.resident)
    ]
    here = max((url for _entry, url in entries if request.path.startswith(url)), key=len, default=None)
    drawn = {True: [], False: []}
    for entry, url in entries:
        drawn[entry.kept(user)].append({"url": url, "label": entry.label, "current": url == here})
    fold = pgettext("menu", "Manage") if is_staff(user) else pgettext("menu", "More")
    return {"menu": drawn[False], "menu_kept": drawn[True], "menu_fold": fold}
