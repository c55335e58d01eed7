"""Who may do what with an agreement, and why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import Role
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from park_portal.core.spoken import say_day
from spaces.models import Slot, Space
from spaces.reckoning import day_of, midnight
from tenants.models import Agreement, Allocation
from tenants.states import (
    IN_FORCE,
    MOVES,
    TERMINATING,
    AgreementKind,
    AgreementState,
    AssessmentResult,
    EndReason,
)

ENDING = (EndReason.NOTICE, EndReason.DISSOLVED, EndReason.PARK)  # what staff may give as the reason of an end
OPEN = (AgreementState.DRAFT, AgreementState.OFFERED)
HIDDEN = (AgreementState.DRAFT, AgreementState.DECLINED)  # from the organisation


class PlaceTaken(ActionDenied):
    """Somebody else holds a place of the agreement in its time."""


def check_agreements_keep(user: Person | None) -> None:
    """The centre draws up, concludes and ends agreements. ``None`` is the clock."""
    if user is not None and not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff look after agreements."), reason="staff_only")


def runs_party(user: Person, agreement: Agreement) -> bool:
    """Whether the person is head or manager of the organisation that signs."""
    mine = [hat for hat in user.current_memberships if hat.organization_id == agreement.party_id]
    return any(hat.role in {Role.OWNER, Role.MANAGER} for hat in mine)


def check_agreement_move(agreement: Agreement, to: AgreementState) -> None:
    if to not in MOVES[AgreementState][AgreementState(agreement.state)]:
        raise ActionDenied(
            _("This agreement is %(state)s; that cannot be done now.") % {"state": agreement.public_state},
            reason="agreement_state",
        )


# ------------------------------------------------------------------------------ before the signature


def check_agreement_draft(user: Person, agreement: Agreement | None) -> None:
    """Terms are written while nobody has been offered them."""
    check_agreements_keep(user)
    if agreement is None or agreement.state == AgreementState.DRAFT:
        return
    if agreement.state == AgreementState.OFFERED:
        raise ActionDenied(_("This agreement is offered. Take the offer back to change it."), reason="offered")
    raise ActionDenied(
        _("The terms of a concluded agreement do not change. Draw up a renewal instead."), reason="concluded"
    )


def check_sides(kind: str, occupant: Organization, party: Organization) -> None:
    """A hosted organisation lives with the intermediary that hosts it, and that one signs."""
    if kind == AgreementKind.HOSTED and party.pk == occupant.pk:
        raise ActionDenied(
            _("Say which intermediary hosts %(organization)s: it signs for it.") % {"organization": occupant},
            reason="no_host",
        )
    if occupant.closed_on and occupant.closed_on <= clock.today():
        raise ActionDenied(_("%(organization)s is closed.") % {"organization": occupant}, reason="closed")


def check_places(kind: str, places: Iterable[Space]) -> None:
    """A hosted organisation sits in its host's rooms; desks are for co-working."""
    places = list(places)
    if kind == AgreementKind.HOSTED and places:
        raise ActionDenied(
            _("A hosted organisation sits in its host's rooms and gets none of its own."), reason="hosted_places"
        )
    rooms = [space.pk for space in places if not space.takes_any_leaf]
    if len(rooms) != len(set(rooms)):
        raise ActionDenied(_("A room can be given once only."), reason="room_twice")


def needs_places(agreement: Agreement) -> bool:
    return agreement.kind in (AgreementKind.PRIVATE, AgreementKind.COWORKING, AgreementKind.SHORT_TERM)


def check_has_places(agreement: Agreement) -> None:
    if needs_places(agreement) and not agreement.allocations.exists():
        raise ActionDenied(_("This agreement has no room or desk yet. Please choose one first."), reason="no_places")


def check_answer_by(day: date) -> None:
    if day < clock.today():
        raise ActionDenied(_("The day for the answer is past."), reason="answer_past")


def check_agreement_offer(user: Person, agreement: Agreement) -> None:
    check_agreements_keep(user)
    check_agreement_move(agreement, AgreementState.OFFERED)
    check_has_places(agreement)
    check_not_over(agreement)


