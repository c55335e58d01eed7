"""What centre staff type to tell the residents something."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spaces.models import Building
from tenants.models import Notice
from tenants.rules.notices import check_notice_until
from tenants.states import NoticeScope

from .days import day_field


class BuildingField(forms.ModelChoiceField):
    def label_from_instance(self, building: Building) -> str:
        return building.title


class NoticeForm(forms.ModelForm):
    """A draft: words, for whom, until when."""

    building = BuildingField(
        label=_("Building"), queryset=Building.objects.none(), required=False, empty_label="–",
        help_text=_("For a notice to the residents of one building."),
    )  # fmt: skip
    until = day_field(_("Shown until (first day without)"), check_notice_until, required=False)

    class Meta:
        model = Notice
        fields = ["heading", "body", "heading_en", "body_en", "scope", "building", "agreement_kind", "until"]
        widgets = {
            "body": forms.Textarea(attrs={"rows": 6}),
            "body_en": forms.Textarea(attrs={"rows": 4}),
            "scope": forms.RadioSelect,
        }
        help_texts = {
            "agreement_kind": _("For a notice to the residents of one kind of agreement."),
            "body_en": _("Whoever reads in English sees this; the Korean where it is empty."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = Building.objects.open()
        self.fields["until"].help_text = _("Leave it empty to show it until you end it.")

    def clean(self) -> dict[str, Any]:
        """What the scope does not ask for is left out, so that changing one's mind needs no clearing of fields."""
        facts = super().clean() or {}
        scope = facts.get("scope")
        if scope != NoticeScope.BUILDING:
            facts["building"] = None
        elif "building" in facts and not facts["building"]:
            self.add_error("building", _("Choose the building."))
        if scope != NoticeScope.KIND:
            facts["agreement_kind"] = ""
        elif not facts.get("agreement_kind"):
            self.add_error("agreement_kind", _("Choose the kind of agreement."))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
