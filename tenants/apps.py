from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = _("Tenancy")

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connected by importing)
        from .notifications import charges

        charges.register_reminders()
