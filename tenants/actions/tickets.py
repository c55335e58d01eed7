"""The verbs of tickets: reported, answered, noted, assigned, moved, reopened, closed by the clock."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.documents.actions import file_store
from park_portal.documents.uploads import examine
from spaces.models import Building, Space
from tenants.models import Ticket, TicketEntry, TicketPhoto
from tenants.notifications import tickets as notifications
from tenants.rules import tickets as rules
from tenants.states import TicketState

SUBJECT = Ticket._meta.label_lower


@transaction.atomic
def ticket_report(
    *,
    by: Person,
    organization: Organization,
    building: Building,
    category: str,
    title: str,
    text: str,
    space: Space | None = None,
    photos: Sequence[UploadedFile] = (),
) -> Ticket:
    """Report what is broken or disturbs. Raises NotPermitted, ActionDenied, ValidationError (a photo is none)."""
    rules.check_ticket_report(by, organization)
    rules.check_ticket_place(organization, building, space)
    rules.check_ticket_photos(len(photos))
    ticket = Ticket.objects.create(
        organization=organization,
        reporter=by,
        building=building,
        space=space,
        category=category,
        title=title,
        text=text,
        reported_at=clock.now(),
    )
    for photo in photos:
        upload = examine(photo, ("image",))
        file = file_store(by=by, subject_type=SUBJECT, subject_id=ticket.pk, purpose="photo", upload=upload)
        TicketPhoto.objects.create(ticket=ticket, file=file)
    record("ticket.report", by=by, subject=ticket, organization=organization, category=category, photos=len(photos))
    notifications.ticket_reported(ticket)
    return ticket


@transaction.atomic
def ticket_answer(*, by: Person, ticket: Ticket, text: str) -> TicketEntry:
    """Write to the other side. The centre's first words are the first answer."""
    ticket = _row(ticket)
    rules.check_ticket_answer(by, ticket)
    entry = _entry(ticket, by, text=text)
    if rules.is_of(by, ticket):
        notifications.ticket_asked(ticket, entry)
    else:
        _answered(ticket)
        notifications.ticket_answered(ticket, entry)
    record("ticket.answer", by=by, subject=ticket, organization=ticket.organization)
    return entry


@transaction.atomic
def ticket_note(*, by: Person, ticket: Ticket, text: str) -> TicketEntry:
    """Write for colleagues only; nobody is told."""
    rules.check_ticket_desk(by)
    ticket = _row(ticket)
    entry = _entry(ticket, by, text=text, internal=True)
    record("ticket.note", by=by, subject=ticket, organization=ticket.organization)
    return entry


@transaction.atomic
def ticket_assign(*, by: Person, ticket: Ticket, assignee: Person | None) -> Ticket:
    """Say who looks after it; None: nobody yet. She is told, unless she took it herself."""
    rules.check_ticket_desk(by)
    rules.check_ticket_assignee(assignee)
    ticket = _row(ticket)
    was, ticket.assignee = ticket.assignee_id, assignee
    if was == ticket.assignee_id:
        return ticket
    ticket.save(update_fields=["assignee"])
    event = record(
        "ticket.assign", by=by, subject=ticket, organization=ticket.organization, fields=["assignee"],
        assignee=ticket.assignee_id,
    )  # fmt: skip
    if assignee is not None and assignee != by:
        notifications.ticket_assigned(ticket, event.pk)
    return ticket


@transaction.atomic
def ticket_move(*, by: Person, ticket: Ticket, to: str, text: str = "") -> Ticket:
    """Take it up, solve it, put it back, close it; ``text`` is read by the organisation."""
    ticket = _row(ticket)
    rules.check_ticket_move(by, ticket, to)
    _move(ticket, TicketState(to), by)
    entry = _entry(ticket, by, text=text, to_state=to)
    _answered(ticket)
    notifications.ticket_answered(ticket, entry)
    return ticket


@transaction.atomic
def ticket_reopen(*, by: Person, ticket: Ticket, reason: str) -> Ticket:
    """It is not solved after all."""
    ticket = _row(ticket)
    rules.check_ticket_reopen(by, ticket)
    _move(ticket, TicketState.OPEN, by)
    entry = _entry(ticket, by, text=reason, to_state=TicketState.OPEN)
    notifications.ticket_asked(ticket, entry)
    return ticket


def tickets_close() -> int:
    """Close what was solved two weeks ago and not opened again; gives how many. Each on its own."""
    due = Ticket.objects.to_close(clock.now() - rules.REOPEN)
    return sum(_close(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _close(pk: int) -> bool:
    rows = Ticket.objects.to_close(clock.now() - rules.REOPEN)
    ticket = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=pk).first()
    if ticket is None:
        return False  # reopened, or closed by somebody, at this moment
    rules.check_ticket_move(None, ticket, TicketState.CLOSED)
    _move(ticket, TicketState.CLOSED, None)
    return True


def _row(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_for_update(of=("self",), no_key=True).with_list_columns().get(pk=ticket.pk)


def _entry(ticket: Ticket, by: Person, **facts: Any) -> TicketEntry:
    return TicketEntry.objects.create(ticket=ticket, author=by, at=clock.now(), **facts)


def _answered(ticket: Ticket) -> None:
    if ticket.answered_at is None:
        ticket.answered_at = clock.now()
        ticket.save(update_fields=["answered_at"])


def _move(ticket: Ticket, to: TicketState, by: Person | None) -> None:
    """The caller holds the row and has asked the rules."""
    was, ticket.state = ticket.state, to
    if to == TicketState.RESOLVED:
        ticket.resolved_at = clock.now()
    elif to != TicketState.CLOSED:
        ticket.resolved_at = None
        ticket.reopened += was in rules.OVER
    ticket.save(update_fields=["state", "resolved_at", "reopened"])
    record(f"ticket.{to}", by=by, subject=ticket, organization=ticket.organization, fields=["state"], was=was)
