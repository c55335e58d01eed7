"""The reminder engine: late, twice or on two workers, it sends once."""

from datetime import timedelta

import pytest

from park_portal.core import clock
from park_portal.notifications import reminders
from park_portal.notifications.models import InboxMessage
from tests.factories import OrganizationFactory, PersonFactory, ReminderPlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(monkeypatch):
    """Something that happens in ten days, with reminders 7 and 1 days before."""
    person, subject = PersonFactory(), OrganizationFactory()
    at = clock.now() + timedelta(days=10)

    def between(start, end):
        if start <= at < end:
            yield reminders.Due(subject=subject, at=at, people=[person], context={"organization": subject, "until": at})

    monkeypatch.setattr(reminders, "REGISTRY", {})
    reminders.register(
        reminders.Reminder("test.date", "accounts.membership_ended", (timedelta(days=7), timedelta(days=1)), between)
    )
    return at


def test_tick_sends_each_offset_once(date):
    assert reminders.tick(date - timedelta(days=8)) == 0
    assert reminders.tick(date - timedelta(days=7)) == 1
    assert reminders.tick(date - timedelta(days=6)) == 0
    assert reminders.tick(date - timedelta(days=1)) == 1
    assert reminders.tick(date - timedelta(hours=1)) == 0
    assert InboxMessage.objects.count() == 2


def test_tick_that_comes_late_still_sends_the_nearest_only(date):
    assert reminders.tick(date - timedelta(hours=3)) == 1
    assert InboxMessage.objects.count() == 1


def test_tick_after_the_date_says_nothing(date):
    assert reminders.tick(date + timedelta(minutes=1)) == 0


def test_plan_replaces_the_offsets(date):
    plan = ReminderPlanFactory(code="test.date", offsets=[timedelta(days=3)])
    assert reminders.tick(date - timedelta(days=7)) == 0
    assert reminders.tick(date - timedelta(days=3)) == 1
    plan.active = False
    plan.offsets = [timedelta(days=2)]
    plan.save()
    assert reminders.tick(date - timedelta(days=2)) == 0


def test_register_refuses_two_of_one_name(date):
    with pytest.raises(ValueError, match=r"test\.date"):
        reminders.register(reminders.Reminder("test.date", "x.y", (), lambda start, end: []))
