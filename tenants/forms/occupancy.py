"""Which day, which period, which floor the pages of occupancy are asked for."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from spaces.forms.desk import DayInput
from tenants.reckoning.floors import say_floor

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DayInput())


class OnForm(forms.Form):
    """A day from the address; today where none was asked. ``day`` is right even while the form has errors."""

    on = day_field(_("On"))

    def __init__(self, query: Any, **kwargs: Any) -> None:
        today = clock.today().isoformat()
        super().__init__({**{name: query[name] for name in query}, "on": query.get("on") or today}, **kwargs)
        self.is_valid()

    def clean_on(self) -> date:
        day = self.cleaned_data["on"] or clock.today()
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Please check the year."))
        return day

    @property
    def day(self) -> date:
        return self.cleaned_data.get("on") or clock.today()


class OccupancyForm(OnForm):
    """A day, and the period whose occupancy is reckoned: from the first of January until the day, unless asked."""

    since = day_field(_("Occupancy from"))
    until = day_field(_("until (with this day)"))

    def __init__(self, query: Any, **kwargs: Any) -> None:
        super().__init__(query, **kwargs)
        first, last = self.day.replace(month=1, day=1), self.day
        self.data = {**self.data, "since": query.get("since") or first, "until": query.get("until") or last}
        self.full_clean()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        since, until = facts.get("since"), facts.get("until")
        if since and until and not EARLIEST <= since <= until <= LATEST:
            self.add_error("until", _("The period must begin before it ends."))
        return facts

    @property
    def period(self) -> tuple[date, date]:
        """First day, and first day without."""
        facts = self.cleaned_data
        if "since" in facts and "until" in facts and facts["since"] and facts["until"]:
            return facts["since"], facts["until"] + timedelta(days=1)
        return self.day.replace(month=1, day=1), self.day + timedelta(days=1)


class FloorForm(OnForm):
    """A day, and one floor of a building (empty: all of them)."""

    floor = forms.TypedChoiceField(label=_("Floor"), required=False, coerce=int, empty_value=None)

    def __init__(self, query: Any, *, floors: list[int], **kwargs: Any) -> None:
        self.choices = [("", _("All floors")), *((floor, say_floor(floor)) for floor in floors)]
        super().__init__(query, **kwargs)

    def full_clean(self) -> None:
        self.fields["floor"].choices = self.choices
        super().full_clean()

    @property
    def chosen(self) -> int | None:
        return self.cleaned_data.get("floor")
