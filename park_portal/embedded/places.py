"""Where the embedded servers keep their data and sockets. Nothing here starts or creates anything
unless its name says so: settings ask these functions on every start."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]

# sun_path holds 108 bytes with its closing NUL.
SOCKET_PATH_LIMIT = 107


class EmbeddedError(Exception):
    """Something a person must know or do, in one plain sentence: shown without a traceback."""


@dataclass(frozen=True)
class Account:
    """The user that a server runs as when root starts it."""

    uid: int
    gid: int

    def switch(self) -> dict[str, Any]:
        """Arguments that make `subprocess` change to this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def data_dir() -> Path:
    """The folder of everything made here: DATA_DIR, or `.data` in the clone.

    A relative DATA_DIR counts from the clone, whatever the working directory.
    """
    return (REPO / Path(os.environ.get("DATA_DIR") or ".data").expanduser()).resolve()


def home(mode: str) -> Path:
    """The folder of one mode (demo, test, bench) inside `data_dir`; nothing is created.

    Several test runs in one clone get a folder each: `claim_test_slot` chooses the suffix.
    """
    suffix = os.environ.get("PARK_TEST_SLOT", "") if mode == "test" else ""
    return data_dir() / f"{mode}{suffix}"


def digest(path: Path) -> str:
    """A short name for a path, the same in every process."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def socket_dir(folder: Path, name: str) -> Path:
    """`folder` itself, or a short one in /tmp when the socket's path would not fit (bytes, not letters).

    /tmp is written out: TMPDIR differs between the processes that must find the same socket.
    """
    if len(os.fsencode(folder / name)) <= SOCKET_PATH_LIMIT:
        return folder
    return Path("/tmp") / f"park-portal-{os.geteuid()}-{digest(folder)}"  # noqa: S108 - `make_private` looks whose it is


def nobody() -> Account:
    """The account that PostgreSQL falls back to, because it refuses to run as root."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(entry.pw_uid, entry.pw_gid)


def owner_of(path: Path) -> Account | None:
    """Who owns `path`, or None when it is missing or belongs to root."""
    try:
        info = path.stat()
    except OSError:
        return None
    return Account(info.st_uid, info.st_gid) if info.st_uid else None


def can_enter(path: Path, account: Account) -> bool:
    """Whether `account` may pass through every existing folder above `path`, and through `path` itself.

    Read from the mode bits alone, so that the answer costs no process and is the same in every one.
    """
    for step in (path, *path.parents):
        try:
            info = step.stat()
        except FileNotFoundError:
            continue
        except OSError:
            return False
        if info.st_uid == account.uid:
            bit = stat.S_IXUSR
        elif info.st_gid == account.gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not info.st_mode & bit:
            return False
    return True


def make_home(path: Path) -> None:
    """Create `path` and what is missing above it. Folders that exist keep their mode.

    Root's folders may be passed through but not listed by others, because PostgreSQL runs as nobody.
    """
    missing = [step for step in (path, *path.parents) if not step.exists()]
    for step in reversed(missing):
        step.mkdir(exist_ok=True)
        step.chmod(0o711 if os.geteuid() == 0 else 0o700)


def make_private(path: Path, account: Account | None = None) -> None:
    """Create `path` for one user alone (mode 0700), owned by `account` when root makes it.

    Raises EmbeddedError when something else already stands there: /tmp and /var/tmp are open to all.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    info = path.lstat()
    ours = {os.geteuid(), account.uid} if account else {os.geteuid()}
    if not stat.S_ISDIR(info.st_mode) or info.st_uid not in ours:
        raise EmbeddedError(
            f"{path} belongs to another user (uid {info.st_uid}): sign in as that user, or choose another DATA_DIR."
        )
    if account:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)


def make_passable(path: Path) -> None:
    """Create root's own folder in /var/tmp that others may pass through (mode 0711).

    Raises EmbeddedError when somebody else made it first.
    """
    path.mkdir(mode=0o711, exist_ok=True)
    info = path.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid != os.geteuid() or info.st_mode & 0o022:
        raise EmbeddedError(f"{path} was not made by this user: remove it, then start again.")
    path.chmod(0o711)
