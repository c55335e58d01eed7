"""Issuing the papers of joint work, so that an approval line can be put together for them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from collaboration.models import Opinion, Proposal
from collaboration.papers.opinions import MEASURES, OPINION, measures_paper, opinion_paper
from collaboration.papers.proposals import PROPOSAL, proposal_paper
from collaboration.rules.papers import check_opinion_paper, check_proposal_paper
from park_portal.accounts.models import Person
from park_portal.core.errors import ActionDenied
from park_portal.documents.actions import document_issue
from park_portal.documents.content import Paper, digest
from park_portal.documents.models import Document

from .rows import opinion_lock

Drawn = Callable[[Any, date | None], Paper]


@transaction.atomic
def proposal_paper_issue(*, by: Person, proposal: Proposal) -> Document:
    """Freeze the proposal as a paper."""
    check_proposal_paper(by, proposal)
    return issue_paper(
        by, "collaboration.proposal", proposal, PROPOSAL, lambda row, day: proposal_paper(row, None, day)
    )


@transaction.atomic
def opinion_paper_issue(*, by: Person, opinion: Opinion) -> Document:
    """Freeze the opinion as its department has written it, with the table of measures beside it."""
    paper_lock("collaboration.opinion", opinion.pk, OPINION)
    opinion = opinion_lock(opinion.pk)  # it may have been rewritten since it was read
    check_opinion_paper(by, opinion)
    issue_paper(by, "collaboration.opinion", opinion, MEASURES, measures_paper)
    return issue_paper(by, "collaboration.opinion", opinion, OPINION, opinion_paper)


def opinion_paper_follow(by: Person, opinion: Opinion) -> None:
    """A rewritten opinion takes its papers along: a line that was put together for the old ones opens again."""
    if Document.objects.of("collaboration.opinion", opinion.pk).filter(kind=OPINION).exists():
        issue_paper(by, "collaboration.opinion", opinion, MEASURES, measures_paper)
        issue_paper(by, "collaboration.opinion", opinion, OPINION, opinion_paper)


def paper_lock(subject_type: str, subject_id: Any, kind: str) -> None:
    """Take the paper before its subject: approvals lock in this order, so that nobody waits in a circle."""
    papers = Document.objects.of(subject_type, subject_id).filter(kind=kind, version=1)
    papers.select_for_update().first()


def check_signed(opinion: Opinion, document: Document) -> None:
    """What was signed is what the opinion says now. Raises ActionDenied where it says something else."""
    with override(document.language):
        says = digest(opinion_paper(opinion, document.paper.issued_on))
    if says != document.content_hash:
        raise ActionDenied(
            _("The opinion says something else than this paper. Please put the opinion up for approval anew."),
            reason="paper_differs",
        )


def issue_paper(by: Person, subject_type: str, subject: Any, kind: str, drawn: Drawn) -> Document:
    """The newest version, in the park's own language. The day alone makes no new one, else a line would open again."""
    papers = Document.objects.of(subject_type, subject.pk).filter(kind=kind, language=settings.LANGUAGE_CODE)
    last = papers.order_by("-version").first()
    with override(settings.LANGUAGE_CODE):
        if last and digest(drawn(subject, last.paper.issued_on)) == last.content_hash:
            return last
        paper = drawn(subject, None)
    return document_issue(by=by, subject_type=subject_type, subject_id=subject.pk, kind=kind, paper=paper)
