"""What centre staff type to close a place for a time."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from spaces.models import Building, Closure, Leaf, Space
from spaces.reckoning import midnight

from .desk import ClockInput, DayInput, day_check

WHAT = [
    ("building", _("The whole building")),
    ("floor", _("One floor")),
    ("spaces", _("Single spaces")),
    ("leaves", _("Single parts (a desk, half of a hall)")),
]


class ClosureForm(forms.Form):
    """What of one building is closed, from when until when, and why."""

    what = forms.ChoiceField(label=_("What is closed"), choices=WHAT, widget=forms.RadioSelect, initial="spaces")
    floor = forms.TypedChoiceField(label=_("Floor"), coerce=int, empty_value=None, required=False)
    spaces = forms.ModelMultipleChoiceField(
        label=_("Spaces"),
        queryset=Space.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    leaves = forms.ModelMultipleChoiceField(
        label=_("Parts"),
        queryset=Leaf.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    start_day = forms.DateField(label=_("First day"), widget=DayInput(), validators=[day_check])
    start = forms.TimeField(label=_("Begins at"), widget=ClockInput())
    end_day = forms.DateField(label=_("Last day"), widget=DayInput(), validators=[day_check])
    end = forms.TimeField(
        label=_("Ends at"), widget=ClockInput(), help_text=_("00:00 means midnight at the end of the day.")
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"),
        choices=[
            ("planned", _("Planned: bookings in the way are moved or called off first")),
            ("emergency", _("Urgent: closes at once, all bookings in the way are called off")),
        ],
        widget=forms.RadioSelect,
        initial="planned",
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=120, help_text=_("The people whose bookings are called off read it.")
    )
    reason_en = forms.CharField(label=_("Reason in English"), max_length=120, required=False)

    def __init__(self, *args: Any, building: Building, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.building = building
        spaces = Space.objects.filter(building=building).order_by("floor", "pk")
        self.fields["spaces"].queryset = spaces
        self.fields["leaves"].queryset = Leaf.objects.filter(building=building)
        floors = sorted(set(spaces.values_list("floor", flat=True)))
        self.fields["floor"].choices = [("", _("Choose a floor")), *((str(n), str(n)) for n in floors)]

    @property
    def is_planned(self) -> bool:
        return self.data.get("urgency") == "planned"

    @property
    def called_off(self) -> set[int]:
        """Bookings (ids) ticked to be called off, all of the shown list where "all" was."""
        names = self.data.getlist("shown" if self.data.get("all") else "call_off")
        return {int(pk) for pk in names if pk.isdecimal()}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        what = facts.get("what")
        if what in ("floor", "spaces", "leaves") and what not in self.errors and not facts.get(what):
            self.add_error(what, _("Please choose what is closed."))
        if {"start_day", "start", "end_day", "end"} <= set(facts):
            self._check_time()
        return facts

    def _check_time(self) -> None:
        if self.ends_at <= self.starts_at:
            self.add_error("end", _("The end must come after the beginning."))
        elif self.ends_at <= clock.now():
            self.add_error("end", _("This time has passed already."))
        elif self.starts_at < clock.now() and self.cleaned_data.get("urgency") == "planned":
            self.add_error("start", _("A planned closure begins in the future. What is closed now is urgent."))

    @property
    def starts_at(self) -> datetime:
        return _moment(self.cleaned_data["start_day"], self.cleaned_data["start"])

    @property
    def ends_at(self) -> datetime:
        facts = self.cleaned_data
        return _moment(facts["end_day"] + timedelta(days=facts["end"] == time()), facts["end"])

    @property
    def closed_leaves(self) -> list[int]:
        """Ids of the leaves that were meant."""
        facts = self.cleaned_data
        if facts["what"] == "leaves":
            return sorted(leaf.pk for leaf in facts["leaves"])
        rows = Leaf.objects.filter(building=self.building)
        if facts["what"] == "floor":
            rows = rows.filter(spaces__floor=facts["floor"])
        if facts["what"] == "spaces":
            rows = rows.filter(spaces__in=facts["spaces"])
        return sorted(set(rows.values_list("pk", flat=True)))


def _moment(day: Any, at: time) -> datetime:
    return midnight(day) + timedelta(hours=at.hour, minutes=at.minute)


class ClosureWordsForm(forms.ModelForm):
    """The words of a closure."""

    class Meta:
        model = Closure
        fields = ["reason", "reason_en"]
