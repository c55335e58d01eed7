"""A park of sixty spaces with as many bookings as asked for: more years, not fuller rooms."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, transaction
from psycopg2.extras import DateTimeTZRange

from park_portal.accounts.models import Membership, Organization, Person
from park_portal.accounts.states import OrganizationKind
from park_portal.core import clock
from spaces.models import Building, Closure, DatedHours, Leaf, Space, Tariff, WeeklyHours
from spaces.reckoning import midnight
from spaces.states import UserClass

SPACES = 60  # the last three are a divisible hall and its halves
A_DAY = 3  # one-hour bookings of each leaf, between 09:00 and 22:00: as dense as the peers' park of 200 thousand
CROWD = 32
QUOTA = 4  # hours a month of a person in the narrow rooms
BOOKINGS_EACH = 200  # of a person over the years: more bookings are more people
LEAVES = SPACES - 1

# Always the same bookings for the same day and size, written in the order of time. Rows that were made from each other
# need no look-up of their foreign keys (half of the time); only a superuser may say so. Overlaps are refused as ever.
FILL = """
SELECT set_config('session_replication_role', 'replica', true) WHERE current_setting('is_superuser') = 'on';
CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY at, leaf_id) AS n, space_id, leaf_id, at,
       %(person)s + (row_number() OVER (ORDER BY at, leaf_id)) %% %(people)s AS person_id
FROM (
    SELECT l.leaf_id, min(l.space_id) AS space_id FROM spaces_space_leaves l
    WHERE (SELECT count(*) FROM spaces_space_leaves x WHERE x.space_id = l.space_id) = 1 GROUP BY l.leaf_id
) leaf, generate_series(0, %(days)s - 1) d, LATERAL (
    SELECT ((%(first)s::date + d) + make_interval(hours => h)) AT TIME ZONE 'Asia/Seoul' AS at
    FROM generate_series(9, 21) h ORDER BY md5(leaf_id || '-' || d || '-' || h) LIMIT %(a_day)s
) hours;
INSERT INTO spaces_claim (id, kind, title, person_id, created_at)
    SELECT n, 'booking', 'bench', person_id, now() FROM wanted ORDER BY n;
INSERT INTO spaces_booking (
        id, claim_id, space_id, person_id, starts_at, ends_at, purpose, attendees, user_class, price_krw, price_lines,
        vat_mode, refund_table, state, requested_at, reason, override, changes)
    SELECT n, n, space_id, person_id, at, at + interval '1 hour', 'bench', 5, 'resident', 0, '[]', 'included', '[]',
           CASE WHEN at < now() THEN 'completed' ELSE 'confirmed' END, now(), '', '', 0
    FROM wanted ORDER BY n;
INSERT INTO spaces_slot (id, claim_id, leaf_id, during)
    SELECT n, n, leaf_id, tstzrange(at, at + interval '1 hour') FROM wanted ORDER BY n;
SELECT setval(pg_get_serial_sequence(name, 'id'), (SELECT count(*) + 1 FROM wanted))
    FROM unnest(ARRAY['spaces_claim', 'spaces_booking', 'spaces_slot']) name
