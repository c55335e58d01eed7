"""Who reports, answers, moves and reopens a ticket (시설·생활 민원)."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.rules import membership_in
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from spaces.models import Building, Space
from tenants.models import Ticket
from tenants.states import MOVES, TicketState

from .residents import is_resident, rooms_of

PHOTOS_MOST = 3
REOPEN = timedelta(days=14)  # after it was solved; then the clock closes it
OVER = (TicketState.RESOLVED, TicketState.CLOSED)


def check_ticket_report(user: Person, organization: Organization | None) -> None:
    """A member reports for her organisation, if it lives here."""
    if organization is None or not membership_in(user, organization):
        raise NotPermitted(
            _("Faults are reported for the organisation one acts for. Choose it at the top of the page."),
            reason="not_member",
        )
    if not is_resident(organization):
        raise NotPermitted(
            _("%(organization)s does not live in the park, so it cannot report faults here.")
            % {"organization": organization.title},
            reason="not_resident",
        )


def check_ticket_place(organization: Organization, building: Building, space: Space | None) -> None:
    """A room of its own, a space that can be booked, or a building."""
    if space is None:
        return
    known = space.bookable or rooms_of(organization).filter(pk=space.pk).exists()
    if not known or space.building_id != building.pk:
        raise ActionDenied(_("Choose one of your rooms, a space to book, or a building."), reason="not_your_place")


def check_ticket_photos(count: int) -> None:
    if count > PHOTOS_MOST:
        raise ActionDenied(_("At most %(n)s photos can be sent.") % {"n": PHOTOS_MOST}, reason="too_many_photos")


def is_of(user: Person, ticket: Ticket) -> bool:
    """Whether the person stands on the tenant's side of the ticket."""
    return ticket.reporter_id == user.pk or membership_in(user, ticket.organization) is not None


def check_ticket_answer(user: Person, ticket: Ticket) -> None:
    """Both sides write until it is closed."""
    if not (user.is_centre_staff or is_of(user, ticket)):
        raise NotPermitted(_("Only the organisation and the centre write here."), reason="not_member")
    if ticket.state == TicketState.CLOSED:
        raise ActionDenied(_("This ticket is closed."), reason="ticket_closed")


def check_ticket_desk(user: Person) -> None:
    """Notes, the assignee and the state belong to the centre."""
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff may do this."), reason="staff_only")


def check_ticket_move(user: Person | None, ticket: Ticket, to: str) -> None:
    """``user`` None is the clock."""
    if user is not None:
        check_ticket_desk(user)
    if to not in MOVES[TicketState][TicketState(ticket.state)]:
        raise ActionDenied(
            _("The ticket is “%(state)s” now. Look at it again, and choose what comes next.")
            % {"state": ticket.public_state},
            reason="ticket_state",
        )


def check_ticket_assignee(assignee: Person | None) -> None:
    if assignee is not None and not assignee.is_centre_staff:
        raise ActionDenied(_("Only centre staff look after tickets."), reason="not_staff")


def check_ticket_reopen(user: Person, ticket: Ticket) -> None:
    """The organisation says that it is not solved, within two weeks."""
    if not is_of(user, ticket):
        raise NotPermitted(_("Only the organisation that reported may open its ticket again."), reason="not_member")
    if ticket.state not in OVER:
        raise ActionDenied(_("The ticket is still being worked on."), reason="ticket_state")
    if ticket.resolved_at + REOPEN <= clock.now():
        raise ActionDenied(
            _("It was solved more than %(days)s days ago. Please report it anew.") % {"days": REOPEN.days},
            reason="reopen_late",
        )


def ticket_moves(user: Person, ticket: Ticket) -> dict[str, Any]:
    """Each deed with the reason that blocks it (empty: allowed), and the states the centre may choose."""
    staff = user.is_centre_staff
    return {
        "answer": blocked_by(check_ticket_answer, user, ticket),
        "reopen": blocked_by(check_ticket_reopen, user, ticket),
        "desk": blocked_by(check_ticket_desk, user),
        "to": MOVES[TicketState][TicketState(ticket.state)] if staff else (),
    }
