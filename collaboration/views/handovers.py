"""The pages of passing responsibility on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from collaboration.actions import handovers as actions
from collaboration.forms.proposals import AnswerForm, HandoverForm
from collaboration.models import Handover, Party
from collaboration.rules.handovers import check_may_hand_over, check_may_pass_on
from park_portal.core.errors import blocked_by, refusal_on

from .proposals import back_to, page_again, proposal_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def party_pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Not ours: say why, and who is responsible."""
    party = get_object_or_404(Party.objects.select_related("organization"), pk=pk)
    party.proposal = proposal = proposal_or_404(request, party.proposal_id, inside=True)
    form = HandoverForm(request.POST or None, proposal=proposal, giver=party.organization_id)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            successor = actions.party_pass_on(by=request.user, party=party, **form.cleaned_data)
            name = successor.organization.title
            messages.success(request, _("%(name)s is asked to be in charge.") % {"name": name})
            return redirect("collaboration:joint-desk")
    facts = {"proposal": proposal, "form": form, "blocked": blocked_by(check_may_pass_on, request.user, party)}
    return render(request, "collaboration/handover_offer.html", facts | {"asked": party.organization})


@require_http_methods(["GET", "HEAD", "POST"])
def handover_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who is responsible instead of the body that is in charge."""
    proposal = proposal_or_404(request, pk, inside=True)
    form = HandoverForm(request.POST or None, proposal=proposal, giver=proposal.receiver_id)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            offer = actions.handover_offer(by=request.user, proposal=proposal, **form.cleaned_data)
            messages.success(request, _("%(name)s is asked to take it over.") % {"name": offer.taker.title})
            return redirect(proposal)
    blocked = blocked_by(check_may_hand_over, request.user, proposal)
    return render(
        request, "collaboration/handover_offer.html", {"proposal": proposal, "form": form, "blocked": blocked}
    )


@require_POST
def handover_recall(request: HttpRequest, pk: int) -> HttpResponse:
    handover = get_object_or_404(Handover, pk=pk)
    proposal = proposal_or_404(request, handover.proposal_id, inside=True)
    actions.handover_recall(by=request.user, handover=handover)
    messages.success(request, _("The offer is taken back."))
    return redirect(proposal)


@require_POST
def handover_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it over, or not and why."""
    handover = get_object_or_404(Handover, pk=pk)
    proposal = proposal_or_404(request, handover.proposal_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return page_again(request, proposal, handover_form=form)
    data = form.cleaned_data
    actions.handover_answer(by=request.user, handover=handover, accepts=data["accepts"], answer=data["reason"])
    return back_to(request, proposal)
