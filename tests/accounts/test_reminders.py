"""Letters before a membership or an invitation ends, and how every letter of this room reads."""

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import reverse

from park_portal.accounts import notifications
from park_portal.accounts.states import Duty, InvitationState, Role
from park_portal.core.clock import SEOUL
from park_portal.notifications.models import InboxMessage, OutboxMessage
from park_portal.notifications.reminders import REGISTRY, tick
from park_portal.notifications.writing import write
from tests.factories import (
    DutyHandoverFactory,
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    ReminderPlanFactory,
    member_of,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 2, 1, 0, tzinfo=UTC)  # ten o'clock in Seoul
ENDING, EXPIRING = "accounts.membership_ending", "accounts.invitation_expiring"


def midnight(days: int) -> datetime:
    """Midnight in Seoul, so many days after the day of NOW."""
    return datetime.combine(NOW.astimezone(SEOUL).date() + timedelta(days=days), time(), tzinfo=SEOUL)


def told(kind: str) -> list[int]:
    return sorted(InboxMessage.objects.filter(kind=kind).values_list("recipient_id", flat=True))


@pytest.fixture
def ending():
    """A membership whose first day without is 40 days after NOW."""
    return MembershipFactory(until=midnight(40).date(), duties=[Duty.FINANCE])


def test_membership_ending_is_told_30_and_7_days_before(ending):
    person = ending.person.pk
    assert tick(now=midnight(10) - timedelta(seconds=1)) == 0
    assert tick(now=midnight(10)) == 1
    assert tick(now=midnight(10) + timedelta(hours=1)) == 0
    assert tick(now=midnight(33) - timedelta(seconds=1)) == 0
    assert tick(now=midnight(33)) == 1
    assert tick(now=midnight(39)) == tick(now=midnight(41)) == 0
    assert told(ENDING) == [person, person]
    assert OutboxMessage.objects.filter(kind=ENDING, address=ending.person.email).count() == 2


def test_membership_ending_is_told_to_the_heads_too(ending):
    head = member_of(ending.organization, Role.OWNER)
    member_of(ending.organization, Role.MANAGER)
    MembershipFactory(organization=ending.organization, role=Role.OWNER, until=midnight(-1).date())
    member_of(OrganizationFactory(), Role.OWNER)
    assert tick(now=midnight(10)) == 2
    assert told(ENDING) == sorted([ending.person.pk, head.pk])


def test_membership_ending_of_the_head_herself_is_one_letter():
    row = MembershipFactory(role=Role.OWNER, until=midnight(7).date())
    assert tick(now=NOW) == 1
    assert told(ENDING) == [row.person.pk]


def test_missed_reminder_is_sent_late_and_only_the_nearest(ending):
    """Workers were down for a month: one letter, not two."""
    assert tick(now=midnight(38)) == 1
    assert tick(now=midnight(38)) == 0


def test_membership_without_end_is_not_told():
    MembershipFactory()
    MembershipFactory(until=midnight(0).date())
    MembershipFactory(until=midnight(31).date())
    assert tick(now=NOW) == 0


def test_two_memberships_ending_on_one_day_are_two_letters(ending):
    MembershipFactory(person=ending.person, until=ending.until)
    assert tick(now=midnight(10)) == 2
    assert told(ENDING) == [ending.person.pk] * 2


def test_membership_prolonged_after_the_reminder_is_told_anew(ending):
    tick(now=midnight(10))
    ending.until = midnight(60).date()
    ending.save()
    assert tick(now=midnight(20)) == 0
    assert tick(now=midnight(30)) == 1


@pytest.fixture
def expiring():
    return InvitationFactory(email="sol@example.org", invited_at=NOW, expires_at=NOW + timedelta(days=14))


def test_invitation_expiring_is_told_two_days_before(expiring):
    sol = PersonFactory(email="sol@example.org")
    assert tick(now=NOW + timedelta(days=12, seconds=-1)) == 0
    assert tick(now=NOW + timedelta(days=12)) == 1
    assert tick(now=NOW + timedelta(days=12, hours=5)) == 0
    assert told(EXPIRING) == [sol.pk]
    assert InboxMessage.objects.get().link == reverse("accounts:invitation", args=[expiring.pk])


def test_invitation_expiring_is_told_to_people_who_are_here(expiring):
    """An address without a person has had its letter; it is not pressed."""
    assert tick(now=NOW + timedelta(days=12)) == 0
    PersonFactory(email="sol@example.org")
    assert tick(now=NOW + timedelta(days=12)) == 1


