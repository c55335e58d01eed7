"""Reading words of people, organisations, memberships, invitations, tokens and calendar links."""

import contextlib
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Self

from django.contrib.auth.models import BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from park_portal.core import clock

from .reckoning import phone_clean
from .states import InvitationState, Role


class PersonManager(BaseUserManager):
    """People are found by e-mail, whatever its case."""

    def get_by_natural_key(self, email: str) -> Any:
        return self.get(email=email.strip().lower())

    def who_look_after(self, duty: str, kind: str) -> models.QuerySet:
        """Active people with the duty in an organisation of that kind today; where nobody has it, all of its people."""
        today = clock.today()
        mine = _open(today, "memberships__") & Q(memberships__since__lte=today, memberships__organization__kind=kind)
        people = self.filter(mine, is_active=True).distinct()
        with_duty = people.filter(mine & Q(memberships__duties__contains=[duty]))
        return with_duty if with_duty.exists() else people

    def named(self, said: str) -> models.QuerySet:
        """Active people whom staff mean on the telephone: by e-mail address, telephone number or whole name."""
        said = " ".join(said.split())
        meant = Q(email=said.lower()) if "@" in said else Q(name=said)
        with contextlib.suppress(ValidationError):
            meant |= Q(phone=phone_clean(said))
        return self.filter(meant, is_active=True).order_by("name", "pk")

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """For ``manage.py createsuperuser``: an operator of the machine, not a member of the park."""
        person = self.model(email=email.strip().lower(), is_superuser=True, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Centre staff see the whole register; others see what they act for."""
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff:
            return self
        return self.filter(pk__in=[m.organization_id for m in user.current_memberships])

    def with_list_columns(self) -> Self:
        today = clock.today()
        people = Count("memberships", filter=Q(memberships__since__lte=today) & _open(today, "memberships__"))
        return self.select_related("parent", "hosted_by").annotate(people=people).order_by("name", "pk")


def _open(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": day})


class MembershipQuerySet(models.QuerySet):
    def current(self, day: date | None = None) -> Self:
        """Memberships in force on ``day`` (today): ``since`` counts, ``until`` is the first day without."""
        day = day or clock.today()
        return self.filter(_open(day), since__lte=day)

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff:
            return self
        return self.filter(organization__in=[m.organization_id for m in user.current_memberships])

    def with_list_columns(self) -> Self:
        """With person and organisation; heads first, then managers, then members; by name."""
        rank = models.Case(models.When(role=Role.OWNER, then=0), models.When(role=Role.MANAGER, then=1), default=2)
        heads = self.model.objects.heads_of(models.OuterRef("organization")).values("organization")
        count = models.Subquery(heads.annotate(n=Count("pk")).values("n"), output_field=models.IntegerField())
        rows = self.select_related("person", "organization").annotate(head_count=Coalesce(count, 0))
        return rows.order_by(rank, "person__name", "pk")

    def heads_of(self, organization: Any) -> Self:
        """The current heads of one organisation."""
        return self.current().filter(organization=organization, role=Role.OWNER)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those who run the organisation, and the person invited (by her verified address)."""
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff:
            return self
        mine = [m.organization_id for m in user.current_memberships]
        return self.filter(Q(organization__in=mine) | Q(email=user.email))

    def pending(self) -> Self:
        return self.filter(state=InvitationState.PENDING)

    def open(self) -> Self:
        """Pending ones that can still be answered."""
        return self.pending().filter(expires_at__gt=clock.now())

    def lapsed(self, now: datetime) -> Self:
        return self.pending().filter(expires_at__lte=now)


def digest_of(secret: str) -> str:
    """What is kept of a secret (64 hex digits). A plain hash will do: secrets here are 256 random bits."""
    return sha256(secret.encode()).hexdigest()


class AccessTokenQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; nobody else sees a person's tokens."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def live(self) -> Self:
        """Those that open the API now."""
        return self.filter(revoked_at=None, expires_at__gt=clock.now())

    def of_secret(self, secret: str) -> Self:
        """The live token with this secret, of a person who may sign in; with that person."""
        return self.live().filter(digest=digest_of(secret), person__is_active=True).select_related("person")


class CalendarLinkQuerySet(models.QuerySet):
    def of_secret(self, secret: str) -> Self:
        """The link with this secret, of a person who may sign in; with that person."""
        return self.filter(digest=digest_of(secret), person__is_active=True).select_related("person")


class DutyHandoverQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The two, and whoever runs the body."""
        if not user.is_authenticated:
            return self.none()
        runs = [m.organization_id for m in user.current_memberships if m.role in {Role.OWNER, Role.MANAGER}]
        return self.filter(Q(giver=user) | Q(taker=user) | Q(by=user) | Q(organization__in=runs))
