"""``manage.py load_demo``: what stands in the tables is what stands in the files, once."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from park_portal.accounts.models import Invitation, Membership, Organization, Person
from park_portal.accounts.reckoning import business_number_check, phone_check
from park_portal.accounts.states import OrganizationKind
from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.demo.models import DemoLoad
from park_portal.demo.tables import rows
from park_portal.notifications.models import OutboxMessage
from park_portal.payments.models import BankLine, Receivable
from spaces.models import Booking, Building
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db
TABLES = (Building, Organization, Person, Membership, Invitation, EmailAddress, DemoLoad, OutboxMessage, AuditEvent)


def load(*args: str) -> str:
    words = StringIO()
    call_command("load_demo", *args, stdout=words)
    return words.getvalue()


def counts() -> dict[str, int]:
    return {table.__name__: table.objects.count() for table in TABLES}


def test_load_demo_writes_what_the_files_say():
    words = load()
    assert "resident@demo.park" in words and "park-demo" in words
    assert Building.objects.count() == 17
    bodies = {name: list(rows(name)) for name in ("operator", "departments", "organizations", "outsiders", "former")}
    assert len(bodies["organizations"]) == 233
    assert Organization.objects.count() == sum(map(len, bodies.values()))
    every = [row for table in bodies.values() for row in table]
    kinds = Counter(Organization.objects.values_list("kind", flat=True))
    assert kinds == Counter(row["kind"] for row in every)
    assert kinds[OrganizationKind.PARK_OPERATOR] == 1
    groups = Counter(row["group"] for row in bodies["organizations"])
    hosts = {row["key"]: row["name"] for row in bodies["organizations"]}
    hosted = Counter(hosts[row["hosted_by"]] for row in bodies["organizations"] if row["hosted_by"])
    assert groups["hosted"] == sum(hosted.values()) == 105
    real = Counter(
        Organization.objects.filter(
            name__in=[r["name"] for r in bodies["organizations"]], hosted_by__isnull=False
        ).values_list("hosted_by__name", flat=True)
    )
    assert real == hosted
    assert Counter(Organization.objects.exclude(parent=None).values_list("parent__name", flat=True)).total() == sum(
        bool(row.get("parent")) for row in every
    )


def test_load_demo_writes_people_who_can_sign_in():
    load()
    people = list(rows("people"))
    assert Person.objects.count() == EmailAddress.objects.filter(verified=True, primary=True).count() == len(people)
    assert set(EmailAddress.objects.values_list("email", flat=True)) == {row["email"] for row in people}
    with_password = {person.email for person in Person.objects.all() if person.has_usable_password()}
    assert with_password == {row["email"] for row in people[:7]}
    assert Membership.objects.count() == len(list(rows("memberships")))
    facts = lambda who: Person.objects.get(email=f"{who}@demo.park")  # noqa: E731
    assert facts("staff").is_centre_staff and not facts("staff").is_director
    assert facts("director").is_director
    assert facts("officer").is_district_officer and facts("coordinator").is_district_officer
    assert facts("reviewer").is_reviewer
    assert facts("resident").current_memberships == [] and facts("resident").neighbourhood


def test_load_demo_rows_keep_the_rules_of_their_models():
    """Bulk writing passes the validators by: here they have their say."""
    load()
    for organization in Organization.objects.all():
        organization.clean_fields()
        if organization.business_number:
            business_number_check(organization.business_number)
    for person in Person.objects.all():
        person.clean_fields(exclude=["password"])
        phone_check(person.phone)
    for membership in Membership.objects.all():
        membership.clean_fields()
    for building in Building.objects.all():
        building.clean_fields()


def test_load_demo_gives_duties_that_the_body_can_give():
    """Except reviewing, which the centre gives."""
    from park_portal.accounts.rules import duties_possible

    load()
    staff = Person.objects.get(email="staff@demo.park")
    for row in Membership.objects.select_related("organization"):
        odd = set(row.duties) - set(duties_possible(staff, row.organization))
        assert not odd, f"{row.organization.kind}: {odd}"


def test_load_demo_leaves_something_to_do():
    load()
    invitations = {row.email: row for row in Invitation.objects.all()}
    assert set(invitations) == {"resident@demo.park", "newcomer@example.org"}
    assert {row.state for row in invitations.values()} == {"pending"}
    assert set(OutboxMessage.objects.values_list("address", flat=True)) >= set(invitations)


def test_load_demo_money_agrees_to_the_won():
    """Every priced booking that stands has its charge; the desk has something to match, to chase and to wait for."""
    load()
    charged = Receivable.objects.filter(kind="booking").with_balance()
    prices = dict(Booking.objects.filter(price_krw__gt=0).values_list("pk", "price_krw"))
    assert all(row.charged_krw - row.credited_krw == prices[int(row.subject_id)] for row in charged)
    assert charged.open().exists()
    assert charged.overdue().exists()
    assert BankLine.objects.waiting().count() == 3
    assert Booking.objects.filter(state="awaiting_payment").exists()


def test_load_demo_twice_changes_nothing():
    load()
    before = counts()
    assert "already" in load()
    assert counts() == before and before["DemoLoad"] == 1


@pytest.mark.django_db(transaction=True)  # TRUNCATE does not go beside deferred constraints
def test_load_demo_again_starts_from_today():
    load()
    before = counts()
    DemoLoad.objects.update(anchor=clock.today() - timedelta(days=90))
    OrganizationFactory(name="손님")
    load("--again")
    assert counts() == before
    assert DemoLoad.objects.get().anchor == clock.today()
    assert not Organization.objects.filter(name="손님").exists()


@pytest.mark.parametrize("args", [(), ("--again",)])
def test_load_demo_refuses_a_production_portal(args, settings):
    settings.PARK_MODE = "production"
    kept = OrganizationFactory()
    with pytest.raises(CommandError, match="production"):
        load(*args)
    assert list(Organization.objects.all()) == [kept]
    assert not DemoLoad.objects.exists()
    settings.PARK_MODE = "demo"
    load()
    assert DemoLoad.objects.exists()
