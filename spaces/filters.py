"""How lists of the land narrow; the same for pages and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from .models import Building
from .states import BuildingCategory


class BuildingFilter(django_filters.FilterSet):
    category = django_filters.ChoiceFilter(
        choices=BuildingCategory.choices, label=_("Category"), empty_label=_("All categories")
    )

    class Meta:
        model = Building
        fields = ["category"]
