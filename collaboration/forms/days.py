"""Days as people type them."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

LAST = date(2999, 12, 31)  # the first day without must exist, too


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day up to 2999."""
    too_late = MaxValueValidator(LAST, message=_("Please give a day before the year 3000."))
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}), validators=[too_late], **options
    )
