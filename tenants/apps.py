from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = _("Tenancy")

    def ready(self) -> None:
        from park_portal.documents import readers

        from . import receivers  # noqa: F401  (connected by importing)
        from .models import Agreement, DirectoryEntry, TenantPaper, Ticket
        from .notifications import agreements, care, charges

        for messages in (agreements, charges, care):
            messages.register_reminders()
        for model in (Agreement, Ticket, TenantPaper, DirectoryEntry):
            readers.register(model._meta.label_lower, model.objects.readable_ids)
