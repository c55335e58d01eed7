"""How an opinion looks: its table of measures (조치표), what changed since, where its approval stands."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from collaboration.models import Opinion, OpinionPoint, PointWord, Proposal, ProposalVersion
from collaboration.papers.opinions import OPINION
from collaboration.rules.care import care_moves
from collaboration.rules.papers import reads_opinion
from collaboration.states import PointWordKind, ReasonCode
from park_portal.approvals.models import ApprovalLine
from park_portal.approvals.states import LineState, StepState

from .changes import Changed, changes


@dataclass(frozen=True)
class PointRow:
    """A row of the table of measures: the point, what was said about it, and what became of its section."""

    point: OpinionPoint
    words: list[PointWord]
    change: Changed | None
    since: ProposalVersion

    @property
    def missing(self) -> str:
        """What the department missed, while the point is open again by its word."""
        last = self.words[-1] if self.words else None
        return last.text if last and last.kind == PointWordKind.REOPEN else ""


def point_rows(opinion: Opinion, current: ProposalVersion | None) -> list[PointRow]:
    """The points with all that was said, each compared with the version on which its department last agreed to it."""
    words = PointWord.objects.select_related("by", "version")
    points = opinion.points.select_related("answered_by", "closed_by").prefetch_related(Prefetch("words", words))
    compared: dict[int, dict[str, Changed]] = {}
    rows = []
    for point in points:
        said, base = list(point.words.all()), opinion.version
        agreed = [word.version for word in said if word.kind == PointWordKind.CLOSE]
        base = max([base, *agreed], key=lambda version: version.number)
        if current is not None and base.pk not in compared:
            found = changes(base, current) if base.pk != current.pk else []
            compared[base.pk] = {change.code: change for change in found}
        rows.append(PointRow(point, said, compared.get(base.pk, {}).get(point.section), base))
    return rows


class Approval(NamedTuple):
    """Where the approval of an opinion stands, in words; ``busy``: it is with somebody, and waits for no one here."""

    words: str
    url: str  # empty for who does not read the line
    busy: bool


def approval_of(opinion: Opinion, user: Any) -> Approval | None:
    """Of the opinion's own paper; None where no line was put together. Names are for who reads the line."""
    lines = ApprovalLine.objects.alive().filter(
        subject_type="collaboration.opinion", subject_id=str(opinion.pk), kind=OPINION
    )
    line = lines.order_by("-pk").first()
    if line is None:
        return None
    reads = lines.filter(pk=line.pk).visible_to(user).exists()
    busy = line.state == LineState.IN_PROGRESS
    return Approval(say_line(line, reads), line.get_absolute_url() if reads else "", busy)


def say_line(line: ApprovalLine, reads: bool) -> str:
    if line.state == LineState.APPROVED:
        return _("Approved, number %(number)s") % {"number": line.number}
    if line.state != LineState.IN_PROGRESS:
        return line.public_state
    if line.current.external:
        return _("Waits for the approval of another office")
    steps = list(line.current.steps.select_related("person"))
    here = next((n for n, step in enumerate(steps, start=1) if step.state == StepState.PENDING), len(steps))
    place = {"n": here, "of": len(steps), "name": steps[here - 1].person.name if steps else ""}
    if reads:
        return _("In approval: step %(n)s of %(of)s, waits for %(name)s") % place
    return _("In approval: step %(n)s of %(of)s") % place


def earlier_opinions(proposal: Proposal, user: Any, now: Opinion | None) -> list[Opinion]:
    """Given ones that do not count any more, the newest first: superseded, or revoked after they were given."""
    rows = proposal.opinions.filter(issued_at__isnull=False).exclude(pk=now and now.pk)
    found = rows.select_related("organization", "version").order_by("-issued_at", "-pk")
    return [row for row in found if reads_opinion(user, row)]


@dataclass
class Sheet:
    """One opinion as one person reads it on its own page."""

    opinion: Opinion
    user: Any

    @cached_property
    def is_read(self) -> bool:
        """She may read what it says: given ones all inside, one being written its body alone."""
        return reads_opinion(self.user, self.opinion)

    @cached_property
    def rows(self) -> list[PointRow]:
        return point_rows(self.opinion, self.opinion.proposal.current) if self.is_read else []

    @property
    def reasons(self) -> list[str]:
        return [str(ReasonCode(code).label) for code in self.opinion.reasons]

    @cached_property
    def changes(self) -> list[Changed]:
        """What became of the proposal since the version that the opinion speaks of."""
        current = self.opinion.proposal.current
        if current is None or current.pk == self.opinion.version_id:
            return []
        return changes(self.opinion.version, current)

    @cached_property
    def approval(self) -> Approval | None:
        return approval_of(self.opinion, self.user)

    @cached_property
    def care(self) -> set[str]:
        return {name for name, blocked in care_moves(self.user, self.opinion).items() if not blocked}

    @property
    def papers(self) -> list[tuple[str, str]]:
        """What can be taken along or printed, by kind."""
        if not (self.is_read and self.opinion.verdict):
            return []
        return [("opinion", _("Opinion")), ("measures", _("Measures taken on the opinion"))]
