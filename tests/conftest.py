"""Servers, settings and the browser for every test.

Django is set up here and not by DJANGO_SETTINGS_MODULE in pyproject.toml, which would load the settings
before this run has its own home: two runs in one clone would then share a database.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ["PARK_MODE"] = "test"
# The synchronous playwright keeps an event loop in the test's thread, where Django would refuse queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "park_portal.settings")

from park_portal import embedded
from park_portal.embedded import browser

# A busy machine is not a failure.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
SERVERS: pytest.StashKey[ExitStack] = pytest.StashKey()

# A worker inherits the whole environment, so its settings may be loaded already: they are the right ones.
if not IS_WORKER and "park_portal.settings" in sys.modules:
    raise pytest.UsageError(
        "The settings were loaded before tests/conftest.py: take DJANGO_SETTINGS_MODULE and --ds out of "
        "pyproject.toml and the command line."
    )
if not IS_WORKER:
    os.environ.pop("PARK_TEST_SLOT", None)
    try:
        CLAIM = embedded.claim_test_slot()  # open until this process ends
    except embedded.EmbeddedError as error:
        raise pytest.UsageError(str(error)) from error

import django  # noqa: E402

django.setup()  # so that a conftest further down may import models

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once, in the process that hands tests to the workers; all share one cluster."""
    if IS_WORKER or config.option.collectonly or config.option.help:
        return
    config.stash[SERVERS] = stack = ExitStack()
    try:
        stack.enter_context(embedded.servers(embedded.home("test"), fast=True))
    except embedded.EmbeddedError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ.update(browser.node_environment())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this run started."""
    if SERVERS in config.stash:
        config.stash[SERVERS].close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The test database, without sessions that are left at the end: a browser may still hold a connection to the
    live server, whose thread then keeps its session, and a database in use cannot be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine instead of one that playwright would download."""
    found = browser.find()
    if found is None:
        pytest.fail("no Chromium: `make test` finds or installs one", pytrace=False)
    return {
        **browser_type_launch_args,
        "executable_path": found.executable,
        "args": list(browser.FLAGS),
        "env": {**os.environ, **found.environment},
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A person in Seoul."""
    return {**browser_context_args, "locale": "ko-KR", "timezone_id": "Asia/Seoul"}


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """A browser in which this person is signed in: ``client_of(person).get("/me/")``."""

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture(scope="session")
def base_url() -> None:
    """None, as playwright's own; that one is a method, of which pytest 9 warns on every page."""


@pytest.fixture(autouse=True)
def mail_goes_through_the_outbox(settings: Any) -> None:
    """Django's test set-up puts its own backend in; ours is part of what is tested."""
    settings.EMAIL_BACKEND = "park_portal.notifications.adapters.OutboxBackend"
