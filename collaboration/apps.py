from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollaborationConfig(AppConfig):
    name = "collaboration"
    verbose_name = _("Joint work")

    def ready(self) -> None:
        from park_portal.documents import readers

        from . import receivers  # noqa: F401  (connected by importing)
        from .notifications import meetings, opinions, waiting
        from .rules import people, plans

        opinions.register_reminders()
        meetings.register_reminders()
        waiting.register_reminders()
        readers.register("collaboration.proposal", people.proposals_readable)
        readers.register("collaboration.opinion", people.opinions_readable)
        readers.register(plans.PLAN, plans.plans_readable)
        readers.register("collaboration.meeting", people.meetings_readable)
