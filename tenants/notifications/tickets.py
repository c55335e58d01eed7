"""Messages about tickets: to the desk, to whoever looks after one, to whoever reported it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Person
from park_portal.accounts.states import Duty, OrganizationKind
from park_portal.notifications.actions import message_queue
from tenants.models import Ticket, TicketEntry

SEE = _("See the ticket")


def desk_of(ticket: Ticket) -> Iterable[Person]:
    """Whoever looks after it; until somebody does, whoever looks after facilities."""
    if ticket.assignee:
        return [ticket.assignee]
    return Person.objects.who_look_after(Duty.FACILITIES, OrganizationKind.PARK_OPERATOR)


def _tell(kind: str, ticket: Ticket, people: Iterable[Person], key: str, **facts: Any) -> None:
    for person in people:
        message_queue(
            kind=kind,
            to=person,
            key=f"{ticket.pk}:{key}",
            context={"ticket": ticket, "organization": ticket.organization, **facts},
            link=ticket.get_absolute_url(),
            deed=SEE,
        )


def ticket_reported(ticket: Ticket) -> None:
    _tell("tenants.ticket_reported", ticket, desk_of(ticket), "reported")


def ticket_asked(ticket: Ticket, entry: TicketEntry) -> None:
    """The organisation wrote, or opened its ticket again."""
    _tell("tenants.ticket_asked", ticket, desk_of(ticket), str(entry.pk), entry=entry)


def ticket_answered(ticket: Ticket, entry: TicketEntry) -> None:
    """The centre wrote or moved it; never called with a note of the centre's own."""
    _tell("tenants.ticket_answered", ticket, [ticket.reporter], str(entry.pk), entry=entry)


def ticket_assigned(ticket: Ticket, event: int) -> None:
    """``event``: the entry of the trail, so that being asked a second time is told a second time."""
    _tell("tenants.ticket_assigned", ticket, [ticket.assignee], f"assigned:{event}")
