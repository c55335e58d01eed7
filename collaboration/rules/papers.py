"""Who may read and issue the papers of joint work, and why not."""

from typing import Any

from django.utils.translation import gettext as _

from collaboration.models import Opinion, Proposal
from park_portal.accounts.models import Person
from park_portal.core.errors import ActionDenied

from .opinions import check_gives
from .people import speaks_for
from .proposals import check_works


def reads_opinion(user: Any, opinion: Opinion) -> bool:
    """What was never given is its department's own; what was given is read by all inside the proposal."""
    if speaks_for(user, opinion.organization):
        return True
    return opinion.issued_at is not None and Proposal.objects.inside(user).filter(pk=opinion.proposal_id).exists()


def check_proposal_paper(user: Person, proposal: Proposal) -> None:
    check_works(user, proposal)


def check_opinion_paper(user: Person, opinion: Opinion) -> None:
    """The department puts its opinion on paper, once there is a verdict to be approved."""
    check_gives(user, opinion)
    if not opinion.verdict:
        raise ActionDenied(_("Please choose a verdict."), reason="no_verdict")
