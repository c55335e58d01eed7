"""Who may pass responsibility on, to whom, and who takes it."""

from django.utils.translation import gettext as _

from collaboration.models import Handover, Party, Proposal
from collaboration.states import HandoverState, PartyRole, PartyState
from park_portal.accounts.models import Organization, Person
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by

from .people import acts_for, check_receives, fits_as_receiver, fitting_receivers, is_coordinator
from .proposals import check_in_progress
from .sides import check_judge


def check_pass_reason(reason: str) -> None:
    if not reason.strip():
        raise ActionDenied(_("Please give the reason; the proposer reads it."), reason="no_reason")


def check_taker(user: Person, proposal: Proposal, giver: Organization | None, taker: Organization) -> None:
    """Somebody else who can be in charge, and who has not said no or passed it on; the coordinators may ask again."""
    if giver is not None and taker.pk == giver.pk:
        raise ActionDenied(_("This is the one that is in charge now."), reason="same")
    if not fits_as_receiver(proposal, taker):
        raise ActionDenied(
            _("A department of the district gives the opinion on a proposal of the park, and the centre of the "
              "park on a proposal of a department."),
            reason="wrong_side",
        )  # fmt: skip
    check_judge(proposal, taker)
    no = proposal.parties.filter(role=PartyRole.RECEIVER, state=PartyState.DECLINED, organization=taker)
    on = proposal.handovers.filter(state=HandoverState.ACCEPTED, giver=taker)
    if not is_coordinator(user) and (no.exists() or on.exists()):
        raise ActionDenied(
            _("%(name)s has passed it on already. Please name somebody else, or ask the planning division to decide.")
            % {"name": taker.title},
            reason="bounced",
        )


def check_may_pass_on(user: Person, party: Party) -> None:
    """A body that was asked to be in charge, where there is another one that could be."""
    if not acts_for(user, party.organization):
        raise NotPermitted(_("You do not act for this organisation."), reason="not_member")
    check_in_progress(party.proposal)
    if party.role != PartyRole.RECEIVER or party.state != PartyState.ASKED:
        raise ActionDenied(_("This has been answered already."), reason="answered")
    if not fitting_receivers(party.proposal).exclude(pk=party.organization_id).exists():
        raise ActionDenied(
            _("Nobody else can be in charge of this proposal. Please take it on; the opinion can say why it is not "
              "feasible."),
            reason="only_one",
        )  # fmt: skip


def check_party_pass_on(user: Person, party: Party, taker: Organization, reason: str) -> None:
    check_may_pass_on(user, party)
    check_pass_reason(reason)
    check_taker(user, party.proposal, party.organization, taker)


def check_may_hand_over(user: Person, proposal: Proposal) -> None:
    """Whoever is in charge, or a coordinator for a body that does not move; one offer at a time."""
    if not is_coordinator(user):
        check_receives(user, proposal)
    check_in_progress(proposal)
    accepted = proposal.parties.filter(
        role=PartyRole.RECEIVER, state=PartyState.ACCEPTED, organization=proposal.receiver_id
    )
    if not accepted.exists():
        raise ActionDenied(_("Nobody is in charge yet."), reason="no_receiver")
    if proposal.handovers.filter(state=HandoverState.OFFERED).exists():
        raise ActionDenied(_("A handover waits for its answer already."), reason="handover_open")


def check_handover_offer(user: Person, proposal: Proposal, taker: Organization, reason: str) -> None:
    check_may_hand_over(user, proposal)
    check_pass_reason(reason)
    check_taker(user, proposal, proposal.receiver, taker)


def check_handover_recall(user: Person, handover: Handover) -> None:
    if not (acts_for(user, handover.giver) or is_coordinator(user)):
        raise NotPermitted(_("You do not act for this organisation."), reason="not_member")
    if handover.state != HandoverState.OFFERED:
        raise ActionDenied(_("This has been answered already."), reason="answered")


def check_handover_answer(user: Person, handover: Handover, accepts: bool, answer: str) -> None:
    if not acts_for(user, handover.taker):
        raise NotPermitted(_("You do not act for this organisation."), reason="not_member")
    if handover.state != HandoverState.OFFERED:
        raise ActionDenied(_("This has been answered already."), reason="answered")
    if not accepts and not answer.strip():
        raise ActionDenied(_("Please give the reason; the other side reads it."), reason="no_reason")
    if accepts:
        check_in_progress(handover.proposal)
        check_judge(handover.proposal, handover.taker)
        if handover.giver_id != handover.proposal.receiver_id:
            raise ActionDenied(_("Somebody else is in charge by now; there is nothing to take over."), reason="stale")


def handover_moves(user: Person, proposal: Proposal) -> dict[str, str]:
    return {"hand_over": blocked_by(check_may_hand_over, user, proposal)}
