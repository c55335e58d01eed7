"""The verbs of prices: dated rows that end and begin. A booking that exists keeps the price it was made at."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import locks
from spaces.models import Entitlement, Reduction, RefundRule, RentalItem, Space, Surcharge, Tariff
from spaces.querysets.prices import dated
from spaces.reckoning.prices import RefundTable
from spaces.rules import keeping_prices as rules
from spaces.states import ProofState, UserClass


def _saved(row: models.Model) -> None:
    """Write a checked row. Raises ValidationError with the constraint's sentence, also when somebody was faster."""
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean()  # sees now what the other wrote
        raise


def _row(row: Any) -> Any:
    return type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


# ------------------------------------------------------------------------------ prices of a space


@transaction.atomic
def tariffs_set(
    *, by: Person, space: Space, since: date, vat_mode: str, hourly: Mapping[UserClass, int | None]
) -> list[str]:
    """Set what an hour costs each class from ``since`` on (None: no price then); gives the classes that changed.

    Rows in force end the day before; rows that would begin later fall away. Raises NotPermitted, ActionDenied.
    """
    rules.check_prices_keep(by)
    rules.check_since(since)
    Space.objects.select_for_update(of=("self",), no_key=True).get(pk=space.pk)
    was = _prices(space)
    for user_class, hourly_krw in hourly.items():
        _tariff(space, user_class, since, hourly_krw, vat_mode)
    changed = sorted({str(row[0]) for row in was ^ _prices(space)})
    if changed:
        prices = {str(user_class): won for user_class, won in hourly.items()}
        record("tariffs.set", by=by, subject=space, fields=changed, since=since.isoformat(), vat=vat_mode, **prices)
    return changed


def _prices(space: Space) -> set[tuple[Any, ...]]:
    return set(space.tariffs.values_list("user_class", "hourly_krw", "vat_mode", "since", "until"))


def _tariff(space: Space, user_class: str, since: date, hourly_krw: int | None, vat_mode: str) -> None:
    """One class: the same price runs on, another ends it."""
    rows = Tariff.objects.filter(space=space, user_class=user_class)
    rows.filter(since__gte=since).delete()
    before = rows.filter(dated(since)).first()
    same = before is not None and (before.hourly_krw, before.vat_mode) == (hourly_krw, vat_mode)
    if before is not None:
        before.until = None if same else since
        before.save(update_fields=["until"])
    if hourly_krw is not None and not same:
        _saved(Tariff(space=space, user_class=user_class, hourly_krw=hourly_krw, vat_mode=vat_mode, since=since))


# ------------------------------------------------------------------------------ dated rows


def _begin(row: Any, replaces: Any, by: Person) -> None:
    """Write a new row; the one it takes the place of ends on the day it begins."""
    rules.check_prices_keep(by)
    rules.check_since(row.since)
    rules.check_until(row.until)
    if replaces is not None:
        replaces = _row(replaces)
        rules.check_replaced(replaces, row.since)
    _saved(row)
    facts = {"replaces": replaces.pk} if replaces else {}
    record(f"{row._meta.model_name}.add", by=by, subject=row, since=row.since.isoformat(), percent=row.percent, **facts)
    if replaces is not None:
        _proofs_follow(replaces, row, by)
        _end_on(replaces, row.since)


def _proofs_follow(replaced: Any, row: Any, by: Person) -> None:
    """Proofs that hold or wait go over to the changed reduction, if it still asks for one."""
    if not getattr(row, "proof", ""):
        return
    living = models.Q(state=ProofState.SUBMITTED) | models.Q(state=ProofState.ACCEPTED, valid_until__gt=row.since)
    if moved := replaced.proofs.filter(living).update(reduction=row):
        record("reduction.proofs_follow", by=by, subject=row, replaces=replaced.pk, proofs=moved)


def _end(row: Any, until: date | None, by: Person) -> None:
    """Let a row end on a day (None: never); one that has not begun by then is withdrawn."""
    rules.check_prices_keep(by)
    row = _row(row)
    rules.check_not_ended(row)
    rules.check_until(until)
    body = getattr(row, "organization", None)
    record(f"{row._meta.model_name}.end", by=by, subject=row, organization=body, until=until and until.isoformat())
    _end_on(row, until)


def _end_on(row: Any, until: date | None) -> None:
    if until and until <= row.since and not _is_used(row):
        row.delete()
        return
    row.until = until
    _saved(row)


