"""What an organisation says of itself, and which of it may be shown."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from park_portal.documents.forms import UploadField
from park_portal.documents.uploads import MEGABYTE
from tenants.models import DirectoryEntry
from tenants.states import DirectoryField

LINKS_MOST = 5
WORDS = ("story", "story_en", "offers", "offers_en", "website", "links")
MEANS = {
    DirectoryField.INTRO: _("The short introduction of the organisation and the longer one below."),
    DirectoryField.OFFERS: _("The list below."),
    DirectoryField.PLACE: _("Building and room of your agreements, as long as they run."),
    DirectoryField.EMAIL: _("The organisation's address, not that of a person."),
    DirectoryField.PHONE: _("The organisation's number, not that of a person."),
    DirectoryField.LINKS: _("The website and the links below."),
    DirectoryField.PHOTOS: _("The photos below, with their captions. Ask the people who can be recognised."),
}


class LinksField(forms.CharField):
    """Addresses, one a line; gives a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        links = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(links) > LINKS_MOST:
            raise forms.ValidationError(_("At most %(n)s links."), params={"n": LINKS_MOST}, code="too_many")
        for link in links:
            URLValidator(schemes=["http", "https"])(link)
        return links


class DirectoryForm(forms.ModelForm):
    """Words, and one consent a field: none is ticked beforehand, none depends on another."""

    # Written out: the model's own fields would take a bare name for an address of http.
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", help_text=_("Begins with https:// or http://.")
    )
    links = LinksField(label=_("Other links"), required=False, help_text=_("One address a line, at most five."))

    class Meta:
        model = DirectoryEntry
        fields = ["story", "story_en", "offers", "offers_en"]
        widgets = {
            "story": forms.Textarea(attrs={"rows": 6}),
            "story_en": forms.Textarea(attrs={"rows": 4}),
            "offers": forms.Textarea(attrs={"rows": 4}),
            "offers_en": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"offers": _("One a line.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"website": self.instance.website, "links": self.instance.links}
        for what in DirectoryField:
            self.fields[f"show_{what}"] = forms.BooleanField(
                label=what.label, help_text=MEANS[what], required=False, initial=what in self.instance.shown
            )

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in WORDS]

    @property
    def consents(self) -> list[forms.BoundField]:
        return [self[f"show_{what}"] for what in DirectoryField]

    @property
    def facts(self) -> dict[str, Any]:
        words = {name: self.cleaned_data[name] for name in WORDS}
        return words | {"shown": [what.value for what in DirectoryField if self.cleaned_data[f"show_{what}"]]}


class PhotoForm(forms.Form):
    """A picture and what it shows."""

    file = UploadField(label=_("Photo"), allowed=("image",), limit=10 * MEGABYTE)
    caption = forms.CharField(
        label=_("What it shows"), max_length=120, help_text=_("Read aloud to whoever cannot see it.")
    )
    caption_en = forms.CharField(label=_("What it shows, in English"), max_length=150, required=False)

    @property
    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        return {"upload": facts.pop("file"), **facts}
