"""The verbs of approvals.

Order of locks in every deed: the first version of the paper (as ``documents.actions.document_issue`` takes it), the
line, its steps, at last the series of numbers. So a changed document and a decision come one after the other.
"""

from collections.abc import Iterable, Sequence
from datetime import date as Date  # noqa: N812 (the action's own `date` is a keyword of its callers)
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.documents.actions import document_mark, file_store
from park_portal.documents.models import Document

from . import notifications, papers, rules
from .models import ApprovalLine, ApprovalRound, ApprovalStep, Deputy, NumberSeries
from .reckoning import document_number, positions
from .signals import approval_asked, approval_completed, approval_reopened
from .states import Disclosure, LineState, Mark, Outcome, ReturnKind, StepKind, StepState

NAME_LENGTH = 45  # of a department in a document number, which has 60 letters in all


# --------------------------------------------------------------------------------- drafting and handing in


@transaction.atomic
def line_draft(
    *,
    by: Person,
    document: Document,
    title: str = "",
    department: Organization,
    steps: Sequence[tuple[str, Person]],
    disclosure: str = Disclosure.PUBLIC,
    clauses: Iterable[int] = (),
) -> ApprovalLine:
    """Put a line together for the newest version of a paper; ``by`` drafts, for a ``department`` that she acts for.

    ``steps`` are those after the drafter's own, (kind, person) in order, the last one of kind "decide"; neighbouring
    "concur" steps run in parallel. No steps at all: the paper is to be approved elsewhere (``line_externalise``).
    """
    _paper_lock(document)
    clauses = sorted(set(clauses))
    rules.check_line_draft(by, document, department=department, steps=steps, disclosure=disclosure, clauses=clauses)
    line = ApprovalLine.objects.create(
        **{name: getattr(document, name) for name in ("subject_type", "subject_id", "kind", "language")},
        title=(title or document.title)[:300],
        department=department,
        drafter=by,
        disclosure=disclosure,
        clauses=clauses,
        drafted_at=clock.now(),
    )
    _round_open(line, document, steps)
    approval_asked.send(ApprovalLine, **_news(line))
    _record("line.draft", by, line, document=document.pk, steps=len(steps))
    return line


@transaction.atomic
def line_submit(*, by: Person, line: ApprovalLine, comment: str = "") -> ApprovalLine:
    """Hand it in (상신): the drafter's mark, and the first step waits. After a return this begins a new round."""
    line = _lock(line.pk)
    rules.check_line_submit(by, line)
    _hand_in(by, line, comment)
    _record("line.submit", by, line)
    _advance(line)
    return line


@transaction.atomic
def line_externalise(*, by: Person, line: ApprovalLine, comment: str = "") -> ApprovalLine:
    """The paper is signed in another office's own system: wait for its number, day and signed file."""
    line = _lock(line.pk)
    rules.check_line_externalise(by, line)
    _hand_in(by, line, comment, external=True)
    _steps_skip(line)
    _record("line.externalise", by, line)
    return line


def _hand_in(by: Person, line: ApprovalLine, comment: str, *, external: bool = False) -> None:
    if line.state == LineState.SENT_BACK:
        _round_next(line, line.document)
    _step_decide(line.current.steps.get(kind=StepKind.DRAFT), by, StepState.APPROVED, comment=comment)
    line.current.submitted_at, line.current.external = clock.now(), external
    line.current.save(update_fields=["submitted_at", "external"])
    _move(line, LineState.IN_PROGRESS)
    approval_asked.send(ApprovalLine, **_news(line))


@transaction.atomic
def line_withdraw(*, by: Person, line: ApprovalLine) -> ApprovalLine:
    """Take it back for good; the paper is free for another line."""
    line = _lock(line.pk)
    rules.check_line_withdraw(by, line)
    if not line.current.outcome:
        _round_close(line, Outcome.WITHDRAWN)
    _move(line, LineState.WITHDRAWN)
    _record("line.withdraw", by, line)
    return line


# --------------------------------------------------------------------------------- deciding


@transaction.atomic
def step_approve(
    *, by: Person, step: ApprovalStep, seen_hash: str, final: bool = False, comment: str = ""
) -> ApprovalStep:
    """Sign a step on the content that ``seen_hash`` names. ``final``: a reviewer decides for those after her (전결).

    A deputy's decision is marked (대결). The last one gives the document its number.
    """
    line, step = _step_lock(step)
    rules.check_step_approve(by, line, step, seen_hash, final)
    mark = Mark.FINAL if final else _mark(by, step)
    _step_decide(step, by, StepState.APPROVED, mark=mark, comment=comment)
    _record("step.approve", by, line, step=step.pk, mark=mark)
    if final or step.kind == StepKind.DECIDE:
        series = _series_lock(line.department)
        number = document_number(line.department.name[:NAME_LENGTH], series.year, series.last)
        _complete(by, line, document_number=number, series=series, serial=series.last)
    else:
        _advance(line)
    return step


