"""How the list of receivables narrows."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .models import Receivable
from .reckoning import depositor_number
from .states import ReceivableKind, ReceivableState


class ReceivableFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Payer, purpose or number"))
    state = django_filters.ChoiceFilter(choices=ReceivableState.choices, label=_("State"), empty_label=_("All states"))
    kind = django_filters.ChoiceFilter(choices=ReceivableKind.choices, label=_("Kind"), empty_label=_("All kinds"))

    class Meta:
        model = Receivable
        fields = ["q", "state", "kind"]

    def search(self, rows: QuerySet[Receivable], name: str, value: Any) -> QuerySet[Receivable]:
        found = Q(name__icontains=value) | Q(name_en__icontains=value) | Q(payer_person__name__icontains=value)
        found |= Q(payer_organization__name__icontains=value) | Q(payer_organization__name_en__icontains=value)
        if number := depositor_number(value) or (int(value) if value.isdecimal() and len(value) < 10 else None):
            found |= Q(pk=number)
        return rows.filter(found)
