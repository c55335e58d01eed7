"""How the register narrows."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .models import Organization
from .reckoning import business_number_digits, business_number_spelling
from .states import Field, OrganizationKind


class OrganizationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Name or business number"))
    kind = django_filters.ChoiceFilter(choices=OrganizationKind.choices, label=_("Kind"), empty_label=_("All kinds"))
    field = django_filters.ChoiceFilter(choices=Field.choices, label=_("Field"), empty_label=_("All fields"))

    class Meta:
        model = Organization
        fields = ["q", "kind", "field"]

    def search(self, rows: QuerySet[Organization], name: str, value: Any) -> QuerySet[Organization]:
        found = Q(name__icontains=value) | Q(name_en__icontains=value)
        if digits := business_number_digits(value):
            found |= Q(business_number__startswith=business_number_spelling(digits))
        return rows.filter(found)
