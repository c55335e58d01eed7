"""Pages that mix apps."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from park_portal.accounts.models import Organization
from park_portal.approvals.models import ApprovalLine
from park_portal.core import clock
from park_portal.core.errors import refusal_on
from park_portal.documents.uploads import FORMATS as FILE_FORMATS
from spaces.forms.search import SearchForm
from spaces.models import Building, Space
from spaces.tables.land import Asker, soonest
from tenants.rules.directory import keeps_page

from . import actions, papers, rules
from .forms import MonthForm
from .health import health
from .models import MonthlyReport
from .querysets import reads_reports
from .tables.homes import Home
from .tables.monthly import MonthlyPage, summary

PAGE_SIZE = 12


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The park at a glance."""
    buildings = list(Building.objects.visible_to(request.user))
    spaces = list(Space.objects.bookable().select_related("building"))
    asker = Asker(request.user, request.acting.organization if request.acting else None)
    context = {
        "buildings": buildings,
        "building_count": len(buildings),
        "space_count": len(spaces),
        "form": SearchForm(initial=SearchForm.defaults(), equipment=False),
        "soonest": soonest(spaces, asker),
        "today": clock.today(),
    }
    return render(request, "reports/home.html", context)


@require_safe
def organization_home(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: its rooms, dues, hours, people, and what waits for it."""
    rows = Organization.objects.visible_to(request.user).select_related("parent", "hosted_by")
    organization = get_object_or_404(rows, pk=pk)
    home = Home(organization, request.user, clock.today())
    context = {"organization": organization, "home": home, "keeps_page": keeps_page(request.user, organization)}
    request.access_log.note("organization.home", [organization])
    return render(request, "reports/organization_home.html", context)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """For load balancers and ``make demo``: 200 when all is well, 503 otherwise."""
    report = health()
    return JsonResponse(report, status=200 if report["ok"] else 503)


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; not on a production portal."""
    if settings.PRODUCTION:
        raise Http404
    return render(request, "reports/styleguide.html")


# ------------------------------------------------------------------------------ the monthly report


@require_safe
def monthly_report_list(request: HttpRequest) -> HttpResponse:
    """Reports, newest first; staff can make a month that has none."""
    return list_page(request, None)


@require_POST
def monthly_report_make(request: HttpRequest) -> HttpResponse:
    """Freeze a past month now instead of waiting for tomorrow morning."""
    if not reads_reports(request.user):
        raise Http404
    rules.check_monthly_report_make(request.user)
    form = MonthForm(request.POST, missing=rules.missing_months())
    if form.is_valid():
        with refusal_on(form):
            report = actions.monthly_report_make(by=request.user, month=form.cleaned_data["month"])
            messages.success(request, _("The report of %(month)s is made.") % {"month": rules.say_month(report.month)})
            return redirect(report)
    return list_page(request, form)


def list_page(request: HttpRequest, form: MonthForm | None) -> HttpResponse:
    if not reads_reports(request.user):
        raise Http404
    page = Paginator(MonthlyReport.objects.visible_to(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    if form is None and request.user.is_centre_staff:
        form = MonthForm(missing=rules.missing_months())
    context = {"page": page, "rows": [summary(report) for report in page], "form": form}
    return render(request, "reports/monthly_report_list.html", context)


@require_safe
def monthly_report(request: HttpRequest, month: date) -> HttpResponse:
    """One month on paper."""
    report = get_object_or_404(MonthlyReport.objects.visible_to(request.user), month=month)
    context = {
        "report": report,
        "paper": MonthlyPage(report),
        "formats": papers.FORMATS,
        "is_staff": request.user.is_centre_staff,
        "issued": (issued := papers.issued_document(report)),
        "line": issued and ApprovalLine.objects.of_document(issued).alive().first(),
    }
    return render(request, "reports/monthly_report.html", context)


@require_safe
def monthly_report_file(request: HttpRequest, month: date, ending: str) -> HttpResponse:
    """The paper as PDF, XLSX or HWPX, in the language of the page."""
    if ending not in papers.FORMATS:
        raise Http404
    report = get_object_or_404(MonthlyReport.objects.visible_to(request.user), month=month)
    name = f'attachment; filename="monthly-{report}.{ending}"'
    content_type = FILE_FORMATS[f".{ending}"].content_type
    content = papers.monthly_file(report, ending)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": name})


@require_safe
def monthly_report_data(request: HttpRequest, month: date) -> HttpResponse:
    """The frozen figures, byte for byte."""
    report = get_object_or_404(MonthlyReport.objects.visible_to(request.user), month=month)
    name = f'inline; filename="monthly-{report}.json"'
    return HttpResponse(report.data, content_type="application/json", headers={"Content-Disposition": name})
