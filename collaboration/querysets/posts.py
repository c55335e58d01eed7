"""Joint work that hangs on a person of a body."""

from typing import Any

from django.db.models import Q, QuerySet

from collaboration.states import MeetingState


def opinions_in_hands(opinions: Any, giver: Any, organization: Any) -> QuerySet:
    """Opinions that her body owes and she looks after; a team's people look after those of its department, too."""
    bodies = [organization.pk, *([organization.parent_id] if organization.is_district else [])]
    return opinions.asked().filter(assignee=giver, organization__in=bodies)


def meetings_in_hands(meetings: Any, giver: Any, organization: Any) -> QuerySet:
    """Meetings that she called and that are not finished: of the body's proposals, or of no proposal."""
    part = Q(proposal__parties__organization=organization) | Q(proposal__lead=organization)
    part |= Q(proposal__receiver=organization) | Q(proposal=None) | Q(attendances__organization=organization)
    rows = meetings.filter(called_by=giver, state__in=[MeetingState.PLANNED, MeetingState.HELD])
    return rows.filter(part).distinct()
