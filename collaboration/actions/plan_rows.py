"""The rows of a plan: how they are filled, and what comes along from the plan of the year before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from collaboration.models import (
    BudgetItem,
    DepartmentDuty,
    LinkagePlan,
    PlanBudgetLine,
    PlanGround,
    Proposal,
    SubProject,
    SubProjectRole,
    SubProjectStage,
)
from collaboration.rules.gathered import Gathered, gathered
from collaboration.rules.plans import check_duties_kept, taken_by_item
from collaboration.states import CONFIRMED_ON, StageState
from park_portal.accounts.models import Organization
from park_portal.core.spoken import won


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


def fill(sub_project: SubProject, stages: Sequence[tuple[str, str]], roles: Sequence[Role]) -> None:
    """Write stages and roles anew; a stage that keeps its title keeps where it stands."""
    stood = dict(sub_project.stages.values_list("title", "state"))
    sub_project.stages.all().delete()
    sub_project.roles.all().delete()
    SubProjectStage.objects.bulk_create(
        SubProjectStage(
            sub_project=sub_project, position=n, title=title, text=text, state=stood.get(title, StageState.PLANNED)
        )
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


def duties_write(plan: LinkagePlan, duties: Iterable[tuple[Organization | None, str]]) -> None:
    """One that says the same for the same department stays the same row, with what was reported on it."""
    was = {(duty.organization_id, duty.text): duty for duty in plan.duties.all()}
    rows = []
    for n, (body, text) in enumerate(duties, start=1):
        duty = was.pop((body.pk if body else None, text), None) or DepartmentDuty(
            plan=plan, organization=body, text=text
        )
        duty.position = n
        rows.append(duty)
    kept = {duty.pk for duty in rows if duty.pk}
    check_duties_kept(plan, kept)
    plan.duties.exclude(pk__in=kept).delete()
    for duty in rows:
        duty.save()


def carry_over(before: LinkagePlan, plan: LinkagePlan) -> None:
    """Counted results as grounds, sub-projects with stages and roles, duties."""
    recount(plan, before)
    for row in before.sub_projects.all():
        copy = SubProject.objects.create(
            plan=plan, position=row.position, kind=row.kind, title=row.title, text=row.text
        )
        stages = [(stage.title, stage.text) for stage in row.stages.all()]
        roles = [Role(r.role, r.text, r.organization, r.name) for r in row.roles.select_related("organization")]
        fill(copy, stages, roles)
    duties_write(plan, [(duty.organization, duty.text) for duty in before.duties.select_related("organization")])


def budget_carry(before: LinkagePlan, plan: LinkagePlan) -> None:
    """Last year's amounts as the first guess, where the new year has the budget item by its code."""
    items = {item.code: item for item in BudgetItem.objects.filter(year=plan.year)}
    lines = [line for line in before.budget.select_related("item") if line.item.code in items]
    PlanBudgetLine.objects.bulk_create(
        PlanBudgetLine(plan=plan, position=n, item=items[line.item.code], amount_krw=line.amount_krw)
        for n, line in enumerate(lines, start=1)
    )


def recount(plan: LinkagePlan, before: LinkagePlan) -> None:
    """Replace the counted grounds, and nothing else, by what the year before has brought by now."""
    plan.grounds.filter(is_counted=True).delete()
    with override(settings.LANGUAGE_CODE):  # a plan is a paper of the park: not in the language of whoever began it
        lines = results_of(before)
    PlanGround.objects.bulk_create(
        PlanGround(plan=plan, position=n, text=Truncator(line).chars(300), is_counted=True)
        for n, line in enumerate(lines, start=1)
    )


def results_of(plan: LinkagePlan) -> list[str]:
    """What the year brought, counted, one line each: as a whole, its money by budget item, then by sub-project."""
    found = gathered(plan)
    parts = list(plan.sub_projects.all())
    confirmed = Proposal.objects.filter(state__in=CONFIRMED_ON, confirmed_at__year=plan.year).count()
    words = _("Results of %(year)s: %(confirmed)s confirmed proposals, %(stages)s stages done, %(entries)s reports.")
    whole = words % {
        "year": plan.year,
        "confirmed": confirmed,
        "stages": sum(found[part.pk].stages_done for part in parts),
        "entries": sum(found[part.pk].entries for part in parts),
    }
    said = {part.title: figures_of(found[part.pk]) for part in parts}
    lines = [f"{title}: {', '.join(figures)}" for title, figures in said.items() if figures]
    silent = ", ".join(title for title, figures in said.items() if not figures)
    return [
        whole,
        *money_of(plan),
        *lines,
        *([_("Nothing reported: %(titles)s.") % {"titles": silent}] if silent else []),
    ]


def money_of(plan: LinkagePlan) -> list[str]:
    taken = taken_by_item(plan)
    said = [
        _("%(item)s %(taken)s of %(planned)s")
        % {"item": line.item.title, "taken": won(taken.get(line.item, 0)), "planned": won(line.amount_krw)}
        for line in plan.budget.select_related("item")
    ]
    return [_("Money taken by proposals: %(items)s.") % {"items": ", ".join(said)}] if said else []


def figures_of(one: Gathered) -> list[str]:
    """The figures of a sub-project that are not zero, as words."""
    taken = ", ".join(f"{item.title} {won(amount)}" for item, amount in one.taken.items())
    said = [
        (one.entries, _("%(n)s reports") % {"n": one.entries}),
        (one.stages, _("%(done)s of %(n)s stages done") % {"done": one.stages_done, "n": one.stages}),
        (one.proposals, _("%(n)s confirmed proposals") % {"n": one.proposals}),
        (one.taken_krw, _("money %(taken)s") % {"taken": taken}),
        (one.meetings, _("%(n)s meetings held") % {"n": one.meetings}),
        (one.hall_hours, _("halls %(hours)s hours") % {"hours": f"{one.hall_hours:g}"}),
        (one.open_commitments, _("%(n)s commitments open") % {"n": one.open_commitments}),
        (one.opinions, _("opinions on time %(met)s of %(n)s") % {"met": one.opinions_on_time, "n": one.opinions}),
    ]
    return [words for figure, words in said if figure]
