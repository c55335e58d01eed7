"""Manners every request keeps: the language, refusals, safe methods, HTMX at the door."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers

from .errors import ActionDenied

Answer = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Speak Korean unless the person chose otherwise with the switch (cookie, then profile).

    The browser's own preference is not asked: most browsers here ask for English unread.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response

    @staticmethod
    def chosen(request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if cookie in known:
            return cookie
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            return request.user.language if request.user.language in known else settings.LANGUAGE_CODE
        return settings.LANGUAGE_CODE


class HtmxSignInMiddleware:
    """Send the whole page, not the fragment, to the sign-in page when the session is over."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and response.status_code == 302 and not request.user.is_authenticated:
            here = request.htmx.current_url_abs_path or request.path
            response = HttpResponse(status=204)
            response["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here})}"
        return response


class RefusalMiddleware:
    """Answer a refusal that no form caught with its sentence, on the page it came from."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ActionDenied):
            return None
        if getattr(request, "htmx", False):
            response = render(request, "components/refusal.html", {"refusal": exception}, status=exception.status)
            response["HX-Retarget"] = "#notices"
            response["HX-Reswap"] = "innerHTML"
            return response
        return render(request, "refusal.html", {"refusal": exception}, status=exception.status)


WRITE = re.compile(
    r"^\s*(?:--[^\n]*\n\s*)*(?:WITH\b.*?\)\s*)?(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)",
    re.IGNORECASE | re.DOTALL,
)
SINKS = frozenset({"django_session", "audit_accessevent"})  # tables that reading may add to


class WroteOnRead(RuntimeError):
    """A GET tried to change a domain table: links are followed by crawlers and previews too."""


class SafeMethodMiddleware:
    """Refuse writes to domain tables while answering GET, HEAD or OPTIONS."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as stack:
            request.safe_method_guard = stack
            if request.method in {"GET", "HEAD", "OPTIONS"}:
                stack.enter_context(connection.execute_wrapper(refuse_writes))
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.resolver_match.url_name in settings.SAFE_METHOD_WRITERS:
            request.safe_method_guard.close()


def refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Let reading and the append-only sinks through; raise on anything else that writes."""
    found = WRITE.match(sql)
    if found and found[2] not in SINKS:
        raise WroteOnRead(f"{found[1].upper()} {found[2]} during a safe method")
    return execute(sql, params, many, context)
