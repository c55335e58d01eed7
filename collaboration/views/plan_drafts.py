"""Putting a plan in order while it is open, and opening an approved one for a change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from collaboration.actions import plan_drafts as actions
from collaboration.actions.plans import plan_change as change
from collaboration.forms.gathering import ChangeForm
from collaboration.forms.proposals import AttachmentForm
from collaboration.models import PlanAttachment
from collaboration.rules.plans import check_sub_project_remove, plan_moves
from park_portal.core.errors import blocked_by, refusal_on

from .plans import plan_or_404, plan_page, sub_project_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def plan_change(request: HttpRequest, year: int) -> HttpResponse:
    """Say why an approved plan is changed; it can be written again from then on."""
    plan, form = plan_or_404(request, year=year), ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            change(by=request.user, plan=plan, reason=form.cleaned_data["reason"])
            messages.success(request, _("The plan can be changed now. What was approved holds until the change is."))
            return redirect(plan)
    blocked = plan_moves(request.user, plan)["change"]
    return render(request, "collaboration/plan_change.html", {"plan": plan, "form": form, "blocked": blocked})


@require_POST
def plan_recount(request: HttpRequest, year: int) -> HttpResponse:
    plan = actions.plan_recount(by=request.user, plan=plan_or_404(request, year=year))
    messages.success(request, _("Last year's results are counted again."))
    return redirect("collaboration:plan-write", plan.year)


@require_POST
def plan_attachment_add(request: HttpRequest, year: int) -> HttpResponse:
    plan, form = plan_or_404(request, year=year), AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        with refusal_on(form):
            data = form.cleaned_data
            actions.plan_attachment_add(by=request.user, plan=plan, name=data["name"], upload=data["file"])
            return redirect(f"{plan.get_absolute_url()}#at")
    return plan_page(request, plan, 422, attachment_form=form)


@require_POST
def plan_attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = get_object_or_404(PlanAttachment.objects.select_related("file"), pk=pk)
    plan = plan_or_404(request, pk=attachment.plan_id)
    actions.plan_attachment_remove(by=request.user, attachment=attachment)
    return redirect(f"{plan.get_absolute_url()}#at")


@require_POST
def sub_project_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    sub_project = sub_project_or_404(request, pk)
    actions.sub_project_shift(by=request.user, sub_project=sub_project, up=request.POST.get("to") == "up")
    return redirect(f"{sub_project.plan.get_absolute_url()}#s-{pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def sub_project_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what goes with it, and take it out."""
    sub_project = sub_project_or_404(request, pk)
    if request.method == "POST":
        actions.sub_project_remove(by=request.user, sub_project=sub_project)
        messages.success(request, _("The sub-project is no longer in the plan."))
        return redirect(sub_project.plan)
    facts = {
        "plan": sub_project.plan,
        "sub_project": sub_project,
        "stages": sub_project.stages.count(),
        "roles": sub_project.roles.count(),
        "blocked": blocked_by(check_sub_project_remove, request.user, sub_project),
    }
    return render(request, "collaboration/sub_project_remove.html", facts)
