"""What people type to find a space: when, how many, what must be there."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from spaces.models import Equipment, Space
from spaces.reckoning import midnight
from spaces.states import SpaceKind

FIRST, LAST = 6 * 60, 24 * 60  # minutes between which a time can be chosen
DAY = _("Day")
LATE = 13  # from this hour in Seoul on, the search begins with tomorrow
FARTHEST = timedelta(days=366)


def say_clock(minutes: int) -> str:
    """``840`` as "14:00"; the end of the day is "24:00"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def read_clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


class ClockSelect(forms.Select):
    """Choices of times that keep what was typed, even if it is none of them."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        known = {str(choice) for choice, _label in self.choices}
        for text in (text[:20].replace("\x00", "") for text in value if text not in known and text.strip("\x00")):
            groups.append((None, [self.create_option(name, text, text, True, len(groups))], len(groups)))
        return groups


class ClockField(forms.ChoiceField):
    """A time of the day in steps; gives minutes since midnight, 24:00 included."""

    widget = ClockSelect
    default_error_messages = {
        "required": _("Please choose a time."),
        "invalid_choice": _("Please choose a time from the list."),
    }

    def __init__(self, *, first: int = FIRST, last: int = LAST, step: int = 30, **kwargs: Any) -> None:
        times = [say_clock(minutes) for minutes in range(first, last + 1, step)]
        super().__init__(choices=[(text, text) for text in times], **kwargs)

    def clean(self, value: Any) -> int:
        return read_clock(super().clean(value))


class DayField(forms.DateField):
    """A day from today on, within a year."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "required": _("Please choose a day."),
        "invalid": _("Please write the day as 2026-12-05."),
        "past": _("This day has passed already."),
        "far": _("Please choose a day within a year."),
    }

    def __init__(self, *, label: Any = DAY, **kwargs: Any) -> None:
        super().__init__(label=label, input_formats=["%Y-%m-%d"], **kwargs)

    def clean(self, value: Any) -> date:
        day = super().clean(value)
        if day < clock.today():
            raise forms.ValidationError(self.error_messages["past"], code="past")
        if day > clock.today() + FARTHEST:
            raise forms.ValidationError(self.error_messages["far"], code="far")
        return day


class SpaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, space: Space) -> str:
        return f"{space.building.title} · {space.title} ({space.capacity})"


def moment(day: date, minutes: int) -> datetime:
    return midnight(day) + timedelta(minutes=minutes)


class TimeForm(forms.Form):
    """A day and a stretch of it; ``span`` is its two moments once the form is valid."""

    day = DayField()
    start = ClockField(label=_("From"), last=LAST - 30)
    end = ClockField(label=_("Until"), first=FIRST + 30)

    span: tuple[datetime, datetime] | None = None

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not {"day", "start", "end", *({"last_day"} & set(self.fields))} <= set(facts):
            return facts
        start, end = moment(facts["day"], facts["start"]), moment(self.last_day(facts), facts["end"])
        if end <= start:
            self.add_error("end", _("The end must come after the beginning."))
        elif start <= clock.now():
            self.add_error("start", _("This time has passed already."))
        else:
            self.span = start, end
        return facts

    def last_day(self, facts: dict[str, Any]) -> date:
        """The day on which the time ends."""
        return facts.get("last_day") or facts["day"]


class SearchForm(TimeForm):
    """The time-first search. Always bound: what is not asked is filled by ``with_defaults``."""

    use_required_attribute = False
    people = forms.IntegerField(label=_("People"), min_value=1, max_value=10_000)
    kind = forms.ChoiceField(label=_("Kind of space"), required=False)
    equipment = forms.MultipleChoiceField(
        label=_("Equipment"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    step_free = forms.BooleanField(label=_("Step-free"), required=False)

    def __init__(self, *args: Any, equipment: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All spaces")), *SpaceKind.choices]
        if equipment:
            self.fields["equipment"].choices = [(item.code, item.title) for item in Equipment.objects.all()]

    def last_day(self, facts: dict[str, Any]) -> date:
        """A night in a lodging ends on the morning after."""
        night = facts.get("kind") == SpaceKind.LODGING and facts["end"] <= facts["start"]
        return facts["day"] + timedelta(days=night)

    @staticmethod
    def defaults() -> dict[str, str]:
        """Today 14:00 to 16:00 for ten; tomorrow once that is too near."""
        late = clock.now().astimezone(clock.SEOUL).hour >= LATE
        day = clock.today() + timedelta(days=late)
        return {"day": day.isoformat(), "start": "14:00", "end": "16:00", "people": "10"}

    @classmethod
    def with_defaults(cls, asked: Any) -> Any:
        """What was asked (a QueryDict), completed."""
        asked = asked.copy()
        for name, value in cls.defaults().items():
            asked.setdefault(name, value)
        return asked
