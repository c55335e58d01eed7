"""Who may run an organisation's membership or make a token, and why not."""

from django.utils.translation import gettext as _

from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by

from .models import AccessToken, Invitation, Membership, Organization, Person
from .states import Duty, InvitationState, OrganizationKind, Role

LIVE_TOKENS = 10  # a person's API tokens that are neither revoked nor expired
# Duties that mean nothing outside the bodies named here.
DUTY_BELONGS_TO = {
    Duty.COORDINATION: {OrganizationKind.DISTRICT_DEPARTMENT, OrganizationKind.DISTRICT_OFFICE},
}


def membership_in(user: Person, organization: Organization) -> Membership | None:
    """The person's current membership of this organisation, if any."""
    return next((m for m in user.current_memberships if m.organization_id == organization.pk), None)


def duties_possible(user: Person, organization: Organization) -> list[Duty]:
    """Duties that the person can give to members of this organisation. Reviewing is given by the centre alone."""
    return [
        duty
        for duty in Duty
        if organization.kind in DUTY_BELONGS_TO.get(duty, {organization.kind})
        and (duty is not Duty.REVIEWING or user.is_centre_staff)
    ]


def runs(user: Person, organization: Organization) -> bool:
    """Whether the person may manage members: a head or manager, or centre staff for bodies of the park."""
    mine = membership_in(user, organization)
    return bool(mine and mine.role in {Role.OWNER, Role.MANAGER}) or is_in_care_of_centre(user, organization)


def is_in_care_of_centre(user: Person, organization: Organization) -> bool:
    """Centre staff look after the bodies of the park, but neither the district's nor their own."""
    return user.is_centre_staff and not organization.is_district and organization.kind != OrganizationKind.PARK_OPERATOR


def check_membership_manage(user: Person, organization: Organization) -> None:
    if not runs(user, organization):
        raise NotPermitted(
            _("Only a head or manager of %(organization)s may change its members.") % {"organization": organization},
            reason="not_manager",
        )


def check_membership_role(user: Person, organization: Organization, role: str) -> None:
    """Only a head (or the centre, for bodies in its care) may make or unmake a head."""
    if role == Role.OWNER and not acts_as_head(user, organization):
        raise NotPermitted(_("Only a head may appoint or change a head."), reason="not_owner")


def acts_as_head(user: Person, organization: Organization) -> bool:
    mine = membership_in(user, organization)
    return bool(mine and mine.role == Role.OWNER) or is_in_care_of_centre(user, organization)


def check_duties(user: Person, organization: Organization, duties: list[str]) -> None:
    """The body must know the duty; direction of the body is given by its head alone."""
    if Duty.DIRECTION in duties and not acts_as_head(user, organization):
        raise NotPermitted(_("Only a head may give the duty of direction."), reason="not_owner")
    unknown = [Duty(duty).label for duty in duties if duty not in duties_possible(user, organization)]
    if unknown:
        raise ActionDenied(
            _("%(organization)s cannot give this duty: %(duties)s.")
            % {"organization": organization, "duties": ", ".join(map(str, unknown))},
            reason="duty_not_possible",
        )


def check_membership_invite(user: Person, organization: Organization, email: str, role: str, duties: list[str]) -> None:
    check_membership_manage(user, organization)
    check_membership_role(user, organization, role)
    check_duties(user, organization, duties)
    if Membership.objects.current().filter(organization=organization, person__email=email).exists():
        raise ActionDenied(_("This person is a member already."), reason="already_member")
    if Invitation.objects.pending().filter(organization=organization, email=email).exists():
        raise ActionDenied(
            _("This address has an invitation that waits for an answer. Withdraw it first to send another."),
            reason="already_invited",
        )


def check_invitation_answer(user: Person, invitation: Invitation) -> None:
    if invitation.email != user.email:
        raise NotPermitted(
            _("This invitation was sent to another address. Sign in with that address to answer it."),
            reason="not_invited",
        )
    if invitation.state != InvitationState.PENDING or invitation.expires_at <= clock.now():
        raise ActionDenied(
            _("This invitation can no longer be answered. Ask the organisation to send a new one."),
            reason="invitation_over",
        )


