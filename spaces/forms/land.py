"""What centre staff type to keep buildings, spaces and hours."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from spaces.models import Building, Leaf, Space
from spaces.rules.land import (
    Parts,
    PartsWay,
    Scope,
    Stretch,
    Week,
    check_dated_day,
    check_stretches,
    check_week,
    say_stretches,
)
from spaces.states import Weekday

from .desk import DayInput, day_check

STRETCH = re.compile(r"(\d{1,2}):([0-5]\d)\s*[-–~]\s*(\d{1,2}):([0-5]\d)")
TWO_LINES = {"rows": 2}
Group = tuple[str, list[forms.BoundField]]


BUILDING_GROUPS = (
    (_("About"), ("name", "name_en", "summary", "summary_en")),
    (_("Place and access"), ("category", "address", "storeys", "basement_storeys", "step_free", "step_free_en")),
    (_("Days"), ("opened_on", "closed_on")),
)


SPACE_GROUPS = (
    (_("About"), ("name", "name_en", "summary", "summary_en", "rules", "rules_en")),
    (
        _("Place and access"),
        (
            "building",
            "code",
            "kind",
            "floor",
            "capacity",
            "area_m2",
            "step_free",
            "step_free_note",
            "step_free_note_en",
            "opened_on",
            "closed_on",
        ),
    ),
    (_("Parts"), ("way", "joined", "desks")),
    (_("Equipment"), ("equipment",)),
    (
        _("Booking rules"),
        (
            "bookable",
            "mode",
            "min_minutes",
            "max_minutes",
            "step_minutes",
            "lead_min_minutes",
            "lead_max_days",
        ),
    ),
    (_("Who may book"), ("audience", "residents_first_days")),
    (_("Limits"), ("monthly_hours_person", "monthly_hours_organization", "consecutive_days")),
    (_("Preparation and cleaning"), ("buffer_before", "buffer_after")),
)
COMPOSITION = ("way", "joined", "desks")  # asked in the form, no columns
PAIRS = frozenset(
    f"{name}{language}"
    for name in ("name", "summary", "rules", "step_free", "step_free_note")
    for language in ("", "_en")
)


class BuildingChoiceForm(forms.Form):
    """Which building a list shows."""

    building = forms.ModelChoiceField(
        label=_("Building"),
        queryset=Building.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All buildings"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = Building.objects.order_by("pk")

    @property
    def buildings(self) -> Any:
        """The chosen building, or all of them."""
        rows = self.fields["building"].queryset
        chosen = self.cleaned_data.get("building") if self.is_valid() else None
        return rows.filter(pk=chosen.pk) if chosen else rows


class ConfirmForm(forms.Form):
    """A deed without words, which may be refused."""


class BuildingForm(forms.ModelForm):
    """Facts of a building; its code and its place on the plan stay."""

    class Meta:
        model = Building
        fields = [name for _title, names in BUILDING_GROUPS for name in names]
        widgets = {
            **{
                name: forms.Textarea(attrs=TWO_LINES) for name in ("summary", "summary_en", "step_free", "step_free_en")
            },
            "opened_on": DayInput(),
            "closed_on": DayInput(),
        }
        help_texts = {
            "step_free": _("From which side, how wide, with or without a lift."),
            "closed_on": _("The first day on which it is closed for good. For a time use a closure."),
        }

    pairs = PAIRS

    @property
    def groups(self) -> list[Group]:
        return grouped(self, BUILDING_GROUPS)


def grouped(form: forms.BaseForm, groups: Any) -> list[Group]:
    """The form's fields under their headings, in order."""
    return [(str(title), [form[name] for name in names if name in form.fields]) for title, names in groups]


