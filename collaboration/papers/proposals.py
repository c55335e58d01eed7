"""The paper of a proposal (협업사업 제안서)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from collaboration.models import Proposal, ProposalVersion
from collaboration.states import SectionCode
from park_portal.core import clock
from park_portal.documents.content import Column, Fact, Heading, Paper, Table, Text

PROPOSAL = "collaboration.proposal"


def proposal_paper(proposal: Proposal, version: ProposalVersion | None = None, day: date | None = None) -> Paper:
    """The proposal as it stands in ``version`` (the one confirmed, else handed in last, else being written)."""
    shown = version or proposal.confirmed or proposal.current or proposal.versions.order_by("number").last()
    blocks: list[Any] = [*parties_of(proposal)]
    for section in sorted(shown.sections.all(), key=lambda row: SectionCode.values.index(row.code)):
        money = budget_table(shown) if section.code == SectionCode.BUDGET else None
        if section.text or money:
            blocks.append(Heading(section.get_code_display()))
        blocks += [part for part in (Text(section.text) if section.text else None, money) if part]
    return Paper(
        kind=PROPOSAL,
        title=(_("Request for resources: %(title)s") if proposal.is_request else _("Joint proposal: %(title)s"))
        % {"title": shown.title},
        number=proposal.number,
        language=get_language() or settings.LANGUAGE_CODE,
        issued_on=day or clock.today(),
        issuer=proposal.lead.title,
        recipient=proposal.receiver.title if proposal.receiver else "",
        facts=tuple(head(proposal, shown)),
        blocks=tuple(blocks),
        attachments=tuple(proposal.attachments.values_list("name", flat=True)),
        ending=True,
    )


def head(proposal: Proposal, version: ProposalVersion) -> list[Fact]:
    """Who proposes what, where and when; lines that nobody filled in are left out."""
    facts = [
        Fact(_("Number"), proposal.number),
        Fact(_("Version"), version.number),
        Fact(_("State"), proposal.public_state),
        Fact(_("Proposed by"), proposal.lead.title),
        Fact(_("Fields of work"), ", ".join(version.field_labels)),
        Fact(_("Place"), version.place),
        Fact(_("From"), version.since),
        Fact(_("Until"), version.last_day),
        Fact(_("In two sentences"), version.summary),
    ]
    return [fact for fact in facts if fact.value not in ("", None)]


def parties_of(proposal: Proposal) -> list[Any]:
    """Who takes part in which role, and what they answered."""
    rows = proposal.parties.select_related("organization")
    cells = tuple((row.organization.title, row.get_role_display(), row.get_state_display()) for row in rows)
    columns = (Column(_("Organisation"), weight=2), Column(_("Part")), Column(_("State")))
    return [Heading(_("Who takes part")), Table(columns, cells)] if cells else []


def budget_table(version: ProposalVersion) -> Table | None:
    """Lines by budget item with their sum, in won."""
    rows = tuple(
        (str(line.item), line.purpose, line.get_source_display(), line.amount_krw)
        for line in version.budget.select_related("item")
    )
    columns = (
        Column(_("Budget item"), weight=2),
        Column(_("For what"), weight=2),
        Column(_("Money from"), weight=2),
        Column(_("Amount"), "money"),
    )
    return Table(columns, rows, total=(_("Total"), None, None, sum(row[3] for row in rows))) if rows else None
