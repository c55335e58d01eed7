from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = _("Tenancy")

    def ready(self) -> None:
        from park_portal.documents import readers

        from .models import DirectoryEntry, TenantPaper, Ticket
        from .notifications import care

        care.register_reminders()
        for model in (Ticket, TenantPaper, DirectoryEntry):
            readers.register(model._meta.label_lower, model.objects.readable_ids)
