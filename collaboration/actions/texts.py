"""What a proposal says: writing its open version, sealing it, throwing it away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from collaboration.models import (
    OUTLINE,
    BudgetItem,
    BudgetLine,
    OpinionPoint,
    PointWord,
    Proposal,
    ProposalVersion,
    Section,
)
from collaboration.notifications.proposals import proposal_revised
from collaboration.reckoning.text import bigrams, digest, tidy
from collaboration.rules.proposals import check_proposal_write, standing_opinion
from collaboration.rules.reading import check_read, proposal_says
from collaboration.states import BudgetSource, PointState, PointWordKind, ProposalState, SectionCode
from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied

from .rows import proposal_lock, say, turn_follow, write


@dataclass(frozen=True)
class Money:
    """A budget line as typed: item, what for, whole won, where the money is to come from."""

    item: BudgetItem
    purpose: str
    amount_krw: int
    source: BudgetSource

    @property
    def row(self) -> tuple[Any, ...]:
        return (self.item.year, self.item.code, self.purpose, self.amount_krw, self.source)


@transaction.atomic
def proposal_write(
    *,
    by: Person,
    proposal: Proposal,
    facts: Mapping[str, Any] | None = None,
    sections: Mapping[SectionCode, str] | None = None,
    budget: Sequence[Money] | None = None,
    is_public: bool | None = None,
    read: str | None = None,
) -> ProposalVersion:
    """Write facts and sections (those given) and the budget (all its lines, where given) into the open version.

    After a hand-in this opens the next version, which says what the last one said until it is changed; what the
    proposal is called stays as handed in until the new version is. ``is_public``: shown to everyone once confirmed.
    ``read``: what ``proposal_says`` gave when the form was opened; raises Overtaken where it says something else now.
    """
    proposal = proposal_lock(proposal.pk)
    check_proposal_write(by, proposal)
    check_read(read, proposal_says(proposal))
    version = open_version(proposal, by)
    changed = {name: value for name, value in (facts or {}).items() if name in OUTLINE}
    write(version, **changed)
    if proposal.current_id is None:
        write(proposal, **changed)
    if is_public is not None:
        write(proposal, is_public=is_public)
    for code, text in (sections or {}).items():
        Section.objects.filter(version=version, code=code).update(text=tidy(text))
    if budget is not None:
        version.budget.all().delete()
        budget_write(version, budget)
    redigest(version)
    write(proposal, bigrams=words_of(version))
    turn_follow(proposal)
    say("proposal.write", proposal, by, fields=[*changed, *(sections or {})], version=version.number)
    return version


def open_version(proposal: Proposal, by: Person) -> ProposalVersion:
    """The version that is being written; made from the last one where there is none."""
    versions = proposal.versions.order_by("number")
    last = versions.last()
    if last is not None and last.sealed_at is None:
        return last
    version = ProposalVersion.objects.create(
        proposal=proposal,
        number=last.number + 1 if last else 1,
        made_at=clock.now(),
        made_by=by,
        **(last or proposal).outline,
    )
    said = {section.code: section.text for section in last.sections.all()} if last else {}
    Section.objects.bulk_create(
        Section(version=version, code=code, text=said.get(code, ""), digest="") for code in SectionCode
    )
    if last:
        budget_write(version, last.budget.select_related("item"))
    redigest(version)
    return version


def budget_write(version: ProposalVersion, lines: Iterable[Money | BudgetLine]) -> None:
    BudgetLine.objects.bulk_create(
        BudgetLine(
            version=version,
            position=number,
            item=line.item,
            purpose=line.purpose,
            amount_krw=line.amount_krw,
            source=line.source,
        )
        for number, line in enumerate(lines, start=1)
    )


def redigest(version: ProposalVersion) -> None:
    """Bring the fingerprints up to what the sections say; the budget's covers its lines, too."""
    lines = [
        (line.item.year, line.item.code, line.purpose, line.amount_krw, line.source)
        for line in version.budget.select_related("item")
    ]
    for section in version.sections.all():
        found = digest(section.text, lines if section.code == SectionCode.BUDGET else ())
        if found != section.digest:
            write(section, digest=found)


def words_of(version: ProposalVersion) -> list[int]:
    """What the overlap search compares: title, summary, place, aim and content."""
    texts = version.sections.filter(code__in=[SectionCode.AIM, SectionCode.CONTENT]).values_list("text", flat=True)
    return bigrams(version.title, version.summary, version.place, *texts)


def seal(proposal: Proposal, version: ProposalVersion, note: str = "") -> list[OpinionPoint]:
    """Hand the version in: it never changes again, and the points whose sections changed open again.

    Gives these points. The caller holds the proposal's lock.
    """
    version.sealed_at, version.note = clock.now(), note[:300]
    version.save(update_fields=["sealed_at", "note"])
    write(proposal, current=version, **version.outline)
    return reopen_points(proposal, version)


def reopen_points(proposal: Proposal, version: ProposalVersion) -> list[OpinionPoint]:
    """Open exactly the points whose section says something else now (domain/collaboration.md, Opinion)."""
    opinion = standing_opinion(proposal)
    if opinion is None:
        return []
    now_says = dict(version.sections.values_list("code", "digest"))
    touched = [point for point in opinion.points.all() if now_says.get(point.section) != point.digest]
    for point in touched:
        was_answered = point.state != PointState.OPEN
        write(
            point,
            digest=now_says.get(point.section, ""),
            state=PointState.OPEN,
            closed_at=None,
            closed_by=None,
            reopened=point.reopened + was_answered,
        )
    return touched


@transaction.atomic
def proposal_revise(*, by: Person, proposal: Proposal, note: str) -> list[OpinionPoint]:
    """Hand in the version that was written after the kickoff, or in answer to an opinion.

    Gives the points that are open again. Raises ActionDenied where nothing was changed.
    """
    proposal = proposal_lock(proposal.pk)
    check_proposal_write(by, proposal)
    version = proposal.versions.filter(sealed_at=None).first()
    if proposal.state in {ProposalState.DRAFT, ProposalState.RETURNED} or version is None:
        raise ActionDenied(_("There is no new version to hand in."), reason="no_version")
    same = proposal.current and proposal.current.outline == version.outline
    if same and not changed_sections(proposal.current, version):
        raise ActionDenied(_("Nothing is different from before."), reason="no_change")
    touched = seal(proposal, version, note)
    PointWord.objects.bulk_create(
        PointWord(point=point, kind=PointWordKind.EDIT, version=version, by=by, at=clock.now()) for point in touched
    )
    turn_follow(proposal)
    say("proposal.revise", proposal, by, version=version.number, points=len(touched))
    proposal_revised(proposal, version, touched)
    return touched


@transaction.atomic
def proposal_discard(*, by: Person, proposal: Proposal) -> None:
    """Throw the open version away; the one handed in before stands."""
    proposal = proposal_lock(proposal.pk)
    check_proposal_write(by, proposal)
    version = proposal.versions.filter(sealed_at=None).first()
    if version is None or proposal.current is None:
        raise ActionDenied(_("There is no new version to throw away."), reason="no_version")
    number = version.number
    version.sections.all().delete()
    version.budget.all().delete()
    version.delete()
    write(proposal, bigrams=words_of(proposal.current))
    turn_follow(proposal)
    say("proposal.discard", proposal, by, version=number)


def changed_sections(old: ProposalVersion, new: ProposalVersion) -> list[str]:
    """Codes of the sections that say something else in ``new``."""
    before = dict(old.sections.values_list("code", "digest"))
    return [section.code for section in new.sections.all() if before.get(section.code) != section.digest]
