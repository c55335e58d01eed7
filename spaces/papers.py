"""What the papers of a booking hold."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from park_portal.core.clock import SEOUL
from park_portal.core.spoken import formal_won
from park_portal.documents.content import Column, Fact, Heading, Item, Items, Paper, Table, Text

from .models import Booking
from .reckoning import day_of
from .states import HOLDING, BookingState

FETCH_EVERY = vDuration(timedelta(hours=1), {"VALUE": "DURATION"})  # asked of calendar programs; most come less often


def is_over(booking: Booking) -> bool:
    """Whether the booking will not take, or did not take place."""
    return booking.state not in (*HOLDING, BookingState.COMPLETED)


def booking_event(booking: Booking) -> Event:
    """The booking as an event (RFC 5545). The UID never changes, so that a later one replaces the earlier."""
    over = is_over(booking)
    status = "CANCELLED" if over else "TENTATIVE" if booking.state == BookingState.REQUESTED else "CONFIRMED"
    event = Event()
    event.add("uid", f"booking-{booking.pk}@{urlsplit(settings.PARK_URL).hostname}")
    event.add("dtstamp", booking.ended_at or booking.decided_at or booking.requested_at)
    event.add("sequence", int(booking.decided_at is not None) + booking.changes + int(over))
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
    return event


def calendar_of(bookings: Iterable[Booking], method: str, **facts: Any) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Park Portal//bookings//KO")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for name, value in facts.items():
        calendar.add(name.replace("_", "-"), value)
    for booking in bookings:
        calendar.add_component(booking_event(booking))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def booking_calendar(booking: Booking) -> bytes:
    """One booking as an .ics file."""
    return calendar_of([booking], "CANCEL" if is_over(booking) else "PUBLISH")


def calendar_feed(bookings: Iterable[Booking]) -> bytes:
    """Many bookings as a calendar that programs fetch again and again; the same rows give the same bytes."""
    park = settings.PARK["name_en"] if get_language() == "en" else settings.PARK["name"]
    name = _("My bookings at %(park)s") % {"park": park}
    # X-… are what Google, Apple and Outlook knew before RFC 7986 gave them names.
    facts = {
        "name": name,
        "x_wr_calname": name,
        "refresh_interval": FETCH_EVERY,
        "x_published_ttl": FETCH_EVERY.to_ical().decode(),
    }
    return calendar_of(bookings, "PUBLISH", **facts)


def booking_permit(booking: Booking) -> Paper:
    """The permit (사용허가서) in the language now active: who may use what, when, and under which rules."""
    space = booking.space
    building = space.building
    facts = [
        Fact(_("Place"), ", ".join(filter(None, [building.title, space.title, building.address]))),
        Fact(_("Begins"), booking.starts_at),
        Fact(_("Ends"), booking.ends_at),
        Fact(_("Purpose"), booking.purpose),
        Fact(_("People"), booking.attendees),
        Fact(_("Booked by"), booking.person.name),
        Fact(_("Price"), formal_won(booking.price_krw) if booking.price_krw else _("Free of charge")),
    ]
    rules = tuple(Item(line.strip()) for line in space.house_rules.splitlines() if line.strip())
    lent = tuple((use.item.title, use.quantity) for use in booking.items.select_related("item"))
    blocks: list[Any] = [Text(_("The use of the space is permitted as follows."))]
    if lent:
        blocks.append(Table((Column(_("Item"), weight=3), Column(_("Quantity"), "integer")), lent))
    if rules:
        blocks += [Heading(_("Conditions")), Items(rules)]
    return Paper(
        kind="spaces.permit",
        title=_("Permit of use"),
        number=booking.number,
        language=get_language() or settings.LANGUAGE_CODE,
        issued_on=day_of(booking.decided_at or booking.requested_at),
        issuer=settings.PARK["operator_en" if get_language() == "en" else "operator"],
        recipient=booking.organization.title if booking.organization else booking.person.name,
        facts=tuple(facts),
        blocks=tuple(blocks),
        ending=True,
    )