def _is_used(row: Any) -> bool:
    """Whether proofs or uses hang on the row: then it stays, as a record of them."""
    return any(getattr(row, name).exists() for name in ("proofs", "uses") if hasattr(row, name))


@transaction.atomic
def surcharge_add(*, by: Person, replaces: Surcharge | None = None, **facts: Any) -> Surcharge:
    """A new surcharge, or a changed one in the place of ``replaces``, from its ``since`` on."""
    row = Surcharge(**facts)
    _begin(row, replaces, by)
    return row


@transaction.atomic
def surcharge_end(*, by: Person, surcharge: Surcharge, until: date | None) -> None:
    """Say until when it holds: today or later, None for no end. One that has not begun by then is withdrawn."""
    _end(surcharge, until, by)


@transaction.atomic
def reduction_add(*, by: Person, replaces: Reduction | None = None, **facts: Any) -> Reduction:
    """A new reduction, or a changed one in the place of ``replaces``.

    Proofs that hold or wait go over to the changed one, if it still asks for a proof; so it can only begin today then.
    """
    row = Reduction(**facts)
    _begin(row, replaces, by)
    return row


@transaction.atomic
def reduction_end(*, by: Person, reduction: Reduction, until: date | None) -> None:
    """Say until when it holds; see ``surcharge_end``."""
    _end(reduction, until, by)


# ------------------------------------------------------------------------------ refunds


@transaction.atomic
def refunds_set(*, by: Person, since: date, steps: RefundTable) -> None:
    """Set the whole refund table, ``(days before, percent)``, for bookings made from ``since`` on.

    A table of the same day is replaced. Raises NotPermitted, ActionDenied (past day, steps out of order).
    """
    rules.check_prices_keep(by)
    rules.check_since(since)
    rules.check_refund_steps(steps)
    RefundRule.objects.filter(since=since).delete()
    for days_before, percent in rules.in_order(steps):
        rule = RefundRule(since=since, days_before=days_before, percent=percent)
        _saved(rule)
    record("refunds.set", by=by, subject=rule, since=since.isoformat(), steps=[list(step) for step in steps])


# ------------------------------------------------------------------------------ what is lent


@transaction.atomic
def item_add(*, by: Person, **facts: Any) -> RentalItem:
    """Equipment or a technician that can be lent from now on."""
    rules.check_prices_keep(by)
    item = RentalItem(**facts)
    _saved(item)
    record("item.add", by=by, subject=item, stock=item.stock, unit_krw=item.unit_krw)
    return item


@transaction.atomic
def item_edit(*, by: Person, item: RentalItem, **facts: Any) -> RentalItem:
    """Change an item; bookings that have it keep it and its price. Raises ActionDenied (fewer than are lent)."""
    rules.check_prices_keep(by)
    locks.acquire([locks.key(locks.Lock.ITEM, item.pk)])
    item = _row(item)
    rules.check_stock(item, facts.get("stock", item.stock))
    changed = [name for name, value in facts.items() if getattr(item, name) != value]
    for name in changed:
        setattr(item, name, facts[name])
    if changed:
        _saved(item)
        record("item.edit", by=by, subject=item, fields=changed, stock=item.stock, unit_krw=item.unit_krw)
    return item


# ------------------------------------------------------------------------------ entitlements


@transaction.atomic
def entitlement_grant(*, by: Person, organization: Organization, **facts: Any) -> Entitlement:
    """Give an organisation a price class and free hours a month for a time, for bookings made from now on."""
    rules.check_prices_keep(by)
    locks.acquire([locks.key(locks.Lock.ORGANIZATION, organization.pk)])
    row = Entitlement(organization=organization, **facts)
    rules.check_until(row.until)
    _saved(row)
    record(
        "entitlement.grant",
        by=by,
        subject=row,
        organization=organization,
        user_class=row.user_class,
        hours=row.hours_a_month,
        since=row.since.isoformat(),
        until=row.until and row.until.isoformat(),
    )
    return row


@transaction.atomic
def entitlement_end(*, by: Person, entitlement: Entitlement, until: date | None) -> None:
    """Say until when it holds; bookings made before keep their price and hours. See ``surcharge_end``."""
    locks.acquire([locks.key(locks.Lock.ORGANIZATION, entitlement.organization_id)])
    _end(entitlement, until, by)
