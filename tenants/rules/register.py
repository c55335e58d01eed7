"""Whether the rows of a register can be taken in, and what is to be mended where they cannot."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.errors import NotPermitted
from park_portal.core.spoken import say_day
from spaces.models import Building, Leaf, Slot, Space
from spaces.reckoning import day_of, midnight
from tenants.models import Agreement
from tenants.reckoning.register import Entry, Fault, plain
from tenants.states import AgreementKind, FeeRule

WITH_PLACES = (AgreementKind.PRIVATE, AgreementKind.COWORKING, AgreementKind.SHORT_TERM)


def check_register_keep(user: Person) -> None:
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff keep the register."), reason="staff_only")


@dataclass
class Place:
    """A room, or a desk of a zone (``leaf``; None: any free one)."""

    space: Space
    leaf: Leaf | None


@dataclass
class Judged:
    """A row with what it stands for: a new agreement, one that is known already, or faults."""

    entry: Entry
    organization: Organization | None = None
    host: Organization | None = None
    host_entry: Entry | None = None
    building: Building | None = None
    places: list[Place] = field(default_factory=list)
    known: Agreement | None = None

    @property
    def faults(self) -> list[Fault]:
        return self.entry.faults

    @property
    def is_good(self) -> bool:
        return not self.faults and self.known is None


class Judge:
    """Judges all rows of a sheet in a fixed number of SQL statements; writes nothing."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.rows = [Judged(entry) for entry in entries]

    @cached_property
    def organizations(self) -> dict[str, Organization]:
        return {plain(row.name): row for row in Organization.objects.filter(parent=None)}

    @cached_property
    def numbers(self) -> dict[str, Organization]:
        rows = Organization.objects.exclude(business_number=None)
        return {row.business_number: row for row in rows}

    @cached_property
    def buildings(self) -> dict[str, Building]:
        rows = list(Building.objects.all())
        return {plain(word): row for row in rows for word in (row.code, row.name_en, row.name) if word}

    @cached_property
    def spaces(self) -> dict[tuple[int, str], Space]:
        rows = list(Space.objects.let().select_related("building").prefetch_related("leaves"))
        return {
            (row.building_id, plain(word)): row for row in rows for word in (row.code, row.name_en, row.name) if word
        }

    @cached_property
    def agreements(self) -> list[Agreement]:
        return list(Agreement.objects.concluded().select_related("occupant"))

    @cached_property
    def slots(self) -> dict[int, list[Slot]]:
        """Claims on the smallest parts, which the sheet may ask for."""
        found: dict[int, list[Slot]] = defaultdict(list)
        rows = Slot.objects.filter(leaf__spaces__in=Space.objects.let()).select_related("claim__organization")
        for slot in rows.select_related("claim__person", "claim__organization"):
            found[slot.leaf_id].append(slot)
        return found

    def judged(self) -> list[Judged]:
        for row in self.rows:
            self._who(row)
            self._where(row)
            self._when(row)
            self._terms(row)
        self._twice()
        self._known()
        self._hosts()
        self._ledger()
        return self.rows

    # -------------------------------------------------------------------------- who

    def _who(self, row: Judged) -> None:
        """The organisation: in the register under this name, or new; its number is nobody else's."""
        entry = row.entry
        row.organization = self.organizations.get(plain(entry.name)) if entry.name else None
        known, owner = row.organization, self.numbers.get(entry.business_number)
        if known and known.closed_on and known.closed_on <= clock.today():
            entry.refuse("name", "closed", _("This organisation is closed. Reopen it in the register first."))
        if owner and (known is None or owner.pk != known.pk):
            facts = {"name": owner.name}
            entry.refuse("business_number", "number_taken", _("This number is that of %(name)s. Check both.") % facts)
        elif known and entry.business_number and known.business_number not in {None, entry.business_number}:
            facts = {"number": known.business_number}
            entry.refuse(
                "business_number", "number_differs", _("In the register it has the number %(number)s.") % facts
            )

    def _twice(self) -> None:
        """Rows, names and numbers that stand in the sheet more than once."""
        rows: dict[Any, int] = {}
        kinds: dict[str, str] = {}
        holders: dict[str, tuple[str, int]] = {}
        agreements: dict[str, int] = {}
        for entry in (row.entry for row in self.rows if row.entry.name):
            name, same = plain(entry.name), _("Row %(row)s has this number, too.")
            if (first := rows.setdefault((name, entry.agreement_kind, entry.since), entry.row)) < entry.row:
                entry.refuse("name", "row_twice", _("This is row %(row)s again. Remove one of them.") % {"row": first})
                continue
            if entry.kind and kinds.setdefault(name, entry.kind) != entry.kind:
                entry.refuse("kind", "kind_differs", _("Another row has this name with another kind of organisation."))
            if number := entry.business_number:
                holder, first = holders.setdefault(number, (name, entry.row))
                if holder != name:
                    entry.refuse("business_number", "number_twice", same % {"row": first})
            if entry.number and (first := agreements.setdefault(entry.number, entry.row)) < entry.row:
                entry.refuse("number", "agreement_twice", same % {"row": first})

    def _known(self) -> None:
        """Rows whose agreement was taken in before; and numbers that another agreement has."""
        kept = {(row.occupant_id, row.kind, row.since, row.until): row for row in self.agreements}
        numbers = {row.number: row for row in self.agreements}
        for row in self.rows:
            entry = row.entry
            if row.organization and not entry.faults:
                key = (row.organization.pk, entry.agreement_kind, entry.since, entry.until_open)
                row.known = kept.get(key)
            other = numbers.get(entry.number)
            if other and row.known is None:
                facts = {"name": other.occupant.name}
                entry.refuse("number", "agreement_taken", _("This is the number of the agreement of %(name)s.") % facts)

    def _hosts(self) -> None:
        """A hosted organisation has an intermediary: one in the register, or one of this sheet without a fault."""
        sheet = {plain(row.entry.name): row for row in self.rows if row.entry.name}
        for row in self.rows:
            entry = row.entry
            if entry.agreement_kind != AgreementKind.HOSTED:
                continue
            if not entry.host:
                entry.refuse("host", "host_missing", _("Say which intermediary hosts this organisation."))
                continue
            row.host = self.organizations.get(plain(entry.host))
            found = sheet.get(plain(entry.host))
            if plain(entry.host) == plain(entry.name or ""):
                entry.refuse("host", "host_itself", _("An organisation cannot host itself."))
            elif row.host is None and found is None:
                entry.refuse("host", "host_unknown", _("There is no organisation of this name. Check the spelling."))
            elif row.host is None and found.faults:
                facts = {"row": found.entry.row}
                entry.refuse("host", "host_faulty", _("Its host stands in row %(row)s; mend that row first.") % facts)
            elif row.host is None:
                row.host_entry = found.entry

    # -------------------------------------------------------------------------- where

    def _where(self, row: Judged) -> None:
        """The building, and the rooms in it."""
        entry = row.entry
        if not entry.building:
            return
        row.building = self.buildings.get(plain(entry.building))
        if row.building is None:
            entry.refuse("building", "building_unknown", _("There is no building of this name. Check the spelling."))
            return
        if entry.agreement_kind in WITH_PLACES and not entry.places:
            entry.refuse("places", "places_missing", _("This kind of agreement needs a room or a desk."))
            return
        if entry.agreement_kind == AgreementKind.HOSTED and entry.places:
            entry.refuse("places", "places_hosted", _("A hosted organisation has no room of its own. Empty the cell."))
            return
        for name in entry.places or ():
            self._place(row, name)

    def _place(self, row: Judged, name: str) -> None:
        entry, building = row.entry, row.building
        space, leaf = self.spaces.get((building.pk, plain(name))), None
        words = name.rsplit(" ", 1)
        if space is None and len(words) == 2 and words[1].isdecimal():  # a desk by its number
            zone = self.spaces.get((building.pk, plain(words[0])))
            if zone and zone.takes_any_leaf:
                space = zone
                leaf = next((x for x in zone.leaves.all() if x.code.rpartition("-")[2] == words[1]), None)
                space = zone if leaf else None
        if space is None:
            facts = {"building": building.title, "place": name[:40]}
            entry.refuse("places", "place_unknown", _("%(building)s has no %(place)s to let.") % facts)
        elif any(p.space.pk == space.pk and (leaf == p.leaf or not space.takes_any_leaf) for p in row.places) and (
            leaf or not space.takes_any_leaf
        ):
            entry.refuse("places", "place_twice", _("%(place)s stands in this cell twice.") % {"place": name[:40]})
        else:
            row.places.append(Place(space, leaf or (None if space.takes_any_leaf else space.leaves.all()[0])))

    # -------------------------------------------------------------------------- when, and the terms

    def _when(self, row: Judged) -> None:
        entry, today = row.entry, clock.today()
        if entry.since and entry.until and entry.until < entry.since:
            entry.refuse("until", "reversed", _("The last day comes before the first. Check both."))
        elif entry.until and entry.until_open <= today and not self._was_known(row):
            entry.refuse("until", "over", _("This agreement is over already; the register takes those in force."))
        if entry.signed_on and entry.signed_on > today:
            entry.refuse("signed_on", "signed_future", _("The day of the signature has not come yet."))

    def _was_known(self, row: Judged) -> bool:
        return any(
            row.organization and old.occupant_id == row.organization.pk and old.since == row.entry.since
            for old in self.agreements
        )

    def _terms(self, row: Judged) -> None:
        entry = row.entry
        if entry.headcount == 0:
            entry.refuse("headcount", "nobody", _("At least one person works there."))
        if entry.fee_rule == FeeRule.FLAT and not entry.flat_krw:
            entry.refuse("flat_krw", "flat_missing", _("A fixed rent needs its amount."))
        if entry.fee_rule and entry.fee_rule != FeeRule.FLAT and entry.flat_krw:
            entry.refuse("flat_krw", "flat_extra", _("Only a fixed rent has an amount. Empty the cell."))

    # -------------------------------------------------------------------------- the ledger

    def _ledger(self) -> None:
        """Nobody else holds the places in the time: neither on the ledger nor in an earlier row."""
        promised: dict[int, list[tuple[date, date, int, str]]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: not all(place.leaf for place in row.places)):
            entry = row.entry
            again = any(fault.code == "row_twice" for fault in entry.faults)
            if row.known or again or not (entry.since and entry.until and entry.since <= entry.until):
                continue
            for place in row.places:
                self._claim(row, place, promised)

    def _claim(self, row: Judged, place: Place, promised: dict[int, list[tuple[date, date, int, str]]]) -> None:
        entry, since, until = row.entry, row.entry.since, row.entry.until_open
        leaves = [place.leaf] if place.leaf else list(place.space.leaves.all())
        free = [leaf for leaf in leaves if not self._stands(leaf, since, until, promised)]
        if free:
            place.leaf = free[0]
            if not entry.faults:
                promised[free[0].pk].append((since, until, entry.row, entry.name))
            return
        why = self._stands(leaves[0], since, until, promised)
        entry.refuse(
            "places", "place_taken", _("%(place)s is taken: %(why)s.") % {"place": place.space.title, "why": why}
        )

    def _stands(self, leaf: Leaf, since: date, until: date, promised: dict[int, Any]) -> str:
        """Who holds the leaf in the time, in words; empty when nobody does."""
        today = clock.today()
        for slot in self.slots[leaf.pk]:
            if slot.during.lower < midnight(until) and slot.during.upper > midnight(since):
                claim, first, end = slot.claim, day_of(slot.during.lower), day_of(slot.during.upper)
                last = date.fromordinal(end.toordinal() - 1) if end > first else end
                return _("%(name)s, %(since)s – %(until)s") % {
                    "name": claim.organization.name if claim.organization else claim.get_kind_display(),
                    "since": say_day(first, today),
                    "until": say_day(last, today),
                }
        for other_since, other_until, number, name in promised[leaf.pk]:
            if other_since < until and since < other_until:
                return _("%(name)s in row %(row)s") % {"name": name, "row": number}
        return ""


def judge(entries: Iterable[Entry]) -> list[Judged]:
    """Every row with its faults or what it stands for."""
    return Judge(list(entries)).judged()


def counts(rows: Sequence[Judged]) -> Counter[str]:
    """``new``, ``known``, ``faulty`` rows."""
    return Counter("faulty" if row.faults else "known" if row.known else "new" for row in rows)
