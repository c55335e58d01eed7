"""For whom a person acts in joint work."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from collaboration.models import Meeting, Opinion, Proposal
from collaboration.querysets.proposals import bodies_of, coordinates, department_of, signs_in
from collaboration.states import Coordinator, PartyRole, PartyState
from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import DISTRICT_KINDS, OrganizationKind
from park_portal.core.errors import NotPermitted


def acts_for(user: Person, organization: Organization | None) -> bool:
    """A member of the body, or of a team of that department."""
    return organization is not None and organization.pk in bodies_of(user)


def signs_for(user: Person, organization: Organization) -> bool:
    """A head or manager of the body, or of the department above the team; what leaves the house needs one."""
    return not {organization.pk, department_of(organization)}.isdisjoint(signs_in(user))


def speaks_for(user: Person, organization: Organization) -> bool:
    """Whoever works on what the body gives: its people, and the head of the department above the team."""
    return acts_for(user, organization) or signs_for(user, organization)


def check_line_signer(signer: Person, organization: Organization) -> None:
    """What a body gives through an approval line, its head or manager decides."""
    if not signs_for(signer, organization):
        raise NotPermitted(
            _("%(person)s is no head or manager of %(organization)s. Please let the line end with one of them.")
            % {"person": signer.name, "organization": organization.title},
            reason="not_signing",
        )


def is_coordinator(user: Person) -> bool:
    """The planning division or the centre."""
    return user.is_centre_staff or coordinates(user)


def sides_of(user: Person) -> list[Coordinator]:
    """The coordinator's sides that a person stands for."""
    sides = [Coordinator.PLANNING] if coordinates(user) else []
    return sides + ([Coordinator.CENTRE] if user.is_centre_staff else [])


def proposes(user: Person, proposal: Proposal) -> bool:
    """She acts for the lead or for an accepted joint author."""
    if acts_for(user, proposal.lead):
        return True
    mine = bodies_of(user)
    parties = proposal.parties.filter(role=PartyRole.JOINT, state=PartyState.ACCEPTED)
    return parties.filter(organization__in=mine).exists()


def receives(user: Person, proposal: Proposal) -> bool:
    return acts_for(user, proposal.receiver)


def check_proposes(user: Person, proposal: Proposal) -> None:
    if not proposes(user, proposal):
        raise NotPermitted(
            _("Only %(organization)s and those who propose with it can do this.")
            % {"organization": proposal.lead.title},
            reason="not_proposer",
        )


def check_receives(user: Person, proposal: Proposal) -> None:
    if not receives(user, proposal):
        raise NotPermitted(
            _("Only the department or body in charge can do this: %(organization)s.")
            % {"organization": proposal.receiver.title if proposal.receiver else _("not found yet")},
            reason="not_receiver",
        )


def check_coordinates(user: Person) -> None:
    if not is_coordinator(user):
        raise NotPermitted(
            _("Only the planning division of the district and the centre can do this."), reason="not_coordinator"
        )


def fitting_receivers(proposal: Proposal) -> QuerySet[Organization]:
    """The departments of the district for a tenant's proposal, the park's centre for a department's."""
    kinds = DISTRICT_KINDS if proposal.proposer == "tenant" else [OrganizationKind.PARK_OPERATOR]
    return Organization.objects.filter(kind__in=kinds, closed_on=None)


def fits_as_receiver(proposal: Proposal, organization: Organization) -> bool:
    return fitting_receivers(proposal).filter(pk=organization.pk).exists()


def proposals_readable(user: Any, ids: set[str]) -> set[str]:
    """Those of the proposals (ids as text) whose papers and files she may read."""
    rows = Proposal.objects.inside(user).filter(pk__in=[pk for pk in ids if pk.isdecimal()])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def opinions_readable(user: Any, ids: set[str]) -> set[str]:
    """The same of opinions: what was once given with its proposal; what was not, only to whoever wrote it."""
    rows = Opinion.objects.filter(pk__in=[pk for pk in ids if pk.isdecimal()]).select_related("organization")
    seen = {row.pk for row in rows if speaks_for(user, row.organization)}
    given = rows.filter(issued_at__isnull=False).filter(proposal__in=Proposal.objects.inside(user))
    return {str(pk) for pk in seen | set(given.values_list("pk", flat=True))}


def meetings_readable(user: Any, ids: set[str]) -> set[str]:
    rows = Meeting.objects.visible_to(user).filter(pk__in=[pk for pk in ids if pk.isdecimal()])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}
