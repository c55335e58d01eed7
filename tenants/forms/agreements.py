"""What people type about agreements."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from park_portal.accounts.models import Organization
from park_portal.accounts.states import OrganizationKind
from park_portal.core import clock
from park_portal.documents.forms import UploadField
from spaces.models import Building, Space
from tenants.models import Agreement
from tenants.rules.agreements import ENDING
from tenants.states import TERMINATING, AgreementKind, EndReason, FeeRule

from .fields import WonField, day_field, text_field

HOURS_MOST = 744


class OrganizationField(forms.CharField):
    """An organisation of the register, found by its name; the list below the field helps where it is supported."""

    default_error_messages = {
        "unknown": _("No organisation is called that. Please choose one from the list, or add it to the register."),
        "several": _("Several organisations have this in their name. Please write the whole name."),
    }

    def clean(self, value: Any) -> Organization | None:
        name = super().clean(value)
        if not name:
            return None
        rows = Organization.objects.select_related("hosted_by")
        found = rows.filter(name=name)[:2] or rows.filter(name__icontains=name)[:2]
        if len(found) != 1:
            raise forms.ValidationError(self.error_messages["several" if found else "unknown"])
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Organization) else value


class DraftForm(forms.Form):
    """The terms of an agreement, and which rooms and desks it is for, of those that are free in its time."""

    occupant = OrganizationField(
        label=_("Organisation"),
        max_length=100,
        widget=forms.TextInput(attrs={"list": "organizations", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=AgreementKind.choices)
    party = forms.ModelChoiceField(
        label=_("Intermediary that signs"),
        queryset=Organization.objects.filter(kind=OrganizationKind.INTERMEDIARY).order_by("name"),
        required=False,
        empty_label=_("The host in the register"),
        help_text=_("Only for a hosted organisation."),
    )
    building = forms.ModelChoiceField(
        label=_("Building"),
        queryset=Building.objects.order_by("name"),
        required=False,
        help_text=_("Where it sits, if it gets no room or desk of its own."),
    )
    since = day_field(_("First day"))
    last_day = day_field(_("Last day"))
    headcount = forms.IntegerField(label=_("People who work there"), min_value=1, max_value=9999)
    purpose = forms.CharField(label=pgettext_lazy("agreement", "Use"), max_length=300, required=False)
    fee_rule = forms.ChoiceField(label=_("Rent"), choices=FeeRule.choices)
    flat_krw = WonField(label=_("Fixed amount a month"), required=False, help_text=_("Only for a fixed rent."))
    deposit_krw = WonField(label=_("Deposit"), initial=0)
    hours_a_month = forms.IntegerField(
        label=_("Free hours of halls a month"), min_value=0, max_value=HOURS_MOST, initial=0
    )
    terms = text_field(_("Special terms"), 3000, rows=4, required=False)

    def __init__(self, *args: Any, agreement: Agreement | None = None, **kwargs: Any) -> None:
        self.agreement = agreement
        today = clock.today()
        first = {"since": today, "last_day": today + timedelta(days=364), "kind": AgreementKind.PRIVATE}
        kwargs["initial"] = (first_of(agreement) if agreement else first) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if self.is_bound and not self.data.get("deposit_krw"):
            self.fields["deposit_krw"].required = False

    @property
    def period(self) -> tuple[date, date] | None:
        """The time that is typed, half-open; None while it makes no sense."""
        since, last = self._day("since"), self._day("last_day")
        return None if since is None or last is None or last < since else (since, last + timedelta(days=1))

    def _day(self, name: str) -> date | None:
        try:
            return self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None

    @property
    def chosen(self) -> dict[int, int]:
        """How many places are wanted of each space, by its id."""
        if not self.is_bound:
            rows = self.agreement.allocations.values_list("space", flat=True) if self.agreement else []
            return {pk: list(rows).count(pk) for pk in rows}
        wanted = {int(pk): 1 for pk in self.data.getlist("room") if pk.isascii() and pk.isdigit() and len(pk) < 10}
        for name, count in self.data.items():
            pk = name.removeprefix("desks-")
            if name != pk and pk.isascii() and pk.isdigit() and len(pk) < 10 and str(count).isascii():
                wanted[int(pk)] = min(int(count), 99) if str(count).isdigit() else 0
        return {pk: count for pk, count in wanted.items() if count}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("since") and facts.get("last_day") and facts["last_day"] < facts["since"]:
            self.add_error("last_day", _("The last day cannot come before the first."))
        if facts.get("fee_rule") == FeeRule.FLAT and not facts.get("flat_krw"):
            self.add_error("flat_krw", _("A fixed rent needs its amount."))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        facts = {name: value for name, value in self.cleaned_data.items() if name != "last_day"}
        spaces = Space.objects.select_related("building").in_bulk(self.chosen)
        places = [space for pk, space in sorted(spaces.items()) for _count in range(self.chosen[pk])]
        fixed = facts["fee_rule"] == FeeRule.FLAT
        return facts | {
            "until": self.cleaned_data["last_day"] + timedelta(days=1),
            "flat_krw": facts["flat_krw"] if fixed else None,
            "deposit_krw": facts["deposit_krw"] or 0,
            "places": places,
        }


def first_of(agreement: Agreement) -> dict[str, Any]:
    """A draft as it was written."""
    names = ("occupant", "party", "kind", "building", "since", "headcount", "purpose", "terms", "fee_rule")
    facts = {name: getattr(agreement, name) for name in (*names, "flat_krw", "deposit_krw", "hours_a_month")}
    return facts | {"last_day": agreement.last_day}


class OfferForm(forms.Form):
    answer_by = day_field(_("Answer until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"answer_by": clock.today() + timedelta(days=14)}, **kwargs)

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


class ReasonForm(forms.Form):
    reason = text_field(_("Reason"), 300, help_text=_("The other side reads it."))

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


class SignForm(forms.Form):
    """The day, the number and the scan of the signed paper."""

    signed_on = day_field(_("Signed on"))
    number = forms.CharField(
        label=_("Number"), max_length=30, required=False, help_text=_("Leave it empty for the next number of the year.")
    )
    upload = UploadField(label=_("Signed agreement"), allowed=("pdf", "image"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"signed_on": clock.today()}, **kwargs)

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


class EndForm(forms.Form):
    """When and why it ends; a breach or arrears terminates it and needs its note."""

    last_day = day_field(_("Last day in the park"))
    reason = forms.ChoiceField(label=_("Reason"))
    note = text_field(
        pgettext_lazy("agreement", "Note"), 300, required=False, help_text=_("The organisation reads it.")
    )
    hosted_too = forms.BooleanField(
        label=_("Also end the agreements of the organisations that it hosts"), required=False
    )

    def __init__(self, *args: Any, hosted: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(r.value, r.label) for r in (*ENDING, *TERMINATING)]
        if not hosted:
            del self.fields["hosted_too"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("reason") in TERMINATING and not facts.get("note"):
            self.add_error("note", _("Please write what happened; the organisation reads it."))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        day = facts.pop("last_day") + timedelta(days=1)
        return facts | {"day": day, "reason": EndReason(facts["reason"])}


class RenewForm(forms.Form):
    last_day = day_field(_("Last day"))

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        as_long = agreement.until + (agreement.until - agreement.since) - timedelta(days=1)
        super().__init__(*args, initial={"last_day": as_long}, **kwargs)

    @property
    def facts(self) -> dict[str, Any]:
        return {"until": self.cleaned_data["last_day"] + timedelta(days=1)}


class HeadcountForm(forms.Form):
    headcount = forms.IntegerField(label=_("People who work there"), min_value=1, max_value=9999)

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data
