"""Advisory locks: one order, one deadline, nothing left behind."""

from contextlib import contextmanager
from threading import Thread

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from park_portal.core import locks

A, B, C = (locks.key(locks.Lock.LEAF, pk) for pk in (900_001, 900_002, 900_003))
SHORT = 150  # milliseconds of a wait that is bound to end in a refusal


@contextmanager
def neighbour():
    """Another connection to the same database, in a transaction of its own."""
    other = connection.get_new_connection(connection.get_connection_params())
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


def hold(cursor, *keys: int) -> None:
    for key in keys:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def can_take(cursor, key: int) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
    return cursor.fetchone()[0]


def timeout_now() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


def test_outside_a_transaction_it_is_refused():
    """No database mark: asking the database at all would fail with another error."""
    with pytest.raises(transaction.TransactionManagementError, match="as long as a transaction"):
        locks.acquire([A])


@pytest.mark.django_db
def test_held_until_the_transaction_ends_and_not_longer():
    with neighbour() as other:
        with transaction.atomic():
            locks.acquire([A, B])
            assert not can_take(other, A)
            assert not can_take(other, B)
            assert can_take(other, C)
            transaction.set_rollback(True)  # the end of this savepoint gives its locks back
        assert can_take(other, A)


@pytest.mark.django_db
def test_the_same_key_twice_and_no_key_at_all_are_fine():
    locks.acquire([A, A])
    locks.acquire([A])
    locks.acquire([])
    with neighbour() as other:
        assert not can_take(other, A)


@pytest.mark.django_db
@pytest.mark.parametrize("held", [A, B, C])
def test_deadline_ends_in_busy_and_gives_back_what_was_taken(held):
    with neighbour() as other:
        hold(other, held)
        with pytest.raises(locks.Busy) as refusal, transaction.atomic():
            locks.acquire([A, B, C], deadline_ms=SHORT)
        assert refusal.value.reason == "busy"
        assert refusal.value.status == 503
        assert all(can_take(other, key) for key in (A, B, C))


@pytest.mark.django_db
def test_statement_timeout_is_as_before_afterwards():
    before = timeout_now()
    with transaction.atomic():
        locks.acquire([A], deadline_ms=SHORT)
        assert timeout_now() == before
    with neighbour() as other:
        hold(other, B)
        with pytest.raises(locks.Busy), transaction.atomic():
            locks.acquire([B], deadline_ms=SHORT)
    assert timeout_now() == before
    with connection.cursor() as cursor:  # and a statement longer than the deadline passes
        cursor.execute("SELECT pg_sleep(%s)", [SHORT / 1000 * 2])


@pytest.mark.django_db
def test_other_errors_are_not_called_busy():
    with pytest.raises(Exception, match="bigint") as error, transaction.atomic():
        locks.acquire([2**63])
    assert not isinstance(error.value, locks.Busy)


@pytest.mark.django_db
def test_keys_are_taken_in_ascending_order():
    """While the middle key is held by another, the lowest is ours and the highest is nobody's."""
    failures: list[BaseException] = []

    def take() -> None:
        try:
            with transaction.atomic():
                locks.acquire([C, A, B])
        except BaseException as error:  # told to the main thread
            failures.append(error)
        finally:
            connection.close()

    with neighbour() as holder, neighbour() as looker:
        hold(holder, B)
        thread = Thread(target=take)
        thread.start()
        waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %s"
        for _ in range(200):
            looker.execute(waits, [B & 0xFFFFFFFF])
            if looker.fetchone()[0]:
                break
            looker.execute("SELECT pg_sleep(0.01)")
        else:
            pytest.fail("nobody ever waited for the middle key")
        free = {key: can_take(looker, key) for key in (A, C)}
        looker.connection.rollback()  # give C back before the waiter comes to it
        holder.connection.rollback()
        thread.join(timeout=20)
    assert not thread.is_alive()
    assert failures == []
    assert free == {A: False, C: True}


IDS = st.integers(1, 2**48 - 1)


@given(one=st.sampled_from(locks.Lock), first=IDS, other=st.sampled_from(locks.Lock), second=IDS)
def test_keys_of_different_things_never_collide(one, first, other, second):
    assert (locks.key(one, first) == locks.key(other, second)) == ((one, first) == (other, second))
    assert 0 < locks.key(one, first) < 2**63


@pytest.mark.parametrize("pk", [1, 2**32, 2**48 - 1])
def test_the_same_id_of_two_classes_is_two_keys(pk):
    assert len({locks.key(lock, pk) for lock in locks.Lock}) == len(locks.Lock)


def test_the_numbers_of_the_classes_are_fixed():
    """Two servers of different versions run side by side during a release: a number once given stays."""
    assert (locks.Lock.LEAF, locks.Lock.PERSON, locks.Lock.ORGANIZATION) == (1, 2, 3)
