"""The verbs of an opinion and of its points; handing responsibility on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from collaboration.models import Handover, Opinion, OpinionPoint, Party, PointWord, Proposal
from collaboration.notifications import opinions as messages
from collaboration.papers.opinions import OPINION
from collaboration.reckoning.clock import Pause, due_day
from collaboration.rules import opinions as rules
from collaboration.rules.proposals import standing_opinion
from collaboration.rules.reading import check_read, opinion_says
from collaboration.states import (
    HandoverState,
    OpinionState,
    PartyRole,
    PartyState,
    PointKind,
    PointState,
    PointWordKind,
    ProposalState,
    ReasonCode,
    SectionCode,
    Side,
    Verdict,
)
from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.documents.actions import file_store

from .papers import opinion_paper_follow, paper_lock
from .rows import move, move_opinion, opinion_lock, proposal_lock, say, turn_to, write


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
    turn_to(proposal, Side.RECEIVER, proposal.receiver)
    say("opinion.request", proposal, by, opinion=opinion.pk, due_on=opinion.due_on.isoformat())
    messages.opinion_requested(opinion)
    return opinion


def due_of(proposal: Proposal, today: date) -> date:
    """The day on which an opinion asked for today is due; days in which the proposer completed are not counted."""
    pauses: list[Pause] = []
    begun = later = today
    for opinion in proposal.opinions.filter(organization=proposal.receiver).order_by("-requested_at", "-pk"):
        if opinion.verdict != Verdict.SUPPLEMENT or opinion.issued_at is None:
            break
        pauses.append((opinion.issued_at.astimezone(SEOUL).date(), later))
        begun = later = opinion.requested_at.astimezone(SEOUL).date()
    return due_day(begun, pauses=pauses)


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


@transaction.atomic
def opinion_approved(*, opinion_id: int, by: Person, signer: Person | None, number: str) -> Opinion | None:
    """The opinion's paper went through its approval line: what it says is given now. None where it was given before.

    ``signer`` is in whose authority the line decided; None: another office signed, and its drafter answers for it.
    Raises NotPermitted or ActionDenied, and the line does not end.
    """
    opinion = opinion_lock(opinion_id)
    if opinion.state != OpinionState.ACCEPTED:
        return None
    rules.check_opinion_approve(signer, opinion, list(opinion.points.all()))
    return issue(opinion, by, paper_number=number, paper_on=clock.today())


@transaction.atomic
def opinion_record(*, by: Person, opinion: Opinion, paper_number: str, paper_on: date, upload: UploadedFile) -> Opinion:
    """The opinion was signed in the office's own system: number, day and the signed file come back.

    Raises ValidationError where the file is not what it says it is.
    """
    opinion = opinion_lock(opinion.pk)
    rules.check_opinion_write(by, opinion)
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
        turn_to(proposal, Side.PROPOSER, proposal.lead)
    else:
        move(proposal, ProposalState.OPINION_ISSUED, by=by)
        next_turn(proposal, opinion)
    messages.opinion_issued(opinion)
    return opinion


def next_turn(proposal: Proposal, opinion: Opinion) -> None:
    """The proposer answers what is open, the department closes what is answered, then the coordinators confirm."""
    if proposal.state != ProposalState.OPINION_ISSUED:
        return
    states = set(opinion.points.values_list("state", flat=True))
    if PointState.OPEN in states:
        turn_to(proposal, Side.PROPOSER, proposal.lead)
    elif PointState.ANSWERED in states or opinion.version_id != proposal.current_id:
        turn_to(proposal, Side.RECEIVER, opinion.organization)
    else:
        turn_to(proposal, Side.PLANNING)


@transaction.atomic
def opinion_extend(*, by: Person, opinion: Opinion) -> Opinion:
    """Say that the opinion holds for the newer version, too; all points are closed on it."""
    opinion = opinion_lock(opinion.pk)
    rules.check_opinion_extend(by, opinion)
    was = opinion.version_id
    write(opinion, version=opinion.proposal.current)
    say("opinion.extend", opinion.proposal, by, opinion=opinion.pk, was=was, version=opinion.version_id)
    next_turn(opinion.proposal, opinion)
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
        turn_to(proposal, Side.PROPOSER, proposal.lead)
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
    next_turn(proposal, point.opinion)
    messages.points_moved(point.opinion, word)
    return point


# ------------------------------------------------------------------------------ no bounce to nobody


@transaction.atomic
def handover_offer(*, by: Person, proposal: Proposal, taker: Organization, reason: str) -> Handover:
    """Name who is responsible instead. Until that one accepts, it stays where it is."""
    proposal = proposal_lock(proposal.pk)
    rules.check_handover_offer(by, proposal, taker, reason)
    handover = Handover.objects.create(
        proposal=proposal, giver=proposal.receiver, taker=taker, reason=reason[:300], by=by, at=clock.now()
    )
    say("handover.offer", proposal, by, taker=taker.pk)
    messages.handover_offered(handover)
    return handover


@transaction.atomic
def handover_answer(*, by: Person, handover: Handover, accepts: bool, answer: str = "") -> Handover:
    """Take it over, with the opinion that is being waited for; or say why not, and it stays with the giver."""
    proposal = proposal_lock(handover.proposal_id)
    rows = Handover.objects.select_for_update(of=("self",)).select_related("giver", "taker")
    handover = rows.get(pk=handover.pk)
    handover.proposal = proposal
    rules.check_handover_answer(by, handover, accepts, answer)
    write(
        handover,
        state=HandoverState.ACCEPTED if accepts else HandoverState.DECLINED,
        answered_by=by,
        answered_at=clock.now(),
        answer=answer[:300],
    )
    say("handover.answer", proposal, by, taker=handover.taker_id, accepts=accepts)
    if accepts:
        _take_over(proposal, handover, by)
    messages.handover_answered(handover)
    return handover


def _take_over(proposal: Proposal, handover: Handover, by: Person) -> None:
    """The taker is in charge now; an opinion that was asked for is asked of it, with a clock of its own."""
    Party.objects.filter(proposal=proposal, organization=handover.giver, role=PartyRole.RECEIVER).update(
        role=PartyRole.CONCERNED
    )
    Party.objects.update_or_create(
        proposal=proposal,
        organization=handover.taker,
        defaults={
            "role": PartyRole.RECEIVER,
            "state": PartyState.ACCEPTED,
            "answered_by": by,
            "answered_at": clock.now(),
        },
    )
    write(proposal, receiver=handover.taker)
    asked = proposal.opinions.asked().first()
    if asked is None:
        return
    move_opinion(asked, OpinionState.PASSED_ON, by=by, ended_reason=handover.reason, verdict="", reasons=[])
    successor = Opinion.objects.create(
        proposal=proposal,
        version=proposal.current,
        organization=handover.taker,
        requested_by=asked.requested_by,
        requested_at=clock.now(),
        due_on=due_day(clock.today()),
        passed_on_from=asked,
    )
    turn_to(proposal, Side.RECEIVER, handover.taker)
    messages.opinion_requested(successor)
