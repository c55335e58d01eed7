"""A park of sixty rooms with as many bookings as asked for: more years, not fuller rooms."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, transaction

from park_portal.accounts.models import Person
from park_portal.core import clock
from spaces.models import Building, Leaf, Space, Tariff, WeeklyHours
from spaces.reckoning import midnight
from spaces.states import UserClass

ROOMS = 60
A_DAY = 5  # one-hour bookings of each room, between 09:00 and 22:00
PEOPLE = 64

FILL = """
WITH wanted AS (
    SELECT s.id AS space_id, l.leaf_id, row_number() OVER () AS n,
           ((%(first)s::date + d) + make_interval(hours => h)) AT TIME ZONE 'Asia/Seoul' AS at
    FROM spaces_space s JOIN spaces_space_leaves l ON l.space_id = s.id, generate_series(0, %(days)s - 1) d,
         LATERAL (
             SELECT h FROM generate_series(9, 21) h ORDER BY md5(s.id || '-' || d || '-' || h) LIMIT %(a_day)s
         ) hours
), claims AS (
    INSERT INTO spaces_claim (kind, title, person_id, created_at)
    SELECT 'booking', n::text, %(person)s, now() FROM wanted RETURNING id, title
), bookings AS (
    INSERT INTO spaces_booking (claim_id, space_id, person_id, starts_at, ends_at, purpose, attendees, user_class,
                                price_krw, state, requested_at, reason, override)
    SELECT c.id, w.space_id, %(person)s, w.at, w.at + interval '1 hour', 'bench', 5, 'resident', 0,
           CASE WHEN w.at < now() THEN 'completed' ELSE 'confirmed' END, now(), '', ''
    FROM wanted w JOIN claims c ON c.title = w.n::text
)
INSERT INTO spaces_slot (claim_id, leaf_id, during)
SELECT c.id, w.leaf_id, tstzrange(w.at, w.at + interval '1 hour') FROM wanted w JOIN claims c ON c.title = w.n::text
"""


@dataclass(frozen=True)
class World:
    """What the workloads need: rooms, people who are signed in, a day in the middle of the bookings."""

    spaces: list[Space]
    people: list[Person]
    sessions: list[str]
    day: date
    empty: int  # days after ``day`` from which on nothing is booked

    def at(self, days: int, hour: int) -> datetime:
        return midnight(self.day + timedelta(days=days)) + timedelta(hours=hour)


def build(bookings: int) -> World:
    """Empty the database and fill it with ``bookings`` one-hour bookings around today."""
    call_command("flush", interactive=False, verbosity=0)
    days = bookings // (ROOMS * A_DAY)
    today = clock.today()
    with transaction.atomic():
        spaces, people = make_rooms(), make_people()
        with connection.cursor() as cursor:
            first = today - timedelta(days=days // 2)
            facts = {"first": first, "days": days, "a_day": A_DAY, "person": people[0].pk}
            cursor.execute(FILL, facts)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return World(spaces, people, [session_of(person) for person in people], today + timedelta(days=7), days // 2 + 30)


def make_rooms() -> list[Space]:
    building = Building.objects.create(code="bench", name="Bench", category="tenancy")
    spaces = Space.objects.bulk_create(
        Space(
            building=building,
            code=f"room-{n}",
            name=f"Room {n}",
            kind="meeting",
            capacity=10 + n,
            area_m2=20,
            lead_max_days=30_000,
            monthly_hours_person=10_000,
            min_minutes=30,
        )
        for n in range(ROOMS)
    )
    for space in spaces:
        space.leaves.set([Leaf.objects.create(code=space.code, building=building)])
    WeeklyHours.objects.bulk_create(WeeklyHours(weekday=day, opens=540, closes=1320) for day in range(7))
    Tariff.objects.bulk_create(
        Tariff(space=space, user_class=kind, hourly_krw=5000, since=date(2020, 1, 1))
        for space in spaces
        for kind in UserClass
    )
    return list(Space.objects.select_related("building").order_by("pk"))


def make_people() -> list[Person]:
    return Person.objects.bulk_create(
        Person(
            email=f"bench{n}@example.org", name=f"Bench {n}", neighbourhood="Solmi-dong", joined_at=datetime.now(UTC)
        )
        for n in range(PEOPLE)
    )


def session_of(person: Person) -> str:
    """A session as signing in makes it; gives its key."""
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.save()
    return session.session_key
