"""Closing a place while people book it: one of the two wins, never both. The control shows what the locks are for."""

import time

import pytest

from park_portal.accounts.models import Person
from park_portal.core.errors import ActionDenied
from spaces.actions import closure_add
from spaces.models import Booking, Closure, Space
from tests.factories import BuildingFactory, LeafFactory, PersonFactory, SpaceFactory, at, centre_staff

from .test_claims import book, patience, together, widen, without_locks

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
__all__ = ["patience"]  # the fixture of the neighbour: a slow machine must not answer "busy"
ROUNDS = 4


def closing(staff, space, *, emergency: bool = False, late: float = 0.0):
    def deed() -> object:
        time.sleep(late)
        return closure_add(
            by=Person.objects.get(pk=staff.pk),
            leaves=list(Space.objects.get(pk=space.pk).leaves.values_list("pk", flat=True)),
            starts_at=at(1, "9:00"),
            ends_at=at(1, "20:00"),
            reason="누수",
            emergency=emergency,
        )

    return deed


def both() -> bool:
    """A live booking inside a closure: what must never be."""
    return Booking.objects.holding().exists() and Closure.objects.exists()


@pytest.fixture
def staff():
    return centre_staff()


@pytest.mark.parametrize("_round", range(ROUNDS))
@pytest.mark.parametrize("emergency", [False, True])
def test_closing_against_booking_has_one_winner(staff, emergency, _round):
    room = SpaceFactory()
    people = [PersonFactory(neighbourhood="녹번동") for _ in range(4)]
    answers = together([closing(staff, room, emergency=emergency), *(book(person, room) for person in people)])
    assert not both()
    if Closure.objects.exists():
        assert answers == {"": 1, "closure": 4}
    else:
        assert answers == {"": 1, "hits": 1, "slot_taken": 3}, "the list is shown, nothing is written"


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_closing_a_half_against_booking_the_hall_has_one_winner(staff, _round):
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in "12"]
    hall = SpaceFactory(building=building, leaves=leaves)
    half = SpaceFactory(building=building, leaves=leaves[:1])
    answers = together([closing(staff, half), book(PersonFactory(neighbourhood="녹번동"), hall)])
    assert not both()
    assert answers in ({"": 1, "closure": 1}, {"": 1, "hits": 1})


def test_two_emergencies_that_call_off_the_same_hall_do_not_deadlock(staff):
    """Each half is closed by somebody, and one booking holds both: all its leaves are locked in one statement."""
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in "12"]
    hall = SpaceFactory(building=building, leaves=leaves)
    halves = [SpaceFactory(building=building, leaves=[leaf]) for leaf in leaves]
    book(PersonFactory(neighbourhood="녹번동"), hall)()
    seen = seen_of(staff, halves[0])

    def deed(half):
        def close() -> object:
            return closure_add(
                by=Person.objects.get(pk=staff.pk),
                leaves=list(half.leaves.values_list("pk", flat=True)),
                starts_at=at(1, "9:00"),
                ends_at=at(1, "20:00"),
                reason="누수",
                emergency=True,
                seen=seen,
            )

        return close

    answers = together([deed(half) for half in halves])
    assert answers == {"": 2}, "the second finds nobody left to call off"
    assert Booking.objects.get().state == "disrupted"


def seen_of(staff, space) -> str:
    with pytest.raises(ActionDenied) as error:
        closing(staff, space, emergency=True)()
    return error.value.token


def test_control_without_locks_a_booking_ends_up_inside_the_closure(staff, monkeypatch):
    without_locks(monkeypatch)
    widen(monkeypatch)
    room = SpaceFactory()
    answers = together([closing(staff, room, late=0.1), book(PersonFactory(neighbourhood="녹번동"), room)])
    assert answers == {"": 2}
    assert both()
