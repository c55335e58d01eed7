"""Who works with whom, field by field (분야별 협업연계, seeds/002)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collaboration.querysets.routes import FieldRouteQuerySet
from park_portal.accounts.models import Organization
from park_portal.accounts.states import Field
from park_portal.core.bilingual import Bilingual


class FieldRoute(models.Model):
    """One row of the plan's table: the teams of the district and the bodies of the park for a field.

    The park side may be empty (교통/문화): then the centre is named to whoever asks. A row that is no longer followed
    has its last day; the field may have a new one after it.
    """

    field = models.CharField(_("field"), max_length=30, choices=Field)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    teams = models.ManyToManyField(Organization, blank=True, related_name="routes_as_team", verbose_name=_("teams"))
    bodies = models.ManyToManyField(
        Organization, blank=True, related_name="routes_as_body", verbose_name=_("bodies of the park")
    )

    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    title = Bilingual("name")
    objects = FieldRouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("link by field")
        verbose_name_plural = _("links by field")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["field"],
                condition=Q(ended_on=None),
                name="field_route_once",
                violation_error_message=_("This field has its row in the table already."),
            )
        ]

    def __str__(self) -> str:
        return self.title
