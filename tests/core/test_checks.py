"""System checks: of the database's letters, of the deployment, of the npm files."""

import pytest
from django.conf import settings
from django.core.checks import run_checks

from park_portal.core import checks
from park_portal.core.bilingual import Bilingual
from park_portal.core.finders import NpmFinder


@pytest.mark.django_db
def test_hangul_is_letters_here():
    assert checks.hangul_is_letters(["default"]) == []


def test_hangul_that_is_no_letter_is_an_error(monkeypatch):
    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *args):
            return None

        def execute(self, sql):
            return None

        def fetchone(self):
            return (False,)

    class Connection:
        cursor = Cursor

    monkeypatch.setattr(checks, "connections", {"default": Connection()})
    assert [found.id for found in checks.hangul_is_letters(["default"])] == ["park.E002"]


def test_production_with_a_laptops_address_is_an_error(settings):
    settings.PRODUCTION, settings.PARK_URL = True, "http://localhost:8000"
    assert [found.id for found in checks.production_is_guarded(None)] == ["park.E003"]
    settings.PARK_URL = "https://park.example"
    assert checks.production_is_guarded(None) == []


def test_the_allow_list_serves_what_it_names_and_no_more():
    finder = NpmFinder()
    assert finder.check() == []
    assert finder.find("vendor/krds/css/component/output.css").endswith("krds-uiux/resources/css/component/output.css")
    assert finder.find("vendor/krds/package.json") == []
    assert finder.find("../pyproject.toml") == []


def test_a_moved_npm_file_is_noticed(settings):
    settings.NPM_STATIC = {"vendor/krds": ("krds-uiux/resources", ["css/no-such-file.css"])}
    assert [found.id for found in NpmFinder().check()] == ["park.E001"]


def test_all_checks_pass():
    assert run_checks() == []


def test_catalogue_is_compiled():
    assert (settings.LOCALE_PATHS[0] / "ko" / "LC_MESSAGES" / "django.mo").exists()


def test_bilingual_on_the_class_is_itself():
    class Thing:
        title = Bilingual("name")

    assert isinstance(Thing.title, Bilingual)
