"""Reminders before and after the day to pay, and what floors above may ask."""

from datetime import timedelta

import pytest

from park_portal.core import clock
from park_portal.notifications.models import InboxMessage
from park_portal.notifications.reminders import tick
from park_portal.payments import actions
from park_portal.payments.models import Receivable
from tests.factories import OrganizationFactory, PersonFactory, member_of, receivable

pytestmark = pytest.mark.django_db


def told(kind):
    return InboxMessage.objects.filter(kind=f"payments.{kind}").count()


def test_reminded_a_day_before_and_one_and_seven_days_after():
    thing = receivable(due_at=clock.now() + timedelta(days=5))
    moments = [(3, 0, 0), (4.1, 1, 0), (5.5, 1, 0), (6.1, 1, 1), (8, 1, 1), (12.1, 1, 2), (20, 1, 2)]
    start = clock.now()
    for days, soon, late in moments:
        tick(start + timedelta(days=days))
        tick(start + timedelta(days=days))
        assert (told("payment_soon"), told("payment_late")) == (soon, late), days
    assert thing.balance.due


def test_paid_in_time_is_not_reminded():
    thing = receivable(due_at=clock.now() + timedelta(days=1))
    actions.payment_receive(by=None, method="bank", amount_krw=50_000, receivable=thing)
    for days in (0.5, 2.5, 8.5):
        tick(clock.now() + timedelta(days=days))
    assert told("payment_soon") == told("payment_late") == 0


def test_arrears_of():
    person, organization = PersonFactory(), OrganizationFactory()
    member_of(organization)
    past, longer = clock.now() - timedelta(days=3), clock.now() - timedelta(days=40)
    receivable(50_000, payer_organization=organization, due_at=past)
    part = receivable(80_000, payer_organization=organization, payer_person=person, due_at=longer)
    receivable(10_000, payer_organization=organization)
    actions.payment_receive(by=None, method="bank", amount_krw=30_000, receivable=part)
    assert Receivable.objects.arrears_of(organization) == (2, 100_000, longer)
    assert Receivable.objects.arrears_of(person) == (0, 0, None), "she pays for the organisation, not for herself"
    mine = receivable(20_000, payer_person=person, due_at=past)
    assert Receivable.objects.arrears_of(person) == (1, 20_000, past)
    assert Receivable.objects.arrears_of(person, on=past - timedelta(days=1)) == (0, 0, None)
    actions.receivable_cancel(by=None, receivable=mine, reason="-")
    assert Receivable.objects.arrears_of(person).count == 0


def test_for_subject():
    thing = receivable(subject_type="spaces.booking", subject_id=77)
    receivable(subject_type="spaces.booking", subject_id=7)
    assert list(Receivable.objects.for_subject("spaces.booking", 77)) == [thing]
