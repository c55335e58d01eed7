"""What every test of this room takes for granted."""

import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """The real hash is made to be slow, and no rule tested here is about it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def mail_through_the_outbox(settings):
    """Django's test runner puts its own mail backend in front of ours."""
    settings.EMAIL_BACKEND = "park_portal.notifications.adapters.OutboxBackend"
