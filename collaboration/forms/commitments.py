"""What is promised between two meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collaboration.actions.meetings import Promised
from collaboration.models import Proposal
from collaboration.rules.meetings import promisers
from park_portal.accounts.models import Organization
from park_portal.core import clock


class CommitmentForm(forms.Form):
    """Who does what by when."""

    owner = forms.ModelChoiceField(Organization.objects.none(), label=_("Who"))
    text = forms.CharField(label=_("Does what"), max_length=300)
    due_on = forms.DateField(label=_("By when"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_promise_%s", **kwargs)
        self.fields["owner"].queryset = promisers(proposal)

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(_("What is promised cannot be due before today."))
        return day

    @property
    def promised(self) -> Promised:
        data = self.cleaned_data
        return Promised(data["owner"], data["text"], data["due_on"])
