import factory
from factory.django import DjangoModelFactory

from park_portal.core import clock
from park_portal.demo import models


class DemoLoadFactory(DjangoModelFactory):
    class Meta:
        model = models.DemoLoad

    anchor = factory.LazyFunction(clock.today)
    loaded_at = factory.LazyFunction(clock.now)
