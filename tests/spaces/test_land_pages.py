"""The pages with which centre staff keep buildings, spaces and hours."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from park_portal.audit.models import AccessEvent, AuditEvent
from park_portal.core.clock import SEOUL
from spaces.forms.land import COMPOSITION, SpaceForm, StretchesField
from spaces.models import Booking, Building, DatedHours, Space, WeeklyHours
from tests.factories import (
    BookingFactory,
    BuildingFactory,
    DatedHoursFactory,
    EquipmentFactory,
    LeafFactory,
    PersonFactory,
    SpaceFactory,
    WeeklyHoursFactory,
    centre_staff,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)  # a Wednesday
LAND, NEW, HOURS = reverse("spaces:land-list"), reverse("spaces:space-add"), reverse("spaces:hours-edit")
DAYS, HOLIDAYS = reverse("spaces:dated-set"), reverse("spaces:holidays-take")


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def client(client_of):
    client = client_of(centre_staff())
    client.cookies["language"] = "en"
    return client


def day(n: int, clock_time: str = "14:00") -> datetime:
    hours, minutes = map(int, clock_time.split(":"))
    return NOW.replace(hour=0) + timedelta(days=n, hours=hours, minutes=minutes)


def words(response) -> str:
    return response.content.decode()


def edit_url(space) -> str:
    return reverse("spaces:space-edit", args=[space.code])


def filled(form) -> dict:
    """What a browser would send of a form as it was drawn."""
    data = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            data[field.name] = "on" if value is True else value
    return data


# ── at a glance ───────────────────────────────────────────────────────────────


def test_land_list_says_how_things_are(client):
    WeeklyHoursFactory(weekday=0, opens=600, closes=1080)
    building = BuildingFactory()
    SpaceFactory(building=building, hours=(), mode="approval")
    SpaceFactory(building=building, bookable=False)
    SpaceFactory(building=building, closed_on=day(-1).date())
    BuildingFactory(closed_on=day(-1).date())
    page = words(client.get(LAND))
    for said in ("Mon 10:00–18:00", "Tue–Sun closed", "(as the park)", "as the building", "Approved by the centre"):
        assert said in page
    for said in (
        "cannot be booked",
        "not in use",
        "Mon–Sun</b> 09:00–22:00",
        "There is no space in this building yet.",
    ):
        assert said in page


def test_land_list_narrows_to_a_building_and_pages(client):
    one, other = SpaceFactory(), SpaceFactory()
    page = words(client.get(f"{LAND}?building={one.building.code}"))
    assert edit_url(one) in page
    assert edit_url(other) not in page
    BuildingFactory.create_batch(10)
    assert client.get(LAND).context["page"].paginator.num_pages == 2


def test_land_list_asks_as_much_for_three_as_for_one(client):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LAND).status_code == 200
        return len(queries)

    SpaceFactory()
    count()
    one = count()
    space = SpaceFactory()
    SpaceFactory(building=space.building)
    assert count() == one


# ── buildings and spaces ──────────────────────────────────────────────────────


def test_building_edit_page_saves(client):
    building = BuildingFactory()
    url = reverse("spaces:building-edit", args=[building.code])
    data = filled(client.get(url).context["form"]) | {"storeys": "4", "summary": "벽돌집"}
    assert client.post(url, data | {"name": ""}).context["form"].errors["name"]
    assert client.post(url, data).url == f"{LAND}?building={building.code}"
    building.refresh_from_db()
    assert (building.storeys, building.summary) == (4, "벽돌집")


def test_building_edit_page_shows_the_list_and_saves_when_seen(client):
    booking = BookingFactory(starts_at=day(9))
    building = booking.space.building
    url = reverse("spaces:building-edit", args=[building.code])
    data = filled(client.get(url).context["form"]) | {"closed_on": day(5).date().isoformat()}
    page = client.post(url, data)
    assert booking.number in words(page)
    assert booking.person.name in words(page)
    assert AccessEvent.objects.filter(what="land.hits").exists()
    assert Building.objects.get(pk=building.pk).closed_on is None
    assert client.post(url, data | {"seen": page.context["form"].hit.token}).status_code == 302
    assert Building.objects.get(pk=building.pk).closed_on == day(5).date()


def test_every_column_of_a_space_can_be_edited():
    columns = {field.name for field in Space._meta.get_fields() if getattr(field, "editable", False)}
    assert columns - {"id", "leaves"} == set(SpaceForm.base_fields) - set(COMPOSITION)
    grouped = [field.name for _title, fields in SpaceForm().groups for field in fields]
    assert sorted(grouped) == sorted(SpaceForm.base_fields), "each once"


def new_space(client, building, **facts):
    data = filled(client.get(f"{NEW}?building={building.code}").context["form"])
    return client.post(NEW, {**data, "name": "새 방", "kind": "meeting", "capacity": "8", "area_m2": "20", **facts})


def test_space_add_page_makes_the_code_of_the_english_name(client):
    building, screen = BuildingFactory(), EquipmentFactory()
    response = new_space(client, building, name_en="New Room 2", equipment=[screen.pk])
    assert response.url == f"{LAND}?building={building.code}"
    space = Space.objects.get()
    assert (space.code, space.building, space.leaves.count()) == ("new-room-2", building, 1)
    assert list(space.equipment.all()) == [screen]


def test_space_add_page_refuses_codes_clearly(client):
    known = SpaceFactory(code="taken")
    missing = new_space(client, known.building, name_en="")
    assert "영문 이름" in str(missing.context["form"].errors["code"])
    taken = new_space(client, known.building, name_en="Taken")
    assert f"{known.name_en} has the code taken already." in str(taken.context["form"].errors["code"])
    typed = new_space(client, known.building, code="taken")
    assert list(typed.context["form"].errors) == ["code"]
    assert "새 방" in words(typed)


def test_space_add_page_refuses_a_second_room_of_the_name(client):
    known = SpaceFactory()
    response = new_space(client, known.building, name=known.name, code="other")
    assert "There is a space of this name in the building already." in words(response)
    assert Space.objects.count() == 1


def test_space_edit_page_sent_back_untouched_changes_nothing(client):
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in "12"]
    hall = SpaceFactory(building=building, leaves=leaves, kind="hall", name="홀")
    for leaf in leaves:
        SpaceFactory(building=building, leaves=[leaf])
    zone = SpaceFactory(
        building=building, kind="desk_zone", code="zone", leaves=[LeafFactory(building=building, code="zone-a1")]
    )
    for space in (hall, zone):
        data = filled(client.get(edit_url(space)).context["form"])
        assert client.post(edit_url(space), data).status_code == 302
    assert set(hall.leaves.all()) == set(leaves)
    assert not AuditEvent.objects.filter(verb="space.edit").exists()


def test_space_edit_page_offers_the_parts_it_is_made_of(client):
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in "123"]
    hall = SpaceFactory(building=building, leaves=leaves[:2], kind="hall")
    halves = {SpaceFactory(building=building, leaves=[leaf]) for leaf in leaves[:2]}
    SpaceFactory(building=building, leaves=leaves[2:])
    assert set(client.get(edit_url(hall)).context["form"]["joined"].value()) == {half.code for half in halves}


def test_space_edit_page_tells_refusals_and_whom_they_protect(client):
    booking = BookingFactory(space=SpaceFactory(kind="hall"))
    space = booking.space
    parts = [SpaceFactory(building=space.building).code for _ in "12"]
    data = filled(client.get(edit_url(space)).context["form"]) | {"way": "joined", "joined": parts}
    page = words(client.post(edit_url(space), data))
    assert booking.number in page
    assert 'name="seen"' not in page, "this cannot be confirmed away"
    odd = client.post(edit_url(space), data | {"way": "desks", "desks": "A1"})
    assert "only a desk zone" in words(odd)
    wrong = client.post(edit_url(space), data | {"max_minutes": "5", "min_minutes": "60"})
    assert "must not be shorter than the shortest" in words(wrong)


# ── hours ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", []),
        ("09:00-18:00", [(540, 1080)]),
        (" 13:00~25:00 , 9:00–12:00", [(540, 720), (780, 1500)]),
        ("00:00-48:00", [(0, 2880)]),
    ],
)
def test_hours_are_read_as_people_write_them(text, minutes):
    assert StretchesField().clean(text) == minutes


def weekly(**days) -> dict:
    return {"own": "own", **{f"day_{n}": "09:00–22:00" for n in range(7)}, **days}


def test_hours_edit_page_says_what_is_wrong_at_its_row(client):
    space = SpaceFactory()
    url = f"{HOURS}?space={space.code}"
    wrong = {"day_1": "9-18", "day_3": "09:00-12:00, 11:00-13:00", "day_5": "09:00-49:00", "day_6": "10:00-09:00"}
    response = client.post(url, weekly(**wrong))
    assert set(response.context["weekly"].errors) == set(wrong)
    assert 'value="09:00-12:00, 11:00-13:00"' in words(response)
    empty = client.post(url, {"own": "own"})
    assert "one weekday at least" in words(empty)
    assert WeeklyHours.objects.filter(space=space, closes=1320).count() == 7


@pytest.mark.parametrize("scope", ["park", "building", "space"])
def test_hours_edit_page_saves_each_scope(client, scope):
    space = SpaceFactory(hours=())
    url = {"park": HOURS, "building": f"{HOURS}?building={space.building.code}", "space": f"{HOURS}?space={space.code}"}
    owner = {"park": (None, None), "building": (None, space.building_id), "space": (space.pk, None)}
    assert client.get(url[scope]).status_code == 200
    assert client.post(url[scope], weekly(day_6="")).url == url[scope]
    assert set(WeeklyHours.objects.values_list("space", "building")) == {owner[scope]}
    assert WeeklyHours.objects.count() == 6
    if scope != "park":
        assert client.post(url[scope], weekly(own="above")).status_code == 302
        assert not WeeklyHours.objects.exists()


def test_hours_edit_page_shows_the_list_then_saves(client):
    booking = BookingFactory(starts_at=day(1, "18:00"))
    url = f"{HOURS}?space={booking.space.code}"
    short = weekly(**{f"day_{n}": "09:00-18:00" for n in range(7)})
    page = client.post(url, short)
    assert booking.number in words(page)
    assert 'form="weekly" name="seen"' in words(page)
    assert 'value="09:00-18:00"' in words(page)
    second = BookingFactory(space=booking.space, starts_at=day(2, "18:00"))
    again = client.post(url, short | {"seen": page.context["hit"].token})
    assert second.number in words(again)
    assert "The list has changed" in words(again)
    assert client.post(url, short | {"seen": again.context["hit"].token}).status_code == 302
    assert set(Booking.objects.values_list("state", flat=True)) == {"confirmed"}


def test_hours_page_of_something_unknown_is_not_there(client):
    assert client.get(f"{HOURS}?space=no").status_code == 404
    assert client.get(f"{HOURS}?building=no").status_code == 404
    assert client.post(reverse("spaces:dated-remove", args=["2027-13-01"])).status_code == 404


def test_dated_days_are_listed_added_and_removed(client):
    tomorrow = day(1).date()
    facts = {"day": tomorrow.isoformat(), "closed": "hours", "hours": "10:00-12:00", "reason": "개관일"}
    assert client.post(DAYS, facts | {"hours": ""}).context["dated"].errors["hours"]
    assert client.post(DAYS, facts | {"day": "2027-03-01"}).context["dated"].errors["day"]
    assert client.post(DAYS, facts).url == HOURS
    page = words(client.get(HOURS))
    assert "10:00–12:00" in page
    assert "개관일" in page
    assert client.post(DAYS, facts | {"closed": "closed"}).status_code == 302
    assert DatedHours.objects.get().opens is None
    assert client.post(reverse("spaces:dated-remove", args=[tomorrow])).url == HOURS
    assert not DatedHours.objects.exists()
    assert "passed already" in words(client.post(reverse("spaces:dated-remove", args=["2027-03-01"])))


def test_dated_deeds_show_the_list_with_the_button_of_their_own_form(client):
    booking = BookingFactory(starts_at=day(1))
    facts = {"day": day(1).date().isoformat(), "closed": "closed", "reason": "소독"}
    page = client.post(DAYS, facts)
    assert 'form="dated" name="seen"' in words(page)
    assert client.post(DAYS, facts | {"seen": page.context["hit"].token}).status_code == 302
    DatedHours.objects.update(opens=0, closes=1440)
    Booking.objects.filter(pk=booking.pk).update(starts_at=day(1, "6:00"), ends_at=day(1, "8:00"))
    url = reverse("spaces:dated-remove", args=[day(1).date()])
    page = client.post(url)
    assert f'form="remove-{day(1).date()}" name="seen"' in words(page)
    assert client.post(url, {"seen": page.context["hit"].token}).status_code == 302


def test_holidays_page_takes_a_year_over(client):
    response = client.post(HOLIDAYS, {"year": "2027", "closed": "closed"}, follow=True)
    assert "public holidays have an entry" in words(response)
    assert "Children&#x27;s Day" in words(response)
    assert client.post(HOLIDAYS, {"year": "1999", "closed": "closed"}).context["holidays"].errors["year"]


def test_hours_page_asks_as_much_for_three_days_as_for_one(client):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HOURS).status_code == 200
        return len(queries)

    DatedHoursFactory(day=day(1).date())
    count()
    one = count()
    for n in (2, 3):
        DatedHoursFactory(day=day(n).date())
    assert count() == one


def test_looking_writes_nothing(client_of):
    """Strangers find no page, and a look changes nothing."""
    space = SpaceFactory()
    pages = [LAND, NEW, HOURS, edit_url(space), reverse("spaces:building-edit", args=[space.building.code])]
    before = AuditEvent.objects.count(), list(Space.objects.values()), list(WeeklyHours.objects.values())
    staff, stranger = client_of(centre_staff()), client_of(PersonFactory())
    for page in pages:
        assert staff.get(page).status_code == 200
        assert stranger.get(page).status_code == 404
    assert (AuditEvent.objects.count(), list(Space.objects.values()), list(WeeklyHours.objects.values())) == before
