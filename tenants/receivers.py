"""News of agreements: the signature asks for the deposit, an early end credits the days not used."""

from typing import Any

from django.dispatch import receiver

from tenants.actions import charges, deposits
from tenants.models import Agreement
from tenants.signals import agreement_ended, agreement_signed


@receiver(agreement_signed)
def deposit_is_due(agreement_id: int, **facts: Any) -> None:
    deposits.deposit_issue(agreement=Agreement.objects.select_related("party").get(pk=agreement_id))


@receiver(agreement_ended)
def unused_days_are_credited(agreement_id: int, **facts: Any) -> None:
    charges.charges_settle(agreement=Agreement.objects.select_related("party").get(pk=agreement_id))
