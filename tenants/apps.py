from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = _("Tenancy")

    def ready(self) -> None:
        from park_portal.documents import readers

        from . import receivers  # noqa: F401  (connected by importing)
        from .models import Agreement
        from .notifications import agreements, charges

        agreements.register_reminders()
        charges.register_reminders()
        readers.register(Agreement._meta.label_lower, Agreement.objects.readable_ids)
