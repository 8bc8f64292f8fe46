"""The `feeds` table of area snapshots."""

from __future__ import annotations

from typing import Any

from devices.feeds.models import Feed


def feeds(prefix: str) -> dict[str, dict[str, Any]]:
    return {str(feed.pk): dict(feed.row()) for feed in Feed.objects.filter(area__startswith=prefix)}
