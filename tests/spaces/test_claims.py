"""The one way onto the ledger and off it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from park_portal.core import locks
from park_portal.core.errors import ActionDenied
from spaces.actions import claim_release, claim_take, claims
from spaces.models import Claim, Slot
from spaces.querysets.availability import Verdict
from spaces.states import ClaimKind
from tests.factories import (
    BuildingFactory,
    ClosureFactory,
    LeafFactory,
    OrganizationFactory,
    PersonFactory,
    SlotFactory,
    SpaceFactory,
    at,
    span,
)

pytestmark = pytest.mark.django_db


def take(space, begins="14:00", ends="16:00", **facts) -> Claim:
    facts = {"kind": ClaimKind.BOOKING, "title": "모임", "person": PersonFactory(), **facts}
    return claim_take(space=space, starts_at=at(1, begins), ends_at=at(1, ends), **facts)


def refused(reason: str, space, *when, **facts) -> ActionDenied:
    """Take it, be refused for this reason, and find nothing written."""
    before = (Claim.objects.count(), Slot.objects.count())
    with pytest.raises(ActionDenied) as error:
        take(space, *when, **facts)
    assert error.value.reason == reason
    assert (Claim.objects.count(), Slot.objects.count()) == before
    return error.value


def slots(claim) -> list[tuple]:
    return [(s.leaf_id, s.during.lower, s.during.upper) for s in claim.slots.order_by("leaf")]


def parts(count=2, **facts):
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in range(count)]
    return SpaceFactory(building=building, leaves=leaves, **facts), leaves


def all_is_free(monkeypatch) -> None:
    """Switch the guard off: what is left is the constraint."""
    monkeypatch.setattr(claims, "free_between", lambda spaces, start, end: {s.pk: Verdict(s.pk, "") for s in spaces})


def test_one_slot_a_leaf_with_buffers():
    whole, leaves = parts(3, kind="hall", buffer_before=30, buffer_after=15)
    person, organization = PersonFactory(), OrganizationFactory()
    claim = take(whole, person=person, organization=organization, title="가" * 200)
    assert slots(claim) == [(leaf.pk, at(1, "13:30"), at(1, "16:15")) for leaf in leaves]
    assert {s.during._bounds for s in claim.slots.all()} == {"[)"}
    assert (claim.person, claim.organization, claim.kind, claim.title) == (person, organization, "booking", "가" * 120)


def test_touching_claims_live_together_and_overlapping_ones_do_not():
    room = SpaceFactory()
    take(room)
    take(room, "12:00", "14:00")
    take(room, "16:00", "17:00")
    refused("slot_taken", room, "15:30", "16:30")
    take(SpaceFactory())


def test_buffers_of_either_side_keep_distance():
    room = SpaceFactory(buffer_before=30, buffer_after=60)
    take(room)
    refused("slot_taken", room, "17:00", "18:00")
    refused("slot_taken", room, "12:00", "13:00")
    take(room, "17:30", "18:00")
    take(room, "11:00", "12:30")


@pytest.mark.parametrize("whole_first", [True, False])
def test_half_and_whole_clash(whole_first):
    whole, (left, right) = parts(kind="hall")
    half = SpaceFactory(building=whole.building, leaves=[left])
    other = SpaceFactory(building=whole.building, leaves=[right])
    take(whole if whole_first else half)
    refused("slot_taken", half if whole_first else whole)
    if whole_first:
        refused("slot_taken", other)
    else:
        take(other)


def test_desk_zone_gives_each_a_free_desk_until_it_is_full():
    zone, leaves = parts(kind="desk_zone")
    assert {take(zone).slots.get().leaf_id for _ in leaves} == {leaf.pk for leaf in leaves}
    refused("slot_taken", zone)
    refused("slot_taken", zone, override=True)
    take(zone, "16:00", "17:00")


def test_desk_zone_does_not_give_a_closed_desk():
    """Desk 1 is being repaired, desk 2 is free: the claim is on desk 2."""
    zone, (broken, sound) = parts(kind="desk_zone")
    ClosureFactory(leaves=[broken], during=span(at(1, "13:00"), at(1, "17:00")))
    assert take(zone).slots.get().leaf == sound
    refused("slot_taken", zone)


def test_desk_buffers_count_when_a_desk_is_picked():
    zone, (one, two) = parts(kind="desk_zone", buffer_after=60)
    SlotFactory(leaf=one, during=span(at(1, "16:30"), at(1, "17:00")))
    assert take(zone).slots.get().leaf == two


def test_hours_and_closures_are_refused_unless_overridden():
    room = SpaceFactory()
    ClosureFactory(leaves=room.leaves.all(), during=span(at(1, "15:00"), at(1, "18:00")))
    assert refused("closed", room, "7:00", "8:00").status == 422
    assert refused("closure", room).status == 422
    assert slots(take(room, "7:00", "8:00", override=True))
    assert slots(take(room, override=True))


def test_another_claim_is_never_overridden():
    room = SpaceFactory()
    take(room)
    assert refused("slot_taken", room, override=True).status == 409


def test_what_the_check_raises_stops_it_before_anything_is_written():
    def check():
        assert Claim.objects.count() == Slot.objects.count() == 0
        raise ActionDenied("no", reason="over_quota")

    refused("over_quota", SpaceFactory(), check=check)


def test_the_check_runs_under_all_locks():
    whole, leaves = parts(kind="hall")
    person, organization = PersonFactory(), OrganizationFactory()
    other = connection.get_new_connection(connection.get_connection_params())
    held = {}

    def check():
        things = {"person": (locks.Lock.PERSON, person.pk), "organization": (locks.Lock.ORGANIZATION, organization.pk)}
        things |= {leaf.code: (locks.Lock.LEAF, leaf.pk) for leaf in leaves}
        with other.cursor() as cursor:
            for name, parts_ in things.items():
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [locks.key(*parts_)])
                held[name] = not cursor.fetchone()[0]
        other.rollback()

    try:
        take(whole, person=person, organization=organization, check=check)
    finally:
        other.close()
    assert held == {"person": True, "organization": True, leaves[0].code: True, leaves[1].code: True}


def test_busy_when_somebody_holds_a_leaf(monkeypatch):
    real = locks.acquire
    monkeypatch.setattr(locks, "acquire", lambda keys: real(keys, deadline_ms=150))
    room = SpaceFactory()
    other = connection.get_new_connection(connection.get_connection_params())
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.key(locks.Lock.LEAF, room.leaves.get().pk)])
        assert refused("busy", room).status == 503
    finally:
        other.close()


def test_constraint_decides_when_the_guard_is_off_and_leaves_nothing_half_written(monkeypatch):
    """The second of three leaves is taken: no claim, no slot on the first."""
    whole, leaves = parts(3, kind="hall")
    SlotFactory(leaf=leaves[1], during=span(at(1, "15:00"), at(1, "17:00")))
    all_is_free(monkeypatch)
    error = refused("slot_taken", whole)
    assert error.__cause__.__cause__.diag.constraint_name == "slot_no_overlap"
    assert not leaves[0].slots.exists()
    assert not leaves[2].slots.exists()


def test_other_constraints_are_not_called_taken():
    with pytest.raises(IntegrityError) as error:
        take(SpaceFactory(), person=None)
    assert error.value.__cause__ is not error.value, "the database's own error must stay readable behind it"
    assert error.value.__cause__.diag.constraint_name == "claim_has_holder"


# ── giving back ───────────────────────────────────────────────────────────────


def test_release_gives_all_back_and_keeps_the_claim():
    whole, _leaves = parts(kind="hall")
    claim, neighbour = take(whole), take(whole, "16:00", "17:00")
    claim_release(claim=claim)
    assert slots(claim) == []
    assert Claim.objects.filter(pk=claim.pk).exists()
    assert len(slots(neighbour)) == 2
    take(whole)


def test_release_at_a_moment_cuts_every_leaf_there():
    whole, leaves = parts(kind="hall", buffer_after=30)
    claim = take(whole)
    claim_release(claim=claim, at=at(1, "15:00"))
    assert slots(claim) == [(leaf.pk, at(1, "14:00"), at(1, "15:00")) for leaf in leaves]
    take(whole, "15:00", "16:00")


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        ("13:00", []),
        ("14:00", []),
        ("14:01", [("14:00", "14:01")]),
        ("16:00", [("14:00", "16:00")]),
        ("17:00", [("14:00", "16:00")]),
    ],
)
def test_release_at_the_edges(moment, left):
    claim = take(SpaceFactory())
    claim_release(claim=claim, at=at(1, moment))
    assert [times[1:] for times in slots(claim)] == [(at(1, begins), at(1, ends)) for begins, ends in left]


def test_release_deletes_what_is_to_come_and_cuts_what_runs():
    room = SpaceFactory()
    claim = take(room)
    SlotFactory(claim=claim, leaf=room.leaves.get(), during=span(at(2), at(2) + timedelta(hours=1)))
    claim_release(claim=claim, at=at(1, "15:00"))
    assert [times[1:] for times in slots(claim)] == [(at(1), at(1, "15:00"))]
