"""B10: track rows written a CPU-second, our binary COPY beside `executemany` into the same table; client and server process counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg

from devices.readings import Fix, Source
from devices.tracks import copying
from tests.bench.packets import DEVICES
from tests.bench.processes import cpu_seconds
from tests.bench.report import Goal, Result, median
from tests.bench.stage import Missing, Stage

BATCH, BATCHES = DEVICES, 4
INSERT = f"INSERT INTO tracks_trackpoint ({copying.POINT_COLUMNS}) VALUES ({', '.join(['%s'] * 14)})"
Record = tuple[int, int, Fix, int]


def measure(stage: Stage) -> list[Result]:
    result = Result(
        "B10", "track rows written per CPU-second (client + server)", "rows", [], Goal(5, 12, at_most=False), "rows, executemany"
    )
    walls: dict[str, list[float]] = {"copy": [], "executemany": []}
    with psycopg.connect(stage.centre.conninfo, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")  # as the gateway's writer has it
        server = connection.info.backend_pid
        try:
            cpu_seconds(server)
        except OSError:
            raise Missing("the database server is not on this machine; its CPU cannot be read") from None
        for _ in range(stage.runs()):
            for name, runs, write in (("copy", result.runs, _copy), ("executemany", result.peer_runs, _executemany)):
                rows, seconds, wall = _timed(connection, server, write)
                runs.append(rows / seconds)
                walls[name].append(rows / wall)
                connection.execute("DELETE FROM tracks_trackpoint WHERE subject >= 9000000")
    result.notes.append(
        f"rows a second of wall time: COPY {median(walls['copy']):,.0f}, executemany {median(walls['executemany']):,.0f};"
        f" {BATCHES} batches of {BATCH:,} into the partitioned table with its indexes, synchronous_commit off"
    )
    return [result]


def _batch(number: int) -> list[Record]:
    """Fixes as the pipeline hands them over."""
    now, source = int(time.time() * 1000), Source("radio", "bench")
    return [
        (
            9_000_000 + n,
            9_000_000 + n,
            Fix(source, now + number, now, 23.1 + n * 1e-6, 113.2 + n * 1e-6, 31.0, None, 1.4, 123.4, 87.0, 75.0, 6.0, n),
            0,
        )
        for n in range(BATCH)
    ]


def _timed(
    connection: psycopg.Connection[Any], server: int, write: Callable[[psycopg.Connection[Any], list[Record]], None]
) -> tuple[int, float, float]:
    stock = [_batch(number) for number in range(BATCHES)]
    before, began = time.process_time() + cpu_seconds(server), time.monotonic()
    for batch in stock:
        with connection.transaction():
            write(connection, batch)
    return BATCH * BATCHES, time.process_time() + cpu_seconds(server) - before, time.monotonic() - began


def _copy(connection: psycopg.Connection[Any], batch: list[Record]) -> None:
    """As devices/tracks/writer.py does it."""
    with connection.cursor().copy(f"COPY tracks_trackpoint ({copying.POINT_COLUMNS}) FROM STDIN (FORMAT binary)") as copy:
        copy.write(copying.points(batch))


def _executemany(connection: psycopg.Connection[Any], batch: list[Record]) -> None:
    connection.cursor().executemany(INSERT, [_values(*record) for record in batch])


def _values(subject: int, terminal: int, fix: Fix, flags: int) -> tuple[Any, ...]:
    at, received = (datetime.fromtimestamp((ms or 0) / 1000, UTC) for ms in (fix.at_ms, fix.received_ms))
    return (
        subject, terminal, at, received, fix.lon, fix.lat, fix.alt, fix.elevation, fix.speed, fix.heading, fix.accuracy, fix.battery, fix.link, flags,
    )  # fmt: skip
