from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from park_portal.core import clock
from park_portal.reports import models
from park_portal.reports.figures import halls
from park_portal.reports.reckoning import Window, canonical, digest


def empty_figures(month: date) -> dict[str, Any]:
    """The figures of a month as the park stands, without comparisons and corrections."""
    section = halls.compute(Window(month)) | {"version": halls.VERSION}
    for line in section["headlines"]:
        line |= {"last_month": None, "last_year": None}
    return {"month": f"{month:%Y-%m}", "sections": {"halls": section}, "corrections": []}


class MonthlyReportFactory(DjangoModelFactory):
    """The frozen report of a month long past."""

    class Meta:
        model = models.MonthlyReport

    month = factory.Sequence(lambda n: date(2000 + n // 12 % 20, n % 12 + 1, 1))
    made_at = factory.LazyFunction(clock.now)
    figures = factory.LazyAttribute(lambda o: empty_figures(o.month))
    digest = factory.LazyAttribute(lambda o: digest(canonical(o.figures)))
