"""Who may ask for, write, give and answer an opinion, and why not."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from collaboration.models import Handover, Opinion, OpinionPoint, Proposal
from collaboration.states import (
    MOVES,
    HandoverState,
    OpinionState,
    PartyRole,
    PartyState,
    PointState,
    ProposalState,
    Verdict,
)
from park_portal.accounts.models import Organization, Person
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by

from .people import (
    acts_for,
    check_line_signer,
    check_proposes,
    check_receives,
    fits_as_receiver,
    is_coordinator,
    proposes,
    signs_for,
)
from .proposals import check_in_progress, check_proposal_move


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
    if proposal.versions.filter(sealed_at=None).exists():
        raise ActionDenied(
            _("A new version is being written. Please hand it in or throw it away first."), reason="open_version"
        )


def check_opinion_accept(user: Person, opinion: Opinion) -> None:
    check_gives(user, opinion)
    check_opinion_move(opinion, OpinionState.ACCEPTED)


def check_gives(user: Person, opinion: Opinion) -> None:
    if not acts_for(user, opinion.organization):
        raise NotPermitted(
            _("Only %(organization)s gives this opinion.") % {"organization": opinion.organization.title},
            reason="not_receiver",
        )


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
    """Its approval line decides in the name of a head or manager; None: another office signed."""
    if signer is not None:
        check_line_signer(signer, opinion.organization)
    check_opinion_complete(opinion, points)


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


def check_opinion_revoke(user: Person, opinion: Opinion, reason: str) -> None:
    """The body that gave it, or whoever asked, before anything rests on it."""
    if not (acts_for(user, opinion.organization) or opinion.requested_by_id == user.pk or is_coordinator(user)):
        check_gives(user, opinion)
    check_opinion_move(opinion, OpinionState.REVOKED)
    if opinion.state == OpinionState.ISSUED and not acts_for(user, opinion.organization):
        check_gives(user, opinion)
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


def check_handover_offer(user: Person, proposal: Proposal, taker: Organization, reason: str) -> None:
    """No bounce to nobody: whoever is in charge names the next one."""
    check_receives(user, proposal)
    check_in_progress(proposal)
    if not reason.strip():
        raise ActionDenied(_("Please give the reason; the proposer reads it."), reason="no_reason")
    if taker.pk == proposal.receiver_id:
        raise ActionDenied(_("This is the one that is in charge now."), reason="same")
    if not fits_as_receiver(proposal, taker):
        raise ActionDenied(
            _("A department of the district gives the opinion on a proposal of the park, and the centre of the "
              "park on a proposal of a department."),
            reason="wrong_side",
        )  # fmt: skip
    if proposal.handovers.filter(state=HandoverState.OFFERED).exists():
        raise ActionDenied(_("A handover waits for its answer already."), reason="handover_open")


def check_handover_answer(user: Person, handover: Handover, accepts: bool, answer: str) -> None:
    if not acts_for(user, handover.taker):
        raise NotPermitted(_("You do not act for this organisation."), reason="not_member")
    if handover.state != HandoverState.OFFERED:
        raise ActionDenied(_("This has been answered already."), reason="answered")
    if accepts:
        check_in_progress(handover.proposal)
    elif not answer.strip():
        raise ActionDenied(_("Please give the reason; the other side reads it."), reason="no_reason")


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
        "hand_over": blocked_by(check_receives, user, opinion.proposal),
    }
