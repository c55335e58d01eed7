"""How spaces look in lists: rows ready for a template, in a fixed number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.core.spoken import won
from spaces import rules
from spaces.models import Space
from spaces.querysets.availability import Span, Verdict, days_of, first_gaps, free_between
from spaces.reckoning import Price, day_of, midnight, pay_deadline, shifts
from spaces.states import UserClass

from .costs import line_count, line_label

DAY = timedelta(days=1)
LEAST_SEATS = 0.8  # of those asked for: what is far too small is no way out
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
        return rules.Wish(self.person, space, start, end, people, self.organization, user_class=self.user_class)

    def book(self, spaces: Iterable[Space], at: datetime) -> rules.PriceBook:
        """The prices for whoever asks, of uses in the month of ``at``."""
        return rules.price_book(spaces, self.user_class, self.person, self.organization, at=at)


@dataclass(frozen=True)
class Hit:
    """One space at one time: price, day and what stands against it (empty: free). ``note`` says what differs."""

    space: Space
    starts_at: datetime
    ends_at: datetime
    cost: Price | None = None
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
        return self.cost and self.cost.total_krw

    @property
    def hourly(self) -> int | None:
        """Won an hour without anything added or taken off."""
        return self.cost and self.cost.hourly_krw

    @property
    def lines(self) -> list[tuple[str, str, int]]:
        """The price in words: what for, how it is reckoned, won."""
        if not self.cost:
            return []
        minutes = int((self.ends_at - self.starts_at).total_seconds() // 60) - self.cost.drawn_minutes
        facts = {"price": won(self.hourly), "length": rules.say_minutes(minutes)}
        how = {"fee": _("%(price)s an hour × %(length)s") % facts}
        return [(line_label(line), how.get(line.kind, line_count(line)), line.amount_krw) for line in self.cost.lines]

    @property
    def drawn(self) -> str:
        """The time that an entitlement's hours pay for, in words; empty when there is none."""
        return rules.say_minutes(self.cost.drawn_minutes) if self.cost and self.cost.drawn_minutes else ""

    @property
    def length(self) -> str:
        return rules.say_minutes(int((self.ends_at - self.starts_at).total_seconds() // 60))

    @property
    def pay_by(self) -> datetime | None:
        """Until when it would have to be paid; None: at the desk."""
        return pay_deadline(clock.now(), self.starts_at)

    @property
    def mine(self) -> Span:
        return self.starts_at, self.ends_at

    @property
    def query(self) -> str:
        return time_query(self.starts_at, self.ends_at)


def time_query(starts_at: datetime, ends_at: datetime) -> str:
    """A time as the booking page reads it from its address."""
    start, end = starts_at.astimezone(clock.SEOUL), ends_at.astimezone(clock.SEOUL)
    query = f"day={start:%Y-%m-%d}&start={start:%H:%M}"
    if end == midnight(start.date() + DAY):
        return f"{query}&end=24:00"
    return f"{query}&end={end:%H:%M}" + (f"&last_day={end:%Y-%m-%d}" if end.date() > start.date() else "")


def against(wish: rules.Wish, verdict: Verdict, cost: Price | None) -> ActionDenied | None:
    """What would refuse the wish, a missing price included."""
    return rules.refusal_of(wish, verdict) or (rules.no_price() if cost is None else None)


def space_hits(spaces: Sequence[Space], asker: Asker, start: datetime, end: datetime, people: int) -> list[Hit]:
    """Each space judged for ``[start, end)``, with its day; free ones first, the closest fit on top."""
    if not spaces:
        return []
    morning = midnight(start.astimezone(clock.SEOUL).date())
    verdicts, days = free_between(spaces, start, end), days_of(spaces, morning, morning + DAY)
    book, hits = asker.book(spaces, start), []
    for space in spaces:
        hit = Hit(space, start, end, book.price(space, start, end), **days[space.pk])
        refusal = against(asker.wish(space, start, end, people), verdicts[space.pk], hit.cost)
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
    book = asker.book(spaces, hits[0].starts_at)
    for start, end in shifts(hits[0].starts_at, hits[0].ends_at, 30):
        verdicts = free_between(spaces, start, end)
        for hit in hits:
            wish, cost = asker.wish(hit.space, start, end, people), book.price(hit.space, start, end)
            if hit.space.pk not in found and not against(wish, verdicts[hit.space.pk], cost):
                found[hit.space.pk] = Hit(hit.space, start, end, cost, note=say_shift(start - hit.starts_at))
    return list(found.values())[:limit]


def others_free(spaces: Sequence[Space], asker: Asker, span: Span, asked: dict[str, Any], limit: int) -> list[Hit]:
    """Spaces free at the time that lack something asked; those that lack least first."""
    if not spaces or limit < 1:
        return []
    verdicts, book, found = free_between(spaces, *span), asker.book(spaces, span[0]), []
    for space in spaces:
        if space.capacity < LEAST_SEATS * asked["people"]:
            continue
        wish = asker.wish(space, *span, people=min(asked["people"], space.capacity))
        cost = book.price(space, *span)
        if not against(wish, verdicts[space.pk], cost):
            lacks = lacking(space, asked)
            hit = Hit(space, *span, cost, note=", ".join(lacks))
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
    book = asker.book(places, clock.now())
    priced = ((wish, book.price(wish.space, wish.starts_at, wish.ends_at)) for wish in chosen)
    return [Hit(wish.space, wish.starts_at, wish.ends_at, cost, **one_day(days, wish)) for wish, cost in priced]


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
            found.append(Hit(space, begins, begins + length))
        start = midnight(begins.astimezone(clock.SEOUL).date() + DAY)
    return found


def quote_of(wish: rules.Wish) -> Hit:
    """The wish as one hit: its price, its day, and what stands against it, quota included."""
    space, held = wish.space, wish.instead_of
    morning = midnight(day_of(wish.starts_at))
    evening = midnight(day_of(wish.ends_at - timedelta(microseconds=1)) + DAY)
    day = days_of([space], morning, evening, but=held.claim_id if held else None)[space.pk]
    cost = rules.cost_of(wish, rules.book_of(wish))
    hit = Hit(space, wish.starts_at, wish.ends_at, cost, **day)
    try:
        if refusal := against(wish, rules.verdict_of(wish), cost):
            raise refusal
        rules.check_limits(wish)
    except ActionDenied as refusal:
        return replace(hit, refusal=say_refusal(refusal), reason=refusal.reason)
    return hit
