"""Deposits: the list with their states, one of them with its deeds, and what its organisation sees."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.core.errors import blocked_by
from tenants.actions import deposits as actions
from tenants.forms.charges import DepositSearchForm, KeepForm, ReturnForm
from tenants.models import Agreement
from tenants.rules import charges as rules
from tenants.rules.deposits import deposit_of, deposit_receivable
from tenants.tables import charges as tables

from .doors import done, for_staff, page_of


@require_safe
@for_staff
def deposit_list(request: HttpRequest) -> HttpResponse:
    """Every agreement that has a deposit, those that have ended too."""
    form = DepositSearchForm(request.GET)
    rows = Agreement.objects.concluded().filter(deposit_krw__gt=0).select_related("party")
    page = page_of(request, form.narrowed(rows).order_by("party__name", "pk"))
    context = {"page": page, "rows": tables.deposit_rows(page), "filter": {"form": form}}
    request.access_log.note("deposits.list", list(page))
    return render(request, "tenants/charges/deposit_list.html", context)


def staff_agreement(pk: int) -> Agreement:
    return get_object_or_404(Agreement.objects.concluded().select_related("party", "occupant"), pk=pk)


def deposit_page(request: HttpRequest, agreement: Agreement, **forms: Any) -> HttpResponse:
    """One deposit; a form with errors stands open in its place."""
    deposit = deposit_of(agreement)
    blank = {"return": ReturnForm(auto_id="id_return_%s", initial={"amount_krw": deposit.held_krw or None})}
    blank["keep"] = KeepForm(agreement=agreement)
    context = {
        "agreement": agreement,
        "deposit": deposit,
        "receivable": deposit_receivable(agreement),
        "recoveries": agreement.recoveries.select_related("target", "by").order_by("pk"),
        "forms": blank | forms,
        "opened": next(iter(forms), ""),
        "return_blocked": blocked_by(rules.check_deposit_return, request.user, agreement)
        or blocked_by(rules.check_deposit, request.user, deposit, 1, "-"),
        "keep_blocked": blocked_by(rules.check_deposit, request.user, deposit, 1, "-"),
    }
    request.access_log.note("deposits.detail", [agreement])
    return render(request, "tenants/charges/deposit_detail.html", context)


@require_safe
@for_staff
def deposit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One deposit: what was received, where it is, what can be done."""
    return deposit_page(request, staff_agreement(pk))


@require_POST
@for_staff
def deposit_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a part or all of it back."""
    agreement, form = staff_agreement(pk), ReturnForm(request.POST, auto_id="id_return_%s")
    if done(request, form, _("The refund is asked for."), actions.deposit_return, agreement=agreement):
        return redirect("tenants:deposit-detail", pk=pk)
    return deposit_page(request, agreement, **{"return": form})


@require_POST
@for_staff
def deposit_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a part or all of it for what is owed."""
    agreement, form = staff_agreement(pk), KeepForm(request.POST, agreement=staff_agreement(pk))
    if done(request, form, _("The deposit pays for it."), actions.deposit_keep, agreement=agreement):
        return redirect("tenants:deposit-detail", pk=pk)
    return deposit_page(request, agreement, keep=form)


@require_safe
def deposit_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one's deposit; for the organisation that paid it."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).select_related("party"), pk=pk)
    receivable = deposit_receivable(agreement)
    if receivable is None or not type(receivable).objects.visible_to(request.user).filter(pk=receivable.pk).exists():
        raise Http404
    context = {
        "agreement": agreement,
        "deposit": deposit_of(agreement),
        "receivable": receivable,
        "recoveries": agreement.recoveries.select_related("target").order_by("pk"),
    }
    return render(request, "tenants/charges/deposit_mine.html", context)
