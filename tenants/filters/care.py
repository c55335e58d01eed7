"""How the lists of tenancy narrow; the directory the same for page and API."""

import unicodedata
from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.states import Field
from park_portal.core import clock
from spaces.models import Building
from tenants.models import DirectoryEntry, TenantPaper, Ticket
from tenants.models.papers import LAPSING_DAYS
from tenants.states import PaperKind, TicketCategory, TicketState


def open_buildings(request: Any) -> QuerySet[Building]:
    return Building.objects.open()


class BuildingField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, building: Building) -> str:
        return building.title


class BuildingChoice(django_filters.ModelChoiceFilter):
    """One of the open buildings, by its code."""

    field_class = BuildingField

    def __init__(self, **kwargs: Any) -> None:
        facts = {"queryset": open_buildings, "to_field_name": "code", "label": _("Building")}
        super().__init__(**facts | {"empty_label": _("All buildings"), **kwargs})


class TicketFilter(django_filters.FilterSet):
    AGES = [("unanswered", _("Not answered yet")), ("3", _("Older than 3 days")), ("14", _("Older than 14 days"))]
    STATES = [("waiting", _("Not solved")), *TicketState.choices]

    state = django_filters.ChoiceFilter(
        choices=STATES, label=_("State"), empty_label=_("All states"), method="in_state"
    )
    category = django_filters.ChoiceFilter(
        choices=TicketCategory.choices, label=_("Category"), empty_label=_("All categories")
    )
    building = BuildingChoice()
    whose = django_filters.ChoiceFilter(
        choices=[("mine", _("Mine")), ("nobody", _("Nobody's"))], label=_("Looked after by"),
        empty_label=_("Anybody"), method="of_whom",
    )  # fmt: skip
    age = django_filters.ChoiceFilter(choices=AGES, label=_("Age"), empty_label=_("Any age"), method="older")

    class Meta:
        model = Ticket
        fields = ["state", "category", "building", "whose", "age"]

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.open() if value == "waiting" else rows.filter(state=value)

    def of_whom(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(assignee=self.request.user if value == "mine" else None)

    def older(self, rows: Any, name: str, value: str) -> Any:
        if value == "unanswered":
            return rows.filter(answered_at=None)
        return rows.filter(reported_at__lt=clock.now() - timedelta(days=int(value)))


class DirectoryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="saying", label=_("Name, introduction, products"), max_length=100)
    field = django_filters.ChoiceFilter(
        field_name="organization__field", choices=Field.choices, label=_("Field"), empty_label=_("All fields")
    )
    building = BuildingChoice(method="in_building")

    class Meta:
        model = DirectoryEntry
        fields = ["q", "field", "building"]

    def saying(self, rows: Any, name: str, value: str) -> Any:
        """Hangul typed on a Mac comes apart in its letters; put together it is found."""
        return rows.saying(unicodedata.normalize("NFC", value))

    def in_building(self, rows: Any, name: str, value: Building) -> Any:
        return rows.in_building(value, clock.today())


class PaperFilter(django_filters.FilterSet):
    WHEN = [("lapsing", _("Lapses soon")), ("lapsed", _("Lapsed"))]

    q = django_filters.CharFilter(field_name="organization__name", lookup_expr="icontains", label=_("Organisation"))
    when = django_filters.ChoiceFilter(choices=WHEN, label=_("Validity"), empty_label=_("All papers"), method="lapses")
    kind = django_filters.ChoiceFilter(choices=PaperKind.choices, label=_("Kind"), empty_label=_("All kinds"))

    class Meta:
        model = TenantPaper
        fields = ["q", "when", "kind"]

    def lapses(self, rows: Any, name: str, value: str) -> Any:
        today = clock.today()
        if value == "lapsed":
            return rows.filter(valid_until__lt=today)
        return rows.lapsing(today, today + timedelta(days=LAPSING_DAYS + 1))
