"""The workshop of each half-year (구-혁신파크 협력 워크숍).

Source: seeds/002, 협력 워크숍 및 협력회의 (반기별 1회 이상).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.utils.translation import gettext as _

from collaboration.models import Meeting
from collaboration.states import MeetingKind, MeetingState
from park_portal.core.clock import SEOUL


@dataclass(frozen=True)
class Half:
    """A half of a year: 1 or 2."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def first_day(self) -> date:
        return date(self.year, 1 if self.number == 1 else 7, 1)

    @property
    def until(self) -> date:
        return date(self.year, 7, 1) if self.number == 1 else date(self.year + 1, 1, 1)

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)

    def is_pressing(self, day: date) -> bool:
        """From its middle on: April and October."""
        return date(self.year, 4 if self.number == 1 else 10, 1) <= day < self.until


def held_in(half: Half) -> bool:
    """Whether a workshop is planned or was held in it."""
    begins, ends = (datetime.combine(day, time(), tzinfo=SEOUL) for day in (half.first_day, half.until))
    rows = Meeting.objects.filter(kind=MeetingKind.WORKSHOP, starts_at__gte=begins, starts_at__lt=ends)
    return rows.exclude(state=MeetingState.CANCELLED).exists()


def missing_words(half: Half) -> str:
    if half.number == 1:
        return _("No workshop is planned or held in the first half of %(year)s") % {"year": half.year}
    return _("No workshop is planned or held in the second half of %(year)s") % {"year": half.year}
