"""The verbs of the annual plan: drawn up, written, approved through its paper, followed, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from collaboration.models import (
    BudgetItem,
    DepartmentDuty,
    LinkagePlan,
    PlanBudgetLine,
    PlanGround,
    PlanProgress,
    Proposal,
    SubProject,
    SubProjectRole,
    SubProjectStage,
)
from collaboration.papers.plans import PLAN as PAPER
from collaboration.papers.plans import plan_paper
from collaboration.rules import plans as rules
from collaboration.rules.plans import PLAN
from collaboration.states import CONFIRMED_ON, PlanState, StageState
from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.documents.actions import file_store
from park_portal.documents.models import Document

from .papers import issue_paper, paper_lock
from .rows import write

FACTS = ("title", "aim", "directions", "since", "until")


@dataclass(frozen=True)
class Ground:
    """Why there is a plan, with number and day of the document it rests on (both may be missing)."""

    text: str
    paper_number: str = ""
    paper_on: date | None = None


@dataclass(frozen=True)
class Role:
    """Who does what: a body of the register, or one that is only named."""

    role: str
    text: str = ""
    organization: Organization | None = None
    name: str = ""


def plan_lock(pk: int) -> LinkagePlan:
    """The plan under its row's lock; its paper is taken before it (see ``papers.paper_lock``)."""
    paper_lock(PLAN, pk, PAPER)
    rows = LinkagePlan.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("department").get(pk=pk)


def say(verb: str, plan: LinkagePlan, by: Person, **facts: Any) -> None:
    record(verb, by=by, subject=plan, organization=plan.department, **facts)


@transaction.atomic
def plan_begin(*, by: Person, year: int, department: Organization, title: str) -> LinkagePlan:
    """A draft for the year. Where there is a plan of the year before, its work and its counted results come along."""
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
        directions=before.directions if before else "",
    )
    if before:
        _carry_over(before, plan)
    say("plan.begin", plan, by, year=year)
    return plan


def _carry_over(before: LinkagePlan, plan: LinkagePlan) -> None:
    """Sub-projects with stages and roles, and duties; the results of the year before as the first ground."""
    with override(settings.LANGUAGE_CODE):  # a plan is a paper of the park: not in the language of whoever began it
        PlanGround.objects.create(plan=plan, position=1, text=results_of(before))
    for row in before.sub_projects.all():
        copy = SubProject.objects.create(
            plan=plan, position=row.position, kind=row.kind, title=row.title, text=row.text
        )
        stages = [(stage.title, stage.text) for stage in row.stages.all()]
        roles = [Role(r.role, r.text, r.organization, r.name) for r in row.roles.select_related("organization")]
        _fill(copy, stages, roles)
    DepartmentDuty.objects.bulk_create(
        DepartmentDuty(plan=plan, position=duty.position, organization_id=duty.organization_id, text=duty.text)
        for duty in before.duties.all()
    )


def results_of(plan: LinkagePlan) -> str:
    """What the year brought, counted: confirmed proposals, stages done, entries of progress."""
    confirmed = Proposal.objects.filter(state__in=CONFIRMED_ON, confirmed_at__year=plan.year).count()
    stages = SubProjectStage.objects.filter(sub_project__plan=plan, state=StageState.DONE).count()
    entries = PlanProgress.objects.filter(sub_project__plan=plan).count()
    return _("Results of %(year)s: %(confirmed)s confirmed proposals, %(stages)s stages done, %(entries)s reports.") % {
        "year": plan.year, "confirmed": confirmed, "stages": stages, "entries": entries,
    }  # fmt: skip


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
    """Write the parts that are given, each as a whole. ``budget``: items with whole won."""
    plan = plan_lock(plan.pk)
    rules.check_plan_write(by, plan)
    changed = {name: value for name, value in (facts or {}).items() if name in FACTS}
    if changed:
        write(plan, **changed)
    if grounds is not None:
        plan.grounds.all().delete()
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
        plan.duties.all().delete()
        DepartmentDuty.objects.bulk_create(
            DepartmentDuty(plan=plan, position=n, organization=body, text=text)
            for n, (body, text) in enumerate(duties, start=1)
        )
    say("plan.write", plan, by, fields=list(changed))
    _paper_follow(plan, by)
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
        sub_project.stages.all().delete()
        sub_project.roles.all().delete()
    _fill(sub_project, stages, roles)
    say("sub_project.write", plan, by, sub_project=sub_project.pk)
    _paper_follow(plan, by)
    return sub_project


def _fill(sub_project: SubProject, stages: Sequence[tuple[str, str]], roles: Sequence[Role]) -> None:
    SubProjectStage.objects.bulk_create(
        SubProjectStage(sub_project=sub_project, position=n, title=title, text=text)
        for n, (title, text) in enumerate(stages, start=1)
    )
    SubProjectRole.objects.bulk_create(
        SubProjectRole(
            sub_project=sub_project,
            position=n,
            organization=row.organization,
            name="" if row.organization else row.name,
            role=row.role,
            text=row.text,
        )
        for n, row in enumerate(roles, start=1)
    )


def _paper_follow(plan: LinkagePlan, by: Person) -> None:
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
    """The plan's paper went through its line: the plan holds now. None where it held before.

    ``signer`` is in whose authority the line decided; None: another office signed, and ``by`` brought it back.
    Raises NotPermitted or ActionDenied, and the line does not end.
    """
    plan = plan_lock(plan_id)
    if plan.state != PlanState.DRAFT:
        return None
    if signer is None:
        rules.check_writer(by, plan)
    rules.check_plan_approve(signer, plan)
    _move(plan, PlanState.APPROVED, by, approved_at=clock.now())
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


@transaction.atomic
def stage_move(*, by: Person, stage: SubProjectStage, to: str) -> SubProjectStage:
    """Begin a stage, finish it, or take that back."""
    plan = plan_lock(SubProjectStage.objects.values_list("sub_project__plan", flat=True).get(pk=stage.pk))
    stage = SubProjectStage.objects.select_related("sub_project").get(pk=stage.pk)
    stage.sub_project.plan = plan
    rules.check_stage_move(by, stage, to)
    was = stage.state
    write(stage, state=StageState(to))
    say("stage.move", plan, by, stage=stage.pk, was=was, to=to)
    return stage


@transaction.atomic
def progress_add(
    *, by: Person, sub_project: SubProject, on: date, text: str, upload: UploadedFile | None = None
) -> PlanProgress:
    """What was done for a sub-project, with the file that shows it.

    Raises ValidationError where the file is not what it says it is.
    """
    plan = plan_lock(sub_project.plan_id)
    rules.check_progress(by, plan)
    file = None
    if upload:
        file = file_store(by=by, subject_type=PLAN, subject_id=plan.pk, purpose="evidence", upload=upload)
    progress = PlanProgress.objects.create(
        sub_project=sub_project, on=on, text=text, evidence=file, by=by, at=clock.now()
    )
    say("progress.add", plan, by, sub_project=sub_project.pk)
    return progress
