"""What the pages of tenancy share: pages for the centre, forms, lists, sheets."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from park_portal.accounts.models import Organization
from park_portal.core.errors import refusal_on
from park_portal.documents.xlsx import Sheet, workbook

PAGE_SIZE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


def done(request: HttpRequest, form: BaseForm, words: str, deed: Callable[..., Any], **facts: Any) -> bool:
    """Do ``deed`` with what a posted form says (``form.facts``, else its clean data) and ``facts``; whether it is done.

    A refusal stays on the form, so that nothing typed is lost.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    with refusal_on(form):
        deed(by=request.user, **facts, **getattr(form, "facts", form.cleaned_data))
        messages.success(request, words)
        return True
    return False


def page_of(request: HttpRequest, rows: Any, size: int = PAGE_SIZE) -> Page:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def organization_or_404(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def sheet_file(sheet: Sheet, name: str) -> HttpResponse:
    """One sheet as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(workbook([sheet]), content_type=XLSX, headers=headers)
