"""The land: buildings."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.core.bilingual import Bilingual

from .querysets import BuildingQuerySet
from .states import BuildingCategory


class Building(models.Model):
    """A building (동) with its place on the campus plan.

    ``outline`` is a closed polygon ``[[x, y], ...]`` in local metres, y downwards, as the plan is drawn.
    """

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=BuildingCategory)
    address = models.CharField(_("address"), max_length=120, blank=True)
    storeys = models.PositiveSmallIntegerField(_("storeys"), default=1)
    basement_storeys = models.PositiveSmallIntegerField(_("basement storeys"), default=0)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outline = ArrayField(
        ArrayField(models.DecimalField(max_digits=6, decimal_places=1), size=2), verbose_name=_("outline"), default=list
    )
    step_free = models.CharField(_("step-free access"), max_length=300, blank=True)
    step_free_en = models.CharField(_("step-free access in English"), max_length=300, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=300, blank=True)

    title = Bilingual("name")
    access = Bilingual("step_free")
    about = Bilingual("summary")

    objects = BuildingQuerySet.as_manager()

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gt=F("opened_on")),
                name="building_closed_after_opened",
                violation_error_message=_("A building cannot close before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(storeys__gte=1),
                name="building_has_storey",
                violation_error_message=_("A building has at least one storey."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("spaces:building-detail", args=[self.code])
