"""The register handed in as a sheet: read at once, shown, and taken in as it was shown."""

from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from park_portal.documents.forms import UploadField
from park_portal.documents.uploads import CheckedUpload
from park_portal.documents.xlsx import read_rows
from tenants.reckoning.register import Entry, entries, missing

LIMIT = 2 * 1024 * 1024
PREVIEW_LIFE = 3600  # seconds
SALT = "tenants.register"


class RegisterForm(forms.Form):
    """The sheet; a file that is none, or lacks a column, is said at the field."""

    file = UploadField(label=_("Register as XLSX or CSV"), allowed=("sheet",), limit=LIMIT)

    def clean_file(self) -> CheckedUpload:
        upload = self.cleaned_data["file"]
        upload.seek(0)
        self.name, self.content = upload.name, upload.read()
        self.entries = _read(self.name, self.content)
        return upload

    @property
    def sealed(self) -> str:
        """The file as it rides through the preview: signed, so that only what was shown can be taken in."""
        return signing.dumps({"name": self.name, "data": self.content.decode("latin-1")}, salt=SALT, compress=True)


class SealedRegisterForm(forms.Form):
    """The file that the dry run has shown."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    def clean_sealed(self) -> str:
        try:
            facts = signing.loads(self.cleaned_data["sealed"], salt=SALT, max_age=PREVIEW_LIFE)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("The preview is too old. Please choose the file again.")) from error
        self.entries = _read(facts["name"], facts["data"].encode("latin-1"))
        return self.cleaned_data["sealed"]


def _read(name: str, data: bytes) -> list[Entry]:
    """The rows of the sheet; ValidationError when it has no head that can be used, or nothing below it."""
    rows: list[list[Any]] = read_rows(SimpleUploadedFile(name, data), blank=True)
    if lacking := missing(rows[0]):
        raise forms.ValidationError(
            _("The first row must name the columns. Missing: %(columns)s."), params={"columns": ", ".join(lacking)}
        )
    if not (found := entries(rows)):
        raise forms.ValidationError(_("There are no rows below the names of the columns."))
    return found
