"""Dated rates, meters and their readings."""

from datetime import date

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from park_portal.core import clock
from park_portal.core.errors import refusal_on
from tenants.actions import rates as actions
from tenants.forms.charges import MeterForm, RateForm, ReadingsForm, ReplaceForm
from tenants.models import Meter
from tenants.reckoning.charges import month_after, month_of
from tenants.tables import rates as tables

from .doors import done, for_staff, form_page, page_of


@require_safe
@for_staff
def rate_list(request: HttpRequest) -> HttpResponse:
    """What holds, what comes and what held: rent, maintenance, meters, interest."""
    return render(request, "tenants/charges/rate_list.html", {"series": tables.rate_series()})


@form_page
@for_staff
def rate_set(request: HttpRequest, kind: str) -> HttpResponse:
    """A new rate from a day on."""
    if kind not in RateForm.MODELS:
        raise Http404
    form = RateForm(request.POST or None, kind=kind, initial={"since": month_after(month_of(clock.today()))})
    if done(request, form, _("The rate is saved."), actions.rate_set, model=form.model):
        return redirect("tenants:rate-list")
    return render(request, "tenants/charges/rate_set.html", {"form": form, "name": form.model._meta.verbose_name})


# ------------------------------------------------------------------------------ meters


@require_safe
@for_staff
def meter_latest(request: HttpRequest) -> HttpResponse:
    """The month whose readings are wanted: the one that has ended last."""
    return redirect("tenants:meter-list", month=month_after(month_of(clock.today()), -1))


@form_page
@for_staff
def meter_list(request: HttpRequest, month: date) -> HttpResponse:
    """The meters of a month with what they showed before, and a field for each."""
    month = min(month, month_of(clock.today()))
    page = page_of(request, tables.meters_of(month))
    form = ReadingsForm(request.POST or None, meters=tables.with_readings(page, month))
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            count = actions.readings_enter(by=request.user, month=month, values=form.values)
            words = ngettext("%(n)s reading is entered.", "%(n)s readings are entered.", count)
            messages.success(request, words % {"n": count})
            return redirect(f"{reverse('tenants:meter-list', args=[month])}?page={page.number}")
    near = [month_after(month_of(clock.today()), -n) for n in range(6)]
    return render(
        request, "tenants/charges/meter_list.html", {"month": month, "page": page, "form": form, "months": near}
    )


@form_page
@for_staff
def meter_add(request: HttpRequest) -> HttpResponse:
    """A meter of a room."""
    form = MeterForm(request.POST or None, initial={"put_in_on": clock.today()})
    if done(request, form, _("The meter is entered."), actions.meter_add):
        return redirect("tenants:meter-list", month=month_of(clock.today()))
    return render(request, "tenants/charges/meter_add.html", {"form": form})


@form_page
@for_staff
def meter_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A new meter in the place of an old one."""
    meters = Meter.objects.filter(removed_on=None).select_related("space__building")
    meter = get_object_or_404(meters.prefetch_related(Prefetch("readings")), pk=pk)
    form = ReplaceForm(request.POST or None, initial={"day": clock.today(), "start_value": 0})
    if done(request, form, _("The new meter is entered."), actions.meter_replace, meter=meter):
        return redirect("tenants:meter-list", month=month_of(clock.today()))
    return render(request, "tenants/charges/meter_replace.html", {"form": form, "meter": meter})
