"""What the pages of tenancy share: who gets in, pages of a list, workbooks."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

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


def page_of(request: HttpRequest, rows: Any, size: int = PAGE_SIZE) -> Page:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def done(request: HttpRequest, form: BaseForm, words: str, deed: Callable[..., Any], **facts: Any) -> bool:
    """Do ``deed`` with ``facts`` and what a posted form holds; a refusal stays on the form. Whether it is done."""
    if request.method != "POST" or not form.is_valid():
        return False
    with refusal_on(form):
        deed(by=request.user, **facts, **form.cleaned_data)
        messages.success(request, words)
        return True
    return False


def spreadsheet(sheets: Sequence[Sheet], name: str) -> HttpResponse:
    response = HttpResponse(workbook(sheets), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
