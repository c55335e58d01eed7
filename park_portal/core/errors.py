"""Refusals that a person may read, and the pages for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _


class ActionDenied(Exception):
    """A deed was refused: ``message`` is a sentence for the person, ``reason`` a code for programs.

    Raised by rules and actions only. A page shows the sentence, the API answers with the code.
    """

    status = 409

    def __init__(self, message: str | Promise, *, reason: str) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason

    def __str__(self) -> str:
        return str(self.message)


class NotPermitted(ActionDenied):
    """The person may see the thing but has no right to do this to it."""

    status = 403


def blocked_by(check: Callable[..., None], *args: Any) -> str:
    """The sentence with which ``check(*args)`` would refuse, or an empty one: for drawing a deed disabled."""
    try:
        check(*args)
    except ActionDenied as refusal:
        return str(refusal)
    return ""


@contextmanager
def refusal_on(form: BaseForm) -> Iterator[None]:
    """Turn a refusal inside the block into an error of ``form``, so that nothing typed is lost."""
    try:
        yield
    except ActionDenied as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:  # a constraint that only the whole row can break
        form.add_error(None, error.messages)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its token: usually a page left open past sign-out."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read at all (a malformed host, too much data); a program gets a code."""
    if request.path.startswith("/api/"):
        if isinstance(exception, RequestDataTooBig):
            return JsonResponse({"code": "too_large", "detail": _("The request is too large.")}, status=413)
        return JsonResponse({"code": "bad_request", "detail": _("The request cannot be read.")}, status=400)
    return render(request, "400.html", status=400)
