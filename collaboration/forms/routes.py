"""Who looks after a field."""

from typing import Any

from django import forms
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from collaboration.models import FieldRoute
from collaboration.rules.routing import bodies_for
from park_portal.accounts.models import Organization
from park_portal.accounts.states import Field


class SidesForm(forms.Form):
    """Both sides of one row of the table; those that are chosen stand on top."""

    teams = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label=_("Teams of the district"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    bodies = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label=_("Bodies of the park"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where you choose nobody, the centre of the park is named."),
    )

    def __init__(self, *args: Any, route: FieldRoute | None = None, **kwargs: Any) -> None:
        chosen = {
            side: list(getattr(route, side).values_list("pk", flat=True)) if route else []
            for side in ("teams", "bodies")
        }
        kwargs.setdefault("initial", chosen)
        super().__init__(*args, **kwargs)
        for side, mine in chosen.items():
            rows = Organization.objects.filter(bodies_for(side), closed_on=None).select_related("parent")
            self.fields[side].queryset = rows.order_by(
                Case(When(pk__in=mine, then=Value(0)), default=Value(1)), "name", "pk"
            )


class RouteForm(SidesForm):
    """A new row, for a field that has none."""

    field = forms.ChoiceField(label=_("Field"))
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As the annual plan calls the field."))
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    field_order = ("field", "name", "name_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        have = set(FieldRoute.objects.current().values_list("field", flat=True))
        self.fields["field"].choices = [choice for choice in Field.choices if choice[0] not in have]
