"""Pages of the centre alone, and pages with a form that keeps what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]
form_page = require_http_methods(["GET", "HEAD", "POST"])


def for_staff(view: View) -> View:
    """The page exists for centre staff only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_centre_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
