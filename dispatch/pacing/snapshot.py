"""Channels as the board holds them."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from dispatch.pacing.models import ChannelState


def channels(prefix: str) -> dict[str, Any]:
    """Of the whole city; a district's desk sees them with its own area."""
    if not settings.CITY.startswith(prefix):
        return {}
    return {state.pk: dict(state.row()) for state in ChannelState.objects.exclude(since=None)}
