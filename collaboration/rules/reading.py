"""Whether what somebody read before she wrote is still what stands there."""

import json
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from collaboration.models import Opinion, Proposal, ProposalVersion
from park_portal.core.errors import ActionDenied


class Overtaken(ActionDenied):
    """Somebody wrote between the reading and the sending; nothing was kept."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this meanwhile. What you typed is still here, and nothing of it is kept yet: "
              "please look at what stands there now, then send yours again."),
            reason="overtaken",
        )  # fmt: skip


def check_read(read: str | None, says: str) -> None:
    """``read``: the fingerprint that came with the form; None: the deed does not rest on anything that was read."""
    if read is not None and read != says:
        raise Overtaken


def opinion_says(opinion: Opinion) -> str:
    """The fingerprint of an opinion that is being written: verdict, reasons, text, points."""
    points = opinion.points.values_list("position", "section", "kind", "text")
    return _fingerprint(opinion.verdict, opinion.reasons, opinion.text, list(points))


def proposal_says(proposal: Proposal, version: ProposalVersion | None = None) -> str:
    """The fingerprint of the text that the next writing changes: the newest version's, with its budget."""
    version = version or proposal.versions.order_by("number").last()
    if version is None:
        return ""
    sections = version.sections.values_list("code", "text")
    budget = version.budget.values_list("item", "purpose", "amount_krw", "source")
    return _fingerprint(version.outline, list(sections), list(budget), proposal.is_public)


def _fingerprint(*said: Any) -> str:
    return sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()
