"""What the person pays and gets back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from park_portal.core.errors import refusal_on
from park_portal.documents.models import Document
from park_portal.payments import actions, rules
from park_portal.payments.forms import AccountForm
from park_portal.payments.models import Receivable, Refund
from park_portal.payments.states import ReceivableState, RefundState

from .desk import form_page

PAGE_SIZE = 20


def bank_account() -> dict[str, str]:
    """Where to transfer to, in the page's language."""
    suffix = "_en" if get_language() == "en" else ""
    park = settings.PARK
    return {
        "bank": park[f"bank{suffix}"],
        "number": park["bank_account"],
        "holder": park[f"bank_holder{suffix}"],
    }


def papers_of(thing: Receivable | Refund) -> Any:
    """The papers issued for it, newest first."""
    return Document.objects.filter(subject_type=thing._meta.label_lower, subject_id=str(thing.pk)).order_by("-pk")


@require_safe
def receivable_list(request: HttpRequest) -> HttpResponse:
    """What the person and her organisations have to pay, and what is done."""
    past = request.GET.get("tab") == "past"
    rows = Receivable.objects.mine(request.user).with_list_columns()
    rows = rows.exclude(state=ReceivableState.OPEN).order_by("-pk") if past else rows.open()
    refunds = Refund.objects.mine(request.user).requested().with_list_columns()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "payments/receivable_list.html", {"page": page, "past": past, "refunds": refunds, "user": request.user}
    )


@require_safe
def receivable_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing to pay: its lines, how to pay, its papers."""
    rows = Receivable.objects.visible_to(request.user).with_list_columns()
    receivable = get_object_or_404(rows, pk=pk)
    context = {
        "receivable": receivable,
        "balance": receivable.balance,
        "vat_krw": receivable.vat_krw(receivable.balance.net),
        "payments": receivable.entries.allocations().select_related("payment"),
        "refunds": receivable.refunds.exclude(state=RefundState.CANCELLED),
        "papers": papers_of(receivable),
        "account": bank_account(),
        "gateway_on": rules.gateway_on(),
        "payer": rules.acts_for(request.user, receivable.payer_person, receivable.payer_organization),
    }
    return render(request, "payments/receivable_detail.html", context)


@form_page
def refund_account_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where a refund goes."""
    refund = get_object_or_404(Refund.objects.visible_to(request.user).with_list_columns(), pk=pk)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.refund_account_set(by=request.user, refund=refund, **form.cleaned_data)
            messages.success(request, _("The account is kept. It is erased once the money is on its way."))
            return redirect(after_account(request, refund))
    return render(request, "payments/refund_account_set.html", {"form": form, "refund": refund})


def after_account(request: HttpRequest, refund: Refund) -> str:
    """Staff go back to the refund, the payer to what she paid."""
    mine = rules.acts_for(request.user, refund.payer_person, refund.payer_organization)
    if request.user.is_centre_staff and not mine:
        return refund.get_absolute_url()
    return refund.receivable.get_absolute_url() if refund.receivable else "payments:receivable-list"
