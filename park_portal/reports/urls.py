from datetime import date

from django.urls import path, register_converter

from . import views
from .reckoning import month_named


class MonthConverter:
    """``2026-10`` in an address as the first day of the month."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return month_named(value)

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("org/<int:pk>/", views.organization_home, name="organization-home"),
    path("healthz/", views.healthz, name="healthz"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("reports/monthly/", views.monthly_report_list, name="monthly-report-list"),
    path("reports/monthly/make/", views.monthly_report_make, name="monthly-report-make"),
    path("reports/monthly/<month:month>/", views.monthly_report, name="monthly-report"),
    path("reports/monthly/<month:month>.json", views.monthly_report_data, name="monthly-report-data"),
    path("reports/monthly/<month:month>.<slug:ending>", views.monthly_report_file, name="monthly-report-file"),
]
