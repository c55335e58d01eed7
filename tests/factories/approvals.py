"""Approval lines with their rounds and steps, deputies, series of numbers."""

from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from park_portal.accounts.models import Person
from park_portal.approvals import actions, models
from park_portal.approvals.states import StepKind, StepState
from park_portal.core import clock
from park_portal.documents.models import Document

from .accounts import OrganizationFactory, PersonFactory, member_of, operator
from .documents import DocumentFactory


class ApprovalLineFactory(DjangoModelFactory):
    class Meta:
        model = models.ApprovalLine

    subject_type = "tests.subject"
    subject_id = factory.Sequence(lambda n: f"line{n}")
    kind = "note"
    language = "ko"
    title = factory.Sequence(lambda n: f"사용 확인서 {n}")
    department = factory.SubFactory(OrganizationFactory)
    drafter = factory.SubFactory(PersonFactory)
    disclosure = "public"
    drafted_at = factory.LazyFunction(clock.now)


class ApprovalRoundFactory(DjangoModelFactory):
    class Meta:
        model = models.ApprovalRound

    line = factory.SubFactory(ApprovalLineFactory)
    document = factory.SubFactory(DocumentFactory)
    content_hash = factory.LazyAttribute(lambda row: row.document.content_hash)


class ApprovalStepFactory(DjangoModelFactory):
    class Meta:
        model = models.ApprovalStep

    round = factory.SubFactory(ApprovalRoundFactory)
    position = 2
    kind = StepKind.DECIDE
    person = factory.SubFactory(PersonFactory)
    state = StepState.PENDING
    pending_at = factory.LazyFunction(clock.now)


class NumberSeriesFactory(DjangoModelFactory):
    class Meta:
        model = models.NumberSeries

    department = factory.SubFactory(OrganizationFactory)
    year = 2026


class DeputyFactory(DjangoModelFactory):
    class Meta:
        model = models.Deputy

    person = factory.SubFactory(PersonFactory)
    deputy = factory.SubFactory(PersonFactory)
    since = factory.LazyFunction(clock.today)
    until = factory.LazyAttribute(lambda row: row.since + timedelta(days=3))
    reason = "연가"
    set_at = factory.LazyFunction(clock.now)


def approval_line(*kinds: str, drafter: Person | None = None, submit: bool = True, **given: Any) -> models.ApprovalLine:
    """A line of the centre through the actions: "review", "concur", "decide" (as by default) with new colleagues.

    ``given``: ``document``, or what ``line_draft`` takes (``steps`` replaces ``kinds``).
    """
    drafter = drafter or member_of(operator())
    facts = {"subject_id": str(drafter.pk), "kind": f"note{Document.objects.count()}", "issued_by": drafter}
    document: Document = given.pop("document", None) or DocumentFactory(**facts)
    steps = given.pop("steps", None)
    if steps is None:
        steps = [(kind, member_of(operator())) for kind in kinds or ("review", "concur", "decide")]
    facts = {"department": drafter.current_memberships[0].organization, **given}
    line = actions.line_draft(by=drafter, document=document, steps=steps, **facts)
    return actions.line_submit(by=drafter, line=line) if submit else line
