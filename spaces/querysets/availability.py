"""What is free, asked of the ledger itself: one statement a question, no cache, no materialised view.

Opening hours become a multirange per space; claims and closures of its leaves are subtracted. A divisible hall is
free where all its leaves are, a desk zone where any is. ``domain/spaces.md`` gives the rules.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from park_portal.core.clock import SEOUL
from park_portal.core.functions import Function

Span = tuple[datetime, datetime]

# Opening of the wanted spaces. Dated entries go before weekly ones; the space's own before its building's, before the
# park's. A space with any weekly hours of its own uses them alone, so that a missing weekday is a closing day.
# Spaces that open alike share a ``calendar``, because reckoning each day of each space costs most of the answer.
# ``OFFSET 0`` keeps the columns of ``wanted`` from being reckoned again wherever they are named.
OPENING = """
hours AS MATERIALIZED (
    SELECT space_id, building_id, weekday, NULL::date AS day, opens, closes,
           CASE WHEN space_id IS NOT NULL THEN 0 WHEN building_id IS NOT NULL THEN 1 ELSE 2 END AS level
    FROM spaces_weeklyhours
    UNION ALL
    SELECT space_id, building_id, NULL, day, opens, closes,
           CASE WHEN space_id IS NOT NULL THEN 0 WHEN building_id IS NOT NULL THEN 1 ELSE 2 END
    FROM spaces_datedhours WHERE day BETWEEN %(first)s::date - 1 AND %(last)s::date
),
wanted AS MATERIALIZED (
    SELECT *, concat(own, '/', body, '/', opened_on, '/', closed_on) AS calendar
    FROM (
        SELECT s.id, s.kind = 'desk_zone' AS any_leaf, s.buffer_before, s.buffer_after, s.step_minutes,
               greatest(s.opened_on, b.opened_on) AS opened_on, least(s.closed_on, b.closed_on) AS closed_on,
               CASE WHEN s.id = ANY (ARRAY(SELECT space_id FROM hours)) THEN s.id END AS own,
               CASE WHEN s.building_id = ANY (ARRAY(SELECT building_id FROM hours)) THEN s.building_id END AS body,
               CASE WHEN s.id = ANY (ARRAY(SELECT space_id FROM hours WHERE day IS NULL)) THEN 0
                    WHEN s.building_id = ANY (ARRAY(SELECT building_id FROM hours WHERE day IS NULL)) THEN 1
                    ELSE 2 END AS weekly_level
        FROM spaces_space s JOIN spaces_building b ON b.id = s.building_id
        WHERE s.id = ANY (%(spaces)s::bigint[]) OFFSET 0
    ) space
),
opening AS MATERIALIZED (
    SELECT calendar, range_agg(tstzrange((day + make_interval(mins => opens)) AT TIME ZONE 'Asia/Seoul',
                                         (day + make_interval(mins => closes)) AT TIME ZONE 'Asia/Seoul')) AS open
    FROM (
        SELECT c.calendar, d.day, h.opens, h.closes,
               rank() OVER (PARTITION BY c.calendar, d.day ORDER BY h.day IS NULL, h.level) AS place
        FROM (SELECT DISTINCT calendar, own, body, opened_on, closed_on, weekly_level FROM wanted) c
        JOIN hours h ON CASE h.level WHEN 0 THEN h.space_id = c.own WHEN 1 THEN h.building_id = c.body ELSE true END
        JOIN (
            SELECT day::date, extract(isodow FROM day) - 1 AS weekday
            FROM generate_series(%(first)s::date - 1, %(last)s::date, interval '1 day') day
        ) d ON d.day = h.day OR (h.weekday = d.weekday AND h.level = c.weekly_level)
        WHERE (c.opened_on IS NULL OR d.day >= c.opened_on) AND (c.closed_on IS NULL OR d.day < c.closed_on)
    ) stretch
    WHERE place = 1 AND opens IS NOT NULL GROUP BY calendar
),
shut AS MATERIALIZED (
    SELECT cl.leaf_id, c.during FROM spaces_closure c JOIN spaces_closure_leaves cl ON cl.closure_id = c.id
    WHERE c.during && tstzrange(%(start)s, %(end)s)
)
"""

# Busy times of what is taken as one: all leaves of a space together, or each desk of a zone for itself, since nobody
# changes desks half way. {slot} gives a slot's time, {before} and {after} how far around the window slots count.
UNIT = """
unit AS (
    SELECT w.id, coalesce(range_agg(b.during), '{{}}'::tstzmultirange) AS busy
    FROM wanted w JOIN spaces_space_leaves l ON l.space_id = w.id
    LEFT JOIN LATERAL (
        SELECT {slot} AS during FROM spaces_slot t
        WHERE t.leaf_id = l.leaf_id AND t.claim_id IS DISTINCT FROM %(but)s
          AND t.during && tstzrange(%(start)s - make_interval(mins => {before}),
                                    %(end)s + make_interval(mins => {after}))
        UNION ALL
        SELECT during FROM shut WHERE shut.leaf_id = l.leaf_id
    ) b ON true
    GROUP BY w.id, CASE WHEN w.any_leaf THEN l.leaf_id END
)
"""
AS_IT_IS = UNIT.format(slot="t.during", before="0", after="0")
# Slots grow by the buffers that a new booking would bring; closures do not: the centre's cleaning may fall into one.
GROWN = UNIT.format(
    slot="""CASE WHEN w.buffer_before = 0 AND w.buffer_after = 0 THEN t.during
                 ELSE tstzrange(lower(t.during) - make_interval(mins => w.buffer_after),
                                upper(t.during) + make_interval(mins => w.buffer_before)) END""",
    before="w.buffer_before",
    after="w.buffer_after",
)

# What stands against each leaf, as a place in WHY. The buffers a new booking would bring count as part of it.
INTERVAL = Function(
    "spaces_interval",
    takes={
        "spaces": "bigint[]", "start": "timestamptz", "end": "timestamptz", "first": "date", "last": "date",
        "but": "bigint",
    },
    gives="space bigint, against integer",
    select=f"""
