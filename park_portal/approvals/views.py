"""The pages of approvals: my list, one line with its paper, putting a line together, my deputies."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from park_portal.core.errors import blocked_by, refusal_on
from park_portal.documents.models import Document
from park_portal.documents.uploads import FORMATS, tidy_name
from park_portal.documents.views import LOCKED, RENDERERS
from park_portal.documents.web import paper_page

from . import actions, forms, rules, tables
from .models import ApprovalLine, ApprovalStep, Deputy
from .papers import with_box

PAGE_SIZE = 20
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def line_list(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I drafted, what I decided."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in tables.TABS else "decide"
    page = Paginator(tables.tab_rows(tab, request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "page": page,
        "counts": tables.counts(request.user),
        "stands_for": Deputy.objects.current().filter(deputy=request.user).select_related("person"),
    }
    return render(request, "approvals/line_list.html", context)


# --------------------------------------------------------------------------------- one line


def line_or_404(request: HttpRequest, pk: int) -> ApprovalLine:
    rows = ApprovalLine.objects.filter(pk=pk).visible_to(request.user)
    return get_object_or_404(rows.select_related("drafter", "department"))


def step_or_404(request: HttpRequest, pk: int) -> ApprovalStep:
    rows = ApprovalStep.objects.filter(pk=pk).visible_to(request.user)
    return get_object_or_404(rows.select_related("round__line__drafter", "round__line__department"))


def note_reading(request: HttpRequest, line: ApprovalLine, document: Document) -> None:
    """Reading what somebody else drafted is noted."""
    if request.user.pk not in {line.drafter_id, document.issued_by_id}:
        request.access_log.note("document.read", [document])


def line_page(request: HttpRequest, line: ApprovalLine, **given: Form) -> HttpResponse:
    """A line with its paper, rounds and deeds; ``given`` are forms that came back with errors."""
    note_reading(request, line, line.document)
    rounds = tables.rounds_of(line)
    step = ApprovalStep.objects.filter(round=line.current).to_decide(request.user).select_related("person").first()
    context = {
        "line": line,
        "now": rounds[0],
        "rounds": rounds,
        "strip": tables.strip(rounds[0]),
        "paper": paper_page(with_box(line.document.paper, line)),
        "formats": RENDERERS,
        "moves": rules.line_moves(request.user, line),
        "step": step,
        "decide": forms.DecideForm(),
        "submit": forms.SubmitForm(),
        "external": forms.ExternalForm(),
        "refuse": forms.RefuseForm(),
        **given,
    }
    return render(request, "approvals/line_detail.html", context)


@require_safe
def line_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper with its line."""
    return line_page(request, line_or_404(request, pk))


