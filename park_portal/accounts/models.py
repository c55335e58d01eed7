"""People, organisations, memberships, invitations, consents, API tokens and calendar links."""

from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from park_portal.core.bilingual import Bilingual

from .querysets import (
    AccessTokenQuerySet,
    CalendarLinkQuerySet,
    DutyHandoverQuerySet,
    InvitationQuerySet,
    MembershipQuerySet,
    OrganizationQuerySet,
    PersonManager,
)
from .reckoning import business_number_check, phone_check
from .states import DISTRICT_KINDS, ConsentPurpose, Duty, Field, InvitationState, OrganizationKind, Role, Scope


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in, known by e-mail. What she may do comes from her memberships, never from flags."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=20, blank=True, validators=[phone_check])  # E.164
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ko")
    neighbourhood = models.CharField(_("neighbourhood (dong)"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    # Processed for the service itself: told at sign-up, not asked (rule since 2024-09-15, KOREA.md).
    notice_version = models.CharField(_("version of the privacy notice shown"), max_length=10, blank=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="person_email_lower",
                violation_error_message=_("E-mail addresses are kept in small letters."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the operators' admin opens (Django asks by this name)."""
        return self.is_superuser

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """Memberships in force today, with their organisations; read once a request."""
        return list(self.memberships.current().select_related("organization").order_by("pk"))

    @cached_property
    def is_centre_staff(self) -> bool:
        return any(m.organization.kind == OrganizationKind.PARK_OPERATOR for m in self.current_memberships)

    @cached_property
    def is_director(self) -> bool:
        return any(
            m.organization.kind == OrganizationKind.PARK_OPERATOR and Duty.DIRECTION in m.duties
            for m in self.current_memberships
        )

    @cached_property
    def is_district_officer(self) -> bool:
        return any(m.organization.kind in DISTRICT_KINDS for m in self.current_memberships)

    @cached_property
    def is_reviewer(self) -> bool:
        return any(Duty.REVIEWING in m.duties for m in self.current_memberships)


class Organization(models.Model):
    """A body that people act for. Whether it is a tenant is derived from its agreements, not stored here."""

    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=OrganizationKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="teams", verbose_name=_("part of")
    )
    hosted_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="hosted", verbose_name=_("hosted by")
    )
    field = models.CharField(_("field"), max_length=30, choices=Field, blank=True)
    business_number = models.CharField(
        _("business registration number"),
        max_length=12,
        null=True,
        blank=True,
        unique=True,
        validators=[business_number_check],
    )
    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    intro_en = models.CharField(_("introduction in English"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True, validators=[phone_check])  # E.164
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    title = Bilingual("name")
    introduction = Bilingual("intro")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                "name",
                "parent",
                name="organization_name_in_parent",
                nulls_distinct=False,
                violation_error_message=_("There is an organisation of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="organization_not_own_parent",
                violation_error_message=_("An organisation cannot be part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(hosted_by=None) | ~Q(hosted_by=F("id")),
                name="organization_not_own_host",
                violation_error_message=_("An organisation cannot be hosted by itself."),
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="organization_kind")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_district(self) -> bool:
        return self.kind in DISTRICT_KINDS


class Membership(models.Model):
    """A person acts for an organisation from ``since`` until the day before ``until``."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    duties = ArrayField(
        models.CharField(max_length=20, choices=Duty), verbose_name=_("duties"), default=list, blank=True
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until (first day without)"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="membership_until_after_since",
                violation_error_message=_("A membership cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(duties__contained_by=Duty.values),
                name="membership_duties_known",
                violation_error_message=_("One of the duties is unknown."),
            ),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    (
                        Func("since", "until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This person is a member already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organization}"

    @property
    def is_current(self) -> bool:
        day = clock.today()
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def duty_labels(self) -> list[str]:
        return [str(Duty(duty).label) for duty in self.duties]


class DutyHandover(models.Model):
    """Somebody handed her duties in a body over (인수인계), with the brief of what went along. It never changes."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="duty_handovers", verbose_name=_("organisation")
    )
    giver = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("hands over"))
    taker = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("takes over"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    duties = ArrayField(
        models.CharField(max_length=20, choices=Duty), verbose_name=_("duties"), default=list, blank=True
    )
    lines = models.JSONField(_("brief"), default=list, blank=True)  # [[part, text, url, moves], …], see signals.Handed

    objects = DutyHandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover of duties")
        verbose_name_plural = _("handovers of duties")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("taker")),
                name="duty_handover_to_another",
                violation_error_message=_("Duties are handed over to somebody else."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:duty-handover", args=[self.pk])

    @property
    def duty_labels(self) -> list[str]:
        return [str(Duty(duty).label) for duty in self.duties]


class Invitation(models.Model):
    """An organisation asks an e-mail address to join it."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    duties = ArrayField(
        models.CharField(max_length=20, choices=Duty), verbose_name=_("duties"), default=list, blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=InvitationState, default=InvitationState.PENDING)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("expires at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(state=InvitationState.PENDING),
                name="invitation_pending_once",
                violation_error_message=_("This address has an invitation that waits for an answer."),
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.PENDING, answered_at__isnull=True)
                | (~Q(state=InvitationState.PENDING) & Q(answered_at__isnull=False)),
                name="invitation_answered_has_time",
                violation_error_message=_("An answered invitation needs the time of the answer."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")),
                name="invitation_expires_after_sent",
                violation_error_message=_("An invitation must expire after it is sent."),
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="invitation_email_lower",
                violation_error_message=_("E-mail addresses are kept in small letters."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organization}"


class Consent(models.Model):
    """One optional consent, given and perhaps withdrawn; the row stays as proof."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name=_("person"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose)
    version = models.CharField(_("version of the text"), max_length=10)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                name="consent_once_at_a_time",
                violation_error_message=_("This consent is given already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
                violation_error_message=_("A consent cannot be withdrawn before it is given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.purpose}"


TOKEN_LIFE = timedelta(days=365)  # at most


class AccessToken(models.Model):
    """A personal API token: whoever holds its secret acts for the person within its scopes, until it expires."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="access_tokens", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(_("digest"), max_length=64, unique=True)  # the secret itself is never kept
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope), verbose_name=_("scopes"))
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)  # a day says enough
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        indexes = [models.Index(fields=["person", "-created_at"], name="access_token_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & ~Q(scopes=[]),
                name="access_token_scopes_known",
                violation_error_message=_("A token needs at least one scope, and only known ones."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")) & Q(expires_at__lte=F("created_at") + TOKEN_LIFE),
                name="access_token_expires_within_a_year",
                violation_error_message=_("A token expires within a year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= clock.now()

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes]


class CalendarLink(models.Model):
    """The secret address under which a calendar program reads the person's bookings; at most one a person."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_link", verbose_name=_("person"))
    digest = models.CharField(_("digest"), max_length=64, unique=True)  # the secret itself is never kept
    made_at = models.DateTimeField(_("made at"))

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.made_at:%Y-%m-%d}"
