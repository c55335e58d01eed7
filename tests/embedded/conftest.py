"""A home for embedded servers that PostgreSQL's own user can reach, unlike pytest's tmp_path."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from park_portal.embedded.servers import forget


@pytest.fixture(autouse=True)
def _no_servers_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the embedded servers, also where the others use real ones."""
    for name in ("DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ground() -> Iterator[Path]:
    """An empty folder that everybody may enter; what is left running under it is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="park-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    for lock in list(folder.rglob("lock")):
        for owner in lock.parent.glob("*.owner"):
            owner.unlink()
        forget(lock.parent)
    shutil.rmtree(folder)


@pytest.fixture
def place(ground: Path) -> Path:
    """A home that does not exist yet."""
    return ground / "demo"
