"""The verbs of agreements: drawn up, offered, signed, ended, renewed.

Order of locks: the leaves of all places and the organisation and the year's numbers in one statement; then the
agreement's row (and that of the one it follows).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import override, pgettext

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock, locks
from park_portal.documents.actions import file_store
from spaces.models import Building, Space
from tenants import signals
from tenants.models import Agreement, Allocation
from tenants.notifications import agreements as notifications
from tenants.reckoning.agreements import next_number
from tenants.rules import agreements as rules
from tenants.states import IN_FORCE, TERMINATING, AgreementKind, AgreementState, EndReason, FeeRule, MoveKind

from .allocations import places_claim, places_cut, places_lock
from .entitlements import entitlements_settle
from .moves import tasks_open

SUBJECT = Agreement._meta.label_lower
TERMS = ("purpose", "terms", "fee_rule", "flat_krw", "deposit_krw", "hours_a_month", "headcount", "kind", "building_id")


def _row(pk: int) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("party", "occupant", "previous").get(pk=pk)


def _write(agreement: Agreement, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(agreement, name, value)
    agreement.save(update_fields=list(facts))


def _move(agreement: Agreement, to: AgreementState, *, by: Any, **facts: Any) -> None:
    """Change the state by the table of legal moves; ``by`` None is the clock."""
    rules.check_agreement_move(agreement, to)
    was = agreement.state
    _write(agreement, state=to, **facts)
    fields = ["state", *facts]
    record(f"agreement.{to}", by=by, subject=agreement, organization=agreement.party, fields=fields, was=was)


# ------------------------------------------------------------------------------ before the signature


@transaction.atomic
def agreement_draft(
    *,
    by: Person,
    kind: AgreementKind,
    occupant: Organization,
    since: date,
    until: date,
    fee_rule: FeeRule,
    places: Sequence[Space] = (),
    party: Organization | None = None,
    agreement: Agreement | None = None,
    previous: Agreement | None = None,
    building: Building | None = None,
    **terms: Any,
) -> Agreement:
    """Draw up an agreement, or write a draft anew; ``places``: rooms, and a zone once for each desk wanted.

    ``party``: the intermediary that signs for a hosted organisation (its host, when not named). ``terms``: headcount,
    purpose, terms, flat_krw, deposit_krw, hours_a_month. Raises ValidationError with a constraint's sentence.
    """
    agreement = _row(agreement.pk) if agreement else None
    rules.check_agreement_draft(by, agreement)
    party = (party or occupant.hosted_by or occupant) if kind == AgreementKind.HOSTED else occupant
    rules.check_sides(kind, occupant, party)
    rules.check_places(kind, places)
    verb = "agreement.edit" if agreement else "agreement.draft"
    agreement = agreement or Agreement(created_by=by, previous=previous)
    facts = {"kind": kind, "occupant": occupant, "party": party, "since": since, "until": until, "fee_rule": fee_rule}
    facts |= {"building": building, **terms}
    for name, value in facts.items():
        setattr(agreement, name, value)
    agreement.full_clean()
    agreement.save()
    _wish(agreement, places)
    days = {"since": since.isoformat(), "until": until.isoformat()}
    record(verb, by=by, subject=agreement, organization=party, fields=facts, places=[s.pk for s in places], **days)
    return agreement


def _wish(agreement: Agreement, places: Sequence[Space]) -> None:
    """Write anew which places a draft is for; they are claimed with the signature only."""
    agreement.allocations.all().delete()
    during = {"since": agreement.since, "until": agreement.until}
    Allocation.objects.bulk_create(
        Allocation(agreement=agreement, space=space, area_m2=area_of(space), **during) for space in places
    )


def area_of(space: Space) -> Decimal:
    """A room's area; of a desk, its share of the zone."""
    share = max(space.leaves.count(), 1) if space.takes_any_leaf else 1
    return (space.area_m2 / share).quantize(Decimal("0.1"))


@transaction.atomic
def agreement_offer(*, by: Person, agreement: Agreement, answer_by: date) -> Agreement:
    """Offer a draft to the organisation that is to sign: it reads it now, and answers by a day."""
    agreement = _row(agreement.pk)
    rules.check_agreement_offer(by, agreement)
    rules.check_answer_by(answer_by)
    _move(agreement, AgreementState.OFFERED, by=by, offered_at=clock.now(), answer_by=answer_by, accepted_at=None)
    notifications.agreement_offered(agreement)
    return agreement


@transaction.atomic
def agreement_take_back(*, by: Person, agreement: Agreement, reason: str) -> Agreement:
    """Make a draft of an offer again, to change it; the organisation is told why."""
    agreement = _row(agreement.pk)
    rules.check_agreement_take_back(by, agreement)
    rules.check_reason(reason)
    at = agreement.offered_at
    _move(agreement, AgreementState.DRAFT, by=by, offered_at=None, answer_by=None, accepted_at=None)
    notifications.agreement_taken_back(agreement, at, reason)
    return agreement


