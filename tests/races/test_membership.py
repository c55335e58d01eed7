"""Two people at one door at the same moment. Each race has a control: without the guard it is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import OperationalError, connection

from park_portal.accounts import actions, rules
from park_portal.accounts.models import Invitation, Membership, Person
from park_portal.accounts.states import InvitationState, Role
from park_portal.core.errors import ActionDenied
from tests.factories import InvitationFactory, MembershipFactory, OrganizationFactory, PersonFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

MEETING = 3  # seconds that one waits for the other inside the check; with the guard, nobody comes


def together(*deeds: Callable[[], object]) -> list[str]:
    """Do the deeds at once, each on its own connection; gives "" or the reason of the refusal for each."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            deed()
        except ActionDenied as refusal:
            return refusal.reason
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != "40P01":
                raise
            return "deadlock"
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(do, deed) for deed in deeds]]


def meet_after(monkeypatch, module, name: str) -> None:
    """Widen the window: after ``module.name`` has answered, each thread waits until the other is there too."""
    inside, real = Barrier(2), getattr(module, name)

    def check(*args, **kwargs):
        answer = real(*args, **kwargs)
        with suppress(BrokenBarrierError):  # the other one is held at the door: the guard works
            inside.wait(timeout=MEETING)
        return answer

    monkeypatch.setattr(module, name, check)


@pytest.fixture
def heads():
    organization = OrganizationFactory()
    return [MembershipFactory(organization=organization, role=Role.OWNER) for _ in "12"]


def leave(row: Membership) -> Callable[[], object]:
    return lambda: actions.membership_end(by=Person.objects.get(pk=row.person_id), membership=row)


def left_heads(row: Membership) -> int:
    return Membership.objects.current().filter(organization=row.organization_id, role=Role.OWNER).count()


def test_two_heads_leave_at_once_and_one_stays(heads, monkeypatch):
    meet_after(monkeypatch, rules, "check_membership_end")
    assert sorted(together(*map(leave, heads))) == ["", "last_owner"]
    assert left_heads(heads[0]) == 1


def test_control_without_the_lock_both_heads_leave(heads, monkeypatch):
    monkeypatch.setattr(actions, "_lock", lambda organization: None)
    meet_after(monkeypatch, rules, "check_membership_end")
    assert together(*map(leave, heads)) == ["", ""]
    assert left_heads(heads[0]) == 0


def test_two_heads_are_demoted_by_each_other_and_one_stays(heads, monkeypatch):
    meet_after(monkeypatch, rules, "check_membership_change")

    def demote(by: Membership, whom: Membership) -> Callable[[], object]:
        return lambda: actions.membership_change(
            by=Person.objects.get(pk=by.person_id), membership=whom, role=Role.MEMBER, duties=[]
        )

    one, two = heads
    answers = together(demote(one, two), demote(two, one))
    assert answers.count("") == 1
    assert left_heads(one) == 1


@pytest.fixture
def invitation():
    PersonFactory(email="sol@example.org")
    return InvitationFactory(email="sol@example.org")


def accept(row: Invitation) -> Callable[[], object]:
    return lambda: actions.invitation_accept(by=Person.objects.get(email=row.email), invitation=row)


def test_invitation_accepted_twice_at_once_makes_one_member(invitation, monkeypatch):
    meet_after(monkeypatch, rules, "check_invitation_accept")
    assert sorted(together(accept(invitation), accept(invitation))) == ["", "invitation_over"]
    assert Membership.objects.filter(person__email="sol@example.org").count() == 1


def test_control_without_locks_both_pass_the_check_and_the_database_refuses_one(invitation, monkeypatch):
    """The last wall: the exclusion constraint. Without the lock two inserts may also wait for each other for ever,
    until the database breaks one of them: the reason why the lock is there."""
    unlocked = lambda row: Invitation.objects.select_related("organization", "invited_by").get(pk=row.pk)  # noqa: E731
    monkeypatch.setattr(actions, "_invitation_lock", unlocked)
    monkeypatch.setattr(actions, "_invitation_move", lambda invitation, to, *, by: None)
    meet_after(monkeypatch, rules, "check_invitation_accept")
    won, lost = sorted(together(accept(invitation), accept(invitation)))
    assert won == ""
    assert lost in {"already_member", "deadlock"}
    assert Membership.objects.filter(person__email="sol@example.org").count() == 1


def test_invitation_accepted_and_withdrawn_at_once_has_one_answer(invitation, monkeypatch):
    head = MembershipFactory(organization=invitation.organization, role=Role.OWNER).person
    revoke = lambda: actions.invitation_revoke(by=Person.objects.get(pk=head.pk), invitation=invitation)  # noqa: E731
    assert sorted(together(accept(invitation), revoke)) == ["", "invitation_over"]
    invitation.refresh_from_db()
    members = Membership.objects.filter(person__email="sol@example.org").count()
    assert (invitation.state == InvitationState.ACCEPTED) is (members == 1)


def test_one_address_invited_by_two_at_once_waits_once(heads, monkeypatch):
    meet_after(monkeypatch, rules, "check_membership_invite")

    def invite(row: Membership) -> Callable[[], object]:
        return lambda: actions.membership_invite(
            by=Person.objects.get(pk=row.person_id),
            organization=row.organization,
            email="bom@example.org",
            role=Role.MEMBER,
            duties=[],
        )

    assert sorted(together(*map(invite, heads))) == ["", "already_invited"]
    assert Invitation.objects.pending().count() == 1


def test_consents_ticked_in_two_tabs_at_once_stand_once():
    person = PersonFactory()
    tick = lambda: actions.consents_update(by=Person.objects.get(pk=person.pk), purposes=["photos"])  # noqa: E731
    assert together(tick, tick) == ["", ""]
    assert person.consents.count() == 1
