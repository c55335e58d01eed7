"""Closing places for a time."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.core import clock
from park_portal.core.errors import ActionDenied, refusal_on
from spaces.actions import closures as actions
from spaces.forms.closures import ClosureForm, ClosureWordsForm
from spaces.models import Building, Closure
from spaces.tables import keeping as tables

from .desk import for_staff, form_page
from .keeping import asked_building, kept

CLOSURES_SIZE = 20


def closures_of(show: str) -> QuerySet[Closure]:
    """Those that are over, last first; else those that are now or come, in order."""
    rows = Closure.objects.select_related("created_by")
    if show == "past":
        return rows.filter(during__endswith__lte=clock.now()).order_by("-during", "-pk")
    return rows.filter(during__endswith__gt=clock.now()).order_by("during", "pk")


@require_safe
@for_staff
def closure_list(request: HttpRequest) -> HttpResponse:
    """What is closed now and soon, or was."""
    show = "past" if request.GET.get("show") == "past" else ""
    page = Paginator(closures_of(show), CLOSURES_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": tables.closure_rows(list(page)), "show": show}
    return render(request, "spaces/keeping/closure_list.html", context)


@form_page
@for_staff
def closure_add(request: HttpRequest) -> HttpResponse:
    """Close something of a building; whom it hits is shown before anything is written."""
    building = asked_building(request)
    if building is None:
        return render(request, "spaces/keeping/closure_add.html", {"buildings": Building.objects.order_by("pk")})
    form = ClosureForm(request.POST or None, building=building)
    if kept(request, form, lambda seen: actions.closure_add(by=request.user, seen=seen, **wished(form))):
        messages.success(request, _("The closure stands. Everybody whose booking was called off gets a message."))
        return redirect("spaces:closure-list")
    return render(request, "spaces/keeping/closure_add.html", {"building": building, "form": form})


def wished(form: ClosureForm) -> dict[str, Any]:
    """The form as the action understands it."""
    return {
        "leaves": form.closed_leaves,
        "starts_at": form.starts_at,
        "ends_at": form.ends_at,
        "reason": form.cleaned_data["reason"],
        "reason_en": form.cleaned_data["reason_en"],
        "emergency": form.cleaned_data["urgency"] == "emergency",
        "call_off": form.called_off,
    }


@form_page
@for_staff
def closure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a closure, and its early end."""
    closure = get_object_or_404(Closure, pk=pk)
    form = ClosureWordsForm(request.POST or None, instance=closure)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.closure_edit(by=request.user, closure=closure, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("spaces:closure-list")
    (row,) = tables.closure_rows([Closure.objects.select_related("created_by").get(pk=pk)])
    return render(request, "spaces/keeping/closure_edit.html", {"row": row, "form": form})


@require_POST
@for_staff
def closure_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a closure: it ends now, or never begins."""
    closure = get_object_or_404(Closure, pk=pk)
    try:
        actions.closure_end(by=request.user, closure=closure)
    except ActionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The closure is lifted. Bookings that were called off stay called off."))
    return redirect("spaces:closure-list")
