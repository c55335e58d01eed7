"""Who gets through which door. A URL without a row in ``doors.py`` fails."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from park_portal.accounts.states import Role
from tests import factories
from tests.approvals.doors import approval_doors
from tests.collaboration.doors import joint_doors
from tests.collaboration.paper_doors import paper_doors
from tests.doors import DOORS, SIGN_IN_DOORS, VISITORS
from tests.payments.doors import money_doors
from tests.tenants.agreement_doors import agreement_doors
from tests.tenants.care_doors import care_doors
from tests.tenants.charge_doors import charge_doors
from tests.tenants.register_doors import register_doors

ROWS = [line.split() for line in DOORS.splitlines() if line.strip()]
SIGN_IN_ROWS = [line.split() for line in SIGN_IN_DOORS.splitlines() if line.strip()]


def url_names(resolver: URLResolver, prefix: str = "") -> set[str]:
    """All URL names below a resolver, with their namespaces; allauth's old addresses only redirect."""
    found = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if str(entry.pattern).startswith("social/"):
                continue
            found |= {f"{prefix}{entry.name}"} if entry.name else {f"{prefix}({entry.pattern})"}
        else:
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found |= url_names(entry, namespace)
    return found


@pytest.fixture
def park():
    """A tenant organisation with head and member, an invitation, messages, a building."""
    organization = factories.OrganizationFactory()
    factories.member_of(organization, role=Role.OWNER)
    member = factories.member_of(organization)
    other = factories.MembershipFactory(organization=organization)
    people = {
        "anonymous": None,
        "stranger": factories.PersonFactory(),
        "member": member,
        "officer": factories.officer(),
        "staff": factories.centre_staff(),
        "director": factories.director(),
    }
    booking = factories.BookingFactory(person=member, space=factories.SpaceFactory(code="hall"))
    factories.CalendarLinkFactory(secret="door-of-a-calendar")
    report = factories.MonthlyReportFactory()
    money, typed = money_doors(member)
    lines, signed = approval_doors(member)
    joint, said = joint_doors(member)
    charged, credited = charge_doors(organization)
    agreements, written = agreement_doors(organization)
    cared, answered = care_doors(organization, member)
    plans, issued = paper_doors(organization)
    return SimpleNamespace(
        people=people,
        args={
            **money,
            **lines,
            **joint,
            **charged,
            **agreements,
            **cared,
            **register_doors(),
            **plans,
            **{f"reports:{name}": [report.month] for name in ("monthly-report", "monthly-report-data")},
            "reports:monthly-report-file": [report.month, "xlsx"],
            "spaces:building-detail": [factories.BuildingFactory().code],
            **{
                f"spaces:{name}": [factories.BookingFactory(state="requested").pk]
                for name in ("booking-queue-open", "booking-approve", "booking-reject")
            },
            **{f"spaces:{name}": ["hall"] for name in ("space-detail", "booking-request", "booking-price")},
            **{f"spaces:booking-{deed}": [booking.pk] for deed in ("detail", "change", "cancel", "calendar")},
            "documents:document-detail": [factories.DocumentFactory(subject_id=member.pk).pk],
            "documents:document-file": [factories.DocumentFactory(subject_id=member.pk, kind="bill").pk, "xlsx"],
            "documents:file-download": [factories.StoredFileFactory(subject_id=member.pk).pk],
            "spaces:booking-permit": [booking.pk, "pdf"],
            "spaces:space-ledger": [factories.SpaceFactory().code],
            "spaces:building-edit": [factories.BuildingFactory().code],
            "spaces:space-edit": [factories.SpaceFactory().code],
            "spaces:dated-remove": ["2099-01-01"],
            **{f"spaces:{name}": [factories.ClosureFactory().pk] for name in ("closure-edit", "closure-end")},
            "spaces:calendar-feed": ["door-of-a-calendar"],
            "spaces:tariffs-set": [factories.SpaceFactory().code],
            "spaces:surcharge-end": [factories.SurchargeFactory().pk],
            "spaces:reduction-end": [factories.ReductionFactory().pk],
            "spaces:item-edit": [factories.RentalItemFactory().pk],
            "spaces:entitlement-end": [factories.EntitlementFactory().pk],
            **{
                f"spaces:{name}": [factories.ReductionProofFactory().pk]
                for name in ("proof-queue-open", "proof-accept", "proof-refuse")
            },
            "accounts:access-token-revoke": [factories.AccessTokenFactory(person=member).pk],
            "api:building-detail": [factories.BuildingFactory().code],
            "api:space-detail": [factories.SpaceFactory().pk],
            "api:space-busy": [factories.SpaceFactory().pk],
            "api:booking-detail": [factories.BookingFactory(person=member).pk],
            "api:booking-cancel": [factories.BookingFactory(person=member).pk],
            "accounts:organization-detail": [organization.pk],
            "accounts:organization-edit": [organization.pk],
            "reports:organization-home": [organization.pk],
            "accounts:membership-list": [organization.pk],
            "accounts:membership-change": [other.pk],
            "accounts:membership-end": [other.pk],
            "accounts:duties-hand-over": [other.pk],
            "accounts:duty-handover": [factories.DutyHandoverFactory(taker=member).pk],
            **{
                f"accounts:{name}": [factories.InvitationFactory(organization=organization).pk]
                for name in ("invitation", "invitation-accept", "invitation-decline", "invitation-revoke")
            },
            "notifications:inbox-open": [factories.InboxMessageFactory(recipient=member).pk],
            "notifications:outbox-resend": [factories.OutboxMessageFactory(state="dead").pk],
        },
        data={
            **typed,
            **signed,
            **said,
            **answered,
            **credited,
            **written,
            **issued,
            "reports:monthly-report-make": {"month": f"{report.month:%Y-%m}"},
            "accounts:acting-switch": {"membership": "0"},
            "spaces:booking-reject": {"usual": "purpose"},
            "spaces:proof-accept": {"accept-valid_until": factories.at(30).date().isoformat()},
            "spaces:proof-refuse": {"usual": "blurred"},
            "accounts:language-switch": {"language": "en"},
        },
    )


