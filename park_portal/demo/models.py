"""When the demo was loaded: its dates are kept around this anchor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoLoad(models.Model):
    """One row: the day that the demo data take for today."""

    anchor = models.DateField(_("anchor"))
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("demo load")
        verbose_name_plural = _("demo loads")

    def __str__(self) -> str:
        return f"{self.anchor}"
