"""Keeping the land: buildings, spaces, hours."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from park_portal.core.errors import refusal_on
from spaces.actions import land as actions
from spaces.forms.land import (
    BuildingChoiceForm,
    BuildingForm,
    ConfirmForm,
    DatedForm,
    HolidaysForm,
    SpaceForm,
    WeekHoursForm,
)
from spaces.models import Building, Space
from spaces.rules.land import ClaimsHit, Scope
from spaces.tables import keeping as tables

from .desk import for_staff, form_page

BUILDINGS_SIZE, DAYS_SIZE = 10, 30


def kept(request: HttpRequest, form: BaseForm, deed: Callable[..., Any]) -> bool:
    """Do what a posted form asks, with the list that was confirmed; gives whether it is done.

    A refusal stays on the form, with the claims in the way as ``form.hit``.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    with refusal_on(form):
        try:
            deed(seen=request.POST.get("seen", ""))
        except ClaimsHit as hit:
            form.hit = hit
            note_hits(request, hit)
            return False
        return True
    return False


def note_hits(request: HttpRequest, hit: ClaimsHit) -> None:
    """The list shows who comes, so it is noted as read."""
    bookings = [claim.booking for claim in hit.hits if hasattr(claim, "booking")]
    request.access_log.note("land.hits", bookings)
    request.access_log.note("land.hits", [claim for claim in hit.hits if not hasattr(claim, "booking")])


def asked_building(request: HttpRequest) -> Building | None:
    """The building named in the address; an unknown one is not found."""
    code = request.GET.get("building", "")
    return get_object_or_404(Building, code=code) if code else None


# ------------------------------------------------------------------------------ buildings and spaces


@require_safe
@for_staff
def land_list(request: HttpRequest) -> HttpResponse:
    """All buildings and their spaces: open, bookable, how, when."""
    form = BuildingChoiceForm(request.GET)
    page = Paginator(form.buildings, BUILDINGS_SIZE).get_page(request.GET.get("page"))
    rows = tables.land_rows(page.object_list)
    return render(request, "spaces/keeping/land_list.html", {"page": page, "rows": rows, "filter": {"form": form}})


@form_page
@for_staff
def building_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a building's facts."""
    building = get_object_or_404(Building, code=code)
    form = BuildingForm(request.POST or None, instance=building)
    if kept(
        request,
        form,
        lambda seen: actions.building_edit(by=request.user, building=building, seen=seen, **form.cleaned_data),
    ):
        messages.success(request, _("Saved."))
        return to_land(building)
    context = {"form": form, "building": Building.objects.get(pk=building.pk)}
    return render(request, "spaces/keeping/building_edit.html", context)


def to_land(building: Building) -> HttpResponse:
    return redirect(f"{reverse('spaces:land-list')}?building={building.code}")


@form_page
@for_staff
def space_add(request: HttpRequest) -> HttpResponse:
    """A new space."""
    form = SpaceForm(request.POST or None, building=asked_building(request))
    if kept(request, form, lambda seen: actions.space_add(by=request.user, parts=form.parts, **form.facts)):
        messages.success(request, _("The space is there. Now set its hours, if it has its own, and its prices."))
        return to_land(form.cleaned_data["building"])
    return render(request, "spaces/keeping/space_edit.html", {"form": form, "space": None})


@form_page
@for_staff
def space_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a space's facts, rules and parts."""
    space = get_object_or_404(Space.objects.visible_to(request.user).select_related("building"), code=code)
    form = SpaceForm(request.POST or None, instance=space)
    if kept(
        request,
        form,
        lambda seen: actions.space_edit(by=request.user, space=space, parts=form.parts, seen=seen, **form.facts),
    ):
        messages.success(request, _("Saved."))
        return to_land(space.building)
    context = {"form": form, "space": Space.objects.select_related("building").get(pk=space.pk)}
    return render(request, "spaces/keeping/space_edit.html", context)


# ------------------------------------------------------------------------------ hours


