"""What is reminded of, when, and to whom."""

import pytest

from park_portal.notifications.models import InboxMessage
from park_portal.notifications.reminders import tick
from tenants.models import Agreement
from tests.factories import AgreementFactory, AssessmentFactory, MoveTaskFactory, at, centre_staff

from .lives import day, offered, organization, travel

pytestmark = pytest.mark.django_db


def told(kind: str) -> list:
    return [message.recipient for message in InboxMessage.objects.filter(kind=f"tenants.{kind}").order_by("recipient")]


def test_an_end_is_told_three_times_to_both_sides_unless_it_is_followed(monkeypatch):
    staff, body = centre_staff(), organization()
    boss = body.memberships.get().person
    agreement = AgreementFactory(signed=True, occupant=body, since=day(-10), until=day(90))
    moments = [at(n, "09:00") for n in (-1, 0, 61, 84)]
    counts = []
    for moment in moments:
        travel(monkeypatch, moment)
        tick()
        tick()
        counts.append(len(told("agreement_soon_over")))
    assert counts == [0, 2, 4, 6]
    assert set(told("agreement_soon_over")) == {staff, boss}
    InboxMessage.objects.all().delete()
    AgreementFactory(signed=True, occupant=body, previous=agreement, since=agreement.until)
    travel(monkeypatch, moments[1])
    tick()
    assert told("agreement_soon_over") == []


def test_offers_reports_and_tasks_are_reminded_of(monkeypatch):
    staff = centre_staff()
    offer = offered(staff)
    Agreement.objects.filter(pk=offer.pk).update(answer_by=day(1))
    report = AssessmentFactory(agreement__occupant=organization(), report_by=day(1))
    task = MoveTaskFactory(due_on=day(1))
    travel(monkeypatch, at(0, "09:00"))
    tick()
    assert told("offer_due") == [offer.party.memberships.get().person]
    assert told("report_due") == [report.agreement.party.memberships.get().person]
    assert told("move_task_due") == [staff]
    message = InboxMessage.objects.get(kind="tenants.move_task_due")
    assert task.name in message.subject
