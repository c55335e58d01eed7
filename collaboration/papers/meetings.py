"""The papers of a meeting: its minutes (회의록), and the file for a calendar (RFC 5545)."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from collaboration.models import Meeting
from collaboration.states import MeetingState
from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.core.spoken import say_paper_moment
from park_portal.documents.content import Column, Fact, Heading, Item, Items, Paper, Table, Text

MINUTES = "collaboration.minutes"


def minutes_paper(meeting: Meeting) -> Paper:
    """Kind, time and place; who came with position and name (직·성명); agenda, minutes, decisions, commitments."""
    body = body_of(meeting.minutes_by, meeting)
    operator = settings.PARK["operator_en" if get_language() == "en" else "operator"]
    approved = meeting.state == MeetingState.APPROVED
    day = (meeting.approved_at or clock.now()).astimezone(SEOUL).date()
    return Paper(
        kind=MINUTES,
        title=_("Minutes of the meeting"),
        language=get_language() or settings.LANGUAGE_CODE,
        issued_on=day,
        issuer=body.title if body else operator,
        facts=tuple(head(meeting)),
        blocks=(*came(meeting), *agenda(meeting), *said(meeting), *decided(meeting), *promised(meeting)),
        note="" if approved else _("These minutes are not approved yet."),
        ending=True,
    )


def body_of(person: Person | None, meeting: Meeting) -> Organization | None:
    """For whom she was there; else the body she acts for."""
    if person is None:
        return None
    row = meeting.attendances.filter(person=person).select_related("organization").first()
    if row is not None:
        return row.organization
    return next((hat.organization for hat in person.current_memberships), None)


def head(meeting: Meeting) -> list[Fact]:
    """What kind of meeting, about what, when and where; lines that are empty are left out."""
    begins, ends = meeting.starts_at.astimezone(SEOUL), meeting.ends_at.astimezone(SEOUL)
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else say_paper_moment(ends)
    facts = [
        Fact(_("Meeting"), meeting.title),
        Fact(_("Kind"), meeting.get_kind_display()),
        Fact(_("Proposal"), f"{meeting.proposal.number} {meeting.proposal.title}" if meeting.proposal else ""),
        Fact(pgettext("minutes", "When"), f"{say_paper_moment(begins)} – {until}"),
        Fact(_("Place"), meeting.place or (_("Online") if meeting.online_url else "")),
        Fact(_("Minutes by"), meeting.minutes_by.name if meeting.minutes_by else ""),
        Fact(_("Approved by"), meeting.approved_by.name if meeting.approved_by else ""),
    ]
    return [fact for fact in facts if fact.value]


def came(meeting: Meeting) -> list[Any]:
    rows = meeting.attendances.filter(attended=True).select_related("organization", "person")
    cells = tuple((row.organization.title, row.who or "–") for row in rows)
    columns = (Column(_("Organisation"), weight=2), Column(_("Position and name"), weight=2))
    return [Heading(_("Who came")), Table(columns, cells) if cells else Text("–")]


def agenda(meeting: Meeting) -> list[Any]:
    items = tuple(Item(row.text) for row in meeting.agenda.all())
    return [Heading(_("Agenda")), Items(items)] if items else []


def said(meeting: Meeting) -> list[Any]:
    return [Heading(_("What was said")), Text(meeting.minutes or "–")]


def decided(meeting: Meeting) -> list[Any]:
    """Each decision, with the part of the proposal that it changes."""
    rows = tuple((row.text, row.get_section_display() or "–") for row in meeting.decisions.all())
    columns = (Column(_("Decision"), weight=4), Column(_("Section")))
    return [Heading(_("Decisions")), Table(columns, rows) if rows else Text("–")]


def promised(meeting: Meeting) -> list[Any]:
    """Who does what by when."""
    rows = tuple((row.owner.title, row.text, row.due_on) for row in meeting.commitments.select_related("owner"))
    columns = (Column(_("Who"), weight=2), Column(_("Does what"), weight=3), Column(_("By when"), "date", weight=1.5))
    return [Heading(_("Commitments")), Table(columns, rows)] if rows else []


# ------------------------------------------------------------------------------ calendar


def meeting_calendar(meeting: Meeting) -> bytes:
    """The meeting as an .ics file; a later one replaces the earlier, and one called off takes it away."""
    over = meeting.state == MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Park Portal//meetings//KO")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if over else "PUBLISH")
    calendar.add_component(meeting_event(meeting))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def meeting_event(meeting: Meeting) -> Event:
    """The UID never changes; the sequence grows whenever it is moved or called off."""
    over = meeting.state == MeetingState.CANCELLED
    base = settings.PARK_URL.rstrip("/")
    agenda_lines = [row.text for row in meeting.agenda.all()]
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.PARK_URL).hostname}")
    event.add("dtstamp", meeting.called_at)
    event.add("sequence", meeting.changes + int(over))
    event.add("dtstart", meeting.starts_at.astimezone(SEOUL))
    event.add("dtend", meeting.ends_at.astimezone(SEOUL))
    event.add("summary", meeting.title)
    event.add("location", meeting.place or meeting.online_url)
    event.add("description", "\n".join([str(meeting.get_kind_display()), *agenda_lines, meeting.online_url]).strip())
    event.add("url", base + meeting.get_absolute_url())
    event.add("status", "CANCELLED" if over else "CONFIRMED")
    return event
