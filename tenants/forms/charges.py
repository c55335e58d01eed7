"""What centre staff type to bill, and how lists of charges narrow."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from park_portal.core import clock
from park_portal.payments.models import Receivable
from park_portal.payments.states import ReceivableKind
from spaces.models import Building, Space
from spaces.states import SpaceKind
from tenants.models import Agreement, Charge, InterestRate, MaintenanceRate, Meter, MeterRate, RentRate
from tenants.rules.deposits import SUBJECT
from tenants.states import FeeRule, MeterKind, RecoveryKind

WON_MOST = 10**9
READING_MOST = Decimal(10**9)
YEARS = range(2000, 2101)


def day_field(label: Any, **facts: Any) -> forms.DateField:
    """A day of this century."""

    def check(day: date) -> None:
        if day.year not in YEARS:
            raise forms.ValidationError(_("Please check the year."))

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[check], **facts)


def won_field(label: Any, least: int = 1) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "step": "1"})
    return forms.IntegerField(label=label, min_value=least, max_value=WON_MOST, widget=widget)


def reading_field(label: Any, **facts: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
    return forms.DecimalField(
        label=label, min_value=0, max_value=READING_MOST, decimal_places=2, widget=widget, **facts
    )


def reason_field() -> forms.CharField:
    label = _("Reason, as the organisation reads it")
    return forms.CharField(label=label, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


# ------------------------------------------------------------------------------ billing


class RunForm(forms.Form):
    """Until when the month is to be paid."""

    due_on = day_field(_("Pay by"), help_text=_("It stands on every notice. Payers are reminded the day before."))


class ChargeSearchForm(forms.Form):
    """Which charges of a month a list shows."""

    STATES = (
        ("due", pgettext_lazy("charge", "To be paid")),
        ("late", pgettext_lazy("charge", "Late")),
        ("paid", pgettext_lazy("charge", "Paid")),
        ("free", pgettext_lazy("charge", "Free of charge")),
    )
    q = forms.CharField(label=_("Organisation or number"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *STATES])

    def narrowed(self, rows: QuerySet[Charge]) -> QuerySet[Charge]:
        """``rows`` carry ``due_krw``."""
        facts = self.cleaned_data if self.is_valid() else {}
        if words := facts.get("q"):
            party = Q(agreement__party__name__icontains=words) | Q(agreement__party__name_en__icontains=words)
            rows = rows.filter(party | Q(agreement__number__icontains=words))
        found = {
            "due": Q(due_krw__gt=0),
            "late": Q(due_krw__gt=0, receivable__due_at__lt=clock.now()),
            "paid": Q(receivable__isnull=False, due_krw=0),
            "free": Q(receivable=None),
        }
        return rows.filter(found.get(facts.get("state", ""), Q()))


class CreditForm(forms.Form):
    """A part of a charge taken back."""

    amount_krw = won_field(_("Amount in won"))
    reason = reason_field()


# ------------------------------------------------------------------------------ rates


class RateForm(forms.Form):
    """A rate from a day on; ``model`` is which table of rates it goes into."""

    MODELS = {"rent": RentRate, "maintenance": MaintenanceRate, "meter": MeterRate, "interest": InterestRate}
    RULES = [(rule.value, rule.label) for rule in (FeeRule.AREA, FeeRule.DESK)]

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model = self.MODELS[kind]
        add = self.fields.__setitem__
        if kind == "rent":
            add("rule", forms.ChoiceField(label=pgettext_lazy("charge", "Rent"), choices=self.RULES))
        if kind in {"rent", "maintenance"}:
            words = {"empty_label": _("All the park"), "required": False, "label": _("Building")}
            add("building", forms.ModelChoiceField(Building.objects.order_by("pk"), **words))
            add("unit_krw", won_field(_("Won a month for a m² or a desk"), least=0))
        if kind == "meter":
            add("kind", forms.ChoiceField(label=_("Kind"), choices=MeterKind.choices))
            add("unit_krw", reading_field(_("Won a unit")))
        if kind == "interest":
            field = forms.DecimalField(label=_("Percent a year"), min_value=0, max_value=20, decimal_places=2)
            add("percent_a_year", field)
        add("since", day_field(_("From"), help_text=_("The rate before it ends the day before.")))


# ------------------------------------------------------------------------------ meters


class MeterForm(forms.Form):
    """A meter that is put into a room."""

    space = forms.ModelChoiceField(Space.objects.none(), label=_("Room"))
    kind = forms.ChoiceField(label=_("Kind"), choices=MeterKind.choices)
    serial = forms.CharField(label=_("Number of the meter"), max_length=40)
    put_in_on = day_field(_("Put in on"))
    start_value = reading_field(_("Reading on that day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Space.objects.exclude(kind=SpaceKind.DESK_ZONE).select_related("building")
        self.fields["space"].queryset = rooms.order_by("building_id", "floor", "pk")
        self.fields["space"].label_from_instance = lambda space: f"{space.building.title} {space.title}"


class ReplaceForm(forms.Form):
    """The old meter's last reading, and the new one."""

    day = day_field(_("Replaced on"))
    last_value = reading_field(_("Last reading of the old meter"))
    serial = forms.CharField(label=_("Number of the new meter"), max_length=40)
    start_value = reading_field(_("Reading of the new meter"))


