from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from spaces import models


def square(x: Decimal) -> list[list[Decimal]]:
    """A footprint of ten metres a side."""
    return [[x, Decimal(0)], [x + 10, Decimal(0)], [x + 10, Decimal(10)], [x, Decimal(10)]]


class BuildingFactory(DjangoModelFactory):
    class Meta:
        model = models.Building

    code = factory.Sequence(lambda n: f"building-{n}")
    name = factory.Sequence(lambda n: f"건물{n}")
    name_en = factory.Sequence(lambda n: f"Building {n}")
    category = "tenancy"
    outline = factory.Sequence(lambda n: square(Decimal(n % 40 * 20)))
