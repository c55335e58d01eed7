"""The verbs of closures: an overlay over the ledger that may call bookings off."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from psycopg2.extras import DateTimeTZRange

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock, locks
from spaces import notifications
from spaces.models import Claim, Closure
from spaces.rules import land as rules
from spaces.states import BookingState

from .claims import claim_release
from .money import give_back
from .rows import locked, move


@transaction.atomic
def closure_add(
    *,
    by: Person,
    leaves: Collection[int],
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    reason_en: str = "",
    emergency: bool = False,
    seen: str = "",
    call_off: Collection[int] = (),
) -> Closure:
    """Close ``leaves`` (ids) for ``[starts_at, ends_at)``; an emergency that began before now begins now.

    ``seen`` is the token of the list of hits that the person saw, ``call_off`` the bookings (ids) that a planned
    closure calls off; an emergency calls off all it hits. Other claims, such as a tenancy, are left as they are.
    Raises ClaimsHit (with the list, as it is now), NotPermitted, ActionDenied or Busy; nothing is written then.
    """
    if emergency:
        starts_at = max(starts_at, clock.now())
    rules.check_closure_add(by, leaves, (starts_at, ends_at), reason, emergency=emergency)
    hits = _hits_locked(leaves, starts_at, ends_at, seen)
    if not emergency:
        rules.check_none_stands(hits, call_off)
    closure = Closure.objects.create(
        during=DateTimeTZRange(starts_at, ends_at, "[)"),
        reason=reason,
        reason_en=reason_en,
        created_by=by,
        created_at=clock.now(),
    )
    closure.leaves.set(leaves)
    bookings = sorted(claim.booking.pk for claim in hits if hasattr(claim, "booking"))
    facts = {"leaves": sorted(leaves), "emergency": emergency, "called_off": bookings}
    record("closure.add", by=by, subject=closure, **facts, **_when(closure))
    for pk in bookings:
        _called_off(pk, by, closure)
    return closure


def _hits_locked(leaves: Collection[int], starts_at: datetime, ends_at: datetime, seen: str) -> list[Claim]:
    """What the closure hits, under the locks of all leaves concerned; it is what the person has seen.

    A booking of a hall may hold leaves beyond the closed ones: all are taken in one statement, or two deeds deadlock.
    """
    held = set(leaves) | _leaves_of(rules.closure_hits(leaves, starts_at, ends_at))
    locks.acquire(locks.key(locks.Lock.LEAF, pk) for pk in held)
    hits = rules.closure_hits(leaves, starts_at, ends_at)
    rules.check_seen(hits, seen)
    if not _leaves_of(hits) <= held:  # one was moved while we waited
        raise locks.Busy
    return hits


def _leaves_of(hits: Iterable[Claim]) -> set[int]:
    return {slot.leaf_id for claim in hits for slot in claim.slots.all()}


def _when(closure: Closure) -> dict[str, str]:
    return {"starts_at": closure.during.lower.isoformat(), "ends_at": closure.during.upper.isoformat()}


def _called_off(pk: int, by: Any, closure: Closure) -> None:
    """Mark a booking as disrupted, give its place back (a use that has begun is cut to now), tell the person.

    The caller holds the locks of its leaves. When the park cancels, all that was paid goes back.
    """
    booking = locked(pk)
    english = booking.person.language == "en" and closure.reason_en
    move(booking, BookingState.DISRUPTED, by=by, reason=english or closure.reason)
    begun = booking.starts_at <= clock.now()
    claim_release(claim=booking.claim, at=clock.now() if begun else None)
    give_back(booking, 100, by, closure.reason)
    notifications.booking_disrupted(booking)


def _row(closure: Closure) -> Closure:
    return Closure.objects.select_for_update(of=("self",)).get(pk=closure.pk)


@transaction.atomic
def closure_edit(*, by: Person, closure: Closure, reason: str, reason_en: str = "") -> Closure:
    """Change the words of a closure; its time and place stand."""
    rules.check_land_keep(by)
    closure = _row(closure)
    facts = {"reason": reason, "reason_en": reason_en}
    changed = [name for name, value in facts.items() if getattr(closure, name) != value]
    for name in changed:
        setattr(closure, name, facts[name])
    closure.full_clean()
    if changed:
        closure.save(update_fields=changed)
        record("closure.edit", by=by, subject=closure, fields=changed)
    return closure


@transaction.atomic
def closure_end(*, by: Person, closure: Closure) -> None:
    """Lift a closure: one that has begun ends now, one that has not is withdrawn. Bookings called off stay so."""
    closure = _row(closure)
    rules.check_closure_end(by, closure)
    now, was = clock.now(), _when(closure)
    record("closure.end", by=by, subject=closure, begun=closure.during.lower < now, **was)
    if closure.during.lower >= now:
        closure.delete()
        return
    closure.during = DateTimeTZRange(closure.during.lower, now, "[)")
    closure.save(update_fields=["during"])
