"""What goes on under the annual plan: stages, progress, proposals put where they belong, duties reported."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from collaboration.actions import duties
from collaboration.actions import progress as actions
from collaboration.forms.gathering import DutyForm, PlaceForm
from collaboration.forms.plans import ProgressForm
from collaboration.models import DutyReport, PlanProgress, SubProjectStage
from collaboration.rules.progress import check_duty_report, check_progress_correct
from collaboration.states import DutyState
from park_portal.core.errors import blocked_by, refusal_on

from .plans import plan_or_404, plan_page, sub_project_or_404
from .proposals import proposal_or_404


@require_POST
def stage_move(request: HttpRequest, pk: int) -> HttpResponse:
    stage = get_object_or_404(SubProjectStage.objects.select_related("sub_project"), pk=pk)
    plan = plan_or_404(request, pk=stage.sub_project.plan_id)
    actions.stage_move(by=request.user, stage=stage, to=request.POST.get("to", ""))
    return redirect(f"{plan.get_absolute_url()}#s-{stage.sub_project_id}")


@require_POST
def progress_add(request: HttpRequest, pk: int) -> HttpResponse:
    sub_project, form = sub_project_or_404(request, pk), ProgressForm(request.POST, request.FILES)
    if form.is_valid():
        with refusal_on(form):
            actions.progress_add(by=request.user, sub_project=sub_project, **form.entry)
            return redirect(f"{sub_project.plan.get_absolute_url()}#s-{pk}")
    return plan_page(request, sub_project.plan, 422, progress_form=form, progress_for=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def progress_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A later entry in the place of an earlier one, which stays to be read."""
    entry = get_object_or_404(PlanProgress.objects.select_related("by"), pk=pk)
    entry.sub_project = sub_project_or_404(request, entry.sub_project_id)
    plan = entry.sub_project.plan
    form = ProgressForm(request.POST or None, request.FILES or None, initial={"on": entry.on, "text": entry.text})
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.progress_correct(by=request.user, entry=entry, **form.entry)
            messages.success(request, _("The entry is corrected. The earlier one can still be read."))
            return redirect(f"{plan.get_absolute_url()}#s-{entry.sub_project_id}")
    blocked = blocked_by(check_progress_correct, request.user, entry)
    facts = {"plan": plan, "entry": entry, "form": form, "blocked": blocked}
    return render(request, "collaboration/progress_correct.html", facts)


@require_POST
def proposal_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a confirmed proposal under a sub-project of its plan."""
    proposal = proposal_or_404(request, pk)
    form = PlaceForm(request.POST, plan=proposal.plan)
    if not form.is_valid():
        raise Http404
    placed = actions.proposal_place(by=request.user, proposal=proposal, sub_project=form.cleaned_data["sub_project"])
    messages.success(request, _("The proposal counts there from now on."))
    return redirect(f"{placed.plan.get_absolute_url()}#pr")


@require_http_methods(["GET", "HEAD", "POST"])
def duty_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a duty done, with how; one that is done can be opened again."""
    report = get_object_or_404(DutyReport.objects.select_related("duty", "organization", "reported_by"), pk=pk)
    report.duty.plan = plan = plan_or_404(request, pk=report.duty.plan_id)
    to = DutyState.OPEN if report.state == DutyState.DONE else DutyState.DONE
    form = DutyForm(request.POST or None)
    if request.method == "POST" and (to == DutyState.OPEN or form.is_valid()):
        note = "" if to == DutyState.OPEN else form.cleaned_data["note"]
        with refusal_on(form):
            duties.duty_report(by=request.user, report=report, to=to, note=note)
            return redirect(f"{plan.get_absolute_url()}#du")
    blocked = blocked_by(check_duty_report, request.user, report, to)
    facts = {"plan": plan, "report": report, "form": form, "blocked": blocked}
    return render(request, "collaboration/duty_report.html", facts)
