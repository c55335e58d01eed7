"""What is free, asked of the ledger itself: one statement a question, no cache, no materialised view.

Opening hours become a multirange per space; claims and closures of its leaves are subtracted. A divisible hall is
free where all its leaves are, a desk zone where any is. ``domain/spaces.md`` gives the rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from park_portal.core.clock import SEOUL

Span = tuple[datetime, datetime]

# Opening of each wanted space. Dated entries go before weekly ones; the space's own before its building's, before the
# park's. A space with any weekly hours of its own uses them alone, so that a missing weekday is a closing day.
OPENING = """
wanted AS MATERIALIZED (
    SELECT s.id, s.building_id, s.kind = 'desk_zone' AS any_leaf, s.buffer_before, s.buffer_after, s.step_minutes,
           s.opened_on, s.closed_on,
           CASE WHEN EXISTS (SELECT 1 FROM spaces_weeklyhours h WHERE h.space_id = s.id) THEN 0
                WHEN EXISTS (SELECT 1 FROM spaces_weeklyhours h WHERE h.building_id = s.building_id) THEN 1
                ELSE 2 END AS scope
    FROM spaces_space s WHERE s.id = ANY(%(spaces)s)
),
days AS MATERIALIZED (
    SELECT w.*, d::date AS day
    FROM wanted w, generate_series(%(first)s::date - 1, %(last)s::date, interval '1 day') d
    WHERE (w.opened_on IS NULL OR d::date >= w.opened_on) AND (w.closed_on IS NULL OR d::date < w.closed_on)
),
dated AS MATERIALIZED (
    SELECT d.id, d.day, h.opens, h.closes, h.level, min(h.level) OVER (PARTITION BY d.id, d.day) AS best
    FROM days d JOIN (
        SELECT *, CASE WHEN space_id IS NOT NULL THEN 0 WHEN building_id IS NOT NULL THEN 1 ELSE 2 END AS level
        FROM spaces_datedhours WHERE day BETWEEN %(first)s::date - 1 AND %(last)s::date
    ) h ON h.day = d.day AND CASE h.level WHEN 0 THEN h.space_id = d.id
                                          WHEN 1 THEN h.building_id = d.building_id ELSE true END
),
stretches AS (
    SELECT id, day, opens, closes FROM dated WHERE level = best AND opens IS NOT NULL
    UNION ALL
    SELECT d.id, d.day, h.opens, h.closes
    FROM days d JOIN spaces_weeklyhours h
      ON h.weekday = extract(isodow FROM d.day) - 1
     AND CASE d.scope WHEN 0 THEN h.space_id = d.id
                      WHEN 1 THEN h.space_id IS NULL AND h.building_id = d.building_id
                      ELSE h.space_id IS NULL AND h.building_id IS NULL END
    WHERE NOT EXISTS (SELECT 1 FROM dated x WHERE x.id = d.id AND x.day = d.day)
),
opening AS (
    SELECT id, range_agg(tstzrange((day + make_interval(mins => opens)) AT TIME ZONE 'Asia/Seoul',
                                   (day + make_interval(mins => closes)) AT TIME ZONE 'Asia/Seoul')) AS open
    FROM stretches GROUP BY id
)
"""

# Busy times of each leaf of the wanted spaces around a window; {before} and {after} widen the slots by the buffers that
# a new booking would bring. Closures are not widened: the centre's cleaning may fall into one.
LEAF_BUSY = """
leaf_busy AS (
    SELECT w.id, w.any_leaf, l.leaf_id, coalesce(x.busy, '{{}}'::tstzmultirange) AS busy
    FROM wanted w JOIN spaces_space_leaves l ON l.space_id = w.id
    LEFT JOIN LATERAL (
        SELECT range_agg(b.during) AS busy FROM (
            SELECT tstzrange(lower(t.during) - make_interval(mins => {after}),
                             upper(t.during) + make_interval(mins => {before})) AS during
            FROM spaces_slot t
            WHERE t.leaf_id = l.leaf_id AND t.during && tstzrange(%(start)s - make_interval(mins => {before}),
                                                                  %(end)s + make_interval(mins => {after}))
            UNION ALL
            SELECT c.during FROM spaces_closure_leaves cl JOIN spaces_closure c ON c.id = cl.closure_id
            WHERE cl.leaf_id = l.leaf_id AND c.during && tstzrange(%(start)s, %(end)s)
        ) b
    ) x ON true
)
"""
AS_IT_IS = LEAF_BUSY.format(before="0", after="0")
GROWN = LEAF_BUSY.format(before="w.buffer_before", after="w.buffer_after")

INTERVAL = f"""
WITH {OPENING}
SELECT w.id, coalesce(o.open @> tstzrange(%(start)s, %(end)s), false), n.leaves, n.taken, n.closed, n.used
FROM wanted w
LEFT JOIN opening o ON o.id = w.id
CROSS JOIN LATERAL (
    SELECT count(*) AS leaves, count(*) FILTER (WHERE taken) AS taken, count(*) FILTER (WHERE closed) AS closed,
           count(*) FILTER (WHERE taken OR closed) AS used
    FROM (
        SELECT EXISTS (
                   SELECT 1 FROM spaces_slot t WHERE t.leaf_id = l.leaf_id AND t.during && tstzrange(
                       %(start)s - make_interval(mins => w.buffer_before),
                       %(end)s + make_interval(mins => w.buffer_after))
               ) AS taken,
               EXISTS (
                   SELECT 1 FROM spaces_closure_leaves cl JOIN spaces_closure c ON c.id = cl.closure_id
                   WHERE cl.leaf_id = l.leaf_id AND c.during && tstzrange(%(start)s, %(end)s)
               ) AS closed
        FROM spaces_space_leaves l WHERE l.space_id = w.id
    ) leaf
) n
"""

# What is taken as one: all leaves of a space together, or each desk of a zone for itself, since nobody changes desks
# half way.
GAPS = f"""
WITH {OPENING}, {GROWN},
unit AS (
    SELECT id, CASE WHEN any_leaf THEN leaf_id END AS leaf, range_agg(busy) AS busy FROM leaf_busy GROUP BY 1, 2
)
SELECT w.id, min(gap.start)
FROM wanted w JOIN opening o ON o.id = w.id JOIN unit u ON u.id = w.id
CROSS JOIN LATERAL (
    SELECT snapped.start FROM (
        SELECT upper(r) AS until, least(
                   date_bin(make_interval(mins => w.step_minutes), lower(r) - interval '1 microsecond', midnight.at)
                   + make_interval(mins => w.step_minutes),
                   midnight.at + interval '1 day') AS start
        FROM unnest(o.open * tstzmultirange(tstzrange(%(start)s, %(end)s)) - u.busy) r,
             LATERAL (
                 SELECT (lower(r) AT TIME ZONE 'Asia/Seoul')::date::timestamp AT TIME ZONE 'Asia/Seoul' AS at
             ) midnight
    ) snapped
    WHERE snapped.start + make_interval(mins => %(minutes)s) <= snapped.until
    ORDER BY snapped.start LIMIT 1
) gap
GROUP BY w.id ORDER BY 2, 1
"""

DAYS = f"""
WITH {OPENING}, {AS_IT_IS},
busy AS (
    SELECT id, CASE WHEN any_leaf THEN range_intersect_agg(busy) ELSE range_agg(busy) END AS busy
    FROM leaf_busy GROUP BY id, any_leaf
)
SELECT o.id, 'open', lower(r), upper(r)
FROM opening o, unnest(o.open * tstzmultirange(tstzrange(%(start)s, %(end)s))) r
UNION ALL
SELECT b.id, 'busy', lower(r), upper(r)
FROM busy b, unnest(b.busy * tstzmultirange(tstzrange(%(start)s, %(end)s))) r
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Verdict:
    """Whether one space can be had for one interval; ``why`` is empty, ``closed``, ``closure`` or ``taken``."""

    space_id: int
    why: str

    @property
    def free(self) -> bool:
        return not self.why


