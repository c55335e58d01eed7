"""Who adds what was done under the plan, corrects it, and puts proposals under its sub-projects."""

from typing import Any

from django.utils.translation import gettext as _

from collaboration.models import DutyReport, LinkagePlan, PlanProgress, Proposal, SubProject, SubProjectStage
from collaboration.querysets.proposals import bodies_of
from collaboration.states import CONFIRMED_ON, MOVES, PLAN_HOLDS, DutyState, StageState
from park_portal.accounts.models import Person
from park_portal.core.errors import ActionDenied, NotPermitted

from .people import acts_for, check_coordinates
from .plans import writes_plan


def works_on(user: Any, plan: LinkagePlan) -> set[int]:
    """Ids of the sub-projects whose progress the person writes.

    All of them: who writes the plan, and the departments that have a duty in it. Else those with a part of hers.
    """
    mine = bodies_of(user) if user.is_authenticated else []
    parts = plan.sub_projects.order_by()
    if not writes_plan(user, plan) and not plan.duties.filter(organization__in=mine).exists():
        parts = parts.filter(roles__organization__in=mine)
    return set(parts.values_list("pk", flat=True))


def check_plan_holds(plan: LinkagePlan) -> None:
    if plan.state not in PLAN_HOLDS:
        raise ActionDenied(_("Progress is added to an approved plan that is not closed."), reason="plan_state")


def check_progress(user: Person, sub_project: SubProject) -> None:
    """Progress gathers under an approved plan, from whoever has a part in the sub-project or a duty in the plan."""
    if sub_project.pk not in works_on(user, sub_project.plan):
        raise NotPermitted(
            _("Only the bodies named in “%(title)s”, departments with a duty and the coordinators can do this.")
            % {"title": sub_project.title},
            reason="not_named",
        )
    check_plan_holds(sub_project.plan)


def check_progress_correct(user: Person, entry: PlanProgress) -> None:
    """By its author, by a later entry; what was corrected once is corrected by correcting the correction."""
    check_progress(user, entry.sub_project)
    if entry.by_id != user.pk:
        raise NotPermitted(_("Only whoever made an entry corrects it."), reason="not_author")
    if PlanProgress.objects.filter(corrects=entry).exists():
        raise ActionDenied(_("This entry is corrected already. Please correct the later one."), reason="corrected")


def check_stage_move(user: Person, stage: SubProjectStage, to: str) -> None:
    check_progress(user, stage.sub_project)
    if to not in StageState.values or StageState(to) not in MOVES[StageState][StageState(stage.state)]:
        raise ActionDenied(_("The stage cannot go there from where it is."), reason="stage_state")


def check_proposal_place(user: Person, proposal: Proposal, sub_project: SubProject | None) -> None:
    """The coordinators put a confirmed proposal under a sub-project of its own plan, or take it out again."""
    check_coordinates(user)
    if proposal.state not in CONFIRMED_ON or proposal.plan is None:
        raise ActionDenied(_("Only a proposal that was confirmed under a plan can be put there."), reason="no_plan")
    check_plan_holds(proposal.plan)
    if sub_project and sub_project.plan_id != proposal.plan_id:
        raise ActionDenied(_("A sub-project belongs to the plan that the proposal is under."), reason="other_plan")


def check_duty_report(user: Person, report: DutyReport, to: str) -> None:
    """A department reports its own duty done while the plan is in force, or takes that back."""
    if not acts_for(user, report.organization):
        raise NotPermitted(
            _("Only %(organization)s reports this duty.") % {"organization": report.organization.title},
            reason="not_department",
        )
    check_plan_holds(report.duty.plan)
    if to not in DutyState.values or DutyState(to) not in MOVES[DutyState][DutyState(report.state)]:
        raise ActionDenied(_("This duty is “%(state)s” already.") % {"state": report.public_state}, reason="duty_state")
