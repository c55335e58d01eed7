from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpacesConfig(AppConfig):
    name = "spaces"
    verbose_name = _("Buildings and spaces")

    def ready(self) -> None:
        from . import notifications

        notifications.register_reminders()
