"""The table of links by field, and asking whom it suggests."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaboration.actions import routes as actions
from collaboration.forms.routes import RouteForm, SidesForm
from collaboration.models import FieldRoute
from collaboration.rules.routing import check_route_write, writes_routes
from collaboration.tables.routes import refusals, route_rows, waiting_in
from park_portal.accounts.models import Organization
from park_portal.core.errors import blocked_by, refusal_on

from .proposals import proposal_or_404


@require_safe
def route_list(request: HttpRequest) -> HttpResponse:
    """Who looks after which field, on the district's side and the park's."""
    facts = {"rows": route_rows(), "may_write": writes_routes(request.user)}
    return render(request, "collaboration/route_list.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def route_edit(request: HttpRequest, field: str) -> HttpResponse:
    """Choose the teams and bodies of a field."""
    route = get_object_or_404(FieldRoute.objects.current(), field=field)
    form = SidesForm(request.POST if request.method == "POST" else None, route=route)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.route_write(by=request.user, route=route, **form.cleaned_data)
            messages.success(request, _("The links of “%(name)s” are kept.") % {"name": route.title})
            return redirect("collaboration:route-list")
    blocked = blocked_by(check_route_write, request.user)
    facts = {"route": route, "form": form, "blocked": blocked, "refusals": [] if blocked else refusals(route)}
    return render(request, "collaboration/route_edit.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def route_add(request: HttpRequest) -> HttpResponse:
    """A row for a field that has none."""
    form = RouteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            route = actions.route_add(by=request.user, **form.cleaned_data)
            messages.success(request, _("The links of “%(name)s” are kept.") % {"name": route.title})
            return redirect("collaboration:route-list")
    blocked = blocked_by(check_route_write, request.user)
    return render(request, "collaboration/route_add.html", {"form": form, "blocked": blocked})


@require_http_methods(["GET", "HEAD", "POST"])
def route_end(request: HttpRequest, field: str) -> HttpResponse:
    """Take a row out of the table, after saying what that means."""
    route = get_object_or_404(FieldRoute.objects.current(), field=field)
    if request.method == "POST":
        actions.route_end(by=request.user, route=route)
        messages.success(request, _("“%(name)s” is no longer in the table.") % {"name": route.title})
        return redirect("collaboration:route-list")
    facts = {"route": route, "blocked": blocked_by(check_route_write, request.user), "waiting": waiting_in(route)}
    return render(request, "collaboration/route_end.html", facts)


@require_POST
def suggestion_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a suggested body with one click."""
    proposal = proposal_or_404(request, pk)
    asked = request.POST.get("organization", "")
    body = get_object_or_404(Organization, pk=int(asked) if asked.isdecimal() else 0)
    if actions.suggestion_ask(by=request.user, proposal=proposal, organization=body) is None:
        messages.warning(request, _("%(name)s is no longer suggested.") % {"name": body.title})
    else:
        messages.success(request, _("%(name)s is asked.") % {"name": body.title})
    return redirect(proposal)
