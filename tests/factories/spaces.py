import factory
from factory.django import DjangoModelFactory

from spaces import models


class BuildingFactory(DjangoModelFactory):
    class Meta:
        model = models.Building

    code = factory.Sequence(lambda n: f"building-{n}")
    name = factory.Sequence(lambda n: f"건물{n}")
    name_en = factory.Sequence(lambda n: f"Building {n}")
    category = "tenancy"
    outline = factory.Sequence(lambda n: [[n * 20, 0], [n * 20 + 10, 0], [n * 20 + 10, 10], [n * 20, 10]])
