"""Who may do what to a proposal, and why not."""

from django.utils.translation import gettext as _

from collaboration.models import Party, Proposal, ProposalVersion
from collaboration.querysets.proposals import bodies_of
from collaboration.states import (
    AGREEING,
    EDITABLE,
    IN_PROGRESS,
    MOVES,
    OVER,
    Coordinator,
    OpinionState,
    PartyRole,
    PartyState,
    PointState,
    ProposalKind,
    ProposalState,
    SectionCode,
    Verdict,
)
from park_portal.accounts.models import Organization, Person
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by

from .people import (
    acts_for,
    check_coordinates,
    check_proposes,
    check_receives,
    fits_as_receiver,
    is_coordinator,
    proposes,
    receives,
    sides_of,
)
from .sides import check_author, check_judge

ENDS = frozenset({ProposalState.WITHDRAWN, ProposalState.DECLINED})
WRITTEN = (ProposalState.DRAFT, ProposalState.RETURNED)
NEEDED = (SectionCode.AIM, SectionCode.CONTENT)  # a proposal without these says nothing


def check_proposal_move(proposal: Proposal, to: ProposalState, *, resuming: bool = False) -> None:
    """By the table of legal moves; what is on hold is let go on (``resuming``) where it stood, or ends."""
    held = proposal.state == ProposalState.ON_HOLD
    if held and to not in ({proposal.held_from} if resuming else ENDS):
        raise ActionDenied(
            _("This proposal is on hold. The planning division or the centre lets it go on."), reason="on_hold"
        )
    if to not in MOVES[ProposalState][ProposalState(proposal.state)]:
        raise ActionDenied(
            _("This proposal is in the state “%(state)s”; that cannot be done now.") % {"state": proposal.public_state},
            reason="proposal_state",
        )


def check_proposal_begin(user: Person, lead: Organization) -> None:
    if not acts_for(user, lead):
        raise NotPermitted(_("You do not act for this organisation."), reason="not_member")


def check_proposal_write(user: Person, proposal: Proposal) -> None:
    check_proposes(user, proposal)
    if proposal.state not in EDITABLE:
        raise ActionDenied(
            _("This proposal is in the state “%(state)s”; its text cannot be changed now.")
            % {"state": proposal.public_state},
            reason="not_editable",
        )


def check_proposal_submit(user: Person, proposal: Proposal, version: ProposalVersion) -> None:
    """Title, two sentences, a field, aim and content; whoever was asked to propose together has answered."""
    check_proposes(user, proposal)
    check_proposal_move(proposal, ProposalState.SUBMITTED)
    written = {section.code for section in version.sections.all() if section.text.strip()}
    needed = () if proposal.is_request else NEEDED
    missing = [str(SectionCode(code).label) for code in needed if code not in written]
    if not version.summary.strip():
        missing.insert(0, str(_("In two sentences")))
    if not version.fields:
        missing.insert(0, str(_("Fields of work")))
    if missing:
        raise ActionDenied(
            _("Please write these parts first: %(parts)s.") % {"parts": ", ".join(missing)}, reason="incomplete"
        )
    waiting = proposal.parties.filter(role=PartyRole.JOINT, state=PartyState.ASKED).select_related("organization")
    if names := [party.organization.title for party in waiting]:
        raise ActionDenied(
            _(
                "Still waiting for an answer of those who are to propose together: %(names)s. Where an answer does not "
                "come, you can stop asking them."
            )
            % {"names": ", ".join(names)},
            reason="joint_waiting",
        )


def check_proposal_acknowledge(user: Person, proposal: Proposal, side: Coordinator) -> None:
    """Each coordinator for itself, each person once."""
    if side not in sides_of(user):
        raise NotPermitted(
            _("Only the planning division of the district and the centre can do this."), reason="not_coordinator"
        )
    if proposal.state != ProposalState.SUBMITTED:
        check_proposal_move(proposal, ProposalState.COLLECTED)
    if proposal.acknowledgements.filter(side=side).exists():
        raise ActionDenied(_("This coordinator has taken note already."), reason="acknowledged")
    if proposal.author_id == user.pk:
        raise NotPermitted(_("Somebody other than its author takes note of a proposal."), reason="own_proposal")
    if proposal.acknowledgements.filter(by=user).exists():
        raise ActionDenied(_("The two acknowledgements come from two people."), reason="same_person")


