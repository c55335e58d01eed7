"""The pages of a request for resources (자원 연계 요청)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from collaboration.actions import requests as actions
from collaboration.actions.texts import proposal_write
from collaboration.forms.requests import GrowForm, LinesForm, RequestForm, own_departments
from collaboration.models import Proposal
from collaboration.rules.people import acts_for
from collaboration.rules.proposals import check_proposal_write
from collaboration.rules.requests import check_proposal_grow, grow_leads
from park_portal.core.errors import blocked_by, refusal_on

from .proposals import proposal_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def request_send(request: HttpRequest) -> HttpResponse:
    """Five lines, handed in with one button."""
    initial = {"lead": request.acting.organization_id} if request.acting else {}
    form = RequestForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            made = actions.request_send(by=request.user, lead=form.cleaned_data["lead"], facts=form.facts)
            messages.success(request, _("The request is sent. The planning division and the centre take note of it."))
            return redirect(made)
    facts = {"form": form, "may_send": own_departments(request.user).exists()}
    return render(request, "collaboration/request_send.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def request_write(request: HttpRequest, pk: int) -> HttpResponse:
    """The five lines of one that is not handed in, or was sent back."""
    proposal = proposal_or_404(request, pk)
    version = proposal.versions.order_by("number").last()
    form = LinesForm(request.POST or None, initial=LinesForm.written(version))
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            proposal_write(by=request.user, proposal=proposal, facts=form.facts)
            messages.success(request, _("The text is kept."))
            return redirect(proposal)
    facts = {"form": form, "proposal": proposal, "blocked": blocked_by(check_proposal_write, request.user, proposal)}
    return render(request, "collaboration/request_write.html", facts)


@require_POST
def request_match(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = actions.request_match(by=request.user, proposal=proposal_or_404(request, pk))
    messages.success(request, _("The request is over: its partner was found."))
    return redirect(proposal)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_grow(request: HttpRequest, pk: int) -> HttpResponse:
    """A full proposal out of a request; in whose name is asked where she may choose."""
    proposal = proposal_or_404(request, pk)
    form = GrowForm(request.POST if request.method == "POST" else None, leads=grow_leads(request.user, proposal))
    if request.method == "POST" and form.is_valid():
        grown = actions.proposal_grow(by=request.user, proposal=proposal, lead=form.leader)
        return to_grown(request, proposal, grown)
    blocked = blocked_by(check_proposal_grow, request.user, proposal)
    return render(request, "collaboration/proposal_grow.html", {"proposal": proposal, "form": form, "blocked": blocked})


def to_grown(request: HttpRequest, proposal: Proposal, grown: Proposal) -> HttpResponse:
    """To the text for those who write it; a coordinator cannot open a draft of others, so back to the request."""
    words = _("The request became the proposal %(number)s. %(lead)s writes it.")
    messages.success(request, words % {"number": grown.number, "lead": grown.lead.title})
    if acts_for(request.user, grown.lead):
        return redirect("collaboration:proposal-write", grown.pk)
    return redirect(proposal)
