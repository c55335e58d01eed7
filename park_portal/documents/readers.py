"""Who may read the papers and files of a subject: said by the app that owns the subject, asked here.

A subject type that nobody registered is readable by nobody.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from park_portal.core import clock, spoken
from park_portal.core.errors import ActionDenied

Visible = Callable[[Any, set[str]], Iterable[Any]]

_VISIBLE: dict[str, Visible] = {}


def register(subject_type: str, visible: Visible) -> None:
    """Say in ``ready()`` who reads what hangs on ``subject_type`` ("spaces.booking").

    ``visible(user, ids)`` gets a signed-in person and subject ids (text) and gives those of them she may read, as
    ``set(map(str, Booking.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)))``.
    """
    _VISIBLE[subject_type] = visible


def readable(user: Any, subjects: Iterable[tuple[str, str]]) -> Q:
    """The condition on ``subject_type`` and ``subject_id`` that leaves what ``user`` may read of ``subjects``."""
    condition = Q(pk__in=[])
    if not user.is_authenticated:
        return condition
    asked: dict[str, set[str]] = {}
    for subject_type, subject_id in subjects:
        asked.setdefault(subject_type, set()).add(subject_id)
    for subject_type, ids in asked.items():
        if visible := _VISIBLE.get(subject_type):
            allowed = ids & {str(pk) for pk in visible(user, set(ids))}
            condition |= Q(subject_type=subject_type, subject_id__in=allowed)
    return condition


class Purged(ActionDenied):
    """The bytes are gone for good; the row says when."""

    status = 410


def check_file_kept(file: Any) -> None:
    if file.purged_at:
        day = spoken.say_moment(spoken.local(file.purged_at), clock.today())
        raise Purged(_("This file was deleted on %(day)s.") % {"day": day}, reason="purged")
