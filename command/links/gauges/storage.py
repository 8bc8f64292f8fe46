"""What may run full, run out or run apart."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from command.backup.making import backups
from command.links.known import Gauge, Sample, each, one
from devices.tracks.place import history


def disk(cursor: CursorWrapper) -> Iterable[Sample]:
    return [Sample(float(shutil.disk_usage(settings.DATA_DIR).free))]


def backup_age(cursor: CursorWrapper) -> Iterable[Sample]:
    """Nothing where no backups are wanted: the page says that apart."""
    if not settings.BACKUP_RECIPIENT:
        return []
    made = backups()
    return [Sample(time.time() - made[0].made_at.timestamp() if made else 1e9, note="" if made else "从未备份")]


def clock_offset(cursor: CursorWrapper) -> Iterable[Sample]:
    """Of this host against the database's, the question's own time taken off."""
    began = time.time()
    cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
    (there,) = cursor.fetchone()
    return [Sample(abs((began + time.time()) / 2 - there))]


def strayed(cursor: CursorWrapper) -> Iterable[Sample]:
    with history().cursor() as kept:  # perhaps another database
        return one("SELECT count(*) FROM (SELECT 1 FROM tracks_trackpoint_default LIMIT 1000) AS found")(kept)


def track_bytes(cursor: CursorWrapper) -> Iterable[Sample]:
    with history().cursor() as kept:
        return one("SELECT coalesce(sum(pg_total_relation_size(relid)), 0) FROM pg_partition_tree('tracks_trackpoint') WHERE isleaf")(kept)


GAUGES = [
    Gauge("ecc_disk_free_bytes", "数据盘剩余", "字节", "Free bytes where DATA_DIR lies", disk, rule="links.disk_bytes", least=True, alarm=True),
    Gauge("ecc_database_bytes", "数据库大小", "字节", "Size of the database", one("SELECT pg_database_size(current_database())")),
    Gauge(
        "ecc_database_connections", "数据库连接", "个", "Connections to this database by state",
        each("SELECT coalesce(state, 'none'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1 ORDER BY 1"), label="state",
    ),
    Gauge(
        "ecc_database_connections_share", "数据库连接占用", "%", "Connections of all, per cent of what the server allows",
        one("SELECT 100.0 * count(*) / current_setting('max_connections')::int FROM pg_stat_activity"), rule="links.connections_percent", alarm=True,
    ),
    Gauge("ecc_track_bytes", "轨迹历史大小", "字节", "Size of the history of positions, indexes included", track_bytes),
    Gauge(
        "ecc_track_default_rows", "轨迹缺少分区", "行", "Positions that fell into no day's partition",
        strayed, rule="links.default_rows", alarm=True,
    ),
    Gauge("ecc_backup_age_seconds", "最近备份", "秒前", "Since the last sealed backup", backup_age, rule="links.backup_s", alarm=True),
    Gauge("ecc_clock_offset_seconds", "本机与数据库时钟差", "秒", "This host's clock against the database's", clock_offset, rule="links.clock_s", alarm=True),
]  # fmt: skip
