from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "park_portal.reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from park_portal.documents import readers

        from .models import MonthlyReport

        readers.register(MonthlyReport._meta.label_lower, MonthlyReport.objects.readable_ids)
