"""Collecting proposals (수합)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from collaboration.models import Proposal
from collaboration.rules.people import is_coordinator
from collaboration.tables.collecting import proposal_sheet
from park_portal.documents.uploads import FORMATS
from park_portal.documents.xlsx import workbook

from .proposals import filter_of


@require_safe
def proposal_export(request: HttpRequest) -> HttpResponse:
    """The narrowed list as a workbook, for the coordinators."""
    if not is_coordinator(request.user):
        raise Http404
    rows = Proposal.objects.visible_to(request.user).with_list_columns().select_related("current").order_by("-pk")
    content = workbook([proposal_sheet(filter_of(request, rows).qs)])
    name = f"{_('Joint proposals')}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(content, content_type=FORMATS[".xlsx"].content_type, headers=headers)
