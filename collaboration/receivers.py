"""News of approvals: an approved opinion is given, an approved plan holds."""

from typing import Any

from django.dispatch import receiver

from park_portal.approvals.models import ApprovalLine
from park_portal.approvals.signals import approval_completed
from park_portal.approvals.states import StepState

from .actions.opinions import opinion_approved
from .actions.plans import plan_approved
from .rules.plans import PLAN


@receiver(approval_completed)
def give_when_approved(line_id: int, subject_type: str, subject_id: str, number: str, **facts: Any) -> None:
    """Whoever decided last gives the opinion; a line signed elsewhere was put up by its drafter."""
    if subject_type in ("collaboration.opinion", PLAN):
        line = ApprovalLine.objects.select_related("drafter").get(pk=line_id)
        last = line.current.steps.filter(state=StepState.APPROVED).order_by("-decided_at", "-pk").first()
        by = (last and last.decided_by) or line.drafter
        if subject_type == PLAN:
            plan_approved(plan_id=int(subject_id), by=by)
        else:
            opinion_approved(opinion_id=int(subject_id), by=by, number=number)
