import factory
from factory.django import DjangoModelFactory

from park_portal.audit import models
from park_portal.core import clock


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = models.AuditEvent

    at = factory.LazyFunction(clock.now)
    verb = "thing.do"
    subject_type = "accounts.person"
    subject_id = "1"


class AccessEventFactory(DjangoModelFactory):
    class Meta:
        model = models.AccessEvent

    at = factory.LazyFunction(clock.now)
    method = "GET"
    path = "/org/1/members/"
    what = "members.list"
    subject_type = "accounts.membership"
    subject_ids = [1]
    outcome = 200
