"""Who works with whom, field by field (분야별 협업연계, seeds/002)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from park_portal.accounts.states import Field
from park_portal.core.bilingual import Bilingual


class FieldRoute(models.Model):
    """One row of the plan's table: the teams of the district and the bodies of the park for a field.

    The park side may be empty (교통/문화): then the centre is named to whoever asks.
    """

    field = models.CharField(_("field"), max_length=30, choices=Field, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    teams = models.ManyToManyField(Organization, blank=True, related_name="routes_as_team", verbose_name=_("teams"))
    bodies = models.ManyToManyField(
        Organization, blank=True, related_name="routes_as_body", verbose_name=_("bodies of the park")
    )

    title = Bilingual("name")

    class Meta:
        verbose_name = _("link by field")
        verbose_name_plural = _("links by field")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title
