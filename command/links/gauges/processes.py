"""Who lives, and how many screens hang on whom."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.utils import CursorWrapper

from command.links.known import Gauge, Sample, each
from realtime.health.parts import FRESH_S, PROCESSES

MISSING_S = 999_999.0  # a process that has never beaten


def ages(cursor: CursorWrapper) -> Iterable[Sample]:
    cursor.execute("SELECT process, min(extract(epoch FROM clock_timestamp() - at))::float8 FROM health_beat GROUP BY process")
    found = dict(cursor.fetchall())
    return [
        Sample(found.get(process, MISSING_S), process, limit=FRESH_S, note="" if process in found else "尚未启动") for process in PROCESSES
    ]


GAUGES = [
    Gauge("ecc_process_beat_age_seconds", "进程心跳", "秒前", "Age of a process's last sign of life", ages, label="process", alarm=True),
    Gauge(
        "ecc_process_instances", "在线实例", "个", "Processes that beat",
        each(f"SELECT process, count(*) FROM health_beat WHERE at > clock_timestamp() - interval '{FRESH_S} s' GROUP BY process ORDER BY 1"),
        label="process",
    ),
    Gauge(
        "ecc_screens", "在线屏幕与终端页", "个", "Open sockets of a web process",
        each(
            "SELECT instance, (says->>'screens')::float8 FROM health_beat WHERE process = 'web' AND says ? 'screens'"
            f" AND at > clock_timestamp() - interval '{FRESH_S} s' ORDER BY 1"
        ),
        label="instance",
    ),
]  # fmt: skip
