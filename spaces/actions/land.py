"""The verbs of the land itself: buildings, spaces and what they are made of, hours and closed days."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import holidays
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock, locks
from park_portal.core.errors import ActionDenied
from park_portal.core.workdays import public_holidays
from spaces.models import Building, Claim, DatedHours, Leaf, Space, WeeklyHours
from spaces.rules import land as rules
from spaces.states import Weekday

MANY_TO_MANY = ("equipment",)
CODE_LENGTH = 50


@contextmanager
def _opening_changes(spaces: Iterable[Space], seen: str) -> Iterator[None]:
    """Around a change of opening: ClaimsHit, unless nobody is newly left outside or exactly this list was seen.

    What-if and deed are the same code: the list is read after writing, and the refusal undoes the writing.
    """
    spaces = list(spaces)
    leaves = Leaf.objects.filter(spaces__in=spaces).values_list("pk", flat=True)
    locks.acquire(locks.key(locks.Lock.LEAF, pk) for pk in leaves)
    before = rules.claims_outside(spaces)
    yield
    newly = rules.claims_outside(spaces) - before
    rules.check_seen(rules.listed(Claim.objects.filter(pk__in=newly)), seen)


def _changed(row: Building | Space, facts: dict[str, Any]) -> list[str]:
    """Set what differs; gives the names of the changed fields, many-to-many ones included."""
    changed = [name for name, value in facts.items() if name not in MANY_TO_MANY and getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    row.full_clean()
    row.save()
    for name in facts.keys() & set(MANY_TO_MANY):
        if set(getattr(row, name).all()) != set(facts[name]):
            getattr(row, name).set(facts[name])
            changed.append(name)
    return changed


@transaction.atomic
def building_edit(*, by: Person, building: Building, seen: str = "", **facts: Any) -> Building:
    """Change facts of a building. Raises ClaimsHit when its days leave bookings outside that ``seen`` does not name."""
    rules.check_land_keep(by)
    with _opening_changes(building.spaces.all(), seen):
        building = Building.objects.select_for_update(of=("self",), no_key=True).get(pk=building.pk)
        changed = _changed(building, facts)
    if changed:
        record("building.edit", by=by, subject=building, fields=changed)
    return building


# ------------------------------------------------------------------------------ spaces


@transaction.atomic
def space_add(*, by: Person, parts: rules.Parts, **facts: Any) -> Space:
    """Make a space of a composition. Raises NotPermitted, ActionDenied (parts), ValidationError (facts)."""
    rules.check_land_keep(by)
    space = Space(**{name: value for name, value in facts.items() if name not in MANY_TO_MANY})
    rules.check_parts(space, parts)
    _changed(space, facts)
    space.leaves.set(_leaves(space, parts))
    record("space.add", by=by, subject=space, building=space.building_id, parts=parts.way)
    return space


@transaction.atomic
def space_edit(*, by: Person, space: Space, parts: rules.Parts, seen: str = "", **facts: Any) -> Space:
    """Change facts and composition of a space; its code and building stay.

    Raises ClaimsHit when its days leave bookings outside and ``seen`` is not them, or when its parts are claimed.
    """
    rules.check_land_keep(by)
    with _opening_changes([space, *parts.spaces], seen):
        space = Space.objects.select_for_update(of=("self",), no_key=True).get(pk=space.pk)
        zone = space.takes_any_leaf
        wished = Space(pk=space.pk, building_id=space.building_id, kind=facts.get("kind", space.kind))
        rules.check_parts(wished, parts)
        recomposed = _recompose(space, parts, rekinded=wished.takes_any_leaf != zone)
        changed = _changed(space, facts)
    changed += ["leaves"] if recomposed else []
    if changed:
        record("space.edit", by=by, subject=space, fields=changed)
    return space


def _recompose(space: Space, parts: rules.Parts, *, rekinded: bool) -> bool:
    """Give the space its new leaves, and delete those that nobody needs any more; whether anything changed."""
    if parts.way == rules.PartsWay.KEEP and rekinded:
        raise ActionDenied(
            _("A desk zone is made of single desks, and only a desk zone is."), reason="parts_of_the_kind"
        )
    was = set(space.leaves.values_list("pk", flat=True))
    now = _leaves(space, parts)
    gone = was - now
    if was == now and not rekinded:
        return False
    rules.check_parts_change(space, gone, rekinded)
    space.leaves.set(now)
    Leaf.objects.filter(pk__in=gone, spaces=None, slots=None, closures=None).delete()
    return was != now


def _leaves(space: Space, parts: rules.Parts) -> set[int]:
    """Ids of the leaves that a composition means; new ones are made."""
    own = {leaf.code: leaf.pk for leaf in space.leaves.all()}
    if parts.way == rules.PartsWay.KEEP or (parts.way == rules.PartsWay.OWN and len(own) == 1):
        return set(own.values())
    if parts.way == rules.PartsWay.JOINED:
        return set(Leaf.objects.filter(spaces__in=parts.spaces).values_list("pk", flat=True))
    if parts.way == rules.PartsWay.OWN:
        return {_new_leaf(space, space.code)}
    codes = {name: name if name in own else desk_code(space, name) for name in parts.desks}
    return {own.get(code) or _new_leaf(space, code) for code in dict.fromkeys(codes.values())}


def desk_code(space: Space, name: str) -> str:
    """``A 3`` of the space ``cowork`` as "cowork-a-3". Raises ActionDenied without Latin letter or digit."""
    short = slugify(name)
    if not short:
        raise ActionDenied(
            _("%(name)s: please name desks with Latin letters and digits.") % {"name": name}, reason="desk_name"
        )
    return f"{space.code}-{short}"


def _new_leaf(space: Space, code: str) -> int:
    if len(code) > CODE_LENGTH:
        raise ActionDenied(_("%(name)s is too long a name.") % {"name": code}, reason="code_long")
    leaf, new = Leaf.objects.get_or_create(code=code, defaults={"building": space.building})
    if not new and (leaf.building_id != space.building_id or leaf.spaces.exclude(pk=space.pk).exists()):
        raise ActionDenied(_("Another space has a part with the code %(code)s.") % {"code": code}, reason="code_taken")
    return leaf.pk


# ------------------------------------------------------------------------------ hours


@transaction.atomic
def hours_edit(*, by: Person, scope: rules.Scope, week: rules.Week | None, seen: str = "") -> None:
    """Set the weekly hours of a scope; None takes its own away, so that those above hold.

    Raises ClaimsHit when bookings would lie outside and ``seen`` is not their token, ActionDenied (hours).
    """
    rules.check_land_keep(by)
    if week is not None:
        rules.check_week(week)
    elif scope.is_park:
        raise ActionDenied(_("The park needs hours of its own."), reason="no_hours")
    with _opening_changes(scope.spaces, seen):
        was = set(scope.weekly.values_list("weekday", "opens", "closes"))
        now = {(weekday, *stretch) for weekday, day in (week or {}).items() for stretch in day}
        scope.weekly.delete()
        WeeklyHours.objects.bulk_create(
            WeeklyHours(**scope.owner, weekday=weekday, opens=low, closes=high) for weekday, low, high in sorted(now)
        )
    if changed := {Weekday(row[0]).name.lower() for row in was ^ now}:
        record("hours.edit", by=by, subject=scope.subject, fields=changed, own=week is not None)


@transaction.atomic
def dated_set(
    *,
    by: Person,
    scope: rules.Scope,
    day: date,
    stretches: list[rules.Stretch],
    reason: str,
    reason_en: str = "",
    seen: str = "",
) -> None:
    """Say what holds on one day instead of the weekly hours; no stretch means closed. Replaces what was said before."""
    rules.check_land_keep(by)
    rules.check_dated_day(day)
    rules.check_stretches(stretches)
    with _opening_changes(scope.spaces, seen):
        holiday = scope.dated.filter(day=day, is_holiday=True).exists()
        _write_day(scope, day, stretches, reason=reason, reason_en=reason_en, is_holiday=holiday)
    record("dated.set", by=by, subject=scope.subject, day=day.isoformat(), closed=not stretches)


def _write_day(scope: rules.Scope, day: date, stretches: list[rules.Stretch], **facts: Any) -> None:
    scope.dated.filter(day=day).delete()
    DatedHours.objects.bulk_create(
        DatedHours(**scope.owner, day=day, opens=low, closes=high, **facts) for low, high in stretches or [(None, None)]
    )


@transaction.atomic
def dated_remove(*, by: Person, scope: rules.Scope, day: date, seen: str = "") -> None:
    """Take an entry away, so that the weekly hours hold again."""
    rules.check_land_keep(by)
    rules.check_dated_day(day)
    with _opening_changes(scope.spaces, seen):
        gone, _rows = scope.dated.filter(day=day).delete()
    if gone:
        record("dated.remove", by=by, subject=scope.subject, day=day.isoformat())


@transaction.atomic
def holidays_take(*, by: Person, scope: rules.Scope, year: int, closed: bool, seen: str = "") -> int:
    """Take over the coming public holidays of a year; gives how many entries there are now.

    Closed, or open with the usual hours of their weekday; for the park "usual" means no entry, so that every place
    keeps its own hours. Days for which the staff wrote an entry of their own are left alone.
    """
    rules.check_land_keep(by)
    english = holidays.country_holidays("KR", years=year, language="en_US")
    week = {} if scope.is_park else scope.week()
    with _opening_changes(scope.spaces, seen):
        kept = set(scope.dated.filter(is_holiday=False).values_list("day", flat=True))
        for day, name in sorted(public_holidays(year).items()):
            if day < clock.today() or day in kept:
                continue
            scope.dated.filter(day=day).delete()
            if stretches := [] if closed else week.get(day.weekday(), []):
                _write_day(scope, day, stretches, **_names(name, english.get(day, "")))
            elif closed:
                _write_day(scope, day, [], **_names(name, english.get(day, "")))
        days = scope.dated.filter(is_holiday=True, day__year=year).values("day").distinct().count()
    record("holidays.take", by=by, subject=scope.subject, year=year, closed=closed, days=days)
    return days


def _names(reason: str, reason_en: str) -> dict[str, Any]:
    return {"reason": reason[:80], "reason_en": reason_en[:80], "is_holiday": True}
