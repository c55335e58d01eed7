"""Who may run an organisation, and with which reason the others are told no."""

import pytest

from park_portal.accounts import rules
from park_portal.accounts.states import DISTRICT_KINDS, MOVES, PUBLIC, Duty, InvitationState, OrganizationKind, Role
from park_portal.core.errors import ActionDenied, NotPermitted
from tests.factories import (
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    centre_staff,
    director,
    member_of,
    officer,
)

pytestmark = pytest.mark.django_db


def reason(check, *args) -> str:
    """The code with which ``check`` refuses, or an empty one."""
    try:
        check(*args)
    except ActionDenied as refusal:
        assert str(refusal), "a refusal without a sentence"
        return refusal.reason
    return ""


@pytest.fixture
def organization():
    return OrganizationFactory()


def test_organisation_is_run_by_heads_managers_and_the_centre(organization):
    runs = {
        "head": member_of(organization, Role.OWNER),
        "manager": member_of(organization, Role.MANAGER),
        "staff": centre_staff(),
        "director": director(),
    }
    others = {
        "member": member_of(organization),
        "stranger": PersonFactory(),
        "head of another": member_of(OrganizationFactory(), Role.OWNER),
        "officer": officer(),
    }
    assert {who for who, person in runs.items() if reason(rules.check_membership_manage, person, organization)} == set()
    for who, person in others.items():
        with pytest.raises(NotPermitted) as refusal:
            rules.check_membership_manage(person, organization)
        assert (refusal.value.reason, refusal.value.status) == ("not_manager", 403), who


@pytest.mark.parametrize("kind", sorted(DISTRICT_KINDS | {OrganizationKind.PARK_OPERATOR}))
def test_centre_staff_do_not_run_the_district_or_their_own_house(kind):
    """The district names its own people; in the centre its head does."""
    body = OrganizationFactory(kind=kind)
    head = member_of(body, Role.OWNER)
    staff = centre_staff()
    assert not rules.runs(staff, body)
    assert rules.runs(head, body)
    assert rules.runs(staff, OrganizationFactory())


@pytest.mark.parametrize("deed", ["invite", "change", "end"])
def test_heads_are_made_and_unmade_by_heads(organization, deed):
    first, second = (MembershipFactory(organization=organization, role=Role.OWNER) for _ in "12")
    manager, staff = member_of(organization, Role.MANAGER), centre_staff()

    def ask(user):
        if deed == "invite":
            return reason(rules.check_membership_invite, user, organization, "a@example.org", Role.OWNER, [])
        if deed == "change":
            return reason(rules.check_membership_change, user, second, Role.MEMBER, [])
        return reason(rules.check_membership_end, user, second)

    assert [ask(user) for user in (first.person, staff)] == ["", ""]
    assert ask(manager) == "not_owner"


def test_a_manager_cannot_make_herself_head(organization):
    mine = MembershipFactory(organization=organization, role=Role.MANAGER)
    assert reason(rules.check_membership_change, mine.person, mine, Role.MEMBER, []) == ""
    assert reason(rules.check_membership_change, mine.person, mine, Role.OWNER, []) == "not_owner"


def test_a_manager_of_the_centre_cannot_make_herself_head_of_it():
    """The centre may name heads of the organisations it looks after, not its own."""
    centre = OrganizationFactory(kind=OrganizationKind.PARK_OPERATOR)
    mine = MembershipFactory(organization=centre, role=Role.MANAGER)
    head = member_of(centre, Role.OWNER)
    assert reason(rules.check_membership_change, head, mine, Role.OWNER, []) == ""
    assert reason(rules.check_membership_change, mine.person, mine, Role.OWNER, []) == "not_owner"
    assert reason(rules.check_membership_invite, mine.person, centre, "a@example.org", Role.OWNER, []) == "not_owner"