"""


@dataclass(frozen=True)
class World:
    """What the workloads need: spaces, people who are signed in, a day in the middle of the bookings."""

    spaces: list[Space]
    people: list[Person]
    sessions: list[str]
    staff: str  # session of somebody of the centre
    day: date
    empty: int  # days after ``day`` from which on nothing is booked

    @property
    def rooms(self) -> list[Space]:
        """Free of charge, each of one leaf."""
        return self.spaces[:20]

    @property
    def narrow(self) -> list[Space]:
        """Free of charge, and few hours a month for a person."""
        return self.spaces[20:28]

    @property
    def priced(self) -> list[Space]:
        return self.spaces[30:-3]

    @property
    def hall(self) -> list[Space]:
        """The whole and its first half."""
        return self.spaces[-3:-1]

    def at(self, days: int, hour: int) -> datetime:
        return midnight(self.day + timedelta(days=days)) + timedelta(hours=hour)


def build(bookings: int) -> World:
    """Empty the database and fill it with ``bookings`` one-hour bookings around today."""
    call_command("flush", interactive=False, verbosity=0)
    days, today = bookings // (LEAVES * A_DAY), clock.today()
    with transaction.atomic():
        people = make_people(max(CROWD, bookings // BOOKINGS_EACH))
        spaces = make_spaces()
        make_hours(today - timedelta(days=days // 2), days, spaces, people[0])
        with connection.cursor() as cursor:
            cursor.execute(
                FILL,
                {
                    "first": today - timedelta(days=days // 2),
                    "days": days,
                    "a_day": A_DAY,
                    "person": people[0].pk,
                    "people": len(people),
                },
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")  # else the load is written to disk while bookings are timed
    sessions = [session_of(person) for person in people[:CROWD]]
    return World(spaces, people[:CROWD], sessions, session_of(make_staff()), today + timedelta(days=3), days // 2 + 30)


def make_spaces() -> list[Space]:
    """Rooms free of charge, priced rooms, and a hall whose halves are spaces, too."""
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
            monthly_hours_person=QUOTA if 20 <= n < 28 else 10_000,
            min_minutes=30,
        )
        for n in range(SPACES)
    )
    leaves = Leaf.objects.bulk_create(Leaf(code=f"leaf-{n}", building=building) for n in range(LEAVES))
    *rooms, whole, left, right = spaces
    for space, its in [*((room, [leaf]) for room, leaf in zip(rooms, leaves, strict=False)), (whole, leaves[-2:])]:
        space.leaves.set(its)
    left.leaves.set(leaves[-2:-1])
    right.leaves.set(leaves[-1:])
    Tariff.objects.bulk_create(
        Tariff(space=space, user_class=kind, hourly_krw=5000 if 30 <= n < SPACES - 3 else 0, since=date(2020, 1, 1))
        for n, space in enumerate(spaces)
        for kind in UserClass
    )
    return list(Space.objects.select_related("building").prefetch_related("leaves").order_by("pk"))


def make_hours(first: date, days: int, spaces: list[Space], by: Person) -> None:
    """The park's hours, a holiday in every month, and a closure of one leaf in every week."""
    WeeklyHours.objects.bulk_create(WeeklyHours(weekday=day, opens=540, closes=1320) for day in range(7))
    DatedHours.objects.bulk_create(
        DatedHours(day=first + timedelta(days=n), reason="Holiday", is_holiday=True) for n in range(15, days, 30)
    )
    closures = Closure.objects.bulk_create(
        Closure(
            during=DateTimeTZRange(midnight(day), midnight(day + timedelta(days=1))),
            reason="Repair",
            created_by=by,
            created_at=clock.now(),
        )
        for n in range(0, days, 7)
        for day in [first + timedelta(days=n)]
    )
    links = Closure.leaves.through
    links.objects.bulk_create(
        links(closure=closure, leaf=spaces[n % len(spaces[:-3])].leaves.all()[0]) for n, closure in enumerate(closures)
    )


def make_people(count: int) -> list[Person]:
    """Residents, who read no e-mail here."""
    now = clock.now()
    return Person.objects.bulk_create(
        Person(email=f"bench{n}@example.org", name=f"Bench {n}", neighbourhood="Solmi-dong", joined_at=now)
        for n in range(count)
    )


def make_staff() -> Person:
    centre = Organization.objects.create(name="Centre", kind=OrganizationKind.PARK_OPERATOR)
    person = Person.objects.create(email="centre@example.org", name="Centre", joined_at=clock.now())
    Membership.objects.create(person=person, organization=centre, since=clock.today())
    return person


def session_of(person: Person) -> str:
    """A session as signing in makes it; gives its key."""
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.save()
    return session.session_key
