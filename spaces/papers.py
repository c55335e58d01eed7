"""What the papers of a booking hold."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from park_portal.core.clock import SEOUL

from .models import Booking
from .states import HOLDING, BookingState


def booking_calendar(booking: Booking) -> bytes:
    """The booking as an .ics file (RFC 5545). The UID never changes, so that a later file replaces the earlier."""
    over = booking.state not in (*HOLDING, BookingState.COMPLETED)
    status = "CANCELLED" if over else "TENTATIVE" if booking.state == BookingState.REQUESTED else "CONFIRMED"
    event = Event()
    event.add("uid", f"booking-{booking.pk}@{urlsplit(settings.PARK_URL).hostname}")
    event.add("dtstamp", booking.ended_at or booking.decided_at or booking.requested_at)
    event.add("sequence", int(booking.decided_at is not None) + int(over))
    event.add("dtstart", booking.starts_at.astimezone(SEOUL))
    event.add("dtend", booking.ends_at.astimezone(SEOUL))
    event.add("summary", f"{booking.space.title}: {booking.purpose}")
    event.add(
        "location",
        ", ".join(filter(None, [booking.space.title, str(booking.space.building), booking.space.building.address])),
    )
    event.add("description", _("Booking number: %(number)s") % {"number": booking.number})
    event.add("url", settings.PARK_URL.rstrip("/") + booking.get_absolute_url())
    event.add("status", status)
    calendar = Calendar()
    calendar.add("prodid", "-//Park Portal//bookings//KO")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if over else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
