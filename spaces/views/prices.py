"""Keeping prices: of spaces, surcharges, reductions, refunds, what is lent, entitlements."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from park_portal.core.errors import refusal_on
from spaces.actions import prices as actions
from spaces.forms.grants import EntitlementForm, EntitlementSearchForm, ReductionForm
from spaces.forms.land import BuildingChoiceForm
from spaces.forms.prices import (
    ItemForm,
    RefundsForm,
    SpaceFromForm,
    SurchargeForm,
    TariffsForm,
    UntilForm,
)
from spaces.models import Entitlement, Reduction, ReductionProof, RentalItem, Space, Surcharge, Tariff
from spaces.tables import prices as tables

from .desk import for_staff, form_page

BUILDINGS_SIZE, ROWS_SIZE, HISTORY_SIZE = 10, 20, 20


def done(request: HttpRequest, form: BaseForm, words: str, deed: Callable[..., Any], **more: Any) -> bool:
    """Do ``deed`` with the facts of a posted form and ``more``; a refusal stays on the form. Whether it is done."""
    if request.method != "POST" or not form.is_valid():
        return False
    with refusal_on(form):
        deed(by=request.user, **more, **form.facts)
        messages.success(request, words)
        return True
    return False


def page_of(request: HttpRequest, rows: Any, size: int = ROWS_SIZE) -> Any:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def asked_row(request: HttpRequest, model: type[Model]) -> Any:
    """The row that ``?of=`` names as the one to change; None where none is named."""
    pk = request.GET.get("of", "")
    if not pk:
        return None
    if not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        raise Http404
    return get_object_or_404(model, pk=pk)


def shown(request: HttpRequest) -> str:
    return "past" if request.GET.get("show") == "past" else ""


# ------------------------------------------------------------------------------ prices of spaces


@require_safe
@for_staff
def price_list(request: HttpRequest) -> HttpResponse:
    """What an hour of every space costs each class today, and what changes."""
    form = BuildingChoiceForm(request.GET)
    page = page_of(request, form.buildings, BUILDINGS_SIZE)
    context = {
        "page": page,
        "rows": tables.price_rows(page.object_list),
        "classes": tables.CLASSES.items(),
        "filter": {"form": form},
        "waiting": ReductionProof.objects.to_read().count(),
    }
    return render(request, "spaces/prices/price_list.html", context)


@form_page
@for_staff
def tariffs_set(request: HttpRequest, code: str) -> HttpResponse:
    """The prices of a space for all classes from a day on; what they mean is reckoned before they are saved."""
    space = get_object_or_404(Space.objects.select_related("building"), code=code)
    like = SpaceFromForm(request.GET, space=space)
    form = TariffsForm(request.POST or None, like=like.space or space)
    if "preview" not in request.POST and done(
        request, form, _("The prices are saved."), actions.tariffs_set, space=space
    ):
        return redirect("spaces:tariffs-set", code=space.code)
    rows = Tariff.objects.filter(space=space).order_by("-since", "user_class", "pk")
    context = {
        "space": space,
        "form": form,
        "like": like,
        "costs": None if form.errors else tables.typical_costs(space, **form.facts),
        "now": tables.price_row(space, rows.exclude(until__lte=tables.clock.today()).order_by("since")),
        "page": page_of(request, rows, HISTORY_SIZE),
    }
    return render(request, "spaces/prices/tariffs_set.html", context)


# ------------------------------------------------------------------------------ surcharges


@require_safe
@for_staff
def surcharge_list(request: HttpRequest) -> HttpResponse:
    """What is added at which times, in all the park or in one space."""
    page = page_of(request, tables.by_phase(Surcharge.objects.select_related("space__building"), shown(request)))
    context = {"page": page, "rows": tables.surcharge_rows(page), "show": shown(request)}
    return render(request, "spaces/prices/surcharge_list.html", context)


@form_page
@for_staff
def surcharge_add(request: HttpRequest) -> HttpResponse:
    """A new surcharge, or a changed one in the place of another (``?of=``)."""
    old = asked_row(request, Surcharge)
    form = SurchargeForm.of(request.POST or None, old)
    if done(request, form, _("The surcharge is saved."), actions.surcharge_add, replaces=old):
        return redirect("spaces:surcharge-list")
    return render(request, "spaces/prices/surcharge_add.html", {"form": form, "old": old})


def until_page(request: HttpRequest, form: UntilForm, **context: Any) -> HttpResponse:
    return render(request, "spaces/prices/until.html", {"form": form, **context})


@form_page
@for_staff
def surcharge_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Until when a surcharge holds."""
    row = get_object_or_404(Surcharge, pk=pk)
    form = UntilForm(request.POST or None, initial={"until": row.until})
    if done(request, form, _("The end is saved."), actions.surcharge_end, surcharge=row):
        return redirect("spaces:surcharge-list")
    return until_page(request, form, row=row, name=row.title, tab="surcharge")


