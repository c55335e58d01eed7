"""Joint work of district and park in a month: where proposals stand, whose turn it was, opinions in time and late.

How it is counted (domain/collaboration.md; the page says the same in its notes):

* Where a proposal stood when the month ended, and what was handed in and declined, is read from the trail of its
  moves, which is append-only: a month that is over gives the same numbers whenever it is counted. Handed in again
  after it was sent back counts once a month.
* The working days of a side are those in which it had the turn, cut at the month's ends, over all proposals.
* An opinion is in time when it was given by its due day. Overdue are those that were still asked for when the month
  ended, their due day past; not those whose proposal was on hold then.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min, QuerySet

from collaboration.models import Opinion, Proposal, Turn
from collaboration.reckoning.clock import days_per_side
from collaboration.states import IN_PROGRESS, OpinionState, ProposalState, Side
from park_portal.audit.models import AuditEvent
from park_portal.core.clock import SEOUL
from park_portal.reports.reckoning import Window, permille

VERSION = 1
SIDES = (Side.PROPOSER, Side.PLANNING, Side.CENTRE, Side.RECEIVER)
ENDED = (OpinionState.PASSED_ON, OpinionState.REVOKED)
BEGUN = "proposal.begin"
Row = dict[str, Any]


def first_day() -> date | None:
    """The day of the first draft of all."""
    first = Proposal.objects.aggregate(first=Min("created_at"))["first"]
    return first.astimezone(SEOUL).date() if first else None


def compute(window: Window) -> Row:
    """The section for one month, in at most six SQL statements whatever the number of proposals."""
    stood, moved, opinions = _stood(window), _moved(window), _opinions(window)
    return {
        "headlines": _headlines(stood, moved, opinions),
        "pipeline": [{"code": state.value, "proposals": stood[state.value]} for state in ProposalState],
        "sides": [{"code": side.value, "days": days} for side, days in _days(window).items()],
        "opinions": opinions,
    }


def _headlines(stood: Counter[str], moved: dict[str, int], opinions: Row) -> list[Row]:
    given = opinions["in_time"] + opinions["late"]
    lines = [
        ("proposals_submitted", "cases", moved["submitted"]),
        ("proposals_confirmed", "cases", moved["confirmed"]),
        ("proposals_declined", "cases", moved["declined"]),
        ("proposals_under_way", "cases", sum(stood[state.value] for state in IN_PROGRESS)),
        ("opinions_in_time", "cases", opinions["in_time"]),
        ("opinions_late", "cases", opinions["late"]),
        ("opinions_overdue", "cases", opinions["overdue"]),
        ("opinions_punctual", "permille", permille(opinions["in_time"], given)),
    ]
    return [{"code": code, "unit": unit, "value": value} for code, unit, value in lines]


def _trail(verbs: list[str], subject: type, window: Window) -> QuerySet[AuditEvent]:
    """These deeds up to the month's end."""
    return AuditEvent.objects.filter(subject_type=subject._meta.label_lower, verb__in=verbs, at__lt=window.end)


def _stood(window: Window) -> Counter[str]:
    """Proposals by the state in which they were when the month ended."""
    verbs = [BEGUN, *(f"proposal.{state}" for state in ProposalState)]
    last = _trail(verbs, Proposal, window).order_by("subject_id", "-at", "-pk").distinct("subject_id")
    states = (verb.removeprefix("proposal.") for verb in last.values_list("verb", flat=True))
    return Counter(ProposalState.DRAFT.value if state == "begin" else state for state in states)


def _moved(window: Window) -> dict[str, int]:
    """Proposals that were handed in, confirmed and declined in the month."""
    codes = ("submitted", "confirmed", "declined")
    rows = _trail([f"proposal.{code}" for code in codes], Proposal, window).filter(at__gte=window.start)
    found = defaultdict(set)
    for verb, pk in rows.values_list("verb", "subject_id"):
        found[verb].add(pk)
    return {code: len(found[f"proposal.{code}"]) for code in codes}


def _days(window: Window) -> dict[Side, int]:
    """Working days of each side, of turns that lie in the month at least in part."""
    rows = Turn.objects.filter(since__lt=window.end).exclude(until__lte=window.start)
    turns = rows.values_list("side", "since", "until")
    spent = days_per_side(((side, *_cut(window, since, until)) for side, since, until in turns), window.end)
    return {side: spent.get(side, 0) for side in SIDES}


def _cut(window: Window, since: datetime, until: datetime | None) -> tuple[datetime, datetime]:
    """The part inside; the day of its beginning is not counted, so one from before begins on the day before."""
    moment = timedelta(microseconds=1)
    return max(since, window.start - moment), min(until or window.end, window.end - moment)


def _opinions(window: Window) -> Row:
    """Opinions given in the month, in time and late; and those that were overdue when it ended."""
    given = Opinion.objects.filter(issued_at__gte=window.start, issued_at__lt=window.end)
    late = [issued.astimezone(SEOUL).date() > due for issued, due in given.values_list("issued_at", "due_on")]
    due = Opinion.objects.filter(requested_at__lt=window.end, due_on__lt=window.end.astimezone(SEOUL).date())
    held = Turn.objects.filter(side=Side.NOBODY, since__lt=window.end).exclude(until__lte=window.end)
    waiting = due.exclude(issued_at__lt=window.end).exclude(proposal__in=held.values("proposal"))
    asked = {str(pk) for pk in waiting.values_list("pk", flat=True)}
    ended = _trail([f"opinion.{state}" for state in ENDED], Opinion, window).filter(subject_id__in=asked)
    overdue = len(asked - set(ended.values_list("subject_id", flat=True)))
    return {"in_time": late.count(False), "late": late.count(True), "overdue": overdue}
