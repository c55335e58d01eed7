"""What a token's scopes open. A viewset names its resource as data: ``scope = "bookings"``."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from park_portal.accounts.models import AccessToken


class MissingScope(PermissionDenied):
    """The token is good, but not for this (RFC 6750, 3.1)."""

    default_code = "missing_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(_("This token lacks the scope %(scope)s.") % {"scope": scope})
        self.auth_header = f'Bearer realm="api", error="insufficient_scope", scope="{scope}"'


def scope_of(view: Any, method: str) -> str | None:
    """``bookings:read`` or ``bookings:write``; None for what everybody may read."""
    resource = getattr(view, "scope", None)
    return f"{resource}:{'read' if method in SAFE_METHODS else 'write'}" if resource else None


class Scoped(BasePermission):
    """Resources with a scope are for the signed-in, and for tokens that hold it; the rest is open to be read.

    What is in them for this person stays the business of ``visible_to`` and the rules: a scope only takes away.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        scope = scope_of(view, request.method)
        is_token = isinstance(request.auth, AccessToken)
        if scope is None:
            return request.method in SAFE_METHODS or (request.user.is_authenticated and not is_token)
        if is_token and scope not in request.auth.scopes:
            raise MissingScope(scope)
        return request.user.is_authenticated