def test_every_door_has_a_row():
    listed = {row[0] for row in ROWS + SIGN_IN_ROWS}
    real = {name for name in url_names(get_resolver()) if not name.startswith("admin:")}
    assert real - listed == set(), "doors without a row in tests/doors.py"
    assert listed - real == set(), "rows without a door"


def test_a_door_without_a_row_is_noticed(settings):
    """The control of the test above: a new URL is found by the same walk."""
    settings.ROOT_URLCONF = "tests.extra_door"
    listed = {row[0] for row in ROWS + SIGN_IN_ROWS}
    assert url_names(get_resolver("tests.extra_door")) - listed == {"a-new-door"}


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_door(row, visitor, park):
    name, method, *expected = row
    wanted = int(expected[VISITORS.index(visitor)])
    client = Client()
    if person := park.people[visitor]:
        client.force_login(person)
    url = address(name, park.args.get(name, []))
    as_json = {"content_type": "application/json"} if method == "POST" and name.startswith("api:") else {}
    response = getattr(client, method.lower())(url, park.data.get(name, {}), **as_json)
    assert response.status_code == wanted
    if visitor == "anonymous" and wanted == 302 and name != "accounts:language-switch":
        assert response.url.startswith("/accounts/login/")


def address(name: str, args: list) -> str:
    """The address of a door; one that matches everything is tried with nonsense."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return "/api/nonsense/"


@pytest.mark.django_db
@pytest.mark.parametrize("row", [row for row in ROWS if row[1] == "POST"], ids=lambda row: row[0])
def test_deeds_refuse_get(row, park, client_of):
    """A link, a crawler or a preview must not do anything."""
    client = client_of(park.people["director"])
    assert client.get(reverse(row[0], args=park.args.get(row[0], []))).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("row", SIGN_IN_ROWS, ids=lambda row: row[0])
def test_sign_in_door(row, client_of):
    name, anonymous, signed_in = row
    args = {
        "account_confirm_email": ["no-such-key"],
        "account_reset_password_from_key": ["1", "no-such-key"],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
    }
    url = reverse(name, args=args.get(name, []))
    assert Client().get(url).status_code == int(anonymous)
    assert client_of(factories.PersonFactory()).get(url).status_code == int(signed_in)


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", VISITORS)
def test_admin_opens_for_operators_only(visitor, park):
    client = Client()
    if person := park.people[visitor]:
        client.force_login(person)
    lists = [name for name in url_names(get_resolver()) if name.startswith("admin:") and name.endswith("_changelist")]
    assert len(lists) > 8
    for name in lists:
        assert client.get(reverse(name)).status_code == 302, name


@pytest.mark.django_db
def test_admin_is_a_window_not_a_desk():
    """An operator sees every list of ours, and can neither add nor delete there."""
    client = Client()
    client.force_login(factories.PersonFactory(is_superuser=True))
    for name in sorted(url_names(get_resolver())):
        ours = name.split(":")[-1].split("_")[0] in {"accounts", "audit", "notifications", "spaces"}
        if name.startswith("admin:") and ours and name.endswith("_changelist"):
            assert client.get(reverse(name)).status_code == 200, name
            if "reminderplan" not in name:
                assert client.get(reverse(name.replace("_changelist", "_add"))).status_code == 403, name
