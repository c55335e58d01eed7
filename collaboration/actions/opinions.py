"""The verbs of an opinion and of its points; handing responsibility on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from collaboration.models import Opinion, OpinionPoint, PointWord, Proposal
from collaboration.notifications import opinions as messages
from collaboration.papers.opinions import OPINION
from collaboration.reckoning.clock import Pause, due_day
from collaboration.rules import opinions as rules
from collaboration.rules.proposals import standing_opinion
from collaboration.rules.reading import check_read, opinion_says
from collaboration.states import (
    OpinionState,
    PointKind,
    PointState,
    PointWordKind,
    ProposalState,
    ReasonCode,
    SectionCode,
    Side,
    Verdict,
)
from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.documents.actions import file_store
from park_portal.documents.models import Document, StoredFile

from .papers import check_signed, opinion_paper_follow, paper_lock
from .rows import move, move_opinion, opinion_lock, proposal_lock, say, turn_follow, write


@transaction.atomic
def opinion_request(*, by: Person, proposal: Proposal) -> Opinion:
    """Ask whoever is in charge for the written opinion on the current version.

    Due ten working days after the day of the request; after a completion the clock of the first request goes on.
    """
    proposal = proposal_lock(proposal.pk)
    rules.check_opinion_request(by, proposal)
    earlier = standing_opinion(proposal)
    if earlier is not None:
        move_opinion(earlier, OpinionState.SUPERSEDED, by=by)
    now = clock.now()
    opinion = Opinion.objects.create(
        proposal=proposal,
        version=proposal.current,
        organization=proposal.receiver,
        requested_by=by,
        requested_at=now,
        due_on=due_of(proposal, now.astimezone(SEOUL).date()),
    )
    move(proposal, ProposalState.OPINION_REQUESTED, by=by)
    say("opinion.request", proposal, by, opinion=opinion.pk, due_on=opinion.due_on.isoformat())
    messages.opinion_requested(opinion)
    return opinion


def due_of(proposal: Proposal, today: date) -> date:
    """The day on which an opinion asked for today is due: days in which the proposer completed, or in which everything
    stood still, are not counted. At least one working day is left to read what was completed."""
    pauses: list[Pause] = []
    begun = later = today
    for opinion in proposal.opinions.filter(organization=proposal.receiver).order_by("-requested_at", "-pk"):
        if opinion.verdict != Verdict.SUPPLEMENT or opinion.issued_at is None:
            break
        pauses.append((opinion.issued_at.astimezone(SEOUL).date(), later))
        begun = later = opinion.requested_at.astimezone(SEOUL).date()
    held = proposal.turns.filter(side=Side.NOBODY, until__isnull=False).values_list("since", "until")
    pauses += [(since.astimezone(SEOUL).date(), until.astimezone(SEOUL).date()) for since, until in held]
    return max(due_day(begun, pauses=pauses), due_day(today, 1))


@transaction.atomic
def opinion_accept(*, by: Person, opinion: Opinion) -> Opinion:
    """Take the request up: whoever does looks after it."""
    opinion = opinion_lock(opinion.pk)
    rules.check_opinion_accept(by, opinion)
    move_opinion(opinion, OpinionState.ACCEPTED, by=by, assignee=by, accepted_at=clock.now())
    return opinion


@dataclass(frozen=True)
class Said:
    """A point as typed: on which section, condition, question or remark, in words."""

    section: SectionCode
    kind: PointKind
    text: str


@transaction.atomic
def opinion_write(
    *,
    by: Person,
    opinion: Opinion,
    verdict: str = "",
    reasons: Sequence[ReasonCode] = (),
    text: str = "",
    points: Sequence[Said] | None = None,
    read: str | None = None,
) -> Opinion:
    """Keep the opinion as it is being written; ``points``: all of them anew. It speaks of the current version.

    ``read``: what ``opinion_says`` gave when the form was opened; raises Overtaken where it says something else now.
    """
    paper_lock("collaboration.opinion", opinion.pk, OPINION)
    opinion = opinion_lock(opinion.pk)
    rules.check_opinion_write(by, opinion)
    check_read(read, opinion_says(opinion))
    write(opinion, verdict=verdict, reasons=list(reasons), text=text, version=opinion.proposal.current)
    if points is not None:
        digests = dict(opinion.version.sections.values_list("code", "digest"))
        opinion.points.all().delete()
        OpinionPoint.objects.bulk_create(
            OpinionPoint(
                opinion=opinion,
                position=number,
                section=point.section,
                digest=digests.get(point.section, ""),
                kind=point.kind,
                text=point.text,
            )
            for number, point in enumerate(points, start=1)
        )
    say("opinion.write", opinion.proposal, by, opinion=opinion.pk)
    opinion_paper_follow(by, opinion)
    return opinion


@transaction.atomic
def opinion_issue(*, by: Person, opinion: Opinion, **written: Any) -> Opinion:
    """Give the opinion in the name of the body: a head or manager decides (전결).

    ``written``: what ``opinion_write`` takes, kept first; where it cannot be given, it is not kept either.
    """
    if written:
        opinion_write(by=by, opinion=opinion, **written)
    opinion = opinion_lock(opinion.pk)
    rules.check_opinion_issue(by, opinion, list(opinion.points.all()))
    return issue(opinion, by)


@dataclass(frozen=True)
class Signed:
    """How a line ended: by whom, in whose authority (None: another office signed, ``by`` brought it back), as what."""

    by: Person
    signer: Person | None
    number: str
    on: date
    file: StoredFile | None = None


@transaction.atomic
def opinion_approved(*, opinion_id: int, document: Document, signed: Signed) -> Opinion | None:
    """The opinion's paper went through its approval line: what it says is given now. None where it was given before.

    Raises NotPermitted or ActionDenied, and the line does not end: nobody signs what was taken back meanwhile, or a
    paper that says something else than the opinion.
    """
    opinion = opinion_lock(opinion_id)
    if opinion.state == OpinionState.ISSUED:
        return None
    rules.check_opinion_move(opinion, OpinionState.ISSUED)
    rules.check_opinion_approve(signed.signer, opinion, list(opinion.points.all()))
    if signed.signer is None:
        rules.check_opinion_record(signed.by, opinion, signed.on)
    else:
        rules.check_not_own(signed.by, opinion)
    check_signed(opinion, document)
    return issue(opinion, signed.by, paper_number=signed.number, paper_on=signed.on, paper=signed.file)


@transaction.atomic
def opinion_record(*, by: Person, opinion: Opinion, paper_number: str, paper_on: date, upload: UploadedFile) -> Opinion:
    """The opinion was signed in the office's own system: number, day and the signed file come back.

    Raises ValidationError where the file is not what it says it is.
    """
    opinion = opinion_lock(opinion.pk)
    rules.check_opinion_write(by, opinion)
    rules.check_opinion_record(by, opinion, paper_on)
    rules.check_opinion_complete(opinion, list(opinion.points.all()))
    file = file_store(
        by=by, subject_type="collaboration.opinion", subject_id=opinion.pk, purpose="signed", upload=upload
    )
    return issue(opinion, by, paper_number=paper_number, paper_on=paper_on, paper=file)


def issue(opinion: Opinion, by: Person, **facts: Any) -> Opinion:
    """Give it, and let the proposal follow: on to the answer, back to be completed, or to a decision."""
    proposal, now = opinion.proposal, clock.now()
    move_opinion(opinion, OpinionState.ISSUED, by=by, issued_at=now, issued_by=by, **facts)
    opinion.points.filter(kind=PointKind.REMARK).update(state=PointState.CLOSED, closed_at=now, closed_by=by)
    if opinion.verdict == Verdict.SUPPLEMENT:
        move(proposal, ProposalState.WORKING, by=by)
    else:
        move(proposal, ProposalState.OPINION_ISSUED, by=by)
    messages.opinion_issued(opinion)
    return opinion


@transaction.atomic
def opinion_extend(*, by: Person, opinion: Opinion) -> Opinion:
    """Say that the opinion holds for the newer version, too; all points are closed on it."""
    opinion = opinion_lock(opinion.pk)
    rules.check_opinion_extend(by, opinion)
    was = opinion.version_id
    write(opinion, version=opinion.proposal.current)
    say("opinion.extend", opinion.proposal, by, opinion=opinion.pk, was=was, version=opinion.version_id)
    turn_follow(opinion.proposal)
    messages.opinion_extended(opinion)
    return opinion


@transaction.atomic
def opinion_revoke(*, by: Person, opinion: Opinion, reason: str) -> Opinion:
    """Take the request or the opinion back, before anything rests on it."""
    opinion = opinion_lock(opinion.pk)
    rules.check_opinion_revoke(by, opinion, reason)
    move_opinion(opinion, OpinionState.REVOKED, by=by, ended_reason=reason[:300])
    proposal = opinion.proposal
    if proposal.state in {ProposalState.OPINION_REQUESTED, ProposalState.OPINION_ISSUED}:
        move(proposal, ProposalState.WORKING, by=by)
    elif proposal.held_from in {ProposalState.OPINION_REQUESTED, ProposalState.OPINION_ISSUED}:
        write(proposal, held_from=ProposalState.WORKING)  # where it stood is gone with the opinion
    messages.opinion_revoked(opinion)
    return opinion


@transaction.atomic
def opinion_remind(*, by: Person, opinion: Opinion) -> Opinion:
    """Ask once more; everyone sees when that was."""
    opinion = opinion_lock(opinion.pk)
    rules.check_opinion_remind(by, opinion)
    write(opinion, reminded_at=clock.now())
    say("opinion.remind", opinion.proposal, by, opinion=opinion.pk)
    messages.opinion_reminded(opinion)
    return opinion


# ------------------------------------------------------------------------------ points


def point_lock(pk: int) -> OpinionPoint:
    opinion = opinion_lock(OpinionPoint.objects.values_list("opinion", flat=True).get(pk=pk))
    point = OpinionPoint.objects.select_for_update(of=("self",)).get(pk=pk)
    point.opinion = opinion
    return point


@transaction.atomic
def point_answer(*, by: Person, point: OpinionPoint, answer: str) -> OpinionPoint:
    """The proposer's answer; it may be written anew until the point is closed."""
    point = point_lock(point.pk)
    rules.check_point_answer(by, point, answer)
    write(point, state=PointState.ANSWERED, answer=answer, answered_by=by, answered_at=clock.now())
    return _follow(point, by, PointWordKind.ANSWER, answer)


