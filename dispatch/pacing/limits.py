"""Verb on limits: what a provider allows, entered with its source."""

from __future__ import annotations

from dispatch.pacing.models import ChannelLimit
from realtime.log import act


def set_limit(*, actor: str, channel: str, per_minute: int, burst: int, concurrent: int, cost_fen: int, source: str) -> ChannelLimit:
    with act(actor):
        limit, _ = ChannelLimit.objects.update_or_create(
            pk=channel,
            defaults={"per_minute": per_minute, "burst": burst, "concurrent": concurrent, "cost_fen": cost_fen, "source": source},
        )
    return limit
