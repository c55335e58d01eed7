"""What centre staff type to keep prices, reductions, entitlements, refunds and what is lent."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.payments.states import VatMode
from spaces.models import Building, RentalItem, Space, Surcharge
from spaces.querysets.prices import dated
from spaces.reckoning.prices import RefundTable
from spaces.rules.keeping_prices import check_refund_steps, check_since, check_until
from spaces.rules.land import say_stretches
from spaces.states import UserClass, Weekday

from .desk import DayInput, day_check
from .land import STRETCH
from .search import SpaceChoice

WON_MOST = 10_000_000  # an hour; more is a typing error
STEPS = 6
DAYS_MOST = 365
PERCENT_MOST = 500


class WonField(forms.IntegerField):
    """Whole won; "12,000" is read as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"min_value": 0, "max_value": WON_MOST, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(re.sub(r"[,\s]|원", "", value) if isinstance(value, str) else value)


def day_field(label: Any, *checks: Callable[[date], None], **kwargs: Any) -> forms.DateField:
    """A day; ``checks`` are rules that may refuse it."""
    validators = [day_check, *(said(check) for check in checks)]
    return forms.DateField(label=label, widget=DayInput(), validators=validators, **kwargs)


def said(check: Callable[[date], None]) -> Callable[[date], None]:
    """The rule's refusal, at the field."""

    def validator(day: date) -> None:
        try:
            check(day)
        except ActionDenied as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.reason) from refusal

    return validator


def since_field(label: Any) -> forms.DateField:
    return day_field(label, check_since, help_text=_("Today or later."))


def until_field() -> forms.DateField:
    words = _("Empty: until it is changed. Today: ends at once.")
    return day_field(_("Until (first day without)"), check_until, required=False, help_text=words)


class AtField:
    """A form that says a broken constraint at the field that mends it; ``places``: constraint -> field."""

    places: Mapping[str, str] = {}

    def add_error(self, field: str | None, error: Any) -> None:
        if field is not None:
            return super().add_error(field, error)  # type: ignore[misc]
        error = error if isinstance(error, ValidationError) else ValidationError(error)
        found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in found.items():
            for one in errors:
                place = self._place(one) if name == NON_FIELD_ERRORS else name
                super().add_error(place if place in self.fields else None, one)  # type: ignore[misc,attr-defined]
        return None

    def _place(self, error: ValidationError) -> str:
        """The field of the constraint whose sentence this is."""
        said = {str(rule.violation_error_message): rule.name for rule in self._meta.model._meta.constraints}  # type: ignore[attr-defined]
        return self.places.get(said.get(str(error.messages[0]), ""), "")


# ------------------------------------------------------------------------------ prices of a space


class SpaceFromForm(forms.Form):
    """The space whose prices are copied into the form."""

    like = SpaceChoice(
        label=_("Copy the prices of"),
        queryset=Space.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Choose a space"),
    )

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Space.objects.exclude(pk=space.pk).filter(tariffs__isnull=False).distinct().select_related("building")
        self.fields["like"].queryset = rows.order_by("building_id", "floor", "pk")

    @property
    def space(self) -> Space | None:
        return self.cleaned_data.get("like") if self.is_valid() else None


class TariffsForm(forms.Form):
    """What an hour costs each class from a day on; a class left empty has no price from then on."""

    since = since_field(_("From the day"))
    vat_mode = forms.ChoiceField(label=_("VAT"), choices=VatMode.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, like: Space, **kwargs: Any) -> None:
        """``like``: the space whose prices stand in the fields at first."""
        rows = like.tariffs.filter(dated(clock.today()))
        now = {row.user_class: row for row in rows}
        modes = [row.vat_mode for row in now.values()]
        given = {"since": clock.today(), "vat_mode": modes[0] if modes else VatMode.INCLUDED}
        kwargs["initial"] = given | {name_of(kind): row.hourly_krw for kind, row in now.items()}
        super().__init__(*args, **kwargs)
        for kind in UserClass:
            self.fields[name_of(kind)] = WonField(label=kind.label, required=False)

    @property
    def prices(self) -> list[forms.BoundField]:
        return [self[name_of(kind)] for kind in UserClass]

    @property
    def hourly(self) -> dict[UserClass, int | None]:
        """What was typed, or what stands in the fields."""
        source = self.cleaned_data if self.is_bound else self.initial
        return {kind: source.get(name_of(kind)) for kind in UserClass}

    @property
    def facts(self) -> dict[str, Any]:
        source = self.cleaned_data if self.is_bound else self.initial
        return {"since": source["since"], "vat_mode": source["vat_mode"], "hourly": self.hourly}


def name_of(kind: str) -> str:
    return f"krw_{kind}"


# ------------------------------------------------------------------------------ dated rows


class UntilForm(AtField, forms.Form):
    """Until when something holds."""

    until = until_field()

    def _place(self, error: ValidationError) -> str:
        return "until"

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


class StretchField(forms.CharField):
    """Hours of a day, "18:00–24:00", as minutes; empty means all day."""

    def prepare_value(self, value: Any) -> Any:
        return say_stretches([value]) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> tuple[int, int]:
        text = super().clean(value)
        if not text:
            return (0, 1440)
        match = STRETCH.fullmatch(text)
        if match is None:
            raise forms.ValidationError(_("Please write hours as 18:00–24:00."), code="hours_form")
        low_h, low_m, high_h, high_m = map(int, match.groups())
        low, high = low_h * 60 + low_m, high_h * 60 + high_m
        if not low < high <= 1440:
            raise forms.ValidationError(_("The end must come after the beginning, by 24:00."), code="hours_order")
        return low, high


