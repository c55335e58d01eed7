"""How the annual plan looks: its money, its sub-projects with their stages, its progress."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from collaboration.actions.plan_rows import figures_of
from collaboration.models import DutyReport, LinkagePlan, PlanProgress, Proposal, SubProjectRole
from collaboration.papers.plans import PLAN as PAPER
from collaboration.querysets.proposals import bodies_of
from collaboration.rules.gathered import gathered
from collaboration.rules.people import is_coordinator
from collaboration.rules.plans import PLAN, plan_moves, taken_by_item
from collaboration.rules.progress import works_on
from collaboration.states import MOVES, PLAN_HOLDS, PLAN_OPEN, DutyState, StageState
from park_portal.approvals.models import ApprovalLine, ApprovalRound
from park_portal.approvals.states import Outcome
from park_portal.documents.content import Paper
from park_portal.documents.models import Document


@dataclass(frozen=True)
class BudgetRow:
    """A budget item in won: planned, taken by confirmed proposals, left (negative: more is taken than planned)."""

    item: Any
    planned: int
    taken: int

    @property
    def left(self) -> int:
        return self.planned - self.taken


@dataclass(frozen=True)
class Approval:
    """The line of the plan's paper, and the round that was approved last: its number, its signer, its paper."""

    line: ApprovalLine
    approved: ApprovalRound | None

    @property
    def signer(self) -> str:
        if self.approved is None:
            return ""
        step = self.approved.deciding
        return str((step.decided_by or step.person) if step else self.approved.office)


@dataclass
class PlanView:
    """A plan as one person sees it."""

    plan: LinkagePlan
    user: Any

    @cached_property
    def allowed(self) -> set[str]:
        return {name for name, blocked in plan_moves(self.user, self.plan).items() if not blocked}

    @cached_property
    def budget(self) -> list[BudgetRow]:
        """Planned items first; then those that proposals draw on although the plan has none of them."""
        taken = taken_by_item(self.plan)
        lines = list(self.plan.budget.select_related("item"))
        rows = [BudgetRow(line.item, line.amount_krw, taken.pop(line.item, 0)) for line in lines]
        return rows + [BudgetRow(item, 0, amount) for item, amount in taken.items()]

    @property
    def planned_krw(self) -> int:
        return sum(row.planned for row in self.budget)

    @property
    def taken_krw(self) -> int:
        return sum(row.taken for row in self.budget)

    @property
    def left_krw(self) -> int:
        return self.planned_krw - self.taken_krw

    @cached_property
    def sub_projects(self) -> list[Any]:
        """Each with stages (and the states they may go to), roles, progress, proposals, and its figures in words.

        The same queries for any number of them.
        """
        rows = self.plan.sub_projects.prefetch_related(
            "stages",
            Prefetch("roles", SubProjectRole.objects.select_related("organization")),
            Prefetch("progress", PlanProgress.objects.select_related("by", "evidence", "corrects", "corrected_by")),
        )
        mine = works_on(self.user, self.plan) if self.is_held else set()
        figures = gathered(self.plan) if not self.is_draft else {}
        for row in (found := list(rows)):
            row.may_add = row.pk in mine
            row.figures = figures_of(figures[row.pk]) if row.pk in figures else []
            row.under = [proposal for proposal in self.proposals if proposal.sub_project_id == row.pk]
            for stage in row.stages.all():
                stage.ways = [(to.value, to.label) for to in MOVES[StageState][StageState(stage.state)]]
        return found

    @property
    def is_held(self) -> bool:
        return self.plan.state in PLAN_HOLDS

    @property
    def is_draft(self) -> bool:
        return self.plan.approved_at is None

    @property
    def is_open(self) -> bool:
        return self.plan.state in PLAN_OPEN

    @cached_property
    def may_place(self) -> bool:
        """Whether she puts the proposals under sub-projects."""
        return self.is_held and is_coordinator(self.user)

    @cached_property
    def approval(self) -> Approval | None:
        lines = ApprovalLine.objects.alive().filter(subject_type=PLAN, subject_id=str(self.plan.pk), kind=PAPER)
        line = lines.first()
        if line is None:
            return None
        rounds = line.rounds.filter(outcome=Outcome.APPROVED).select_related("document")
        return Approval(line, rounds.order_by("-round").first())

    @cached_property
    def attachments(self) -> list[Any]:
        return list(self.plan.attachments.select_related("file"))

    @cached_property
    def proposals(self) -> list[Proposal]:
        """What was confirmed under the plan, in that order."""
        rows = Proposal.objects.visible_to(self.user).filter(plan=self.plan).with_list_columns()
        return list(rows.order_by("confirmed_at", "pk"))

    @cached_property
    def grounds(self) -> list[Any]:
        return list(self.plan.grounds.all())

    @cached_property
    def duties(self) -> list[Any]:
        """Each with its reports (the person's own marked), and how many of them are done."""
        reports = Prefetch("reports", DutyReport.objects.select_related("organization", "reported_by"))
        mine = bodies_of(self.user)
        for duty in (found := list(self.plan.duties.select_related("organization").prefetch_related(reports))):
            duty.done = sum(report.state == DutyState.DONE for report in duty.reports.all())
            for report in duty.reports.all():
                report.is_mine = self.is_held and report.organization_id in mine
        return found

    @cached_property
    def unreported(self) -> list[str]:
        """Departments that owe a report, for the coordinators."""
        if not (self.is_held and is_coordinator(self.user)):
            return []
        reports = [report for duty in self.duties for report in duty.reports.all()]
        return sorted({report.organization.title for report in reports if report.state == DutyState.OPEN})

    @property
    def directions(self) -> list[str]:
        return [line for line in self.plan.directions.splitlines() if line.strip()]


def issued_paper(plan: LinkagePlan) -> Paper | None:
    """The plan as it was put on paper last; what is being written has none."""
    if plan.state in PLAN_OPEN:
        return None
    document = Document.objects.of(PLAN, plan.pk).filter(kind=PAPER).order_by("-version").first()
    return document.paper if document else None