class ReadingsForm(forms.Form):
    """One field for each meter; what is left empty is not read yet."""

    def __init__(self, *args: Any, meters: list[Meter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meters = {f"meter_{meter.pk}": meter for meter in meters}
        for name, meter in self.meters.items():
            words = _("Reading of %(serial)s") % {"serial": meter.serial}
            known = getattr(meter, "now", None)
            self.fields[name] = reading_field(words, required=False, initial=known and known.value)

    @property
    def values(self) -> dict[Meter, Decimal]:
        found = {meter: self.cleaned_data[name] for name, meter in self.meters.items()}
        return {meter: value for meter, value in found.items() if value is not None}

    @property
    def rows(self) -> list[tuple[Meter, Any]]:
        return [(meter, self[name]) for name, meter in self.meters.items()]


# ------------------------------------------------------------------------------ deposits


class ReturnForm(forms.Form):
    """How much of a deposit goes back."""

    amount_krw = won_field(_("Amount in won"))
    reason = reason_field()


class TargetChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Receivable) -> str:
        return f"{obj.number} {obj.title} ({obj.due_krw:,})"


class KeepForm(forms.Form):
    """What a deposit is kept for: something that is owed, or a repair."""

    kind = forms.ChoiceField(label=_("Kept for"), choices=RecoveryKind.choices)
    target = TargetChoice(
        Receivable.objects.none(), label=_("What is paid with it"), required=False, empty_label=_("A repair: new")
    )
    amount_krw = won_field(_("Amount in won"))
    reason = reason_field()

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Q(kind=ReceivableKind.DEPOSIT, subject_type=SUBJECT, subject_id=str(agreement.pk))
        rows = Receivable.objects.open().filter(payer_organization=agreement.party).exclude(own)
        self.fields["target"].queryset = rows.with_balance().order_by(F("due_at"), "pk")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        is_repair = facts.get("kind") == RecoveryKind.REPAIR
        if not is_repair and not facts.get("target") and "target" not in self.errors:
            self.add_error("target", _("Please choose what is paid with it."))
        if is_repair:
            facts["target"] = None
        return facts


class DepositSearchForm(forms.Form):
    """Which deposits a list shows."""

    q = forms.CharField(label=_("Organisation or number"), required=False, max_length=60)
    running = forms.ChoiceField(
        label=_("Agreement"),
        required=False,
        choices=[("", _("All agreements")), ("yes", _("In force now")), ("no", _("Ended"))],
    )

    def narrowed(self, rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
        facts = self.cleaned_data if self.is_valid() else {}
        if words := facts.get("q"):
            rows = rows.filter(Q(party__name__icontains=words) | Q(number__icontains=words))
        if facts.get("running") == "yes":
            return rows.filter(ended_on=None)
        return rows.exclude(ended_on=None) if facts.get("running") == "no" else rows