def check_not_over(agreement: Agreement) -> None:
    if agreement.until <= clock.today():
        raise ActionDenied(_("The term of this agreement is over already."), reason="term_over")


def check_agreement_take_back(user: Person, agreement: Agreement) -> None:
    check_agreements_keep(user)
    check_agreement_move(agreement, AgreementState.DRAFT)


def check_party(user: Person, agreement: Agreement) -> None:
    if not user.is_centre_staff and not runs_party(user, agreement):
        raise NotPermitted(
            _("Only a head or manager of %(organization)s can answer the offer.") % {"organization": agreement.party},
            reason="not_party",
        )


def check_agreement_accept(user: Person, agreement: Agreement) -> None:
    check_party(user, agreement)
    if agreement.state != AgreementState.OFFERED:
        check_agreement_move(agreement, AgreementState.SIGNED)
        raise ActionDenied(_("There is no offer to accept."), reason="agreement_state")
    if agreement.accepted_at:
        raise ActionDenied(_("The offer is accepted already. The signature comes next."), reason="accepted")


def check_agreement_decline(user: Person, agreement: Agreement) -> None:
    check_party(user, agreement)
    check_agreement_move(agreement, AgreementState.DECLINED)


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ActionDenied(_("Please give a reason; the other side will read it."), reason="no_reason")


# ------------------------------------------------------------------------------ the signature


@dataclass(frozen=True)
class Holder:
    """Who stands in the way of an allocation, and when: the claim's part of the agreement's time."""

    allocation: Allocation
    kind: str
    name: str
    since: datetime
    until: datetime

    @property
    def sentence(self) -> str:
        first, last = day_of(self.since), day_of(self.until)
        last = date.fromordinal(last.toordinal() - 1) if self.until == midnight(last) and last > first else last
        today = clock.today()
        period = say_day(first, today) if first == last else f"{say_day(first, today)} – {say_day(last, today)}"
        return _("%(place)s is taken (%(period)s): %(kind)s of %(holder)s.") % {
            "place": f"{self.allocation.space.building.title} {self.allocation.space.title}",
            "period": period,
            "kind": self.kind,
            "holder": self.name,
        }


def holders(agreement: Agreement) -> list[Holder]:
    """What on the ledger stands in the way of signing: bookings, tenancies and holds in any part of the period.

    A room is taken when any of its leaves is; desks of a zone when fewer are free than are wanted. The claims of the
    agreement it follows give way on the day it begins.
    """
    wanted = list(agreement.allocations.filter(claim=None).select_related("space__building").order_by("pk"))
    found: list[Holder] = []
    for space_pk in dict.fromkeys(row.space_id for row in wanted):
        mine = [row for row in wanted if row.space_id == space_pk]
        leaves = set(Space.leaves.through.objects.filter(space=space_pk).values_list("leaf", flat=True))
        slots = _slots(agreement, leaves)
        if mine[0].is_desk:
            if len(leaves - {slot.leaf_id for slot in slots}) >= len(mine):
                continue
            slots = slots[:1]
        found += [_holder(mine[0], slot) for slot in {slot.claim_id: slot for slot in reversed(slots)}.values()]
    return sorted(found, key=lambda holder: holder.since)


def _slots(agreement: Agreement, leaves: Iterable[int]) -> list[Slot]:
    during = (midnight(agreement.since), midnight(agreement.until))
    rows = Slot.objects.filter(leaf__in=leaves, during__overlap=during).order_by("during", "pk")
    if agreement.previous_id:
        rows = rows.exclude(claim__allocation__agreement=agreement.previous_id)
    return list(rows.select_related("claim__organization", "claim__person"))


def _holder(allocation: Allocation, slot: Slot) -> Holder:
    claim = slot.claim
    name = claim.organization.title if claim.organization else claim.person.name
    return Holder(allocation, claim.get_kind_display(), name, slot.during.lower, slot.during.upper)


