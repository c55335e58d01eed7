"""What centre staff type to say who pays less: reductions, and what organisations are entitled to."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from park_portal.accounts.models import Organization
from park_portal.core import clock
from spaces.models import Entitlement, Reduction
from spaces.states import UserClass

from .prices import AtField, copied, day_field, since_field, until_field


class ReductionForm(AtField, forms.ModelForm):
    """A reduction, or a changed one in the place of another."""

    user_classes = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=UserClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: whoever shows the proof."),
    )
    since = since_field(_("From the day"))
    until = until_field()

    class Meta:
        model = Reduction
        fields = ["name", "name_en", "percent", "code", "proof", "proof_en", "proof_months", "basis", "user_classes"]
        fields += ["since", "until"]
        help_texts = {
            "code": _("In Latin letters, digits and hyphens; for exports and the audit trail."),
            "proof": _("Such as a welfare card. Empty: no proof is needed."),
            "basis": _("The clause of the ordinance."),
        }

    pairs = frozenset(
        {"name", "name_en", "percent", "code", "proof", "proof_en", "proof_months", "basis", "since", "until"}
    )
    places = {
        "reduction_until_after_since": "until",
        "reduction_percent_in_range": "percent",
        "reduction_classes_known": "user_classes",
        "reduction_for_somebody": "user_classes",
    }

    @classmethod
    def of(cls, data: Any, old: Reduction | None) -> "ReductionForm":
        """Empty, or as the one that is changed, with the next code."""
        first = copied(old, cls.Meta.fields) | {"code": next_code(old.code)} if old else {}
        return cls(data, initial=first | {"since": clock.today()})

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def next_code(code: str) -> str:
    """``youth`` and ``youth-2`` give ``youth-2`` and ``youth-3``, or the next one that is free."""
    stem, number = re.fullmatch(r"(.*?)(?:-(\d+))?", code).groups()  # type: ignore[union-attr]
    taken = set(Reduction.objects.filter(code__startswith=stem).values_list("code", flat=True))
    count = int(number or 1) + 1
    while f"{stem}-{count}" in taken:
        count += 1
    return f"{stem}-{count}"


# ------------------------------------------------------------------------------ entitlements


class EntitlementForm(AtField, forms.ModelForm):
    """A price class and free hours a month, for a time."""

    organization = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organization.objects.none(), empty_label=_("Choose an organisation")
    )
    since = day_field(_("From the day"))
    until = until_field()

    class Meta:
        model = Entitlement
        fields = ["organization", "user_class", "hours_a_month", "since", "until", "source"]
        help_texts = {
            "hours_a_month": _("Drawn before anything is paid; what is left does not pass into the next month."),
            "source": _("Such as the number of the agreement."),
        }

    pairs = frozenset(fields for fields in Meta.fields)
    places = {"entitlement_until_after_since": "until", "entitlement_once_at_a_time": "since"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"since": clock.today(), "user_class": UserClass.TENANT, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.order_by("name", "pk")
        self.fields["organization"].label_from_instance = title_of

    def clean(self) -> dict[str, Any]:
        """More hours than a month has are a typing error."""
        facts = super().clean() or {}
        if (facts.get("hours_a_month") or 0) > 31 * 24:
            self.add_error("hours_a_month", ValidationError(_("A month has no more than 744 hours.")))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def title_of(organization: Organization) -> str:
    return organization.title


class EntitlementSearchForm(forms.Form):
    """Which entitlements a list shows."""

    q = forms.CharField(label=_("Name of the organisation"), max_length=100, required=False)
    user_class = forms.ChoiceField(
        label=_("User class"), choices=[("", _("All classes")), *UserClass.choices], required=False
    )
    show = forms.ChoiceField(
        label=_("When"),
        choices=[("", _("Now and coming")), ("past", pgettext_lazy("entitlements", "Ended"))],
        required=False,
    )

    def narrowed(self, rows: QuerySet[Entitlement]) -> QuerySet[Entitlement]:
        facts = self.cleaned_data if self.is_valid() else {}
        today = clock.today()
        over = Q(until__lte=today)
        rows = rows.filter(over) if facts.get("show") == "past" else rows.exclude(over)
        if name := facts.get("q"):
            rows = rows.filter(Q(organization__name__icontains=name) | Q(organization__name_en__icontains=name))
        if user_class := facts.get("user_class"):
            rows = rows.filter(user_class=user_class)
        return rows
