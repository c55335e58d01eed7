"""How people hand in files."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from .uploads import KINDS, MEGABYTE, CheckedUpload, examine, extensions


class UploadField(forms.FileField):
    """A file of the ``allowed`` kinds ("image", "pdf", "office", "sheet") of at most ``limit`` bytes.

    Gives a ``CheckedUpload`` (pictures redrawn without metadata), which ``actions.file_store`` keeps as it is.
    """

    def __init__(self, *, allowed: Collection[str] = KINDS, limit: int | None = None, **kwargs: Any) -> None:
        self.allowed, self.limit = tuple(allowed), min(limit or settings.UPLOAD_MAX_BYTES, settings.UPLOAD_MAX_BYTES)
        super().__init__(**kwargs)
        self.help_text = self.help_text or lazy(self.rules, str)()
        self.widget.attrs.setdefault("accept", ",".join(extensions(self.allowed)))

    def rules(self) -> str:
        """What may be chosen, in one line."""
        endings = ", ".join(ending.lstrip(".") for ending in extensions(self.allowed))
        return _("%(endings)s; up to %(size)s MB") % {"endings": endings, "size": f"{self.limit / MEGABYTE:.0f}"}

    def clean(self, data: Any, initial: Any = None) -> CheckedUpload | Any:
        upload = super().clean(data, initial)
        return examine(upload, self.allowed, self.limit) if isinstance(upload, UploadedFile) else upload
