"""Write the monthly report of one month to files; make it first if there is none."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from park_portal.core.errors import ActionDenied
from park_portal.reports.actions import monthly_report_make
from park_portal.reports.models import MonthlyReport
from park_portal.reports.papers import FORMATS as PAPERS
from park_portal.reports.papers import monthly_file
from park_portal.reports.reckoning import month_named

# File ending and its bytes.
FORMATS: dict[str, Callable[[MonthlyReport], bytes]] = {
    **{ending: partial(monthly_file, ending=ending) for ending in PAPERS},
    "json": lambda report: report.data,
}


class Command(BaseCommand):
    help = "Write monthly-YYYY-MM files of one month, which is made and frozen if it has no report yet."
    needs_servers = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument("--out", type=Path, default=Path(), help="folder to write to (this one)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = month_named(options["month"])
        except ValueError as error:
            words = _("“%(text)s” is not a month. Write it like 2026-10.") % {"text": options["month"]}
            raise CommandError(words) from error
        try:
            report = monthly_report_make(by=None, month=month)
            with override(settings.LANGUAGE_CODE):
                files = {ending: write(report) for ending, write in FORMATS.items()}
        except ActionDenied as refusal:
            raise CommandError(str(refusal)) from refusal
        options["out"].mkdir(parents=True, exist_ok=True)
        for ending, content in files.items():
            path = options["out"] / f"monthly-{report}.{ending}"
            path.write_bytes(content)
            self.stdout.write(str(path))
