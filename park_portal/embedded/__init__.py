"""PostgreSQL and Valkey out of Python wheels, for the demo and the tests; nothing here is for production.

Stands beside `core`: imports neither Django nor anything else of the house, because settings ask it where
the sockets are. Asking starts nothing; `servers` does.
"""

from __future__ import annotations

from pathlib import Path

from .places import EmbeddedError, data_dir, home
from .postgres import database, installed
from .servers import servers
from .slots import claim_test_slot
from .valkey import broker_url, cache_url, result_url

__all__ = [
    "EmbeddedError",
    "broker_url",
    "cache_url",
    "claim_test_slot",
    "data_dir",
    "database",
    "home",
    "psql_dir",
    "result_url",
    "servers",
    "urls",
]


def urls(home: Path) -> dict[str, str]:
    """The addresses of both servers under the names of the environment variables that replace them.

    BROKER_URL, RESULT_URL and CACHE_URL are three forms for one unix socket.
    """
    where = database(home)
    return {
        "DATABASE_URL": f"postgresql://{where['USER']}@/{where['NAME']}?host={where['HOST']}",
        "BROKER_URL": broker_url(home),
        "RESULT_URL": result_url(home),
        "CACHE_URL": cache_url(home),
    }


def psql_dir() -> Path:
    """The folder of psql, pg_dump and pgbench. Raises EmbeddedError when the wheel is missing."""
    return installed() / "bin"
