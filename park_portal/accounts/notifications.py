"""Messages about memberships and invitations, and the reminders before they end."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.core.clock import SEOUL
from park_portal.notifications.actions import letter_queue, message_queue
from park_portal.notifications.reminders import Due, Reminder, register
from park_portal.notifications.writing import write

from .models import Invitation, Membership, Person
from .states import Role


def invitation_sent(invitation: Invitation) -> None:
    """To the invited address; to her inbox too when she is here already."""
    known = Person.objects.filter(email=invitation.email).first()
    deed, link = _("See the invitation"), invitation_link(invitation)
    context = {"invitation": invitation, "organization": invitation.organization}
    if known:
        message_queue(
            kind="accounts.invitation_sent", to=known, key=str(invitation.pk), context=context, link=link, deed=deed
        )
        return
    letter = write("accounts.invitation_sent", language=settings.LANGUAGE_CODE, context=context, link=link, deed=deed)
    letter_queue(
        kind="accounts.invitation_sent",
        address=invitation.email,
        key=f"accounts.invitation_sent:{invitation.pk}",
        letter=letter,
    )


def invitation_answered(invitation: Invitation) -> None:
    """To the person who invited."""
    message_queue(
        kind="accounts.invitation_answered",
        to=invitation.invited_by,
        key=str(invitation.pk),
        context={"invitation": invitation, "organization": invitation.organization},
        link=members_link(invitation.organization_id),
        deed=_("See the members"),
    )


def membership_ended(membership: Membership) -> None:
    """To the person whose membership was ended by somebody else."""
    message_queue(
        kind="accounts.membership_ended",
        to=membership.person,
        key=str(membership.pk),
        context={"organization": membership.organization, "until": membership.until},
        link=reverse("accounts:me"),
        deed=_("Go to my page"),
    )


def invitation_link(invitation: Invitation) -> str:
    return reverse("accounts:invitation", args=[invitation.pk])


def members_link(organization_id: int) -> str:
    return reverse("accounts:membership-list", args=[organization_id])


def midnight(day: object) -> datetime:
    return datetime.combine(day, time(), tzinfo=SEOUL)


def invitations_expiring(start: datetime, end: datetime) -> Iterable[Due]:
    """Invitations that nobody has answered yet: the invited person is reminded, if she is here."""
    rows = Invitation.objects.pending().filter(expires_at__gte=start, expires_at__lt=end).select_related("organization")
    people = {person.email: person for person in Person.objects.filter(email__in=[row.email for row in rows])}
    for row in rows:
        if person := people.get(row.email):
            yield Due(
                subject=row,
                at=row.expires_at,
                people=[person],
                context={"invitation": row, "organization": row.organization},
                link=invitation_link(row),
                deed=_("See the invitation"),
            )


def memberships_ending(start: datetime, end: datetime) -> Iterable[Due]:
    """Memberships with a last day: the person and the heads are told, so that no duty is left without hands."""
    rows = Membership.objects.filter(
        until__gt=start.astimezone(SEOUL).date(), until__lte=end.astimezone(SEOUL).date()
    ).select_related("person", "organization")
    heads: dict[int, list[Person]] = {}
    owners = Membership.objects.current().filter(organization__in=[r.organization_id for r in rows], role=Role.OWNER)
    for owner in owners.select_related("person"):
        heads.setdefault(owner.organization_id, []).append(owner.person)
    for row in rows:
        if start <= midnight(row.until) < end:
            yield Due(
                subject=row,
                at=midnight(row.until),
                people={row.person, *heads.get(row.organization_id, [])},
                context={"membership": row, "organization": row.organization, "until": row.until},
                link=members_link(row.organization_id),
                deed=_("See the members"),
            )


def register_reminders() -> None:
    register(
        Reminder(
            code="accounts.invitation_expiring",
            kind="accounts.invitation_expiring",
            offsets=(timedelta(days=2),),
            between=invitations_expiring,
        )
    )
    register(
        Reminder(
            code="accounts.membership_ending",
            kind="accounts.membership_ending",
            offsets=(timedelta(days=30), timedelta(days=7)),
            between=memberships_ending,
        )
    )