def check_party_ask(user: Person, proposal: Proposal, organization: Organization, role: PartyRole) -> None:
    """Joint authors are asked by the proposer; who is in charge and who is concerned by the coordinators."""
    if role == PartyRole.LEAD:
        raise ActionDenied(_("One organisation leads a proposal."), reason="one_lead")
    if role == PartyRole.JOINT:
        check_proposes(user, proposal)
    else:
        check_coordinates(user)
    check_living(proposal)
    if role == PartyRole.JOINT:
        check_written(proposal)
        check_author(proposal, organization)
    if role == PartyRole.RECEIVER:
        if not fits_as_receiver(proposal, organization):
            raise ActionDenied(
                _("A department of the district gives the opinion on a proposal of the park, and the centre of the "
                  "park on a proposal of a department."),
                reason="wrong_side",
            )  # fmt: skip
        check_judge(proposal, organization)
        accepted = proposal.parties.filter(role=PartyRole.RECEIVER, state=PartyState.ACCEPTED)
        if accepted.exists():
            raise ActionDenied(_("Somebody is in charge already. A handover changes that."), reason="receiver_accepted")
    if proposal.parties.filter(organization=organization, state__in=[PartyState.ASKED, PartyState.ACCEPTED]).exists():
        raise ActionDenied(_("This organisation has a part in the proposal already."), reason="party_once")


def check_written(proposal: Proposal) -> None:
    """Who proposes is settled when it is handed in: the other side judges what these bodies propose.

    Nobody judges a request for resources; partners join it while it lives.
    """
    if proposal.kind == ProposalKind.PROPOSAL and proposal.state not in WRITTEN:
        raise ActionDenied(
            _("Others join in proposing while it is being written or was sent back. This proposal is in the state "
              "“%(state)s”.") % {"state": proposal.public_state},
            reason="not_written",
        )  # fmt: skip


def check_party_unask(user: Person, party: Party) -> None:
    """By those who may ask for this part, until the body has answered."""
    if party.role == PartyRole.JOINT:
        check_proposes(user, party.proposal)
    else:
        check_coordinates(user)
    check_living(party.proposal)
    if party.state != PartyState.ASKED:
        raise ActionDenied(_("This has been answered already."), reason="answered")


def check_living(proposal: Proposal) -> None:
    if proposal.state in OVER:
        raise ActionDenied(_("This proposal is over."), reason="proposal_state")


def check_in_progress(proposal: Proposal) -> None:
    """Handed in, not decided, not on hold: only then somebody else can take it over."""
    if proposal.state not in IN_PROGRESS:
        raise ActionDenied(
            _("This proposal is in the state “%(state)s”; that cannot be done now.") % {"state": proposal.public_state},
            reason="proposal_state",
        )


def check_party_answer(user: Person, party: Party, accepts: bool, reason: str) -> None:
    if not acts_for(user, party.organization):
        raise NotPermitted(_("You do not act for this organisation."), reason="not_member")
    check_living(party.proposal)
    if party.state != PartyState.ASKED:
        raise ActionDenied(_("This has been answered already."), reason="answered")
    if not accepts and party.role == PartyRole.RECEIVER:
        raise ActionDenied(
            _("Please name who is responsible instead; a proposal is never left to nobody."), reason="no_next"
        )
    if accepts and party.role == PartyRole.JOINT:
        check_written(party.proposal)
        check_author(party.proposal, party.organization)
    if accepts and party.role == PartyRole.RECEIVER:
        check_judge(party.proposal, party.organization)
    if not accepts and not reason.strip():
        raise ActionDenied(_("Please say why the organisation does not take part."), reason="no_reason")


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ActionDenied(_("Please give the reason; the proposer reads it."), reason="no_reason")


def check_proposal_return(user: Person, proposal: Proposal, reason: str) -> None:
    check_coordinates(user)
    check_proposal_move(proposal, ProposalState.RETURNED)
    check_reason(reason)


