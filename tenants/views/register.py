"""The register of residents as a sheet, out and in, for centre staff."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from park_portal.core import clock
from park_portal.core.errors import refusal_on
from tenants.actions.register import register_import as import_rows
from tenants.forms.register import RegisterForm, SealedRegisterForm
from tenants.models import Agreement
from tenants.reckoning.register import COLUMNS
from tenants.rules.register import counts, judge
from tenants.tables.register import register_sheet

from .doors import for_staff, form_page, spreadsheet


@require_safe
@for_staff
def register(request: HttpRequest) -> HttpResponse:
    """The register as a workbook: every agreement in force, one row each."""
    today = clock.today()
    request.access_log.note("tenants.register", Agreement.objects.in_force(today).only("pk"))
    return spreadsheet([register_sheet(today)], f"register-{today.isoformat()}")


@form_page
@for_staff
def register_import(request: HttpRequest) -> HttpResponse:
    """Choose a sheet, see what is in it and what is to be mended, take it in."""
    if "sealed" in request.POST:
        return register_take(request)
    form = RegisterForm(request.POST or None, request.FILES or None)
    return render(request, "tenants/register/register_import.html", {"form": form, **dry_run(request, form)})


def dry_run(request: HttpRequest, form: RegisterForm) -> dict[str, Any]:
    """What the sheet would do; nothing is written."""
    context: dict[str, Any] = {"columns": COLUMNS}
    if request.method == "POST" and form.is_valid():
        judged = judge(form.entries)
        context |= {
            "name": form.name,
            "counts": counts(judged),
            "faulty": [row for row in judged if row.faults],
            "sealed": SealedRegisterForm(initial={"sealed": form.sealed}),
        }
    return context


def register_take(request: HttpRequest) -> HttpResponse:
    """Take in what the dry run has shown to be good."""
    form = SealedRegisterForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            done = import_rows(by=request.user, entries=form.entries)
            words = _("%(made)d agreements are in the register; %(known)d were known; %(faulty)d rows stayed out.")
            faulty = len({fault.row for fault in done.faults})
            messages.success(request, words % {"made": done.made, "known": done.known, "faulty": faulty})
            return redirect("tenants:occupancy")
    messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("tenants:register-import")
