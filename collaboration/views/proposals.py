"""The pages of proposals."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaboration.actions import proposals as actions
from collaboration.actions import talk, texts
from collaboration.filters import ProposalFilter, WorkFilter
from collaboration.forms.commitments import CommitmentForm
from collaboration.forms.papers import HwpxForm
from collaboration.forms.proposals import (
    AnswerForm,
    AttachmentForm,
    BeginForm,
    CommentForm,
    MergeForm,
    NoteForm,
    PartyForm,
    ReasonForm,
    WriteForm,
    own_bodies,
)
from collaboration.forms.requests import own_departments
from collaboration.models import Attachment, Party, Proposal
from collaboration.rules.people import is_coordinator
from collaboration.states import OVER, ProposalState
from collaboration.tables.budget import asked_rows
from collaboration.tables.proposals import Case
from collaboration.tables.similar import similar_to
from park_portal.core.errors import refusal_on

PAGE_SIZE = 20


def proposal_or_404(request: HttpRequest, pk: int, *, inside: bool = False) -> Proposal:
    """``inside``: one's own, not merely one that is shown to everyone."""
    seen = Proposal.objects.inside(request.user) if inside else Proposal.objects.visible_to(request.user)
    return get_object_or_404(seen.with_list_columns().select_related("current", "merged_into"), pk=pk)