# ------------------------------------------------------------------------------ reductions


@require_safe
@for_staff
def reduction_list(request: HttpRequest) -> HttpResponse:
    """Who pays less, by how much, on which ground and with which proof."""
    page = page_of(request, tables.by_phase(Reduction.objects.all(), shown(request)))
    context = {"page": page, "rows": tables.reduction_rows(page), "show": shown(request)}
    return render(request, "spaces/prices/reduction_list.html", context)


@form_page
@for_staff
def reduction_add(request: HttpRequest) -> HttpResponse:
    """A new reduction, or a changed one in the place of another (``?of=``)."""
    old = asked_row(request, Reduction)
    form = ReductionForm.of(request.POST or None, old)
    if done(request, form, _("The reduction is saved."), actions.reduction_add, replaces=old):
        return redirect("spaces:reduction-list")
    return render(request, "spaces/prices/reduction_add.html", {"form": form, "old": old})


@form_page
@for_staff
def reduction_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Until when a reduction holds."""
    row = get_object_or_404(Reduction, pk=pk)
    form = UntilForm(request.POST or None, initial={"until": row.until})
    if done(request, form, _("The end is saved."), actions.reduction_end, reduction=row):
        return redirect("spaces:reduction-list")
    return until_page(request, form, row=row, name=row.title, tab="reduction")


# ------------------------------------------------------------------------------ refunds


@form_page
@for_staff
def refunds_set(request: HttpRequest) -> HttpResponse:
    """The refund table in force, those before and after it, and a new one from a day on."""
    kept = tables.refund_tables()
    form = RefundsForm(request.POST or None, table=tables.refunds_now(kept))
    if done(request, form, _("The refund table is saved."), actions.refunds_set):
        return redirect("spaces:refunds-set")
    return render(request, "spaces/prices/refunds_set.html", {"form": form, "page": page_of(request, kept)})


# ------------------------------------------------------------------------------ what is lent


@require_safe
@for_staff
def item_list(request: HttpRequest) -> HttpResponse:
    """Equipment and technicians that are lent with a space."""
    page = page_of(request, RentalItem.objects.select_related("building"))
    return render(request, "spaces/prices/item_list.html", {"page": page, "today": tables.clock.today()})


@form_page
@for_staff
def item_add(request: HttpRequest) -> HttpResponse:
    """A new item."""
    form = ItemForm(request.POST or None)
    if done(request, form, _("Saved."), actions.item_add):
        return redirect("spaces:item-list")
    return render(request, "spaces/prices/item_edit.html", {"form": form, "item": None})


@form_page
@for_staff
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item, or take it out of lending."""
    item = get_object_or_404(RentalItem, pk=pk)
    form = ItemForm(request.POST or None, instance=RentalItem.objects.get(pk=pk))
    if done(request, form, _("Saved."), actions.item_edit, item=item):
        return redirect("spaces:item-list")
    return render(request, "spaces/prices/item_edit.html", {"form": form, "item": item})


# ------------------------------------------------------------------------------ entitlements


@require_safe
@for_staff
def entitlement_list(request: HttpRequest) -> HttpResponse:
    """Which organisations have which price class and how many free hours."""
    form = EntitlementSearchForm(request.GET)
    rows = form.narrowed(Entitlement.objects.select_related("organization"))
    page = page_of(request, rows.order_by("organization__name", "since", "pk"))
    context = {"page": page, "rows": tables.entitlement_rows(list(page)), "filter": {"form": form}}
    return render(request, "spaces/prices/entitlement_list.html", context)


@form_page
@for_staff
def entitlement_grant(request: HttpRequest) -> HttpResponse:
    """Give an organisation a price class and free hours."""
    form = EntitlementForm(request.POST or None, initial={"organization": request.GET.get("organization")})
    if done(request, form, _("The entitlement is granted."), actions.entitlement_grant):
        return redirect("spaces:entitlement-list")
    return render(request, "spaces/prices/entitlement_grant.html", {"form": form})


@form_page
@for_staff
def entitlement_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Until when an organisation is entitled."""
    row = get_object_or_404(Entitlement.objects.select_related("organization"), pk=pk)
    form = UntilForm(request.POST or None, initial={"until": row.until})
    if done(request, form, _("The end is saved."), actions.entitlement_end, entitlement=row):
        return redirect("spaces:entitlement-list")
    return until_page(request, form, row=row, name=row.organization.title, tab="entitlement")
