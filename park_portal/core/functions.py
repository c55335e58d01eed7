"""Long questions kept in the database as functions: PostgreSQL reads and plans them once a connection, not each time.

A statement of thirty joins takes longer to plan than to answer for one room (decision 0003). Its text stays beside the
reading word that asks it; a migration puts it into the database, and ``tests/core/test_functions.py`` says when the
text has changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, migrations


@dataclass(frozen=True)
class Function:
    """A SELECT with ``%(name)s`` for what it ``takes`` (name to SQL type); ``gives`` its columns with their types.

    It only reads, and is planned for any argument, never for one: use it where the plan is the same for all.
    """

    name: str
    takes: Mapping[str, str]
    gives: str
    select: str

    @property
    def body(self) -> str:
        """The function's text as ``pg_proc.prosrc`` has it; columns go before parameters of the same name."""
        places = {name: f"${n}" for n, name in enumerate(self.takes, start=1)}
        return f"\n#variable_conflict use_column\nBEGIN RETURN QUERY {self.select.strip() % places}; END\n"

    def into_database(self) -> migrations.RunSQL:
        """The operation that makes the function, or replaces it by a later text of the same columns."""
        made = f"""CREATE OR REPLACE FUNCTION {self.name}({", ".join(self.takes.values())}) RETURNS TABLE ({self.gives})
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $body${self.body}$body$"""
        return migrations.RunSQL(made, f"DROP FUNCTION {self.name}({', '.join(self.takes.values())})")

    @cached_property
    def call(self) -> str:
        return f"SELECT * FROM {self.name}({', '.join(f'%({name})s' for name in self.takes)})"  # noqa: S608  (our names)

    def ask(self, **facts: Any) -> list[tuple[Any, ...]]:
        """The rows for these facts, in one statement."""
        with connection.cursor() as cursor:
            cursor.execute(self.call, facts)
            return cursor.fetchall()
