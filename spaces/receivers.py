"""News of money: a settled receivable may confirm a booking."""

from typing import Any

from django.dispatch import receiver

from park_portal.payments.signals import receivable_settled

from . import actions
from .models import Booking


@receiver(receivable_settled)
def confirm_when_paid(subject_type: str, subject_id: str, **facts: Any) -> None:
    if subject_type == Booking._meta.label_lower:
        actions.booking_paid(pk=int(subject_id))
