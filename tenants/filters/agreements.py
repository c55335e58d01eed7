"""How the list of agreements narrows."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from spaces.models import Building
from tenants.models import Agreement
from tenants.states import AgreementKind, AgreementState

MONTHS = {"3": 92, "6": 183}  # at most so many days


class AgreementFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Organisation or number"))
    state = django_filters.ChoiceFilter(choices=AgreementState.choices, label=_("State"), empty_label=_("All states"))
    kind = django_filters.ChoiceFilter(choices=AgreementKind.choices, label=_("Kind"), empty_label=_("All kinds"))
    building = django_filters.ModelChoiceFilter(
        queryset=Building.objects.order_by("name"),
        method="sits_in",
        label=_("Building"),
        empty_label=_("All buildings"),
    )
    ending = django_filters.ChoiceFilter(
        choices=[("3", _("within 3 months")), ("6", _("within 6 months"))],
        method="ends",
        label=_("Ends"),
        empty_label=_("At any time"),
    )

    class Meta:
        model = Agreement
        fields = ["q", "state", "kind", "building", "ending"]

    def search(self, rows: QuerySet[Agreement], name: str, value: Any) -> QuerySet[Agreement]:
        found = Q(number__icontains=value)
        for side in ("occupant", "party"):
            found |= Q(**{f"{side}__name__icontains": value}) | Q(**{f"{side}__name_en__icontains": value})
        return rows.filter(found)

    def sits_in(self, rows: QuerySet[Agreement], name: str, value: Building) -> QuerySet[Agreement]:
        """Those with a place in the building, or that name it."""
        return rows.filter(Q(allocations__space__building=value) | Q(building=value)).distinct()

    def ends(self, rows: Any, name: str, value: str) -> QuerySet[Agreement]:
        return rows.ending_within(clock.today(), clock.today() + timedelta(days=MONTHS[value]))
