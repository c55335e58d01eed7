"""How lists of joint work narrow; the same on the page and in the API."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from collaboration.models import Proposal
from collaboration.states import ProposalState, Proposer
from park_portal.accounts.states import Field


class ProposalFilter(django_filters.FilterSet):
    """By words, state, field and side."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ProposalState.choices, empty_label=_("All"))
    field = django_filters.ChoiceFilter(
        label=_("Field"), choices=Field.choices, empty_label=_("All"), method="of_field"
    )
    proposer = django_filters.ChoiceFilter(label=_("Proposed by"), choices=Proposer.choices, empty_label=_("All"))

    class Meta:
        model = Proposal
        fields = ["q", "state", "field", "proposer"]

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        found = Q(title__icontains=value) | Q(summary__icontains=value) | Q(lead__name__icontains=value)
        if value.upper().startswith("P-") and value[2:].isdecimal():
            found |= Q(pk=int(value[2:]))
        return rows.filter(found)

    def of_field(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows.filter(fields__contains=[value])
