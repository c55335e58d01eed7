"""The verbs of people, organisations, memberships, tokens and calendar links."""

from datetime import date, timedelta
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.core.errors import ActionDenied

from . import notifications, rules
from .models import AccessToken, CalendarLink, Consent, DutyHandover, Invitation, Membership, Organization, Person
from .querysets import digest_of
from .signals import Handed, duties_handed_over, duties_listed
from .states import MOVES, ConsentPurpose, InvitationState

INVITATION_LIFE = timedelta(days=14)
SECRET_BYTES = 32  # 256 bits: nothing to guess, so a plain digest keeps them
NOTICE_VERSION = "2026-11"  # of the privacy notice and the consent texts; raise it when their words change


@transaction.atomic
def person_register(*, person: Person, name: str, phone: str = "", language: str, purposes: list[str]) -> Person:
    """Complete a person who signs up: ``purposes`` are the optional consents she ticked."""
    person.name, person.phone, person.language = name, phone, language
    person.email = person.email.lower()
    person.notice_version = NOTICE_VERSION
    person.save()
    _consents_apply(person, purposes)
    record("person.register", by=person, subject=person, consents=sorted(purposes))
    return person


@transaction.atomic
def profile_update(*, by: Person, name: str, phone: str, neighbourhood: str, language: str) -> Person:
    """Change one's own facts."""
    new = {"name": name, "phone": phone, "neighbourhood": neighbourhood, "language": language}
    changed = [field for field, value in new.items() if getattr(by, field) != value]
    for field in changed:
        setattr(by, field, new[field])
    if changed:
        by.save(update_fields=changed)
        record("profile.update", by=by, subject=by, fields=changed)
    return by


@transaction.atomic
def language_switch(*, by: Person, language: str) -> None:
    """Remember the language for messages, too."""
    if by.language != language:
        by.language = language
        by.save(update_fields=["language"])
        record("person.language", by=by, subject=by, language=language)


@transaction.atomic
def consents_update(*, by: Person, purposes: list[str]) -> None:
    """Give the consents in ``purposes`` and withdraw all others."""
    given, withdrawn = _consents_apply(by, purposes)
    if given or withdrawn:
        record("consents.update", by=by, subject=by, given=given, withdrawn=withdrawn)


def _consents_apply(person: Person, purposes: list[str]) -> tuple[list[str], list[str]]:
    now = clock.now()
    _person_lock(person)
    standing = person.consents.filter(withdrawn_at=None)
    have = set(standing.values_list("purpose", flat=True))
    wanted = {ConsentPurpose(purpose).value for purpose in purposes}
    standing.filter(purpose__in=have - wanted).update(withdrawn_at=now)
    Consent.objects.bulk_create(
        Consent(person=person, purpose=purpose, version=NOTICE_VERSION, given_at=now)
        for purpose in sorted(wanted - have)
    )
    return sorted(wanted - have), sorted(have - wanted)


def _person_lock(person: Person) -> None:
    """Deeds that count or replace a person's own rows come one after the other: two tabs, one answer."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


@transaction.atomic
def organization_register(*, by: Person, **facts: Any) -> Organization:
    """Add a body to the register; ``facts`` are fields of Organization."""
    rules.check_organization_register(by)
    organization = Organization(**facts)
    organization.full_clean()
    organization.save()
    record("organization.register", by=by, subject=organization, kind=organization.kind)
    return organization


@transaction.atomic
def organization_edit(*, by: Person, organization: Organization, **facts: Any) -> Organization:
    """Change facts of a body; who runs it may change what people read, the centre everything."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    rules.check_organization_edit(by, organization)
    changed = [field for field, value in facts.items() if getattr(organization, field) != value]
    for field in changed:
        setattr(organization, field, facts[field])
    organization.full_clean()
    organization.save()
    if changed:
        record("organization.edit", by=by, subject=organization, organization=organization, fields=changed)
    return organization


