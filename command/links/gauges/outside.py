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


GAUGES = [
    Gauge("ecc_feed_age_seconds", "外部数据", "秒前", "Since a feed last gave good data", feeds, label="feed"),
    Gauge("ecc_channel_down", "通信通道", "", "1 = nothing goes this way now", channels, label="channel"),
]
