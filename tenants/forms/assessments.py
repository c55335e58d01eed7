"""What people type about the extension of an agreement."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from tenants.states import AssessmentResult

from .fields import day_field, text_field

# What is looked at, and the most points; the park's notice of the extension assessment.
CRITERIA = (
    ("activity", _("Activity in the park"), 30),
    ("public", _("Public value and innovation"), 30),
    ("community", _("Work with neighbours and other residents"), 20),
    ("duties", _("Payments and rules of the house"), 20),
)


class AskForm(forms.Form):
    report_by = day_field(_("Report until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"report_by": clock.today() + timedelta(days=14)}, **kwargs)

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


class ReportForm(forms.Form):
    report = text_field(
        _("Report"), 5000, rows=12, help_text=_("What you have done in the park, and what you plan if you stay.")
    )

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


class AssessForm(forms.Form):
    """Points by criterion, the result, and why."""

    result = forms.ChoiceField(label=_("Result"), choices=AssessmentResult.choices, widget=forms.RadioSelect)
    comment = text_field(_("Reasons and conditions"), 3000, rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name, most in CRITERIA:
            label = _("%(criterion)s (at most %(most)s)") % {"criterion": name, "most": most}
            self.fields[code] = forms.IntegerField(label=label, min_value=0, max_value=most)
        self.order_fields([code for code, _name, _most in CRITERIA])

    @property
    def facts(self) -> dict[str, Any]:
        scores = [(str(name), self.cleaned_data[code], most) for code, name, most in CRITERIA]
        result = AssessmentResult(self.cleaned_data["result"])
        return {"result": result, "comment": self.cleaned_data["comment"], "scores": scores}
