"""What a proposal is in short, as each of its versions says it."""

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.states import Field

OUTLINE = ("title", "summary", "fields", "place", "since", "until")


class Outline(models.Model):
    """What a proposal is in short. Every version has its own; the proposal's is that of the version handed in last."""

    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in two sentences"), max_length=400, blank=True)
    fields = ArrayField(
        models.CharField(max_length=30, choices=Field), verbose_name=_("fields"), default=list, blank=True
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until (first day without)"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def outline(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in OUTLINE}

    @property
    def field_labels(self) -> list[str]:
        return [str(Field(field).label) for field in self.fields]

    @property
    def last_day(self) -> date | None:
        return self.until - timedelta(days=1) if self.until else None