def asked_scope(request: HttpRequest) -> Scope:
    """Whose hours the address asks for: ``?space=``, ``?building=``, or the park's."""
    if code := request.GET.get("space", ""):
        return Scope(space=get_object_or_404(Space.objects.select_related("building"), code=code))
    return Scope(building=asked_building(request))


def hours_page(request: HttpRequest, scope: Scope, **bound: BaseForm) -> HttpResponse:
    """Weekly hours, days with other hours, public holidays; ``bound``: the form that was just refused, by its name."""
    forms = {"weekly": WeekHoursForm(scope=scope), "dated": DatedForm(), "holidays": HolidaysForm()} | bound
    rows = scope.dated.order_by("day", "opens")
    days = Paginator(rows.values_list("day", flat=True).distinct().order_by("day"), DAYS_SIZE)
    page = days.get_page(request.GET.get("page"))
    asked = next((name for name, form in bound.items() if hasattr(form, "hit") and name != "removal"), "")
    context = {
        **forms,
        "scope": scope,
        "query": scope_query(scope),
        "page": page,
        "dated_days": tables.dated_days(rows.filter(day__in=list(page))),
        "above": tables.say_week(scope.above.week()) if scope.above else [],
        "hit": bound[asked].hit if asked else None,
        "asked": asked,
    }
    return render(request, "spaces/keeping/hours_edit.html", context)


def scope_query(scope: Scope) -> str:
    """The scope as the addresses of this page carry it."""
    if scope.space:
        return f"?space={scope.space.code}"
    return f"?building={scope.building.code}" if scope.building else ""


def back_to_hours(request: HttpRequest, scope: Scope, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(reverse("spaces:hours-edit") + scope_query(scope))


@form_page
@for_staff
def hours_edit(request: HttpRequest) -> HttpResponse:
    """The weekly hours of the park, a building or a space."""
    scope = asked_scope(request)
    if request.method != "POST":
        return hours_page(request, scope)
    form = WeekHoursForm(request.POST, scope=scope)
    if kept(request, form, lambda seen: actions.hours_edit(by=request.user, scope=scope, week=form.week, seen=seen)):
        return back_to_hours(request, scope, _("The hours are saved."))
    return hours_page(request, scope, weekly=form)


@require_POST
@for_staff
def dated_set(request: HttpRequest) -> HttpResponse:
    """Closed, or other hours, on one day."""
    scope, form = asked_scope(request), DatedForm(request.POST)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("day", "reason", "reason_en")}
        if kept(
            request,
            form,
            lambda seen: actions.dated_set(by=request.user, scope=scope, stretches=form.stretches, seen=seen, **facts),
        ):
            return back_to_hours(request, scope, _("The day is saved."))
    return hours_page(request, scope, dated=form)


@require_POST
@for_staff
def dated_remove(request: HttpRequest, day: str) -> HttpResponse:
    """Back to the weekly hours on one day."""
    scope, form = asked_scope(request), ConfirmForm(request.POST)
    try:
        on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    if kept(request, form, lambda seen: actions.dated_remove(by=request.user, scope=scope, day=on, seen=seen)):
        return back_to_hours(request, scope, _("The weekly hours hold again on that day."))
    return hours_page(request, scope, **{"removal": form, f"remove-{on}": form})


@require_POST
@for_staff
def holidays_take(request: HttpRequest) -> HttpResponse:
    """The public holidays of a year, as closed days or with usual hours."""
    scope, form = asked_scope(request), HolidaysForm(request.POST)
    if form.is_valid():
        year, closed = form.cleaned_data["year"], form.cleaned_data["closed"] == "closed"
        deed = actions.holidays_take
        if kept(request, form, lambda seen: deed(by=request.user, scope=scope, year=year, closed=closed, seen=seen)):
            days = scope.dated.filter(is_holiday=True, day__year=year).values("day").distinct().count()
            said = ngettext("%(n)s public holiday has an entry.", "%(n)s public holidays have an entry.", days)
            return back_to_hours(request, scope, said % {"n": days})
    return hours_page(request, scope, holidays=form)
