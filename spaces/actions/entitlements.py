"""Entitlements that follow from something else, such as an agreement: made to fit it, again and again."""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import locks
from spaces.models import Entitlement
from spaces.states import UserClass


@dataclass(frozen=True)
class Grant:
    """What an organisation is to be entitled to from ``since`` until the day before ``until``."""

    since: date
    until: date
    hours_a_month: int
    source: str


@transaction.atomic
def entitlements_fit(
    *, by: Person | None, organization: Organization, own: Collection[int], wanted: Sequence[Grant]
) -> list[tuple[Grant, Entitlement]]:
    """Make the ``own`` entitlements (ids) of an organisation say what is ``wanted``, as tenants; no more and no less.

    ``wanted`` does not overlap. Days for which others entitle the organisation already are left out: one cannot be
    entitled twice. What is no longer wanted is deleted, unless hours were drawn from it. ``by`` None: the clock.
    Gives what stands now, each with the grant that it comes from.
    """
    locks.acquire([locks.key(locks.Lock.ORGANIZATION, organization.pk)])
    rows = list(Entitlement.objects.filter(organization=organization, pk__in=own).order_by("since"))
    others = Entitlement.objects.filter(organization=organization).exclude(pk__in=own).order_by("since")
    pieces = [piece for grant in wanted for piece in _without(grant, others)]
    pairs = _paired(pieces, rows)
    was = {row.pk: _facts(row) for row in rows}
    kept = {row.pk for _piece, row in pairs if row}
    for row in rows:
        if row.pk not in kept:
            _drop(row, by)
    for piece, row in pairs:  # shrink first: two of one organisation must not overlap at any moment
        if row:
            row.since, row.until = max(row.since, piece.since), min(row.until or piece.until, piece.until)
            row.save(update_fields=["since", "until"])
    blank = Entitlement(organization=organization)
    return [(piece, _set(row or copy(blank), piece, was.get(row and row.pk, {}), by)) for piece, row in pairs]


def _without(grant: Grant, others: Iterable[Entitlement]) -> list[Grant]:
    """The parts of the grant in which nothing else entitles the organisation."""
    pieces, start = [], grant.since
    for other in others:
        if other.since >= grant.until or (other.until and other.until <= start):
            continue
        if other.since > start:
            pieces.append(Grant(start, other.since, grant.hours_a_month, grant.source))
        start = other.until or grant.until
    if start < grant.until:
        pieces.append(Grant(start, grant.until, grant.hours_a_month, grant.source))
    return pieces


def _paired(pieces: Iterable[Grant], rows: Sequence[Entitlement]) -> list[tuple[Grant, Entitlement | None]]:
    """Each piece with the first row, not taken yet, that it shares a day with."""
    free, pairs = list(rows), []
    for piece in pieces:
        row = next((r for r in free if r.since < piece.until and (r.until is None or r.until > piece.since)), None)
        if row:
            free.remove(row)
        pairs.append((piece, row))
    return pairs


def _facts(row: Entitlement) -> dict[str, Any]:
    names = ("user_class", "since", "until", "hours_a_month", "source")
    return {name: getattr(row, name) for name in names}


def _set(row: Entitlement, piece: Grant, was: dict[str, Any], by: Any) -> Entitlement:
    """Write the piece into its row, which was as ``was``; an unchanged one leaves no trace."""
    facts = {"user_class": UserClass.TENANT, **vars(piece)}
    changed = [name for name, value in facts.items() if was.get(name) != value]
    if changed:
        verb = "entitlement.change" if row.pk else "entitlement.grant"
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()
        days = {"since": piece.since.isoformat(), "until": piece.until.isoformat(), "hours": piece.hours_a_month}
        record(verb, by=by, subject=row, organization=row.organization, fields=changed, **days)
    return row


def _drop(row: Entitlement, by: Any) -> None:
    """Take back what never counted; what hours were drawn from stays for the day on which it began."""
    record("entitlement.end", by=by, subject=row, organization=row.organization, until=row.since.isoformat())
    if not row.uses.exists():
        row.delete()
        return
    row.until = date.fromordinal(row.since.toordinal() + 1)
    row.save(update_fields=["until"])
