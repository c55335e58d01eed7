"""What people type while work goes on under the annual plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collaboration.models import LinkagePlan, SubProject


class ChangeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is changed"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands on the paper of the changed plan."),
    )  # fmt: skip


class PlaceForm(forms.Form):
    """Under which sub-project a proposal counts."""

    sub_project = forms.ModelChoiceField(SubProject.objects.none(), required=False)

    def __init__(self, *args: Any, plan: LinkagePlan | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sub_project"].queryset = SubProject.objects.filter(plan=plan)


class DutyForm(forms.Form):
    note = forms.CharField(
        label=_("How it was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The coordinators read it; it goes into the results of the year."),
    )  # fmt: skip
