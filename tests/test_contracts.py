"""The walls of the house stand: each contract and each banned import fails when it is broken.

The tree is copied, one line of it is spoilt, and the same tools that ``make lint`` calls must notice.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TREES = ("park_portal", "spaces", "tenants", "projects", "collaboration")
TOOLS = Path(sys.executable).parent

FLOORS = "A floor imports only from the floors below it"
ROOMS = "Every app has the same rooms, stacked the same way, and no others"
FRONT_ROOMS = "From a neighbour take its front rooms only"
STATES = "States are data: they import nothing of ours"

BREACHES = [
    ("park_portal/core/clock.py", "import park_portal.audit", FLOORS),
    ("park_portal/audit/actions.py", "import park_portal.notifications", FLOORS),
    ("park_portal/notifications/actions.py", "import park_portal.accounts", FLOORS),
    ("park_portal/accounts/actions.py", "import spaces", FLOORS),
    ("spaces/views.py", "import tenants", FLOORS),
    ("tenants/apps.py", "import projects", FLOORS),
    ("projects/apps.py", "import collaboration", FLOORS),
    ("collaboration/apps.py", "import park_portal.reports", FLOORS),
    ("park_portal/reports/views.py", "import park_portal.api", FLOORS),
    ("park_portal/demo/land.py", "import park_portal.urls", FLOORS),
    ("park_portal/accounts/models.py", "from . import actions", ROOMS),
    ("park_portal/accounts/querysets.py", "from . import models", ROOMS),
    ("park_portal/accounts/reckoning.py", "from . import models", ROOMS),
    ("park_portal/accounts/rules.py", "from . import notifications", ROOMS),
    ("spaces/filters.py", "from . import views", ROOMS),
    ("spaces/utils.py", "", ROOMS),
    ("collaboration/helpers.py", "", ROOMS),
    ("spaces/views.py", "import park_portal.accounts.forms", FRONT_ROOMS),
    ("spaces/states.py", "import park_portal.core.clock", STATES),
]

BANNED = [
    ("spaces/actions.py", "from django.http import HttpRequest"),
    ("spaces/models.py", "from django.shortcuts import render"),
    ("spaces/rules/bookings.py", "from django.contrib import messages"),
    ("spaces/actions.py", "from django.core.mail import send_mail"),
    ("spaces/receivers.py", "from django.db.models.signals import post_save"),
    ("park_portal/notifications/reminders.py", "from django.core.mail import send_mail"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the code that may be spoilt."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for tree in TREES:
        shutil.copytree(ROOT / tree, copy / tree, ignore=shutil.ignore_patterns("*.po", "*.mo", "__pycache__", "*.csv"))
    return copy


def lint_imports(house: Path) -> subprocess.CompletedProcess:
    command = [TOOLS / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_house_as_it_is_keeps_all_contracts(house):
    answer = lint_imports(house)
    assert answer.returncode == 0, answer.stdout
    for contract in (FLOORS, ROOMS, FRONT_ROOMS, STATES):
        assert f"{contract} KEPT" in answer.stdout


@pytest.mark.parametrize(("path", "line", "contract"), BREACHES, ids=lambda value: value.split("\n")[0][:50])
def test_a_breach_is_noticed(house, path, line, contract):
    file = house / path
    before = file.read_text() if file.exists() else None
    file.write_text(f"{line}\n{before or ''}")
    try:
        answer = lint_imports(house)
    finally:
        file.write_text(before) if before is not None else file.unlink()
    assert answer.returncode == 1
    assert f"{contract} BROKEN" in answer.stdout


@pytest.mark.parametrize(("path", "line"), BANNED, ids=lambda value: value)
def test_a_banned_import_is_noticed(path, line):
    command = [TOOLS / "ruff", "check", "--select", "TID251", "--stdin-filename", path, "-"]
    answer = subprocess.run(command, cwd=ROOT, input=f"{line}\n", capture_output=True, text=True, check=False)  # noqa: S603
    assert answer.returncode == 1
    assert "TID251" in answer.stdout


def test_the_same_import_is_at_home_in_its_room():
    """The control of the test above: the ban is a wall with doors."""
    command = [TOOLS / "ruff", "check", "--select", "TID251", "--stdin-filename", "spaces/views.py", "-"]
    line = "from django.http import HttpRequest\n"
    answer = subprocess.run(command, cwd=ROOT, input=line, capture_output=True, text=True, check=False)  # noqa: S603
    assert answer.returncode == 0, answer.stdout


def test_every_floor_of_park_portal_is_in_the_contract():
    """A new package must be given its place before it can be used."""
    text = (ROOT / "pyproject.toml").read_text()
    packages = {path.parent.name for path in (ROOT / "park_portal").glob("*/__init__.py")}
    assert {name for name in packages if f"park_portal.{name}" not in text} == set()