@transaction.atomic
def agreement_accept(*, by: Person, agreement: Agreement) -> Agreement:
    """The organisation says that it will sign; the centre is told, and prepares the paper."""
    agreement = _row(agreement.pk)
    rules.check_agreement_accept(by, agreement)
    _write(agreement, accepted_at=clock.now())
    record("agreement.accept", by=by, subject=agreement, organization=agreement.party, fields=["accepted_at"])
    notifications.agreement_accepted(agreement)
    return agreement


@transaction.atomic
def agreement_decline(*, by: Person, agreement: Agreement, reason: str) -> Agreement:
    """Not concluded: said by the centre, or by the organisation that got the offer. Its link to an older one goes."""
    agreement = _row(agreement.pk)
    rules.check_agreement_decline(by, agreement)
    rules.check_reason(reason)
    offered = agreement.state == AgreementState.OFFERED
    _move(agreement, AgreementState.DECLINED, by=by, declined_reason=reason.strip()[:300], previous=None)
    if offered:
        notifications.agreement_declined(agreement, by)
    return agreement


@transaction.atomic
def agreement_headcount(*, by: Person, agreement: Agreement, headcount: int) -> Agreement:
    """How many people work there now: no term of the agreement, so it changes while it is in force."""
    agreement = _row(agreement.pk)
    rules.check_agreement_headcount(by, agreement)
    was = agreement.headcount
    agreement.headcount = headcount
    agreement.full_clean()
    _write(agreement, headcount=headcount)
    record("agreement.headcount", by=by, subject=agreement, organization=agreement.party, was=was, now=headcount)
    return agreement


@transaction.atomic
def agreement_renew(*, by: Person, agreement: Agreement, until: date, since: date | None = None) -> Agreement:
    """A draft that follows an agreement in force with the same places and terms, from the day that one ends.

    Raises ActionDenied when there is a renewal already, or the assessment says that it is not to be extended.
    """
    agreement = _row(agreement.pk)
    rules.check_agreement_renew(by, agreement)
    terms = {name: getattr(agreement, name) for name in TERMS if name not in {"kind", "building_id", "fee_rule"}}
    return agreement_draft(
        by=by,
        kind=AgreementKind(agreement.kind),
        occupant=agreement.occupant,
        party=agreement.party,
        building=agreement.building,
        since=since or agreement.until,
        until=until,
        fee_rule=FeeRule(agreement.fee_rule),
        places=[row.space for row in agreement.allocations.select_related("space")],
        previous=agreement,
        **terms,
    )


# ------------------------------------------------------------------------------ the signature


@cache
def series_word() -> str:
    """The word in the middle of agreements' numbers: Korean, whoever is asking."""
    with override("ko"):
        return pgettext("number of an agreement", "tenancy")


@transaction.atomic
def agreement_sign(
    *,
    by: Person,
    agreement: Agreement,
    signed_on: date,
    number: str = "",
    upload: UploadedFile | None = None,
    quiet: bool = False,
) -> Agreement:
    """Conclude an offered agreement: its places are claimed, its organisation entitled, its check-list opened.

    ``number`` empty: the next of the year (2026-입주-014). ``upload``: the signed paper. ``quiet``: no message and no
    check-list, for agreements that were signed long ago and are read in. Raises PlaceTaken naming who holds a place,
    NotPermitted, ActionDenied, Busy, ValidationError (the file); nothing is written then.
    """
    followed = Agreement.objects.filter(renewal=agreement.pk).first()
    year = locks.key(locks.Lock.AGREEMENT_NUMBERS, signed_on.year)
    places_lock(filter(None, [agreement, followed]), more=[year])
    followed = _row(followed.pk) if followed else None
    agreement = _row(agreement.pk)
    rules.check_agreement_sign(by, agreement)
    rules.check_signature(agreement, number, signed_on)
    rules.check_places_free(agreement)
    number = number or _next_number(signed_on.year)
    file = upload and file_store(
        by=by, subject_type=SUBJECT, subject_id=agreement.pk, purpose="agreement", upload=upload
    )
    if followed and followed.is_in_force:
        _give_way(followed, agreement, by)
    _move(agreement, AgreementState.SIGNED, by=by, number=number, signed_on=signed_on, file=file or None)
    places_claim(agreement)
    entitlements_settle(organization=agreement.occupant, by=by)
    if not quiet:
        tasks_open(agreement, MoveKind.EXTENSION if agreement.previous_id else MoveKind.MOVE_IN, agreement.since)
    signals.agreement_signed.send(Agreement, agreement_id=agreement.pk)
    if not quiet:
        notifications.agreement_signed(agreement)
    if agreement.since <= clock.today():
        agreement_activate(agreement=agreement)
    return Agreement.objects.get(pk=agreement.pk)


def _next_number(year: int) -> str:
    taken = Agreement.objects.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    return next_number(year, series_word(), list(taken))


