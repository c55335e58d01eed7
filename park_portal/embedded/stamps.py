"""What a start of the demo may leave out, because an earlier start did it from the same files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from .places import REPO, data_dir

STATIC = (
    "static/**/*",
    "*/static/**/*",
    "park_portal/*/static/**/*",
    "package-lock.json",
    "requirements.lock",
    "park_portal/settings.py",
    "park_portal/core/finders.py",
)
DATA = (
    "*/migrations/*.py",
    "park_portal/*/migrations/*.py",
    "park_portal/demo/**/*",
    "requirements.lock",
)
CATALOGUES = ("*/locale/*/LC_MESSAGES/*.po", "park_portal/*/locale/*/LC_MESSAGES/*.po")


def _digest(patterns: Iterable[str]) -> str:
    """Names, sizes and times of the files of the clone that match: a few milliseconds."""
    files = {path for pattern in patterns for path in REPO.glob(pattern)}
    sha = hashlib.sha256()
    for path in sorted(files):
        # `*` also names .data, where the results themselves lie.
        if path.is_file() and path.suffix != ".pyc" and not path.relative_to(REPO).parts[0].startswith("."):
            info = path.stat()
            sha.update(f"{path}\0{info.st_size}\0{info.st_mtime_ns}\n".encode())
    return sha.hexdigest()


class Stamp:
    """A note that something was made from certain files."""

    def __init__(self, path: Path, patterns: Iterable[str]) -> None:
        self.path = path
        self.patterns = patterns

    def valid(self) -> bool:
        """Whether the note is there and none of the files changed since. A note that does not hold is removed."""
        if self.path.exists() and self.path.read_text() == _digest(self.patterns):
            return True
        self.path.unlink(missing_ok=True)
        return False

    def set(self) -> None:
        """Make the note."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(_digest(self.patterns))


def static_root() -> Path:
    """Where static files are collected."""
    return Path(os.environ.get("STATIC_ROOT") or data_dir() / "static")


def static_stamp() -> Stamp:
    """That the static files were collected: the note lies among them and goes with them."""
    return Stamp(static_root() / ".collected", STATIC)


def data_stamp(home: Path) -> Stamp:
    """That this home's database has had all migrations and the demo data."""
    return Stamp(home / "prepared", DATA)


def catalogues_compiled() -> bool:
    """Whether every catalogue has a compiled form that is not older."""
    for pattern in CATALOGUES:
        for source in REPO.glob(pattern):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                return False
    return True
