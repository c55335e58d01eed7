"""The joint desk: the workshop of the half-year, joint authors; and its short form on one's homes."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from collaboration.states import PartyState
from collaboration.tables.desk import Desk
from collaboration.tables.workshops import Half, held_in
from park_portal.accounts.models import Person
from park_portal.core.clock import SEOUL
from park_portal.reports.tables.joint import joint_work
from tests.factories import MeetingFactory, OrganizationFactory, PartyFactory, member_of

from .people import cast, draft, given

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "half", "presses"),
    [
        (date(2027, 1, 1), Half(2027, 1), False),
        (date(2027, 3, 31), Half(2027, 1), False),
        (date(2027, 4, 1), Half(2027, 1), True),
        (date(2027, 6, 30), Half(2027, 1), True),
        (date(2027, 7, 1), Half(2027, 2), False),
        (date(2027, 9, 30), Half(2027, 2), False),
        (date(2027, 10, 1), Half(2027, 2), True),
        (date(2027, 12, 31), Half(2027, 2), True),
    ],
)
def test_the_workshop_presses_from_the_middle_of_the_half_year_on(day, half, presses):
    assert Half.of(day) == half
    assert half.is_pressing(day) is presses
    assert half.first_day <= day <= half.last_day


def workshop(day, **facts):
    start, end = (datetime(*day, hour, tzinfo=SEOUL) for hour in (14, 16))
    return MeetingFactory(kind="workshop", proposal=None, starts_at=start, ends_at=end, **facts)


def test_a_missing_workshop_stands_on_the_desk_of_the_coordinators(time_machine, client_of):
    time_machine.move_to(datetime(2026, 10, 1, 9, tzinfo=SEOUL), tick=False)
    who, half = cast(), Half(2026, 2)
    workshop((2026, 6, 30))
    workshop((2027, 1, 1))
    workshop((2026, 11, 2), state="cancelled", reason="-")
    assert not held_in(half)
    client, desk = client_of(who.planner), reverse("collaboration:joint-desk")
    page = client.get(desk).content.decode()
    assert "2026년 하반기" in page
    call = f"{reverse('collaboration:meeting-call')}?kind=workshop"
    assert call in page
    assert '<option value="workshop" selected>' in client.get(call).content.decode()
    assert Desk(Person.objects.get(pk=who.staff.pk)).workshop == [half]
    assert Desk(Person.objects.get(pk=who.clerk.pk)).workshop == []
    workshop((2026, 12, 31))
    assert held_in(half)
    assert "2026년 하반기" not in client.get(desk).content.decode()


def test_joint_authors_see_the_turn_and_the_open_points():
    who = cast()
    opinion, body = given(who), OrganizationFactory()
    author = member_of(body, role="owner")
    party = PartyFactory(proposal=opinion.proposal, organization=body, role="joint", state="asked")

    def seen():
        return Desk(Person.objects.get(pk=author.pk))

    assert (seen().turns, seen().points) == ([], [])
    party.state = PartyState.ACCEPTED
    party.save()
    assert [row.pk for row in seen().turns] == [opinion.proposal_id]
    assert {row.state for row in seen().points} == {"open"}
    assert [row.pk for row in Desk(Person.objects.get(pk=who.proposer.pk)).turns] == [opinion.proposal_id]


# ------------------------------------------------------------------------------ on one's homes


def test_the_homes_show_how_much_waits_and_the_first_three(client_of, time_machine):
    time_machine.move_to(datetime(2027, 3, 8, 10, tzinfo=SEOUL), tick=False)  # no workshop presses
    who, head = cast(), 'id="joint-work"'
    homes = {
        who.proposer: reverse("reports:organization-home", args=[who.tenant.pk]),
        who.clerk: reverse("accounts:me"),
        who.staff: reverse("spaces:desk-today"),
    }
    for person, home in homes.items():
        assert head not in client_of(person).get(home).content.decode(), "nothing waits"
    waiting = [draft(who, title=f"다른 제안 {number}") for number in range(4)]
    centre = who.staff.memberships.get().organization
    for proposal in waiting:
        for body in (who.department, centre):
            PartyFactory(proposal=proposal, organization=body, role="concerned", state="asked")
        PartyFactory(organization=who.tenant, role="concerned", state="asked")
    for person, home in homes.items():
        page = client_of(person).get(home).content.decode()
        assert head in page, home
    work = joint_work(Person.objects.get(pk=who.clerk.pk))
    assert (work.count, len(work.todos)) == (4, 3)
    page = client_of(who.staff).get(homes[who.proposer]).content.decode()
    assert head not in page, "the home of another body"


def test_the_block_asks_as_often_for_one_as_for_three(django_assert_max_num_queries):
    who, most = cast(), 60
    for waiting in (1, 3):
        while who.tenant.proposal_parts.count() < waiting:
            PartyFactory(organization=who.tenant, role="concerned", state="asked")
        person = Person.objects.get(pk=who.proposer.pk)
        with django_assert_max_num_queries(most) as asked:
            assert joint_work(person).count == waiting
        most = len(asked)
