"""What people type about money."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from park_portal.core import clock
from park_portal.core.clock import SEOUL

from .models import Receivable
from .reckoning import BankFile, Unreadable, bank_read
from .states import Method

AMOUNT_MAX = 10**12
FILE_MAX = 1024 * 1024  # ten thousand rows; it rides through the preview in a hidden field
PREVIEW_LIFE = 60 * 60


def won_field(label: Any, **facts: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "step": "1"})
    return forms.IntegerField(**{"label": label, "max_value": AMOUNT_MAX, "min_value": 1, "widget": widget, **facts})


def reason_field() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def day_field(label: Any, **facts: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **facts)


class ReceiveForm(forms.Form):
    """Cash or a card at the desk."""

    method = forms.ChoiceField(label=_("Method"), choices=[(m.value, m.label) for m in (Method.CASH, Method.CARD)])
    amount_krw = won_field(_("Amount in won"))
    depositor = forms.CharField(label=_("Who pays"), max_length=60, required=False)
    reference = forms.CharField(label=_("Number of the slip"), max_length=100, required=False)
    key = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4().hex, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class DueForm(forms.Form):
    """Another last day to pay."""

    day = day_field(_("New last day"))
    reason = reason_field()

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if not clock.today() <= day <= clock.today() + timedelta(days=730):
            raise forms.ValidationError(_("Please choose a day from today on, within two years."))
        return day

    @property
    def due_at(self) -> datetime:
        """The last minute of that day in Seoul."""
        return datetime.combine(self.cleaned_data["day"], time(23, 59), tzinfo=SEOUL)


class AmountForm(forms.Form):
    """A sum and why: a credit, a refund."""

    amount_krw = won_field(_("Amount in won"))
    reason = reason_field()


class ReasonForm(forms.Form):
    reason = reason_field()


class AccountForm(forms.Form):
    """Where a refund goes."""

    bank = forms.CharField(label=_("Bank"), max_length=30)
    number = forms.CharField(
        label=_("Account number"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    holder = forms.CharField(label=_("Account holder"), max_length=60)

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        if not re.fullmatch(r"[\d\- ]{6,30}", number) or sum(map(str.isdigit, number)) < 6:
            raise forms.ValidationError(_("Digits and hyphens only, as in the bankbook."))
        return number


class RefundMakeForm(forms.Form):
    method = forms.ChoiceField(label=_("How it was paid back"))

    def __init__(self, *args: Any, online: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [Method.GATEWAY] if online else []
        self.fields["method"].choices = [(m.value, m.label) for m in (*ways, Method.BANK, Method.CASH, Method.CARD)]


class SharesForm(forms.Form):
    """Which receivables a transfer or a payment pays: a tick and a sum for each of ``rows``."""

    def __init__(self, *args: Any, rows: Iterable[Receivable], rest_krw: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            amount = min(row.due_krw, rest_krw)
            self.fields[f"pick_{row.pk}"] = forms.BooleanField(
                required=False, label=row.number, widget=forms.CheckboxInput(attrs={"aria-label": row.number})
            )
            self.fields[f"amount_{row.pk}"] = won_field(
                _("Amount for %(number)s") % {"number": row.number}, required=False, initial=amount
            )
            self.fields[f"amount_{row.pk}"].widget.attrs["aria-label"] = self.fields[f"amount_{row.pk}"].label

    @property
    def lines(self) -> list[tuple[Receivable, Any, Any]]:
        """Each receivable with its tick and its sum, for the page."""
        return [(row, self[f"pick_{row.pk}"], self[f"amount_{row.pk}"]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and not self.shares:
            raise forms.ValidationError(_("Please tick what is paid, with an amount."))
        return facts

    @property
    def shares(self) -> list[tuple[Receivable, int]]:
        facts = self.cleaned_data
        picked = [row for row in self.rows if facts.get(f"pick_{row.pk}")]
        return [(row, facts[f"amount_{row.pk}"]) for row in picked if facts.get(f"amount_{row.pk}")]


class StatementForm(forms.Form):
    """The bank's file; read at once, so that what cannot be read is said at the field."""

    file = forms.FileField(
        label=_("File from the bank"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls"}),
        help_text=_("CSV or Excel, with the columns for day, amount received and depositor."),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > FILE_MAX:
            raise forms.ValidationError(_("This file is too large. Please export a shorter period."))
        self.name, self.data = upload.name, upload.read()
        self.statement = _read(self.name, self.data)
        return upload

    @property
    def sealed(self) -> str:
        """The file as it rides through the preview: signed, so that only what was shown can be imported."""
        text = self.data.decode("latin-1")
        return signing.dumps({"name": self.name, "data": text}, salt="payments.statement", compress=True)


class SealedForm(forms.Form):
    """The file that the preview has shown."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    def clean_sealed(self) -> str:
        try:
            facts = signing.loads(self.cleaned_data["sealed"], salt="payments.statement", max_age=PREVIEW_LIFE)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("The preview is too old. Please choose the file again.")) from error
        self.name, self.data = facts["name"], facts["data"].encode("latin-1")
        self.statement = _read(self.name, self.data)
        return self.cleaned_data["sealed"]


def _read(name: str, data: bytes) -> BankFile:
    try:
        return bank_read(name, data)
    except Unreadable as error:
        raise forms.ValidationError(str(error)) from error


class DayForm(forms.Form):
    """Which day, from the address; today where nothing sensible was asked."""

    day = day_field(_("Day"))

    @classmethod
    def day_of(cls, query: Any) -> date:
        form = cls({"day": query.get("day")})
        day = form.cleaned_data["day"] if form.is_valid() else clock.today()
        return day if 2000 <= day.year <= 2100 else clock.today()


class CountForm(forms.Form):
    """The cash as it was counted."""

    counted_krw = won_field(_("Cash counted, in won"), min_value=0)
    note = forms.CharField(
        label=pgettext_lazy("money", "Note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where the counted cash differs."),
    )


class ExportForm(forms.Form):
    """A period for the accountants; why it is needed is kept with the access log."""

    since = day_field(_("First day"))
    until = day_field(_("Last day"))
    purpose = forms.ChoiceField(
        label=_("What for"),
        choices=[("accounting", _("Bookkeeping")), ("audit", _("Audit")), ("settlement", _("Yearly settlement"))],
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and not timedelta() <= facts["until"] - facts["since"] <= timedelta(days=366):
            raise forms.ValidationError(_("Please choose at most a year, first day before last day."))
        return facts