@pytest.mark.parametrize("state", sorted(set(InvitationState) - {InvitationState.PENDING}))
def test_invitation_that_was_answered_is_not_told(expiring, state):
    PersonFactory(email="sol@example.org")
    expiring.state, expiring.answered_at = state, NOW
    expiring.save()
    assert tick(now=NOW + timedelta(days=12)) == 0


def test_plan_replaces_the_offsets(ending):
    plan = ReminderPlanFactory(code=ENDING, offsets=[timedelta(days=3)])
    assert tick(now=midnight(10)) == tick(now=midnight(33)) == 0
    assert tick(now=midnight(37)) == 1
    plan.delete()
    assert tick(now=midnight(37)) == 1, "back to the registered 7 days, which nobody was told of"


def test_inactive_plan_is_silent(ending):
    plan = ReminderPlanFactory(code=ENDING, offsets=[timedelta(days=30)], active=False)
    assert tick(now=midnight(10)) == 0
    plan.active = True
    plan.save()
    assert tick(now=midnight(10)) == 1


def test_empty_plan_is_silent(ending):
    plan = ReminderPlanFactory(code=ENDING, offsets=[])
    assert tick(now=midnight(10)) == 0
    plan.offsets = [timedelta(days=30)]
    plan.save()
    assert tick(now=midnight(10)) == 1


def test_registered_reminders_are_these_two():
    assert {code for code in REGISTRY if code.startswith("accounts.")} == {ENDING, EXPIRING}
    notifications.register_reminders()  # ready() twice is no error


# ── how letters read ──────────────────────────────────────────────────────────

KINDS = (
    "invitation_sent",
    "invitation_answered",
    "invitation_expiring",
    "membership_ending",
    "membership_ended",
    "duties_handed_over",
)
LEFT_OVER = re.compile(r"\{\{|\{%|%\(|\bNone\b|\{\w*\}|<[a-z]")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", [InvitationState.ACCEPTED, InvitationState.DECLINED])
def test_letter_is_whole_in_each_language(kind, language, state):
    organization = OrganizationFactory.build(name="해담 <모임> & 벗", name_en="Haedam <Circle> & Friends")
    membership = MembershipFactory.build(
        organization=organization, person__name="한솔", duties=[Duty.FINANCE], until=midnight(7).date()
    )
    invitation = InvitationFactory.build(organization=organization, state=state, invited_by__name="한솔")
    context = {
        "organization": organization,
        "membership": membership,
        "invitation": invitation,
        "until": membership.until,
        "person": membership.person,
        "handover": DutyHandoverFactory.build(giver=membership.person, lines=[["검토의견", "P-00001", "", True]]),
    }
    letter = write(f"accounts.{kind}", language=language, context=context, link="/me/", deed="열기")
    assert letter.subject and letter.body
    assert "\n" not in letter.subject and len(letter.subject) < 300
    for words in (letter.subject, letter.text, letter.body):
        assert not LEFT_OVER.search(words.replace("<모임>", "").replace("<Circle>", "")), words
    named = "Haedam <Circle> & Friends" if language == "en" else "해담 <모임> & 벗"
    assert named in letter.text, "text is text: nothing escaped"
    assert "<모임>" not in letter.html and "<Circle>" not in letter.html, "HTML is HTML: all escaped"
    assert f'lang="{language}"' in letter.html
    assert "http://" in letter.text and "/me/" in letter.html


def test_every_letter_of_this_room_is_tried():
    """A new template without a row above fails here."""
    folder = get_template("accounts/messages/invitation_sent.txt").origin.name.rsplit("/", 1)[0]
    assert {path.stem for path in Path(folder).glob("*.txt")} == {*KINDS, "access_token_made"}


@pytest.mark.parametrize(("language", "name"), [("ko", "해담모임"), ("en", "Haedam Circle")])
def test_reminder_speaks_the_persons_language(language, name):
    organization = OrganizationFactory(name="해담모임", name_en="Haedam Circle")
    person = PersonFactory(language=language)
    MembershipFactory(person=person, organization=organization, until=midnight(7).date())
    tick(now=NOW)
    letter = OutboxMessage.objects.get(address=person.email)
    assert name in letter.subject
    assert ("</html>" in letter.html) and f'lang="{language}"' in letter.html


def test_korean_letters_are_korean():
    """Not a word of English in the subject where the organisation has a Korean name."""
    person = PersonFactory(language="ko")
    MembershipFactory(person=person, organization__name="해담모임", until=midnight(7).date())
    tick(now=NOW)
    letter = OutboxMessage.objects.get(address=person.email)
    assert not re.search("[A-Za-z]{3}", letter.subject), letter.subject