def check_invitation_accept(user: Person, invitation: Invitation) -> None:
    check_invitation_answer(user, invitation)
    if membership_in(user, invitation.organization):
        raise ActionDenied(_("You are a member already."), reason="already_member")


def check_invitation_revoke(user: Person, invitation: Invitation) -> None:
    check_membership_manage(user, invitation.organization)
    if invitation.state != InvitationState.PENDING:
        raise ActionDenied(_("This invitation has been answered already."), reason="invitation_over")


def check_membership_change(user: Person, membership: Membership, role: str, duties: list[str]) -> None:
    if not membership.is_current:
        raise ActionDenied(_("This membership has ended already."), reason="membership_over")
    check_membership_manage(user, membership.organization)
    check_duties(user, membership.organization, [duty for duty in duties if duty not in membership.duties])
    if role != membership.role:
        check_membership_role(user, membership.organization, role)
        check_membership_role(user, membership.organization, membership.role)
        check_not_last_owner(membership)


def check_membership_end(user: Person, membership: Membership) -> None:
    """Anyone may leave; managers may end others. The last head stays until another is named."""
    if not membership.is_current:
        raise ActionDenied(_("This membership has ended already."), reason="membership_over")
    if membership.person_id != user.pk:
        check_membership_manage(user, membership.organization)
        check_membership_role(user, membership.organization, membership.role)
    check_not_last_owner(membership)


def check_may_hand_over_duties(user: Person, membership: Membership) -> None:
    """Who leaves a post, or who runs the body."""
    if not membership.is_current:
        raise ActionDenied(_("This membership has ended already."), reason="membership_over")
    if membership.person_id != user.pk:
        check_membership_manage(user, membership.organization)


def check_duties_hand_over(user: Person, membership: Membership, taker: Membership) -> None:
    """To another member of the same body, who then has these duties and no others than these two had."""
    check_may_hand_over_duties(user, membership)
    if not taker.is_current or taker.organization_id != membership.organization_id or taker.pk == membership.pk:
        raise ActionDenied(
            _("Duties are handed over to another member of %(organization)s.")
            % {"organization": membership.organization},
            reason="not_colleague",
        )
    if Duty.DIRECTION in membership.duties:
        check_duties(user, membership.organization, [Duty.DIRECTION])


def check_not_last_owner(membership: Membership) -> None:
    """``head_count`` comes with the rows of a list; a single row is counted here."""
    if membership.role != Role.OWNER:
        return
    heads = getattr(membership, "head_count", None)
    if heads is None:
        heads = Membership.objects.heads_of(membership.organization_id).count()
    if heads <= 1:
        raise ActionDenied(
            _("This is the last head of %(organization)s. Name another head first.")
            % {"organization": membership.organization},
            reason="last_owner",
        )


def check_organization_edit(user: Person, organization: Organization) -> None:
    check_membership_manage(user, organization)


def check_organization_register(user: Person) -> None:
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff may add organisations to the register."), reason="staff_only")


def check_access_token_make(user: Person, name: str) -> None:
    """A handful of live tokens a person, each with a name of its own: so that one knows which to revoke."""
    live = user.access_tokens.live()
    if live.filter(name=name).exists():
        raise ActionDenied(_("You have a token of this name. Choose another name."), reason="token_name_taken")
    if live.count() >= LIVE_TOKENS:
        raise ActionDenied(
            _("You have %(n)s tokens already. Revoke one that you no longer need.") % {"n": LIVE_TOKENS},
            reason="too_many_tokens",
        )


def check_access_token_revoke(user: Person, token: AccessToken) -> None:
    if token.person_id != user.pk:
        raise NotPermitted(_("Only the owner may revoke a token."), reason="not_owner")
    if token.revoked_at is not None:
        raise ActionDenied(_("This token is revoked already."), reason="token_revoked")


def membership_moves(user: Person, membership: Membership) -> dict[str, str]:
    """Each deed on this membership with the reason that blocks it (empty: allowed)."""
    return {
        "change": blocked_by(check_membership_manage, user, membership.organization),
        "end": blocked_by(check_membership_end, user, membership),
        "hand_over": blocked_by(check_may_hand_over_duties, user, membership),
    }
