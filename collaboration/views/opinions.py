"""The pages of opinions and their points."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from collaboration.actions import opinions as actions
from collaboration.forms.opinions import OpinionForm, PointAnswerForm, PointWordForm, RecordForm
from collaboration.forms.proposals import ShortReasonForm
from collaboration.models import Opinion, OpinionPoint
from collaboration.rules.opinions import check_point_answer, check_point_reopen, opinion_moves
from collaboration.tables.opinions import Sheet, point_rows
from collaboration.tables.proposals import Case
from park_portal.core.errors import blocked_by, refusal_on

from .proposals import proposal_or_404


def opinion_or_404(request: HttpRequest, pk: int) -> Opinion:
    opinion = get_object_or_404(Opinion.objects.with_list_columns().select_related("organization"), pk=pk)
    opinion.proposal = proposal_or_404(request, opinion.proposal_id, inside=True)
    return opinion


@require_POST
def opinion_request(request: HttpRequest, pk: int) -> HttpResponse:
    opinion = actions.opinion_request(by=request.user, proposal=proposal_or_404(request, pk))
    messages.success(request, _("%(name)s is asked for its opinion.") % {"name": opinion.organization.title})
    return redirect(opinion.proposal)


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Read an opinion; whoever gives it writes it here, beside the text it speaks of."""
    opinion = opinion_or_404(request, pk)
    form = OpinionForm(request.POST or None, opinion=opinion)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusal_on(form), form.rereading():
            written = {name: data[name] for name in ("verdict", "reasons", "text", "read")} | {"points": form.points}
            if "issue" in request.POST:
                actions.opinion_issue(by=request.user, opinion=opinion, **written)
                messages.success(request, _("The opinion is given."))
                return redirect(opinion.proposal)
            actions.opinion_write(by=request.user, opinion=opinion, **written)
            messages.success(request, _("The opinion is kept. It is not given yet."))
            return redirect(opinion)
    return render(request, "collaboration/opinion_detail.html", opinion_page(request, opinion, form))


def opinion_page(request: HttpRequest, opinion: Opinion, form: OpinionForm, record: RecordForm | None = None) -> dict:
    return {
        "opinion": opinion,
        "proposal": opinion.proposal,
        "form": form,
        "record_form": record or RecordForm(opinion=opinion),
        "case": Case(opinion.proposal, request.user, opinion.version),
        "moves": opinion_moves(request.user, opinion),
        "sheet": Sheet(opinion, request.user),
    }


@require_POST
def opinion_accept(request: HttpRequest, pk: int) -> HttpResponse:
    opinion = actions.opinion_accept(by=request.user, opinion=opinion_or_404(request, pk))
    return redirect(opinion)


@require_POST
def opinion_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What was signed in the office's own system comes back."""
    opinion = opinion_or_404(request, pk)
    form = RecordForm(request.POST, request.FILES, opinion=opinion)
    if form.is_valid():
        data = form.cleaned_data
        with refusal_on(form):
            actions.opinion_record(
                by=request.user, opinion=opinion, paper_number=data["paper_number"], paper_on=data["paper_on"],
                upload=data["file"],
            )  # fmt: skip
            messages.success(request, _("The opinion is given."))
            return redirect(opinion.proposal)
    facts = opinion_page(request, opinion, OpinionForm(opinion=opinion), form)
    return render(request, "collaboration/opinion_detail.html", facts, status=422)


@require_POST
def opinion_extend(request: HttpRequest, pk: int) -> HttpResponse:
    opinion = actions.opinion_extend(by=request.user, opinion=opinion_or_404(request, pk))
    messages.success(request, _("The opinion holds for the new version, too."))
    return redirect(opinion.proposal)


@require_POST
def opinion_remind(request: HttpRequest, pk: int) -> HttpResponse:
    opinion = actions.opinion_remind(by=request.user, opinion=opinion_or_404(request, pk))
    messages.success(request, _("%(name)s has been reminded.") % {"name": opinion.organization.title})
    return redirect(opinion.proposal)


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the request or the opinion back, with a reason."""
    opinion, form = opinion_or_404(request, pk), ShortReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.opinion_revoke(by=request.user, opinion=opinion, reason=form.cleaned_data["reason"])
            return redirect(opinion.proposal)
    facts = {"proposal": opinion.proposal, "form": form, "label": _("Take the opinion back")}
    effect = _("The proposal goes back to the working meetings.")
    blocked = opinion_moves(request.user, opinion)["revoke"]
    return render(request, "collaboration/proposal_move.html", {**facts, "effect": effect, "blocked": blocked})


# ------------------------------------------------------------------------------ points


def point_or_404(request: HttpRequest, pk: int) -> OpinionPoint:
    point = get_object_or_404(OpinionPoint.objects.select_related("opinion"), pk=pk)
    point.opinion = opinion_or_404(request, point.opinion_id)
    return point


@require_http_methods(["GET", "HEAD", "POST"])
def point_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposer says what was done about a point."""
    point = point_or_404(request, pk)
    form = PointAnswerForm(request.POST or None, initial={"answer": point.answer})
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.point_answer(by=request.user, point=point, answer=form.cleaned_data["answer"])
            return redirect(f"{point.opinion.proposal.get_absolute_url()}#points")
    return point_page(request, point, form, "answer", blocked_by(check_point_answer, request.user, point, "-"))


def point_page(
    request: HttpRequest, point: OpinionPoint, form: Form, deed: str = "answer", blocked: str = ""
) -> HttpResponse:
    """A point with all that was said about it, and the form for the next word (``deed``: answer, reopen)."""
    row = next(row for row in point_rows(point.opinion, point.opinion.proposal.current) if row.point == point)
    facts = {"point": point, "row": row, "proposal": point.opinion.proposal, "form": form, "deed": deed}
    return render(request, "collaboration/point_answer.html", {**facts, "blocked": blocked})


@require_POST
def point_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Enough; a word on it where there is one."""
    form = PointWordForm(request.POST, needed=False)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    point = actions.point_close(by=request.user, point=point_or_404(request, pk), text=text)
    return redirect(f"{point.opinion.proposal.get_absolute_url()}#points")


@require_http_methods(["GET", "HEAD", "POST"])
def point_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Not enough: say what is missing."""
    point, form = point_or_404(request, pk), PointWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.point_reopen(by=request.user, point=point, text=form.cleaned_data["text"])
            return redirect(f"{point.opinion.proposal.get_absolute_url()}#points")
    blocked = blocked_by(check_point_reopen, request.user, point, "-")
    return point_page(request, point, form, "reopen", blocked)
