"""What a department types into a request for resources: five lines."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from collaboration.models import ProposalVersion
from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import DISTRICT_KINDS, Field

from .days import day_field
from .proposals import own_bodies


def own_departments(user: Person):
    """The departments and teams of the district in whose name a person may ask."""
    return own_bodies(user).filter(kind__in=DISTRICT_KINDS)


class LinesForm(forms.Form):
    """What is needed, for what, in which fields, when and where."""

    title = forms.CharField(
        label=pgettext_lazy("request", "What is needed"), max_length=120,
        help_text=_("For example: two teachers of carpentry, a hall for eighty people."),
    )  # fmt: skip
    summary = forms.CharField(
        label=pgettext_lazy("request", "For what"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The work it is for, in two sentences."),
    )  # fmt: skip
    fields_of_work = forms.MultipleChoiceField(
        label=_("Fields of work"), choices=Field, widget=forms.CheckboxSelectMultiple,
        help_text=_("They lead to the organisations that can help."),
    )  # fmt: skip
    since = day_field(pgettext_lazy("request", "Needed from"), required=False)
    last_day = day_field(pgettext_lazy("request", "Needed until"), required=False)
    place = forms.CharField(label=_("Where"), max_length=120, required=False)

    @staticmethod
    def written(version: ProposalVersion) -> dict[str, Any]:
        said = {name: getattr(version, name) for name in ("title", "summary", "since", "last_day", "place")}
        return said | {"fields_of_work": version.fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("last_day") and data["last_day"] < data["since"]:
            self.add_error("last_day", _("The end must come after the beginning."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        last = data["last_day"]
        said = {name: data[name] for name in ("title", "summary", "place", "since")}
        return said | {"fields": data["fields_of_work"], "until": last + timedelta(days=1) if last else None}


class RequestForm(LinesForm):
    """A new request, in the name of a department."""

    lead = forms.ModelChoiceField(Organization.objects.none(), label=pgettext_lazy("request", "Department that asks"))
    field_order = ("lead",)

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = own_departments(user)
        if len(bodies := list(self.fields["lead"].queryset[:2])) == 1:
            self.fields["lead"].initial = bodies[0]


class GrowForm(forms.Form):
    """Who leads the proposal that grows out of a request; asked where there is a choice."""

    lead = forms.ModelChoiceField(Organization.objects.none(), label=_("In the name of"))

    def __init__(self, *args: Any, leads: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leads = leads
        self.fields["lead"].queryset = Organization.objects.filter(pk__in=[body.pk for body in leads]).order_by("pk")
        self.fields["lead"].initial = leads[0]
        if len(leads) == 1:
            self.fields["lead"].required = False
            self.fields["lead"].widget = forms.HiddenInput()

    @property
    def leader(self) -> Organization:
        return self.cleaned_data["lead"] or self.leads[0]
