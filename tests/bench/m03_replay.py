"""M3: a jump of the replay to a random instant of a day of 2,000 units – board and picture over HTTP, as the player asks for both."""

from __future__ import annotations

import json
import random
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg

from tests.bench.report import Goal, Result, median, percentile
from tests.bench.stage import Stage

UNITS, EVENTS, SEEKS = 2_000, 20_000, 40
MOVING_S, STANDING_S = 10, 30  # a quarter moves; who stands is stored every half minute
KEYFRAME_MIN = 30
FIRST = 8_000_000  # ids of subjects nobody else uses

_POINTS = """
INSERT INTO tracks_trackpoint (subject, terminal, fixed_at, received_at, lon, lat, speed, heading, battery, link, flags)
SELECT s, 0, t, t, 113.2 + s %% 500 / 1000.0 + sin(extract(epoch FROM t) / 3600 + s) / 50, 23.0 + s %% 700 / 1000.0, 3, 90, 80, 60, 0
FROM generate_series(%(first)s::int, %(last)s::int) AS s,
     generate_series(%(begin)s::timestamptz + interval '1 second' * (%(first)s %% 10), %(end)s::timestamptz, interval '1 second' * %(every)s) AS t
ORDER BY t
"""


def measure(stage: Stage) -> list[Result]:
    result = Result("M3", f"replay: jump within a day of {UNITS:,} units, 95th percentile", "ms", [], Goal(1000, 300))
    centre, officer = stage.centre, stage.officer
    now = datetime.now(UTC)
    begin = datetime(now.year, now.month, now.day, tzinfo=UTC) - timedelta(days=1)
    units = max(40, round(UNITS * min(1.0, stage.scale)))
    with psycopg.connect(centre.conninfo, autocommit=True) as connection:
        points = _fill(connection, stage, begin, units)
    dice = random.Random(3)
    sizes: list[int] = []
    for _ in range(stage.runs()):
        took: list[float] = []
        with ThreadPoolExecutor(2) as both:
            for _ in range(SEEKS):
                at = (begin + timedelta(seconds=dice.uniform(3600, 86_000))).isoformat().replace("+00:00", "Z")
                began = time.perf_counter()
                asked = [
                    both.submit(officer.http.get, f"{officer.url}/api/replay/{what}?at={at}", timeout=30) for what in ("state", "positions")
                ]
                answers = [one.result() for one in asked]
                assert all(answer.ok for answer in answers), [answer.text[:200] for answer in answers]
                took.append((time.perf_counter() - began) * 1000)
                sizes += [len(answer.content) for answer in answers]
        result.runs.append(percentile(took, 0.95))
        result.notes.append(f"median {median(took):.0f} ms of {SEEKS} jumps")
    result.notes.append(
        f"{points:,} stored fixes and {EVENTS:,} events of one day, a keyframe every {KEYFRAME_MIN} minutes; board and picture asked for together,"
        f" {sum(sizes) / len(sizes) / 1e6:.2f} MB each on average"
    )
    return [result]


def _fill(connection: psycopg.Connection, stage: Stage, begin: datetime, units: int) -> int:  # type: ignore[type-arg]
    """Yesterday, as the gateway, the actions and the worker would have left it."""
    end = begin + timedelta(days=1)
    connection.execute("SET synchronous_commit = off")
    name = f"tracks_trackpoint_{begin:%Y%m%d}"
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF tracks_trackpoint FOR VALUES FROM ('{begin.isoformat()}') TO ('{end.isoformat()}')"
    )
    connection.execute(
        "INSERT INTO terminals_subject (id, kind, area, label) SELECT n, 'radio', '440117', 'M' || n FROM generate_series(%s::int, %s::int) n",
        [FIRST, FIRST + units - 1],
    )
    moving = FIRST + units // 4
    for first, last, every in ((FIRST, moving - 1, MOVING_S), (moving, FIRST + units - 1, STANDING_S)):
        connection.execute(_POINTS, {"first": first, "last": last, "begin": begin, "end": end, "every": every})
    connection.execute(
        "INSERT INTO tracks_lastfix (subject_id, fixed_at, received_at, lon, lat, source) SELECT n, clock_timestamp(), clock_timestamp(), 113.3, 23.2,"
        " 'radio' FROM generate_series(%s::int, %s::int) n",
        [FIRST, FIRST + units - 1],
    )
    connection.execute(
        "INSERT INTO log_stream (name, area, head, hash) VALUES ('area:440199', '440199', %s, '') ON CONFLICT DO NOTHING", [EVENTS]
    )
    connection.execute(
        "INSERT INTO log_event (stream, seq, kind, v, at, actor, body)"
        " SELECT 'area:440199', n, 'unit.changed', 1, %s::timestamptz + interval '1 second' * (86400.0 * n / %s), 'system',"
        ' \'{"area":"440199","headcount":\' || n %% 50 || \',"id":\' || 9000000 + n %% 400 || \'}\' FROM generate_series(1, %s) n',
        [begin, EVENTS, EVENTS],
    )
    state = stage.officer.get("/api/snapshot?scope=area:4401")["state"]
    packed = zlib.compress(json.dumps(state).encode())
    for n in range(0, 24 * 60, KEYFRAME_MIN):
        seen = EVENTS * n // (24 * 60)
        connection.execute(
            "INSERT INTO replay_keyframe (prefix, at, heads, state) VALUES ('4401', %s, %s, %s)",
            [begin + timedelta(minutes=n), json.dumps({"area:440199": seen}), packed],
        )
    connection.execute(f"ANALYZE {name}")
    connection.execute("ANALYZE log_event")
    row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
    return int(row[0]) if row else 0
