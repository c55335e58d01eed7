"""A hall, its half, two people and a clock: whatever they do in whatever order, the ledger stays true."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied
from spaces import actions
from spaces.models import Booking, Slot
from spaces.rules import Wish
from spaces.states import MOVES, BookingMode, BookingState
from tests.factories import BuildingFactory, LeafFactory, PersonFactory, SpaceFactory, centre_staff

START = datetime(2027, 3, 3, 8, 0, tzinfo=SEOUL)
QUOTA = 6  # hours a month
LIVE = {"requested", "awaiting_payment", "offered", "confirmed", "in_use", "completed"}  # on the ledger
PICK = st.integers(0, 30)
seen: Counter = Counter()  # what the walks came to, so that the machine cannot go quiet unnoticed


class Life(RuleBasedStateMachine):
    """One transaction an example, undone at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.travel = time_machine.travel(START, tick=False)
        self.clock = self.travel.start()
        building = BuildingFactory()
        left, right = (LeafFactory(building=building) for _ in "12")
        facts = {"building": building, "kind": "hall", "monthly_hours_person": QUOTA}
        self.spaces = [
            SpaceFactory(leaves=[left, right], mode=BookingMode.APPROVAL, buffer_after=30, **facts),
            SpaceFactory(leaves=[left], **facts),
        ]
        self.people = [PersonFactory(), PersonFactory()]
        self.staff = centre_staff()
        self.known: dict[int, list[str]] = {}  # the states of each booking, as this walk saw them

    def teardown(self) -> None:
        self.travel.stop()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tried(self, deed, name: str) -> None:
        try:
            deed()
            seen[name] += 1
        except ActionDenied as refusal:
            seen[f"{name}: {refusal.reason}"] += 1
        self.look()

    def look(self) -> None:
        """Note the new states; a clock that was late may have taken two steps at once."""
        for pk, state in Booking.objects.values_list("pk", "state"):
            states = self.known.setdefault(pk, [state])
            if states[-1] == "confirmed" and state == "completed":
                states.append("in_use")
            if states[-1] != state:
                assert state in MOVES[BookingState][BookingState(states[-1])]
                states.append(state)

    def any_booking(self, pick: int) -> Booking | None:
        rows = list(Booking.objects.filter(state__in=["requested", "confirmed"]).order_by("-pk")) if pick % 4 else []
        rows = rows or list(Booking.objects.order_by("-pk"))
        return rows[pick % len(rows)] if rows else None

    @rule(space=st.integers(0, 1), who=st.integers(0, 1), ahead=st.integers(0, 1), hour=st.integers(9, 14), length=PICK)
    def request(self, space, who, ahead, hour, length) -> None:
        begins = clock.now().astimezone(SEOUL).replace(hour=hour, minute=0) + timedelta(days=ahead)
        person = self.people[who]
        wish = Wish(person, self.spaces[space], begins, begins + timedelta(hours=1 + length % 3), 2)
        self.tried(lambda: actions.booking_request(by=person, wish=wish, purpose="모임"), "request")

    def any_request(self, pick: int) -> Booking | None:
        """Mostly one that waits, now and then one that does not."""
        return (Booking.objects.to_decide().first() if pick % 4 else None) or self.any_booking(pick)

    @rule(pick=PICK)
    def approve(self, pick) -> None:
        if booking := self.any_request(pick):
            self.tried(lambda: actions.booking_approve(by=self.staff, booking=booking), "approve")

    @rule(pick=PICK)
    def reject(self, pick) -> None:
        if booking := self.any_request(pick):
            self.tried(lambda: actions.booking_reject(by=self.staff, booking=booking, reason="안 됨"), "reject")

    @rule(pick=PICK, who=st.integers(0, 2))
    def cancel(self, pick, who) -> None:
        if booking := self.any_booking(pick):
            by = [*self.people, self.staff][who]
            self.tried(lambda: actions.booking_cancel(by=by, booking=booking), "cancel")

    @rule(hours=st.sampled_from([1, 2, 5, 24, 24 * 7]))
    def wait(self, hours) -> None:
        self.clock.shift(timedelta(hours=hours))

    @rule()
    def expire(self) -> None:
        self.tried(actions.bookings_expire, "expire")
        assert actions.bookings_expire() == 0

    @rule()
    def advance(self) -> None:
        self.tried(actions.bookings_advance, "advance")
        assert actions.bookings_advance() == 0

    @invariant()
    def slots_stand_for_live_bookings_and_for_nothing_else(self) -> None:
        expected = {
            (booking.claim_id, leaf.pk, booking.starts_at, booking.ends_at + timedelta(minutes=space.buffer_after))
            for space in self.spaces
            for booking in space.bookings.filter(state__in=LIVE)
            for leaf in space.leaves.all()
        }
        found = [(s.claim_id, s.leaf_id, s.during.lower, s.during.upper) for s in Slot.objects.all()]
        assert len(found) == len(set(found))
        assert set(found) == expected

    @invariant()
    def no_two_live_bookings_overlap(self) -> None:
        """Hall and half share a leaf, so that no two at all may meet; times are the use without buffers."""
        times = sorted(Booking.objects.filter(state__in=LIVE).values_list("starts_at", "ends_at"))
        assert all(one[1] <= two[0] for one, two in pairwise(times))

    @invariant()
    def nobody_has_more_than_her_quota(self) -> None:
        used: Counter = Counter()
        for booking in Booking.objects.filter(state__in=LIVE):
            local = booking.starts_at.astimezone(SEOUL)
            used[booking.person_id, local.year, local.month] += booking.minutes
        assert all(minutes <= QUOTA * 60 for minutes in used.values())

    @invariant()
    def each_change_of_state_has_one_row_of_the_trail(self) -> None:
        trail: dict[int, list[str]] = {}
        for pk, verb in (
            AuditEvent.objects.filter(subject_type="spaces.booking").order_by("pk").values_list("subject_id", "verb")
        ):
            trail.setdefault(int(pk), []).append(verb)
        verbs = {pk: ["booking.request", *(f"booking.{s}" for s in states[1:])] for pk, states in self.known.items()}
        assert trail == verbs

    @invariant()
    def requests_have_a_deadline_before_their_use_and_ends_have_a_time(self) -> None:
        for booking in Booking.objects.all():
            assert (booking.ended_at is None) == (booking.state in LIVE - {"completed"})
            assert booking.state != "requested" or booking.decide_by <= booking.starts_at
            assert (booking.decided_by_id is None) == (booking.decided_at is None)


@pytest.mark.django_db
def test_whatever_they_do_the_ledger_stays_true():
    seen.clear()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    walked = {"request", "approve", "reject", "cancel", "expire", "advance", "request: slot_taken"}
    assert walked <= set(seen), f"the walks never came to {walked - set(seen)}"