WITH {OPENING}
SELECT w.id, max(CASE WHEN (o.open @> tstzrange(%(start)s, %(end)s)) IS NOT TRUE THEN 3
                      WHEN l.leaf_id = ANY (ARRAY(SELECT leaf_id FROM shut)) THEN 2
                      WHEN t.id IS NOT NULL THEN 1
                      ELSE 0 END)
FROM wanted w JOIN spaces_space_leaves l ON l.space_id = w.id LEFT JOIN opening o ON o.calendar = w.calendar
LEFT JOIN spaces_slot t ON t.leaf_id = l.leaf_id AND t.claim_id IS DISTINCT FROM %(but)s
                       AND t.during && tstzrange(%(start)s - make_interval(mins => w.buffer_before),
                                                 %(end)s + make_interval(mins => w.buffer_after))
GROUP BY w.id, l.leaf_id
""",
)  # fmt: skip
WHY = ("", "taken", "closure", "closed")  # the gravest last

# The beginning of a gap is put on the space's step, counted from midnight. Gaps come in order of time and the first
# that is long enough ends the search.
GAPS = f"""
WITH {OPENING}, {GROWN}
SELECT w.id, min(gap.start)
FROM wanted w JOIN opening o ON o.calendar = w.calendar JOIN unit u ON u.id = w.id
CROSS JOIN LATERAL (
    SELECT snapped.start FROM (
        SELECT upper(r) AS until, least(
                   date_bin(make_interval(mins => w.step_minutes), lower(r) - interval '1 microsecond', midnight.at)
                   + make_interval(mins => w.step_minutes),
                   midnight.at + interval '1 day') AS start
        FROM (
                 SELECT r FROM unnest(o.open * tstzmultirange(tstzrange(%(start)s, %(end)s)) - u.busy) r
                 WHERE upper(r) - lower(r) >= make_interval(mins => %(minutes)s) ORDER BY r OFFSET 0
             ) long,
             LATERAL (
                 SELECT (lower(r) AT TIME ZONE 'Asia/Seoul')::date::timestamp AT TIME ZONE 'Asia/Seoul' AS at
             ) midnight
    ) snapped
    WHERE snapped.start + make_interval(mins => %(minutes)s) <= snapped.until
    LIMIT 1
) gap
GROUP BY w.id ORDER BY 2, 1
"""

DAYS = f"""
WITH {OPENING}, {AS_IT_IS}
SELECT w.id, 'open', lower(r), upper(r)
FROM wanted w JOIN opening o ON o.calendar = w.calendar,
     unnest(o.open * tstzmultirange(tstzrange(%(start)s, %(end)s))) r
