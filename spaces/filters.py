"""How lists of the land narrow; the same for pages and the API."""

from collections.abc import Iterable

import django_filters
from django.utils.translation import gettext_lazy as _

from .models import Building, Space
from .querysets.land import SpaceQuerySet
from .states import BuildingCategory


class BuildingFilter(django_filters.FilterSet):
    category = django_filters.ChoiceFilter(
        choices=BuildingCategory.choices, label=_("Category"), empty_label=_("All categories")
    )

    class Meta:
        model = Building
        fields = ["category"]


def spaces_fitting(
    people: int | None = None, kind: str = "", equipment: Iterable[str] = (), step_free: bool | None = None
) -> SpaceQuerySet:
    """Bookable spaces that hold so many people and have all that is asked; ``equipment`` by code."""
    rows = Space.objects.bookable()
    if people:
        rows = rows.filter(capacity__gte=people)
    if kind:
        rows = rows.filter(kind=kind)
    if step_free:
        rows = rows.filter(step_free=True)
    for code in equipment:
        rows = rows.filter(equipment__code=code)
    return rows
