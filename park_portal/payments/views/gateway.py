"""Paying online: the page before and after the payment window, and the gateway's webhook."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from park_portal.payments import actions, adapters, rules
from park_portal.payments.models import GatewayAttempt, Receivable
from park_portal.payments.states import AttemptState


def attempt_of(request: HttpRequest, reference: str) -> GatewayAttempt:
    """One of the person's own attempts; nothing here exists while online payment is off."""
    if not rules.gateway_on():
        raise Http404
    rows = GatewayAttempt.objects.visible_to(request.user).select_related("receivable")
    return get_object_or_404(rows, reference=reference)


@require_POST
def gateway_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce the sum to the gateway, and go to the page that opens its window."""
    if not rules.gateway_on():
        raise Http404
    receivable = get_object_or_404(Receivable.objects.visible_to(request.user), pk=pk)
    attempt = actions.gateway_prepare(by=request.user, receivable=receivable)
    adapters.gateway().prepare(attempt)
    return redirect("payments:gateway-pay", reference=attempt.reference)


@require_safe
def gateway_pay(request: HttpRequest, reference: str) -> HttpResponse:
    """The button that opens the payment window; the window comes back here, and the check follows."""
    attempt = attempt_of(request, reference)
    facts: dict[str, Any] = adapters.PortOne().browser(attempt)
    context = {"attempt": attempt, "facts": facts, "back": "paymentId" in request.GET}
    return render(request, "payments/gateway_pay.html", context)


@require_POST
def gateway_check(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the gateway whether the payment has come in."""
    attempt = adapters.attempt_check(attempt_of(request, reference))
    if attempt.state == AttemptState.PAID:
        messages.success(request, _("Your payment has come in. Thank you."))
    elif attempt.problem:
        messages.warning(request, _("Your payment does not fit what was asked. The centre looks into it."))
    else:
        messages.info(request, _("The payment has not come in yet."))
    return redirect(attempt.receivable)


@csrf_exempt
@login_not_required
@require_POST
def gateway_webhook(request: HttpRequest) -> HttpResponse:
    """News from the gateway. Signed by it; believed only as a hint to ask."""
    if not rules.gateway_on():
        raise Http404
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        reference = adapters.webhook_read(request.body.decode(), headers)
    except UnicodeDecodeError:
        reference = None
    if reference is None:
        return HttpResponse(status=400)
    attempt = GatewayAttempt.objects.filter(reference=reference).first()
    if attempt:
        adapters.attempt_check(attempt, webhook_id=headers["webhook-id"][:100])
    return HttpResponse(status=200)
