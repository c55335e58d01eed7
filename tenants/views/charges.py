"""Billing: months, a month before and after it is billed, arrears; and what an organisation sees of it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from park_portal.core.errors import blocked_by
from park_portal.documents.models import Document
from park_portal.payments.models import Receivable
from tenants.actions import charges as actions
from tenants.forms.charges import ChargeSearchForm, CreditForm, RunForm
from tenants.models import Charge, ChargeRun
from tenants.rules import charges as rules
from tenants.tables import charges as tables

from .doors import done, for_staff, form_page, page_of, spreadsheet


@require_safe
@for_staff
def charge_months(request: HttpRequest) -> HttpResponse:
    """The months of a year, billed and not yet billed."""
    return render(request, "tenants/charges/charge_months.html", {"page": page_of(request, tables.month_rows())})


@form_page
@for_staff
def charge_run(request: HttpRequest, month: date) -> HttpResponse:
    """A month before it is billed: sums, what is new, what is wrong; and the button."""
    form = RunForm(request.POST or None, initial={"due_on": tables.usual_due(month)})
    if done(request, form, _("The month is being billed."), actions.charge_run, month=month):
        return redirect("tenants:charge-list", month=month)
    preview, show = tables.Preview.of(month), request.GET.get("show", "")
    page = page_of(request, preview.rows(show))
    context = {
        "month": month,
        "form": form,
        "preview": preview,
        "show": show if show in {"billed", "wrong"} else "",
        "page": page,
        "rows": [(bill, tables.lines_of(bill)) for bill in page],
        "run": ChargeRun.objects.filter(month=month).first(),
        "blocked": blocked_by(rules.check_month, month),
    }
    return render(request, "tenants/charges/charge_run.html", context)


def month_charges(request: HttpRequest, month: date) -> tuple[ChargeSearchForm, object]:
    form = ChargeSearchForm(request.GET)
    rows = Charge.objects.visible_to(request.user).filter(month=month).with_balance()
    return form, form.narrowed(rows).with_list_columns().order_by("agreement__party__name", "pk")


@require_safe
@for_staff
def charge_list(request: HttpRequest, month: date) -> HttpResponse:
    """The charges of a month; while they are being made, how far that is."""
    run = get_object_or_404(ChargeRun, month=month)
    form, rows = month_charges(request, month)
    page = page_of(request, rows)
    made, wanted = tables.progress_of(run)
    context = {"run": run, "month": month, "page": page, "filter": {"form": form}, "made": made, "wanted": wanted}
    request.access_log.note("charges.month", list(page))
    return render(request, "tenants/charges/charge_list.html", context)


@require_safe
@for_staff
def charge_export(request: HttpRequest, month: date) -> HttpResponse:
    """The same charges as a workbook, with every line."""
    _form, rows = month_charges(request, month)
    request.access_log.note("charges.export", rows)
    return spreadsheet(tables.charge_sheets(rows), f"charges-{month:%Y-%m}")


@form_page
@for_staff
def charge_credit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a part of a charge back."""
    charge = get_object_or_404(Charge.objects.visible_to(request.user).with_list_columns().with_balance(), pk=pk)
    form = CreditForm(request.POST or None)
    if done(request, form, _("The credit is entered."), actions.charge_credit, charge=charge):
        return redirect(charge)
    context = {"charge": charge, "form": form, "blocked": blocked_by(rules.check_charge_credit, request.user, charge)}
    return render(request, "tenants/charges/charge_credit.html", context)


@require_safe
@for_staff
def arrears_list(request: HttpRequest) -> HttpResponse:
    """Who owes what for how long."""
    rows = tables.arrears_rows()
    page = page_of(request, rows)
    request.access_log.note("charges.arrears", [row.organization for row in page])
    context = {"page": page, "ages": tables.bucket_names(), "totals": tables.arrears_totals(rows)}
    return render(request, "tenants/charges/arrears_list.html", context)


@require_safe
@for_staff
def arrears_export(request: HttpRequest) -> HttpResponse:
    request.access_log.note("charges.arrears_export", Receivable.objects.overdue().only("pk"))
    return spreadsheet([tables.arrears_sheet()], "arrears")


# ------------------------------------------------------------------------------ an organisation's own


@require_safe
def my_charges(request: HttpRequest) -> HttpResponse:
    """What one's organisations are charged month by month."""
    rows = Charge.objects.mine(request.user).with_balance().with_list_columns()
    due = Receivable.objects.open().mine(request.user).with_balance().filter(charge__isnull=False).order_by("due_at")
    context = {"page": page_of(request, rows.order_by("-month", "pk")), "due": list(due)}
    return render(request, "tenants/charges/my_charges.html", context)


@require_safe
def charge_detail(request: HttpRequest, agreement: int, month: date) -> HttpResponse:
    """One month of one agreement: lines, what is paid and due, its notice."""
    rows = Charge.objects.visible_to(request.user).with_balance().with_list_columns()
    charge = rows.filter(agreement=agreement, month=month).first()
    if charge is None:
        raise Http404
    papers = Document.objects.filter(subject_type="payments.receivable", subject_id=str(charge.receivable_id))
    context = {"charge": charge, "lines": tables.lines_of(charge), "papers": papers.order_by("pk")}
    request.access_log.note("charges.detail", [charge])
    return render(request, "tenants/charges/charge_detail.html", context)
