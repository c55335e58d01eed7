"""What people choose on the pages of reports."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .reckoning import month_named
from .rules import say_month


class MonthField(forms.CharField):
    """``2026-10`` as the first day of the month. Any month is read: the rules say which can be reported."""

    widget = forms.Select

    def to_python(self, value: Any) -> date | None:
        text = super().to_python(value)
        try:
            return month_named(text) if text else None
        except ValueError as error:
            raise ValidationError(_("Choose a month from the list."), code="invalid") from error


class MonthForm(forms.Form):
    """A month to report, offered from those that have no report yet."""

    month = MonthField(label=_("Month"))

    def __init__(self, *args: Any, missing: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].widget.choices = [(f"{month:%Y-%m}", say_month(month)) for month in reversed(missing)]