@transaction.atomic
def step_send_back(
    *, by: Person, step: ApprovalStep, seen_hash: str, kind: str = ReturnKind.REJECT, comment: str
) -> ApprovalStep:
    """Send the paper back to its drafter: ``kind`` "reject" (반려) or "supplement" (보완), with the reason."""
    line, step = _step_lock(step)
    rules.check_step_send_back(by, line, step, seen_hash, comment)
    how = ReturnKind(kind)
    _step_decide(step, by, StepState.SENT_BACK, mark=_mark(by, step), comment=comment, return_kind=how)
    _round_close(line, Outcome.SENT_BACK)
    _move(line, LineState.SENT_BACK)
    _record("step.send_back", by, line, step=step.pk, kind=how)
    notifications.line_sent_back(line, who=str(by), how=how, comment=comment)
    return step


def _mark(by: Person, step: ApprovalStep) -> str:
    return "" if by.pk == step.person_id else Mark.DEPUTY


# --------------------------------------------------------------------------------- approved elsewhere


@transaction.atomic
def external_record(
    *, by: Person, line: ApprovalLine, seen_hash: str, office: str, number: str, date: Date, upload: UploadedFile
) -> ApprovalLine:
    """The other office has approved: its document number, the day, and the signed file (PDF, picture, HWPX)."""
    line = _lock(line.pk)
    rules.check_external_record(
        by, line, seen_hash=seen_hash, office=office, number=number, signed_on=date, name=upload.name or ""
    )
    file = file_store(by=by, subject_type=line._meta.label_lower, subject_id=line.pk, purpose="signed", upload=upload)
    facts = {"office": office.strip()[:100], "signed_on": date, "signed_file": file, "recorded_by": by}
    _record("external.record", by, line, signed_on=date.isoformat())
    _complete(by, line, document_number=number.strip()[:60], **facts)
    return line


@transaction.atomic
def external_refuse(*, by: Person, line: ApprovalLine, comment: str) -> ApprovalLine:
    """The other office has not approved."""
    line = _lock(line.pk)
    rules.check_external_refuse(by, line, comment)
    _round_close(line, Outcome.SENT_BACK, comment=comment[:1000], recorded_by=by)
    _move(line, LineState.SENT_BACK)
    _record("external.refuse", by, line)
    notifications.line_sent_back(line, who=str(by), how=ReturnKind.REJECT, comment=comment)
    return line


# --------------------------------------------------------------------------------- a changed document


@transaction.atomic
def line_reopen(*, document: Document) -> ApprovalLine | None:
    """The paper has the new version ``document``: what was signed no longer counts, and the drafter begins anew.

    A line that nobody has handed in yet just takes the new version. Gives the line, None where the paper has none.
    """
    found = ApprovalLine.objects.alive().of_document(document).first()
    if found is None:
        return None
    line = _lock(found.pk)
    was, old = line.state, line.current
    if was == LineState.DRAFT:
        old.document, old.content_hash = document, document.content_hash
        old.save(update_fields=["document", "content_hash"])
        return line
    if not old.outcome:
        _round_close(line, Outcome.CHANGED)
    _round_next(line, document)
    _move(line, LineState.DRAFT)
    by = document.issued_by
    _record("line.reopen", by, line, document=document.pk, was=was)
    deciders = [step.decided_by for step in old.steps.filter(decided_by__isnull=False).select_related("decided_by")]
    notifications.line_reopened(line, deciders, was_approved=was == LineState.APPROVED)
    approval_reopened.send(ApprovalLine, **_news(line), was=str(was))
    return line


# --------------------------------------------------------------------------------- deputies


