from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpacesConfig(AppConfig):
    name = "spaces"
    verbose_name = _("Buildings and spaces")

    def ready(self) -> None:
        from park_portal.documents import readers

        from . import notifications, receivers  # noqa: F401  (connected by importing)
        from .rules.proofs import proofs_readable

        notifications.register_reminders()
        readers.register("spaces.reductionproof", proofs_readable)
