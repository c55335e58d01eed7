"""What happened to a proposal, read from the trail: the card of its history, and the days of its road."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from collaboration.models import Proposal
from collaboration.states import Coordinator, ProposalState
from park_portal.audit.models import AuditEvent
from park_portal.core.spoken import calendar_day, local


def passed_on(facts: dict[str, Any]) -> str:
    if "to" in facts:
        return _("Passed on to %(name)s") % {"name": facts["to"]}
    return _("Passed on to another body in charge")


STATES = {f"proposal.{state}": state for state in ProposalState}
# What else belongs to the history that everybody reads who reads the proposal; empty words: nothing changed.
DEEDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "proposal.begin": lambda facts: _("Draft begun"),
    "proposal.acknowledge": lambda facts: _("Taken note: %(side)s") % {"side": Coordinator(facts["side"]).label},
    "proposal.revise": lambda facts: _("Version %(number)s handed in") % {"number": facts["version"]},
    "proposal.take_in": lambda facts: _("%(number)s merged in") % {"number": Proposal(pk=facts["merged"]).number},
    "opinion.postpone": lambda facts: _("The opinion is due later: %(day)s") % {"day": _day(facts["due_on"])},
    "handover.answer": lambda facts: passed_on(facts) if facts["accepts"] else "",
}


def _day(said: str) -> str:
    return date_format(date.fromisoformat(said))


class Event(NamedTuple):
    day: date
    words: str
    state: ProposalState | None = None


def history(proposal: Proposal) -> list[Event]:
    """All that changed where it stands, the newest first; one statement."""
    rows = AuditEvent.objects.filter(
        subject_type=Proposal._meta.label_lower, subject_id=str(proposal.pk), verb__in=[*STATES, *DEEDS]
    )
    found = [Event(calendar_day(local(row.at)), said(row), STATES.get(row.verb)) for row in rows.order_by("-id")]
    return [event for event in found if event.words]


def said(row: AuditEvent) -> str:
    return str(STATES[row.verb].label) if row.verb in STATES else DEEDS[row.verb](row.facts)


def reached(events: list[Event]) -> dict[ProposalState, date]:
    """The day on which each state was entered last."""
    return {event.state: event.day for event in reversed(events) if event.state}