@transaction.atomic
def deputy_set(*, by: Person, deputy: Person, since: Date, until: Date, reason: str) -> Deputy:
    """While ``by`` is away, ``deputy`` decides in her place; ``until`` is the first day without."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    rules.check_deputy_set(by, deputy, since, until)
    row = Deputy.objects.create(
        person=by, deputy=deputy, since=since, until=until, reason=reason[:100], set_at=clock.now()
    )
    record("deputy.set", by=by, subject=row, deputy=deputy.pk)
    notifications.deputy_set(row)
    return row


@transaction.atomic
def deputy_end(*, by: Person, deputy: Deputy) -> Deputy:
    """End an arrangement from today on."""
    deputy = Deputy.objects.select_for_update(of=("self",), no_key=True).get(pk=deputy.pk)
    rules.check_deputy_end(by, deputy)
    deputy.until = max(deputy.since, clock.today())
    deputy.save(update_fields=["until"])
    record("deputy.end", by=by, subject=deputy, fields=["until"])
    return deputy


# --------------------------------------------------------------------------------- locks and moves


def _paper_lock(paper: Document | ApprovalLine) -> None:
    """Wait for whoever issues a version of this paper: the first version stands for all."""
    names = ("subject_type", "subject_id", "kind", "language")
    versions = Document.objects.filter(**{name: getattr(paper, name) for name in names}, version=1)
    versions.select_for_update(of=("self",), no_key=True).first()


def _lock(pk: int) -> ApprovalLine:
    _paper_lock(ApprovalLine.objects.get(pk=pk))
    rows = ApprovalLine.objects.select_for_update(of=("self",), no_key=True).select_related("drafter", "department")
    line = rows.get(pk=pk)
    list(ApprovalStep.objects.select_for_update(of=("self",), no_key=True).filter(round__line=line).order_by("pk"))
    return line


def _step_lock(step: ApprovalStep) -> tuple[ApprovalLine, ApprovalStep]:
    line = _lock(ApprovalLine.objects.get(rounds__steps=step.pk).pk)
    return line, ApprovalStep.objects.select_related("person", "round").get(pk=step.pk)


def _series_lock(department: Organization) -> NumberSeries:
    """The department's series of this year, with the next number taken; given back if the deed fails."""
    year = clock.today().year
    NumberSeries.objects.get_or_create(department=department, year=year)
    series = NumberSeries.objects.select_for_update(of=("self",), no_key=True).get(department=department, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series


def _move(line: ApprovalLine, to: LineState) -> None:
    rules.check_line_move(line, to)
    line.state = to
    line.save(update_fields=["state"])


def _round_open(line: ApprovalLine, document: Document, steps: Sequence[tuple[str, Person]]) -> None:
    """A round begins with the drafter's own step pending."""
    line.current = ApprovalRound.objects.create(
        line=line, round=line.round, document=document, content_hash=document.content_hash
    )
    wanted = [(StepKind.DRAFT, line.drafter), *steps]
    places = positions(kind for kind, _person in wanted)
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            round=line.current,
            position=place,
            kind=kind,
            person=person,
            state=StepState.PENDING if place == 1 else StepState.WAITING,
            pending_at=clock.now() if place == 1 else None,
        )
        for place, (kind, person) in zip(places, wanted, strict=True)
    )


def _round_next(line: ApprovalLine, document: Document) -> None:
    """Another round with the same people."""
    steps = line.current.steps.exclude(kind=StepKind.DRAFT).select_related("person")
    wanted = [(step.kind, step.person) for step in steps]
    line.round += 1
    line.save(update_fields=["round"])
    _round_open(line, document, wanted)


def _round_close(line: ApprovalLine, outcome: Outcome, **facts: Any) -> None:
    _steps_skip(line)
    for name, value in {"outcome": outcome, "closed_at": clock.now(), **facts}.items():
        setattr(line.current, name, value)
    line.current.save()


def _steps_skip(line: ApprovalLine) -> None:
    """Nobody is waited for any more in this round."""
    unsigned = line.current.steps.filter(state__in=[StepState.WAITING, StepState.PENDING])
    unsigned.update(state=StepState.SKIPPED)


def _step_decide(step: ApprovalStep, by: Person, to: StepState, *, comment: str = "", **facts: Any) -> None:
    step.state, step.decided_by, step.decided_at, step.comment = to, by, clock.now(), comment.strip()[:1000]
    for name, value in facts.items():
        setattr(step, name, value)
    step.save()


def _advance(line: ApprovalLine) -> None:
    """When nobody is waited for, the people of the next position are."""
    steps = list(line.current.steps.select_related("person", "round__line__drafter"))
    waiting = [step for step in steps if step.state == StepState.WAITING]
    if any(step.state == StepState.PENDING for step in steps) or not waiting:
        return
    for step in waiting:
        if step.position == waiting[0].position:
            step.state, step.pending_at = StepState.PENDING, clock.now()
            step.save(update_fields=["state", "pending_at"])
            notifications.step_pending(step)


def _complete(by: Person, line: ApprovalLine, **facts: Any) -> None:
    """The round ends well: the number stands on the paper, with the box and the end mark."""
    _round_close(line, Outcome.APPROVED, **facts)
    _move(line, LineState.APPROVED)
    document_mark(by=by, document=line.document, number=line.number, box=papers.approval_box(line), ending=True)
    _record("line.approve", by, line, number=line.number)
    notifications.line_approved(line)
    approval_completed.send(ApprovalLine, **_news(line), number=line.number)


def _news(line: ApprovalLine) -> dict[str, Any]:
    facts = {name: getattr(line, name) for name in ("subject_type", "subject_id", "kind")}
    return {"line_id": line.pk, "document_id": line.current.document_id, **facts}


def _record(verb: str, by: Person | None, line: ApprovalLine, **facts: Any) -> None:
    record(verb, by=by, subject=line, organization=line.department, fields=["state"], round=line.round, **facts)