def numbers(value: str) -> int:
    return int(value)


class SurchargeForm(AtField, forms.ModelForm):
    """A surcharge, or a changed one in the place of another."""

    hours = StretchField(
        label=_("Hours"), max_length=20, required=False, help_text=_("Such as 18:00–24:00. Empty: all day.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        choices=Weekday.choices,
        coerce=numbers,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: every day."),
    )
    months = forms.TypedMultipleChoiceField(
        label=_("Months"),
        choices=MONTHS.items(),
        coerce=numbers,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all year."),
    )
    hourly_krw = WonField(label=_("or won an hour"), required=False)
    space = SpaceChoice(
        label=_("Where"),
        queryset=Space.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("In all the park"),
    )
    since = since_field(_("From the day"))
    until = until_field()

    class Meta:
        model = Surcharge
        fields = ["name", "name_en", "space", "percent", "hourly_krw", "weekdays", "on_holidays", "months"]
        fields += ["since", "until"]

    field_order = ["name", "name_en", "percent", "hourly_krw", "hours", "space", "weekdays", "on_holidays", "months"]
    pairs = frozenset({"name", "name_en", "hours", "space", "percent", "hourly_krw", "since", "until"})
    places = {
        "surcharge_until_after_since": "until",
        "surcharge_one_amount": "percent",
        "surcharge_minutes_in_order": "hours",
        "surcharge_calendar_known": "months",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = Space.objects.select_related("building").order_by("building_id", "floor", "pk")
        self.fields["percent"].validators.append(MaxValueValidator(PERCENT_MOST))

    @classmethod
    def of(cls, data: Any, old: Surcharge | None) -> "SurchargeForm":
        """Empty, or as the one that is changed."""
        first = copied(old, cls.Meta.fields) if old else {}
        if old:
            first["hours"] = (old.first_minute, old.last_minute)
            first["space"] = old.space and old.space.code
        return cls(data, initial=first | {"since": clock.today()})

    @property
    def facts(self) -> dict[str, Any]:
        low, high = self.cleaned_data["hours"]
        own = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return own | {"first_minute": low, "last_minute": high}


def copied(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


# ------------------------------------------------------------------------------ refunds


class RefundsForm(forms.Form):
    """A whole refund table: so many days before use, so much back."""

    since = since_field(_("For bookings made from"))

    def __init__(self, *args: Any, table: RefundTable, **kwargs: Any) -> None:
        first: dict[str, Any] = {"since": clock.today()}
        for row, (days, percent) in enumerate(table):
            first |= {f"days_{row}": days, f"percent_{row}": percent}
        super().__init__(*args, initial=first, **kwargs)
        for row in range(STEPS):
            self.fields[f"days_{row}"] = forms.IntegerField(
                label=_("Days before use"), min_value=0, max_value=DAYS_MOST, required=False
            )
            self.fields[f"percent_{row}"] = forms.IntegerField(
                label=_("Percent given back"), min_value=0, max_value=100, required=False
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"days_{row}"], self[f"percent_{row}"]) for row in range(STEPS)]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        for row in range(STEPS):
            days, percent = f"days_{row}", f"percent_{row}"
            if (facts.get(days) is None) != (facts.get(percent) is None) and not {days, percent} & set(self.errors):
                self.add_error(percent if facts.get(percent) is None else days, _("Please fill in both, or neither."))
        if not self.errors:
            try:
                check_refund_steps(self.steps)
            except ActionDenied as refusal:
                raise forms.ValidationError(str(refusal), code=refusal.reason) from refusal
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        return {"since": self.cleaned_data["since"], "steps": self.steps}

    @property
    def steps(self) -> list[tuple[int, int]]:
        rows = [(self.cleaned_data.get(f"days_{row}"), self.cleaned_data.get(f"percent_{row}")) for row in range(STEPS)]
        return [(days, percent) for days, percent in rows if days is not None and percent is not None]


# ------------------------------------------------------------------------------ what is lent


def is_hour(value: str) -> bool:
    return value == "hour"


class ItemForm(AtField, forms.ModelForm):
    """An item that is lent; its code stays."""

    unit_krw = WonField(label=_("Price in won"))
    by_hour = forms.TypedChoiceField(
        label=_("The price is"),
        choices=[("use", _("for the whole use")), ("hour", _("an hour"))],
        coerce=is_hour,
        widget=forms.RadioSelect,
    )
    building = forms.ModelChoiceField(
        label=_("Only in"),
        queryset=Building.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("In all the park"),
    )
    retired_on = day_field(_("No longer lent from"), required=False)

    class Meta:
        model = RentalItem
        fields = ["name", "name_en", "code", "building", "stock", "unit_krw", "by_hour", "retired_on"]
        help_texts = {"code": _("In Latin letters, digits and hyphens; it stays.")}

    pairs = frozenset({"name", "name_en", "code", "building", "stock", "unit_krw"})
    places = {"rental_item_exists": "stock"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = Building.objects.order_by("pk")
        self.initial["by_hour"] = "hour" if self.instance.by_hour else "use"
        if self.instance.pk:
            del self.fields["code"]
            self.initial["building"] = self.instance.building and self.instance.building.code

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}