def _give_way(followed: Agreement, renewal: Agreement, by: Any) -> None:
    """The agreement that is followed ends on the day its renewal begins; at once, when that day has come."""
    if renewal.since <= followed.ends:
        _fix_end(followed, renewal.since, EndReason.RENEWED, "", by)


@transaction.atomic
def agreement_enter(*, by: Person, signed_on: date, number: str, **facts: Any) -> Agreement:
    """An agreement that was signed before the portal came, as the register has it: no offer, no message, no tasks.

    ``facts`` as for ``agreement_draft``. Raises what ``agreement_draft`` and ``agreement_sign`` raise.
    """
    agreement = agreement_draft(by=by, **facts)
    _move(agreement, AgreementState.OFFERED, by=by, offered_at=clock.now(), answer_by=signed_on)
    return agreement_sign(by=by, agreement=agreement, signed_on=signed_on, number=number, quiet=True)


@transaction.atomic
def agreement_activate(*, agreement: Agreement) -> bool:
    """Its first day has come; False when it is in force already, or no longer signed. Done by the clock."""
    agreement = _row(agreement.pk)
    if agreement.state != AgreementState.SIGNED or agreement.since > clock.today():
        return False
    _move(agreement, AgreementState.ACTIVE, by=None)
    return True


# ------------------------------------------------------------------------------ the end


@transaction.atomic
def agreement_end(
    *, by: Person, agreement: Agreement, day: date, reason: EndReason, note: str = "", hosted_too: bool = False
) -> Agreement:
    """End an agreement before its term, on ``day`` (the first day without), today or later.

    Its places are free from that day, its organisation books at the tenants' price no longer, the move-out list
    opens. Until the day it stays in force; the clock closes it. Reasons of ``TERMINATING`` (arrears, a breach) need a
    ``note`` that says what happened; the organisation reads it.
    ``hosted_too``: also the agreements of those whom the organisation hosts. Raises NotPermitted, ActionDenied.
    """
    hosted = list(hosted_by(agreement)) if hosted_too else []
    places_lock([agreement, *hosted])
    rows = [_row(pk) for pk in sorted([agreement.pk, *(row.pk for row in hosted)])]
    agreement = next(row for row in rows if row.pk == agreement.pk)
    rules.check_agreement_end(by, agreement)
    rules.check_end(agreement, day, reason)
    if reason in TERMINATING:
        rules.check_reason(note)
    for row in rows:
        if (row.is_in_force and row.ends > day) or row.pk == agreement.pk:
            _fix_end(row, min(max(day, row.since), row.ends), reason, note, by)
    return Agreement.objects.get(pk=agreement.pk)


def hosted_by(agreement: Agreement) -> Any:
    """Agreements in force of those for whom the same organisation signed as their host."""
    if agreement.kind == AgreementKind.HOSTED:
        return Agreement.objects.none()
    return Agreement.objects.holding().filter(party=agreement.party_id, kind=AgreementKind.HOSTED).order_by("pk")


def _fix_end(agreement: Agreement, day: date, reason: EndReason, note: str, by: Any) -> None:
    """Write the end, cut what hangs on it to that day, tell it; close at once when the day has come."""
    _write(agreement, ended_on=day, end_reason=reason, end_note=note.strip()[:300])
    facts = {"day": day.isoformat(), "reason": str(reason)}
    record("agreement.end", by=by, subject=agreement, organization=agreement.party, fields=["ended_on"], **facts)
    places_cut(agreement, day)
    entitlements_settle(organization=agreement.occupant, by=by)
    if reason != EndReason.RENEWED:
        tasks_open(agreement, MoveKind.MOVE_OUT, day)
        notifications.agreement_ending(agreement)
    if day <= clock.today():
        _close(agreement, by)


def _close(agreement: Agreement, by: Any) -> None:
    over = AgreementState.TERMINATED if agreement.end_reason in TERMINATING else AgreementState.ENDED
    _move(agreement, over, by=by)
    signals.agreement_ended.send(Agreement, agreement_id=agreement.pk)


@transaction.atomic
def agreement_expire(*, agreement: Agreement) -> bool:
    """Its last day is past: by its term, or by the end that was fixed. False when it is over already. By the clock."""
    places_lock([agreement])
    agreement = _row(agreement.pk)
    if agreement.state not in IN_FORCE or agreement.ends > clock.today():
        return False
    if agreement.ended_on is None:
        _fix_end(agreement, agreement.until, EndReason.EXPIRED, "", None)
    else:
        _close(agreement, None)
    return True


def agreements_advance() -> int:
    """What the day brings: signed agreements begin, those whose time is over end. Gives how many moved.

    Ends come first: a renewal begins on the day on which the one before it ends.
    """
    today = clock.today()
    over = Agreement.objects.ending_within(date.min + timedelta(days=1), today + timedelta(days=1)).order_by("pk")
    moved = sum(agreement_expire(agreement=row) for row in over)
    begun = Agreement.objects.filter(state=AgreementState.SIGNED, since__lte=today).order_by("pk")
    return moved + sum(agreement_activate(agreement=row) for row in begun)
