"""A budget item as the district's accounts name it."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class ItemForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=10, help_text=_("For example 201-01."),
        validators=[RegexValidator(r"^\d{3}-\d{2}$", _("Three digits, a hyphen, two digits: 201-01."))],
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
