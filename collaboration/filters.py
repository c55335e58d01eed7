"""How lists of joint work narrow; the same on the page and in the API."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from collaboration.models import Proposal
from collaboration.querysets.proposals import bodies_of
from collaboration.states import ASKED, PartyState, ProposalState, Proposer
from park_portal.accounts.models import Organization
from park_portal.accounts.states import Field
from park_portal.core import clock


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


def in_charge(request: Any) -> QuerySet[Organization]:
    """Those that are in charge of a proposal that one may see."""
    seen = Proposal.objects.visible_to(request.user).exclude(receiver=None)
    return Organization.objects.filter(pk__in=seen.values("receiver")).order_by("name", "pk")


class WorkFilter(ProposalFilter):
    """For whoever works with them, also by year, who is in charge, what is hers, and what is late (수합)."""

    year = django_filters.NumberFilter(label=_("Year handed in"), field_name="submitted_at", lookup_expr="year")
    receiver = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("column", "In charge"), queryset=in_charge, empty_label=_("All")
    )
    mine = django_filters.BooleanFilter(label=_("Only mine"), method="of_mine", widget=forms.CheckboxInput)
    late = django_filters.BooleanFilter(label=_("Only late"), method="that_are_late", widget=forms.CheckboxInput)

    class Meta(ProposalFilter.Meta):
        fields = [*ProposalFilter.Meta.fields, "year", "receiver", "mine", "late"]

    def of_mine(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """In which a body of hers leads, is in charge, or takes part."""
        if not value:
            return rows
        mine = bodies_of(self.request.user)
        part = Q(parties__organization__in=mine) & ~Q(parties__state=PartyState.DECLINED)
        found = Proposal.objects.filter(Q(lead__in=mine) | Q(receiver__in=mine) | part)
        return rows.filter(pk__in=found.values("pk"))

    def that_are_late(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """Whose opinion should have come before today."""
        if not value:
            return rows
        owed = Proposal.objects.filter(opinions__state__in=ASKED, opinions__due_on__lt=clock.today())
        return rows.filter(pk__in=owed.values("pk"))
