"""The one way onto the ledger (domain/spaces.md, How to claim).

Read what the deed touches; take all its locks in one statement; check again under them; insert in a savepoint, where
the exclusion constraint is the proof. Every road comes through ``claim_take``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateTimeTZRange

from park_portal.accounts.models import Organization, Person
from park_portal.core import clock, locks
from park_portal.core.errors import ActionDenied
from spaces.models import BookingItem, Claim, Closure, Slot, Space
from spaces.querysets.availability import free_between
from spaces.querysets.ledger import leaves_of
from spaces.rules import SlotTaken, check_verdict
from spaces.states import ClaimKind

DEADLOCK = "40P01"
CLAIM = """
WITH made AS (
    INSERT INTO spaces_claim (kind, title, person_id, organization_id, created_at)
    VALUES (%s, %s, %s, %s, %s) RETURNING id
)
INSERT INTO spaces_slot (claim_id, leaf_id, during)
SELECT made.id, leaf, %s::tstzrange FROM made, unnest(%s::bigint[]) AS leaf RETURNING claim_id
"""


@transaction.atomic
def claim_take(
    *,
    kind: ClaimKind,
    title: str,
    space: Space,
    starts_at: datetime,
    ends_at: datetime,
    person: Person | None = None,
    organization: Organization | None = None,
    items: Iterable[int] = (),
    check: Callable[[], None] = lambda: None,
    override: bool = False,
    rather: Iterable[int] = (),
) -> Claim:
    """Claim ``space`` for ``[starts_at, ends_at)`` plus its buffers.

    ``check`` runs under the locks, before anything is written: quotas and states belong there. ``items``: lent things
    whose stock it counts.
    ``override`` sets opening hours and closures aside (never another claim). ``rather``: leaves to choose first where
    any one will do. A tenancy has no buffers: it begins and ends with the day, back to back with the next one.
    Raises SlotTaken, RuleRefused (closed, closure), Busy, or what ``check`` raises; nothing is written then.
    """
    leaves = sorted(leaves_of(space.pk), key=lambda pk: pk not in set(rather))
    locks.acquire([*_leaf_keys(leaves), *_holder_keys(person, organization), *_item_keys(items)])
    check()
    claim = Claim(kind=kind, title=title[:120], person=person, organization=organization, created_at=clock.now())
    _place(claim, space, leaves, (starts_at, ends_at), override)
    return claim


@transaction.atomic
def claim_shift(*, claim: Claim, space: Space, starts_at: datetime, ends_at: datetime, override: bool = False) -> None:
    """Move a claim to another time or space: its slots are deleted and new ones inserted, or nothing changes.

    The caller holds ``claim_lock(claim, to=space)``. Raises as ``claim_take`` does.
    """
    mine = set(claim.slots.values_list("leaf", flat=True))
    leaves = sorted(leaves_of(space.pk), key=lambda pk: pk not in mine)  # the same desk, if free
    claim.slots.all().delete()
    _place(claim, space, leaves, (starts_at, ends_at), override)


def _place(claim: Claim, space: Space, leaves: list[int], span: tuple[datetime, datetime], override: bool) -> None:
    """Judge the time under the locks, then write the claim and its slots, the operator's buffers included."""
    if not override:
        check_verdict(free_between([space], *span)[space.pk])
    buffered = claim.kind != ClaimKind.ALLOCATION
    before, after = (timedelta(minutes=buffered * m) for m in (space.buffer_before, space.buffer_after))
    during = DateTimeTZRange(span[0] - before, span[1] + after, "[)")
    if space.takes_any_leaf:
        leaves = _any_free(leaves, during, () if override else span)
    _insert(claim, leaves, during)


def _leaf_keys(leaves: Iterable[int]) -> list[int]:
    return [locks.key(locks.Lock.LEAF, pk) for pk in leaves]


def _holder_keys(person: Person | None, organization: Organization | None) -> list[int]:
    """Quotas are counted per holder: a leaf lock alone would let one person book eight rooms at once."""
    keys = [locks.key(locks.Lock.PERSON, person.pk)] if person else []
    return keys + ([locks.key(locks.Lock.ORGANIZATION, organization.pk)] if organization else [])


def _item_keys(items: Iterable[int]) -> list[int]:
    return [locks.key(locks.Lock.ITEM, pk) for pk in items]


def _any_free(leaves: list[int], during: DateTimeTZRange, unclosed: Sequence[datetime]) -> list[int]:
    """The first leaf that nobody has and that is not closed in ``unclosed``; empty when there is none."""
    gone = set(Slot.objects.filter(leaf__in=leaves, during__overlap=during).values_list("leaf", flat=True))
    if unclosed:
        gone |= set(Closure.objects.between(*unclosed).filter(leaves__in=leaves).values_list("leaves", flat=True))
    return [pk for pk in leaves if pk not in gone][:1]


def _insert(claim: Claim, leaves: list[int], during: DateTimeTZRange) -> None:
    if not leaves:
        raise SlotTaken(_("This time has just been taken. Please choose another."), reason="slot_taken")
    try:
        with transaction.atomic(savepoint=False):  # the refusal undoes the whole claim, to the savepoint around it
            if claim.pk is None:
                _write(claim, leaves, during)
            else:
                Slot.objects.bulk_create(Slot(claim=claim, leaf_id=pk, during=during) for pk in leaves)
    except (IntegrityError, OperationalError) as error:
        if answer := _answer_to(error):
            raise answer from error
        raise


def _write(claim: Claim, leaves: list[int], during: DateTimeTZRange) -> None:
    """The claim with its slots, in one statement."""
    facts = (claim.kind, claim.title, claim.person_id, claim.organization_id, claim.created_at)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [*facts, during, leaves])
        claim.pk, claim._state.adding = cursor.fetchone()[0], False


def _answer_to(error: Any) -> ActionDenied | None:
    """The refusal behind a database error: taken, busy; None when it is something else."""
    cause = error.__cause__
    if getattr(getattr(cause, "diag", None), "constraint_name", None) == "slot_no_overlap":
        return SlotTaken(_("This time has just been taken. Please choose another."), reason="slot_taken")
    if getattr(cause, "pgcode", None) in {DEADLOCK, *locks.CANCELLED}:
        return locks.Busy()
    return None


def claim_lock(claim: Claim, *, to: Space | None = None) -> None:
    """Take the locks of a claim's leaves. Always before a row is locked: the other order deadlocks.

    ``to``: also those of the space it will move to, and of its holder, whose hours are counted again.
    """
    keys = _leaf_keys(claim.slots.values_list("leaf", flat=True))
    if to is not None:
        keys += _item_keys(BookingItem.objects.filter(booking__claim=claim).values_list("item", flat=True))
        keys += _leaf_keys(leaves_of(to.pk)) + _holder_keys(claim.person, claim.organization)
    locks.acquire(keys)


@transaction.atomic
def claim_release(*, claim: Claim, at: datetime | None = None) -> None:
    """Give the place back: all of it, or (``at``) what lies after that moment. The claim stays as history.

    The caller holds ``claim_lock``.
    """
    for slot in claim.slots.select_for_update(of=("self",)):
        if at is None or slot.during.lower >= at:
            slot.delete()
        elif slot.during.upper > at:
            slot.during = DateTimeTZRange(slot.during.lower, at, "[)")
            slot.save(update_fields=["during"])