class SpaceForm(forms.ModelForm):
    """Every fact of a space. A new one gets a building and a code; both stay afterwards."""

    way = forms.ChoiceField(label=_("Made of"), widget=forms.RadioSelect)
    joined = forms.ModelMultipleChoiceField(
        label=_("Parts"),
        queryset=Space.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only where it is made of other spaces: whoever books the whole takes all of them."),
    )
    desks = forms.CharField(
        label=_("Desks"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only for a desk zone: one desk a line, in Latin letters and digits, such as A1."),
    )

    class Meta:
        model = Space
        fields = [name for _title, names in SPACE_GROUPS for name in names if name not in COMPOSITION]
        widgets = {
            **{name: forms.Textarea(attrs=TWO_LINES) for name in ("summary", "summary_en")},
            **{name: forms.Textarea(attrs=TWO_LINES) for name in ("step_free_note", "step_free_note_en")},
            **{name: forms.Textarea(attrs={"rows": 5}) for name in ("rules", "rules_en")},
            "equipment": forms.CheckboxSelectMultiple,
            "opened_on": DayInput(),
            "closed_on": DayInput(),
        }
        help_texts = {
            "code": _("Part of the address of its page. Empty: made from the English name."),
            "floor": _("-1 is the first basement."),
            "rules": _("One rule a line."),
            "rules_en": _("One rule a line, in the same order."),
            "closed_on": _("The first day on which it is closed for good. For a time use a closure."),
            "bookable": _("Without the tick it is shown, but nobody can book it."),
            "residents_first_days": _("Until so many days before use only residents of the district book."),
            "min_minutes": _("In minutes."),
            "max_minutes": _("In minutes; 480 are eight hours."),
            "step_minutes": _("Bookings begin and end every so many minutes."),
            "lead_min_minutes": _("In minutes; 1440 are a day. 0: until the last moment."),
            "lead_max_days": _("So many days before use booking begins."),
            "buffer_before": _("Minutes before each booking, kept free and not paid."),
            "buffer_after": _("Minutes after each booking, kept free and not paid."),
            "consecutive_days": _("How many days in a row one person or organisation may book. 0: no limit."),
        }

    def __init__(self, *args: Any, building: Building | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"], self.fields["building"]
            building = self.instance.building
        else:
            self.fields["code"].required = False
            self.fields["building"].queryset = Building.objects.order_by("pk")
            self.fields["building"].initial = building
        self._offer_parts(building)

    def _offer_parts(self, building: Building | None) -> None:
        """Ways of composition that fit, and what the space is made of now."""
        space = self.instance
        rooms = Space.objects.filter(building=building) if building else Space.objects.all()
        rooms = rooms.exclude(pk=space.pk).exclude(kind="desk_zone").select_related("building")
        self.fields["joined"].queryset = rooms.order_by("building_id", "floor", "pk")
        leaves = list(space.leaves.order_by("pk")) if space.pk else []
        keep = space.pk and not space.takes_any_leaf
        ways = [way for way in PartsWay if way != PartsWay.KEEP or keep]
        self.fields["way"].choices = [(way.value, way.label) for way in ways]
        self.fields["way"].initial = PartsWay.KEEP if keep else PartsWay.DESKS if leaves else PartsWay.OWN
        if space.pk and space.takes_any_leaf:
            self.fields["desks"].initial = "\n".join(leaf.code.removeprefix(f"{space.code}-") for leaf in leaves)
        elif len(leaves) > 1:
            beyond = Leaf.objects.filter(spaces__in=rooms).exclude(pk__in=[leaf.pk for leaf in leaves])
            self.fields["joined"].initial = rooms.exclude(leaves__in=beyond).filter(leaves__in=leaves)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if "code" in self.fields and "code" not in self.errors:
            self._clean_code(facts)
        return facts

    def _clean_code(self, facts: dict[str, Any]) -> None:
        code = facts.get("code") or slugify(facts.get("name_en") or "")[:50]
        facts["code"] = code
        if not code:
            self.add_error("code", _("Please write a code in Latin letters, or a name in English to make it from."))
        elif taken := Space.objects.filter(code=code).first():
            self.add_error("code", _("%(name)s has the code %(code)s already.") % {"name": taken.title, "code": code})

    @property
    def parts(self) -> Parts:
        """What was chosen, as the rules understand it."""
        facts = self.cleaned_data
        names = [line.strip() for line in facts["desks"].splitlines() if line.strip()]
        way = PartsWay(facts["way"])
        joined = tuple(facts["joined"]) if way == PartsWay.JOINED else ()
        return Parts(way, joined, tuple(dict.fromkeys(names)))

    @property
    def facts(self) -> dict[str, Any]:
        """The model's own columns."""
        return {name: self.cleaned_data[name] for name in self.cleaned_data if name not in COMPOSITION}

    pairs = PAIRS - {"step_free"}  # a tick here, words in a building
    broad = ("desks", "step_free", "bookable")

    @property
    def groups(self) -> list[Group]:
        return grouped(self, SPACE_GROUPS)


# ------------------------------------------------------------------------------ hours


class StretchesField(forms.CharField):
    """Hours of a day as people write them, "09:00-12:00, 13:00~25:00"; gives minutes in order, empty means closed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, required=False, **kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        return say_stretches(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Stretch]:
        found = [self._read(part.strip()) for part in super().clean(value).split(",") if part.strip()]
        try:
            check_stretches(found)
        except ActionDenied as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.reason) from refusal
        return sorted(found)

    def _read(self, text: str) -> Stretch:
        match = STRETCH.fullmatch(text)
        if match is None:
            raise forms.ValidationError(_("Please write hours as 09:00–18:00."), code="hours_form")
        low_h, low_m, high_h, high_m = map(int, match.groups())
        return low_h * 60 + low_m, high_h * 60 + high_m


class WeekHoursForm(forms.Form):
    """The weekly hours of a scope; without ``own`` those above hold."""

    own = forms.ChoiceField(label=_("Whose hours"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week = scope.week()
        above = _("As the building") if scope.space else _("As the park")
        self.fields["own"].choices = [("above", above), ("own", _("Hours of its own"))]
        self.fields["own"].initial = "own" if scope.weekly.exists() else "above"
        if scope.is_park:
            del self.fields["own"]
        for day in Weekday:
            self.fields[f"day_{day.value}"] = StretchesField(label=day.label, initial=week.get(day.value, []))

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{day.value}"] for day in Weekday]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and self.week is not None:
            try:
                check_week(self.week)
            except ActionDenied as refusal:
                raise forms.ValidationError(str(refusal), code=refusal.reason) from refusal
        return facts

    @property
    def week(self) -> Week | None:
        """What was typed; None where the hours above hold."""
        if self.cleaned_data.get("own") == "above":
            return None
        return {day.value: self.cleaned_data.get(f"day_{day.value}", []) for day in Weekday}


class DatedForm(forms.Form):
    """What holds on one day instead of the weekly hours."""

    day = forms.DateField(label=_("Day"), widget=DayInput(), validators=[day_check])
    closed = forms.ChoiceField(
        label=_("That day"),
        choices=[("closed", _("Closed all day")), ("hours", _("Other hours"))],
        widget=forms.RadioSelect,
        initial="closed",
    )
    hours = StretchesField(label=_("Other hours"), help_text=_("Such as 09:00–12:00, 13:00–18:00."))
    reason = forms.CharField(label=_("Reason"), max_length=80)
    reason_en = forms.CharField(label=_("Reason in English"), max_length=80, required=False)

    def clean_day(self) -> date:
        try:
            check_dated_day(self.cleaned_data["day"])
        except ActionDenied as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.reason) from refusal
        return self.cleaned_data["day"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("closed") == "hours" and "hours" not in self.errors and not facts.get("hours"):
            self.add_error("hours", _("Please write the hours of that day."))
        return facts

    @property
    def stretches(self) -> list[Stretch]:
        return self.cleaned_data["hours"] if self.cleaned_data["closed"] == "hours" else []


class HolidaysForm(forms.Form):
    """Which year's public holidays, and whether the place is closed on them."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    closed = forms.ChoiceField(
        label=_("On these days"),
        choices=[("closed", _("Closed all day")), ("open", _("Open with the usual hours"))],
        widget=forms.RadioSelect,
        initial="closed",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = clock.today().year
        self.fields["year"].choices = [(str(year), str(year)) for year in range(this, this + 3)]
