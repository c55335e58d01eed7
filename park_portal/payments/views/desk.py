"""The money desk: what is due, late, waiting; one receivable with its ledger and its deeds."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from park_portal.core.errors import refusal_on
from park_portal.documents.models import Document
from park_portal.payments import actions, rules, tables
from park_portal.payments.filters import ReceivableFilter
from park_portal.payments.forms import AmountForm, DueForm, ReceiveForm
from park_portal.payments.models import BankLine, GatewayAttempt, Payment, Receivable, Refund
from park_portal.payments.states import Method

PAGE_SIZE = 20
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


TABS: dict[str, Callable[[], Any]] = {
    "due": lambda: Receivable.objects.open().with_list_columns(),
    "late": lambda: Receivable.objects.overdue().with_list_columns(),
    "transfers": BankLine.objects.waiting,
    "refunds": lambda: Refund.objects.requested().with_list_columns(),
    "over": Payment.objects.with_unallocated,
}


@require_safe
@for_staff
def money_desk(request: HttpRequest) -> HttpResponse:
    """Everything that waits for somebody, by tab."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "due"
    page = Paginator(TABS[tab](), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"tab": tab, "page": page, "counters": tables.Counters.now(), "Method": Method}
    if tab == "transfers":
        context |= {"lines": tables.suggested(list(page)), "puzzling": GatewayAttempt.objects.puzzling()}
    request.access_log.note(f"money.{tab}", list(page))
    return render(request, "payments/desk/money_desk.html", context)


@require_safe
@for_staff
def receivable_register(request: HttpRequest) -> HttpResponse:
    """All receivables, narrowed."""
    rows = Receivable.objects.visible_to(request.user).with_list_columns().order_by("-pk")
    found = ReceivableFilter(request.GET, queryset=rows)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    request.access_log.note("money.register", list(page))
    return render(request, "payments/desk/receivable_register.html", {"page": page, "filter": found})


def receivable_of(request: HttpRequest, pk: int) -> Receivable:
    return get_object_or_404(Receivable.objects.visible_to(request.user).with_list_columns(), pk=pk)


def case_page(request: HttpRequest, receivable: Receivable, **forms: Form) -> HttpResponse:
    """The receivable with its ledger; a form with errors stands open in its place."""
    balance = receivable.balance
    entries = receivable.entries.select_related("payment", "refund", "by", "undone_by")
    blank = {
        "receive": ReceiveForm(initial={"amount_krw": balance.due, "depositor": receivable.payer_name}),
        "extend": DueForm(),
        "credit": AmountForm(auto_id="id_credit_%s"),
        "refund": AmountForm(auto_id="id_refund_%s", initial={"amount_krw": balance.credit or None}),
    }
    context = {
        "receivable": receivable,
        "balance": balance,
        "vat_krw": receivable.vat_krw(balance.net),
        "entries": entries,
        "refunds": receivable.refunds.all(),
        "papers": Document.objects.filter(subject_type="payments.receivable", subject_id=str(receivable.pk)),
        "moves": rules.receivable_moves(request.user, receivable),
        "forms": blank | forms,
        "opened": next(iter(forms), ""),
    }
    request.access_log.note("money.receivable", [receivable])
    return render(request, "payments/desk/receivable_case.html", context)


@require_safe
@for_staff
def receivable_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One receivable: lines, entries, and what can be done."""
    return case_page(request, receivable_of(request, pk))


@require_POST
@for_staff
def payment_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Cash or a card at the desk."""
    receivable, form = receivable_of(request, pk), ReceiveForm(request.POST)
    if form.is_valid():
        facts = {**form.cleaned_data, "key": form.cleaned_data["key"] or None}
        with refusal_on(form):
            actions.payment_receive(by=request.user, receivable=receivable, **facts)
            messages.success(request, _("The payment is entered."))
            return redirect("payments:receivable-case", pk=pk)
    return case_page(request, receivable, receive=form)


@require_POST
@for_staff
def due_change(request: HttpRequest, pk: int) -> HttpResponse:
    """More time to pay."""
    receivable, form = receivable_of(request, pk), DueForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            reason = form.cleaned_data["reason"]
            actions.due_change(by=request.user, receivable=receivable, due_at=form.due_at, reason=reason)
            messages.success(request, _("The last day to pay is changed."))
            return redirect("payments:receivable-case", pk=pk)
    return case_page(request, receivable, extend=form)


@require_POST
@for_staff
def credit_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a part of the charge back."""
    receivable, form = receivable_of(request, pk), AmountForm(request.POST, auto_id="id_credit_%s")
    if form.is_valid():
        with refusal_on(form):
            actions.credit_grant(by=request.user, receivable=receivable, **form.cleaned_data)
            messages.success(request, _("The credit is entered."))
            return redirect("payments:receivable-case", pk=pk)
    return case_page(request, receivable, credit=form)
