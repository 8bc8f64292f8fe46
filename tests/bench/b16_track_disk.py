"""B16: the full rate of a city – 22,000 fixes a second – through the writer into the partitioned table: rows a second, bytes a row, growth of the disk."""

from __future__ import annotations

import time
from random import Random

import psycopg

from devices.readings import Fix, Source
from devices.tracks.writer import Batch, write
from tests.bench.packets import DEVICES
from tests.bench.processes import cpu_seconds
from tests.bench.report import Goal, Result, median
from tests.bench.stage import Missing, Stage

SECONDS = 30  # of the city
FIRST = 9_000_000
GB = 1e9
# A row with its indexes: 24 bytes of head, 60 of values, 4 of pointer, and some 40 in the index by subject and time
GOAL = Goal(180, 130)
DAY_ROWS = DEVICES * 86_400


def measure(stage: Stage) -> list[Result]:
    size = Result("B16", "bytes on disk a track row, table and indexes, 22,000 units at 1 Hz", "B", [], GOAL)
    rates: list[float] = []
    shares: list[float] = []
    wal: list[float] = []
    stage.centre.manage("shell", "-c", "from devices.tracks.partitions import ensure_partitions; ensure_partitions()")  # as its worker does
    with psycopg.connect(stage.centre.conninfo, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")  # as the gateway's writer has it
        server = connection.info.backend_pid
        try:
            cpu_seconds(server)
        except OSError:
            raise Missing("the database server is not on this machine; its CPU cannot be read") from None
        for run in range(stage.runs()):
            seconds = int(stage.seconds(SECONDS))
            before, log = _size(connection), _wal(connection)
            cpu, began = time.process_time() + cpu_seconds(server), time.monotonic()
            made = 0.0
            for second in range(seconds):
                start = time.monotonic()
                batch = Batch(history=_second(run, second))  # what the pipeline would hand over; making it is not the writer's work
                made += time.monotonic() - start
                write(connection, batch)
            wall = time.monotonic() - began - made
            rows = seconds * DEVICES
            rates.append(rows / wall)
            shares.append((time.process_time() + cpu_seconds(server) - cpu - made) / seconds * 100)
            size.runs.append((_size(connection) - before) / rows)
            wal.append((_wal(connection) - log) / rows)
        (detail,) = connection.execute(
            "SELECT string_agg(format('%s %s', i.relname, pg_size_pretty(pg_relation_size(i.oid))), ', ')"
            " FROM pg_inherits h JOIN pg_index x ON x.indrelid = h.inhrelid JOIN pg_class i ON i.oid = x.indexrelid"
            " WHERE h.inhparent = 'tracks_trackpoint'::regclass AND pg_relation_size(h.inhrelid) > 0"
        ).fetchone() or ("",)
        connection.execute("DELETE FROM tracks_trackpoint WHERE subject >= %s", [FIRST])
        connection.execute("VACUUM tracks_trackpoint")
    rate, row = median(rates), size.value
    size.notes.append(
        f"{rate:,.0f} rows/s of wall time ({rate / DEVICES:.1f} × the city's full rate), {median(shares):.0f} % of a core for client and server at that rate;"
        f" {median(wal):.0f} B of write-ahead log a row; indexes: {detail}"
    )
    size.notes.append(
        f"24 h of {DEVICES:,} units at 1 Hz unthinned: {DAY_ROWS / 1e9:.2f} G rows, {DAY_ROWS * row / GB:,.0f} GB, and {DAY_ROWS * median(wal) / GB:,.0f} GB of log"
    )
    if rate < DEVICES:
        size.failed = True
        size.notes.append("slower than the city moves")
    return [size]


def _second(run: int, second: int) -> list[tuple[int, int, Fix, int]]:
    """Every unit once, in no order, as they come."""
    now, source, dice = int(time.time() * 1000), Source("radio", "bench"), Random(run * 1000 + second)
    units = list(range(DEVICES))
    dice.shuffle(units)
    return [
        (
            FIRST + n, FIRST + n,
            Fix(source, now - n % 900, now, 23.1 + n * 1e-6 + second * 1e-5, 113.2 + n * 1e-6, 31.0, None, 1.4, 123.4, 87.0, 75.0, 6.0, second), 0,
        )
        for n in units
    ]  # fmt: skip


def _size(connection: psycopg.Connection[tuple[int]]) -> int:
    (found,) = connection.execute(
        "SELECT sum(pg_total_relation_size(inhrelid))::bigint FROM pg_inherits WHERE inhparent = 'tracks_trackpoint'::regclass"
    ).fetchone() or (0,)
    return int(found)


def _wal(connection: psycopg.Connection[tuple[int]]) -> int:
    (found,) = connection.execute("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint").fetchone() or (0,)
    return int(found)