def test_last_head_stays_until_another_is_named(organization):
    head = MembershipFactory(organization=organization, role=Role.OWNER)
    staff = centre_staff()
    for user in (head.person, staff):
        assert reason(rules.check_membership_end, user, head) == "last_owner"
        assert reason(rules.check_membership_change, user, head, Role.MEMBER, []) == "last_owner"
    assert reason(rules.check_membership_change, head.person, head, Role.OWNER, [Duty.FINANCE]) == ""
    MembershipFactory(organization=organization, role=Role.OWNER)
    for user in (head.person, staff):
        assert reason(rules.check_membership_end, user, head) == ""
        assert reason(rules.check_membership_change, user, head, Role.MEMBER, []) == ""


@pytest.mark.parametrize(
    ("kind", "special"),
    [
        (OrganizationKind.ASSOCIATION, set()),
        (OrganizationKind.PARK_OPERATOR, set()),
        (OrganizationKind.DISTRICT_DEPARTMENT, {Duty.COORDINATION}),
        (OrganizationKind.DISTRICT_OFFICE, {Duty.COORDINATION}),
        (OrganizationKind.DISTRICT_TEAM, set()),
    ],
)
def test_duties_belong_to_kinds_of_bodies(kind, special):
    usual = set(Duty) - {Duty.COORDINATION, Duty.REVIEWING}
    body = OrganizationFactory(kind=kind)
    head = member_of(body, Role.OWNER)
    given = {Duty.REVIEWING} if kind == OrganizationKind.PARK_OPERATOR else set()  # its head is of the centre
    assert set(rules.duties_possible(head, body)) == usual | special | given
    for duty in Duty:
        expected = "" if duty in usual | special | given else "duty_not_possible"
        assert reason(rules.check_duties, head, body, [duty]) == expected, duty


def test_reviewing_is_given_by_the_centre_alone():
    body = OrganizationFactory(kind=OrganizationKind.UNIVERSITY)
    head = member_of(body, Role.OWNER)
    assert reason(rules.check_duties, head, body, [Duty.REVIEWING]) == "duty_not_possible"
    assert reason(rules.check_duties, centre_staff(), body, [Duty.REVIEWING]) == ""


def test_duty_that_a_member_has_already_may_stay(organization):
    head = member_of(organization, Role.OWNER)
    row = MembershipFactory(organization=organization, duties=[Duty.REVIEWING])
    assert reason(rules.check_membership_change, head, row, Role.MEMBER, [Duty.REVIEWING, Duty.FINANCE]) == ""
    assert reason(rules.check_membership_change, head, row, Role.MEMBER, [Duty.COORDINATION]) == "duty_not_possible"


def test_register_is_kept_by_the_centre():
    assert reason(rules.check_organization_register, centre_staff()) == ""
    for person in (PersonFactory(), officer(), member_of(OrganizationFactory(), Role.OWNER)):
        assert reason(rules.check_organization_register, person) == "staff_only"


def test_moves_name_what_blocks_each_button(organization):
    head = MembershipFactory(organization=organization, role=Role.OWNER)
    row = MembershipFactory(organization=organization)
    assert rules.membership_moves(head.person, row) == {"change": "", "end": "", "hand_over": ""}
    moves = rules.membership_moves(row.person, head)
    assert moves["change"] and moves["end"]
    own = rules.membership_moves(row.person, row)
    assert own["change"] and not own["end"]


def test_answers_end_an_invitation():
    """Every state is in the table, and only the waiting one can move."""
    moves = MOVES[InvitationState]
    assert set(moves) == set(PUBLIC[InvitationState]) == set(InvitationState)
    assert {state for state in moves if moves[state]} == {InvitationState.PENDING}
    assert set(moves[InvitationState.PENDING]) == set(InvitationState) - {InvitationState.PENDING}


def test_a_manager_of_the_centre_cannot_make_herself_director():
    """The duty of direction opens the director's desk: only the head of the centre may give it."""
    centre = OrganizationFactory(kind=OrganizationKind.PARK_OPERATOR)
    mine = MembershipFactory(organization=centre, role=Role.MANAGER)
    head = member_of(centre, Role.OWNER)
    assert reason(rules.check_membership_change, head, mine, Role.MANAGER, [Duty.DIRECTION]) == ""
    assert reason(rules.check_membership_change, mine.person, mine, Role.MANAGER, [Duty.DIRECTION]) == "not_owner"
