"""A line with its people by their part, and how its paper changes."""

from dataclasses import replace
from typing import Any

from park_portal.accounts.models import Person
from park_portal.approvals import actions
from park_portal.approvals.models import ApprovalLine, ApprovalStep
from park_portal.documents.actions import document_issue
from park_portal.documents.models import Document
from tests.factories import PersonFactory


def fresh(person: Person) -> Person:
    """The person as the next request knows her."""
    return Person.objects.get(pk=person.pk)


def again(line: ApprovalLine) -> ApprovalLine:
    return ApprovalLine.objects.get(pk=line.pk)


def pending(line: ApprovalLine) -> list[ApprovalStep]:
    return list(again(line).current.steps.filter(state="pending").select_related("person", "round__line"))


def sign(step: ApprovalStep, **given: Any) -> ApprovalStep:
    """The person of the step signs what stands now; ``given`` replaces what she does."""
    line = ApprovalLine.objects.get(rounds__steps=step.pk)
    facts = {"by": fresh(step.person), "seen_hash": line.content_hash, **given}
    return actions.step_approve(step=step, **facts)


def send_back(step: ApprovalStep, **given: Any) -> ApprovalStep:
    line = ApprovalLine.objects.get(rounds__steps=step.pk)
    facts = {"by": fresh(step.person), "seen_hash": line.content_hash, "kind": "reject", "comment": "다시", **given}
    return actions.step_send_back(step=step, **facts)


def sign_all(line: ApprovalLine) -> ApprovalLine:
    while steps := pending(line):
        sign(steps[0])
    return again(line)


def change(line: ApprovalLine, title: str = "바뀐 제목") -> Document:
    """The app of the paper issues it anew with other words."""
    document = again(line).document
    return document_issue(
        by=PersonFactory(),
        subject_type=document.subject_type,
        subject_id=document.subject_id,
        kind=document.kind,
        paper=replace(document.paper, title=title, number="", box=None, ending=False),
    )