@require_safe
def line_document(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    """The paper with its approval box as PDF, HWPX or XLSX; ``?round=`` takes an earlier one as it was closed."""
    if fmt not in RENDERERS:
        raise Http404
    line = line_or_404(request, pk)
    asked = request.GET.get("round", "")
    old = line.rounds.select_related("document").filter(round=int(asked)).first() if asked.isdecimal() else None
    document = old.document if old else line.document
    paper = document.paper if old and old.round != line.round else with_box(document.paper, line)
    note_reading(request, line, document)
    name = tidy_name(f"{line.title.replace('/', '_')}.{fmt}")[0]
    headers = LOCKED | {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(RENDERERS[fmt](paper), content_type=FORMATS[f".{fmt}"].content_type, headers=headers)


@require_POST
def step_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign, also for those who come after (전결)."""
    step, form = step_or_404(request, pk), forms.DecideForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            final = "final" in request.POST
            actions.step_approve(by=request.user, step=step, final=final, **form.cleaned_data)
            messages.success(request, _("You have signed it."))
            return redirect(step.round.line)
    return line_page(request, step.round.line, decide=form)


@require_POST
def step_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the drafter, with the reason."""
    step, form = step_or_404(request, pk), forms.SendBackForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.step_send_back(by=request.user, step=step, **form.cleaned_data)
            messages.success(request, _("It is back with the drafter."))
            return redirect(step.round.line)
    return line_page(request, step.round.line, decide=form)


@require_POST
def line_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in."""
    line, form = line_or_404(request, pk), forms.SubmitForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.line_submit(by=request.user, line=line, **form.cleaned_data)
            messages.success(request, _("It is handed in. The first person in the line has been told."))
            return redirect(line)
    return line_page(request, line, submit=form)


@require_POST
def line_externalise(request: HttpRequest, pk: int) -> HttpResponse:
    """It is signed in another office's own system."""
    line, form = line_or_404(request, pk), forms.SubmitForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.line_externalise(by=request.user, line=line, **form.cleaned_data)
            messages.success(request, _("The paper waits for the other office."))
            return redirect(line)
    return line_page(request, line, submit=form)


@require_POST
def line_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    line = line_or_404(request, pk)
    actions.line_withdraw(by=request.user, line=line)
    messages.success(request, _("The line is withdrawn."))
    return redirect(line)


@require_POST
def external_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, day and signed file from the other office."""
    line, form = line_or_404(request, pk), forms.ExternalForm(request.POST, request.FILES)
    if form.is_valid():
        with refusal_on(form):
            actions.external_record(by=request.user, line=line, **form.cleaned_data)
            messages.success(request, _("The approval is recorded."))
            return redirect(line)
    return line_page(request, line, external=form)


@require_POST
def external_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The other office has not approved."""
    line, form = line_or_404(request, pk), forms.RefuseForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.external_refuse(by=request.user, line=line, **form.cleaned_data)
            messages.success(request, _("It is back with the drafter."))
            return redirect(line)
    return line_page(request, line, refuse=form)


# --------------------------------------------------------------------------------- putting a line together


@form_page
def line_draft(request: HttpRequest) -> HttpResponse:
    """Put a line together for ``?document=``; rows are added and taken away by the same form."""
    asked = request.GET.get("document", "")
    papers = Document.objects.filter(pk=int(asked) if asked.isdecimal() else 0).visible_to(request.user)
    document = get_object_or_404(papers)
    retype = {"add", "remove"} & set(request.POST)
    typed = request.POST if request.method == "POST" and not retype else None
    initial = {"title": document.title, "disclosure": "public"}
    if retype:
        initial = request.POST.dict() | {"clauses": request.POST.getlist("clauses")}
    form = forms.LineForm(typed, user=request.user, initial=initial)
    rows = forms.Steps.retyped(request.POST) if retype else forms.FIRST_ROWS
    people = {"people": forms.people_choices(request.user)}
    steps = forms.StepsForm(typed, prefix="steps", initial=rows, form_kwargs=people)
    if typed is not None and form.is_valid() and steps.is_valid():
        with refusal_on(form):
            line = actions.line_draft(by=request.user, document=document, steps=steps.steps, **form.cleaned_data)
            return redirect(line)
    refusal = blocked_by(rules.check_document_free, request.user, document)
    context: dict[str, Any] = {"document": document, "form": form, "steps": steps, "refusal": refusal}
    return render(request, "approvals/line_draft.html", context)


# --------------------------------------------------------------------------------- deputies


@form_page
def deputy_set(request: HttpRequest) -> HttpResponse:
    """My arrangements, and a new one."""
    form = forms.DeputyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.deputy_set(by=request.user, **form.facts)
            messages.success(request, _("Your deputy has been told."))
            return redirect("approvals:deputy-set")
    rows = Deputy.objects.visible_to(request.user).not_over().select_related("person", "deputy").order_by("since", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "approvals/deputy_set.html", {"form": form, "page": page})


@require_POST
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an arrangement."""
    deputy = get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)
    actions.deputy_end(by=request.user, deputy=deputy)
    messages.success(request, _("The arrangement is ended."))
    return redirect("approvals:deputy-set")
