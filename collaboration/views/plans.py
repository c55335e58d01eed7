"""The pages of the annual plan."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaboration.actions import plans as actions
from collaboration.forms.plans import PlanBeginForm, PlanForm, ProgressForm, SubProjectForm
from collaboration.forms.proposals import AttachmentForm
from collaboration.models import LinkagePlan, SubProject
from collaboration.papers.plans import plan_paper as paper_of
from collaboration.rules.people import check_coordinates
from collaboration.rules.plans import plan_moves
from collaboration.tables.plans import PlanView, issued_paper
from park_portal.core import clock
from park_portal.core.errors import blocked_by, refusal_on

from .papers import FORMATS, paper_file, to_line

PAGE_SIZE = 20


def plan_or_404(request: HttpRequest, **facts: Any) -> LinkagePlan:
    rows = LinkagePlan.objects.visible_to(request.user).select_related("department")
    return get_object_or_404(rows, **facts)


def sub_project_or_404(request: HttpRequest, pk: int) -> SubProject:
    sub_project = get_object_or_404(SubProject, pk=pk)
    sub_project.plan = plan_or_404(request, pk=sub_project.plan_id)
    return sub_project


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans of all years, the newest first."""
    rows = LinkagePlan.objects.visible_to(request.user).with_list_columns().order_by("-year")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    begins = not blocked_by(check_coordinates, request.user)
    facts = {"page": page, "may_begin": begins, "demand_year": clock.today().year + 1}
    return render(request, "collaboration/plan_list.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_begin(request: HttpRequest) -> HttpResponse:
    """A new draft, out of last year's plan where there is one."""
    form = PlanBeginForm(request.POST or None, initial={"year": clock.today().year + 1})
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            plan = actions.plan_begin(by=request.user, **form.cleaned_data)
            messages.success(request, _("The draft is begun. Last year's work and results have come along, if any."))
            return redirect("collaboration:plan-write", plan.year)
    blocked = blocked_by(check_coordinates, request.user)
    return render(request, "collaboration/plan_begin.html", {"form": form, "blocked": blocked})


@require_safe
def plan_detail(request: HttpRequest, year: int) -> HttpResponse:
    """Money, sub-projects with their stages, duties, progress."""
    return plan_page(request, plan_or_404(request, year=year))


def plan_page(request: HttpRequest, plan: LinkagePlan, status: int = 200, **facts: Any) -> HttpResponse:
    forms = {"progress_form": ProgressForm(), "attachment_form": AttachmentForm()}
    context = {"plan": plan, "view": PlanView(plan, request.user), **forms, **facts}
    return render(request, "collaboration/plan_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_write(request: HttpRequest, year: int) -> HttpResponse:
    """Write everything but the sub-projects."""
    plan = plan_or_404(request, year=year)
    form = PlanForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.plan_write(by=request.user, plan=plan, **form.parts)
            messages.success(request, _("The plan is kept."))
            return redirect(plan)
    blocked = plan_moves(request.user, plan)["write"]
    facts = {"plan": plan, "form": form, "blocked": blocked, "counted": plan.grounds.filter(is_counted=True)}
    return render(request, "collaboration/plan_write.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def sub_project_add(request: HttpRequest, year: int) -> HttpResponse:
    return sub_project_form(request, plan_or_404(request, year=year), None)


@require_http_methods(["GET", "HEAD", "POST"])
def sub_project_write(request: HttpRequest, pk: int) -> HttpResponse:
    sub_project = sub_project_or_404(request, pk)
    return sub_project_form(request, sub_project.plan, sub_project)


def sub_project_form(request: HttpRequest, plan: LinkagePlan, sub_project: SubProject | None) -> HttpResponse:
    """Write one sub-project with its stages and roles."""
    form = SubProjectForm(request.POST or None, sub_project=sub_project)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.sub_project_write(by=request.user, plan=plan, sub_project=sub_project, **form.parts)
            messages.success(request, _("The sub-project is kept."))
            return redirect(plan)
    facts = {"plan": plan, "form": form, "sub_project": sub_project}
    blocked = plan_moves(request.user, plan)["write"]
    return render(request, "collaboration/sub_project_write.html", {**facts, "blocked": blocked})


@require_POST
def plan_paper_issue(request: HttpRequest, year: int) -> HttpResponse:
    return to_line(actions.plan_paper_issue(by=request.user, plan=plan_or_404(request, year=year)))


@require_safe
def plan_paper(request: HttpRequest, year: int, fmt: str) -> HttpResponse:
    """The plan in the office's order, as PDF or HWPX: as it was issued, or as it is being written."""
    plan = plan_or_404(request, year=year)
    if fmt not in FORMATS:
        raise Http404
    return paper_file(issued_paper(plan) or paper_of(plan), fmt)


@require_POST
def plan_close(request: HttpRequest, year: int) -> HttpResponse:
    plan = actions.plan_close(by=request.user, plan=plan_or_404(request, year=year))
    messages.success(request, _("The plan is closed. Its results go into the plan of the next year."))
    return redirect(plan)
