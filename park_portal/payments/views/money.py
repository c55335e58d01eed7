"""Payments with what is left of them, refunds, and taking a wrong match off."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.core.errors import blocked_by, refusal_on
from park_portal.payments import actions, adapters, rules, tables
from park_portal.payments.forms import AmountForm, ReasonForm, RefundMakeForm, SharesForm
from park_portal.payments.models import LedgerEntry, Payment, Refund
from park_portal.payments.reckoning import account_open
from park_portal.payments.states import EntryKind, Method

from .desk import case_page, for_staff, form_page, receivable_of

# ------------------------------------------------------------------------------ payments


def payment_of(request: HttpRequest, pk: int) -> Payment:
    rows = Payment.objects.visible_to(request.user).with_rest().select_related("bank_line", "by")
    return get_object_or_404(rows, pk=pk)


def payment_page(request: HttpRequest, payment: Payment, **forms: Form) -> HttpResponse:
    """A payment, what it pays, and what can be done with its rest."""
    query = request.GET.get("q", "")
    entries = payment.entries.select_related("receivable__payer_person", "receivable__payer_organization", "undone_by")
    context: dict[str, Any] = {
        "payment": payment,
        "entries": entries.order_by("pk"),
        "refunds": payment.refunds.all(),
        "query": query,
        "shares": forms.get("shares") or shares_form(request, payment, None),
        "refund": forms.get("refund") or AmountForm(auto_id="id_refund_%s", initial={"amount_krw": payment.rest_krw}),
    }
    request.access_log.note("money.payment", [payment])
    return render(request, "payments/desk/payment_detail.html", context)


def shares_form(request: HttpRequest, payment: Payment, data: Any) -> SharesForm:
    rows = tables.candidates(payment, request.GET.get("q", ""))
    return SharesForm(data, rows=rows, rest_krw=payment.rest_krw)


@require_safe
@for_staff
def payment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment."""
    return payment_page(request, payment_of(request, pk))


@require_POST
@for_staff
def payment_allocate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the rest pay other receivables."""
    payment = payment_of(request, pk)
    form = shares_form(request, payment, request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.payment_allocate(by=request.user, payment=payment, shares=form.shares)
            messages.success(request, _("The payment is allocated."))
            return redirect(payment)
    return payment_page(request, payment, shares=form)


@require_POST
@for_staff
def payment_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the rest back."""
    payment, form = payment_of(request, pk), AmountForm(request.POST, auto_id="id_refund_%s")
    if form.is_valid():
        with refusal_on(form):
            refund = actions.refund_request(by=request.user, payment=payment, **form.cleaned_data)
            return redirect(refund)
    return payment_page(request, payment, refund=form)


@form_page
@for_staff
def payment_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrongly matched payment off its receivable."""
    rows = LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).select_related("receivable__payer_person", "payment")
    entry = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.payment_release(by=request.user, entry=entry, reason=form.cleaned_data["reason"])
            messages.success(request, _("The payment is taken off; it waits on the desk."))
            return redirect(entry.payment)
    request.access_log.note("money.payment", [entry.payment])
    return render(request, "payments/desk/payment_release.html", {"form": form, "entry": entry})


# ------------------------------------------------------------------------------ refunds


@require_POST
@for_staff
def refund_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a receivable's credit balance to go back."""
    receivable, form = receivable_of(request, pk), AmountForm(request.POST, auto_id="id_refund_%s")
    if form.is_valid():
        with refusal_on(form):
            rules.check_money_desk(request.user, receivable)
            return redirect(actions.refund_request(by=request.user, receivable=receivable, **form.cleaned_data))
    return case_page(request, receivable, refund=form)


def refund_of(request: HttpRequest, pk: int) -> Refund:
    return get_object_or_404(Refund.objects.visible_to(request.user).with_list_columns(), pk=pk)


def refund_page(request: HttpRequest, refund: Refund, **forms: Form) -> HttpResponse:
    """A refund with the account it goes to; that it was looked at is written down."""
    online = refund.attempt_id is not None
    make = RefundMakeForm(online=online, initial={"method": refund.method})
    context = {
        "refund": refund,
        "account": account_open(refund.account_sealed) if refund.account_sealed else None,
        "make": forms.get("make") or make,
        "cancel": forms.get("cancel") or ReasonForm(auto_id="id_cancel_%s"),
        "blocked": blocked_by(rules.check_money_desk, request.user, refund),
    }
    request.access_log.note("money.refund_account" if refund.account_sealed else "money.refund", [refund])
    return render(request, "payments/desk/refund_detail.html", context)


@require_safe
@for_staff
def refund_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One refund."""
    return refund_page(request, refund_of(request, pk))


@require_POST
@for_staff
def refund_make(request: HttpRequest, pk: int) -> HttpResponse:
    """The money has gone back; an online payment goes back now."""
    refund = refund_of(request, pk)
    form = RefundMakeForm(request.POST, online=refund.attempt_id is not None)
    if form.is_valid():
        with refusal_on(form):
            if form.cleaned_data["method"] == Method.GATEWAY:
                adapters.online_refund_make(request.user, refund)
            else:
                actions.refund_make(by=request.user, refund=refund, method=form.cleaned_data["method"])
            messages.success(request, _("%(number)s is refunded.") % {"number": refund.number})
            return redirect(refund)
    return refund_page(request, refund, make=form)


@require_POST
@for_staff
def refund_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Not refunded after all."""
    refund, form = refund_of(request, pk), ReasonForm(request.POST, auto_id="id_cancel_%s")
    if form.is_valid():
        with refusal_on(form):
            actions.refund_cancel(by=request.user, refund=refund, reason=form.cleaned_data["reason"])
            messages.success(request, _("%(number)s is cancelled.") % {"number": refund.number})
            return redirect(refund)
    return refund_page(request, refund, cancel=form)
