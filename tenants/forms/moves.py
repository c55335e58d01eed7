"""What people type about moves and keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from park_portal.accounts.models import Person
from park_portal.accounts.states import Duty, OrganizationKind
from spaces.models import Space
from tenants.models import TaskTemplate
from tenants.states import KeyKind

from .agreements import OrganizationField


class NoteForm(forms.Form):
    note = forms.CharField(label=pgettext_lazy("task", "Note"), max_length=300, required=False)


class AssignForm(forms.Form):
    assignee = forms.ModelChoiceField(
        label=_("Looked after by"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = Person.objects.who_look_after(Duty.TENANCY, OrganizationKind.PARK_OPERATOR)


class TemplateForm(forms.ModelForm):
    """A line of a check-list."""

    class Meta:
        model = TaskTemplate
        fields = ["kind", "position", "name", "name_en", "days", "by_centre"]
        help_texts = {"days": _("A negative number: so many days before.")}

    def _post_clean(self) -> None:
        """The action writes the row; the form only asks whether its fields make sense."""

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


class KeyForm(forms.Form):
    """A new key of a room."""

    space = forms.ModelChoiceField(label=_("Room"), queryset=Space.objects.select_related("building"))
    kind = forms.ChoiceField(label=_("Kind"), choices=KeyKind.choices)
    label = forms.CharField(label=pgettext_lazy("key", "Mark"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = Space.objects.select_related("building").order_by("building__name", "name")
        self.fields["space"].label_from_instance = lambda space: f"{space.building.title} {space.title}"

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


class HandOutForm(forms.Form):
    """Who gets a key."""

    organization = OrganizationField(
        label=_("Organisation"), max_length=100, widget=forms.TextInput(attrs={"list": "organizations"})
    )
    holder = forms.CharField(label=_("Handed to"), max_length=60)

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data
