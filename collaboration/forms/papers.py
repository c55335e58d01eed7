"""A proposal that comes as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from collaboration.reckoning.text import sections_of
from collaboration.states import SectionCode
from park_portal.documents.forms import UploadField
from park_portal.documents.hwpx import hwpx_lines

LONGEST = 10_000  # letters of a section


class HwpxForm(forms.Form):
    """A proposal written in the word processor of Korean offices."""

    hwpx = UploadField(
        label=_("HWPX file"),
        allowed=("office",),
        widget=forms.ClearableFileInput(attrs={"accept": ".hwpx", "form": "write"}),
    )

    def clean_hwpx(self) -> dict[str, str]:
        """The texts of the file by section."""
        upload = self.cleaned_data["hwpx"]
        if not upload.name.endswith(".hwpx"):
            raise ValidationError(_("Only HWPX files can be read. Please save it as HWPX."), code="kind")
        try:
            found = sections_of(hwpx_lines(upload.read()), SectionCode.CONTENT)
        except ValueError as error:
            raise ValidationError(
                _("This file cannot be read. Please save it as HWPX once more."), "damaged"
            ) from error
        if any(len(text) > LONGEST for text in found.values()):
            raise ValidationError(_("A part of this file is too long. Please shorten it."), code="too_long")
        return found

    def into(self, said: dict[str, Any]) -> dict[str, Any]:
        """What the form said, with the file's texts below it."""
        texts = {f"section_{code}": text for code, text in self.cleaned_data["hwpx"].items()}
        return said | {name: "\n".join(filter(None, [said.get(name, ""), text])) for name, text in texts.items()}
