"""The floors: the least raw SQL, written by hand for this park alone, that gives the same answer.

One set of weekly hours, holidays of the whole park, no buffers, no desk zones, all gaps on the hour: what the real
statements must ask besides is left out. ``workloads`` compares the answers row by row.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

from django.db import connection, transaction

from park_portal.core.clock import SEOUL

INTERVAL = """
SELECT l.space_id,
       coalesce((SELECT h.opens <= %(opens)s AND h.closes >= %(closes)s FROM spaces_weeklyhours h
                 WHERE h.weekday = %(weekday)s
                   AND NOT EXISTS (SELECT 1 FROM spaces_datedhours d WHERE d.day = %(first)s)), false) AS open,
       bool_or(EXISTS (SELECT 1 FROM spaces_slot t WHERE t.leaf_id = l.leaf_id
                       AND t.during && tstzrange(%(start)s, %(end)s))) AS taken,
       bool_or(l.leaf_id IN (SELECT cl.leaf_id FROM spaces_closure c
                             JOIN spaces_closure_leaves cl ON cl.closure_id = c.id
                             WHERE c.during && tstzrange(%(start)s, %(end)s))) AS closed
FROM spaces_space_leaves l WHERE l.space_id = ANY(%(spaces)s) GROUP BY 1
"""
OPEN_AND_BUSY = """
WITH opening AS MATERIALIZED (
    SELECT range_agg(tstzrange((d + make_interval(mins => h.opens)) AT TIME ZONE 'Asia/Seoul',
                               (d + make_interval(mins => h.closes)) AT TIME ZONE 'Asia/Seoul')) AS open
    FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') d
    JOIN spaces_weeklyhours h ON h.weekday = extract(isodow FROM d) - 1
    WHERE d::date NOT IN (SELECT day FROM spaces_datedhours WHERE day BETWEEN %(first)s AND %(last)s)
), shut AS MATERIALIZED (
    SELECT cl.leaf_id, c.during FROM spaces_closure c JOIN spaces_closure_leaves cl ON cl.closure_id = c.id
    WHERE c.during && tstzrange(%(start)s, %(end)s)
), busy AS (
    SELECT l.space_id, coalesce(range_agg(b.during), '{}'::tstzmultirange) AS busy
    FROM spaces_space_leaves l LEFT JOIN LATERAL (
        SELECT t.during FROM spaces_slot t WHERE t.leaf_id = l.leaf_id AND t.during && tstzrange(%(start)s, %(end)s)
        UNION ALL
        SELECT during FROM shut WHERE shut.leaf_id = l.leaf_id
    ) b ON true
    WHERE l.space_id = ANY(%(spaces)s) GROUP BY 1
)
"""
GAPS = f"""{OPEN_AND_BUSY}
SELECT space_id, (SELECT min(lower(r)) FROM unnest(open - busy) r
                  WHERE upper(r) - lower(r) >= make_interval(mins => %(minutes)s))
FROM opening, busy ORDER BY 2, 1
"""  # noqa: S608  (our own words)
DAYS = f"""{OPEN_AND_BUSY}
SELECT space_id, 'open', lower(r), upper(r) FROM opening, busy, unnest(open) r
UNION ALL
SELECT space_id, 'busy', lower(r), upper(r) FROM busy, unnest(busy * tstzmultirange(tstzrange(%(start)s, %(end)s))) r
ORDER BY 1, 2, 3
"""  # noqa: S608  (our own words)
CLAIM = """
INSERT INTO spaces_slot (claim_id, leaf_id, during)
VALUES ((SELECT min(id) FROM spaces_claim), %s, tstzrange(%s, %s))
"""


def ask(sql: str, spaces: list[int], start: datetime, end: datetime, minutes: int = 0) -> list[tuple[Any, ...]]:
    """Whole hours of one day for INTERVAL, whole days for the others."""
    begins, ends = start.astimezone(SEOUL), end.astimezone(SEOUL)
    facts = {
        "spaces": spaces,
        "start": start,
        "end": end,
        "first": begins.date(),
        "last": (ends - timedelta(microseconds=1)).date(),
        "weekday": begins.weekday(),
        "opens": begins.hour * 60,
        "closes": ends.hour * 60,
        "minutes": minutes,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return cursor.fetchall()


def claim(leaf: int, start: datetime, end: datetime) -> None:
    """One insert under the constraint, and its commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, [leaf, start, end])


def claim_at_once(leaf: int, start: datetime, end: datetime, crowd: int) -> float:
    """So many connections lock the leaf and insert, if nobody has it; milliseconds of the slowest."""
    barrier = Barrier(crowd)

    def run(_n: int) -> float:
        try:
            connection.ensure_connection()
            barrier.wait(30)
            begun = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [leaf])
                cursor.execute(CLAIM + "ON CONFLICT DO NOTHING", [leaf, start, end])
            return (time.perf_counter() - begun) * 1000
        finally:
            connection.close()

    with ThreadPoolExecutor(crowd) as pool:
        return max(pool.map(run, range(crowd)))
