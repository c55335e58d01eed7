"""A step that has waited for two working days; and how the letters read."""

from datetime import datetime, timedelta

import pytest
import time_machine

from park_portal.approvals import actions
from park_portal.approvals.notifications import late_at
from park_portal.core.clock import SEOUL
from park_portal.notifications.models import InboxMessage
from park_portal.notifications.reminders import tick
from tests.factories import DeputyFactory, approval_line

from .people import change, pending, send_back, sign, sign_all

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 6, 10, tzinfo=SEOUL)
TUESDAY = datetime(2026, 11, 10, 10, tzinfo=SEOUL)


def told() -> list[int]:
    rows = InboxMessage.objects.filter(kind="approvals.step_waiting").order_by("recipient_id")
    return list(rows.values_list("recipient_id", flat=True))


@pytest.fixture
def step():
    with time_machine.travel(FRIDAY, tick=False):
        return pending(approval_line("review", "decide"))[0]


def test_two_working_days_jump_the_week_end(step):
    assert late_at(step) == TUESDAY


def test_the_chuseok_holidays_do_not_count(step):
    step.pending_at = datetime(2026, 9, 23, 16, tzinfo=SEOUL)  # the day before Chuseok (24 to 26)
    assert late_at(step) == datetime(2026, 9, 29, 16, tzinfo=SEOUL)


def test_the_person_is_reminded_once_and_not_before(step):
    tick(TUESDAY - timedelta(minutes=1))
    assert told() == []
    for minutes in (0, 5, 60 * 24):
        tick(TUESDAY + timedelta(minutes=minutes))
    assert told() == [step.person_id]


def test_the_deputy_is_reminded_too(step):
    with time_machine.travel(TUESDAY, tick=False):
        deputy = DeputyFactory(person=step.person).deputy
        tick()
    assert told() == sorted([step.person_id, deputy.pk])


def test_who_has_decided_or_is_not_waited_for_is_left_alone(step):
    with time_machine.travel(FRIDAY, tick=False):
        sign(step)
        actions.line_withdraw(by=step.round.line.drafter, line=step.round.line)
    tick(TUESDAY)
    assert told() == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_letter_reads_well(language):
    line = approval_line("review", "decide")
    for person in (line.drafter, *(step.person for step in line.current.steps.select_related("person"))):
        person.language = language
        person.save()
    line.refresh_from_db()
    send_back(pending(line)[0], comment="근거를 붙여 주세요")
    actions.line_submit(by=line.drafter, line=line)
    sign_all(line)
    change(line)
    kinds = set()
    for letter in InboxMessage.objects.filter(kind__startswith="approvals."):
        kinds.add(letter.kind.removeprefix("approvals."))
        assert line.title in letter.subject
        assert letter.text.strip()
        assert "{" not in letter.text + letter.subject
        assert "None" not in letter.text
    assert kinds == {"step_pending", "line_sent_back", "line_approved", "line_reopened"}
