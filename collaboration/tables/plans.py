"""How the annual plan looks: its money, its sub-projects with their stages, its progress."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from collaboration.models import LinkagePlan, PlanProgress, Proposal, SubProjectRole
from collaboration.rules.plans import plan_moves, taken_by_item
from collaboration.states import MOVES, StageState


@dataclass(frozen=True)
class BudgetRow:
    """A budget item in won: planned, taken by confirmed proposals, left (negative: more is taken than planned)."""

    item: Any
    planned: int
    taken: int

    @property
    def left(self) -> int:
        return self.planned - self.taken


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
        """Each with stages (and the states they may go to), roles and progress: four queries for all of them."""
        rows = self.plan.sub_projects.prefetch_related(
            "stages",
            Prefetch("roles", SubProjectRole.objects.select_related("organization")),
            Prefetch("progress", PlanProgress.objects.select_related("by", "evidence")),
        )
        for row in (found := list(rows)):
            for stage in row.stages.all():
                stage.ways = [(to.value, to.label) for to in MOVES[StageState][StageState(stage.state)]]
        return found

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
        return list(self.plan.duties.select_related("organization"))

    @property
    def directions(self) -> list[str]:
        return [line for line in self.plan.directions.splitlines() if line.strip()]
