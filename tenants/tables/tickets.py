"""How tickets look on the desk: the figures above the list, the sheet."""

from datetime import timedelta
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from park_portal.core import clock
from park_portal.documents.content import Column
from park_portal.documents.xlsx import Sheet
from tenants.models import Ticket

LOOKED_BACK = timedelta(days=90)


def first_answer_words() -> str:
    """How long the middle one of the last 90 days waited for its first answer; empty where none was answered."""
    rows = Ticket.objects.filter(reported_at__gte=clock.now() - LOOKED_BACK, answered_at__isnull=False)
    waits = [(answered - reported) for reported, answered in rows.order_by().values_list("reported_at", "answered_at")]
    return say_wait(median(waits)) if waits else ""


def say_wait(wait: timedelta) -> str:
    """A wait in its largest unit, rounded up to a minute."""
    minutes = max(1, int(wait.total_seconds() // 60))
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if minutes >= 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def ticket_sheet(rows: Any) -> Sheet:
    """The list as a workbook sheet; words of the tickets, but neither answers nor notes."""
    columns = [
        Column(_("Number")),
        Column(_("State")),
        Column(_("Category")),
        Column(_("Organisation")),
        Column(pgettext("ticket", "Where")),
        Column(_("What is it about")),
        Column(_("Looked after by")),
        Column(_("Reported at"), "datetime"),
        Column(_("First answer at"), "datetime"),
        Column(_("Solved at"), "datetime"),
        Column(_("Times reopened"), "integer"),
    ]
    return Sheet(_("Tickets"), columns, [_row(ticket) for ticket in rows])


def _row(ticket: Ticket) -> list[Any]:
    return [
        ticket.number,
        ticket.public_state,
        str(ticket.get_category_display()),
        ticket.organization.title,
        ticket.place,
        ticket.title,
        ticket.assignee.name if ticket.assignee else "",
        ticket.reported_at,
        ticket.answered_at,
        ticket.resolved_at,
        ticket.reopened,
    ]