@transaction.atomic
def point_close(*, by: Person, point: OpinionPoint, text: str = "") -> OpinionPoint:
    """What was asked for is done; ``text``: a word on it, for the proposer."""
    point = point_lock(point.pk)
    rules.check_point_close(by, point)
    write(point, state=PointState.CLOSED, closed_by=by, closed_at=clock.now())
    return _follow(point, by, PointWordKind.CLOSE, text)


@transaction.atomic
def point_reopen(*, by: Person, point: OpinionPoint, text: str) -> OpinionPoint:
    """The answer is not enough; ``text`` tells the proposer what is missing."""
    point = point_lock(point.pk)
    rules.check_point_reopen(by, point, text)
    write(point, state=PointState.OPEN, closed_by=None, closed_at=None, reopened=point.reopened + 1)
    return _follow(point, by, PointWordKind.REOPEN, text)


def _follow(point: OpinionPoint, by: Person, kind: PointWordKind, text: str) -> OpinionPoint:
    """Keep what was said, give the turn on, tell the other side."""
    proposal = point.opinion.proposal
    word = PointWord.objects.create(
        point=point, kind=kind, text=text.strip(), version=proposal.current, by=by, at=clock.now()
    )
    say(f"point.{kind}", proposal, by, opinion=point.opinion_id, point=point.position)
    turn_follow(proposal)
    messages.points_moved(point.opinion, word)
    return point
