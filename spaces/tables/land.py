"""How spaces look in lists: rows ready for a template, in a fixed number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from spaces import rules
from spaces.models import Space
from spaces.querysets.availability import Span, Verdict, days_of, first_gaps, free_between
from spaces.reckoning import midnight, price_krw, shifts
from spaces.states import UserClass

DAY = timedelta(days=1)
SOON = timedelta(minutes=60)  # how long before use "ready to use" looks


@dataclass(frozen=True)
class Asker:
    """Who looks, and in whose name; a visitor has no organisation."""

    person: Any
    organization: Organization | None = None

    @cached_property
    def user_class(self) -> UserClass:
        return rules.user_class_of(self.person, self.organization)

    def wish(self, space: Space, start: datetime, end: datetime, people: int = 1) -> rules.Wish:
        return rules.Wish(self.person, space, start, end, people, self.organization, self.user_class)


@dataclass(frozen=True)
class Hit:
    """One space at one time: price, day and what stands against it (empty: free). ``note`` says what differs."""

    space: Space
    starts_at: datetime
    ends_at: datetime
    hourly: int | None
    refusal: str = ""
    reason: str = ""
    open: Sequence[Span] = ()
    busy: Sequence[Span] = ()
    note: str = ""

    @property
    def free(self) -> bool:
        return not self.refusal

    @property
    def price(self) -> int | None:
        minutes = int((self.ends_at - self.starts_at).total_seconds() // 60)
        return None if self.hourly is None else price_krw(self.hourly, minutes)

    @property
    def length(self) -> str:
        return rules.say_minutes(int((self.ends_at - self.starts_at).total_seconds() // 60))

    @property
    def mine(self) -> Span:
        return self.starts_at, self.ends_at

    @property
    def query(self) -> str:
        return time_query(self.starts_at, self.ends_at)


def time_query(starts_at: datetime, ends_at: datetime) -> str:
    """A time as the booking page reads it from its address."""
    start, end = starts_at.astimezone(clock.SEOUL), ends_at.astimezone(clock.SEOUL)
    last = "24:00" if end.date() > start.date() else f"{end:%H:%M}"
    return f"day={start:%Y-%m-%d}&start={start:%H:%M}&end={last}"


def against(wish: rules.Wish, verdict: Verdict, hourly: int | None) -> ActionDenied | None:
    """What would refuse the wish, a missing price included."""
    if refusal := rules.refusal_of(wish, verdict):
        return refusal
    if hourly is None:
        return rules.RuleRefused(_("This space has no price for you. Please ask the centre."), reason="no_price")
    return None


def space_hits(spaces: Sequence[Space], asker: Asker, start: datetime, end: datetime, people: int) -> list[Hit]:
    """Each space judged for ``[start, end)``, with its day; free ones first, the closest fit on top."""
    if not spaces:
        return []
    morning = midnight(start.astimezone(clock.SEOUL).date())
    verdicts, days = free_between(spaces, start, end), days_of(spaces, morning, morning + DAY)
    prices, hits = rules.hourly_prices(spaces, asker.user_class), []
    for space in spaces:
        hit = Hit(space, start, end, prices.get(space.pk), **days[space.pk])
        refusal = against(asker.wish(space, start, end, people), verdicts[space.pk], hit.hourly)
        hits.append(replace(hit, refusal=say_refusal(refusal), reason=refusal.reason) if refusal else hit)
    return sorted(hits, key=lambda hit: (not hit.free, hit.space.capacity, hit.space.pk))


def say_refusal(refusal: ActionDenied) -> str:
    """In a list nothing has "just" been taken."""
    return _("Somebody has this time already.") if refusal.reason == "slot_taken" else str(refusal)


def nearby(hits: Sequence[Hit], asker: Asker, people: int, limit: int) -> list[Hit]:
    """The same spaces up to an hour earlier or later, each at the nearest time that is free."""
    if not hits:
        return []
    found: dict[int, Hit] = {}
    spaces = [hit.space for hit in hits]
    for start, end in shifts(hits[0].starts_at, hits[0].ends_at, 30):
        verdicts = free_between(spaces, start, end)
        for hit in hits:
            wish = asker.wish(hit.space, start, end, people)
            if hit.space.pk not in found and not against(wish, verdicts[hit.space.pk], hit.hourly):
                found[hit.space.pk] = Hit(hit.space, start, end, hit.hourly, note=say_shift(start - hit.starts_at))
    return list(found.values())[:limit]


def others_free(spaces: Sequence[Space], asker: Asker, span: Span, asked: dict[str, Any], limit: int) -> list[Hit]:
    """Spaces free at the time that lack something asked; those that lack least first."""
    if not spaces or limit < 1:
        return []
    verdicts, prices = free_between(spaces, *span), rules.hourly_prices(spaces, asker.user_class)
    found = []
    for space in spaces:
        wish = asker.wish(space, *span, people=min(asked["people"], space.capacity))
        if not against(wish, verdicts[space.pk], prices.get(space.pk)):
            lacks = lacking(space, asked)
            hit = Hit(space, *span, prices[space.pk], note=", ".join(lacks))
            found.append((len(lacks), abs(space.capacity - asked["people"]), space.pk, hit))
    return [hit for *_order, hit in sorted(found, key=lambda row: row[:3])[:limit]]


def lacking(space: Space, asked: dict[str, Any]) -> list[str]:
    """What a space has not of what was asked, in words."""
    lacks, fewer = [], asked["people"] - space.capacity
    if fewer > 0:
        lacks.append(ngettext("%(n)s seat fewer", "%(n)s seats fewer", fewer) % {"n": fewer})
    if asked["kind"] and space.kind != asked["kind"]:
        lacks.append(space.get_kind_display())
    has = {item.code for item in space.equipment.all()}
    if missing := set(asked["equipment"]) - has:
        lacks.append(ngettext("%(n)s thing is missing", "%(n)s things are missing", len(missing)) % {"n": len(missing)})
    if asked["step_free"] and not space.step_free:
        lacks.append(_("not step-free"))
    return lacks


def say_shift(shift: timedelta) -> str:
    length = rules.say_minutes(int(abs(shift).total_seconds() // 60))
    return (_("%(length)s earlier") if shift < timedelta() else _("%(length)s later")) % {"length": length}


def soonest(spaces: Sequence[Space], asker: Asker, limit: int = 4) -> list[Hit]:
    """The spaces that can be used soonest, today or tomorrow, each with its first free hour and its day."""
    if not spaces:
        return []
    gaps = first_gaps(spaces, clock.now() + SOON, midnight(clock.today() + 2 * DAY), 60)
    known, chosen = {space.pk: space for space in spaces}, []
    for pk, begins in gaps:
        length = max(60, known[pk].min_minutes)
        wish = asker.wish(known[pk], begins, begins + timedelta(minutes=length))
        if len(chosen) < limit and length <= known[pk].max_minutes and not rules.refusal_of(wish, Verdict(pk, "")):
            chosen.append(wish)
    places = [wish.space for wish in chosen]
    days = days_of(places, midnight(clock.today()), midnight(clock.today() + 2 * DAY)) if places else {}
    prices = rules.hourly_prices(places, asker.user_class)
    return [Hit(w.space, w.starts_at, w.ends_at, prices.get(w.space.pk), **one_day(days, w)) for w in chosen]


def one_day(days: dict[int, dict[str, list[Span]]], wish: rules.Wish) -> dict[str, list[Span]]:
    """Open and busy stretches of the day of the wish."""
    morning = midnight(wish.starts_at.astimezone(clock.SEOUL).date())
    return {kind: cut(spans, morning, morning + DAY) for kind, spans in days[wish.space.pk].items()}


def cut(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    return [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]


def next_gaps(space: Space, asker: Asker, count: int = 3) -> list[Hit]:
    """The next free times of a space, one a day."""
    found: list[Hit] = []
    start = clock.now() + timedelta(minutes=space.lead_min_minutes)
    end = midnight(clock.today() + (space.lead_max_days + 1) * DAY)
    length = timedelta(minutes=min(max(60, space.min_minutes), space.max_minutes))
    for _day in range(2 * count):  # a day may be held back by a rule
        gaps = first_gaps([space], start, end, int(length.total_seconds() // 60)) if start < end else []
        if not gaps or len(found) == count:
            break
        begins = gaps[0][1]
        if not rules.refusal_of(asker.wish(space, begins, begins + length), Verdict(space.pk, "")):
            found.append(Hit(space, begins, begins + length, None))
        start = midnight(begins.astimezone(clock.SEOUL).date() + DAY)
    return found


def prices_of(space: Space) -> list[tuple[str, str, int]]:
    """Today's price of an hour for each class of users: (code, label, won), as the classes are ordered."""
    today = clock.today()
    rows = space.tariffs.filter(Q(until=None) | Q(until__gt=today), since__lte=today)
    found = dict(rows.values_list("user_class", "hourly_krw"))
    return [(kind.value, str(kind.label), found[kind.value]) for kind in UserClass if kind.value in found]


def quote_of(wish: rules.Wish) -> Hit:
    """The wish as one hit: its price, its day, and what stands against it, quota included."""
    space, asker = wish.space, Asker(wish.person, wish.organization)
    (hit,) = space_hits([space], asker, wish.starts_at, wish.ends_at, wish.attendees)
    if hit.free:
        try:
            rules.check_quota(wish)
        except ActionDenied as refusal:
            return replace(hit, refusal=str(refusal), reason=refusal.reason)
    return hit
