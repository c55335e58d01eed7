"""Work like what is being typed: answers that stand beside a form, and keep nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from collaboration.models import Proposal
from collaboration.reckoning.text import bigrams
from collaboration.tables.similar import similar_to

from .proposals import proposal_or_404

COMPARED = ("title", "summary", "place", "section_aim", "section_content")


@require_POST
def proposal_similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Beside a draft: all but itself."""
    return similar_page(request, proposal_or_404(request, pk))


@require_POST
def typed_similar(request: HttpRequest) -> HttpResponse:
    """Beside the first words of a proposal that is not begun yet."""
    return similar_page(request, None)


def similar_page(request: HttpRequest, proposal: Proposal | None) -> HttpResponse:
    words = bigrams(*(request.POST.get(name, "") for name in COMPARED))
    similar = similar_to(request.user, proposal, words, request.POST.getlist("fields_of_work"))
    return render(request, "collaboration/similar.html", {"similar": similar})
