"""Occupancy, vacancy and floor plans, for centre staff."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from spaces.models import Building, Space
from tenants.forms.occupancy import FloorForm, OccupancyForm, OnForm
from tenants.tables.floors import BuildingPlan, vacancy_sheet
from tenants.tables.floors import vacancy as vacancy_groups
from tenants.tables.occupancy import OccupancyPage

from .doors import for_staff, spreadsheet


@require_safe
@for_staff
def occupancy(request: HttpRequest) -> HttpResponse:
    """Who lives in the park on a day, and how full it was in a period."""
    form = OccupancyForm(request.GET)
    paper = OccupancyPage(form.day, *form.period)
    request.access_log.note("tenants.arrears", [debt.organization for debt in paper.debts])
    return render(request, "tenants/register/occupancy.html", {"form": form, "paper": paper})


@require_safe
@for_staff
def occupancy_export(request: HttpRequest) -> HttpResponse:
    """The same tables as a workbook."""
    form = OccupancyForm(request.GET)
    paper = OccupancyPage(form.day, *form.period)
    request.access_log.note("tenants.arrears", [debt.organization for debt in paper.debts])
    return spreadsheet(paper.sheets, f"occupancy-{form.day.isoformat()}")


@require_safe
@for_staff
def vacancy(request: HttpRequest) -> HttpResponse:
    """What is free, promised, being vacated, or ends within three months."""
    form, buildings = OnForm(request.GET), let_buildings()
    chosen = next((row for row in buildings if row.code == request.GET.get("building")), None)
    groups = vacancy_groups(form.day, chosen.code if chosen else "")
    context = {"form": form, "buildings": buildings, "chosen": chosen, "groups": groups}
    return render(request, "tenants/register/vacancy.html", context)


@require_safe
@for_staff
def vacancy_export(request: HttpRequest) -> HttpResponse:
    """The vacancy as a workbook."""
    form = OnForm(request.GET)
    codes = {row.code for row in let_buildings()}
    building = request.GET.get("building", "")
    groups = vacancy_groups(form.day, building if building in codes else "")
    return spreadsheet([vacancy_sheet(groups)], f"vacancy-{form.day.isoformat()}")


@require_safe
@for_staff
def floor_plan(request: HttpRequest, building: str) -> HttpResponse:
    """A building's floors on a day, drawn and as a table."""
    place = get_object_or_404(let_buildings(), code=building)
    plan = BuildingPlan(place, OnForm(request.GET).day)
    form = FloorForm(request.GET, floors=plan.numbers)
    context = {"form": form, "plan": plan, "floors": plan.floors(form.chosen), "buildings": let_buildings()}
    return render(request, "tenants/register/floor_plan.html", context)


def let_buildings() -> QuerySet[Building]:
    """Buildings with rooms or desks that are let."""
    return Building.objects.filter(spaces__in=Space.objects.let()).distinct().order_by("pk")
