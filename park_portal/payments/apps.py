from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class PaymentsConfig(AppConfig):
    name = "park_portal.payments"
    verbose_name = pgettext_lazy("menu", "Money")

    def ready(self) -> None:
        from park_portal.documents import readers

        from . import notifications
        from .models import Receivable, Refund

        notifications.register_reminders()
        for model in (Receivable, Refund):
            readers.register(model._meta.label_lower, model.objects.readable_ids)
