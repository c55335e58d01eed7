"""The day's close, and the accountants' workbook."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from park_portal.core import clock
from park_portal.core.errors import blocked_by, refusal_on
from park_portal.documents.xlsx import workbook
from park_portal.payments import actions, rules, tables
from park_portal.payments.forms import CountForm, DayForm, ExportForm
from park_portal.payments.models import DayClose, LedgerEntry

from .desk import for_staff, form_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@form_page
@for_staff
def day_close(request: HttpRequest) -> HttpResponse:
    """A day's takings by method; counting the cash freezes them."""
    day = DayForm.day_of(request.GET)
    form = CountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.day_close(by=request.user, day=day, **form.cleaned_data)
            messages.success(request, _("The day is closed."))
            return redirect(f"{reverse('payments:day-close')}?day={day.isoformat()}")
    context = {
        "plan": tables.Day.of(day),
        "form": form,
        "which": DayForm(initial={"day": day}),
        "blocked": blocked_by(rules.check_day_close, request.user, day),
        "closes": DayClose.objects.select_related("by")[:10],
    }
    return render(request, "payments/desk/day_close.html", context)


@form_page
@for_staff
def money_export(request: HttpRequest) -> HttpResponse:
    """Entries and payments of a period as a workbook."""
    today = clock.today()
    form = ExportForm(request.POST or None, initial={"since": today.replace(day=1), "until": today})
    if request.method == "POST" and form.is_valid():
        since, until, purpose = (form.cleaned_data[name] for name in ("since", "until", "purpose"))
        request.access_log.note(f"money.export:{purpose}", LedgerEntry.objects.between(since, until).only("pk"))
        sheets = [tables.entry_sheet(since, until), tables.payment_sheet(since, until)]
        response = HttpResponse(workbook(sheets), content_type=XLSX)
        name = f"money-{since.isoformat()}-{until.isoformat()}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return render(request, "payments/desk/money_export.html", {"form": form})
