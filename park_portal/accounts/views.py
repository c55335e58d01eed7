"""My page, settings, tokens, the calendar link, members, invitations, and the register for centre staff."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from park_portal.core.errors import blocked_by, refusal_on

from . import actions, rules
from .adapters import ACTING_KEY
from .filters import OrganizationFilter
from .forms import (
    AccessTokenForm,
    ConsentsForm,
    DutyHandoverForm,
    InvitationForm,
    LanguageForm,
    MembershipForm,
    OrganizationForm,
    OrganizationPageForm,
    ProfileForm,
)
from .models import AccessToken, CalendarLink, DutyHandover, Invitation, Membership, Organization
from .signals import Handed

PAGE_SIZE = 20
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The person's own page: for whom she acts, what waits for her, her latest news."""
    invitations = Invitation.objects.open().filter(email=request.user.email).select_related("organization")
    return render(
        request,
        "accounts/me.html",
        {"invitations": invitations, "letters": request.user.inbox.all()[:5]},
    )


@form_page
def profile_update(request: HttpRequest) -> HttpResponse:
    """One's own facts, consents, and the way to password, sessions and second factor."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.refresh_from_db()  # the form has written into it; the action compares old and new
        actions.profile_update(by=request.user, **form.cleaned_data)
        with override(request.user.language):
            messages.success(request, _("Your details are saved."))
        response = redirect("accounts:settings")
        set_language_cookie(response, request.user.language)
        return response
    return render(request, "accounts/profile_update.html", {"form": form, "consents": consents_form(request)})


def consents_form(request: HttpRequest) -> ConsentsForm:
    given = list(request.user.consents.filter(withdrawn_at=None).values_list("purpose", flat=True))
    return ConsentsForm(initial={"purposes": given})


@require_POST
def consents_update(request: HttpRequest) -> HttpResponse:
    """Give or withdraw the optional consents."""
    form = ConsentsForm(request.POST)
    if not form.is_valid():
        raise BadRequest("unknown purpose")
    actions.consents_update(by=request.user, purposes=form.cleaned_data["purposes"])
    messages.success(request, _("Your choices are saved."))
    return redirect("accounts:settings")


@require_safe
def access_token_list(request: HttpRequest) -> HttpResponse:
    """One's API tokens, until they are revoked."""
    tokens = AccessToken.objects.visible_to(request.user).filter(revoked_at=None).order_by("-created_at", "-pk")
    page = Paginator(tokens, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/access_token_list.html", {"page": page})


@form_page
@never_cache
@reauthentication_required
def access_token_make(request: HttpRequest) -> HttpResponse:
    """Make an API token, and show its secret in this one answer."""
    form = AccessTokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            token, secret = actions.access_token_make(by=request.user, **form.cleaned_data)
            context = {"token": token, "secret": secret, "address": on_portal(reverse("api:api-root"))}
            return render(request, "accounts/access_token_made.html", context)
    return render(request, "accounts/access_token_make.html", {"form": form})


def on_portal(path: str) -> str:
    """The whole address of a path; its host comes from the settings, not from the request."""
    return settings.PARK_URL.rstrip("/") + path


@require_POST
def access_token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one's token."""
    token = get_object_or_404(AccessToken.objects.visible_to(request.user), pk=pk)
    actions.access_token_revoke(by=request.user, token=token)
    messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
    return redirect("accounts:access-token-list")


@require_safe
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Whether one's bookings can be read by a calendar program, and the switch."""
    link = CalendarLink.objects.filter(person=request.user).first()
    return render(request, "accounts/calendar_link.html", {"link": link})


@require_POST
@never_cache
def calendar_link_make(request: HttpRequest) -> HttpResponse:
    """Make the secret address, or a new one; it is shown in this one answer."""
    link, secret = actions.calendar_link_make(by=request.user)
    address = on_portal(reverse("spaces:calendar-feed", args=[secret]))
    return render(request, "accounts/calendar_link.html", {"link": link, "address": address})


@require_POST
def calendar_link_end(request: HttpRequest) -> HttpResponse:
    """Switch the feed off."""
    actions.calendar_link_end(by=request.user)
    messages.success(request, _("The calendar link is switched off."))
    return redirect("accounts:calendar-link")


@login_not_required
@require_POST
def language_switch(request: HttpRequest) -> HttpResponse:
    """Change the language of the portal, and of messages to whoever is signed in."""
    form = LanguageForm(request.POST)
    response = redirect(way_back(request))
    if form.is_valid():
        set_language_cookie(response, form.cleaned_data["language"])
        if request.user.is_authenticated:
            actions.language_switch(by=request.user, language=form.cleaned_data["language"])
    return response


def way_back(request: HttpRequest) -> str:
    """Where the person came from (the field ``next``), if it is on this portal."""
    back = request.POST.get("next", "")
    local = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if local else "/"


def set_language_cookie(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


@require_POST
def acting_switch(request: HttpRequest) -> HttpResponse:
    """Choose for whom one acts: one of one's organisations, or oneself (``membership=0``)."""
    chosen = request.POST.get("membership", "")
    hats = {str(hat.pk): hat.pk for hat in request.user.current_memberships} | {"0": 0}
    if chosen not in hats:
        raise Http404
    request.session[ACTING_KEY] = hats[chosen]
    return redirect(way_back(request))


@form_page
def membership_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Members of an organisation, its open invitations, and the form that invites."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        rules.check_membership_manage(request.user, organization)  # who gets no form has nothing to lose
    form = InvitationForm(request.POST or None, by=request.user, organization=organization)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            invitation = actions.membership_invite(by=request.user, organization=organization, **form.cleaned_data)
            messages.success(request, _("The invitation was sent to %(email)s.") % {"email": invitation.email})
            return redirect("accounts:membership-list", pk=pk)
    members = list(organization.memberships.current().with_list_columns())
    request.access_log.note("members.list", members)
    return render(
        request,
        "accounts/membership_list.html",
        {
            "organization": organization,
            "members": [(member, rules.membership_moves(request.user, member)) for member in members],
            "invitations": organization.invitations.open().order_by("expires_at"),
            "form": form,
            "may_manage": rules.runs(request.user, organization),
        },
    )


@form_page
def membership_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Role and duties of one member."""
    membership = membership_or_404(request, pk)
    rules.check_membership_manage(request.user, membership.organization)
    form = MembershipForm(
        request.POST or None, by=request.user, organization=membership.organization, membership=membership
    )
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.membership_change(by=request.user, membership=membership, **form.cleaned_data)
            messages.success(request, _("The member's role and duties are saved."))
            return redirect("accounts:membership-list", pk=membership.organization_id)
    return render(request, "accounts/membership_change.html", {"form": form, "membership": membership})


@form_page
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then end a membership."""
    membership = membership_or_404(request, pk)
    if request.method == "POST":
        actions.membership_end(by=request.user, membership=membership)
        messages.success(request, _("The membership has ended."))
        own = membership.person_id == request.user.pk
        return redirect("accounts:me") if own else redirect("accounts:membership-list", pk=membership.organization_id)
    rules.check_membership_end(request.user, membership)
    return render(request, "accounts/membership_end.html", {"membership": membership})


@form_page
def duties_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What hangs on a member, and the colleague who takes it over."""
    membership = membership_or_404(request, pk)
    rules.check_may_hand_over_duties(request.user, membership)
    form = DutyHandoverForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            handover = actions.duties_hand_over(
                by=request.user, membership=membership, taker=form.cleaned_data["taker"]
            )
            messages.success(request, _("%(name)s has taken over.") % {"name": handover.taker.name})
            return redirect(handover)
    facts = {"form": form, "membership": membership, "lines": actions.work_of(membership)}
    return render(request, "accounts/duties_hand_over.html", facts)


@require_safe
def duty_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """The brief of a handover, to be printed."""
    rows = DutyHandover.objects.visible_to(request.user).select_related("giver", "taker", "by", "organization")
    handover = get_object_or_404(rows, pk=pk)
    return render(
        request, "accounts/duty_handover.html", {"handover": handover, "lines": [Handed(*x) for x in handover.lines]}
    )


def membership_or_404(request: HttpRequest, pk: int) -> Membership:
    rows = Membership.objects.visible_to(request.user).current().select_related("person", "organization")
    return get_object_or_404(rows, pk=pk)


@require_safe
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """What one is invited to, with the two answers."""
    row = invitation_or_404(request, pk)
    refusal = blocked_by(rules.check_invitation_accept, request.user, row)
    return render(request, "accounts/invitation.html", {"invitation": row, "refusal": refusal})


def invitation_or_404(request: HttpRequest, pk: int) -> Invitation:
    rows = Invitation.objects.visible_to(request.user).select_related("organization", "invited_by")
    return get_object_or_404(rows, pk=pk)


@require_POST
def invitation_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Become a member, and act for the organisation at once."""
    membership = actions.invitation_accept(by=request.user, invitation=invitation_or_404(request, pk))
    request.session[ACTING_KEY] = membership.pk
    messages.success(request, _("You now act for %(organization)s.") % {"organization": membership.organization})
    return redirect("accounts:me")


@require_POST
def invitation_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no."""
    actions.invitation_decline(by=request.user, invitation=invitation_or_404(request, pk))
    messages.success(request, _("You declined the invitation."))
    return redirect("accounts:me")


@require_POST
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an open invitation back."""
    row = actions.invitation_revoke(by=request.user, invitation=invitation_or_404(request, pk))
    messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": row.email})
    return redirect("accounts:membership-list", pk=row.organization_id)


@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    """The register of organisations, for centre staff."""
    if not request.user.is_centre_staff:
        raise Http404
    narrowed = OrganizationFilter(request.GET, Organization.objects.visible_to(request.user).with_list_columns())
    page = Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/organization_list.html", {"page": page, "filter": narrowed})


@form_page
def organization_register(request: HttpRequest) -> HttpResponse:
    """Add an organisation to the register."""
    if not request.user.is_centre_staff:
        raise Http404
    form = OrganizationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            organization = actions.organization_register(by=request.user, **form.cleaned_data)
            messages.success(request, _("%(organization)s is in the register.") % {"organization": organization})
            return redirect("accounts:organization-detail", pk=organization.pk)
    return render(request, "accounts/organization_edit.html", {"form": form})


@require_safe
def organization_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: its facts, teams, hosted bodies."""
    rows = Organization.objects.visible_to(request.user).select_related("parent", "hosted_by")
    organization = get_object_or_404(rows, pk=pk)
    return render(
        request,
        "accounts/organization_detail.html",
        {
            "organization": organization,
            "teams": organization.teams.order_by("pk"),
            "hosted": organization.hosted.order_by("name"),
            "may_edit": rules.runs(request.user, organization),
        },
    )


@form_page
def organization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an organisation's facts: all of them for the centre, its public words for its managers."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    rules.check_organization_edit(request.user, organization)
    form_class = OrganizationForm if request.user.is_centre_staff else OrganizationPageForm
    form = form_class(request.POST or None, instance=organization)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.organization_edit(by=request.user, organization=organization, **form.cleaned_data)
            messages.success(request, _("The organisation's details are saved."))
            return redirect("accounts:organization-detail", pk=pk)
    return render(request, "accounts/organization_edit.html", {"form": form, "organization": organization})
