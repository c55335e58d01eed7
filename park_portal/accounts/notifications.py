"""Messages about memberships and invitations, and the reminders before they end."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from park_portal.core.clock import SEOUL
from park_portal.notifications.actions import letter_queue, message_queue
from park_portal.notifications.reminders import Due, Reminder, register
from park_portal.notifications.writing import write

from .models import AccessToken, DutyHandover, Invitation, Membership, Person
from .states import Role

# allauth's mails that carry a link: our kind, the link's name in its context, the words on the button.
SIGN_IN_LETTERS = {
    "email_confirmation_signup": ("account.email_confirmation_signup", "activate_url", _("Confirm my address")),
    "email_confirmation": ("account.email_confirmation", "activate_url", _("Confirm my address")),
    "password_reset_key": ("account.password_reset_key", "password_reset_url", _("Set a new password")),
    "account_already_exists": ("account.account_already_exists", "password_reset_url", _("Set a new password")),
}


def sign_in_mail(template_prefix: str, address: str, context: dict[str, Any]) -> None:
    """Write one of allauth's mails as a letter of the house; its words are erased once delivered.

    Those without a link tell of a change to the account: what, from where, and what to do if it was not she.
    """
    name = template_prefix.rsplit("/", 1)[-1]
    what = render_to_string(f"{template_prefix}_subject.txt").strip()
    changed = ("account.account_changed", "", _("Go to my page"))
    kind, link_name, deed = SIGN_IN_LETTERS.get(name, changed)
    # The path alone: the host in allauth's link comes from the request, ours from the settings.
    link = urlsplit(context[link_name]).path if link_name else reverse("accounts:me")
    letter = write(
        kind, language=get_language() or settings.LANGUAGE_CODE, context={**context, "what": what}, link=link, deed=deed
    )
    letter_queue(kind=kind, address=address, key=f"{kind}:{uuid4()}", letter=letter, secret=bool(link_name))


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


def duties_handed_over(handover: DutyHandover) -> None:
    """To whoever takes over: what she has now, and the brief."""
    message_queue(
        kind="accounts.duties_handed_over",
        to=handover.taker,
        key=str(handover.pk),
        context={"handover": handover, "organization": handover.organization},
        link=handover.get_absolute_url(),
        deed=_("Read the brief"),
    )


def access_token_made(token: AccessToken) -> None:
    """To the owner: whoever made it in her name is then noticed."""
    message_queue(
        kind="accounts.access_token_made",
        to=token.person,
        key=str(token.pk),
        context={"token": token},
        link=reverse("accounts:access-token-list"),
        deed=_("See my tokens"),
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
    owners = Membership.objects.current(start.astimezone(SEOUL).date()).filter(role=Role.OWNER)
    for owner in owners.filter(organization__in=[row.organization_id for row in rows]).select_related("person"):
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
