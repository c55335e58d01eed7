"""News from below: a settled receivable may confirm a booking; bookings go along with the duties of who made them."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.signals import Handed, duties_handed_over, duties_listed
from park_portal.core.spoken import say_paper_moment
from park_portal.payments.signals import receivable_settled

from . import actions
from .actions.duties import bookings_hand_over
from .models import Booking


@receiver(receivable_settled)
def confirm_when_paid(subject_type: str, subject_id: str, **facts: Any) -> None:
    if subject_type == Booking._meta.label_lower:
        actions.booking_paid(pk=int(subject_id))


@receiver(duties_listed)
def list_bookings(giver: Person, organization: Organization, **facts: Any) -> list[Handed]:
    rows = Booking.objects.in_hands(giver, organization).select_related("space__building").order_by("starts_at", "pk")
    return [
        Handed(_("Booking"), f"{row.number} {row.space.title}, {say_paper_moment(row.starts_at)}",
               row.get_absolute_url())
        for row in rows
    ]  # fmt: skip


@receiver(duties_handed_over)
def hand_bookings_over(giver: Person, taker: Person, organization: Organization, **facts: Any) -> None:
    bookings_hand_over(giver=giver, taker=taker, organization=organization)
