"""Many at one place at the same moment. Each guard has a control: with it off, something is lost."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from park_portal.accounts.models import Person
from park_portal.core import locks
from park_portal.core.errors import ActionDenied
from spaces import rules
from spaces.actions import booking_request, claims
from spaces.models import Booking, Slot, Space
from tests.factories import BuildingFactory, LeafFactory, PersonFactory, SpaceFactory, at

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

CROWD = 32
WINDOW = 0.3  # seconds between check and insert in the controls


def together(deeds: list[Callable[[], object]]) -> Counter:
    """Do the deeds at once, each on its own connection; counts "" and the reasons of the refusals."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            deed()
        except ActionDenied as refusal:
            return refusal.reason
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(future.result(timeout=60) for future in [pool.submit(do, deed) for deed in deeds])


def book(person, space, key=None, begins="14:00", ends="16:00") -> Callable[[], object]:
    def deed() -> object:
        who, where = Person.objects.get(pk=person.pk), Space.objects.get(pk=space.pk)
        wish = rules.Wish(who, where, at(1, begins), at(1, ends), 1)
        return booking_request(by=who, wish=wish, purpose="모임", idempotency_key=key)

    return deed


def doubles() -> int:
    """Pairs of slots that share leaf and time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM spaces_slot a JOIN spaces_slot b"
            " ON a.leaf_id = b.leaf_id AND a.during && b.during AND a.id < b.id"
        )
        return cursor.fetchone()[0]


def without_locks(monkeypatch) -> None:
    monkeypatch.setattr(locks, "acquire", lambda keys, **options: None)


def widen(monkeypatch) -> None:
    """Let time pass between the check and the insert."""
    real = claims._insert

    def insert(*args) -> None:
        time.sleep(WINDOW)
        real(*args)

    monkeypatch.setattr(claims, "_insert", insert)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A slow machine must not answer "busy" where the tests ask who wins; the deadline has its own tests."""
    real = locks.acquire
    monkeypatch.setattr(locks, "acquire", lambda keys, **options: real(keys, deadline_ms=40_000))


@pytest.fixture
def people():
    return [PersonFactory(neighbourhood="녹번동") for _ in range(CROWD)]


@pytest.fixture
def hall():
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in "12"]
    return SpaceFactory(building=building, leaves=leaves), SpaceFactory(building=building, leaves=leaves[:1])


@pytest.mark.parametrize("_round", range(3))
def test_thirty_two_want_one_slot_and_one_gets_it(people, _round):
    room = SpaceFactory()
    answers = together([book(person, room) for person in people])
    assert answers == {"": 1, "slot_taken": CROWD - 1}
    assert (Booking.objects.count(), Slot.objects.count(), doubles()) == (1, 1, 0)


@pytest.mark.parametrize("_round", range(3))
def test_half_against_whole_has_one_winner(people, hall, _round):
    answers = together([book(person, hall[n % 2]) for n, person in enumerate(people)])
    assert answers == {"": 1, "slot_taken": CROWD - 1}
    booking = Booking.objects.get()
    assert Slot.objects.count() == booking.space.leaves.count(), "a hall is never half taken"


def test_desks_are_given_out_one_by_one(people):
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in range(5)]
    zone = SpaceFactory(building=building, kind="desk_zone", leaves=leaves)
    assert together([book(person, zone) for person in people]) == {"": 5, "slot_taken": CROWD - 5}
    assert Slot.objects.values("leaf").distinct().count() == 5


def eight_rooms() -> list[Space]:
    return [SpaceFactory(monthly_hours_person=4) for _ in range(8)]


@pytest.mark.parametrize("_round", range(3))
def test_one_person_books_eight_rooms_at_once_and_stays_within_quota(people, _round):
    answers = together([book(people[0], room) for room in eight_rooms()])
    assert answers == {"": 2, "quota_person": 6}


def test_one_request_sent_twice_at_once_is_one_booking(people):
    """A double click, or a client that tries again: both get the same answer (Idempotency-Key)."""
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in range(3)]
    zone = SpaceFactory(building=building, kind="desk_zone", leaves=leaves)
    assert together([book(people[0], zone, key="same") for _ in range(4)]) == {"": 4}
    assert Booking.objects.count() == 1


# ── controls ──────────────────────────────────────────────────────────────────


def test_control_without_locks_the_constraint_still_gives_one_winner(people, monkeypatch):
    without_locks(monkeypatch)
    widen(monkeypatch)
    room = SpaceFactory()
    answers = together([book(person, room) for person in people[:8]])
    assert answers[""] == 1
    assert set(answers) <= {"", "slot_taken", "busy"}
    assert (Booking.objects.count(), doubles()) == (1, 0)


def test_control_without_locks_and_constraint_the_place_is_booked_twice(people, monkeypatch):
    without_locks(monkeypatch)
    widen(monkeypatch)
    room = SpaceFactory()
    (constraint,) = [c for c in Slot._meta.constraints if c.name == "slot_no_overlap"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Slot, constraint)
    try:
        answers = together([book(person, room) for person in people[:8]])
        found = doubles()
    finally:
        Slot.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Slot, constraint)
    assert answers[""] > 1
    assert found > 0


def test_locks_alone_keep_people_apart_too(people, monkeypatch):
    """The locks alone suffice as well: each wall stands without the other."""
    widen(monkeypatch)
    room = SpaceFactory()
    (constraint,) = [c for c in Slot._meta.constraints if c.name == "slot_no_overlap"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Slot, constraint)
    try:
        answers = together([book(person, room) for person in people[:4]])
        found = doubles()
    finally:
        Slot.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Slot, constraint)
    assert answers == {"": 1, "slot_taken": 3}
    assert found == 0


def test_control_without_the_persons_lock_the_quota_is_broken(people, monkeypatch):
    monkeypatch.setattr(claims, "_holder_keys", lambda person, organization: [])
    widen(monkeypatch)
    answers = together([book(people[0], room) for room in eight_rooms()])
    assert answers[""] > 2
