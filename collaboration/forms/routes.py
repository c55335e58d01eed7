"""Who looks after a field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collaboration.models import FieldRoute
from collaboration.rules.routing import bodies_for
from park_portal.accounts.models import Organization


class RouteForm(forms.Form):
    """Both sides of one row of the table."""

    teams = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label=_("Teams of the district"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )
    bodies = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label=_("Bodies of the park"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=_("Where you choose nobody, the centre of the park is named."),
    )

    def __init__(self, *args: Any, route: FieldRoute, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"teams": route.teams.all(), "bodies": route.bodies.all()})
        super().__init__(*args, **kwargs)
        for side in ("teams", "bodies"):
            rows = Organization.objects.filter(bodies_for(side), closed_on=None).select_related("parent")
            self.fields[side].queryset = rows.order_by("name", "pk")
