"""The approval box (결재란) of a line, as data for ``documents``: the same on the page, in the PDF and in the HWPX."""

from dataclasses import replace
from datetime import date

from django.utils.translation import override, pgettext

from park_portal.core.clock import SEOUL
from park_portal.documents.content import ApprovalBox, BoxCell, Paper

from .models import ApprovalLine, ApprovalStep
from .states import Disclosure, Mark, StepKind, StepState


def approval_box(line: ApprovalLine) -> ApprovalBox:
    """The box of the current round in the language of the paper. Whoever has not signed has an empty place."""
    now = line.current
    with override(line.language):
        cells = [box_cell(step) for step in now.steps.select_related("person", "decided_by")]
        if now.external:
            cells = [cell for cell in cells if cell.day]  # those of the portal whom the other office replaces
            cells.append(BoxCell(str(StepKind.DECIDE.label), now.office, day=now.signed_on))
        return ApprovalBox(tuple(cells), now.document_number, say_disclosure(line))


def box_cell(step: ApprovalStep) -> BoxCell:
    """Role, name, mark and day of one step."""
    role = str(step.get_kind_display())
    if step.state == StepState.SKIPPED:
        return BoxCell(role, mark="–")
    if step.state != StepState.APPROVED:
        return BoxCell(role)
    marks = {Mark.FINAL: pgettext("approval mark", "delegated"), Mark.DEPUTY: pgettext("approval mark", "for")}
    mark = marks[Mark(step.mark)] if step.mark else ""
    return BoxCell(role, str(step.decided_by), mark, day_of(step))


def day_of(step: ApprovalStep) -> date | None:
    return step.decided_at.astimezone(SEOUL).date() if step.decided_at else None


def say_disclosure(line: ApprovalLine) -> str:
    """As it stands beside the box: 공개, 부분공개(5, 6), 비공개(7)."""
    word = str(Disclosure(line.disclosure).label)
    return f"{word}({', '.join(map(str, sorted(line.clauses)))})" if line.clauses else word


def with_box(paper: Paper, line: ApprovalLine) -> Paper:
    """The paper as it is while the line runs: with the box, and its number once it has one."""
    box = approval_box(line)
    return replace(paper, box=box, number=box.number or paper.number)
