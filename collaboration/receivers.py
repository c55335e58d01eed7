"""News from below. Approvals: only whoever may give an opinion or a plan has it approved; an approved one is given, or
holds. Duties: joint work in somebody's hands goes along with them."""

from typing import Any

from django.dispatch import receiver

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.signals import Handed, duties_handed_over, duties_listed
from park_portal.approvals.models import ApprovalLine, ApprovalRound
from park_portal.approvals.signals import approval_asked, approval_completed
from park_portal.core import clock

from .actions.opinions import Signed, opinion_approved
from .actions.papers import check_signed
from .actions.plans import plan_approved
from .actions.posts import work_hand_over
from .models import LinkagePlan, Opinion
from .papers.opinions import OPINION
from .papers.plans import PLAN
from .rules.opinions import check_opinion_approve, check_opinion_write
from .rules.plans import check_plan_approve, check_plan_paper
from .tables.posts import handed_lines


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
        opinion = Opinion.objects.select_related("proposal__lead", "organization", "version").get(pk=subject_id)
        check_opinion_write(line.drafter, opinion)
        check_opinion_approve(signer, opinion, list(opinion.points.all()))
        check_signed(opinion, line.document)


@receiver(approval_completed)
def give_when_approved(line_id: int, subject_id: str, kind: str, number: str, **facts: Any) -> None:
    """By the kind of the paper: the table of measures is another paper about the same opinion."""
    if kind not in (OPINION, PLAN):
        return
    ended = line_of(line_id).current
    signed = signed_as(ended, number)
    if kind == PLAN:
        plan_approved(plan_id=int(subject_id), by=signed.by, signer=signed.signer)
    else:
        opinion_approved(opinion_id=int(subject_id), document=ended.document, signed=signed)


def signed_as(ended: ApprovalRound, number: str) -> Signed:
    """By whom, on which day, and the file that came back where another office signed."""
    if step := ended.deciding:
        return Signed(step.decided_by, step.person, number, clock.today())
    return Signed(ended.recorded_by, None, number, ended.signed_on, ended.signed_file)


@receiver(duties_listed)
def list_joint_work(giver: Person, organization: Organization, **facts: Any) -> list[Handed]:
    """Opinions, meetings and drafts in her hands go along; what her body promised or has to do is named."""
    return handed_lines(giver, organization)


@receiver(duties_handed_over)
def hand_joint_work_over(giver: Person, taker: Person, organization: Organization, **facts: Any) -> None:
    work_hand_over(giver=giver, taker=taker, organization=organization)


def line_of(pk: int) -> ApprovalLine:
    return ApprovalLine.objects.select_related("drafter").get(pk=pk)
