"""Who may write, approve and close the annual plan, and why not."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from collaboration.models import BudgetItem, BudgetLine, LinkagePlan, Proposal, SubProject
from collaboration.states import CONFIRMED_ON, MOVES, PLAN_OPEN, BudgetSource, DutyState, PlanState
from park_portal.accounts.models import Organization, Person
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from park_portal.core.spoken import won

from .people import acts_for, check_coordinates, check_line_signer, is_coordinator

PLAN = "collaboration.linkageplan"


def plans_readable(user: Any, ids: set[str]) -> set[str]:
    """Those of the plans (ids as text) that she may read, with their papers and evidence."""
    rows = LinkagePlan.objects.visible_to(user).filter(pk__in=[pk for pk in ids if pk.isdecimal()])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def writes_plan(user: Any, plan: LinkagePlan) -> bool:
    return user.is_authenticated and (is_coordinator(user) or acts_for(user, plan.department))


def check_plan_move(plan: LinkagePlan, to: PlanState) -> None:
    if to not in MOVES[PlanState][PlanState(plan.state)]:
        raise ActionDenied(
            _("This plan is in the state “%(state)s”; that cannot be done now.") % {"state": plan.public_state},
            reason="plan_state",
        )


def check_plan_begin(user: Person, year: int, department: Organization) -> None:
    """The coordinators draw it up, for a department of the district."""
    check_coordinates(user)
    if not department.is_district:
        raise ActionDenied(_("A department of the district is in charge of the plan."), reason="wrong_side")
    if LinkagePlan.objects.filter(year=year).exists():
        raise ActionDenied(_("There is a plan for this year already."), reason="plan_exists")


def check_writer(user: Person, plan: LinkagePlan) -> None:
    if not writes_plan(user, plan):
        raise NotPermitted(
            _("Only %(organization)s and the coordinators write this plan.") % {"organization": plan.department.title},
            reason="not_writer",
        )


def check_plan_write(user: Person, plan: LinkagePlan) -> None:
    """The text is open until it is approved."""
    check_writer(user, plan)
    if plan.state not in PLAN_OPEN:
        raise ActionDenied(_("An approved plan is no longer changed; progress is added to it."), reason="plan_state")


def check_plan_budget(plan: LinkagePlan, lines: Iterable[tuple[BudgetItem, int]]) -> None:
    """Items of the plan's own year, and no less money than confirmed proposals take from it already."""
    wanted = {item.pk: amount for item, amount in lines}
    if BudgetItem.objects.filter(pk__in=wanted).exclude(year=plan.year).exists():
        raise ActionDenied(_("A plan has the budget items of its own year."), reason="other_year")
    for item, taken in taken_by_item(plan).items():
        if wanted.get(item.pk, 0) < taken:
            raise ActionDenied(
                _("Confirmed proposals take %(taken)s from %(item)s; the plan cannot have less.")
                % {"taken": won(taken), "item": item},
                reason="below_taken",
            )


def taken_by_item(plan: LinkagePlan) -> dict[BudgetItem, int]:
    """Won that confirmed proposals take from the plan, by budget item of its year."""
    confirmed = Proposal.objects.filter(state__in=CONFIRMED_ON).values("confirmed")
    lines = BudgetLine.objects.filter(version__in=confirmed, source=BudgetSource.ANNUAL_PLAN, item__year=plan.year)
    sums = dict(lines.order_by().values_list("item").annotate(total=Sum("amount_krw")))
    return {item: sums[item.pk] for item in BudgetItem.objects.filter(pk__in=sums).order_by("code")}


def check_plan_complete(plan: LinkagePlan) -> None:
    """What goes to the approval line has its directions, its money and its work."""
    missing = []
    if not plan.directions.strip():
        missing.append(_("Directions"))
    if not plan.budget.exists():
        missing.append(_("Budget"))
    if not plan.sub_projects.exists():
        missing.append(_("Plan in detail"))
    if missing:
        raise ActionDenied(
            _("Please write these parts first: %(parts)s.") % {"parts": ", ".join(missing)}, reason="incomplete"
        )


def check_plan_paper(user: Person, plan: LinkagePlan) -> None:
    check_plan_write(user, plan)
    check_plan_complete(plan)


def check_plan_approve(signer: Person | None, plan: LinkagePlan) -> None:
    """Its approval line decides in the name of a head or manager of its department; None: another office signed."""
    if signer is not None:
        check_line_signer(signer, plan.department)
    check_plan_complete(plan)


def check_plan_close(user: Person, plan: LinkagePlan) -> None:
    check_writer(user, plan)
    check_plan_move(plan, PlanState.CLOSED)


def check_plan_change(user: Person, plan: LinkagePlan) -> None:
    """An approved plan is opened again (변경계획); the one that was approved stays in force until the new one is."""
    check_writer(user, plan)
    check_plan_move(plan, PlanState.CHANGING)


def check_plan_recount(user: Person, plan: LinkagePlan) -> None:
    check_plan_write(user, plan)
    if plan.previous is None:
        raise ActionDenied(_("There is no plan of the year before to count."), reason="no_previous")


def check_sub_project_remove(user: Person, sub_project: SubProject) -> None:
    """Work under which something gathers already stays in the plan."""
    check_plan_write(user, sub_project.plan)
    if sub_project.progress.exists() or sub_project.proposals.exists():
        raise ActionDenied(
            _("Progress or proposals stand under this sub-project; it can no longer be removed."), reason="in_use"
        )


def check_duties_kept(plan: LinkagePlan, kept: set[int]) -> None:
    """A duty that a department has reported done does not vanish from a plan that is being changed."""
    if plan.duties.exclude(pk__in=kept).filter(reports__state=DutyState.DONE).exists():
        raise ActionDenied(
            _("A duty that was reported done stays in the plan as it was. Please add a new line for more."),
            reason="duty_reported",
        )


def plan_moves(user: Person, plan: LinkagePlan) -> dict[str, str]:
    """Each deed on the plan with the sentence that blocks it (empty: allowed)."""
    return {
        "write": blocked_by(check_plan_write, user, plan),
        "paper": blocked_by(check_plan_paper, user, plan),
        "close": blocked_by(check_plan_close, user, plan),
        "change": blocked_by(check_plan_change, user, plan),
        "recount": blocked_by(check_plan_recount, user, plan),
    }
