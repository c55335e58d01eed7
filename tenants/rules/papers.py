"""Who hands in the papers of an organisation, and when they count as lapsing."""

from datetime import date

from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.rules import is_in_care_of_centre, membership_in
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from tenants.models import TenantPaper


def check_paper_submit(user: Person, organization: Organization) -> None:
    """Its own members, and the centre for the bodies in its care."""
    if not (membership_in(user, organization) or is_in_care_of_centre(user, organization)):
        raise NotPermitted(
            _("Only members of %(organization)s and the centre hand in its papers.")
            % {"organization": organization.title},
            reason="not_member",
        )


def check_paper_replace(user: Person, paper: TenantPaper) -> None:
    check_paper_submit(user, paper.organization)
    if paper.replaced_by_id:
        raise ActionDenied(_("A newer paper has been handed in already."), reason="replaced")


def check_valid_until(day: date) -> None:
    """A paper that has lapsed proves nothing any more."""
    if day < clock.today():
        raise ActionDenied(_("This paper has lapsed. Hand in one that is still valid."), reason="lapsed")
