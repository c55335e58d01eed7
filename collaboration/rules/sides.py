"""Who judges stands apart from who proposes (seeds/002, 추진절차): nobody gives the opinion on her own proposal."""

from django.utils.translation import gettext as _

from collaboration.models import FieldRoute, Opinion, Party, Proposal
from collaboration.states import PartyRole, PartyState, Proposer
from park_portal.accounts.models import Organization, Person
from park_portal.core.errors import ActionDenied, NotPermitted

from .people import proposes

TAKES_PART = (PartyState.ASKED, PartyState.ACCEPTED)


def related(one: Organization, other: Organization) -> bool:
    """The same body, or a department and its team."""
    return one.pk in (other.pk, other.parent_id) or one.parent_id == other.pk


def authors(proposal: Proposal) -> list[Organization]:
    """The bodies that propose it, with those that are asked to propose together."""
    parties = proposal.parties.filter(role=PartyRole.JOINT, state__in=TAKES_PART).select_related("organization")
    return [proposal.lead, *(party.organization for party in parties)]


def check_judge(proposal: Proposal, judge: Organization) -> None:
    """Whoever is to be in charge proposes nothing of it, and is no team or department of a body that does."""
    for author in authors(proposal):
        if related(author, judge):
            raise ActionDenied(
                _("%(organization)s belongs to those who propose this. Somebody else gives the opinion on it.")
                % {"organization": judge.title},
                reason="own_proposal",
            )


def check_author(proposal: Proposal, author: Organization) -> None:
    """The same seen from the other end: whoever is in charge or is asked to be does not propose together."""
    parties = proposal.parties.filter(role=PartyRole.RECEIVER, state__in=TAKES_PART).select_related("organization")
    for party in parties:
        if related(author, party.organization):
            raise ActionDenied(
                _("%(organization)s gives the opinion on this proposal, so it does not propose together.")
                % {"organization": party.organization.title},
                reason="own_proposal",
            )


def check_not_own(person: Person, opinion: Opinion) -> None:
    """A person may act for both sides; then a colleague of hers decides."""
    if proposes(person, opinion.proposal):
        raise NotPermitted(
            _("%(person)s acts for those who propose this. Somebody else of %(organization)s decides on the opinion.")
            % {"person": person.name, "organization": opinion.organization.title},
            reason="own_proposal",
        )


def concerned(proposal: Proposal) -> list[Party]:
    """The bodies of the park that are asked beside the centre, with their answers."""
    return list(proposal.parties.filter(role=PartyRole.CONCERNED).select_related("organization").order_by("pk"))


def check_concerned(proposal: Proposal) -> None:
    """On a department's proposal the centre gives the opinion with the organisation concerned.

    Where the table of links by field names bodies of the park, one was asked; whoever was asked has answered.
    """
    if proposal.proposer != Proposer.DISTRICT:
        return
    asked = concerned(proposal)
    waiting = [party.organization.title for party in asked if party.state == PartyState.ASKED]
    if waiting:
        raise ActionDenied(
            _("The centre gives this opinion together with the organisation concerned. Still without an answer: "
              "%(names)s.") % {"names": ", ".join(waiting)},
            reason="concerned_waiting",
        )  # fmt: skip
    if not asked and (named := bodies_of_fields(proposal)):
        raise ActionDenied(
            _("The centre gives this opinion together with an organisation concerned. Please ask one first, for "
              "example %(names)s.") % {"names": ", ".join(named[:3])},
            reason="no_concerned",
        )  # fmt: skip


def bodies_of_fields(proposal: Proposal) -> list[str]:
    """Names of the bodies of the park that the table names for its fields, other than the centre."""
    routes = FieldRoute.objects.filter(field__in=proposal.fields).prefetch_related("bodies")
    bodies = {body.pk: body for route in routes for body in route.bodies.all()}
    return [body.title for pk, body in sorted(bodies.items()) if pk != proposal.receiver_id and not body.closed_on]
