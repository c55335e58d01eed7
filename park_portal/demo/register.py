"""The register: the operator, the district's departments and teams, 233 resident organisations, people.

Rows are written in bulk, past the actions: they stand for years of work before the demo began.
"""

from datetime import datetime, time
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from park_portal.accounts.models import Membership, Organization, Person
from park_portal.core.clock import SEOUL

from .tables import day, many, rows

PASSWORD = "park-demo"  # noqa: S105  (the demo's own, printed at every start)
SIGN_INS = ("resident", "tenant", "officer", "coordinator", "staff", "director", "reviewer")
SAME = ("name", "name_en", "kind", "field", "phone")


def load() -> tuple[dict[str, Organization], dict[str, Person]]:
    """Write everything; gives organisations and people by key."""
    bodies = load_bodies()
    people = load_people()
    load_memberships(people, bodies)
    return bodies, people


def load_bodies() -> dict[str, Organization]:
    """Write organisations in an order in which parents and hosts come first; gives them by key."""
    found: dict[str, Organization] = {}
    for name in ("operator", "departments", "organizations", "outsiders", "former"):
        waiting = list(rows(name))
        while waiting:
            ready = [row for row in waiting if above(row) in found or not above(row)]
            made = Organization.objects.bulk_create(body(row, found) for row in ready)
            found |= {row["key"]: organization for row, organization in zip(ready, made, strict=True)}
            waiting = [row for row in waiting if row not in ready]
    return found


def above(row: dict[str, str]) -> str:
    return row.get("parent") or row.get("hosted_by") or ""


def body(row: dict[str, str], found: dict[str, Organization]) -> Organization:
    return Organization(
        **{key: row[key] for key in SAME},
        parent=found.get(row.get("parent", "")),
        hosted_by=found.get(row.get("hosted_by", "")),
        business_number=row.get("business_number") or None,
        intro=row.get("intro", ""),
        intro_en=row.get("intro_en", ""),
        email=row.get("email", ""),
    )


def load_people() -> dict[str, Person]:
    """Write people with verified addresses; only the seven sign-ins have a password. Gives them by key."""
    dongs = {row["key"]: row["name"] for row in rows("departments")}
    password = make_password(PASSWORD)
    wanted = list(rows("people"))
    made = Person.objects.bulk_create(
        Person(
            email=row["email"],
            name=row["name"],
            phone=row["phone"],
            language=row["language"],
            neighbourhood=dongs.get(row["neighbourhood"], ""),
            password=password if row["key"] in SIGN_INS else make_password(None),
            joined_at=datetime.combine(day(row["since"]), time(9), tzinfo=SEOUL),
        )
        for row in wanted
    )
    EmailAddress.objects.bulk_create(EmailAddress(user=p, email=p.email, verified=True, primary=True) for p in made)
    return {row["key"]: person for row, person in zip(wanted, made, strict=True)}


def load_memberships(people: dict[str, Person], bodies: dict[str, Organization]) -> None:
    Membership.objects.bulk_create(membership(row, people, bodies) for row in rows("memberships"))


def membership(row: dict[str, str], people: dict[str, Person], bodies: dict[str, Organization]) -> Membership:
    facts: dict[str, Any] = {"since": day(row["since"]), "until": day(row["until"])}
    return Membership(
        person=people[row["person"]],
        organization=bodies[row["organization"]],
        role=row["role"],
        duties=many(row["duties"]),
        **facts,
    )
