"""When files may be added to a proposal or taken away: an opinion speaks of what lay there."""

from django.utils.translation import gettext as _

from collaboration.models import Attachment, Proposal
from collaboration.states import CONFIRMED_ON, ProposalState
from park_portal.accounts.models import Person
from park_portal.core.errors import ActionDenied, NotPermitted

from .people import acts_for
from .proposals import check_living, check_works

MOST_ATTACHMENTS = 20
FREE = (
    ProposalState.DRAFT, ProposalState.RETURNED, ProposalState.SUBMITTED, ProposalState.COLLECTED,
    ProposalState.KICKOFF_HELD, ProposalState.WORKING,
)  # fmt: skip


def place(proposal: Proposal) -> str:
    """Where it stands, or stood before it was put on hold."""
    return proposal.held_from or proposal.state


def check_files_free(proposal: Proposal) -> None:
    """From the request for an opinion on, and as long as it stands, the files are what it speaks of."""
    if place(proposal) not in FREE:
        raise ActionDenied(
            _("An opinion is asked for or given on what lies here, so no file is added or taken away. To change files, "
              "take the request or the opinion back first, then ask for a new one."),
            reason="files_fixed",
        )  # fmt: skip


def check_attachment_add(user: Person, proposal: Proposal) -> None:
    """Whoever works on it; evidence is added to a confirmed work until it is closed."""
    check_works(user, proposal)
    check_living(proposal)
    if place(proposal) not in CONFIRMED_ON:
        check_files_free(proposal)
    if proposal.attachments.count() >= MOST_ATTACHMENTS:
        raise ActionDenied(_("A proposal has %(n)s files at most.") % {"n": MOST_ATTACHMENTS}, reason="too_many_files")


def check_attachment_remove(user: Person, attachment: Attachment) -> None:
    """Whoever added it, or the proposer, while no opinion rests on what lies there."""
    proposal = attachment.proposal
    if attachment.by_id != user.pk and not acts_for(user, proposal.lead):
        raise NotPermitted(_("Only whoever added the file can take it away."), reason="not_adder")
    check_living(proposal)
    if proposal.confirmed_id:
        raise ActionDenied(_("The proposal is confirmed; its files stay with it."), reason="confirmed")
    check_files_free(proposal)
