"""Tickets and tasks go along when somebody hands her duties over."""

from django.db import transaction

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from tenants.models import MoveTask, Ticket


@transaction.atomic
def care_hand_over(*, giver: Person, taker: Person, organization: Organization) -> None:
    """What the centre's people look after is looked after by the successor. Only the centre assigns them."""
    if not taker.is_centre_staff:
        return
    for model, verb in ((Ticket, "ticket.assign"), (MoveTask, "move_task.assign")):
        for row in model.objects.select_for_update(of=("self",)).open().filter(assignee=giver).order_by("pk"):
            row.assignee = taker
            row.save(update_fields=["assignee"])
            record(verb, by=giver, subject=row, organization=organization, fields=["assignee"], assignee=taker.pk)
