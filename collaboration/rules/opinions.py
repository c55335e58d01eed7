"""Who may ask for, write, give and answer an opinion, and why not."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from collaboration.models import Opinion, OpinionPoint, Proposal
from collaboration.states import (
    MOVES,
    OpinionState,
    PartyRole,
    PartyState,
    PointState,
    ProposalState,
    Verdict,
)
from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from park_portal.core.spoken import say_day

from .people import (
    check_line_signer,
    check_proposes,
    is_coordinator,
    proposes,
    signs_for,
    speaks_for,
)
from .proposals import check_proposal_move
from .sides import check_concerned, check_judge, check_not_own


def check_opinion_move(opinion: Opinion, to: OpinionState) -> None:
    if to not in MOVES[OpinionState][OpinionState(opinion.state)]:
        raise ActionDenied(
            _("This opinion is in the state “%(state)s”; that cannot be done now.") % {"state": opinion.public_state},
            reason="opinion_state",
        )


def check_opinion_request(user: Person, proposal: Proposal) -> None:
    """The proposer or a coordinator asks, once somebody is in charge and the text is handed in."""
    if not (proposes(user, proposal) or is_coordinator(user)):
        check_proposes(user, proposal)
    if proposal.state == ProposalState.ON_HOLD:
        raise ActionDenied(_("This proposal is on hold."), reason="proposal_state")
    check_proposal_move(proposal, ProposalState.OPINION_REQUESTED)
    accepted = proposal.parties.filter(
        role=PartyRole.RECEIVER, state=PartyState.ACCEPTED, organization=proposal.receiver_id
    )
    if proposal.receiver_id is None or not accepted.exists():
        raise ActionDenied(
            _("Nobody is in charge yet. The planning division and the centre find the department first."),
            reason="no_receiver",
        )
    check_judge(proposal, proposal.receiver)
    if proposal.versions.filter(sealed_at=None).exists():
        raise ActionDenied(
            _("A new version is being written. Please hand it in or throw it away first."), reason="open_version"
        )


def check_opinion_accept(user: Person, opinion: Opinion) -> None:
    check_gives(user, opinion)
    check_opinion_move(opinion, OpinionState.ACCEPTED)


def check_gives(user: Person, opinion: Opinion) -> None:
    """Her body gives it, or a team of the department that she heads; and she proposes nothing of it herself."""
    if not speaks_for(user, opinion.organization):
        raise NotPermitted(
            _("Only %(organization)s gives this opinion.") % {"organization": opinion.organization.title},
            reason="not_receiver",
        )
    check_not_own(user, opinion)


def check_opinion_write(user: Person, opinion: Opinion) -> None:
    check_gives(user, opinion)
    if opinion.state != OpinionState.ACCEPTED:
        check_opinion_move(opinion, OpinionState.ISSUED)


def check_opinion_issue(user: Person, opinion: Opinion, points: Sequence[OpinionPoint]) -> None:
    """A head or manager gives it, in the name of the body, on the version that is the current one."""
    check_opinion_write(user, opinion)
    check_signs(user, opinion)
    check_opinion_complete(opinion, points)


def check_signs(user: Person, opinion: Opinion) -> None:
    if not signs_for(user, opinion.organization):
        raise NotPermitted(
            _("A head or manager of %(organization)s gives the opinion. You can put it up for approval.")
            % {"organization": opinion.organization.title},
            reason="not_signing",
        )


def check_opinion_approve(signer: Person | None, opinion: Opinion, points: Sequence[OpinionPoint]) -> None:
    """Its approval line decides in the name of a head or manager; None: another office signs."""
    if signer is not None:
        check_line_signer(signer, opinion.organization)
        check_not_own(signer, opinion)
    check_opinion_complete(opinion, points)


def check_opinion_record(user: Person, opinion: Opinion, signed_on: date) -> None:
    """What another office signed, the body that gives the opinion brings back: number, day and file."""
    check_gives(user, opinion)
    check_record_day(opinion, signed_on)


def check_record_day(opinion: Opinion, signed_on: date) -> None:
    """Signed between the day on which the version was handed in and today."""
    sealed_at = opinion.version.sealed_at
    handed_in = sealed_at.astimezone(SEOUL).date() if sealed_at else signed_on
    if not handed_in <= signed_on <= clock.today():
        raise ActionDenied(
            _("The day lies between the handing in of this version (%(day)s) and today.")
            % {"day": say_day(handed_in, clock.today())},
            reason="signed_on",
        )


def check_opinion_complete(opinion: Opinion, points: Sequence[OpinionPoint]) -> None:
    if opinion.version_id != opinion.proposal.current_id:
        raise ActionDenied(
            _("The text has a newer version. Please read it before you give the opinion."), reason="other_version"
        )
    if not opinion.verdict:
        raise ActionDenied(_("Please choose a verdict."), reason="no_verdict")
    if opinion.verdict == Verdict.NOT_FEASIBLE and not opinion.reasons:
        raise ActionDenied(_("Say why it is not feasible."), reason="no_reasons")
    if opinion.verdict == Verdict.CONDITIONAL and not any(point.kind == "condition" for point in points):
        raise ActionDenied(_("An agreement with conditions needs at least one condition."), reason="no_condition")
    if opinion.verdict == Verdict.SUPPLEMENT and not points:
        raise ActionDenied(_("Please write what is to be completed, as points."), reason="no_points")
    check_concerned(opinion.proposal)


def check_opinion_revoke(user: Person, opinion: Opinion, reason: str) -> None:
    """A request by whoever asked or a coordinator, what was given by who may sign it; before anything rests on it."""
    if opinion.state == OpinionState.ISSUED:
        check_gives(user, opinion)
        if not signs_for(user, opinion.organization):
            raise NotPermitted(
                _("What %(organization)s has given, its head or a manager takes back.")
                % {"organization": opinion.organization.title},
                reason="not_signing",
            )
    elif opinion.requested_by_id != user.pk and not is_coordinator(user):
        raise NotPermitted(
            _("A request is taken back by whoever asked, or by a coordinator. Who is not responsible hands it over."),
            reason="not_asker",
        )
    check_opinion_move(opinion, OpinionState.REVOKED)
    if opinion.proposal.confirmed_id:
        raise ActionDenied(_("The proposal is confirmed; its opinion stands."), reason="confirmed")
    if not reason.strip():
        raise ActionDenied(_("Please give the reason; the proposer reads it."), reason="no_reason")


def check_opinion_extend(user: Person, opinion: Opinion) -> None:
    """The opinion also holds for the version that came after it; all its points are closed."""
    check_gives(user, opinion)
    check_signs(user, opinion)
    if opinion.state != OpinionState.ISSUED:
        raise ActionDenied(_("This opinion has not been given."), reason="opinion_state")
    if opinion.version_id == opinion.proposal.current_id:
        raise ActionDenied(_("The opinion holds for the current version already."), reason="same_version")
    if opinion.points.exclude(state=PointState.CLOSED).exists():
        raise ActionDenied(_("Please close all points first."), reason="points_open")


def check_opinion_remind(user: Person, opinion: Opinion) -> None:
    if not (is_coordinator(user) or proposes(user, opinion.proposal)):
        check_proposes(user, opinion.proposal)
    if opinion.state not in {OpinionState.REQUESTED, OpinionState.ACCEPTED}:
        raise ActionDenied(_("The opinion is not being waited for."), reason="opinion_state")


def check_point_answer(user: Person, point: OpinionPoint, answer: str) -> None:
    check_proposes(user, point.opinion.proposal)
    check_points_open(point)
    if point.state == PointState.CLOSED:
        raise ActionDenied(_("This point is closed."), reason="point_state")
    if not answer.strip():
        raise ActionDenied(_("Please write something."), reason="no_answer")


def check_point_close(user: Person, point: OpinionPoint) -> None:
    """The body that gave the opinion closes; a condition or question once it was answered."""
    check_gives(user, point.opinion)
    check_points_open(point)
    if point.state == PointState.CLOSED:
        raise ActionDenied(_("This point is closed."), reason="point_state")
    if point.state == PointState.OPEN and point.kind != "remark":
        raise ActionDenied(_("The proposer has not answered this point yet."), reason="not_answered")


def check_point_reopen(user: Person, point: OpinionPoint, text: str) -> None:
    check_gives(user, point.opinion)
    check_points_open(point)
    if point.state == PointState.OPEN:
        raise ActionDenied(_("This point is open."), reason="point_state")
    if not text.strip():
        raise ActionDenied(_("Please say what is missing; the proposer reads it."), reason="no_words")


def check_points_open(point: OpinionPoint) -> None:
    if point.opinion.state != OpinionState.ISSUED or point.opinion.proposal.confirmed_id:
        raise ActionDenied(_("The points of this opinion can no longer be changed."), reason="opinion_state")


def opinion_moves(user: Person, opinion: Opinion) -> dict[str, str]:
    """Each deed on the opinion with the sentence that blocks it (empty: allowed)."""
    points = list(opinion.points.all())
    return {
        "accept": blocked_by(check_opinion_accept, user, opinion),
        "write": blocked_by(check_opinion_write, user, opinion),
        "issue": blocked_by(check_opinion_issue, user, opinion, points),
        "extend": blocked_by(check_opinion_extend, user, opinion),
        "revoke": blocked_by(check_opinion_revoke, user, opinion, "-"),
        "remind": blocked_by(check_opinion_remind, user, opinion),
    }
