"""News from below. Approvals: only whoever may give an opinion or a plan has it approved; an approved one is given, or
holds. Duties: joint work in somebody's hands goes along with them."""

from typing import Any

from django.dispatch import receiver

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.signals import Handed, duties_handed_over, duties_listed
from park_portal.approvals.models import ApprovalLine
from park_portal.approvals.signals import approval_asked, approval_completed

from .actions.duties import work_hand_over
from .actions.opinions import opinion_approved
from .actions.plans import plan_approved
from .models import LinkagePlan, Opinion
from .papers.opinions import OPINION
from .papers.plans import PLAN
from .rules.opinions import check_opinion_approve, check_opinion_write
from .rules.plans import check_plan_approve, check_plan_paper
from .tables.duties import handed_lines


@receiver(approval_asked)
def refuse_what_could_not_be_given(line_id: int, subject_id: str, kind: str, **facts: Any) -> None:
    """Before the line goes round: its drafter writes the paper, and whoever decides may sign it."""
    if kind not in (OPINION, PLAN):
        return
    line = line_of(line_id)
    step = line.current.deciding
    signer = step and step.person
    if kind == PLAN:
        plan = LinkagePlan.objects.select_related("department").get(pk=subject_id)
        check_plan_paper(line.drafter, plan)
        check_plan_approve(signer, plan)
    else:
        opinion = Opinion.objects.select_related("proposal", "organization").get(pk=subject_id)
        check_opinion_write(line.drafter, opinion)
        check_opinion_approve(signer, opinion, list(opinion.points.all()))


@receiver(approval_completed)
def give_when_approved(line_id: int, subject_id: str, kind: str, number: str, **facts: Any) -> None:
    """By the kind of the paper: the table of measures is another paper about the same opinion."""
    if kind not in (OPINION, PLAN):
        return
    line = line_of(line_id)
    step = line.current.deciding
    signer, by = (step.person, step.decided_by) if step else (None, line.drafter)
    if kind == PLAN:
        plan_approved(plan_id=int(subject_id), by=by, signer=signer)
    else:
        opinion_approved(opinion_id=int(subject_id), by=by, signer=signer, number=number)


@receiver(duties_listed)
def list_joint_work(giver: Person, organization: Organization, **facts: Any) -> list[Handed]:
    """Opinions, meetings and drafts in her hands go along; what her body promised or has to do is named."""
    return handed_lines(giver, organization)


@receiver(duties_handed_over)
def hand_joint_work_over(giver: Person, taker: Person, organization: Organization, **facts: Any) -> None:
    work_hand_over(giver=giver, taker=taker, organization=organization)


def line_of(pk: int) -> ApprovalLine:
    return ApprovalLine.objects.select_related("drafter").get(pk=pk)
