"""Papers with an end: handed in by the organisation, watched by the centre."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from park_portal.core import clock
from tenants.actions import papers as actions
from tenants.filters.care import PaperFilter
from tenants.forms.papers import NewerForm, PaperForm
from tenants.models import TenantPaper
from tenants.rules import papers as rules
from tenants.tables.papers import paper_sheet

from .shared import done, for_staff, form_page, organization_or_404, page_of, sheet_file


@require_safe
def paper_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of one organisation: those that count, then those that were replaced."""
    organization = organization_or_404(request, pk)
    papers = list(organization.papers.with_list_columns().order_by("kind", "-handed_in_at", "pk"))
    request.access_log.note("paper.list", papers)
    context = {
        "organization": organization,
        "current": [paper for paper in papers if paper.replaced_by_id is None],
        "older": [paper for paper in papers if paper.replaced_by_id],
        "today": clock.today(),
    }
    return render(request, "tenants/paper_list.html", context)


@form_page
def paper_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a paper."""
    organization = organization_or_404(request, pk)
    rules.check_paper_submit(request.user, organization)
    form = PaperForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    if done(request, form, _("The paper is handed in."), actions.paper_submit, organization=organization):
        return redirect("tenants:paper-list", pk=pk)
    return render(request, "tenants/paper_submit.html", {"organization": organization, "form": form})


@form_page
def paper_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the newer one."""
    rows = TenantPaper.objects.visible_to(request.user).with_list_columns()
    paper = get_object_or_404(rows, pk=pk)
    rules.check_paper_replace(request.user, paper)
    form = NewerForm(request.POST or None, request.FILES or None)
    if done(request, form, _("The newer paper is handed in."), actions.paper_replace, paper=paper):
        return redirect(paper)
    context = {"organization": paper.organization, "paper": paper, "form": form}
    return render(request, "tenants/paper_submit.html", context)


def narrowed(request: HttpRequest) -> PaperFilter:
    rows = TenantPaper.objects.visible_to(request.user).current().filter(valid_until__isnull=False)
    return PaperFilter(request.GET, rows.with_list_columns().order_by("valid_until", "pk"))


@require_safe
@for_staff
def paper_desk(request: HttpRequest) -> HttpResponse:
    """Papers that lapse, the first to lapse on top."""
    found = narrowed(request)
    page = page_of(request, found.qs)
    request.access_log.note("paper.desk", page.object_list)
    context = {"page": page, "filter": found, "today": clock.today(), "query": request.GET.urlencode()}
    return render(request, "tenants/desk/paper_desk.html", context)


@require_safe
@for_staff
def paper_export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as a workbook."""
    rows = list(narrowed(request).qs)
    request.access_log.note("paper.export", rows)
    return sheet_file(paper_sheet(rows), f"papers-{clock.today().isoformat()}")
