"""Closing places: what availability says then, whom it hits, who is called off, and the pages for it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from park_portal.audit.models import AccessEvent, AuditEvent
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied
from park_portal.notifications.models import InboxMessage, OutboxMessage
from spaces import actions
from spaces.models import Booking, Closure, Slot
from spaces.querysets.availability import free_between
from spaces.rules import Wish
from spaces.rules.land import token_of
from tests.factories import (
    BookingFactory,
    BuildingFactory,
    ClaimFactory,
    ClosureFactory,
    LeafFactory,
    OrganizationFactory,
    PersonFactory,
    SlotFactory,
    SpaceFactory,
    centre_staff,
    span,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)  # a Wednesday
LIST, ADD = reverse("spaces:closure-list"), reverse("spaces:closure-add")


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def staff():
    return centre_staff()


@pytest.fixture
def client(client_of, staff):
    client = client_of(staff)
    client.cookies["language"] = "en"
    return client


def day(n: int, clock_time: str = "14:00") -> datetime:
    hours, minutes = map(int, clock_time.split(":"))
    return NOW.replace(hour=0) + timedelta(days=n, hours=hours, minutes=minutes)


def booked(space, n=1, start="14:00", **facts) -> Booking:
    return BookingFactory(space=space, starts_at=day(n, start), **facts)


def why(space, n=1, start="14:00", end="16:00") -> str:
    return free_between([space], day(n, start), day(n, end))[space.pk].why


def leaves_of(*spaces) -> list[int]:
    return [leaf.pk for space in spaces for leaf in space.leaves.all()]


def close(staff, leaves, start=None, end=None, **facts) -> Closure:
    facts = {"reason": "누수 점검", **facts}
    start = start or day(1, "9:00")
    return actions.closure_add(by=staff, leaves=leaves, starts_at=start, ends_at=end or day(1, "18:00"), **facts)


def everything() -> tuple:
    rows = (Closure, AuditEvent, OutboxMessage, InboxMessage)
    slots = tuple(Slot.objects.order_by("pk").values_list("pk", "during"))
    return (*(row.objects.count() for row in rows), slots, *Booking.objects.order_by("pk").values_list("state"))


def refused(reason: str, deed) -> ActionDenied:
    before = everything()
    with pytest.raises(ActionDenied) as error:
        deed()
    assert error.value.reason == reason
    assert everything() == before
    return error.value


def hall_and_halves() -> list:
    building = BuildingFactory()
    left, right = (LeafFactory(building=building) for _ in "12")
    return [SpaceFactory(building=building, leaves=leaves) for leaves in ([left, right], [left], [right])]


# ── what is closed ────────────────────────────────────────────────────────────


def test_closure_add_of_a_half_closes_the_whole_hall_and_not_the_other_half(staff):
    hall, left, right = hall_and_halves()
    closure = close(staff, leaves_of(left), reason_en="Leak")
    assert (why(hall), why(left), why(right)) == ("closure", "closure", "")
    assert why(hall, start="18:00", end="20:00") == ""
    (event,) = AuditEvent.objects.filter(verb="closure.add")
    assert (event.subject_id, event.actor_id) == (str(closure.pk), staff.pk)
    assert (event.facts["leaves"], event.facts["emergency"]) == (leaves_of(left), False)


def test_closure_add_of_one_desk_leaves_the_others(staff):
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in "12"]
    zone = SpaceFactory(building=building, kind="desk_zone", leaves=leaves)
    close(staff, [leaves[0].pk])
    assert why(zone) == ""
    wish = Wish(PersonFactory(), zone, day(1), day(1, "16:00"), 1)
    assert actions.booking_request(by=wish.person, wish=wish, purpose="공부").claim.slots.get().leaf == leaves[1]
    close(staff, [leaves[1].pk], day(2, "9:00"), day(2, "18:00"))
    close(staff, [leaves[0].pk], day(2, "9:00"), day(2, "18:00"))
    assert why(zone, 2) == "closure"


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        ("no_leaves", {"leaves": []}),
        ("no_reason", {"reason": "  "}),
        ("reversed", {"end": day(1, "9:00")}),
        ("past", {"start": day(0, "9:00")}),
        ("reversed", {"start": day(-2), "end": day(-1), "emergency": True}),
    ],
)
def test_closure_add_refused(staff, reason, facts):
    leaves = facts.get("leaves", leaves_of(SpaceFactory()))
    refused(reason, lambda: close(staff, leaves, **{k: v for k, v in facts.items() if k != "leaves"}))


def test_closures_are_kept_by_centre_staff_only():
    stranger, closure = PersonFactory(), ClosureFactory()
    refused("staff_only", lambda: close(stranger, leaves_of(SpaceFactory())))
    refused("staff_only", lambda: actions.closure_edit(by=stranger, closure=closure, reason="청소"))
    refused("staff_only", lambda: actions.closure_end(by=stranger, closure=closure))


# ── whom it hits ──────────────────────────────────────────────────────────────


def test_closure_add_planned_waits_until_every_booking_is_dealt_with(staff):
    hall, left, _right = hall_and_halves()
    one, two = booked(hall, start="09:00"), booked(left, start="14:00")
    untouched = booked(left, start="19:00")
    hit = refused("hits", lambda: close(staff, leaves_of(left)))
    assert [claim.booking for claim in hit.hits] == [one, two], "the hall has the leaf, too"
    refused("bookings_stand", lambda: close(staff, leaves_of(left), seen=hit.token))
    stands = refused("bookings_stand", lambda: close(staff, leaves_of(left), seen=hit.token, call_off={one.pk}))
    assert "1건" in str(stands)
    close(staff, leaves_of(left), seen=hit.token, call_off={one.pk, two.pk})
    states = list(Booking.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["disrupted", "disrupted", "confirmed"]
    assert set(Slot.objects.values_list("claim", flat=True)) == {untouched.claim_id}


def test_closure_add_goes_through_once_the_booking_has_been_moved(staff):
    space, other = SpaceFactory(), SpaceFactory()
    booking = booked(space)
    hit = refused("hits", lambda: close(staff, leaves_of(space)))
    Slot.objects.filter(claim=booking.claim).update(leaf=other.leaves.get())
    close(staff, leaves_of(space), seen=hit.token)
    booking.refresh_from_db()
    assert booking.state == "confirmed"


def test_closure_add_with_an_old_list_writes_nothing_and_shows_the_new_one(staff):
    space = SpaceFactory()
    first = booked(space, start="10:00")
    token = refused("hits", lambda: close(staff, leaves_of(space), emergency=True)).token
    second = booked(space)
    hit = refused("hits_changed", lambda: close(staff, leaves_of(space), emergency=True, seen=token))
    assert [claim.booking for claim in hit.hits] == [first, second]
    assert hit.token == token_of([first.claim, second.claim])


def test_closure_add_tells_each_person_why_in_her_language(staff):
    space = SpaceFactory(price=5000)
    korean, english = PersonFactory(), PersonFactory(language="en")
    pair = booked(space, start="10:00", person=korean, price_krw=10000), booked(space, person=english)
    hit = refused("hits", lambda: close(staff, leaves_of(space)))
    close(staff, leaves_of(space), seen=hit.token, call_off={row.pk for row in pair}, reason_en="Leak check")
    for booking, reason in zip(pair, ("누수 점검", "Leak check"), strict=True):
        booking.refresh_from_db()
        assert (booking.state, booking.reason, booking.ended_at) == ("disrupted", reason, NOW)
        inbox = InboxMessage.objects.get(recipient=booking.person, kind="spaces.booking_disrupted")
        assert reason in inbox.text
        assert OutboxMessage.objects.filter(address=booking.person.email, kind=inbox.kind).count() == 1
        (event,) = AuditEvent.objects.filter(subject_type="spaces.booking", subject_id=str(booking.pk))
        assert (event.verb, event.actor_id, event.facts["was"]) == ("booking.disrupted", staff.pk, "confirmed")
    assert "nothing to pay" in InboxMessage.objects.get(recipient=english).text


def test_closure_add_emergency_cuts_what_is_in_use_to_now(staff):
    space = SpaceFactory()
    using = booked(space, 0, "09:00", state="in_use")
    later = booked(space, 0, "14:00", state="requested", decide_by=day(0, "13:00"))
    deed = lambda seen="": close(  # noqa: E731
        staff, leaves_of(space), day(0, "8:00"), day(0, "20:00"), emergency=True, seen=seen
    )
    hit = refused("hits", deed)
    closure = deed(hit.token)
    assert closure.during.lower == NOW, "it begins now"
    assert set(Booking.objects.values_list("state", flat=True)) == {"disrupted"}
    assert using.claim.slots.get().during.upper == NOW
    assert not later.claim.slots.exists()
    assert why(space, 0, "14:00") == "closure"


def test_closure_add_names_a_tenancy_and_leaves_it_alone(staff):
    space = SpaceFactory(kind="office")
    claim = ClaimFactory(kind="allocation", title="입주 계약", person=None, organization=OrganizationFactory())
    slot = SlotFactory(claim=claim, leaf=space.leaves.get(), during=span(day(-90), day(90)))
    hit = refused("hits", lambda: close(staff, leaves_of(space)))
    assert hit.hits == [claim]
    close(staff, leaves_of(space), seen=hit.token)
    slot.refresh_from_db()
    assert slot.during == span(day(-90), day(90))
    assert not OutboxMessage.objects.exists()


def test_closure_add_may_lie_in_the_cleaning_after_a_booking(staff):
    space = SpaceFactory(buffer_after=60)
    booking = booked(space)
    booking.claim.slots.update(during=span(day(1), day(1, "17:00")))
    close(staff, leaves_of(space), day(1, "16:00"), day(1, "17:00"))
    booking.refresh_from_db()
    assert booking.state == "confirmed"


# ── words and end ─────────────────────────────────────────────────────────────


def test_closure_edit_changes_words_only(staff):
    closure = ClosureFactory(reason="공사")
    actions.closure_edit(by=staff, closure=closure, reason="바닥 공사", reason_en="")
    closure.refresh_from_db()
    assert closure.reason == "바닥 공사"
    (event,) = AuditEvent.objects.filter(verb="closure.edit")
    assert event.fields == ["reason"]


def test_closure_end_lifts_one_that_has_begun_and_revives_no_booking(staff):
    space = SpaceFactory()
    booking = booked(space, 0, "14:00")
    hit = refused("hits", lambda: close(staff, leaves_of(space), NOW, day(0, "20:00"), emergency=True))
    closure = close(staff, leaves_of(space), NOW, day(0, "20:00"), emergency=True, seen=hit.token)
    Closure.objects.filter(pk=closure.pk).update(during=span(day(0, "9:00"), day(0, "20:00")))
    actions.closure_end(by=staff, closure=closure)
    closure.refresh_from_db()
    booking.refresh_from_db()
    assert closure.during == span(day(0, "9:00"), NOW)
    assert why(space, 0) == ""
    assert booking.state == "disrupted"
    refused("closure_over", lambda: actions.closure_end(by=staff, closure=closure))


def test_closure_end_withdraws_one_that_has_not_begun(staff):
    space = SpaceFactory()
    closure = close(staff, leaves_of(space))
    actions.closure_end(by=staff, closure=closure)
    assert not Closure.objects.exists()
    (event,) = AuditEvent.objects.filter(verb="closure.end")
    assert (event.subject_id, event.facts["begun"]) == (str(closure.pk), False)


# ── pages ─────────────────────────────────────────────────────────────────────


def typed(what="spaces", **more) -> dict:
    return {
        "what": what,
        "start_day": day(1).date().isoformat(),
        "start": "09:00",
        "end_day": day(1).date().isoformat(),
        "end": "00:00",
        "urgency": "planned",
        "reason": "누수 점검",
        "reason_en": "Leak check",
        **more,
    }


def post(client, building, **facts):
    return client.post(f"{ADD}?building={building.code}", typed(**facts))


@pytest.mark.parametrize("what", ["building", "floor", "spaces", "leaves"])
def test_closure_add_page_closes_what_was_meant(client, what):
    building = BuildingFactory()
    one, two, three = (SpaceFactory(building=building, floor=floor) for floor in (1, 2, 2))
    SpaceFactory()
    chosen = {
        "building": ({}, [one, two, three]),
        "floor": ({"floor": "2"}, [two, three]),
        "spaces": ({"spaces": [one.code, two.code]}, [one, two]),
        "leaves": ({"leaves": [three.leaves.get().code]}, [three]),
    }
    facts, spaces = chosen[what]
    response = post(client, building, what=what, **facts)
    assert response.status_code == 302, response.context["form"].errors
    closure = Closure.objects.get()
    assert set(closure.leaves.values_list("pk", flat=True)) == set(leaves_of(*spaces))
    assert closure.during == span(day(1, "9:00"), day(2, "0:00"))


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("spaces", {}),
        ("floor", {"what": "floor"}),
        ("leaves", {"what": "leaves"}),
        ("end", {"what": "building", "end": "08:00"}),
        ("start", {"what": "building", "start_day": "2027-03-03", "start": "08:00"}),
        ("end", {"what": "building", "start_day": "2027-03-01", "end_day": "2027-03-02", "urgency": "emergency"}),
        ("reason", {"what": "building", "reason": ""}),
    ],
)
def test_closure_add_page_keeps_what_was_typed_and_says_where_it_is_wrong(client, field, facts):
    building = SpaceFactory().building
    response = post(client, building, **facts)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert 'value="Leak check"' in response.content.decode()
    assert not Closure.objects.exists()


def test_closure_add_page_shows_the_list_then_calls_off_what_was_ticked(client):
    space = SpaceFactory()
    one, two = booked(space, start="10:00"), booked(space)
    chosen = {"spaces": [space.code]}
    page = post(client, space.building, **chosen).content.decode()
    hit = post(client, space.building, **chosen).context["form"].hit
    assert one.number in page
    assert two.person.name in page
    assert reverse("spaces:booking-detail", args=[one.pk]) in page
    assert f'name="seen" value="{hit.token}"' in page
    assert AccessEvent.objects.filter(what="land.hits").exists(), "the list shows who comes"
    again = post(client, space.building, **chosen, seen=hit.token, call_off=[one.pk])
    assert "1 booking is in the way" in again.content.decode()
    assert not Closure.objects.exists()
    done = post(client, space.building, **chosen, seen=hit.token, shown=[one.pk, two.pk], all="1")
    assert done.status_code == 302
    assert set(Booking.objects.values_list("state", flat=True)) == {"disrupted"}


def test_closure_add_page_of_an_emergency_asks_once(client):
    space = SpaceFactory()
    booked(space)
    first = post(client, space.building, spaces=[space.code], urgency="emergency")
    assert 'name="call_off"' not in first.content.decode()
    token = first.context["form"].hit.token
    assert post(client, space.building, spaces=[space.code], urgency="emergency", seen=token).status_code == 302
    assert Booking.objects.get().state == "disrupted"


def test_closure_pages_without_a_building_and_with_an_unknown_one(client):
    building = BuildingFactory()
    assert f"?building={building.code}" in client.get(ADD).content.decode()
    assert client.get(f"{ADD}?building=no-such").status_code == 404
    assert client.get(reverse("spaces:closure-edit", args=[999])).status_code == 404


def test_closure_list_says_what_is_closed_in_words(client):
    hall, left, right = hall_and_halves()
    zone = SpaceFactory(building=hall.building, kind="desk_zone", leaves=[LeafFactory(building=hall.building)])
    ClosureFactory(leaves=hall.leaves.all(), reason="홀 공사", during=span(day(0, "9:00"), day(0, "20:00")))
    ClosureFactory(leaves=[*hall.leaves.all(), *zone.leaves.all()], during=span(day(2), day(3)))
    ClosureFactory(leaves=left.leaves.all(), during=span(day(-2), day(-1)))
    page = client.get(LIST)
    now, coming = page.context["rows"]
    assert (now.phase, now.places) == ("now", [f"{hall.building.name_en} {hall.name_en}"])
    assert (coming.phase, coming.places) == ("coming", [hall.building.name_en])
    assert "홀 공사" in page.content.decode()
    (past,) = client.get(f"{LIST}?show=past").context["rows"]
    assert (past.phase, past.places) == ("over", [f"{hall.building.name_en} {left.name_en}"])
    assert right.name_en not in past.places[0]


def test_closure_list_asks_as_much_for_three_as_for_one(client):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    ClosureFactory(leaves=SpaceFactory().leaves.all())
    count()
    one = count()
    for _ in "12":
        ClosureFactory(leaves=SpaceFactory().leaves.all())
    assert count() == one


def test_closure_edit_page_saves_words_and_closure_end_lifts(client):
    closure = ClosureFactory(leaves=SpaceFactory().leaves.all(), during=span(day(1), day(2)))
    url = reverse("spaces:closure-edit", args=[closure.pk])
    assert "Withdraw it" in client.get(url).content.decode()
    assert client.post(url, {"reason": "", "reason_en": "x"}).context["form"].errors["reason"]
    assert client.post(url, {"reason": "방역", "reason_en": ""}).status_code == 302
    closure.refresh_from_db()
    assert closure.reason == "방역"
    assert client.post(reverse("spaces:closure-end", args=[closure.pk])).status_code == 302
    assert not Closure.objects.exists()
    over = ClosureFactory(leaves=SpaceFactory().leaves.all(), during=span(day(-2), day(-1)))
    page = client.post(reverse("spaces:closure-end", args=[over.pk]), follow=True).content.decode()
    assert "This closure is over already." in page
