"""Starting, stopping, sharing and recovering the embedded servers, with real ones."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from park_portal import embedded
from park_portal.embedded import process
from park_portal.embedded.places import REPO, can_enter, nobody
from park_portal.embedded.postgres import Postgres, installed
from park_portal.embedded.servers import forget, wanted

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can close a folder to another user")
START = """
import sys
from pathlib import Path
from park_portal import embedded
with embedded.servers(Path(sys.argv[1]), fast=True) as servers:
    print(*(server.pid() for server in servers), flush=True)
    sys.stdin.read()
"""


def sql(home: Path, statement: str) -> list[tuple[Any, ...]]:
    where = embedded.database(home)
    with closing(psycopg2.connect(dbname=where["NAME"], user=where["USER"], host=where["HOST"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def write(home: Path) -> None:
    sql(home, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('대관')")
    with closing(redis.Redis.from_url(embedded.cache_url(home))) as client:
        client.set("kept", "yes")


def running(home: Path) -> list[str]:
    return [server.name for server in wanted(home) if server.ready()]


def other_process(home: Path) -> subprocess.Popen[bytes]:
    """Another process inside `servers(home)`; it leaves when its standard input closes."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", START, str(home)], cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_data_are_kept_between_starts(place: Path) -> None:
    with embedded.servers(place):
        write(place)
        assert running(place) == ["postgres", "valkey"]
    assert running(place) == []
    with embedded.servers(place):
        assert sql(place, "SELECT word FROM kept") == [("대관",)]
        with closing(redis.Redis.from_url(embedded.cache_url(place))) as client:
            assert client.get("kept") == b"yes"


def test_hangul_is_sorted_and_searched(place: Path) -> None:
    with embedded.servers(place, fast=True):
        words = sql(place, "SELECT word FROM unnest(ARRAY['회의실','강당','대관','가람']) AS t(word) ORDER BY word")
        assert [word for (word,) in words] == ["가람", "강당", "대관", "회의실"]
        sql(place, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist; CREATE EXTENSION unaccent")
        assert sql(place, "SELECT similarity('서울시청 회의실', '서울시청회의실') > 0.5") == [(True,)]


def test_second_starter_is_a_guest(place: Path) -> None:
    with embedded.servers(place, fast=True) as mine:
        pids = [server.pid() for server in mine]
        with other_process(place) as guest:
            out, _ = guest.communicate(timeout=20)
        assert guest.returncode == 0
        assert [int(pid) for pid in out.split()] == pids
        assert running(place) == ["postgres", "valkey"]
    assert not any(process.alive(pid) for pid in pids)


def test_killed_postmaster_recovers_with_its_data(place: Path) -> None:
    with embedded.servers(place) as (postgres, valkey):
        write(place)
        os.kill(postgres.pid(), signal.SIGKILL)
        assert process.wait_for(lambda: not postgres.ready(), 5)
        with embedded.servers(place):
            assert sql(place, "SELECT word FROM kept") == [("대관",)]
            assert valkey.ready()


def test_killed_owner_leaves_nothing_and_the_next_starts(place: Path) -> None:
    with other_process(place) as owner:
        assert owner.stdout is not None
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        owner.kill()
    if sys.platform == "linux":
        assert process.wait_for(lambda: not any(process.alive(pid) for pid in pids), 10)
    with embedded.servers(place, fast=True) as servers:
        assert running(place) == ["postgres", "valkey"]
        assert not {server.pid() for server in servers} & set(pids)


def test_lock_file_with_a_strangers_number_is_forgotten(place: Path) -> None:
    with embedded.servers(place, fast=True) as (postgres, _):
        assert isinstance(postgres, Postgres)
        lock = postgres.data / "postmaster.pid"
        lines = lock.read_text().splitlines()
    stranger = other_user_process(postgres)
    try:
        lock.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        if postgres.account:
            os.chown(lock, postgres.account.uid, postgres.account.gid)
        with embedded.servers(place, fast=True):
            assert running(place) == ["postgres", "valkey"]
    finally:
        stranger.kill()
        stranger.wait()


def other_user_process(postgres: Postgres) -> subprocess.Popen[bytes]:
    """A sleeping program of the server's own user: PostgreSQL cannot tell it from another server."""
    return subprocess.Popen(["/bin/sleep", "60"], **(postgres.account.switch() if postgres.account else {}))


def test_long_path_falls_back_to_a_short_socket(ground: Path) -> None:
    place = ground / ("혁신파크" * 8) / "demo"  # 96 bytes in 32 letters
    with embedded.servers(place, fast=True) as servers:
        write(place)
        for server in servers:
            assert server.socket.parts[1] == "tmp"
            assert server.socket.parent.stat().st_mode & 0o777 == 0o700
    forget(place)
    assert not any(server.socket.parent.exists() for server in servers)


def test_failed_start_shows_the_log(place: Path) -> None:
    with embedded.servers(place, fast=True) as (postgres, _):
        assert isinstance(postgres, Postgres)
    (postgres.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(embedded.EmbeddedError, match="not compatible"), embedded.servers(place):
        pass
    assert list(place.glob("*.owner")) == []


def test_named_servers_start_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/park")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example")
    with embedded.servers(place) as servers:
        assert servers == []
    assert not place.exists()


def test_forgetting_refuses_while_in_use(place: Path) -> None:
    with embedded.servers(place, fast=True):
        with pytest.raises(embedded.EmbeddedError, match="in use"):
            forget(place)
        assert running(place) == ["postgres", "valkey"]


@AS_ROOT
def test_root_in_a_closed_folder_keeps_data_and_modes(ground: Path) -> None:
    closed = ground / "closed"
    closed.mkdir(mode=0o700)
    place = closed / "demo"
    with embedded.servers(place) as (postgres, _):
        assert closed not in postgres.socket.parents
        write(place)
    with embedded.servers(place):
        assert sql(place, "SELECT word FROM kept") == [("대관",)]
    assert closed.stat().st_mode & 0o777 == 0o700


@AS_ROOT
def test_root_takes_data_along_when_the_folder_is_closed_later(ground: Path) -> None:
    house = ground / "house"
    house.mkdir()
    place = house / "demo"
    with embedded.servers(place):
        write(place)
    house.chmod(0o700)
    for _ in range(2):
        with embedded.servers(place):
            assert sql(place, "SELECT word FROM kept") == [("대관",)]


@AS_ROOT
def test_ordinary_user_starts_and_root_may_use_her_data(ground: Path) -> None:
    user = nobody()
    if not can_enter(installed(), user):
        pytest.skip("an ordinary user cannot enter this clone")
    hers = ground / "hers"
    hers.mkdir(mode=0o700)
    os.chown(hers, user.uid, user.gid)
    assert as_user(user.uid, user.gid, lambda: start_and_write(hers / "demo")) == 0
    assert (hers / "demo/postgres").stat().st_uid == user.uid
    with embedded.servers(hers / "demo"):
        assert sql(hers / "demo", "SELECT word FROM kept") == [("대관",)]


def start_and_write(home: Path) -> None:
    with embedded.servers(home):
        assert os.geteuid() != 0
        write(home)


def as_user(uid: int, gid: int, work: Callable[[], None]) -> int:
    """Run `work` in a forked child as another user, who need not be able to start this Python herself."""

    def child() -> None:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
        work()

    forked = multiprocessing.get_context("fork").Process(target=child)
    forked.start()
    forked.join(40)
    assert forked.exitcode is not None
    return forked.exitcode