def check_proposal_decline(user: Person, proposal: Proposal, reason: str) -> None:
    """By a coordinator, or by whoever is in charge after an opinion that says why; never just "not ours"."""
    if not (is_coordinator(user) or receives(user, proposal)):
        check_coordinates(user)
    if proposal.confirmed_id:
        raise ActionDenied(
            _("The proposal is confirmed. It is not declined any more; the proposer may withdraw it."),
            reason="confirmed",
        )
    check_proposal_move(proposal, ProposalState.DECLINED)
    check_reason(reason)
    opinion = standing_opinion(proposal)
    if not is_coordinator(user) and (opinion is None or opinion.verdict != Verdict.NOT_FEASIBLE):
        raise ActionDenied(
            _("Please give an opinion first, or hand over to whoever is responsible."), reason="no_opinion"
        )


def check_proposal_rework(user: Person, proposal: Proposal, reason: str) -> None:
    """What was found not feasible is not always lost: the coordinators send it back to the working meetings."""
    check_coordinates(user)
    check_proposal_move(proposal, ProposalState.WORKING)
    opinion = standing_opinion(proposal)
    if opinion is None or opinion.verdict != Verdict.NOT_FEASIBLE:
        raise ActionDenied(_("Only what an opinion found not feasible is taken up again."), reason="not_refused")
    check_reason(reason)


def check_proposal_hold(user: Person, proposal: Proposal, reason: str) -> None:
    check_coordinates(user)
    check_proposal_move(proposal, ProposalState.ON_HOLD)
    check_reason(reason)


def check_proposal_resume(user: Person, proposal: Proposal) -> None:
    check_coordinates(user)
    if proposal.state != ProposalState.ON_HOLD:
        raise ActionDenied(_("This proposal is not on hold."), reason="proposal_state")


def check_proposal_withdraw(user: Person, proposal: Proposal) -> None:
    """Whoever leads it; a partner does not end what is not its own."""
    if not acts_for(user, proposal.lead):
        raise NotPermitted(
            _("Only %(organization)s can withdraw this proposal.") % {"organization": proposal.lead.title},
            reason="not_lead",
        )
    check_proposal_move(proposal, ProposalState.WITHDRAWN)


def check_proposal_merge(user: Person, proposal: Proposal, into: Proposal) -> None:
    check_coordinates(user)
    check_proposal_move(proposal, ProposalState.MERGED)
    if proposal.pk == into.pk:
        raise ActionDenied(_("A proposal cannot be merged into itself."), reason="same")
    if into.state not in {
        ProposalState.SUBMITTED, ProposalState.COLLECTED, ProposalState.KICKOFF_HELD, ProposalState.WORKING,
    }:  # fmt: skip
        raise ActionDenied(
            _("The other proposal is in the state “%(state)s”; nothing can be merged into it now.")
            % {"state": into.public_state},
            reason="target_state",
        )
    if proposal.proposer != into.proposer:
        raise ActionDenied(
            _("Proposals of the two sides are not merged: the opinion comes from the other side."), reason="other_side"
        )
    if into.is_request and not proposal.is_request:
        raise ActionDenied(_("A full proposal does not go into a request for resources."), reason="kind")


def standing_opinion(proposal: Proposal):
    """The opinion that was given last and still stands; None where there is none."""
    return proposal.opinions.filter(state=OpinionState.ISSUED).order_by("-issued_at", "-pk").first()


