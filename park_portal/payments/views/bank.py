"""The bank's statement: preview, import, matching by hand."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.core.errors import refusal_on
from park_portal.payments import actions, tables
from park_portal.payments.forms import ReasonForm, SealedForm, SharesForm, StatementForm
from park_portal.payments.models import BankImport, BankLine

from .desk import for_staff, form_page


@form_page
@for_staff
def bank_import(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what it would do, take it in."""
    if "sealed" in request.POST:
        return bank_import_do(request)
    form = StatementForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "imports": BankImport.objects.select_related("by")[:5]}
    if request.method == "POST" and form.is_valid():
        statement = form.statement
        rows = tables.previewed(statement, settings.PARK["bank_account"])
        context |= {
            "statement": statement,
            "rows": rows,
            "new": sum(not row.known for row in rows),
            "matched": sum(row.match is not None for row in rows),
            "sealed": SealedForm(initial={"sealed": form.sealed}),
            "file_name": form.name,
        }
    return render(request, "payments/desk/bank_import.html", context)


def bank_import_do(request: HttpRequest) -> HttpResponse:
    """Take in what the preview has shown."""
    form = SealedForm(request.POST)
    if form.is_valid():
        done = actions.bank_import(by=request.user, name=form.name, data=form.data, file=form.statement)
        words = _("%(new)d new transfers, %(matched)d of them matched at once. %(known)d were known before.")
        counts = {"new": done.new_count, "matched": done.matched_count, "known": done.known_count}
        messages.success(request, words % counts)
        return redirect(f"{reverse('payments:money-desk')}?tab=transfers")
    messages.error(request, " ".join(form.errors.get("sealed", [])))
    return redirect("payments:bank-import")


def line_of(request: HttpRequest, pk: int) -> BankLine:
    return get_object_or_404(BankLine.objects.visible_to(request.user).select_related("payment"), pk=pk)


def line_page(request: HttpRequest, line: BankLine, **forms: Form) -> HttpResponse:
    """A transfer with what it may pay."""
    context = {
        "line": line,
        "query": request.GET.get("q", ""),
        "shares": forms.get("shares") or shares_form(request, line, None),
        "ignore": forms.get("ignore") or ReasonForm(),
    }
    request.access_log.note("money.transfer", [line])
    return render(request, "payments/desk/bank_line.html", context)


def shares_form(request: HttpRequest, line: BankLine, data: Any) -> SharesForm:
    rows = tables.candidates(line, request.GET.get("q", ""))
    return SharesForm(data, rows=rows, rest_krw=line.amount_krw)


@require_safe
@for_staff
def bank_line(request: HttpRequest, pk: int) -> HttpResponse:
    """One transfer."""
    return line_page(request, line_of(request, pk))


@require_POST
@for_staff
def bank_line_match(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which receivables a transfer pays; what is left waits as an over-payment."""
    line = line_of(request, pk)
    form = shares_form(request, line, request.POST)
    if form.is_valid():
        with refusal_on(form):
            payment = actions.bank_line_match(by=request.user, line=line, shares=form.shares)
            messages.success(request, _("The transfer is matched as %(number)s.") % {"number": payment.number})
            return redirect(f"{reverse('payments:money-desk')}?tab=transfers")
    return line_page(request, line, shares=form)


@require_POST
@for_staff
def bank_line_ignore(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a transfer aside."""
    line, form = line_of(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.bank_line_ignore(by=request.user, line=line, reason=form.cleaned_data["reason"])
            messages.success(request, _("The transfer is set aside."))
            return redirect(f"{reverse('payments:money-desk')}?tab=transfers")
    return line_page(request, line, ignore=form)


@require_POST
@for_staff
def bank_line_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a transfer back on the desk."""
    line = line_of(request, pk)
    actions.bank_line_reopen(by=request.user, line=line)
    return redirect("payments:bank-line", pk=pk)
