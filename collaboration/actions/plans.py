"""The verbs of the annual plan: drawn up, written, approved through its paper, followed, closed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from collaboration.models import (
    BudgetItem,
    LinkagePlan,
    PlanBudgetLine,
    PlanGround,
    SubProject,
)
from collaboration.papers.plans import PLAN as PAPER
from collaboration.papers.plans import plan_paper
from collaboration.rules import plans as rules
from collaboration.rules.plans import PLAN
from collaboration.states import PLAN_OPEN, PlanState
from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.documents.models import Document

from .duties import duties_ask
from .papers import issue_paper, paper_lock
from .plan_rows import Ground, Role, budget_carry, carry_over, duties_write, fill
from .rows import write

FACTS = ("title", "aim", "directions", "since", "until")


def plan_lock(pk: int) -> LinkagePlan:
    """The plan under its row's lock; its paper is taken before it (see ``papers.paper_lock``)."""
    paper_lock(PLAN, pk, PAPER)
    rows = LinkagePlan.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("department").get(pk=pk)


def say(verb: str, plan: LinkagePlan, by: Person, **facts: Any) -> None:
    record(verb, by=by, subject=plan, organization=plan.department, **facts)


@transaction.atomic
def plan_begin(*, by: Person, year: int, department: Organization, title: str) -> LinkagePlan:
    """A draft for the year. Text, work, money and counted results of the year before come along, if it had a plan."""
    rules.check_plan_begin(by, year, department)
    before = LinkagePlan.objects.filter(year=year - 1).first()
    plan = LinkagePlan.objects.create(
        year=year,
        title=title,
        since=date(year, 1, 1),
        until=date(year + 1, 1, 1),
        department=department,
        previous=before,
        created_by=by,
        aim=before.aim if before else "",
        directions=before.directions if before else "",
    )
    if before:
        carry_over(before, plan)
        budget_carry(before, plan)
    say("plan.begin", plan, by, year=year)
    return plan


@transaction.atomic
def plan_write(
    *,
    by: Person,
    plan: LinkagePlan,
    facts: Mapping[str, Any] | None = None,
    grounds: Sequence[Ground] | None = None,
    budget: Sequence[tuple[BudgetItem, int]] | None = None,
    duties: Sequence[tuple[Organization | None, str]] | None = None,
) -> LinkagePlan:
    """Write the parts that are given, each as a whole; counted grounds stay. ``budget``: items with whole won."""
    plan = plan_lock(plan.pk)
    rules.check_plan_write(by, plan)
    changed = {name: value for name, value in (facts or {}).items() if name in FACTS}
    if changed:
        write(plan, **changed)
    if grounds is not None:
        plan.grounds.filter(is_counted=False).delete()
        PlanGround.objects.bulk_create(
            PlanGround(plan=plan, position=n, text=row.text, paper_number=row.paper_number, paper_on=row.paper_on)
            for n, row in enumerate(grounds, start=1)
        )
    if budget is not None:
        rules.check_plan_budget(plan, budget)
        plan.budget.all().delete()
        PlanBudgetLine.objects.bulk_create(
            PlanBudgetLine(plan=plan, position=n, item=item, amount_krw=amount)
            for n, (item, amount) in enumerate(budget, start=1)
        )
    if duties is not None:
        duties_write(plan, duties)
    say("plan.write", plan, by, fields=list(changed))
    paper_follow(plan, by)
    return plan


@transaction.atomic
def sub_project_write(
    *,
    by: Person,
    plan: LinkagePlan,
    kind: str,
    title: str,
    text: str = "",
    stages: Sequence[tuple[str, str]] = (),
    roles: Sequence[Role] = (),
    sub_project: SubProject | None = None,
) -> SubProject:
    """Write one sub-project with its stages (title, text) and roles; without ``sub_project`` a new one at the end."""
    plan = plan_lock(plan.pk)
    rules.check_plan_write(by, plan)
    facts = {"kind": kind, "title": title, "text": text}
    if sub_project is None:
        last = plan.sub_projects.order_by("-position").values_list("position", flat=True).first() or 0
        sub_project = SubProject.objects.create(plan=plan, position=last + 1, **facts)
    else:
        write(sub_project, **facts)
    fill(sub_project, stages, roles)
    say("sub_project.write", plan, by, sub_project=sub_project.pk)
    paper_follow(plan, by)
    return sub_project


def paper_follow(plan: LinkagePlan, by: Person) -> None:
    """A rewritten draft takes its paper along, so that an approval line opens again."""
    if Document.objects.of(PLAN, plan.pk).exists():
        issue_paper(by, PLAN, plan, PAPER, plan_paper)


@transaction.atomic
def plan_paper_issue(*, by: Person, plan: LinkagePlan) -> Document:
    """Freeze the plan as the paper that goes through an approval line."""
    plan = plan_lock(plan.pk)
    rules.check_plan_paper(by, plan)
    return issue_paper(by, PLAN, plan, PAPER, plan_paper)


@transaction.atomic
def plan_approved(*, plan_id: int, by: Person, signer: Person | None) -> LinkagePlan | None:
    """The plan's paper went through its line: the plan holds now, its departments hear of their duties.

    None where it held before.
    ``signer`` is in whose authority the line decided; None: another office signed, and ``by`` brought it back.
    Raises NotPermitted or ActionDenied, and the line does not end.
    """
    plan = plan_lock(plan_id)
    if plan.state not in PLAN_OPEN:
        return None
    if signer is None:
        rules.check_writer(by, plan)
    rules.check_plan_approve(signer, plan)
    _move(plan, PlanState.APPROVED, by, approved_at=clock.now())
    duties_ask(plan)
    return plan


@transaction.atomic
def plan_change(*, by: Person, plan: LinkagePlan, reason: str) -> LinkagePlan:
    """Open an approved plan for a change (변경계획); its paper gets a new version, so that its line begins again.

    What was approved stays in force until the change is.
    """
    plan = plan_lock(plan.pk)
    rules.check_plan_change(by, plan)
    _move(plan, PlanState.CHANGING, by, changes=plan.changes + 1, change_reason=reason.strip()[:300])
    paper_follow(plan, by)
    return plan


@transaction.atomic
def plan_close(*, by: Person, plan: LinkagePlan) -> LinkagePlan:
    """The year is over; nothing is added any more."""
    plan = plan_lock(plan.pk)
    rules.check_plan_close(by, plan)
    _move(plan, PlanState.CLOSED, by)
    return plan


def _move(plan: LinkagePlan, to: PlanState, by: Person, **facts: Any) -> None:
    rules.check_plan_move(plan, to)
    was = plan.state
    write(plan, state=to, **facts)
    say(f"plan.{to}", plan, by, was=was)
