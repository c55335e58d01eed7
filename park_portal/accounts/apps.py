from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "park_portal.accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        from . import notifications

        notifications.register_reminders()
