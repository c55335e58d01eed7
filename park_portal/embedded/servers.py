"""Who may start and stop the embedded servers: whoever started one stops it, and nobody else.

Each server has an owner, a process named in `<home>/<server>.owner` by number and birth. A process that
finds a server with a living owner is a guest. A server whose owner was killed is stopped and started anew.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import process
from .places import EmbeddedError, data_dir, digest, make_home
from .postgres import OUTSIDE, Postgres
from .valkey import Valkey

Server = Postgres | Valkey


def wanted(home: Path, *, fast: bool = False) -> list[Server]:
    """The servers of this home that the environment does not name elsewhere (DATABASE_URL, REDIS_URL)."""
    both: list[Server] = [Postgres(home, fast=fast), Valkey(home, fast=fast)]
    return [server for server in both if not os.environ.get(server.variable)]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, waiting for whoever holds it. The kernel lets go when the holder dies."""
    make_home(path.parent)
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise EmbeddedError(
            f"{path.parent} belongs to another user: sign in as that user, or choose another DATA_DIR."
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def owner(home: Path, server: Server) -> dict[str, str]:
    """Number, birth and token of the living process that started `server`; empty when there is none."""
    try:
        record = json.loads((home / f"{server.name}.owner").read_text())
        pid = int(record["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return record if process.alive(pid) and process.birth(pid) == record.get("birth") else {}


def _start(home: Path, server: Server) -> str:
    """Start `server` unless it runs for a living owner. Gives the token to stop it by, or an empty string."""
    if owner(home, server) and server.ready():
        return ""
    server.stop()  # what a killed owner may have left
    record = {"pid": str(os.getpid()), "birth": process.birth(os.getpid()), "token": uuid.uuid4().hex}
    note = home / f"{server.name}.owner"
    note.write_text(json.dumps(record))
    try:
        server.start()
    except BaseException:
        server.stop()
        note.unlink(missing_ok=True)
        raise
    return record["token"]


def _stop(home: Path, started: list[tuple[Server, str]]) -> None:
    with locked(home / "lock"):
        for server, token in reversed(started):
            if owner(home, server).get("token") == token:
                server.stop()
                (home / f"{server.name}.owner").unlink(missing_ok=True)


@contextmanager
def servers(home: Path, *, fast: bool = False) -> Iterator[list[Server]]:
    """Have PostgreSQL and Valkey running inside the `with` block, and give those that are embedded.

    Starts what does not run and on leaving stops what it started; the data stay. `fast` gives up safety
    against a power cut for speed and allows 300 connections: for tests. Call it from the main thread.

    Raises EmbeddedError when a server cannot start.
    """
    embedded = wanted(home, fast=fast)
    started: list[tuple[Server, str]] = []
    try:
        if embedded:
            with locked(home / "lock"):
                for server in embedded:
                    token = _start(home, server)
                    if token:
                        started.append((server, token))
        yield embedded
    finally:
        if started:
            _stop(home, started)


def forget(place: Path) -> None:
    """Stop the servers of `place` and delete its data, those in /var/tmp as well.

    Raises EmbeddedError when somebody is using them.
    """
    if not place.exists():
        return
    both: list[Server] = [Postgres(place), Valkey(place)]
    with locked(place / "lock"):
        for server in both:
            record = owner(place, server)
            if record:
                raise EmbeddedError(f"{place} is in use by process {record['pid']}: end it first.")
        for server in both:
            server.stop()
            if server.socket.parent != server.folder:
                shutil.rmtree(server.socket.parent, ignore_errors=True)
        if os.geteuid() == 0:
            shutil.rmtree(OUTSIDE / f"park-portal-{digest(place)}", ignore_errors=True)
        shutil.rmtree(place)


def main() -> None:
    """Delete the data of demo, tests and benches of this clone (`make forget`)."""
    try:
        for lock in sorted(data_dir().glob("*/lock")):
            forget(lock.parent)
    except EmbeddedError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