@transaction.atomic
def membership_invite(
    *, by: Person, organization: Organization, email: str, role: str, duties: list[str]
) -> Invitation:
    """Ask ``email`` to join; the invitation lives for two weeks."""
    email = email.strip().lower()
    _lock(organization)
    now = clock.now()
    # A lapsed one that the clock has not closed yet must not block a new one.
    for old in Invitation.objects.lapsed(now).filter(organization=organization, email=email):
        _invitation_move(old, InvitationState.EXPIRED, by=None)
    rules.check_membership_invite(by, organization, email, role, duties)
    invitation = Invitation.objects.create(
        organization=organization,
        email=email,
        role=role,
        duties=duties,
        invited_by=by,
        invited_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    record("membership.invite", by=by, subject=invitation, organization=organization, role=role, duties=duties)
    notifications.invitation_sent(invitation)
    return invitation


@transaction.atomic
def invitation_accept(*, by: Person, invitation: Invitation) -> Membership:
    """Become a member with the role and duties of the invitation."""
    invitation = _invitation_lock(invitation)
    rules.check_invitation_accept(by, invitation)
    _invitation_move(invitation, InvitationState.ACCEPTED, by=by)
    membership = membership_start(
        by=by,
        person=by,
        organization=invitation.organization,
        role=invitation.role,
        duties=invitation.duties,
    )
    notifications.invitation_answered(invitation)
    return membership


@transaction.atomic
def invitation_decline(*, by: Person, invitation: Invitation) -> Invitation:
    """Say no; the person who invited is told."""
    invitation = _invitation_lock(invitation)
    rules.check_invitation_answer(by, invitation)
    _invitation_move(invitation, InvitationState.DECLINED, by=by)
    notifications.invitation_answered(invitation)
    return invitation


@transaction.atomic
def invitation_revoke(*, by: Person, invitation: Invitation) -> Invitation:
    """Take back an invitation that nobody has answered."""
    invitation = _invitation_lock(invitation)
    rules.check_invitation_revoke(by, invitation)
    _invitation_move(invitation, InvitationState.REVOKED, by=by)
    return invitation


@transaction.atomic
def invitations_expire() -> int:
    """Close the invitations whose time is over; the clock's deed, safe to run twice."""
    rows = Invitation.objects.lapsed(clock.now()).select_for_update(of=("self",), skip_locked=True)
    return len([_invitation_move(row, InvitationState.EXPIRED, by=None) for row in rows])


def _invitation_lock(invitation: Invitation) -> Invitation:
    _lock(invitation.organization)
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organization", "invited_by")
    return rows.get(pk=invitation.pk)


def _invitation_move(invitation: Invitation, to: InvitationState, *, by: Person | None) -> None:
    if to not in MOVES[InvitationState][InvitationState(invitation.state)]:
        raise ActionDenied(_("This invitation has been answered already."), reason="invitation_over")
    invitation.state, invitation.answered_at = to, clock.now()
    invitation.save(update_fields=["state", "answered_at"])
    record(f"invitation.{to}", by=by, subject=invitation, organization=invitation.organization, fields=["state"])


@transaction.atomic
def membership_start(
    *, by: Person | None, person: Person, organization: Organization, role: str, duties: list[str]
) -> Membership:
    """Make ``person`` act for ``organization`` from today. Callers have checked the right to do so."""
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=person, organization=organization, role=role, duties=duties, since=clock.today()
            )
    except IntegrityError as error:
        raise ActionDenied(_("This person is a member already."), reason="already_member") from error
    person.__dict__.pop("current_memberships", None)
    record("membership.start", by=by, subject=membership, organization=organization, role=role, duties=duties)
    return membership


@transaction.atomic
def membership_change(*, by: Person, membership: Membership, role: str, duties: list[str]) -> Membership:
    """Give a member another role or other duties."""
    membership = _membership_lock(membership)
    rules.check_membership_change(by, membership, role, duties)
    before = (membership.role, sorted(membership.duties))
    membership.role, membership.duties = role, sorted(duties)
    membership.save(update_fields=["role", "duties"])
    if before != (role, sorted(duties)):
        record(
            "membership.change",
            by=by,
            subject=membership,
            organization=membership.organization,
            fields=["role", "duties"],
            role=role,
            duties=sorted(duties),
        )
    return membership


