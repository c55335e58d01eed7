"""Kinds of buildings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BuildingCategory(TextChoices):
    """The four groups of the plan's table of facilities (seeds/002, 시설현황)."""

    TENANCY = "tenancy", _("Resident offices")
    SPECIALISED = "specialised", _("Specialised")
    GENERATION = "generation", _("Generations")
    CONNECTING = "connecting", _("Connecting")
