"""action → **telling** → log: of a feed's row only what changed (the layer below `dispatch.telling`)."""

from __future__ import annotations

from typing import Any

from devices.feeds.models import Feed
from devices.feeds.rows import FeedRow
from realtime.log import Log


def tell_feed(log: Log, verb: str, feed: Feed, before: FeedRow | None) -> None:
    after = feed.row()
    body: dict[str, Any] = dict(after)
    if before is not None:
        was: dict[str, Any] = dict(before)
        body = {name: value for name, value in body.items() if name in ("id", "area") or was.get(name) != value}
        if len(body) == 2:
            return
    for stream in feed.streams:
        log.append(stream, f"feed.{verb}", body)
