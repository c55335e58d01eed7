"""Paths and addresses: what settings read before anything runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from park_portal import embedded
from park_portal.embedded import browser, places, valkey
from park_portal.embedded.places import REPO


def test_three_forms_for_one_socket(tmp_path: Path) -> None:
    home = Path("/srv/park/demo")
    assert embedded.broker_url(home) == "redis+socket:///srv/park/demo/valkey/valkey.sock?virtual_host=0"
    assert embedded.result_url(home) == "redis+socket:///srv/park/demo/valkey/valkey.sock?virtual_host=1"
    assert embedded.cache_url(home) == "unix:///srv/park/demo/valkey/valkey.sock?db=2"
    where = embedded.database(tmp_path)
    assert set(where) == {"NAME", "USER", "HOST"}
    assert embedded.urls(tmp_path)["DATABASE_URL"].endswith(f"/{where['NAME']}?host={where['HOST']}")


def test_asking_makes_nothing(tmp_path: Path) -> None:
    embedded.urls(tmp_path / "demo")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("worker", "numbers"), [("", (0, 1, 2)), ("gw0", (3, 4, 5)), ("gw3", (12, 13, 14))])
def test_parallel_workers_have_databases_of_their_own(
    worker: str, numbers: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    home = Path("/srv/park/test")
    urls = (embedded.broker_url(home), embedded.result_url(home), embedded.cache_url(home))
    assert tuple(int(url.rpartition("=")[2]) for url in urls) == numbers


@pytest.mark.parametrize("letter", ["p", "혁"])
def test_socket_path_counts_bytes(letter: str) -> None:
    size = len(letter.encode())
    for length in range(60, 130):
        folder = Path("/" + letter * (length // size))
        chosen = places.socket_dir(folder, valkey.SOCKET)
        fits = len(os.fsencode(folder / valkey.SOCKET)) <= 107
        assert (chosen == folder) is fits
        assert len(os.fsencode(chosen / valkey.SOCKET)) <= 107


def test_data_dir_counts_from_the_clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PARK_TEST_SLOT", raising=False)
    monkeypatch.delenv("DATA_DIR", raising=False)
    assert embedded.home("demo") == REPO / ".data/demo"
    monkeypatch.setenv("DATA_DIR", "elsewhere")
    assert embedded.home("test") == REPO / "elsewhere/test"
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert embedded.home("bench") == tmp_path.resolve() / "bench"


def test_two_test_runs_take_different_homes(tmp_path: Path) -> None:
    claim = "from park_portal import embedded; claim = embedded.claim_test_slot();"
    claim += "print(embedded.home('test').name, flush=True); input()"
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    runs = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", claim], cwd=REPO, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    try:
        assert {run.stdout.readline() for run in runs if run.stdout} == {b"test\n", b"test-2\n"}
    finally:
        for run in runs:
            run.communicate(b"\n")


def test_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 12345, 12345)
    with pytest.raises(embedded.EmbeddedError, match="another user"):
        places.make_private(theirs)
    with pytest.raises(embedded.EmbeddedError, match="not made by this user"):
        places.make_passable(theirs)


def test_named_browser_must_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "no-browser"))
    with pytest.raises(embedded.EmbeddedError, match="no program is there"):
        browser.find()
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    found = browser.find()
    assert found is not None
    assert found.executable == str(program)
    assert not found.works()
