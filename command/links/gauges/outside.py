"""Sources and ways that belong to others."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.utils import CursorWrapper

from command.links.known import Gauge, Sample


def feeds(cursor: CursorWrapper) -> Iterable[Sample]:
    cursor.execute(
        "SELECT name, extract(epoch FROM clock_timestamp() - ok_at)::float8, late_after_s, words FROM feeds_feed WHERE enabled AND ok_at IS NOT NULL ORDER BY id"
    )
    return [Sample(max(0.0, age), name, limit=late, note=words if age > late else "") for name, age, late, words in cursor.fetchall()]


def channels(cursor: CursorWrapper) -> Iterable[Sample]:
    cursor.execute("SELECT name, (state = 'down')::int, why FROM pacing_channelstate ORDER BY name")
    return [Sample(float(down), name, limit=0, note=why if down else "") for name, down, why in cursor.fetchall()]


def warnings_out(cursor: CursorWrapper) -> Iterable[Sample]:
    """Of every address: how long the oldest published warning waits to be taken."""
    cursor.execute(
        "SELECT r.name, coalesce(extract(epoch FROM clock_timestamp() - min(p.made_at)), 0)::float8, r.error FROM alerts_receiver r"
        " LEFT JOIN alerts_push p ON p.receiver_id = r.id AND p.state = 'waiting' WHERE r.active GROUP BY r.id ORDER BY r.id"
    )
    return [Sample(max(0.0, age), name, note=why if age else "") for name, age, why in cursor.fetchall()]


GAUGES = [
    Gauge("ecc_feed_age_seconds", "外部数据", "秒前", "Since a feed last gave good data", feeds, label="feed"),
    Gauge("ecc_channel_down", "通信通道", "", "1 = nothing goes this way now", channels, label="channel"),
    Gauge(
        "ecc_warning_push_oldest_seconds", "预警送外部平台", "秒待送", "Age of the oldest published warning a receiver has not taken",
        warnings_out, label="receiver", rule="alerts.push_late_s", alarm=True,
    ),
]  # fmt: skip
