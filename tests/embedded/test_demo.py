"""The supervisor of `make demo`, and which commands of manage.py start servers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from park_portal.embedded import EmbeddedError, process, stamps
from park_portal.embedded.places import REPO
from park_portal.embedded.supervisor import Console, Supervisor

SUPERVISED = """
import signal, sys
from park_portal.embedded.supervisor import Console, Supervisor
supervisor = Supervisor(Console())
supervisor.catch_signals()
with supervisor.ending():
    for name, command in (("one", "trap '' TERM; sleep 60 & wait; sleep 60"), ("two", "exec sleep 60")):
        child = supervisor.start(name, ["sh", "-c", command])
        print("pid", child.process.pid, flush=True)
    supervisor.wait_until(lambda: False, 60)
"""


def manage(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *args],
        cwd=REPO,
        env={**os.environ, "PARK_MODE": "demo", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_starts_nothing(ground: Path) -> None:
    assert manage("migrate", "--help", DATA_DIR=str(ground)).returncode == 0
    assert list(ground.glob("*/postgres")) == []


def test_shell_finds_a_database_and_leaves_none(ground: Path) -> None:
    code = "from django.db import connection; connection.ensure_connection(); print('connected')"
    done = manage("shell", "--no-imports", "-c", code, DATA_DIR=str(ground))
    assert "connected" in done.stdout, done.stderr
    assert list(ground.glob("demo/*.owner")) == []
    assert (ground / "demo/postgres").exists()


def test_taken_port_is_said_plainly(ground: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = {**os.environ, "PARK_MODE": "demo", "PORT": port, "DATA_DIR": str(ground)}
        demo = [sys.executable, "-m", "park_portal.embedded.demo"]
        done = subprocess.run(demo, cwd=REPO, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_dead_child_is_named_with_its_last_lines(capsys: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor(Console())
    with pytest.raises(EmbeddedError, match=r"(?s)broken ended with code 7.*out of paper"), supervisor.ending():
        supervisor.start("steady", ["sleep", "60"])
        supervisor.start("broken", ["sh", "-c", "echo out of paper >&2; exit 7"])
        supervisor.wait_until(lambda: False, 10)
    assert supervisor.children == []
    assert "broken  | out of paper" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("signals", "code"),
    [([signal.SIGTERM, signal.SIGINT], 130), ([signal.SIGKILL], -signal.SIGKILL)],
    ids=["second Ctrl-C", "kill -9"],
)
def test_no_child_survives_its_supervisor(signals: list[int], code: int) -> None:
    """One child ignores SIGTERM: a second signal must not wait for it; kill -9 leaves it only to its deafness."""
    with subprocess.Popen([sys.executable, "-c", SUPERVISED], cwd=REPO, stdout=subprocess.PIPE) as parent:  # noqa: S603
        assert parent.stdout is not None
        deaf, listening = (int(parent.stdout.readline().split()[1]) for _ in range(2))
        try:
            time.sleep(0.3)  # until the shell has set its trap
            for sig in signals:
                parent.send_signal(sig)
                time.sleep(0.3)
            assert parent.wait(5) == code
            assert process.wait_for(lambda: not process.alive(listening), 5)
            if code == 130:
                assert process.wait_for(lambda: not process.alive(deaf), 5)
        finally:
            if process.alive(deaf):
                os.killpg(deaf, signal.SIGKILL)


def test_stamp_holds_until_a_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "REPO", tmp_path)
    source = tmp_path / "app/static/a.css"
    result = tmp_path / ".data/static/a.css"
    for path in (source, result):
        path.parent.mkdir(parents=True)
        path.write_text("body {}")
    stamp = stamps.Stamp(tmp_path / ".data/static/.collected", stamps.STATIC)
    assert not stamp.valid()
    stamp.set()
    result.write_text("body { color: red }")  # what is made does not count
    assert stamp.valid()
    source.write_text("body { color: blue }")
    assert not stamp.valid()
    assert not stamp.path.exists()
