"""People and the bodies they act for."""

from datetime import date, timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from park_portal.accounts import models
from park_portal.accounts.querysets import digest_of
from park_portal.accounts.states import Duty, OrganizationKind, Role, Scope
from park_portal.core import clock

PASSWORD = "a good long one"


class PersonFactory(DjangoModelFactory):
    """Signs in with PASSWORD; the address is verified."""

    class Meta:
        model = models.Person
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"사람{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organization

    name = factory.Sequence(lambda n: f"모임{n}")
    kind = OrganizationKind.ASSOCIATION


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    person = factory.SubFactory(PersonFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.MEMBER
    since = date(2024, 1, 2)


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = models.Invitation

    organization = factory.SubFactory(OrganizationFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    invited_by = factory.SubFactory(PersonFactory)
    invited_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyAttribute(lambda o: o.invited_at + timedelta(days=14))


class DutyHandoverFactory(DjangoModelFactory):
    class Meta:
        model = models.DutyHandover

    organization = factory.SubFactory(OrganizationFactory)
    giver = factory.SubFactory(PersonFactory)
    taker = factory.SubFactory(PersonFactory)
    by = factory.SelfAttribute("giver")
    at = factory.LazyFunction(clock.now)


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = models.Consent

    person = factory.SubFactory(PersonFactory)
    purpose = "newsletter"
    version = "2026-11"
    given_at = factory.LazyFunction(clock.now)


def secret_of(n: int) -> str:
    """A secret in the shape of those that ``access_token_make`` gives."""
    return f"park_{n:043d}"


class AccessTokenFactory(DjangoModelFactory):
    """``secret`` makes it usable: AccessTokenFactory(secret=secret_of(7))."""

    class Meta:
        model = models.AccessToken

    class Params:
        secret = factory.Sequence(secret_of)

    person = factory.SubFactory(PersonFactory)
    name = factory.Sequence(lambda n: f"열쇠{n}")
    prefix = factory.LazyAttribute(lambda o: o.secret[:12])
    digest = factory.LazyAttribute(lambda o: digest_of(o.secret))
    scopes = Scope.values
    created_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyAttribute(lambda o: o.created_at + timedelta(days=90))


class CalendarLinkFactory(DjangoModelFactory):
    class Meta:
        model = models.CalendarLink

    class Params:
        secret = factory.Sequence(lambda n: f"{n:043d}")

    person = factory.SubFactory(PersonFactory)
    digest = factory.LazyAttribute(lambda o: digest_of(o.secret))
    made_at = factory.LazyFunction(clock.now)


def member_of(organization: models.Organization, role: str = Role.MEMBER, **facts: Any) -> models.Person:
    """A person who acts for ``organization`` today."""
    return MembershipFactory(organization=organization, role=role, **facts).person


def operator() -> models.Organization:
    found = models.Organization.objects.filter(kind=OrganizationKind.PARK_OPERATOR).first()
    return found or OrganizationFactory(name="센터", kind=OrganizationKind.PARK_OPERATOR)


def centre_staff() -> models.Person:
    """Someone of the park's centre."""
    return member_of(operator(), duties=[Duty.RENTALS])


def director() -> models.Person:
    """The head of the centre."""
    return member_of(operator(), role=Role.OWNER, duties=[Duty.DIRECTION])


def officer() -> models.Person:
    """Someone of a district department."""
    return member_of(OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT))
