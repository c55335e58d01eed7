"""What people hand in: a paper and its last day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from park_portal.documents.forms import UploadField
from park_portal.documents.uploads import MEGABYTE
from tenants.rules.papers import check_valid_until
from tenants.states import PaperKind

from .days import day_field


class NewerForm(forms.Form):
    """The file that takes the place of an older one."""

    file = UploadField(label=_("The paper, as PDF or picture"), allowed=("pdf", "image"), limit=20 * MEGABYTE)
    valid_until = day_field(_("Valid until (last day)"), check_valid_until, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_until"].help_text = _("Leave it empty if the paper does not lapse.")

    @property
    def facts(self) -> dict[str, Any]:
        return {"upload": self.cleaned_data["file"], "valid_until": self.cleaned_data["valid_until"]}


class PaperForm(NewerForm):
    """A paper that the organisation has not handed in before."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PaperKind.choices)
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Needed where the kind is “Other”.")
    )
    field_order = ["kind", "name", "file", "valid_until"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("kind") == PaperKind.OTHER and not facts.get("name"):
            self.add_error("name", _("Say what the paper is."))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        return super().facts | {"kind": self.cleaned_data["kind"], "name": self.cleaned_data["name"]}
