"""Our side of the plugs into allauth and Django: sign-up, sign-in, whom a person acts for."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import actions, notifications
from .forms import EMAIL_LENGTH
from .models import Membership, Person

Answer = Callable[[HttpRequest], HttpResponse]
ACTING_KEY = "acting"


class SignInAdapter(DefaultAccountAdapter):
    """Sign-up goes through the same action as everything else that writes a person."""

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        user_email(user, form.cleaned_data["email"])
        password = form.cleaned_data.get("password1")
        user.set_password(password) if password else user.set_unusable_password()
        return actions.person_register(
            person=user,
            name=form.cleaned_data["name"],
            phone=form.cleaned_data["phone"],
            language=get_language() or settings.LANGUAGE_CODE,
            purposes=form.cleaned_data["purposes"],
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        notifications.sign_in_mail(template_prefix, email, context)

    def clean_email(self, email: str) -> str:
        if len(email) > EMAIL_LENGTH:
            raise ValidationError(_("The address may have %(n)s characters at most.") % {"n": EMAIL_LENGTH})
        return super().clean_email(email)

    def populate_username(self, request: HttpRequest, user: Person) -> None:
        """People here have no user name."""


class SocialSignInAdapter(DefaultSocialAccountAdapter):
    """Kakao and Naver are for residents and tenants; public duties need a sign-in the park controls."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        person = sociallogin.user
        if person.pk and (person.is_centre_staff or person.is_district_officer):
            messages.error(request, _("Centre staff and district officers sign in with e-mail and password."))
            raise ImmediateHttpResponse(redirect("account_login"))

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Person:
        for address in sociallogin.email_addresses:
            address.verified = False  # Naver calls every address verified; ours is proven by our own mail
        return super().save_user(request, sociallogin, form)

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Always show the form: name, and the two blocks of the privacy notice, belong to every sign-up."""
        return False


class ActingMiddleware:
    """``request.acting``: the membership in whose name the person acts now, or None for herself."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = SimpleLazyObject(lambda: acting_membership(request))
        return self.get_response(request)


def acting_membership(request: HttpRequest) -> Membership | None:
    """The hat chosen in the header if she still has it; else the only hat she has; else none."""
    if not request.user.is_authenticated:
        return None
    hats = request.user.current_memberships
    chosen = request.session.get(ACTING_KEY)
    if chosen == 0:
        return None
    return next((hat for hat in hats if hat.pk == chosen), hats[0] if hats else None)


def acting_context(request: HttpRequest) -> dict[str, Any]:
    """Give ``acting`` and ``hats`` (all current memberships) to the header."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"acting": None, "hats": []}
    return {"acting": getattr(request, "acting", None), "hats": SimpleLazyObject(lambda: user.current_memberships)}


class SecondFactorMiddleware:
    """Where it is required, centre staff and officers set up a second factor before they see anything."""

    OPEN = ("/accounts/", "/static/", "/healthz/", "/language/")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self.is_owed(request) and not request.path.startswith(self.OPEN):
            messages.warning(request, _("Your duties need a second step at sign-in. Please set one up now."))
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def is_owed(request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or not (user.is_centre_staff or user.is_district_officer or user.is_superuser):
            return False
        return not get_mfa_adapter().is_mfa_enabled(user)
