"""The papers of an opinion: 검토의견서, its annex of measures (조치표), and the letter that carries it (기안문)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from collaboration.models import Opinion, OpinionPoint, Party
from collaboration.rules.sides import concerned
from collaboration.states import PartyState, Proposer, ReasonCode
from park_portal.core import clock
from park_portal.core.spoken import local
from park_portal.documents.content import Column, Fact, Heading, Item, Items, Paper, Table, Text

OPINION = "collaboration.opinion"
MEASURES = "collaboration.measures"
LETTER = "collaboration.opinion_letter"


def opinion_paper(opinion: Opinion, day: date | None = None) -> Paper:
    """Head, verdict with its reasons, the opinion in words, and its points."""
    points = list(opinion.points.all())
    rows = tuple((n, p.get_section_display(), p.get_kind_display(), p.text) for n, p in enumerate(points, start=1))
    columns = (Column(_("No."), "integer"), Column(_("Section")), Column(_("Kind")), Column(_("Point"), weight=4))
    blocks: list[Any] = [Heading(_("Opinion")), Text(opinion.text or "–")]
    if rows:
        blocks += [Heading(_("Points of the opinion")), Table(columns, rows)]
    return _paper(opinion, OPINION, _("Opinion on a joint proposal"), day, blocks=tuple(blocks), ending=True)


def measures_paper(opinion: Opinion, day: date | None = None) -> Paper:
    """The annex: what was asked for on which section, what was done about it, and whether that is enough."""
    points = opinion.points.select_related("answered_by", "closed_by")
    rows = tuple(
        (n, p.get_section_display(), p.text, p.answer or "–", p.get_state_display(), _by_whom(p))
        for n, p in enumerate(points, start=1)
    )
    columns = (
        Column(_("No."), "integer"),
        Column(_("Section")),
        Column(_("Point"), weight=3),
        Column(_("Answer"), weight=3),
        Column(_("State")),
        Column(_("By whom, when"), weight=2),
    )
    return _paper(
        opinion, MEASURES, _("Measures taken on the opinion"), day, blocks=(Table(columns, rows),), ending=True
    )


def _by_whom(point: OpinionPoint) -> str:
    """Who answered and who closed, each with the day."""
    said = [(_("Answer"), point.answered_by, point.answered_at), (_("Closed"), point.closed_by, point.closed_at)]
    rows = [f"{word}: {who.name} {date_format(local(at))}" for word, who, at in said if who and at]
    return "\n".join(rows) or "–"


def letter_paper(opinion: Opinion, day: date | None = None) -> Paper:
    """The letter for the office's own approval system: what it refers to, what it encloses."""
    proposal = opinion.proposal
    said = {"number": proposal.number, "title": opinion.version.title}
    items = (
        Item(_("This refers to: joint proposal %(number)s, “%(title)s”.") % said),
        Item(_("The opinion of this department on the proposal is handed in as enclosed.")),
    )
    blocks = (Items(items),)
    enclosed = (_("Opinion on a joint proposal"), _("Measures taken on the opinion"))
    title = _("Handing in the opinion on a joint proposal")
    return _paper(opinion, LETTER, title, day, blocks=blocks, attachments=enclosed, ending=True)


def head(opinion: Opinion) -> tuple[Fact, ...]:
    """What the opinion speaks of, and how it judges."""
    proposal = opinion.proposal
    facts = [
        Fact(_("Proposal"), f"{proposal.number} {opinion.version.title}"),
        Fact(_("Version"), opinion.version.number),
        Fact(_("Proposed by"), proposal.lead.title),
        Fact(_("Given by"), opinion.organization.title),
        Fact(_("Together with"), ", ".join(party.organization.title for party in beside(opinion))),
        Fact(_("Verdict"), opinion.get_verdict_display()),
        Fact(_("Reasons"), ", ".join(str(ReasonCode(code).label) for code in opinion.reasons)),
        Fact(_("Document number"), opinion.paper_number),
    ]
    return tuple(fact for fact in facts if fact.value not in ("", None))


def beside(opinion: Opinion) -> list[Party]:
    """The organisations concerned with which the centre gives its opinion on a department's proposal."""
    if opinion.proposal.proposer != Proposer.DISTRICT:
        return []
    return [party for party in concerned(opinion.proposal) if party.state == PartyState.ACCEPTED]


def _paper(opinion: Opinion, kind: str, title: str, day: date | None, **content: Any) -> Paper:
    return Paper(
        kind=kind,
        title=title,
        number=opinion.paper_number,
        language=get_language() or settings.LANGUAGE_CODE,
        issued_on=day or opinion.paper_on or clock.today(),
        issuer=opinion.organization.title,
        recipient=opinion.proposal.lead.title,
        facts=() if kind == LETTER else head(opinion),
        **content,
    )
