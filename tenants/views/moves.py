"""Moves: tasks, check-lists, keys."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.accounts.models import Organization
from park_portal.core.errors import ActionDenied
from tenants.actions import moves as actions
from tenants.forms.moves import AssignForm, HandOutForm, KeyForm, NoteForm, TemplateForm
from tenants.models import KeyLoan, MoveTask, TaskTemplate, UnitKey
from tenants.rules.moves import task_moves

from .agreements import tried
from .staff import for_staff, form_page

PAGE_SIZE = 20


def task_of(request: HttpRequest, pk: int) -> MoveTask:
    return get_object_or_404(MoveTask.objects.visible_to(request.user).select_related("agreement"), pk=pk)


def back(request: HttpRequest, task: MoveTask) -> HttpResponse:
    """To the list where the deed began there, else to the agreement."""
    return redirect("tenants:task-list") if request.POST.get("from") == "list" else redirect(task.agreement)


def told(request: HttpRequest, deed: Callable[[], Any], said: str) -> None:
    """Do a deed that has no form to keep; say how it went."""
    try:
        deed()
    except ActionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)


def posted(request: HttpRequest, form: Any, said: str, deed: Callable[..., Any], **more: Any) -> bool:
    """Do a deed with what a form says and tell it; a refusal stays on the form. Whether it is done."""
    if request.method != "POST" or not form.is_valid():
        return False
    done = tried(form, lambda: deed(by=request.user, **more, **form.facts))
    if done:
        messages.success(request, said)
    return bool(done)


@require_safe
@for_staff
def task_list(request: HttpRequest) -> HttpResponse:
    """Open tasks of all moves, the most urgent first."""
    rows = MoveTask.objects.open().select_related("agreement__occupant", "assignee").order_by("due_on", "pk")
    mine = request.GET.get("mine") == "1"
    page = Paginator(rows.filter(assignee=request.user) if mine else rows, PAGE_SIZE).get_page(request.GET.get("page"))
    request.access_log.note("move_task.list", list(page))
    context = {"page": page, "mine": mine, "rows": [(task, task_moves(request.user, task)) for task in page]}
    return render(
        request, "tenants/moves/task_list.html", context | {"assignees": list(AssignForm().fields["assignee"].queryset)}
    )


@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a task off."""
    task = task_of(request, pk)
    told(request, lambda: actions.task_done(by=request.user, task=task, note=note(request)), _("Ticked off."))
    return back(request, task)


def note(request: HttpRequest) -> str:
    form = NoteForm(request.POST)
    return form.cleaned_data["note"] if form.is_valid() else ""


@require_POST
@for_staff
def task_not_needed(request: HttpRequest, pk: int) -> HttpResponse:
    """Not needed this time, with the reason."""
    task = task_of(request, pk)
    told(
        request,
        lambda: actions.task_not_needed(by=request.user, task=task, note=note(request)),
        _("Set as not needed."),
    )
    return back(request, task)


@require_POST
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """To do again."""
    task = task_of(request, pk)
    told(request, lambda: actions.task_reopen(by=request.user, task=task), _("The task is open again."))
    return back(request, task)


@require_POST
@for_staff
def task_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who looks after it."""
    task, form = task_of(request, pk), AssignForm(request.POST)
    if form.is_valid():
        told(request, lambda: actions.task_assign(by=request.user, task=task, **form.cleaned_data), _("Saved."))
    else:
        messages.error(request, _("Please choose somebody of the centre."))
    return back(request, task)


# ------------------------------------------------------------------------------ check-lists


@require_safe
@for_staff
def task_template_list(request: HttpRequest) -> HttpResponse:
    """The lines of all check-lists."""
    rows = TaskTemplate.objects.order_by("kind", "position")
    return render(request, "tenants/moves/task_template_list.html", {"rows": rows})


def template_page(request: HttpRequest, template: TaskTemplate | None) -> HttpResponse:
    form = TemplateForm(request.POST or None, instance=template)
    if posted(request, form, _("The line is saved."), actions.task_template_keep, template=template):
        return redirect("tenants:task-template-list")
    return render(request, "tenants/moves/task_template_edit.html", {"form": form, "template": template})


@form_page
@for_staff
def task_template_add(request: HttpRequest) -> HttpResponse:
    """A new line."""
    return template_page(request, None)


@form_page
@for_staff
def task_template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A line anew."""
    return template_page(request, get_object_or_404(TaskTemplate, pk=pk))


@require_POST
@for_staff
def task_template_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line off."""
    actions.task_template_remove(by=request.user, template=get_object_or_404(TaskTemplate, pk=pk))
    messages.success(request, _("The line is removed. Lists that are open keep it."))
    return redirect("tenants:task-template-list")


# ------------------------------------------------------------------------------ keys


@require_safe
@for_staff
def key_list(request: HttpRequest) -> HttpResponse:
    """The register of keys, with who has each."""
    loans = Prefetch("loans", KeyLoan.objects.filter(back_on=None).select_related("organization"), "now")
    rows = UnitKey.objects.select_related("space__building").prefetch_related(loans)
    rows = rows.order_by("space__building__name", "space__name", "label")
    if query := request.GET.get("q", "").replace("\x00", "").strip():
        rows = rows.filter(label__icontains=query) | rows.filter(space__name__icontains=query)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    request.access_log.note("unit_key.list", list(page))
    return render(request, "tenants/moves/key_list.html", {"page": page, "query": query})


@form_page
@for_staff
def key_register(request: HttpRequest) -> HttpResponse:
    """A new key."""
    form = KeyForm(request.POST or None)
    if posted(request, form, _("The key is in the register."), actions.key_register):
        return redirect("tenants:key-list")
    return render(request, "tenants/moves/key_register.html", {"form": form})


@form_page
@for_staff
def key_hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a key to somebody."""
    key = get_object_or_404(UnitKey.objects.select_related("space__building"), pk=pk)
    form = HandOutForm(request.POST or None)
    if posted(request, form, _("The key is handed out."), actions.key_hand_out, key=key):
        return redirect("tenants:key-list")
    names = Organization.objects.order_by("name").values_list("name", flat=True)
    return render(request, "tenants/moves/key_hand_out.html", {"form": form, "key": key, "organizations": names})


@require_POST
@for_staff
def key_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A key is back."""
    key = get_object_or_404(UnitKey, pk=pk)
    told(request, lambda: actions.key_take_back(by=request.user, key=key), _("The key is back."))
    return redirect("tenants:key-list")


@require_POST
@for_staff
def key_lose(request: HttpRequest, pk: int) -> HttpResponse:
    """A key is lost."""
    key = get_object_or_404(UnitKey, pk=pk)
    told(request, lambda: actions.key_lose(by=request.user, key=key), _("The key is entered as lost."))
    return redirect("tenants:key-list")
