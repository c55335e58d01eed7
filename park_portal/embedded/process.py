"""Processes that never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child between fork and exec must not take the loader's lock.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(sig: int, parent: int) -> None:
    """Ask the kernel to send `sig` to this process when `parent` is gone (Linux only, else nothing)."""
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, sig, 0, 0, 0)
    if os.getppid() != parent:  # the parent died before the kernel was asked
        os.kill(os.getpid(), sig)


def before_exec(sig: int) -> Callable[[], None]:
    """A `preexec_fn` for children of this process. It runs after the change of user, which would undo it."""
    parent = os.getpid()
    return lambda: end_with_parent(sig, parent)


def launch(args: list[str], *, death: int = signal.SIGTERM, **options: Any) -> subprocess.Popen[bytes]:
    """Start `args` in a session of its own, so that a terminal's Ctrl-C reaches only the supervisor.

    `death` is the signal the child gets when this process ends in any way, kill -9 included. The kernel
    means the *thread* that starts it: call this from the main thread.
    """
    return subprocess.Popen(
        args,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=before_exec(death),  # noqa: PLW1509 - one call into the kernel, loaded beforehand
        **options,
    )


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat from the state on; empty when there is no such process or no /proc."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return []
    return text[text.rindex(")") + 2 :].split()


def birth(pid: int) -> str:
    """When `pid` started, in kernel ticks: tells a process from a later one with the same number."""
    fields = _stat(pid)
    return fields[19] if fields else ""


def name(pid: int) -> str:
    """The program's short name, or an empty string."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """Whether `pid` runs. A zombie does not: in a container nobody may ever collect it."""
    if pid <= 0:
        return False
    if Path("/proc/self/stat").exists():
        fields = _stat(pid)
        return bool(fields) and fields[0] not in "ZX"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def anybody_in(folder: Path) -> bool:
    """Whether a running process that we may look at has `folder` as its working directory."""
    wanted = str(folder)
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(link) == wanted:
                return True
        except OSError:
            continue
    return False


def wait_for(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Ask `condition` every `pause` seconds until it holds; False after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def end(pid: int, *signals: int, seconds: float = 20, child: subprocess.Popen[bytes] | None = None) -> None:
    """Send each signal in turn, giving `seconds` after each, until `pid` is gone."""

    def gone() -> bool:
        if child is not None:
            child.poll()  # collects our own child, which would stay a zombie
        return not alive(pid)

    for sig in signals:
        if gone():
            return
        try:
            os.kill(pid, sig)
        except ProcessLookupError:
            return
        if wait_for(gone, seconds):
            return


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, or an empty string."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 20_000))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def open_log(path: Path) -> int:
    """A descriptor to append to `path`; above 5 MB the old log is set aside first. The caller closes it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > 5_000_000:
        path.replace(path.with_suffix(".old"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
