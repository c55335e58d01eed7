"""The access log's plug into Django: views say what they showed, the middleware writes it afterwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import models
from django.http import HttpRequest, HttpResponse

from park_portal.core import clock

from .actions import access_note
from .models import AccessEvent

Answer = Callable[[HttpRequest], HttpResponse]


@dataclass
class AccessLog:
    """What this request has shown of personal data: ``request.access_log.note("people.list", people)``."""

    entries: list[tuple[str, str, list[int]]] = field(default_factory=list)

    def note(self, what: str, subjects: Iterable[models.Model]) -> None:
        """Remember that ``subjects`` (rows of one model) were shown."""
        rows = list(subjects)
        if rows:
            self.entries.append((what, rows[0]._meta.label_lower, [row.pk for row in rows]))


class AccessLogMiddleware:
    """Write the notes when the answer is made: outside the deed's transaction, so a rollback keeps them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access_log = AccessLog()
        response = self.get_response(request)
        if request.access_log.entries:
            access_note(self.rows(request, response.status_code))
        return response

    @staticmethod
    def rows(request: HttpRequest, outcome: int) -> list[AccessEvent]:
        shared = {
            "at": clock.now(),
            "actor_id": request.user.pk,
            "address": request.META.get("REMOTE_ADDR") or None,
            "method": request.method,
            "path": request.path[:300],
            "outcome": outcome,
        }
        return [
            AccessEvent(what=what, subject_type=kind, subject_ids=ids, **shared)
            for what, kind, ids in request.access_log.entries
        ]
