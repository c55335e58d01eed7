"""Questions kept as functions: the database has the text that the code has, and answers the same."""

import pytest
from django.db import ProgrammingError, connection, transaction

from park_portal.core.functions import Function
from spaces.querysets.availability import INTERVAL
from spaces.querysets.bookings import STANDING
from spaces.querysets.prices import FACTS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("function", [INTERVAL, STANDING, FACTS], ids=lambda function: function.name)
def test_the_database_has_the_text_of_the_code(function):
    """If this fails, the text has changed since it was migrated: write a migration with ``into_database()``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc, provolatile::text, proconfig FROM pg_proc WHERE proname = %s", [function.name])
        assert cursor.fetchall() == [(function.body, "s", ["plan_cache_mode=force_generic_plan"])]


def test_a_function_gives_rows_takes_none_and_goes_again():
    """A parameter may be called as a column is: the column is meant where it stands alone."""
    pair = Function(
        "test_pair",
        takes={"pk": "bigint", "day": "date"},
        gives="day date, twice integer",
        select="SELECT day, number FROM (VALUES (%(day)s, 2 * %(pk)s::int)) AS t(day, number) WHERE day = %(day)s",
    )
    operation = pair.into_database()
    with connection.cursor() as cursor:
        cursor.execute(operation.sql)
        assert [(str(day), twice) for day, twice in pair.ask(pk=4, day="2027-02-05")] == [("2027-02-05", 8)]
        assert pair.ask(day=None, pk=None) == []
        cursor.execute(operation.sql)  # once more replaces it
        cursor.execute(operation.reverse_sql)
    with pytest.raises(ProgrammingError, match="test_pair"), transaction.atomic():
        pair.ask(pk=1, day=None)
