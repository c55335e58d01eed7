"""Spaces, availability and bookings over the API: the same rules as the pages, answers a program can use."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from spaces.models import Booking, Slot
from tests.factories import (
    BookingFactory,
    ClosureFactory,
    EquipmentFactory,
    OrganizationFactory,
    PersonFactory,
    SpaceFactory,
    at,
    centre_staff,
    member_of,
    span,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/bookings/"


@pytest.fixture
def person():
    return PersonFactory(neighbourhood="솔미동")


@pytest.fixture
def api(person, client_of):
    return client_of(person)


def wanted(place, **changes):
    facts = {
        "space": place.pk,
        "start": at(2, "14:00").isoformat(),
        "end": at(2, "16:00").isoformat(),
        "purpose": "주민 합창 연습",
        "attendees": 8,
    }
    return {key: value for key, value in {**facts, **changes}.items() if value is not ...}


def post(api, data, **headers):
    body = data if isinstance(data, (str, bytes)) else json.dumps(data)
    return api.post(URL, body, content_type="application/json", headers=headers)


def test_booking_is_made_and_listed(api, person):
    space = SpaceFactory(price=5000)
    answer = post(api, wanted(space))
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["state"], body["price_krw"], body["user_class"]) == ("awaiting_payment", 10000, "resident")
    assert Booking.objects.get().person == person
    assert [row["id"] for row in api.get(URL).json()["results"]] == [body["id"]]
    assert api.get(f"{URL}{body['id']}/").json() == body


def test_booking_of_a_taken_time_names_alternatives(api):
    space, twin = SpaceFactory(), SpaceFactory()
    BookingFactory(space=space, starts_at=at(2, "15:00"), ends_at=at(2, "17:00"))
    answer = post(api, wanted(space))
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "slot_taken"
    assert {(other["space"], other["start"]) for other in problem["alternatives"]} >= {
        (twin.pk, at(2, "14:00").isoformat()),
        (space.pk, at(2, "13:00").isoformat()),
    }
    for other in problem["alternatives"]:
        assert post(api, wanted(space, **other)).status_code == 201, "a named alternative can be had"


def test_booking_against_a_rule_is_422_with_its_code(api):
    space = SpaceFactory(capacity=5)
    answer = post(api, wanted(space))
    assert answer.status_code == 422
    assert answer.json()["code"] == "too_many_people"
    assert "5" in answer.json()["detail"]
    assert not Booking.objects.exists()


def test_idempotency_key_makes_one_booking(api):
    space = SpaceFactory()
    first = post(api, wanted(space), **{"Idempotency-Key": "abc"})
    again = post(api, wanted(space), **{"Idempotency-Key": "abc"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"start": at(-2).isoformat(), "end": at(-2, "16:00").isoformat()}, 422, "past"),
        ({"end": at(2, "12:00").isoformat()}, 422, "reversed"),
        ({"start": "2027-01-05T25:00:00+09:00"}, 400, "invalid"),
        ({"start": "2027-01-05T14:00:00"}, 400, "invalid"),
        ({"start": "tomorrow"}, 400, "invalid"),
        ({"start": 5}, 400, "invalid"),
        ({"start": None}, 400, "invalid"),
        ({"start": ...}, 400, "invalid"),
        ({"start": "9999-12-31T23:59:59+00:00", "end": "9999-12-31T23:59:59.5+00:00"}, 400, "invalid"),
        ({"start": "0001-01-01T00:00:00+09:00"}, 400, "invalid"),
        ({"purpose": "가" * 121}, 400, "invalid"),
        ({"purpose": ""}, 400, "invalid"),
        ({"purpose": "a\x00b"}, 400, "invalid"),
        ({"purpose": {"a": 1}}, 400, "invalid"),
        ({"attendees": 0}, 400, "invalid"),
        ({"attendees": -3}, 400, "invalid"),
        ({"attendees": 10**30}, 400, "invalid"),
        ({"attendees": "many"}, 400, "invalid"),
        ({"space": 10**9}, 400, "invalid"),
        ({"space": "x"}, 400, "invalid"),
        ({"space": 2**70}, 400, "invalid"),
        ({"organization": 10**9}, 400, "invalid"),
    ],
)
def test_bad_input_gets_a_code_and_writes_nothing(api, changes, status, code):
    space = SpaceFactory()
    answer = post(api, wanted(space, **changes))
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer.json()["detail"]
    assert not Booking.objects.exists()
    assert not Slot.objects.exists()
    assert post(api, wanted(space)).status_code == 201, "the same without the mistake"


@pytest.mark.parametrize("purpose", ["🎉 잔치", "<b>모임</b>", "'; DROP TABLE spaces_slot; --", "\u202e뒤집힌"])
def test_odd_words_are_kept_as_they_are(api, purpose):
    answer = post(api, wanted(SpaceFactory(), purpose=purpose))
    assert answer.status_code == 201
    assert answer.json()["purpose"] == purpose


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "invalid"),
        ("{", 400, "parse_error"),
        ("[]", 400, "invalid"),
        ('"text"', 400, "invalid"),
        ("[" * 100_000, 400, "parse_error"),
        ('{"attendees": NaN}', 400, "parse_error"),
        (b"\xff\xfe\x00", 400, "parse_error"),
        ('{"purpose": "' + "x" * 10_000_000 + '"}', 413, "too_large"),
    ],
    ids=["empty", "torn", "list", "text", "deep", "nan", "no text", "10 MB"],
)
def test_a_body_that_is_no_request(api, body, status, code):
    answer = post(api, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_another_content_type_is_415(api):
    answer = api.post(URL, "a=b", content_type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_the_anonymous_may_ask_but_not_book():
    SpaceFactory()
    assert Client().get("/api/v1/spaces/").json()["count"] == 1
    assert Client().get(URL).status_code in {401, 403}
    assert post(Client(), {}).json()["code"] == "not_authenticated"


def test_bookings_of_others_are_not_there(api):
    other = BookingFactory()
    assert api.get(f"{URL}{other.pk}/").status_code == 404
    assert api.post(f"{URL}{other.pk}/cancel/", {}, content_type="application/json").status_code == 404
    assert api.get(URL).json()["results"] == []


def test_booking_for_an_organisation_one_does_not_act_for(api, person):
    space, own, other = SpaceFactory(), OrganizationFactory(), OrganizationFactory()
    assert post(api, wanted(space, organization=other.pk)).status_code == 400
    from tests.factories import MembershipFactory

    MembershipFactory(person=person, organization=own)
    assert post(api, wanted(space, organization=own.pk)).json()["organization"] == own.pk


def test_cancel_frees_the_place(api, person):
    booking = BookingFactory(person=person)
    answer = api.post(f"{URL}{booking.pk}/cancel/", {"reason": "일정 변경"}, content_type="application/json")
    assert answer.json()["state"] == "cancelled"
    assert not Slot.objects.exists()
    again = api.post(f"{URL}{booking.pk}/cancel/", {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "booking_state")


def test_staff_see_all_bookings(client_of):
    booking = BookingFactory()
    assert client_of(centre_staff()).get(f"{URL}{booking.pk}/").status_code == 200


# ------------------------------------------------------------------------------ asking


def ask(path, **query):
    return Client().get(f"/api/v1/{path}", query)


def test_availability_tells_free_ones_first_with_price_and_reason(client_of):
    taken, closed, free = SpaceFactory(price=4000), SpaceFactory(hours=()), SpaceFactory(price=6000)
    broken = SpaceFactory()
    ClosureFactory(leaves=list(broken.leaves.all()), during=span(at(2, "08:00"), at(2, "15:00")))
    BookingFactory(space=taken, starts_at=at(2, "14:00"), ends_at=at(2, "16:00"))
    rows = ask("availability/", start=at(2, "14:00").isoformat(), end=at(2, "16:00").isoformat()).json()["results"]
    assert (rows[0]["space"]["id"], rows[0]["available"]) == (free.pk, True)
    assert {row["space"]["id"]: row["reason"] for row in rows} == {
        free.pk: "",
        taken.pk: "taken",
        closed.pk: "closed",
        broken.pk: "closure",
    }
    assert {row["space"]["id"]: row["price_krw"] for row in rows}[free.pk] == 12000


def test_availability_narrows_by_need():
    projector = EquipmentFactory(code="projector")
    hall = SpaceFactory(kind="hall", capacity=80, step_free=True)
    hall.equipment.add(projector)
    SpaceFactory(capacity=4)
    when = {"start": at(2, "14:00").isoformat(), "end": at(2, "16:00").isoformat()}
    for need in ({"capacity": 50}, {"kind": "hall"}, {"equipment": "projector"}, {"step_free": "true"}):
        rows = ask("availability/", **when, **need).json()["results"]
        assert [row["space"]["id"] for row in rows] == [hall.pk], need
    assert ask("availability/", **when, capacity=500).json()["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"start": "x", "end": "y"},
        {"start": at(2).isoformat(), "end": at(1).isoformat()},
        {"start": at(2).isoformat(), "end": at(90).isoformat()},
        {"start": at(2).isoformat(), "end": at(3).isoformat(), "capacity": "-1"},
        {"start": at(2).isoformat(), "end": at(3).isoformat(), "kind": "castle"},
        {"start": at(2).isoformat(), "end": at(3).isoformat(), "equipment": "dragon"},
    ],
)
def test_a_wrong_question_is_400(query):
    answer = ask("availability/", **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["errors"]


def test_openings_are_the_first_gaps():
    space = SpaceFactory()
    BookingFactory(space=space, starts_at=at(2, "09:00"), ends_at=at(2, "13:00"))
    query = {"from": at(2, "08:00").isoformat(), "to": at(3, "00:00").isoformat(), "minutes": 120}
    row = ask("openings/", **query).json()["results"][0]
    assert (row["space"]["id"], row["start"]) == (space.pk, at(2, "13:00").isoformat())
    assert row["end"] == at(2, "15:00").isoformat()


def test_busy_tells_when_but_not_who():
    booking = BookingFactory(purpose="비밀 회의")
    answer = ask(
        f"spaces/{booking.space_id}/busy/",
        start=(booking.starts_at - timedelta(hours=5)).isoformat(),
        end=(booking.ends_at + timedelta(hours=5)).isoformat(),
    )
    assert [row["start"] for row in answer.json()] == [booking.starts_at.isoformat()]
    assert "비밀" not in answer.content.decode()
    assert ask("spaces/999999/busy/").status_code == 404


def test_busy_of_all_spaces_says_the_same_of_each():
    booking = BookingFactory(purpose="비밀 회의")
    free = SpaceFactory()
    window = {"start": at(0, "00:00").isoformat(), "end": at(7, "00:00").isoformat()}
    answer = ask("spaces/busy/", **window)
    rows = {row["space"]: row["busy"] for row in answer.json()}
    assert rows == {free.pk: [], booking.space_id: ask(f"spaces/{booking.space_id}/busy/", **window).json()}
    assert len(rows[booking.space_id]) == 1
    assert "비밀" not in answer.content.decode()


def test_a_space_is_written_as_its_fields_say():
    """``to_representation`` goes round the fields for the sake of speed, and must not say anything else."""
    from rest_framework.serializers import ModelSerializer

    from spaces.api import SpaceSerializer
    from spaces.models import Space

    SpaceFactory(area_m2="20.5").equipment.add(EquipmentFactory(), EquipmentFactory())
    space = Space.objects.with_codes().get()
    serializer = SpaceSerializer()
    assert serializer.to_representation(space) == ModelSerializer.to_representation(serializer, space)


@pytest.mark.parametrize("path", ["spaces/", "spaces/busy/", "availability/", "openings/"])
def test_lists_ask_as_often_for_three_as_for_one(path, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    start, end = at(2, "14:00").isoformat(), at(2, "16:00").isoformat()
    query = {"start": start, "end": end, "from": start, "to": end, "minutes": 60}
    SpaceFactory().equipment.add(EquipmentFactory())
    with CaptureQueriesContext(connection) as one:
        assert ask(path, **query).status_code == 200
    for _more in range(2):
        SpaceFactory().equipment.add(EquipmentFactory())
    with CaptureQueriesContext(connection) as three:
        assert ask(path, **query).status_code == 200
    assert len(one) == len(three)


def test_a_booking_costs_a_known_number_of_statements(api):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    space = SpaceFactory()
    post(api, wanted(space))
    with CaptureQueriesContext(connection) as statements:
        assert (
            post(api, wanted(space, start=at(3, "14:00").isoformat(), end=at(3, "16:00").isoformat())).status_code
            == 201
        )
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    counted = [q["sql"] for q in statements if not q["sql"].startswith(control)]
    of_http = [sql for sql in counted if "django_session" in sql or 'FROM "accounts_person"' in sql]
    assert len(counted) - len(of_http) <= 14, "\n".join(sql[:120] for sql in counted)


def test_schema_describes_what_is_there():
    call_command("spectacular", validate=True, fail_on_warn=True, file="/dev/null")


def test_member_books_at_the_organisations_price(client_of):
    from tests.factories import EntitlementFactory

    organization = OrganizationFactory()
    EntitlementFactory(organization=organization)
    api = client_of(member_of(organization))
    body = post(api, wanted(SpaceFactory(price=1000), organization=organization.pk)).json()
    assert body["user_class"] == "tenant"
