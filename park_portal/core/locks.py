"""Advisory locks of one transaction: one registry of classes, one order, one deadline.

The rule of the house (domain/spaces.md): read without locks what a deed touches, take all its locks in one
statement, then lock rows, check again, write. Transaction locks only, so a connection pooler does no harm.
"""

from collections.abc import Iterable
from enum import IntEnum

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from .errors import ActionDenied

DEADLINE_MS = 3000
CANCELLED = {"57014", "55P03"}  # statement timeout, lock timeout


class Lock(IntEnum):
    """What a key may stand for; the number is part of the key and must never change."""

    LEAF = 1
    PERSON = 2
    ORGANIZATION = 3
    ITEM = 4
    AGREEMENT_NUMBERS = 5  # of a year


class Busy(ActionDenied):
    """Too many people want the same thing at this moment; nothing was written."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("Many people are booking just now. Please try again in a moment."), reason="busy")


def key(lock: Lock, pk: int) -> int:
    """One bigint: the class in the upper 16 bits, the row's id below."""
    return int(lock) << 48 | pk


def acquire(keys: Iterable[int], *, deadline_ms: int = DEADLINE_MS) -> None:
    """Take the locks until the transaction ends, sorted, waiting ``deadline_ms`` for all of them together.

    Raises Busy when time is up (the transaction is then to be rolled back), and
    TransactionManagementError outside a transaction. ``lock_timeout`` would count anew for each lock.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("locks live as long as a transaction, and there is none")
    wanted = sorted(set(keys))
    with connection.cursor() as cursor:
        try:
            # One round trip; since PostgreSQL 13 the timeout holds for each statement of the message.
            cursor.execute(
                "SET LOCAL statement_timeout = %s;"
                " SELECT pg_advisory_xact_lock(k) FROM unnest(%s::bigint[]) AS k;"
                " SET LOCAL statement_timeout = DEFAULT",
                [deadline_ms, wanted],
            )
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) in CANCELLED:
                raise Busy from error
            raise
