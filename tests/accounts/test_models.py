"""What the database refuses, whoever asks: each constraint beside the neighbouring row that it lets through."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import override

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import Duty, InvitationState, OrganizationKind, Role
from park_portal.core import clock
from tests.factories import (
    ConsentFactory,
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    centre_staff,
    director,
    member_of,
    officer,
)

pytestmark = pytest.mark.django_db

MARCH, MAY, JULY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 7, 1)


def refuses(name: str):
    """Expect the constraint ``name``, not just any error of the database."""
    return pytest.raises(IntegrityError, match=name)


# ── people ────────────────────────────────────────────────────────────────────


def test_person_email_must_be_small_letters():
    PersonFactory(email="haneul@example.org")
    with refuses("person_email_lower"), transaction.atomic():
        PersonFactory(email="Bada@example.org")


def test_person_email_is_unique():
    PersonFactory(email="haneul@example.org")
    PersonFactory(email="bada@example.org")
    with refuses("accounts_person_email"), transaction.atomic():
        PersonFactory(email="haneul@example.org", verified=False)


def test_person_is_found_by_email_in_any_case():
    person = PersonFactory(email="haneul@example.org")
    assert Person.objects.get_by_natural_key(" Haneul@Example.org ") == person


def test_superuser_opens_the_admin_and_is_no_member_of_the_park():
    operator = Person.objects.create_superuser("Root@Example.org", "a good long one", name="운영자")
    assert (operator.email, operator.is_staff) == ("root@example.org", True)
    assert not operator.is_centre_staff and not operator.is_director
    assert not PersonFactory().is_staff


def test_person_with_memberships_cannot_be_deleted():
    person = MembershipFactory().person
    with pytest.raises(ProtectedError):
        person.delete()


def test_what_a_person_may_do_comes_from_current_memberships():
    facts = lambda p: (p.is_centre_staff, p.is_director, p.is_district_officer, p.is_reviewer)  # noqa: E731
    assert facts(PersonFactory()) == (False, False, False, False)
    assert facts(centre_staff()) == (True, False, False, False)
    assert facts(director()) == (True, True, False, False)
    assert facts(officer()) == (False, False, True, False)
    assert facts(member_of(OrganizationFactory(), duties=[Duty.REVIEWING])) == (False, False, False, True)
    # The duty of direction makes a director in the centre only; a past membership makes nobody anything.
    assert facts(member_of(OrganizationFactory(), role=Role.OWNER, duties=[Duty.DIRECTION])) == (False,) * 4
    past = MembershipFactory(
        organization=OrganizationFactory(kind=OrganizationKind.PARK_OPERATOR),
        duties=[Duty.DIRECTION],
        until=clock.today(),
    )
    assert facts(past.person) == (False, False, False, False)


# ── organisations ─────────────────────────────────────────────────────────────


def test_organization_name_is_unique_at_the_top():
    """Two NULL parents count as the same parent."""
    OrganizationFactory(name="해담마을")
    OrganizationFactory(name="해담마을", parent=OrganizationFactory(name="구청"))
    with refuses("organization_name_in_parent"), transaction.atomic():
        OrganizationFactory(name="해담마을")


def test_organization_name_is_unique_in_its_parent():
    parent, other = OrganizationFactory(), OrganizationFactory()
    OrganizationFactory(name="청년팀", parent=parent)
    OrganizationFactory(name="청년팀", parent=other)
    with refuses("organization_name_in_parent"), transaction.atomic():
        OrganizationFactory(name="청년팀", parent=parent)


@pytest.mark.parametrize(
    ("field", "name"), [("parent", "organization_not_own_parent"), ("hosted_by", "organization_not_own_host")]
)
def test_organization_cannot_stand_below_itself(field, name):
    organization, other = OrganizationFactory(), OrganizationFactory()
    setattr(organization, field, other)
    organization.save()
    setattr(organization, field, organization)
    with refuses(name), transaction.atomic():
        organization.save()


def test_organization_business_number_is_unique_and_may_be_absent():
    OrganizationFactory(business_number=None)
    OrganizationFactory(business_number=None)
    OrganizationFactory(business_number="220-81-62517")
    with refuses("business_number"), transaction.atomic():
        OrganizationFactory(business_number="220-81-62517")


def test_organization_with_teams_or_guests_cannot_be_deleted():
    host = OrganizationFactory()
    guest = OrganizationFactory(hosted_by=host)
    with pytest.raises(ProtectedError):
        host.delete()
    guest.delete()
    host.delete()
    assert not Organization.objects.exists()


# ── memberships ───────────────────────────────────────────────────────────────


def test_memberships_of_one_person_in_one_organisation_cannot_overlap():
    row = MembershipFactory(since=MARCH, until=MAY)
    same = {"person": row.person, "organization": row.organization}
    MembershipFactory(**same, since=MAY, until=JULY)  # half-open: May's first day belongs to the second
    MembershipFactory(person=row.person, since=MARCH)
    MembershipFactory(organization=row.organization, since=MARCH)
    for since, until in [(MAY - timedelta(days=1), None), (MARCH, MAY), (date(2026, 1, 1), None)]:
        with refuses("membership_once_at_a_time"), transaction.atomic():
            MembershipFactory(**same, since=since, until=until)


def test_membership_without_end_keeps_its_place():
    row = MembershipFactory(since=MARCH)
    MembershipFactory(person=row.person, organization=row.organization, since=date(2026, 1, 1), until=MARCH)
    with refuses("membership_once_at_a_time"), transaction.atomic():
        MembershipFactory(person=row.person, organization=row.organization, since=JULY)


def test_membership_cannot_end_before_it_begins():
    MembershipFactory(since=MARCH, until=MARCH)  # joined and left on one day
    with refuses("membership_until_after_since"), transaction.atomic():
        MembershipFactory(since=MARCH, until=MARCH - timedelta(days=1))


def test_membership_duties_must_be_known():
    MembershipFactory(duties=list(Duty.values))
    with refuses("membership_duties_known"), transaction.atomic():
        MembershipFactory(duties=[Duty.FINANCE, "king"])


def test_membership_that_joined_and_left_on_one_day_may_begin_again():
    row = MembershipFactory(since=MARCH, until=MARCH)
    MembershipFactory(person=row.person, organization=row.organization, since=MARCH)


@pytest.mark.parametrize(("ends", "current"), [(None, True), (1, True), (0, False), (-1, False)])
def test_membership_is_current_until_the_day_before_its_end(ends, current):
    until = None if ends is None else clock.today() + timedelta(days=ends)
    row = MembershipFactory(until=until)
    assert row.is_current is current
    assert row.organization.memberships.current().exists() is current
    assert bool(row.person.current_memberships) is current


def test_membership_that_begins_tomorrow_is_not_current():
    row = MembershipFactory(since=clock.today() + timedelta(days=1))
    assert not row.is_current and not row.person.current_memberships


# ── invitations ───────────────────────────────────────────────────────────────


def test_invitation_waits_once_per_address_and_organisation():
    row = InvitationFactory(email="sol@example.org")
    InvitationFactory(email="sol@example.org")  # of another organisation
    same = {"organization": row.organization, "email": "sol@example.org"}
    InvitationFactory(**same, state=InvitationState.DECLINED, answered_at=clock.now())
    with refuses("invitation_pending_once"), transaction.atomic():
        InvitationFactory(**same)


def test_invitation_has_a_time_exactly_when_it_is_answered():
    now = clock.now()
    for state in set(InvitationState) - {InvitationState.PENDING}:
        InvitationFactory(state=state, answered_at=now)
        with refuses("invitation_answered_has_time"), transaction.atomic():
            InvitationFactory(state=state)
    with refuses("invitation_answered_has_time"), transaction.atomic():
        InvitationFactory(answered_at=now)


def test_invitation_must_expire_after_it_is_sent():
    now = clock.now()
    InvitationFactory(invited_at=now, expires_at=now + timedelta(seconds=1))
    with refuses("invitation_expires_after_sent"), transaction.atomic():
        InvitationFactory(invited_at=now, expires_at=now)


def test_invitation_email_must_be_small_letters():
    InvitationFactory(email="sol@example.org")
    with refuses("invitation_email_lower"), transaction.atomic():
        InvitationFactory(email="Sol@example.org")


# ── consents ──────────────────────────────────────────────────────────────────


def test_consent_stands_once_per_purpose():
    now = clock.now()
    row = ConsentFactory(given_at=now, withdrawn_at=now)
    ConsentFactory(person=row.person)
    ConsentFactory(person=row.person, purpose="photos")
    with refuses("consent_once_at_a_time"), transaction.atomic():
        ConsentFactory(person=row.person)


def test_consent_cannot_be_withdrawn_before_it_is_given():
    now = clock.now()
    ConsentFactory(given_at=now, withdrawn_at=now)
    with refuses("consent_withdrawn_after_given"), transaction.atomic():
        ConsentFactory(given_at=now, withdrawn_at=now - timedelta(seconds=1))


# ── words ─────────────────────────────────────────────────────────────────────


def test_constraints_speak_to_people():
    """A form shows the constraint's own sentence, not its name."""
    OrganizationFactory(name="해담마을")
    with override("en"), pytest.raises(ValidationError) as refusal:
        Organization(name="해담마을", kind=OrganizationKind.SHOP).validate_constraints()
    assert refusal.value.messages == ["There is an organisation of this name already."]


def test_organization_title_and_introduction_speak_the_pages_language():
    organization = OrganizationFactory(name="마을모임", name_en="Village Circle", intro="모임", intro_en="")
    with override("en"):
        assert (organization.title, organization.introduction) == ("Village Circle", "모임")
    with override("ko"):
        assert str(organization) == "마을모임"
