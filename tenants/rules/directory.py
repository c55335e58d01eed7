"""Who decides what the public directory shows of an organisation."""

from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.rules import membership_in
from park_portal.accounts.states import Duty, Role
from park_portal.core.errors import ActionDenied, NotPermitted
from tenants.models import DirectoryEntry

from .residents import is_resident

PHOTOS_MOST = 6


def keeps_page(user: Person, organization: Organization) -> bool:
    """Heads, managers, and members with the duty of promotion. The centre cannot consent for others."""
    mine = membership_in(user, organization)
    return mine is not None and (mine.role in {Role.OWNER, Role.MANAGER} or Duty.PROMOTION in mine.duties)


def check_directory_edit(user: Person, organization: Organization) -> None:
    if not keeps_page(user, organization):
        raise NotPermitted(
            _("Only a head, a manager or whoever looks after promotion at %(organization)s may change its page.")
            % {"organization": organization.title},
            reason="not_promoter",
        )


def check_directory_publish(user: Person, organization: Organization) -> None:
    check_directory_edit(user, organization)
    if not is_resident(organization):
        raise ActionDenied(_("The directory shows organisations that live in the park."), reason="not_resident")


def check_directory_photos(entry: DirectoryEntry) -> None:
    if entry.photos.count() >= PHOTOS_MOST:
        raise ActionDenied(
            _("A page shows at most %(n)s photos. Take one away first.") % {"n": PHOTOS_MOST}, reason="too_many_photos"
        )
