"""What gathers under the annual plan, counted: by sub-project, and for what stands under none of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, F, Q, Sum

from collaboration.models import (
    BudgetItem,
    BudgetLine,
    Commitment,
    LinkagePlan,
    Meeting,
    Opinion,
    PlanProgress,
    Proposal,
    SubProjectStage,
)
from collaboration.states import CONFIRMED_ON, BudgetSource, MeetingState, StageState
from park_portal.core.clock import SEOUL


@dataclass
class Gathered:
    """Figures of one sub-project. Entries that were corrected count once, as corrected; money in whole won."""

    entries: int = 0
    stages: int = 0
    stages_done: int = 0
    proposals: int = 0
    meetings: int = 0
    hall_time: timedelta = timedelta()
    open_commitments: int = 0
    opinions: int = 0
    opinions_on_time: int = 0
    taken: dict[BudgetItem, int] = field(default_factory=dict)  # of the plan's money, by budget item

    @property
    def taken_krw(self) -> int:
        return sum(self.taken.values())

    @property
    def hall_hours(self) -> float:
        """Hours in halls of the park, to one decimal: booked ones of meetings that were held."""
        return round(self.hall_time / timedelta(hours=1), 1)


Found = dict[int | None, Gathered]


def gathered(plan: LinkagePlan) -> Found:
    """By the id of the sub-project; None: proposals that were put under none. The same statements for any number."""
    found: Found = defaultdict(Gathered)
    entries = PlanProgress.objects.filter(sub_project__plan=plan, corrected_by=None).order_by()
    for part, count in entries.values_list("sub_project").annotate(n=Count("pk")):
        found[part].entries = count
    stages = SubProjectStage.objects.filter(sub_project__plan=plan).order_by()
    done = Count("pk", filter=Q(state=StageState.DONE))
    for part, count, finished in stages.values_list("sub_project").annotate(n=Count("pk"), done=done):
        found[part].stages, found[part].stages_done = count, finished
    rows = Proposal.objects.filter(plan=plan, state__in=CONFIRMED_ON).values_list("pk", "sub_project", "confirmed")
    under = {}
    versions = {}
    for pk, part, version in rows:
        found[part].proposals += 1
        under[pk], versions[version] = part, part
    _money(found, plan, versions)
    _meetings(found, under)
    _opinions(found, under)
    return found


def _money(found: Found, plan: LinkagePlan, versions: dict[int, int | None]) -> None:
    lines = BudgetLine.objects.filter(version__in=versions, source=BudgetSource.ANNUAL_PLAN, item__year=plan.year)
    sums = list(lines.order_by().values_list("version", "item").annotate(total=Sum("amount_krw")))
    items = {item.pk: item for item in BudgetItem.objects.filter(year=plan.year)}
    for version, item, total in sums:
        taken = found[versions[version]].taken
        taken[items[item]] = taken.get(items[item], 0) + total


def _meetings(found: Found, under: dict[int, int | None]) -> None:
    """Meetings that were held, the halls booked for them, and what was promised and is still open."""
    held = Meeting.objects.filter(proposal__in=under, state__in=[MeetingState.HELD, MeetingState.APPROVED])
    halls = F("booking__ends_at") - F("booking__starts_at")
    for proposal, used in held.annotate(used=halls).values_list("proposal", "used"):
        found[under[proposal]].meetings += 1
        found[under[proposal]].hall_time += used or timedelta()
    promised = Q(meeting=None) | Q(meeting__state=MeetingState.APPROVED)
    for proposal in Commitment.objects.open().filter(promised, proposal__in=under).values_list("proposal", flat=True):
        found[under[proposal]].open_commitments += 1


def _opinions(found: Found, under: dict[int, int | None]) -> None:
    """Opinions that were given, and those that were given by the day on which they were due."""
    given = Opinion.objects.filter(proposal__in=under, issued_at__isnull=False)
    for proposal, at, due in given.values_list("proposal", "issued_at", "due_on"):
        found[under[proposal]].opinions += 1
        found[under[proposal]].opinions_on_time += at.astimezone(SEOUL).date() <= due