def check_agreement_sign(user: Person, agreement: Agreement) -> None:
    check_agreements_keep(user)
    check_agreement_move(agreement, AgreementState.SIGNED)
    check_has_places(agreement)
    check_not_over(agreement)


def check_signature(agreement: Agreement, number: str, signed_on: date) -> None:
    if signed_on > clock.today():
        raise ActionDenied(_("The day of the signature has not come yet."), reason="signed_future")
    if number and Agreement.objects.filter(number=number).exists():
        raise ActionDenied(_("There is an agreement with the number %(number)s.") % {"number": number}, reason="number")
    if agreement.previous and agreement.previous.is_in_force and agreement.since <= agreement.previous.since:
        raise ActionDenied(_("A renewal begins after the agreement that it follows."), reason="renewal_since")


def check_places_free(agreement: Agreement) -> None:
    """Refuses with the holder and the period of the first claim that stands in the way."""
    if found := holders(agreement):
        raise PlaceTaken(found[0].sentence, reason="place_taken")


# ------------------------------------------------------------------------------ in force, and the end


def check_in_force(agreement: Agreement) -> None:
    if agreement.state not in IN_FORCE:
        raise ActionDenied(
            _("This agreement is %(state)s; that cannot be done now.") % {"state": agreement.public_state},
            reason="agreement_state",
        )


def check_agreement_headcount(user: Person, agreement: Agreement) -> None:
    """The organisation itself or the centre says how many people work there."""
    mine = {hat.organization_id for hat in user.current_memberships if hat.role in {Role.OWNER, Role.MANAGER}}
    if not user.is_centre_staff and not mine & {agreement.party_id, agreement.occupant_id}:
        raise NotPermitted(_("Only a head or manager of the organisation can change this."), reason="not_party")
    check_in_force(agreement)


def check_agreement_end(user: Person | None, agreement: Agreement) -> None:
    check_agreements_keep(user)
    check_in_force(agreement)


def check_end(agreement: Agreement, day: date, reason: str) -> None:
    """The end lies within the term, today or later, and before one that is fixed already."""
    if reason not in (*ENDING, *TERMINATING):
        raise ActionDenied(_("Please choose why it ends."), reason="no_reason")
    if day < max(agreement.since, clock.today()):
        raise ActionDenied(
            _("The agreement cannot end before %(day)s.")
            % {"day": say_day(max(agreement.since, clock.today()), clock.today())},
            reason="end_past",
        )
    if day > agreement.ends:
        raise ActionDenied(
            _("It ends on %(day)s already.") % {"day": say_day(agreement.ends, clock.today())}, reason="end_late"
        )


def follower(agreement: Agreement) -> Agreement | None:
    """The renewal of an agreement, if there is one."""
    return Agreement.objects.filter(previous=agreement.pk).first()


def check_agreement_renew(user: Person, agreement: Agreement) -> None:
    """One that is in force, not given up, not followed yet, and not judged unfit to be extended."""
    check_agreements_keep(user)
    check_in_force(agreement)
    if agreement.ended_on:
        raise ActionDenied(_("The end of this agreement is fixed already."), reason="given_up")
    if follower(agreement):
        raise ActionDenied(_("There is a renewal of this agreement already."), reason="renewed")
    assessment = getattr(agreement, "assessment", None)
    if assessment and assessment.result == AssessmentResult.DO_NOT_EXTEND:
        raise ActionDenied(_("The assessment says: do not extend."), reason="do_not_extend")


def agreement_moves(user: Person, agreement: Agreement) -> dict[str, str]:
    """Each deed with the sentence that blocks it (empty: allowed)."""
    checks: dict[str, Any] = {
        "edit": check_agreement_draft,
        "offer": check_agreement_offer,
        "take_back": check_agreement_take_back,
        "accept": check_agreement_accept,
        "decline": check_agreement_decline,
        "sign": check_agreement_sign,
        "headcount": check_agreement_headcount,
        "end": check_agreement_end,
        "renew": check_agreement_renew,
    }
    return {deed: blocked_by(check, user, agreement) for deed, check in checks.items()}