def check_proposal_confirm(user: Person, proposal: Proposal) -> None:
    """The coordinators confirm; nothing but a closed, agreeing opinion on the current version opens the road.

    Source: seeds/002, 추진절차 (입주단체 협업사업 제안서에 대한 검토의견서 필수 제출).
    """
    check_coordinates(user)
    check_proposal_move(proposal, ProposalState.CONFIRMED)
    opinion = standing_opinion(proposal)
    if opinion is None:
        raise ActionDenied(_("There is no opinion on this proposal yet."), reason="no_opinion")
    if opinion.issued_by_id == user.pk:
        raise NotPermitted(
            _("You have given the opinion on this proposal. Another coordinator confirms it."), reason="own_opinion"
        )
    if opinion.organization_id != proposal.receiver_id:
        raise ActionDenied(_("The opinion comes from somebody who is no longer in charge."), reason="wrong_side")
    if opinion.verdict not in AGREEING:
        raise ActionDenied(
            _("The opinion says “%(verdict)s”.") % {"verdict": opinion.get_verdict_display()}, reason="not_agreed"
        )
    if proposal.versions.filter(sealed_at=None).exists():
        raise ActionDenied(
            _("A new version is being written. The proposer hands it in or throws it away first."),
            reason="open_version",
        )
    if left := opinion.points.exclude(state=PointState.CLOSED).count():
        raise ActionDenied(_("%(n)s points of the opinion are not closed yet.") % {"n": left}, reason="points_open")
    if opinion.version_id != proposal.current_id:
        raise ActionDenied(
            _("The text was changed after the opinion. %(organization)s has to say that it holds for the new version.")
            % {"organization": opinion.organization.title},
            reason="other_version",
        )


def check_proposal_start(user: Person, proposal: Proposal) -> None:
    check_works(user, proposal)
    check_proposal_move(proposal, ProposalState.RUNNING)


def check_proposal_finish(user: Person, proposal: Proposal) -> None:
    check_works(user, proposal)
    check_proposal_move(proposal, ProposalState.CLOSING)


def check_proposal_close(user: Person, proposal: Proposal) -> None:
    check_coordinates(user)
    check_proposal_move(proposal, ProposalState.CLOSED)


def check_works(user: Person, proposal: Proposal) -> None:
    """Whoever proposes, is in charge, or coordinates."""
    if not (proposes(user, proposal) or receives(user, proposal) or is_coordinator(user)):
        check_proposes(user, proposal)


def check_follow(user: Person, proposal: Proposal) -> None:
    """Following opens nothing: one follows what one sees."""
    if not Proposal.objects.visible_to(user).filter(pk=proposal.pk).exists():
        raise NotPermitted(_("This proposal is not shown to you."), reason="not_seen")


def check_comment_add(user: Person, proposal: Proposal, organization: Organization) -> None:
    """Whoever works on it, and the bodies that take part: everybody who takes part hears of a comment."""
    if not acts_for(user, organization):
        raise NotPermitted(_("You do not act for this organisation."), reason="not_member")
    if not proposal.parties.filter(organization__in=bodies_of(user), state=PartyState.ACCEPTED).exists():
        check_works(user, proposal)
    check_living(proposal)


def proposal_moves(user: Person, proposal: Proposal) -> dict[str, str]:
    """Each deed on the proposal with the sentence that blocks it (empty: allowed)."""
    said = "-"  # a reason is typed later
    moves = {
        "write": blocked_by(check_proposal_write, user, proposal),
        "submit": blocked_by(check_proposal_submit, user, proposal, proposal.versions.order_by("number").last()),
        "return": blocked_by(check_proposal_return, user, proposal, said),
        "decline": blocked_by(check_proposal_decline, user, proposal, said),
        "rework": blocked_by(check_proposal_rework, user, proposal, said),
        "hold": blocked_by(check_proposal_hold, user, proposal, said),
        "resume": blocked_by(check_proposal_resume, user, proposal),
        "withdraw": blocked_by(check_proposal_withdraw, user, proposal),
        "confirm": blocked_by(check_proposal_confirm, user, proposal),
        "start": blocked_by(check_proposal_start, user, proposal),
        "finish": blocked_by(check_proposal_finish, user, proposal),
        "close": blocked_by(check_proposal_close, user, proposal),
        "receive": blocked_by(check_receives, user, proposal),
        "merge": blocked_by(check_coordinates, user) or blocked_by(check_proposal_move, proposal, ProposalState.MERGED),
        "coordinate": blocked_by(check_coordinates, user),
        "work": blocked_by(check_works, user, proposal),
    }
    for side in sides_of(user):
        moves[f"acknowledge_{side}"] = blocked_by(check_proposal_acknowledge, user, proposal, side)
    return moves
