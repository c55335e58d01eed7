"""How agreements look: the list as a sheet, rooms to choose from, what an end means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from park_portal.core import clock
from park_portal.core.spoken import say_day
from park_portal.documents.content import Column
from park_portal.documents.xlsx import Sheet
from park_portal.payments.models import Receivable
from spaces.models import Booking, Slot, Space
from spaces.reckoning import day_of, midnight
from spaces.states import HOLDING, SpaceKind, UserClass
from tenants.actions.agreements import hosted_by
from tenants.models import Agreement
from tenants.states import AgreementState

# Which step is the present one, counted from 1; after the last all are done. The sides of the way have no steps.
STEPS = {
    AgreementState.DRAFT: 1,
    AgreementState.OFFERED: 2,
    AgreementState.SIGNED: 3,
    AgreementState.ACTIVE: 4,
    AgreementState.ENDED: 6,
}


def steps_of(agreement: Agreement) -> list[tuple[str, str]]:
    """The way of an agreement from the draft to its end, each step with its day where that is known."""
    today = clock.today()
    days = (
        day_of(agreement.created_at),
        agreement.offered_at and day_of(agreement.offered_at),
        agreement.signed_on,
        agreement.since,
        agreement.last_day,
    )
    return [(str(state.label), say_day(day, today) if day else "") for state, day in zip(STEPS, days, strict=True)]


@dataclass(frozen=True)
class Unit:
    """A room or desk zone in a choice: how many places of it are free, how many are wanted, who has it else."""

    space: Space
    total: int
    free: int
    wanted: int
    reason: str

    @property
    def choosable(self) -> bool:
        """Free, or chosen already: a wish that has become impossible must be seen to be taken off."""
        return bool(self.free or self.wanted)


def units(since: date, until: date, wanted: Mapping[int, int], agreement: Agreement | None = None) -> list[Unit]:
    """Every room and desk zone that can be let, with what of it is free from ``since`` until the day before ``until``.

    The claims of the agreement that ``agreement`` follows give way to it.
    """
    lettable = Q(bookable=False) | Q(kind__in=[SpaceKind.OFFICE, SpaceKind.DESK_ZONE])
    spaces = Space.objects.open().filter(lettable | Q(pk__in=list(wanted))).select_related("building")
    spaces = spaces.prefetch_related("leaves").order_by("building__name", "floor", "name")
    slots = Slot.objects.filter(during__overlap=(midnight(since), midnight(until))).order_by("during")
    if agreement and agreement.previous_id:
        slots = slots.exclude(claim__allocation__agreement=agreement.previous_id)
    taken: dict[int, Slot] = {}
    for slot in slots.filter(leaf__spaces__in=spaces).select_related("claim__organization", "claim__person"):
        taken.setdefault(slot.leaf_id, slot)
    return [_unit(space, taken, wanted.get(space.pk, 0)) for space in spaces]


def _unit(space: Space, taken: Mapping[int, Slot], wanted: int) -> Unit:
    leaves = [leaf.pk for leaf in space.leaves.all()]
    gone = [taken[pk] for pk in leaves if pk in taken]
    total = len(leaves) if space.takes_any_leaf else 1
    free = total - len(gone) if space.takes_any_leaf else int(not gone)
    return Unit(space, total, free, wanted, _taken_by(gone[0]) if gone and not free else "")


def _taken_by(slot: Slot) -> str:
    holder = slot.claim.organization.title if slot.claim.organization else slot.claim.person.name
    day = say_day(day_of(slot.during.upper), clock.today())
    facts = {"kind": slot.claim.get_kind_display(), "holder": holder, "day": day}
    return _("%(kind)s of %(holder)s, free again from %(day)s") % facts


@dataclass(frozen=True)
class EndFacts:
    """What an end today would mean, in numbers; of a later day it is at most this."""

    bookings: int
    places: int
    due_krw: int
    deposit_krw: int
    hosted: int


def end_facts(agreement: Agreement) -> EndFacts:
    """Bookings that keep their price, places that come free, money that stays due, agreements of hosted bodies."""
    bookings = Booking.objects.filter(organization=agreement.occupant, state__in=HOLDING, user_class=UserClass.TENANT)
    due = Receivable.objects.open().of(agreement.party).with_balance()
    return EndFacts(
        bookings=bookings.filter(starts_at__gte=clock.now()).count(),
        places=agreement.allocations.filter(claim__isnull=False).count(),
        due_krw=sum(row.due_krw for row in due),
        deposit_krw=agreement.deposit_krw,
        hosted=hosted_by(agreement).count(),
    )


def say_places(agreement: Agreement) -> str:
    """ "Mirae hall 201, Sangsang hall co-working (2 desks)": from rows that are fetched already."""
    spaces = [row.space for row in agreement.allocations.all()]
    words = []
    for space in dict.fromkeys(spaces):
        name = f"{space.building.title} {space.title}"
        count = spaces.count(space)
        desks = ngettext("%(n)d desk", "%(n)d desks", count) % {"n": count}
        words.append(f"{name} ({desks})" if space.takes_any_leaf else name)
    return ", ".join(words) or (agreement.building.title if agreement.building else "")


def agreement_sheet(rows: Iterable[Agreement]) -> Sheet:
    """The list as it is narrowed, for the office."""
    columns = [
        Column(_("Number")),
        Column(_("Organisation")),
        Column(_("Signed by")),
        Column(_("Kind")),
        Column(_("Rooms and desks")),
        Column(_("First day"), "date"),
        Column(_("Last day"), "date"),
        Column(_("People"), "integer"),
        Column(_("Deposit"), "money"),
        Column(pgettext("agreement", "State")),
    ]
    return Sheet(_("Agreements"), columns, [_line(row) for row in rows])


def _line(row: Agreement) -> list[Any]:
    return [
        row.label,
        row.occupant.title,
        row.party.title,
        row.get_kind_display(),
        say_places(row),
        row.since,
        row.last_day,
        row.headcount,
        row.deposit_krw,
        row.get_state_display(),
    ]
