"""The pages around an opinion: who looks after it, until when it is due, what was missing in an answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from collaboration.actions import care as actions
from collaboration.forms.opinions import AssignForm, PostponeForm
from collaboration.rules.care import LONGEST_EXTENSION, care_moves
from park_portal.core.errors import refusal_on

from .opinions import opinion_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the work to a colleague."""
    opinion = opinion_or_404(request, pk)
    form = AssignForm(request.POST or None, opinion=opinion)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            to = form.cleaned_data["to"]
            actions.opinion_assign(by=request.user, opinion=opinion, to=to)
            messages.success(request, _("%(name)s looks after it now.") % {"name": to.name})
            return redirect(opinion)
    facts = {"proposal": opinion.proposal, "form": form, "label": _("Hand to a colleague")}
    effect = _("The colleague gets a message, and the opinion is hers on the desk.")
    blocked = care_moves(request.user, opinion)["assign"]
    return render(request, "collaboration/proposal_move.html", {**facts, "effect": effect, "blocked": blocked})


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """Give more time, with a reason."""
    opinion, form = opinion_or_404(request, pk), PostponeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.opinion_postpone(by=request.user, opinion=opinion, **form.cleaned_data)
            messages.success(request, _("The opinion is due later. Both sides get a message."))
            return redirect(opinion.proposal)
    facts = {"proposal": opinion.proposal, "form": form, "label": _("Give more time")}
    effect = _("Due until now: %(day)s. At most %(n)s working days are added; both sides read the reason.") % {
        "day": date_format(opinion.due_on), "n": LONGEST_EXTENSION,
    }  # fmt: skip
    blocked = care_moves(request.user, opinion)["postpone"]
    return render(request, "collaboration/proposal_move.html", {**facts, "effect": effect, "blocked": blocked})
