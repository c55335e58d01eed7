"""Work that is like a proposal, so that silos show while one writes: whose it is, even where one may not read it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from collaboration.models import LinkagePlan, Proposal, SubProject
from collaboration.querysets.proposals import bodies_of
from collaboration.reckoning.text import bigrams as pairs_of
from collaboration.reckoning.text import dice
from collaboration.states import ProposalState
from park_portal.accounts.models import Person
from park_portal.accounts.states import Field
from park_portal.core import clock

ALIKE = 15  # percent, from which a work is named as similar
FEWEST = 4  # bigrams, below which a text says too little to be compared
SIMILAR = 5


@dataclass(frozen=True)
class Alike:
    """A proposal, or a sub-project of the plan in force, that is so many percent like what is written.

    Without ``url`` the person may not open it: then it says no more than whom to ask.
    """

    title: str
    alike: int
    number: str
    names: tuple[str, ...]  # who proposes, who is in charge
    url: str = ""
    state_words: str = ""
    shared: tuple[str, ...] = ()  # fields of work that both have


def similar_to(
    user: Person,
    proposal: Proposal | None = None,
    bigrams: Sequence[int] | None = None,
    fields: Collection[str] | None = None,
) -> list[Alike]:
    """Up to five works that are alike, the most alike first; ``bigrams`` and ``fields``: of what is typed just now.

    Whoever takes part in joint work learns of all that was handed in; what she may not read is named without a link,
    because two departments that do the same each for itself must hear of each other (칸막이). Others see public ones.
    """
    words = bigrams if bigrams is not None else proposal.bigrams if proposal else []
    wanted = fields if fields is not None else proposal.fields if proposal else []
    if len(words) < FEWEST:
        return []
    found = [*proposals_like(user, proposal, words, wanted), *sub_projects_like(user, words)]
    return sorted(found, key=lambda row: -row.alike)[:SIMILAR]


def joins_in(user: Person) -> bool:
    """Somebody of a department, an organisation of the park or the centre: a body that may propose."""
    return user.is_centre_staff or bool(bodies_of(user))


def proposals_like(
    user: Person, proposal: Proposal | None, words: Sequence[int], wanted: Collection[str]
) -> list[Alike]:
    """The search is over all rows (decision 0005); what may be opened is asked of the few that it found."""
    rows = Proposal.objects.exclude(state=ProposalState.WITHDRAWN)
    if joins_in(user):
        rows = rows.filter(Q(submitted_at__isnull=False) | Q(author=user) | Q(lead__in=bodies_of(user)))
    else:
        rows = rows.public()
    if proposal:
        rows = rows.exclude(pk=proposal.pk)
    found = list(rows.like(words, ALIKE).select_related("lead", "receiver").defer("bigrams")[:SIMILAR])
    opened = Proposal.objects.visible_to(user).filter(pk__in=[row.pk for row in found])
    may_open = set(opened.order_by().values_list("pk", flat=True))
    return [drawn(row, row.pk in may_open, wanted) for row in found]


def drawn(row: Any, opens: bool, wanted: Collection[str]) -> Alike:
    names = (row.lead.title, *([row.receiver.title] if row.receiver else []))
    if not opens:
        return Alike(row.title, row.alike, row.number, names)
    shared = tuple(str(Field(field).label) for field in row.fields if field in wanted)
    return Alike(row.title, row.alike, row.number, names, row.get_absolute_url(), row.public_state, shared)


def sub_projects_like(user: Person, words: Sequence[int]) -> list[Alike]:
    """The work of the plan in force, by the same measure; some dozens, compared here."""
    if not user.is_authenticated:
        return []
    rows = SubProject.objects.filter(plan__in=LinkagePlan.objects.in_force(clock.today()))
    found = []
    for row in rows.select_related("plan__department"):
        alike = dice(words, sub_project_pairs(row.title, row.text))
        if alike >= ALIKE:
            url = f"{row.plan.get_absolute_url()}#s-{row.pk}"
            names = (row.plan.department.title,)
            found.append(Alike(row.title, alike, _("Annual plan"), names, url, row.plan.public_state))
    return found


@lru_cache(maxsize=512)
def sub_project_pairs(title: str, text: str) -> tuple[int, ...]:
    return tuple(pairs_of(title, text))
