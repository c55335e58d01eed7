"""How the outbox list narrows."""

import django_filters
from django.utils.translation import gettext_lazy as _

from .models import OutboxMessage
from .states import OutboxState


class OutboxFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=OutboxState.choices, label=_("State"), empty_label=_("All states"))
    address = django_filters.CharFilter(lookup_expr="icontains", label=_("Address"))

    class Meta:
        model = OutboxMessage
        fields = ["state", "address"]
