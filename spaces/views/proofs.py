"""Proofs for reductions: people hand them in, centre staff read them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.core import clock
from park_portal.core.errors import ActionDenied, blocked_by
from spaces.actions import proofs as actions
from spaces.forms.proofs import AcceptForm, ProofForm, RefuseForm
from spaces.models import Reduction, ReductionProof
from spaces.querysets.prices import ProofQuerySet, dated
from spaces.rules.proofs import check_proof_decide
from spaces.tables.prices import reduction_rows

from .desk import for_staff, form_page
from .prices import done, page_of

OWN_SIZE, QUEUE_SIZE = 10, 20


# ------------------------------------------------------------------------------ one's own


@form_page
def proof_submit(request: HttpRequest) -> HttpResponse:
    """The reductions one may have, one's proofs, and a form to hand one in."""
    form = ProofForm(request.POST or None, request.FILES or None, user=request.user)
    said = _("The proof is handed in. You get a message as soon as the centre has read it.")
    if done(request, form, said, actions.proof_submit):
        return redirect("spaces:proof-submit")
    mine = ReductionProof.objects.filter(person=request.user).with_list_columns().order_by("-submitted_at", "-pk")
    context = {
        "form": form,
        "reductions": reduction_rows(Reduction.objects.filter(dated(clock.today()))),
        "page": page_of(request, mine, OWN_SIZE),
        "today": clock.today(),
    }
    return render(request, "spaces/proofs/proof_submit.html", context)


# ------------------------------------------------------------------------------ the queue


def proofs(request: HttpRequest) -> ProofQuerySet:
    return ReductionProof.objects.visible_to(request.user).with_list_columns()


@require_safe
@for_staff
def proof_queue(request: HttpRequest) -> HttpResponse:
    """Proofs to read, the oldest first and open."""
    return queue_page(request, proofs(request).to_read().first())


@require_safe
@for_staff
def proof_queue_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Proofs to read, one of them open."""
    return queue_page(request, get_object_or_404(proofs(request), pk=pk))


@require_POST
@for_staff
def proof_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """It shows the right: it holds for a time. The next proof opens."""
    proof = get_object_or_404(proofs(request), pk=pk)
    form, denied = AcceptForm(request.POST, proof=proof), None
    if form.is_valid():
        try:
            actions.proof_accept(by=request.user, proof=proof, **form.cleaned_data)
        except ActionDenied as refusal:
            denied = refusal
        else:
            messages.success(request, _("The proof is accepted, and the paper is deleted."))
            return redirect("spaces:proof-queue")
    return queue_page(request, get_object_or_404(proofs(request), pk=pk), accept=form, refusal=denied)


@require_POST
@for_staff
def proof_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not; the person reads why. The next proof opens."""
    proof = get_object_or_404(proofs(request), pk=pk)
    form, denied = RefuseForm(request.POST), None
    if form.is_valid():
        try:
            actions.proof_refuse(by=request.user, proof=proof, reason=form.reason_for(proof.person))
        except ActionDenied as refusal:
            denied = refusal
        else:
            messages.success(request, _("The proof is refused, and the paper is deleted."))
            return redirect("spaces:proof-queue")
    return queue_page(request, get_object_or_404(proofs(request), pk=pk), refuse=form, refusal=denied)


def queue_page(
    request: HttpRequest,
    proof: ReductionProof | None,
    accept: AcceptForm | None = None,
    refuse: RefuseForm | None = None,
    refusal: ActionDenied | None = None,
) -> HttpResponse:
    """List and detail side by side; a refusal stands on top with its status."""
    page = Paginator(proofs(request).to_read(), QUEUE_SIZE).get_page(request.GET.get("page"))
    seen = {row.pk: row for row in page}
    context = {"page": page, "proof": proof, "refusal": refusal, "refuse": refuse or RefuseForm()}
    if proof is not None:
        seen[proof.pk] = proof
        blocked = blocked_by(check_proof_decide, request.user, proof)
        context |= {"decidable": not blocked, "blocked": "" if refusal else blocked}
        context |= {"accept": accept or AcceptForm(proof=proof)}
    request.access_log.note("proof.queue", seen.values())
    return render(request, "spaces/proofs/proof_queue.html", context, status=refusal.status if refusal else 200)