def back_to(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """To the proposal; to the desk, where whoever said no reads it no longer."""
    if Proposal.objects.visible_to(request.user).filter(pk=proposal.pk).exists():
        return redirect(proposal)
    messages.success(request, _("Your answer on “%(title)s” is kept.") % {"title": proposal.title})
    return redirect("collaboration:joint-desk")


@login_not_required
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """All proposals that one may see; the public sees what was confirmed."""
    rows = Proposal.objects.visible_to(request.user).with_list_columns().order_by("-pk")
    narrowed = filter_of(request, rows)
    page = Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    begins = request.user.is_authenticated and own_bodies(request.user).exists()
    requests = begins and own_departments(request.user).exists()
    facts = {"page": page, "filter": narrowed, "may_begin": begins, "may_request": requests}
    facts |= {
        "query": request.GET.urlencode(),
        "collects": request.user.is_authenticated and is_coordinator(request.user),
    }
    return render(request, "collaboration/proposal_list.html", facts)


def filter_of(request: HttpRequest, rows: Any) -> ProposalFilter:
    """What everybody narrows by; who is signed in, also by what is hers and what is late."""
    kind = WorkFilter if request.user.is_authenticated else ProposalFilter
    return kind(request.GET, rows, request=request)


@login_not_required
@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands, whose turn it is, what it says, what was said about it."""
    return render(request, "collaboration/proposal_detail.html", page_of(request, proposal_or_404(request, pk)))


def page_of(request: HttpRequest, proposal: Proposal, version: Any = None, **forms: Any) -> dict[str, Any]:
    case = Case(proposal, request.user, version)
    facts: dict[str, Any] = {"case": case, "proposal": proposal}
    if (case.takes_part or case.is_concerned) and proposal.state not in OVER:
        facts["comment_form"] = CommentForm(user=request.user)
    if case.takes_part and proposal.state not in OVER:
        facts |= {
            "party_form": PartyForm(proposal=proposal, coordinates=case.coordinates),
            "attachment_form": AttachmentForm(),
            "note_form": NoteForm(),
        }
        if proposal.state != ProposalState.DRAFT:
            facts["commitment_form"] = CommitmentForm(proposal=proposal)
    return facts | forms


def page_again(request: HttpRequest, proposal: Proposal, **forms: Any) -> HttpResponse:
    """The page with what was typed and what is wrong with it."""
    return render(request, "collaboration/proposal_detail.html", page_of(request, proposal, **forms), status=422)


@login_not_required
@require_safe
def proposal_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier version as it was handed in, with what it changed."""
    proposal = proposal_or_404(request, pk)
    version = next((v for v in Case(proposal, request.user).versions if v.number == number), None)
    if version is None:
        raise Http404
    return render(request, "collaboration/proposal_detail.html", page_of(request, proposal, version))


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_begin(request: HttpRequest) -> HttpResponse:
    """A new draft."""
    initial = {"lead": request.acting.organization_id} if request.acting else {}
    form = BeginForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusal_on(form):
            proposal = actions.proposal_begin(by=request.user, lead=data["lead"], title=data["title"], facts=form.facts)
            messages.success(request, _("Your draft is kept. Write the parts now, or later."))
            return redirect("collaboration:proposal-write", proposal.pk)
    facts = {"form": form, "may_request": own_departments(request.user).exists()}
    return render(request, "collaboration/proposal_begin.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the text; similar proposals are named beside it."""
    proposal = proposal_or_404(request, pk)
    if proposal.is_request:
        return redirect("collaboration:request-write", pk)
    version = proposal.versions.order_by("number").last()
    form = WriteForm(request.POST or None, proposal=proposal, version=version)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form), form.rereading():
            texts.proposal_write(
                by=request.user, proposal=proposal, facts=form.facts, sections=form.sections, budget=form.money,
                is_public=form.cleaned_data["is_public"], read=form.cleaned_data["read"],
            )  # fmt: skip
            messages.success(request, _("The text is kept."))
            return redirect(proposal)
    return write_page(request, proposal, form)


def write_page(
    request: HttpRequest, proposal: Proposal, form: WriteForm, hwpx: HwpxForm | None = None, status: int = 200
) -> HttpResponse:
    """The form of the text, with what is similar and a way to read a HWPX file into it."""
    facts = {
        "form": form,
        "hwpx_form": hwpx or HwpxForm(),
        "proposal": proposal,
        "blocked": Case(proposal, request.user).moves["write"],
        "similar": similar_to(request.user, proposal),
    }
    return render(request, "collaboration/proposal_write.html", facts, status=status)


# ------------------------------------------------------------------------------ deeds without words of their own


@require_POST
def proposal_submit(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = actions.proposal_submit(by=request.user, proposal=proposal_or_404(request, pk))
    messages.success(request, _("The proposal is handed in. The planning division and the centre take note of it."))
    return redirect(proposal)


@require_POST
def proposal_revise(request: HttpRequest, pk: int) -> HttpResponse:
    proposal, form = proposal_or_404(request, pk), NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    touched = texts.proposal_revise(by=request.user, proposal=proposal, note=note)
    messages.success(request, _("The new version is handed in. %(n)s points are open again.") % {"n": len(touched)})
    return redirect(proposal)


@require_POST
def proposal_discard(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = proposal_or_404(request, pk)
    texts.proposal_discard(by=request.user, proposal=proposal)
    messages.success(request, _("The new version is thrown away; the one handed in before stands."))
    return redirect(proposal)


@require_POST
def proposal_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take note for the side named in the form."""
    proposal = proposal_or_404(request, pk)
    side, note = request.POST.get("side", ""), request.POST.get("note", "").strip()
    actions.proposal_acknowledge(by=request.user, proposal=proposal, side=side, note=note)
    messages.success(request, _("You have taken note of it."))
    return redirect(proposal)


@require_POST
def proposal_follow(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = proposal_or_404(request, pk)
    talk.proposal_follow(by=request.user, proposal=proposal, follow=request.POST.get("follow") == "1")
    return redirect(proposal)


# ------------------------------------------------------------------------------ deeds with a reason

# What a deed is called, what it will do, and whether it needs a reason.
DEEDS: dict[str, tuple[Any, Any, Any, bool]] = {
    "return": (
        actions.proposal_return, gettext_lazy("Send back to be completed"),
        gettext_lazy("The proposer reads the reason and hands it in again; both coordinators take note anew."), True,
    ),
    "rework": (
        actions.proposal_rework, gettext_lazy("Take up again"),
        gettext_lazy("The proposal goes back to the working meetings; the proposer asks for another opinion later."),
        True,
    ),
    "hold": (
        actions.proposal_hold, gettext_lazy("Put on hold"),
        gettext_lazy("The clock of every side stands still until somebody goes on."), True,
    ),
    "resume": (
        actions.proposal_resume, gettext_lazy("Go on"),
        gettext_lazy("It goes on where it stood, with whoever had the turn then."), False,
    ),
    "decline": (
        actions.proposal_decline, pgettext_lazy("proposal", "Decline"),
        gettext_lazy("The proposal ends here. Everybody who took part reads the reason."), True,
    ),
    "withdraw": (
        actions.proposal_withdraw, pgettext_lazy("proposal", "Withdraw"),
        gettext_lazy("The proposal ends here. An opinion that is asked for is called off."), False,
    ),
    "confirm": (
        actions.proposal_confirm, gettext_lazy("Confirm"),
        gettext_lazy("The current version becomes the agreed work; its text and its opinion no longer change."), False,
    ),
    "start": (actions.proposal_start, gettext_lazy("Begin the work"), gettext_lazy("The work is under way."), False),
    "finish": (
        actions.proposal_finish, gettext_lazy("Close the work"),
        gettext_lazy("The planning division puts the results together."), False,
    ),
    "close": (actions.proposal_close, gettext_lazy("Close for good"), gettext_lazy("The proposal is over."), False),
}  # fmt: skip
WITHOUT_WORDS = frozenset({"resume", "confirm", "start", "finish", "close"})


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_move(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Say what will happen, ask for the reason where it needs one, and do it."""
    proposal = proposal_or_404(request, pk)
    if deed not in DEEDS:
        raise Http404
    act, label, effect, needed = DEEDS[deed]
    form = ReasonForm(request.POST if request.method == "POST" else None, needed=needed)
    if form.is_valid():
        words = {} if deed in WITHOUT_WORDS else {"reason": form.cleaned_data["reason"]}
        with refusal_on(form):
            act(by=request.user, proposal=proposal, **words)
            return redirect(proposal)
    facts = {"proposal": proposal, "form": form, "label": label, "effect": effect, "wordless": deed in WITHOUT_WORDS}
    facts["asked_rows"] = asked_rows(proposal) if deed == "confirm" else []
    blocked = Case(proposal, request.user).moves[deed]
    return render(request, "collaboration/proposal_move.html", {**facts, "deed": deed, "blocked": blocked})


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_merge(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = proposal_or_404(request, pk)
    form = MergeForm(request.POST or None, user=request.user, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            into = actions.proposal_merge(by=request.user, proposal=proposal, into=form.cleaned_data["into"])
            messages.success(request, _("Merged. Everybody who took part or followed has come along."))
            return redirect(into)
    blocked = Case(proposal, request.user).moves["merge"]
    return render(
        request, "collaboration/proposal_merge.html", {"proposal": proposal, "form": form, "blocked": blocked}
    )


# ------------------------------------------------------------------------------ who takes part, words, files


@require_POST
def party_ask(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = proposal_or_404(request, pk)
    form = PartyForm(request.POST, proposal=proposal, coordinates=is_coordinator(request.user))
    if form.is_valid():
        with refusal_on(form):
            data = form.cleaned_data
            actions.party_ask(by=request.user, proposal=proposal, organization=data["organization"], role=data["role"])
            messages.success(request, _("%(name)s is asked.") % {"name": data["organization"].title})
            return redirect(proposal)
    return page_again(request, proposal, party_form=form)


@require_POST
def party_answer(request: HttpRequest, pk: int) -> HttpResponse:
    party = get_object_or_404(Party.objects.select_related("proposal"), pk=pk)
    proposal, form = proposal_or_404(request, party.proposal_id), AnswerForm(request.POST)
    if not form.is_valid():
        return page_again(request, proposal, party_answer=form, answered=party.pk)
    data = form.cleaned_data
    actions.party_answer(by=request.user, party=party, accepts=data["accepts"], reason=data["reason"])
    return back_to(request, proposal)


@require_POST
def party_unask(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop waiting for a body that does not answer."""
    party = get_object_or_404(Party.objects.select_related("organization"), pk=pk)
    proposal_or_404(request, party.proposal_id)
    proposal = actions.party_unask(by=request.user, party=party)
    messages.success(request, _("%(name)s is no longer asked.") % {"name": party.organization.title})
    return redirect(proposal)


@require_POST
def comment_add(request: HttpRequest, pk: int) -> HttpResponse:
    proposal, form = proposal_or_404(request, pk), CommentForm(request.POST, user=request.user)
    if form.is_valid():
        with refusal_on(form):
            comment = talk.comment_add(by=request.user, proposal=proposal, **form.cleaned_data)
            return redirect(f"{proposal.get_absolute_url()}#s-{comment.section}")
    return page_again(request, proposal, comment_form=form)


@require_POST
def attachment_add(request: HttpRequest, pk: int) -> HttpResponse:
    proposal, form = proposal_or_404(request, pk), AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        with refusal_on(form):
            data = form.cleaned_data
            talk.attachment_add(by=request.user, proposal=proposal, name=data["name"], upload=data["file"])
            return redirect(proposal)
    return page_again(request, proposal, attachment_form=form)


@require_POST
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = get_object_or_404(Attachment.objects.select_related("proposal__lead", "file"), pk=pk)
    proposal = proposal_or_404(request, attachment.proposal_id)
    talk.attachment_remove(by=request.user, attachment=attachment)
    return redirect(proposal)
