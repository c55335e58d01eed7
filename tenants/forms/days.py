"""Days as people choose them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from park_portal.core.errors import ActionDenied

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


def day_field(label: Any, check: Callable[[date], None], **kwargs: Any) -> forms.DateField:
    """A day; ``check`` is the rule that may refuse it, at the field."""

    def validator(day: date) -> None:
        if not FIRST <= day <= LAST:
            raise forms.ValidationError(_("Choose a day of this century."), code="far_away")
        try:
            check(day)
        except ActionDenied as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.reason) from refusal

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, validators=[validator], **kwargs)
