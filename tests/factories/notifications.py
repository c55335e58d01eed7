from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from park_portal.core import clock
from park_portal.notifications import models

from .accounts import PersonFactory


class OutboxMessageFactory(DjangoModelFactory):
    class Meta:
        model = models.OutboxMessage

    key = factory.Sequence(lambda n: f"key{n}")
    kind = "accounts.invitation_sent"
    address = factory.Sequence(lambda n: f"to{n}@example.org")
    subject = "제목"
    text = "본문"
    due_at = factory.LazyFunction(clock.now)
    created_at = factory.LazyFunction(clock.now)


class InboxMessageFactory(DjangoModelFactory):
    class Meta:
        model = models.InboxMessage

    key = factory.Sequence(lambda n: f"key{n}")
    kind = "accounts.invitation_sent"
    recipient = factory.SubFactory(PersonFactory)
    subject = "제목"
    text = "본문"
    created_at = factory.LazyFunction(clock.now)


class ReminderPlanFactory(DjangoModelFactory):
    class Meta:
        model = models.ReminderPlan

    code = "accounts.membership_ending"
    offsets = [timedelta(days=7)]