def free_between(spaces: Iterable[Any], start: datetime, end: datetime) -> dict[int, Verdict]:
    """Judge each space for ``[start, end)``, the operator's buffers included; one statement for all."""
    kinds = {space.pk: space.takes_any_leaf for space in spaces}
    rows = _ask(INTERVAL, list(kinds), start, end)
    return {pk: Verdict(pk, why=why(is_open, Leaves(*counts), kinds[pk])) for pk, is_open, *counts in rows}


@dataclass(frozen=True)
class Leaves:
    """How many leaves a space has, and how many of them are taken, closed, or either."""

    all: int
    taken: int
    closed: int
    used: int


def why(is_open: bool, leaves: Leaves, any_leaf: bool) -> str:
    """What stands against a space: a desk zone is full when all its leaves are, any other when one is."""
    if not is_open or not leaves.all:
        return "closed"
    enough = leaves.all if any_leaf else 1
    if leaves.used < enough:
        return ""
    return "closure" if leaves.closed >= enough else "taken"


def first_gaps(spaces: Iterable[Any], start: datetime, end: datetime, minutes: int) -> list[tuple[int, datetime]]:
    """First beginning, on the space's own step, of ``minutes`` free inside ``[start, end)``; earliest space first."""
    return _ask(GAPS, [space.pk for space in spaces], start, end, minutes=minutes)


def days_of(spaces: Iterable[Any], start: datetime, end: datetime) -> dict[int, dict[str, list[Span]]]:
    """Open and busy stretches of each space inside ``[start, end)``: ``{space_id: {"open": [...], "busy": [...]}}``."""
    found: dict[int, dict[str, list[Span]]] = {space.pk: {"open": [], "busy": []} for space in spaces}
    for pk, kind, begins, ends in _ask(DAYS, list(found), start, end):
        found[pk][kind].append((begins, ends))
    return found


def _ask(sql: str, spaces: Sequence[int], start: datetime, end: datetime, **more: Any) -> list[tuple[Any, ...]]:
    last = (end - timedelta(microseconds=1)).astimezone(SEOUL).date()
    first: date = start.astimezone(SEOUL).date()
    with connection.cursor() as cursor:
        cursor.execute(sql, {"spaces": list(spaces), "start": start, "end": end, "first": first, "last": last, **more})
        return cursor.fetchall()
