"""Personal API tokens: ``Authorization: Bearer park_…`` before the session, so that no credentials mean 401."""

import re

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from park_portal.accounts.models import AccessToken, Person
from park_portal.accounts.tasks import access_token_used
from park_portal.core import clock

BEARER = re.compile(rb"bearer(?: |$)", re.IGNORECASE)
SHAPE = re.compile(rb"(?i:bearer) (park_[A-Za-z0-9_-]{43})")
SEEN_FOR = 60 * 60  # seconds after which a note of use that got lost is tried again


class InvalidToken(AuthenticationFailed):
    """One answer for unknown, expired, revoked, and a person who may not sign in."""

    default_detail = _("This token is unknown, expired or revoked.")
    default_code = "invalid_token"


class BearerAuthentication(BaseAuthentication):
    """Give the person and her AccessToken (``request.auth``), or leave other schemes to the session.

    A secret is looked up by its digest, so there is nothing whose comparison could be timed.
    """

    def authenticate(self, request: Request) -> tuple[Person, AccessToken] | None:
        header = get_authorization_header(request)
        if not BEARER.match(header):
            return None
        found = SHAPE.fullmatch(header)
        token = AccessToken.objects.of_secret(found[1].decode()).first() if found else None
        if token is None:
            raise InvalidToken
        if token.person.language in dict(settings.LANGUAGES):
            translation.activate(token.person.language)  # until LanguageMiddleware takes its own back
        note_use(token)
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        failed = ', error="invalid_token"' if BEARER.match(get_authorization_header(request)) else ""
        return f'Bearer realm="api"{failed}'


def note_use(token: AccessToken) -> None:
    """Have the day of use written by a task, once a day: a GET writes nothing itself (decisions/0002).

    Neither a cache nor a broker that is away stands in the caller's way (``robust``).
    """
    day = clock.today()
    if token.last_used_on == day:
        return

    def publish() -> None:
        if cache.add(f"access-token-used:{token.pk}:{day}", 1, SEEN_FOR):
            access_token_used.delay(token.pk, day.isoformat())

    transaction.on_commit(publish, robust=True)
