"""News of agreements: the signature asks for the deposit, an early end credits the days not used. News of duties:
tickets and tasks go along with them."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.signals import Handed, duties_handed_over, duties_listed
from park_portal.accounts.states import OrganizationKind
from tenants.actions import charges, deposits
from tenants.actions.duties import care_hand_over
from tenants.models import Agreement, MoveTask, Ticket
from tenants.signals import agreement_ended, agreement_signed


@receiver(agreement_signed)
def deposit_is_due(agreement_id: int, **facts: Any) -> None:
    deposits.deposit_issue(agreement=Agreement.objects.select_related("party").get(pk=agreement_id))


@receiver(agreement_ended)
def unused_days_are_credited(agreement_id: int, **facts: Any) -> None:
    charges.charges_settle(agreement=Agreement.objects.select_related("party").get(pk=agreement_id))


@receiver(duties_listed)
def list_care(giver: Person, organization: Organization, **facts: Any) -> list[Handed]:
    """Only the centre's people are assigned tickets and tasks."""
    if organization.kind != OrganizationKind.PARK_OPERATOR:
        return []
    tickets = Ticket.objects.open().filter(assignee=giver).order_by("pk")
    tasks = MoveTask.objects.open().filter(assignee=giver).select_related("agreement").order_by("due_on", "pk")
    lines = [Handed(_("Fault report"), row.title, row.get_absolute_url()) for row in tickets]
    return lines + [Handed(_("Task of a move"), row.title, row.agreement.get_absolute_url()) for row in tasks]


@receiver(duties_handed_over)
def hand_care_over(giver: Person, taker: Person, organization: Organization, **facts: Any) -> None:
    if organization.kind == OrganizationKind.PARK_OPERATOR:
        care_hand_over(giver=giver, taker=taker, organization=organization)
