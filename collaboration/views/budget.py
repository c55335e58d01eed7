"""The pages of budget items, and of the budget demand of the next year."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collaboration.actions import budget as actions
from collaboration.forms.budget import ItemForm
from collaboration.models import BudgetItem
from collaboration.rules.budget import YEARS, missing_items
from collaboration.rules.people import check_coordinates
from collaboration.tables.budget import Demand
from park_portal.core import clock
from park_portal.core.errors import blocked_by, refusal_on
from park_portal.documents.xlsx import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def item_list(request: HttpRequest) -> HttpResponse:
    """The items of a year (``?year=``, else this one)."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else clock.today().year
    return item_page(request, year, ItemForm())


def item_page(request: HttpRequest, year: int, form: ItemForm, status: int = 200) -> HttpResponse:
    facts: dict[str, Any] = {
        "year": year,
        "items": BudgetItem.objects.filter(year=year).order_by("code"),
        "years": [clock.today().year + step for step in (-1, 0, 1)],
        "form": form,
        "keeps": not blocked_by(check_coordinates, request.user),
    }
    facts["missing"] = len(missing_items(year)) if facts["keeps"] else 0
    return render(request, "collaboration/budget_item_list.html", facts, status=status)


def to_year(year: int) -> HttpResponse:
    return redirect(f"{reverse('collaboration:budget-item-list')}?year={year}")


@require_POST
def item_add(request: HttpRequest, year: int) -> HttpResponse:
    form = ItemForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            item = actions.item_add(by=request.user, year=year, **form.cleaned_data)
            messages.success(request, _("Budget item added: %(item)s") % {"item": item})
            return to_year(year)
    return item_page(request, year if year in YEARS else clock.today().year, form, 422)


@require_POST
def item_copy(request: HttpRequest, year: int) -> HttpResponse:
    """Last year's items for this one, too."""
    made = actions.items_copy(by=request.user, year=year)
    messages.success(request, _("%(n)s budget items were copied.") % {"n": len(made)})
    return to_year(year)


@require_safe
def demand(request: HttpRequest, year: int) -> HttpResponse:
    """What confirmed and running proposals want from the budget of the year."""
    check_coordinates(request.user)
    return render(request, "collaboration/budget_demand.html", {"demand": Demand(year)})


@require_safe
def demand_export(request: HttpRequest, year: int) -> HttpResponse:
    check_coordinates(request.user)
    response = HttpResponse(workbook(Demand(year).sheets), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="budget-demand-{year}.xlsx"'
    return response
