"""The real web server on this machine's loopback, spoken to over HTTP like any client."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Browser:
    """One signed-in person with one kept-alive connection and a CSRF token."""

    def __init__(self, port: int, session: str = "") -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = "b" * 32
        cookies = f"csrftoken={self.token}" + (f"; sessionid={session}" if session else "")
        self.headers = {
            "Host": "localhost",
            "Cookie": cookies,
            "X-CSRFToken": self.token,
            "Referer": "http://localhost/",
        }

    def get(self, path: str) -> tuple[int, bytes]:
        self.link.request("GET", path, headers=self.headers)
        answer = self.link.getresponse()
        return answer.status, answer.read()

    def post(self, path: str, facts: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        body = json.dumps(facts)
        self.link.request("POST", path, body, {**self.headers, "Content-Type": "application/json"})
        answer = self.link.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")


def timed(deed: Callable[[], tuple[int, dict[str, Any]]]) -> tuple[int, dict[str, Any], float]:
    """What a deed answers, and its milliseconds."""
    begun = time.perf_counter()
    status, body = deed()
    return status, body, (time.perf_counter() - begun) * 1000


@contextmanager
def web(workers: int = 2, threads: int = 4) -> Iterator[int]:
    """Run granian as production would; gives the port. The process is ended on the way out."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "error",
        "park_portal.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, "LOG_LEVEL": "ERROR"})  # noqa: S603  (our own command)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if Browser(port).get("/healthz/")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the web server did not open within 30 s")