@transaction.atomic
def membership_end(*, by: Person, membership: Membership) -> Membership:
    """End a membership today: leave oneself, or be taken off by those who run the organisation."""
    membership = _membership_lock(membership)
    rules.check_membership_end(by, membership)
    membership.until = clock.today()
    membership.save(update_fields=["until"])
    record("membership.end", by=by, subject=membership, organization=membership.organization, fields=["until"])
    if membership.person_id != by.pk:
        notifications.membership_ended(membership)
    return membership


def work_of(membership: Membership) -> list[Handed]:
    """What hangs on a member, as the floors above say it, in the park's own language: it is kept as a paper."""
    with override(settings.LANGUAGE_CODE):
        answers = duties_listed.send(Membership, giver=membership.person, organization=membership.organization)
        return [line for _receiver, lines in answers for line in lines]


@transaction.atomic
def duties_hand_over(*, by: Person, membership: Membership, taker: Membership) -> DutyHandover:
    """Hand the duties of a member over to a colleague, with all that is open in her hands; gives the brief of it.

    Source: domain/collaboration.md (인수인계): duties own the work, not persons.
    """
    membership = _membership_lock(membership)
    taker = _membership_lock(taker)
    rules.check_duties_hand_over(by, membership, taker)
    body, lines, duties = membership.organization, work_of(membership), sorted(membership.duties)
    facts = {"giver": membership.person, "taker": taker.person, "organization": body}
    handover = DutyHandover.objects.create(**facts, by=by, at=clock.now(), duties=duties, lines=lines)
    taker.duties, membership.duties = sorted({*taker.duties, *duties}), []
    taker.save(update_fields=["duties"])
    membership.save(update_fields=["duties"])
    duties_handed_over.send(Membership, **facts)
    record("duties.hand_over", by=by, subject=handover, organization=body, duties=duties, lines=len(lines))
    notifications.duties_handed_over(handover)
    return handover


def _membership_lock(membership: Membership) -> Membership:
    _lock(membership.organization)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("person", "organization")
    return rows.get(pk=membership.pk)


def _lock(organization: Organization) -> None:
    """All membership deeds of one organisation pass one door, so that the last head cannot leave twice."""
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)


@transaction.atomic
def access_token_make(*, by: Person, name: str, scopes: list[str], days: int) -> tuple[AccessToken, str]:
    """A new API token that lives for ``days`` (1-365), and its secret, which is kept nowhere.

    Raises ActionDenied for a name in use or too many tokens, ValidationError for unknown scopes or days.
    """
    _person_lock(by)
    rules.check_access_token_make(by, name)
    now, secret = clock.now(), f"park_{token_urlsafe(SECRET_BYTES)}"
    token = AccessToken(
        person=by,
        name=name,
        prefix=secret[: AccessToken._meta.get_field("prefix").max_length],
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    token.full_clean()
    token.save()
    record("access_token.make", by=by, subject=token, scopes=token.scopes, days=days)
    notifications.access_token_made(token)
    return token, secret


@transaction.atomic
def access_token_revoke(*, by: Person, token: AccessToken) -> AccessToken:
    """Make a token useless at once."""
    token = AccessToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    rules.check_access_token_revoke(by, token)
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    record("access_token.revoke", by=by, subject=token, fields=["revoked_at"])
    return token


@transaction.atomic
def access_token_used(*, token_id: int, day: date) -> int:
    """Note the day of last use; gives 1 when it is news. No trail: the person is helped by it, nobody is judged."""
    before = Q(last_used_on=None) | Q(last_used_on__lt=day)
    return AccessToken.objects.filter(before, pk=token_id).update(last_used_on=day)


@transaction.atomic
def calendar_link_make(*, by: Person) -> tuple[CalendarLink, str]:
    """A new secret for the person's calendar feed; the old link is dead. The secret is kept nowhere."""
    _person_lock(by)
    secret = token_urlsafe(SECRET_BYTES)
    link, _new = CalendarLink.objects.update_or_create(
        person=by, defaults={"digest": digest_of(secret), "made_at": clock.now()}
    )
    record("calendar_link.make", by=by, subject=link)
    return link, secret


@transaction.atomic
def calendar_link_end(*, by: Person) -> None:
    """Switch the feed off; done already is fine."""
    _person_lock(by)
    for link in CalendarLink.objects.filter(person=by):
        record("calendar_link.end", by=by, subject=link)
        link.delete()
