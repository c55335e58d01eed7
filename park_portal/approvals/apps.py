from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "park_portal.approvals"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        from park_portal.documents import readers

        from . import notifications, receivers  # noqa: F401 (the receiver listens from here on)
        from .models import ApprovalLine

        notifications.register_reminders()
        readers.register(ApprovalLine._meta.label_lower, ApprovalLine.objects.readable_ids)
