"""The verbs: what they write, beside the trail and the messages they promise, and what they refuse."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from park_portal.accounts import actions
from park_portal.accounts.models import Consent, Invitation, Membership, Organization, Person
from park_portal.accounts.states import Duty, InvitationState, OrganizationKind, Role
from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.notifications.models import InboxMessage, OutboxMessage
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    centre_staff,
    member_of,
)

pytestmark = pytest.mark.django_db


@contextmanager
def refused(reason: str):
    """Expect a refusal with this reason that leaves no trail and no message.

    No transaction is opened here: undoing is the action's own business.
    """
    before = (AuditEvent.objects.count(), OutboxMessage.objects.count(), InboxMessage.objects.count())
    with pytest.raises(ActionDenied) as excinfo:
        yield
    assert excinfo.value.reason == reason
    assert (AuditEvent.objects.count(), OutboxMessage.objects.count(), InboxMessage.objects.count()) == before


def trail(subject=None) -> list[tuple]:
    """Verb, actor and organisation of the audit rows, oldest first."""
    rows = AuditEvent.objects.order_by("pk")
    if subject is not None:
        rows = rows.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return list(rows.values_list("verb", "actor_id", "organization_id"))


def sent() -> set[tuple[str, str]]:
    """Kind and address of every mail in the outbox."""
    return set(OutboxMessage.objects.values_list("kind", "address"))


def inboxes() -> set[tuple[str, int]]:
    return set(InboxMessage.objects.values_list("kind", "recipient_id"))


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def head(organization):
    return member_of(organization, Role.OWNER)


def invite(by, organization, email="sol@example.org", role=Role.MEMBER, duties=()):
    return actions.membership_invite(by=by, organization=organization, email=email, role=role, duties=list(duties))


# ── one's own facts ───────────────────────────────────────────────────────────


def test_person_register_keeps_facts_and_consents():
    person = Person(email="Sol@Example.org")
    actions.person_register(person=person, name="한솔", phone="+821055501234", language="en", purposes=["photos"])
    person.refresh_from_db()
    assert (person.email, person.name, person.phone, person.language) == (
        "sol@example.org",
        "한솔",
        "+821055501234",
        "en",
    )
    assert person.notice_version == actions.NOTICE_VERSION
    assert [c.purpose for c in person.consents.all()] == ["photos"]
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id, event.facts) == ("person.register", person.pk, {"consents": ["photos"]})


def test_profile_update_records_the_changed_fields_without_their_values():
    person = PersonFactory(name="한솔", phone="")
    facts = {"name": "한솔", "phone": "+821055501234", "neighbourhood": "해담1동", "language": "ko"}
    actions.profile_update(by=person, **facts)
    person.refresh_from_db()
    assert (person.phone, person.neighbourhood) == ("+821055501234", "해담1동")
    event = AuditEvent.objects.get()
    assert (event.verb, event.fields, event.facts) == ("profile.update", ["neighbourhood", "phone"], {})
    actions.profile_update(by=person, **facts)
    assert AuditEvent.objects.count() == 1, "nothing changed, nothing to tell"


def test_language_switch_is_remembered_once():
    person = PersonFactory(language="ko")
    actions.language_switch(by=person, language="en")
    actions.language_switch(by=person, language="en")
    person.refresh_from_db()
    assert person.language == "en"
    assert trail() == [("person.language", person.pk, None)]


def test_consents_update_keeps_the_history():
    person = PersonFactory()
    actions.consents_update(by=person, purposes=["newsletter", "photos"])
    actions.consents_update(by=person, purposes=["photos"])
    actions.consents_update(by=person, purposes=["photos"])
    actions.consents_update(by=person, purposes=["newsletter", "photos"])
    history = list(person.consents.order_by("pk").values_list("purpose", "version"))
    assert history == [(p, actions.NOTICE_VERSION) for p in ("newsletter", "photos", "newsletter")]
    standing = person.consents.filter(withdrawn_at=None)
    assert set(standing.values_list("purpose", flat=True)) == {"newsletter", "photos"}
    assert [(e.facts["given"], e.facts["withdrawn"]) for e in AuditEvent.objects.order_by("pk")] == [
        (["newsletter", "photos"], []),
        ([], ["newsletter"]),
        (["newsletter"], []),
    ]


def test_consents_update_touches_only_ones_own():
    person, other = PersonFactory(), PersonFactory()
    for each in (person, other):
        actions.consents_update(by=each, purposes=["photos"])
    actions.consents_update(by=person, purposes=[])
    assert not person.consents.filter(withdrawn_at=None).exists()
    assert other.consents.filter(withdrawn_at=None).count() == 1


def test_consents_update_refuses_an_unknown_purpose():
    person = PersonFactory()
    with pytest.raises(ValueError, match="everything"), transaction.atomic():
        actions.consents_update(by=person, purposes=["photos", "everything"])
    assert not Consent.objects.exists() and not AuditEvent.objects.exists()


# ── organisations ─────────────────────────────────────────────────────────────


def test_organization_register_is_a_deed_of_the_centre():
    staff, stranger = centre_staff(), PersonFactory()
    facts = {"name": "새 모임", "kind": OrganizationKind.RESIDENT_GROUP}
    with refused("staff_only"):
        actions.organization_register(by=stranger, **facts)
    organization = actions.organization_register(by=staff, **facts)
    assert Organization.objects.get(pk=organization.pk).name == "새 모임"
    assert trail() == [("organization.register", staff.pk, None)]


def test_organization_register_checks_the_facts():
    staff = centre_staff()
    facts = {"name": "새 모임", "kind": OrganizationKind.COMPANY}
    for wrong in ({"business_number": "220-81-62518"}, {"phone": "010-1234"}, {"kind": "kingdom"}):
        with pytest.raises(ValidationError) as refusal, transaction.atomic():
            actions.organization_register(by=staff, **facts | wrong)
        assert set(refusal.value.message_dict) == set(wrong)
    assert not AuditEvent.objects.exists()
    actions.organization_register(by=staff, **facts, business_number="220-81-62517", phone="+82200002001")


def test_organization_edit_records_field_names(organization, head):
    colleague, staff = member_of(organization), centre_staff()
    with refused("not_manager"):
        actions.organization_edit(by=colleague, organization=organization, intro="우리")
    actions.organization_edit(by=head, organization=organization, intro="우리", intro_en="")
    organization.refresh_from_db()
    assert organization.intro == "우리"
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id, event.organization_id) == ("organization.edit", head.pk, organization.pk)
    assert (event.fields, event.facts) == (["intro"], {})
    actions.organization_edit(by=head, organization=organization, intro="우리")
    assert AuditEvent.objects.count() == 1
    actions.organization_edit(by=staff, organization=organization, name="새 이름")
    assert AuditEvent.objects.filter(actor_id=staff.pk, fields=["name"]).count() == 1


# ── invitations ───────────────────────────────────────────────────────────────


def test_membership_invite_writes_invitation_trail_and_mail(organization, head):
    row = invite(head, organization, " Sol@Example.org ", Role.MANAGER, [Duty.FINANCE])
    row.refresh_from_db()
    assert (row.email, row.role, row.duties, row.state) == (
        "sol@example.org",
        Role.MANAGER,
        [Duty.FINANCE],
        InvitationState.PENDING,
    )
    assert row.expires_at - row.invited_at == timedelta(days=14)
    assert trail() == [("membership.invite", head.pk, organization.pk)]
    assert sent() == {("accounts.invitation_sent", "sol@example.org")}
    assert inboxes() == set(), "nobody of this address is here"
    letter = OutboxMessage.objects.get()
    assert f"/invitations/{row.pk}/" in letter.text and organization.name in letter.subject


def test_membership_invite_tells_who_is_here_in_her_inbox_too(organization, head):
    sol = PersonFactory(email="sol@example.org")
    row = invite(head, organization)
    assert sent() == {("accounts.invitation_sent", "sol@example.org")}
    assert inboxes() == {("accounts.invitation_sent", sol.pk)}
    assert InboxMessage.objects.get().link == f"/invitations/{row.pk}/"


def test_membership_invite_keeps_addresses_out_of_the_trail(organization, head):
    invite(head, organization)
    assert "sol" not in str(AuditEvent.objects.values().get())


def test_membership_invite_is_refused_to_those_who_do_not_run_it(organization, head):
    for person in (member_of(organization), PersonFactory()):
        with refused("not_manager"):
            invite(person, organization)
    for person in (head, member_of(organization, Role.MANAGER), centre_staff()):
        invite(person, organization, f"sol{person.pk}@example.org")


def test_membership_invite_is_refused_for_a_duty_of_other_bodies(organization, head):
    with refused("duty_not_possible"):
        invite(head, organization, duties=[Duty.REVIEWING])
    invite(head, organization, duties=[Duty.PROMOTION])


def test_membership_invite_is_refused_for_a_member(organization, head):
    member = member_of(organization)
    past = MembershipFactory(organization=organization, until=clock.today()).person
    with refused("already_member"):
        invite(head, organization, member.email.upper())
    invite(head, organization, past.email)


def test_membership_invite_waits_for_the_first_answer(organization, head):
    first = invite(head, organization)
    with refused("already_invited"):
        invite(head, organization, "SOL@example.org")
    actions.invitation_revoke(by=head, invitation=first)
    assert invite(head, organization).pk != first.pk


def test_membership_invite_passes_a_lapsed_one(organization, head):
    """The clock may not have closed the old one yet."""
    old = invite(head, organization)
    Invitation.objects.filter(pk=old.pk).update(
        invited_at=old.invited_at - timedelta(days=15), expires_at=old.expires_at - timedelta(days=15)
    )
    invite(head, organization)
    old.refresh_from_db()
    assert old.state == InvitationState.EXPIRED
    assert trail(old) == [
        ("membership.invite", head.pk, organization.pk),
        ("invitation.expired", None, organization.pk),
    ]


@pytest.fixture
def invitation(organization, head):
    return InvitationFactory(
        organization=organization, invited_by=head, email="sol@example.org", role=Role.MANAGER, duties=[Duty.FINANCE]
    )


@pytest.fixture
def sol():
    return PersonFactory(email="sol@example.org")


def test_invitation_accept_makes_a_member(organization, head, invitation, sol):
    assert sol.current_memberships == []
    row = actions.invitation_accept(by=sol, invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.ACCEPTED and invitation.answered_at
    row.refresh_from_db()
    assert (row.person, row.organization, row.role, row.duties, row.since, row.until) == (
        sol,
        organization,
        Role.MANAGER,
        [Duty.FINANCE],
        clock.today(),
        None,
    )
    assert sol.current_memberships == [row], "what the request knows of her is read anew"
    assert trail(invitation) == [("invitation.accepted", sol.pk, organization.pk)]
    assert trail(row) == [("membership.start", sol.pk, organization.pk)]
    assert sent() == {("accounts.invitation_answered", head.email)}
    assert inboxes() == {("accounts.invitation_answered", head.pk)}


def test_invitation_decline_makes_no_member(organization, head, invitation, sol):
    actions.invitation_decline(by=sol, invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.DECLINED and invitation.answered_at
    assert not Membership.objects.filter(person=sol).exists()
    assert trail() == [("invitation.declined", sol.pk, organization.pk)]
    assert inboxes() == {("accounts.invitation_answered", head.pk)}


@pytest.mark.parametrize("answer", [actions.invitation_accept, actions.invitation_decline])
def test_invitation_is_answered_by_the_invited_only(answer, head, invitation, sol):
    for person in (head, PersonFactory(), centre_staff()):
        with refused("not_invited"):
            answer(by=person, invitation=invitation)
    answer(by=sol, invitation=invitation)


@pytest.mark.parametrize("answer", [actions.invitation_accept, actions.invitation_decline])
@pytest.mark.parametrize("state", [InvitationState.DECLINED, InvitationState.REVOKED, InvitationState.EXPIRED])
def test_invitation_is_answered_once(answer, state, invitation, sol):
    Invitation.objects.filter(pk=invitation.pk).update(state=state, answered_at=clock.now())
    with refused("invitation_over"):
        answer(by=sol, invitation=invitation)
    Invitation.objects.filter(pk=invitation.pk).update(state=InvitationState.PENDING, answered_at=None)
    answer(by=sol, invitation=invitation)


@pytest.mark.parametrize("answer", [actions.invitation_accept, actions.invitation_decline])
def test_invitation_cannot_be_answered_after_its_time(answer, invitation, sol, monkeypatch):
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: invitation.expires_at)
    with refused("invitation_over"):
        answer(by=sol, invitation=invitation)
    monkeypatch.setattr(clock, "now", lambda: invitation.expires_at - timedelta(seconds=1))
    answer(by=sol, invitation=invitation)
    monkeypatch.setattr(clock, "now", real)


def test_invitation_accept_is_refused_to_a_member(organization, invitation, sol):
    row = MembershipFactory(person=sol, organization=organization)
    with refused("already_member"):
        actions.invitation_accept(by=sol, invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.PENDING
    Membership.objects.filter(pk=row.pk).update(until=clock.today())
    sol = Person.objects.get(pk=sol.pk)
    actions.invitation_accept(by=sol, invitation=invitation)


def test_membership_start_says_no_where_the_database_would(organization, sol):
    """A membership that begins later is not current, and overlaps all the same."""
    MembershipFactory(person=sol, organization=organization, since=clock.today() + timedelta(days=3))
    facts = {"by": None, "person": sol, "role": Role.MEMBER, "duties": []}
    with refused("already_member"):
        actions.membership_start(organization=organization, **facts)
    row = actions.membership_start(organization=OrganizationFactory(), **facts)
    assert trail(row) == [("membership.start", None, row.organization_id)]


def test_invitation_revoke_closes_it(organization, head, invitation, sol):
    for person in (member_of(organization), sol):
        with refused("not_manager"):
            actions.invitation_revoke(by=person, invitation=invitation)
    actions.invitation_revoke(by=head, invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.REVOKED and invitation.answered_at
    assert trail() == [("invitation.revoked", head.pk, organization.pk)]
    assert sent() == set()
    with refused("invitation_over"):
        actions.invitation_revoke(by=head, invitation=invitation)


def test_invitations_expire_by_the_clock_and_once(invitation, monkeypatch):
    other = InvitationFactory(invited_at=clock.now() + timedelta(days=1))
    assert actions.invitations_expire() == 0
    monkeypatch.setattr(clock, "now", lambda: invitation.expires_at)
    assert actions.invitations_expire() == 1
    assert actions.invitations_expire() == 0
    invitation.refresh_from_db()
    other.refresh_from_db()
    assert (invitation.state, other.state) == (InvitationState.EXPIRED, InvitationState.PENDING)
    assert trail() == [("invitation.expired", None, invitation.organization_id)]


# ── memberships ───────────────────────────────────────────────────────────────


def test_membership_change_gives_role_and_duties(organization, head):
    row = MembershipFactory(organization=organization)
    with refused("not_manager"):
        actions.membership_change(by=row.person, membership=row, role=Role.MANAGER, duties=[])
    actions.membership_change(by=head, membership=row, role=Role.MANAGER, duties=[Duty.PROMOTION, Duty.FINANCE])
    row.refresh_from_db()
    assert (row.role, row.duties) == (Role.MANAGER, [Duty.FINANCE, Duty.PROMOTION])
    assert trail() == [("membership.change", head.pk, organization.pk)]
    actions.membership_change(by=head, membership=row, role=Role.MANAGER, duties=[Duty.FINANCE, Duty.PROMOTION])
    assert AuditEvent.objects.count() == 1


def test_membership_change_cannot_demote_the_last_head(organization, head):
    row = Membership.objects.get(person=head)
    with refused("last_owner"):
        actions.membership_change(by=head, membership=row, role=Role.MANAGER, duties=[])
    row.refresh_from_db()
    assert row.role == Role.OWNER
    MembershipFactory(organization=organization, role=Role.OWNER)
    actions.membership_change(by=head, membership=row, role=Role.MANAGER, duties=[])


def test_membership_change_is_refused_for_a_duty_of_other_bodies(organization, head):
    row = MembershipFactory(organization=organization)
    with refused("duty_not_possible"):
        actions.membership_change(by=head, membership=row, role=Role.MEMBER, duties=[Duty.COORDINATION])
    actions.membership_change(by=head, membership=row, role=Role.MEMBER, duties=[Duty.PROJECTS])


def test_membership_change_of_a_past_member_is_refused(organization, head):
    row = MembershipFactory(organization=organization, until=clock.today())
    with refused("membership_over"):
        actions.membership_change(by=head, membership=row, role=Role.MANAGER, duties=[])


def test_membership_end_by_another_tells_the_person(organization, head):
    row = MembershipFactory(organization=organization)
    with refused("not_manager"):
        actions.membership_end(by=member_of(organization), membership=row)
    actions.membership_end(by=head, membership=row)
    row.refresh_from_db()
    assert row.until == clock.today() and not row.is_current
    assert trail() == [("membership.end", head.pk, organization.pk)]
    assert sent() == {("accounts.membership_ended", row.person.email)}
    assert inboxes() == {("accounts.membership_ended", row.person.pk)}
    with refused("membership_over"):
        actions.membership_end(by=head, membership=row)


def test_membership_end_by_oneself_needs_no_message(organization, head):
    row = MembershipFactory(organization=organization)
    actions.membership_end(by=row.person, membership=row)
    row.refresh_from_db()
    assert row.until == clock.today()
    assert trail() == [("membership.end", row.person.pk, organization.pk)]
    assert sent() == set() and inboxes() == set()


def test_membership_end_keeps_the_last_head(organization, head):
    row = Membership.objects.get(person=head)
    # Neither a manager nor a head who has left or comes later is another head.
    MembershipFactory(organization=organization, role=Role.MANAGER)
    MembershipFactory(organization=organization, role=Role.OWNER, until=clock.today())
    MembershipFactory(organization=organization, role=Role.OWNER, since=clock.today() + timedelta(days=1))
    MembershipFactory(role=Role.OWNER)
    with refused("last_owner"):
        actions.membership_end(by=head, membership=row)
    row.refresh_from_db()
    assert row.until is None
    MembershipFactory(organization=organization, role=Role.OWNER)
    actions.membership_end(by=head, membership=row)


# ── all or nothing ────────────────────────────────────────────────────────────


class TrailTornError(Exception):
    """What the broken trail raises."""


@pytest.fixture
def torn(monkeypatch):
    """The trail cannot be written."""

    def fail(*args, **kwargs):
        raise TrailTornError

    monkeypatch.setattr(actions, "record", fail)


def facts_of_the_house() -> list:
    tables = (Person, Consent, Organization, Membership, Invitation, InboxMessage, OutboxMessage)
    return [list(table.objects.order_by("pk").values()) for table in tables]


DEEDS = {
    "person_register": lambda c: actions.person_register(
        person=Person(email="new@example.org"), name="새", language="ko", purposes=["photos"]
    ),
    "profile_update": lambda c: actions.profile_update(
        by=c.sol, name="다른 이름", phone="", neighbourhood="", language="ko"
    ),
    "language_switch": lambda c: actions.language_switch(by=c.sol, language="en"),
    "consents_update": lambda c: actions.consents_update(by=c.sol, purposes=["photos"]),
    "organization_register": lambda c: actions.organization_register(by=c.staff, name="새", kind="shop"),
    "organization_edit": lambda c: actions.organization_edit(by=c.head, organization=c.organization, intro="새"),
    "membership_invite": lambda c: invite(c.head, c.organization, "bom@example.org"),
    "invitation_accept": lambda c: actions.invitation_accept(by=c.sol, invitation=c.invitation),
    "invitation_decline": lambda c: actions.invitation_decline(by=c.sol, invitation=c.invitation),
    "invitation_revoke": lambda c: actions.invitation_revoke(by=c.head, invitation=c.invitation),
    "membership_change": lambda c: actions.membership_change(by=c.head, membership=c.row, role=Role.MANAGER, duties=[]),
    "membership_end": lambda c: actions.membership_end(by=c.head, membership=c.row),
}


@pytest.fixture
def cast(organization, head, invitation, sol):
    class Cast:
        pass

    found = Cast()
    found.organization, found.head, found.invitation, found.sol = organization, head, invitation, sol
    found.staff = centre_staff()
    found.row = MembershipFactory(organization=organization)
    return found


@pytest.mark.parametrize("deed", DEEDS)
def test_deed_without_its_trail_is_undone(deed, cast, torn):
    before = facts_of_the_house()
    with pytest.raises(TrailTornError):
        DEEDS[deed](cast)
    assert facts_of_the_house() == before


@pytest.mark.parametrize("deed", DEEDS)
def test_deed_with_its_trail_is_done(deed, cast):
    """The control of the test above: the same call changes something, and is recorded."""
    before = facts_of_the_house()
    DEEDS[deed](cast)
    assert facts_of_the_house() != before
    assert AuditEvent.objects.exists()


def test_expiry_without_its_trail_is_undone(invitation, torn, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: invitation.expires_at)
    with pytest.raises(TrailTornError):
        actions.invitations_expire()
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.PENDING
