"""The register taken in from a sheet (입주 현황 대장): organisations, their agreements and the places they hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from park_portal.accounts.actions import organization_register
from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock, locks
from spaces.models import Leaf, Slot, Space
from tenants.models import Agreement, Allocation
from tenants.reckoning.register import Entry, Fault, plain
from tenants.rules import register as rules
from tenants.rules.register import Judged, judge
from tenants.states import AgreementKind, FeeRule

from .agreements import agreement_enter

TERMS = ("headcount", "flat_krw")


@dataclass(frozen=True)
class Imported:
    """What came of it: agreements made, rows known before, and the faults of what stayed out."""

    made: int
    known: int
    faults: list[Fault]


@transaction.atomic
def register_import(*, by: Person, entries: Sequence[Entry]) -> Imported:
    """Take in every row that has no fault, all in one transaction; rows that are known change nothing.

    The rows are judged again under the locks of all places, so that what the dry run has shown holds or is told.
    An organisation that is in the register keeps its facts; a new one is written with those of its first row.
    Raises NotPermitted, Busy, and what ``agreement_enter`` raises; nothing is written then.
    """
    rules.check_register_keep(by)
    leaves = Leaf.objects.filter(spaces__in=Space.objects.let()).distinct().values_list("pk", flat=True)
    years = {entry.signed_on.year for entry in entries if entry.signed_on} | {clock.today().year}
    locks.acquire(
        [locks.key(locks.Lock.LEAF, pk) for pk in leaves]
        + [locks.key(locks.Lock.AGREEMENT_NUMBERS, year) for year in years]
    )
    judged = judge(entries)
    good = [row for row in judged if row.is_good]
    made = _Register(by).write(good)
    faults = [fault for row in judged for fault in row.faults]
    counted = rules.counts(judged)
    if made:
        record("register.import", by=by, subject=by, made=made, known=counted["known"], faulty=counted["faulty"])
    return Imported(made, counted["known"], faults)


class _Register:
    """Writes judged rows: hosts before those they host, desks with a number before those without."""

    def __init__(self, by: Person) -> None:
        self.by = by
        self.written: dict[str, Organization] = {}

    def write(self, rows: Iterable[Judged]) -> int:
        ordered = sorted(rows, key=lambda row: (row.entry.agreement_kind == AgreementKind.HOSTED, row.entry.row))
        for row in ordered:
            self._agreement(row)
        return len(ordered)

    def _organization(self, row: Judged, host: Organization | None) -> Organization:
        entry = row.entry
        if found := row.organization or self.written.get(plain(entry.name)):
            return found
        facts = {name: getattr(entry, name) or "" for name in ("name", "name_en", "kind", "field", "email", "phone")}
        made = organization_register(by=self.by, business_number=entry.business_number, hosted_by=host, **facts)
        self.written[plain(entry.name)] = made
        return made

    def _agreement(self, row: Judged) -> Agreement:
        entry = row.entry
        host = row.host or (self.written[plain(row.host_entry.name)] if row.host_entry else None)
        occupant = self._organization(row, host)
        agreement = agreement_enter(
            by=self.by,
            number=entry.number or "",
            signed_on=entry.signed_on or min(entry.since, clock.today()),
            kind=AgreementKind(entry.agreement_kind),
            occupant=occupant,
            party=host,
            since=entry.since,
            until=entry.until_open,
            fee_rule=FeeRule(entry.fee_rule),
            places=[place.space for place in row.places],
            building=None if row.places else row.building,
            deposit_krw=entry.deposit_krw or 0,
            hours_a_month=entry.hours_a_month or 0,
            **{name: getattr(entry, name) for name in TERMS},
        )
        self._seat(agreement, row)
        return agreement

    def _seat(self, agreement: Agreement, row: Judged) -> None:
        """Give the very desks that the sheet names: the signature takes any free ones of the zone."""
        desks = [place.leaf for place in row.places if place.space.takes_any_leaf]
        held = list(agreement.allocations.filter(leaf__isnull=False).order_by("pk"))
        wrong = [row for row in held if row.leaf not in desks]
        wanted = [leaf for leaf in desks if leaf not in [row.leaf for row in held]]
        for allocation, leaf in zip(wrong, wanted, strict=True):
            _move(allocation, leaf)


def _move(allocation: Allocation, leaf: Any) -> None:
    """The ledger refuses a desk that somebody else has; the rows were judged under its lock."""
    Slot.objects.filter(claim=allocation.claim_id).update(leaf=leaf)
    allocation.leaf = leaf
    allocation.save(update_fields=["leaf"])
