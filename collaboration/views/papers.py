"""Taking papers along, and putting them up for approval."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collaboration.actions import papers as actions
from collaboration.forms.papers import HwpxForm
from collaboration.forms.proposals import WriteForm
from collaboration.models import Proposal
from collaboration.papers import opinions as of_opinion
from collaboration.papers.meetings import meeting_calendar as calendar_of
from collaboration.papers.meetings import minutes_paper as minutes_of
from collaboration.papers.proposals import proposal_paper as paper_of
from collaboration.rules.papers import reads_opinion
from collaboration.rules.proposals import standing_opinion
from park_portal.documents.content import Paper
from park_portal.documents.formats import rendered
from park_portal.documents.models import Document
from park_portal.documents.uploads import tidy_name

from .meetings import meeting_or_404
from .opinions import opinion_or_404
from .proposals import proposal_or_404, write_page

OF_OPINION = {
    "opinion": of_opinion.opinion_paper, "measures": of_opinion.measures_paper, "letter": of_opinion.letter_paper,
}  # fmt: skip
FORMATS = ("pdf", "hwpx")


@require_safe
def proposal_paper(request: HttpRequest, pk: int, kind: str, fmt: str) -> HttpResponse:
    """The proposal, its opinion, the table of measures or the letter, as PDF or HWPX."""
    proposal = proposal_or_404(request, pk, inside=True)
    if fmt not in FORMATS:
        raise Http404
    return paper_file(paper_of(proposal) if kind == "proposal" else opinions_paper(request, proposal, kind), fmt)


def opinions_paper(request: HttpRequest, proposal: Proposal, kind: str) -> Paper:
    rows = proposal.opinions.select_related("organization", "version", "proposal__lead")
    asked = rows.asked().first()
    opinion = asked if asked and reads_opinion(request.user, asked) else standing_opinion(proposal)
    if kind not in OF_OPINION or opinion is None or not reads_opinion(request.user, opinion):
        raise Http404
    return OF_OPINION[kind](opinion)


@require_safe
def opinion_paper(request: HttpRequest, pk: int, kind: str, fmt: str) -> HttpResponse:
    """This very opinion, its table of measures or its letter, also where another one counts by now."""
    opinion = opinion_or_404(request, pk)
    if kind not in OF_OPINION or fmt not in FORMATS or not reads_opinion(request.user, opinion):
        raise Http404
    return paper_file(OF_OPINION[kind](opinion), fmt)


def paper_file(paper: Paper, fmt: str) -> HttpResponse:
    content, content_type = rendered(paper, fmt)
    name = tidy_name(f"{paper.title.replace('/', '_')}.{fmt}")[0]
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(content, content_type=content_type, headers=headers)


@require_safe
def minutes_paper(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    """The minutes, as PDF or HWPX, for whoever may read the meeting."""
    meeting = meeting_or_404(request, pk)
    if fmt not in FORMATS or not meeting.minutes:
        raise Http404
    return paper_file(minutes_of(meeting), fmt)


@require_safe
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for one's calendar."""
    meeting = meeting_or_404(request, pk)
    headers = {"Content-Disposition": f'attachment; filename="meeting-{pk}.ics"', "Cache-Control": "private"}
    return HttpResponse(calendar_of(meeting), content_type="text/calendar; charset=utf-8", headers=headers)


def to_line(document: Document) -> HttpResponse:
    """On to the page that puts an approval line together."""
    return redirect(f"{reverse('approvals:line-draft')}?document={document.pk}")


@require_POST
def proposal_paper_issue(request: HttpRequest, pk: int) -> HttpResponse:
    return to_line(actions.proposal_paper_issue(by=request.user, proposal=proposal_or_404(request, pk)))


@require_POST
def opinion_paper_issue(request: HttpRequest, pk: int) -> HttpResponse:
    return to_line(actions.opinion_paper_issue(by=request.user, opinion=opinion_or_404(request, pk)))


@require_POST
def proposal_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the text of a dropped HWPX file into the form; nothing is kept before it is sent."""
    proposal, hwpx = proposal_or_404(request, pk), HwpxForm(request.POST, request.FILES)
    version = proposal.versions.order_by("number").last()
    said = WriteForm.written(proposal, version) | WriteForm.taken(request.POST)
    if hwpx.is_valid():
        said = hwpx.into(said)
        messages.info(request, _("The text of the file is in the form. Please look it over, then keep it."))
    form = WriteForm(proposal=proposal, version=version, initial=said)
    return write_page(request, proposal, form, hwpx, 200 if hwpx.is_valid() else 422)
