"""The kinds of fields that forms of tenancy share."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from park_portal.core import clock

FARTHEST_DAYS = 366 * 50
WON_MOST = 10**9


def day_check(day: date) -> None:
    """Refuse days so far off that they are typing errors."""
    if abs((day - clock.today()).days) > FARTHEST_DAYS:
        raise forms.ValidationError(_("Please check the year."))


def day_field(label: Any, **facts: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[day_check], **facts)


def text_field(label: Any, most: int, rows: int = 2, **facts: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **facts)


class WonField(forms.IntegerField):
    """Whole won; "12,000" is read as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"min_value": 0, "max_value": WON_MOST, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(re.sub(r"[,\s]|₩|[^\d.\-]$", "", value) if isinstance(value, str) else value)
