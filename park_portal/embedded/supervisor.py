"""Processes that live and end together in one terminal, each line of theirs with its name before it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import process
from .places import REPO, EmbeddedError

COLOURS = {"web": 36, "worker": 33, "beat": 35, "postgres": 34, "valkey": 32}
GREY = 90
WIDTH = 8  # of the longest name
KEPT = 20  # lines of each child, for the report of its death


class Console:
    """The one writer to standard output."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self.lock = threading.Lock()
        self.closed = False

    def write(self, text: str) -> None:
        """One line. A reader that went away (`make demo | head`) is noted in `closed`, not raised."""
        with self.lock:
            try:
                sys.stdout.write(text + "\n")
                sys.stdout.flush()
            except (OSError, ValueError):
                self.closed = True

    def progress(self, text: str) -> None:
        """A line with the seconds since the start."""
        self.write(f"[{time.monotonic() - self.began:5.1f}s] {text}")

    def line(self, name: str, text: str) -> None:
        """A line of the child `name`."""
        prefix = f"{name:<{WIDTH}}|"
        if self.coloured:
            prefix = f"\033[{COLOURS.get(name, GREY)}m{prefix}\033[0m"
        self.write(f"{prefix} {text}")


class Child:
    """One process with its output; `on_line` sees every line as well."""

    def __init__(
        self, name: str, args: list[str], console: Console, on_line: Callable[[str], None] | None = None
    ) -> None:
        self.name = name
        self.last: deque[str] = deque(maxlen=KEPT)
        self.console = console
        self.on_line = on_line
        self.process = process.launch(args, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for raw in self.process.stdout or ():
            text = raw.decode(errors="replace").rstrip()
            if text:
                self.last.append(text)
                self.console.line(self.name, text)
                if self.on_line:
                    self.on_line(text)

    def ended(self) -> bool:
        """Whether the process is over."""
        return self.process.poll() is not None

    def signal(self, sig: int) -> None:
        """Send to the process alone (it ends its own workers), or with SIGKILL to all of its session."""
        try:
            if sig == signal.SIGKILL:
                os.killpg(self.process.pid, sig)
            else:
                self.process.send_signal(sig)
        except ProcessLookupError:
            pass

    def collect(self, seconds: float = 10) -> None:
        """Wait for its end, force it after `seconds`; whatever is left of its session goes too."""
        process.wait_for(self.ended, seconds)
        self.signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join(1)

    def failure(self) -> EmbeddedError:
        """The report of an end that nobody asked for."""
        self.reader.join(1)
        code = self.process.returncode
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        return EmbeddedError("\n    ".join([f"{self.name} {how}. Its last lines:", *self.last]))


class Supervisor:
    """Starts children, watches them, ends them in the reverse order."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.children: list[Child] = []
        self.asked_to_end = False

    def catch_signals(self) -> None:
        """The first SIGINT, SIGTERM or SIGHUP ends everything in order, the second at once."""
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sig, self._signalled)

    def _signalled(self, number: int, frame: object) -> None:
        if self.asked_to_end:
            for child in self.children:
                child.signal(signal.SIGKILL)
            os._exit(130)  # the kernel then ends the servers: they are our children
        self.asked_to_end = True
        raise KeyboardInterrupt

    def start(self, name: str, args: list[str], on_line: Callable[[str], None] | None = None) -> Child:
        """Start a child that is expected to stay."""
        child = Child(name, args, self.console, on_line)
        self.children.append(child)
        return child

    def finish(self, child: Child) -> Child:
        """Wait for a child that is expected to end. Raises EmbeddedError when it fails."""
        child.process.wait()
        self.children.remove(child)
        if child.process.returncode:
            raise child.failure()
        child.reader.join()
        return child

    def check(self) -> None:
        """Raise EmbeddedError when a child has ended, KeyboardInterrupt when nobody reads us any more."""
        for child in self.children:
            if child.ended():
                raise child.failure()
        if self.console.closed:
            raise KeyboardInterrupt

    def wait_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait for `condition` while all children live; False after `seconds`."""

        def holds() -> bool:
            self.check()
            return condition()

        return process.wait_for(holds, seconds, pause=0.1)

    def stop(self) -> None:
        """End all children, side by side."""
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
        for child in reversed(self.children):
            child.collect()
        self.children.clear()

    @contextmanager
    def ending(self) -> Iterator[None]:
        """End all children when the block is left in any way."""
        try:
            yield
        except KeyboardInterrupt:
            self.asked_to_end = True
            if self.children:
                self.console.progress("ending (Ctrl-C again ends at once)")
            raise
        finally:
            self.stop()


def follow(path: Path, name: str, console: Console) -> None:
    """Print what is added to a log from now on, in a thread of its own."""

    def read() -> None:
        with path.open(errors="replace") as file:
            file.seek(0, os.SEEK_END)
            while True:
                text = file.readline().rstrip()
                if text:
                    console.line(name, text)
                else:
                    time.sleep(0.5)

    threading.Thread(target=read, daemon=True).start()