UNION ALL
SELECT b.id, 'busy', lower(r), upper(r)
FROM (SELECT id, range_intersect_agg(busy) AS busy FROM unit GROUP BY id) b,
     unnest(b.busy * tstzmultirange(tstzrange(%(start)s, %(end)s))) r
ORDER BY 1, 2, 3
"""


class Verdict(NamedTuple):
    """Whether one space can be had for one interval; ``why`` is empty, ``closed``, ``closure`` or ``taken``."""

    space_id: int
    why: str

    @property
    def free(self) -> bool:
        return not self.why


def free_between(
    spaces: Iterable[Any], start: datetime, end: datetime, *, but: int | None = None
) -> dict[int, Verdict]:
    """Judge each space for ``[start, end)``, the operator's buffers included; one statement for all.

    ``but``: a claim that does not count, because it would be moved.
    """
    wanted = {space.pk: space for space in spaces}
    leaves: dict[int, list[int]] = {pk: [] for pk in wanted}
    for pk, against in INTERVAL.ask(**_asked(wanted, start, end), but=but):
        leaves[pk].append(against)
    return {pk: Verdict(pk, why(leaves[pk], space.takes_any_leaf)) for pk, space in wanted.items()}


def why(leaves: Collection[int], any_leaf: bool) -> str:
    """What stands against a space: a desk zone is as free as its freest leaf, any other as its least free one."""
    return WHY[(min if any_leaf else max)(leaves, default=WHY.index("closed"))]


def first_gaps(spaces: Iterable[Any], start: datetime, end: datetime, minutes: int) -> list[tuple[int, datetime]]:
    """First beginning, on the space's own step, of ``minutes`` free inside ``[start, end)``; earliest space first."""
    return _ask(GAPS, [space.pk for space in spaces], start, end, minutes=minutes, but=None)


def days_of(
    spaces: Iterable[Any], start: datetime, end: datetime, *, but: int | None = None
) -> dict[int, dict[str, list[Span]]]:
    """Open and busy stretches of each space inside ``[start, end)``: ``{space_id: {"open": [...], "busy": [...]}}``."""
    found: dict[int, dict[str, list[Span]]] = {space.pk: {"open": [], "busy": []} for space in spaces}
    for pk, kind, begins, ends in _ask(DAYS, found, start, end, but=but):
        found[pk][kind].append((begins, ends))
    return found


def _ask(sql: str, spaces: Iterable[int], start: datetime, end: datetime, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, _asked(spaces, start, end) | more)
        return cursor.fetchall()


def _asked(spaces: Iterable[int], start: datetime, end: datetime) -> dict[str, Any]:
    """What all questions name: the spaces (one literal is read faster), the window, its days here."""
    first, last = start.astimezone(SEOUL).date(), (end - timedelta(microseconds=1)).astimezone(SEOUL).date()
    return {"spaces": f"{{{','.join(map(str, spaces))}}}", "start": start, "end": end, "first": first, "last": last}
