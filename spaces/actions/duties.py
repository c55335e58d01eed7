"""Bookings go along when somebody hands her duties over."""

from django.db import transaction

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from spaces.models import Booking


@transaction.atomic
def bookings_hand_over(*, giver: Person, taker: Person, organization: Organization) -> None:
    """What she booked for her body and is still to come is the successor's: she hears of it and may change it."""
    rows = Booking.objects.select_for_update(of=("self",)).in_hands(giver, organization).order_by("pk")
    for booking in rows:
        booking.person = taker
        booking.save(update_fields=["person"])
        record("booking.hand_over", by=giver, subject=booking, organization=organization, to=taker.pk)
