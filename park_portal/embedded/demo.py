"""`make demo`: a living park in one terminal. Ctrl-C ends all of it; the data stay."""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from . import process
from .places import REPO, EmbeddedError, data_dir, home, make_home
from .servers import owner, servers
from .stamps import catalogues_compiled, data_stamp, static_root, static_stamp
from .supervisor import Child, Console, Supervisor, follow

HOST = "127.0.0.1"
MANAGE = [sys.executable, "manage.py"]
CELERY = [sys.executable, "-m", "celery", "-A", "park_portal", "--quiet"]
# As in production, but small: two processes, and none of the talk between several workers.
WORKER = ["worker", "-c", "2", "-l", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"]


def main() -> None:
    """Run the demo until it is asked to end. The exit code is not 0 when a part of it failed."""
    if os.environ.get("MAKELEVEL"):
        process.end_with_parent(signal.SIGTERM, os.getppid())  # a killed `make` leaves nothing behind
    console, place = Console(), home("demo")
    supervisor = Supervisor(console)
    try:
        port = _port()
        with _alone(place, port):
            _check(port)
            _prepare_environment(port)
            supervisor.catch_signals()
            try:
                _run(supervisor, place, port)
            except KeyboardInterrupt:
                console.progress(f"ended; the data stay in {_short(place)}")
    except EmbeddedError as error:
        console.write(f"\nThe demo has stopped. {error}")
        raise SystemExit(1) from error


def _run(supervisor: Supervisor, place: Path, port: int) -> None:
    """Everything between the first line and the last. Leaves by KeyboardInterrupt or EmbeddedError."""
    console = supervisor.console
    console.progress(f"starting; the first time takes a minute, later starts a few seconds ({_short(place)})")
    with supervisor.ending():
        helpers = _start_helpers(supervisor)
        with servers(place) as embedded, supervisor.ending():
            for server in embedded:
                follow(server.log, server.name, console)
                _name_owner(console, place, server.name, owner(place, server).get("pid", ""))
            console.progress("database and broker ready" if embedded else "using DATABASE_URL and REDIS_URL")
            prepared = data_stamp(place)
            # What an earlier start prepared is only looked over, while the web server starts beside it.
            # The first time nothing answers before the data are there.
            early = bool(embedded) and prepared.valid() and not helpers
            worker_ready = _serve(supervisor, port) if early else None
            sign_ins = _load(supervisor, helpers)
            prepared.set()
            worker_ready = worker_ready or _serve(supervisor, port)
            _await(supervisor, place, port, worker_ready)
            _welcome(console, place, port, sign_ins)
            while not supervisor.wait_until(lambda: not all(server.ready() for server in embedded), 3600):
                pass
            raise EmbeddedError("The database or the broker has ended under the demo: start it again.")


def _start_helpers(supervisor: Supervisor) -> list[Child]:
    """Start what needs no database, beside the rest, unless an earlier start did it."""
    helpers = []
    if not catalogues_compiled():
        helpers.append(supervisor.start("messages", [*MANAGE, "messages", "--compile"]))
    if not static_stamp().valid():
        helpers.append(supervisor.start("static", [*MANAGE, "collectstatic", "--no-input"]))
    return helpers


def _load(supervisor: Supervisor, helpers: list[Child]) -> list[str]:
    """Tables and demo data. Gives the lines of `load_demo` that name a sign-in."""
    supervisor.finish(supervisor.start("migrate", [*MANAGE, "migrate", "--no-input"]))
    supervisor.console.progress("tables up to date")
    for helper in helpers:  # the data may hold translated words
        supervisor.finish(helper)
    if helpers:
        static_stamp().set()
        supervisor.console.progress("static files and catalogues ready")
    lines: list[str] = []
    supervisor.finish(supervisor.start("data", [*MANAGE, "load_demo"], lines.append))
    supervisor.console.progress("demo data ready")
    return [line for line in lines if "@demo.park" in line]


def _serve(supervisor: Supervisor, port: int) -> Event:
    """Start web and worker. The event is set when the worker has said that it is ready."""
    ready = Event()

    def heard(line: str) -> None:
        if " ready" in line:
            ready.set()

    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    web += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "park_portal.wsgi:application"]
    supervisor.start("web", web)
    supervisor.start("worker", [*CELERY, *WORKER], heard)
    return ready


def _await(supervisor: Supervisor, place: Path, port: int, worker_ready: Event) -> None:
    """Wait until web and worker answer, then start the clock of periodic work."""
    if not supervisor.wait_until(lambda: _healthy(port), 90):
        raise EmbeddedError(f"The web server did not answer 200 at http://{HOST}:{port}/healthz/ in 90 seconds.")
    supervisor.console.progress("web ready")
    if supervisor.wait_until(worker_ready.is_set, 30):
        supervisor.console.progress("worker ready")
    supervisor.start("beat", [*CELERY, "beat", "-l", "INFO", "-s", str(place / "beat-schedule")])


def _welcome(console: Console, place: Path, port: int, sign_ins: list[str]) -> None:
    console.progress("the park is open")
    console.write(f"\n  http://localhost:{port}/        (this machine only)\n")
    for line in sign_ins:
        console.write(f"  {line.strip()}")
    console.write(f"\n  Ctrl-C ends everything; the data stay in {_short(place)}\n")


def _healthy(port: int) -> bool:
    """Whether /healthz/ answers 200. `http.client` asks no proxy, whatever the environment says."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise EmbeddedError(f"PORT is {text!r}: give a number from 1 to 65535.")
    return int(text)


def _check(port: int) -> None:
    """Say now, in one sentence, what would fail later."""
    mode = os.environ.get("PARK_MODE", "demo")
    if mode != "demo":
        raise EmbeddedError(f"PARK_MODE is {mode}, and `make demo` runs in demo mode only: unset PARK_MODE.")
    if not (REPO / "node_modules/.package-lock.json").exists():
        raise EmbeddedError("The front-end packages are missing: start with `make demo`, which installs them.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise EmbeddedError(f"Port {port} is for root only: `make demo PORT=8000`.") from error
        except OSError as error:
            raise EmbeddedError(
                f"Port {port} is taken by another program. Choose another: `make demo PORT={port % 65535 + 1}`."
            ) from error


@contextmanager
def _alone(place: Path, port: int) -> Iterator[None]:
    """Hold the demo's lock. Raises EmbeddedError when a demo of this clone is running."""
    make_home(place)
    try:
        file = os.open(place / "demo.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise EmbeddedError(
            f"{place} belongs to another user: sign in as that user, or choose another DATA_DIR."
        ) from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            running = os.read(file, 200).decode()
            raise EmbeddedError(f"The demo of this clone is already running: {running}.") from error
        os.ftruncate(file, 0)
        os.write(file, f"process {os.getpid()}, http://localhost:{port}/".encode())
        yield
    finally:
        os.close(file)


def _prepare_environment(port: int) -> None:
    """What all children inherit."""
    os.environ |= {
        "PARK_MODE": "demo",
        "PORT": str(port),
        "DATA_DIR": str(data_dir()),
        "STATIC_ROOT": str(static_root()),
        "PYTHONUNBUFFERED": "1",
        # Celery's advice against root is for production; in the demo it would be a screenful.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "park_portal.settings")


def _name_owner(console: Console, place: Path, server: str, pid: str) -> None:
    if pid and int(pid) != os.getpid():
        console.progress(f"{server} was started by process {pid} and ends with it")


def _short(path: Path) -> str:
    return str(path.relative_to(REPO)) if path.is_relative_to(REPO) else str(path)


if __name__ == "__main__":
    main()
