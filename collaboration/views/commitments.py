"""Promises between two meetings, on the page of their proposal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collaboration.actions import meetings as actions
from collaboration.forms.commitments import CommitmentForm
from park_portal.core.errors import refusal_on

from .proposals import page_of, proposal_or_404


@require_POST
def commitment_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does what by when; the body that promises is told."""
    proposal = proposal_or_404(request, pk)
    form = CommitmentForm(request.POST, proposal=proposal)
    if form.is_valid():
        with refusal_on(form):
            actions.commitment_make(by=request.user, proposal=proposal, promised=form.promised)
            messages.success(request, _("The commitment is kept, and its organisation has been told."))
            return redirect(f"{proposal.get_absolute_url()}#agreed")
    facts = page_of(request, proposal, commitment_form=form)
    return render(request, "collaboration/proposal_detail.html", facts, status=422)
