"""Who looks after a field."""

from typing import Any

from django import forms
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from collaboration.models import FieldRoute
from collaboration.rules.routing import bodies_for
from park_portal.accounts.models import Organization


class RouteForm(forms.Form):
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

    def __init__(self, *args: Any, route: FieldRoute, **kwargs: Any) -> None:
        chosen = {side: list(getattr(route, side).values_list("pk", flat=True)) for side in ("teams", "bodies")}
        kwargs.setdefault("initial", chosen)
        super().__init__(*args, **kwargs)
        for side, mine in chosen.items():
            rows = Organization.objects.filter(bodies_for(side), closed_on=None).select_related("parent")
            self.fields[side].queryset = rows.order_by(
                Case(When(pk__in=mine, then=Value(0)), default=Value(1)), "name", "pk"
            )
