"""Doors for the worker."""

from celery import shared_task

from tenants.actions import agreements, charges, notices, tickets
from tenants.models import ChargeRun


@shared_task
def agreements_advance() -> int:
    return agreements.agreements_advance()


@shared_task
def charges_bill(pk: int) -> int:
    """Bill a run to its end, in small transactions; gives how many charges were made."""
    run, made = ChargeRun.objects.get(pk=pk), 0
    while count := charges.charges_bill(run=run):
        made += count
    return made


@shared_task
def charges_bill_unfinished() -> int:
    """Runs whose work was lost on the way."""
    return sum(charges_bill(pk) for pk in ChargeRun.objects.filter(finished_at=None).values_list("pk", flat=True))


@shared_task
def tickets_close() -> int:
    return tickets.tickets_close()


@shared_task
def notices_tell() -> int:
    return notices.notices_tell()
